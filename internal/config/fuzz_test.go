package config

import (
	"errors"
	"strings"
	"testing"
)

// small is the shortest configuration without faults.
const small = `
promotion:
  id: small
  name: Petite promotion
  programme: Programme
  organiser: Administration
  contact: equipe@example.fr
  form_url: https://www.example.fr/form
  call_url: https://www.example.fr/call
  privacy: Vos données restent chez nous.
  timezone: Europe/Paris
  calendar: {opening: 2019-04-11, deadline: 2019-05-10T17:00, jury: 2019-05-15, announcement: 2019-05-17, start: 2019-06}
  sources: {s: {title: Source}}
  facts: {salary: {fr: beaucoup, source: s}}
  challenges: {shom: {title: Portails, host: Shom, months: [12, 6]}}
staff: {a: {name: A, rights: announce}, b: {name: B, rights: [approve]}}
`

func TestTheShortestConfiguration(t *testing.T) {
	if faults := faultsOf(t, small); len(faults) > 0 {
		t.Error(faults)
	}
}

// FuzzLoad feeds foreign text, alone and over a good file: there is no panic, and every fault can be acted upon.
func FuzzLoad(f *testing.F) {
	seeds := []string{
		small,
		"", "a: b", "promotion: {calendar: {deadline: 2019-05-10T17:00+01:00}}", "store: {redis: redis://x}", "a: &a [*a]", "<<: {a: b}",
		"? [a]\n: b", "promotion: {challenges: {shom: {split: {parts: [1, {months: 2}]}}}}", "mail: {only: [a@b.fr], outbox: '${X'}",
		"staff: {a: {rights: announce}, b: {rights: [approve]}}", "a: |\n  b\n c", "promotion: {occasions: deadline}", "---\na: b\n---\nc: d", "%YAML 1.2\n",
		"http: {listen: ':80'}\npeople: {demarches: {challenges: {\"a.b\": shom}}}",
	}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := map[string]string{"small.yaml": small, "over.yaml": text}
		env := func(name string) (string, bool) { return "value of " + name, len(name)%2 == 0 }
		for _, names := range [][]string{{"over.yaml"}, {"small.yaml", "over.yaml"}} {
			config, err := load(names, env, memory(files))
			var faults Faults
			if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
				t.Fatalf("no faults in %v", err)
			}
			for _, fault := range faults {
				if fault.File == "" || fault.What == "" || fault.Fix == "" || strings.Contains(fault.What, "value of ") {
					t.Errorf("fault of no use: %+v", fault)
				}
			}
			if err == nil && len(config.Promotion.Calendar) != 5 {
				t.Errorf("accepted with %d milestones", len(config.Promotion.Calendar))
			}
		}
	})
}
