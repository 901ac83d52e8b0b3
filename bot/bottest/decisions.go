package bottest

import (
	"reflect"
	"testing"

	"digbot/internal/programme"
)

// NoDecision looks for a decision of the jury, or an answer to one, in all that some ports can give, and returns the types
// that it has seen.
func NoDecision(t *testing.T, ports map[string]reflect.Type) map[reflect.Type]bool {
	t.Helper()
	l := leaks{t, map[reflect.Type]bool{}}
	for name, port := range ports {
		l.walk(name, port)
	}
	if !l.seen[reflect.TypeFor[programme.Season]()] {
		t.Error("nothing was looked at")
	}
	return l.seen
}

// leaks are looked for in each type once.
type leaks struct {
	t    *testing.T
	seen map[reflect.Type]bool
}

func (l leaks) walk(path string, of reflect.Type) {
	switch of {
	case reflect.TypeFor[programme.Decision](), reflect.TypeFor[programme.Answer](), reflect.TypeFor[programme.Person](), reflect.TypeFor[programme.Role]():
		l.t.Errorf("%s can hold a decision", path)
	}
	if l.seen[of] {
		return
	}
	l.seen[of] = true
	switch of.Kind() {
	case reflect.Struct:
		for i := range of.NumField() {
			l.walk(path+"."+of.Field(i).Name, of.Field(i).Type)
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		l.walk(path, of.Elem())
	case reflect.Map:
		l.walk(path, of.Key())
		l.walk(path, of.Elem())
	case reflect.Func:
		l.results(path, of)
	}
	for i := range of.NumMethod() {
		if of.Kind() == reflect.Interface {
			l.results(path+"."+of.Method(i).Name, of.Method(i).Type)
		}
	}
}

func (l leaks) results(path string, of reflect.Type) {
	for out := range of.NumOut() {
		l.walk(path+"()", of.Out(out))
	}
}
