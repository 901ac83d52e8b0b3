package personal_test

import (
	"reflect"
	"testing"

	"digbot/bot/personal"
	"digbot/internal/programme"
)

// TestNoDecisionReachesThePorts looks for a decision, or an answer to one, in all that the ports can give. What was mailed
// to somebody comes as the name of the mail alone.
func TestNoDecisionReachesThePorts(t *testing.T) {
	forbidden := map[reflect.Type]bool{reflect.TypeFor[programme.Decision](): true, reflect.TypeFor[programme.Answer](): true, reflect.TypeFor[programme.Person](): true, reflect.TypeFor[programme.Role](): true}
	seen := map[reflect.Type]bool{}
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		if forbidden[of] {
			t.Errorf("%s can hold a decision", path)
		}
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Struct:
			for i := range of.NumField() {
				walk(path+"."+of.Field(i).Name, of.Field(i).Type)
			}
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(path, of.Elem())
		case reflect.Map:
			walk(path, of.Key())
			walk(path, of.Elem())
		case reflect.Func:
			for out := range of.NumOut() {
				walk(path+"()", of.Out(out))
			}
		case reflect.Interface:
			for i := range of.NumMethod() {
				method := of.Method(i)
				for out := range method.Type.NumOut() {
					walk(path+"."+method.Name+"()", method.Type.Out(out))
				}
			}
		}
	}
	parts := reflect.TypeFor[personal.Parts]()
	for i := range parts.NumField() {
		if field := parts.Field(i); field.Name != "Texts" && field.Name != "Log" {
			walk(field.Name, field.Type)
		}
	}
	if !seen[reflect.TypeFor[personal.Told]()] || !seen[reflect.TypeFor[programme.Season]()] {
		t.Error("the test looks at nothing")
	}
}
