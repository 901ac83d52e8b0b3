package config

import (
	"fmt"
	"regexp"
	"strings"
)

// Env looks up a variable, as os.LookupEnv does.
type Env = func(name string) (value string, found bool)

// variable is ${NAME}; $$ is a dollar sign. A dollar sign before anything else stands for itself.
var (
	variable     = regexp.MustCompile(`\$\$|\$\{[^}]*\}?`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// expand replaces the variables in every value below a node. The values of variables never stand in a fault. Unless the
// files are complete, a variable that is not set is no fault yet: a file that cannot be read may replace the value.
func expand(root *node, env Env, complete bool) Faults {
	var faults Faults
	root.walk(func(n *node) {
		if n.kind != scalar || !strings.Contains(n.raw, "$") {
			return
		}
		n.value = variable.ReplaceAllStringFunc(n.raw, func(found string) string {
			value, fault := replacement(n, found, env)
			if fault != nil {
				n.broken = true
				if complete {
					faults = append(faults, *fault)
				}
			}
			return value
		})
	})
	return faults
}

func replacement(n *node, found string, env Env) (string, *Fault) {
	if found == "$$" {
		return "$", nil
	}
	name, closed := strings.CutSuffix(strings.TrimPrefix(found, "${"), "}")
	if !closed || !variableName.MatchString(name) {
		fault := n.fault(fmt.Sprintf("%q names no environment variable", found), "write ${NAME}, or $${ for the signs themselves")
		return "", &fault
	}
	value, set := env(name)
	if !set {
		fault := n.fault("the environment variable "+name+" is not set", "set "+name+", or write the value here; $${"+name+"} stands for the signs themselves")
		return "", &fault
	}
	n.expanded = true
	return value, nil
}
