package config

import (
	"fmt"
	"path/filepath"
	"strings"
)

// fileSuffix marks the setting that names the file in which a secret stands.
const fileSuffix = "_file"

// largestSecret is the size of a file that may be a secret: the largest private keys have a few kB.
const largestSecret = 64 << 10

// secret reads a secret from the key itself, or from the file that <key>_file names. A relative path counts from the
// folder of the configuration file that holds it.
func (s *section) secret(key string) Secret {
	s.exclusive(key, key+fileSuffix)
	if n := s.child(key); n != nil {
		return s.hidden(n)
	}
	n := s.child(key + fileSuffix)
	path, set := s.value(n)
	if !set {
		return Secret{}
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(n.file), path)
	}
	text, err := s.readFile(path)
	switch {
	case err != nil:
		s.fault(n, fmt.Sprintf("the file %q cannot be read: %s", n.raw, reason(err)), "create the file, or make it readable for the user that runs digbot")
		return Secret{}
	case len(text) > largestSecret:
		s.fault(n, fmt.Sprintf("the file %q is too large to be a secret", n.raw), "name the file that holds the secret and nothing else")
		return Secret{}
	}
	return s.content(n, text)
}

func (s *section) content(n *node, text []byte) Secret {
	secret := strings.TrimRight(string(text), "\r\n")
	if secret == "" {
		s.fault(n, fmt.Sprintf("the file %q is empty", n.raw), "write the secret into it")
	}
	return Secret{secret}
}

// hidden reads a secret written in the file itself: no fault may show it.
func (s *section) hidden(n *node) Secret {
	text, _ := s.value(n)
	return Secret{text}
}

// requireSecret reports a secret that is set in neither way.
func (s *section) requireSecret(key string) {
	if !s.has(key + fileSuffix) {
		s.require(key, "write "+key+": ${"+strings.ToUpper(key)+"} and set the variable, or "+key+fileSuffix+": with the path of a file")
	}
}

// prefixed reports a token that cannot be the one that is meant, without showing it.
func (s *section) prefixed(key string, secret Secret, prefix, fix string) {
	if secret.IsZero() || strings.HasPrefix(secret.Reveal(), prefix) {
		return
	}
	s.fault(s.secretNode(key), "does not begin with "+prefix, fix)
}

// secretNode is where a secret is set.
func (s *section) secretNode(key string) *node {
	if n := s.child(key); n != nil {
		return n
	}
	return s.child(key + fileSuffix)
}
