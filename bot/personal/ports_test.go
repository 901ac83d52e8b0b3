package personal_test

import (
	"reflect"
	"testing"

	"digbot/bot/bottest"
	"digbot/bot/personal"
)

// TestNoDecisionReachesThePorts looks for a decision, or an answer to one, in all that the ports can give. What was mailed
// to somebody comes as the name of the mail alone.
func TestNoDecisionReachesThePorts(t *testing.T) {
	ports := map[string]reflect.Type{}
	parts := reflect.TypeFor[personal.Parts]()
	for i := range parts.NumField() {
		if field := parts.Field(i); field.Name != "Texts" && field.Name != "Log" {
			ports[field.Name] = field.Type
		}
	}
	if seen := bottest.NoDecision(t, ports); !seen[reflect.TypeFor[personal.Told]()] {
		t.Error("the results were not looked at")
	}
}
