package app_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// What happens in a chaos run follows from its seed: who the people are, who asks what and after what pause, what fails, whom
// it hits, for how long and in which order. How far a run gets in its plan, and what a process was doing at that moment,
// is the machine's affair.

const (
	chaosPeople = 500
	chaosAsks   = 50.0 / 6 // questions a second: 5,000 in ten minutes
)

// chaosFault is harm that is done.
type chaosFault struct {
	what  string
	whom  int           // which replica, where it is one
	lasts time.Duration // and as long is the pause after it
}

// chaosFaults are all kinds of harm, the more frequent ones more than once.
func chaosFaults() []string {
	return []string{"kill -9", "kill -9", "rolling restart", "frozen", "Redis killed", "relay away", "Slack away", "Mattermost away", "lines cut"}
}

// chaosHarm is what fails in a run, without end.
func chaosHarm(seed uint64, replicas int) iter.Seq[chaosFault] {
	return func(yield func(chaosFault) bool) {
		random := rand.New(rand.NewPCG(seed, 0))
		kinds := chaosFaults()
		for {
			f := chaosFault{kinds[random.IntN(len(kinds))], random.IntN(replicas), time.Duration(200+random.IntN(2500)) * time.Millisecond}
			if !yield(f) {
				return
			}
		}
	}
}

// chaosAsk is a question of somebody, after a pause.
type chaosAsk struct {
	after    time.Duration
	person   int
	question string
}

// chaosAsked are the questions of a run, without end.
func chaosAsked(seed uint64) iter.Seq[chaosAsk] {
	questions := []string{
		"quel est le salaire ?", "c'est quoi la date limite de candidature ?", "quel est le lieu de travail ?", "date des résultats",
		"qui sont les lauréats ?", "est-ce que Zéphyrine Secret3x est retenue ?", "quelle est la couleur du cheval blanc d'Henri IV ?",
		"combien de défis ?", "bonjour", "what is the salary?",
	}
	return func(yield func(chaosAsk) bool) {
		random := rand.New(rand.NewPCG(seed, 1))
		for {
			after := time.Duration(float64(time.Second) / chaosAsks * 2 * random.Float64())
			if !yield(chaosAsk{after, random.IntN(250), questions[random.IntN(len(questions))]}) {
				return
			}
		}
	}
}

// chaosRoster is everybody, with what the jury will have decided. Laureates have names that stand nowhere else.
func chaosRoster(seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 2))
	var out strings.Builder
	out.WriteString("id;rôle;nom;courriel;statut;défi;décision;audition;lieu\n")
	for n := range chaosPeople {
		status, decision, hearing := "candidature déposée", "non retenu", ";"
		name := fmt.Sprintf("Camille Exemple %d", n)
		switch {
		case n < 12:
			hearing = "15/05/2019 10:00;20 avenue de Ségur, Paris"
			status, decision, name = "préselectionné", "lauréat", fmt.Sprintf("Zéphyrine Secret%dx", n)
		case n < 30:
			hearing = "15/05/2019 14:00;20 avenue de Ségur, Paris"
			status, decision = "préselectionné", "liste complémentaire"
		case random.IntN(4) == 0:
			status, decision = "intéressé", ""
		}
		fmt.Fprintf(&out, "c-%04d;candidat;%s;c%04d@example.org;%s;vigicrues;%s;%s\n", n, name, n, status, decision, hearing)
	}
	return out.String()
}

// TestChaosPlan holds that a seed is enough to plan the same run again, and that a run knows every kind of harm.
func TestChaosPlan(t *testing.T) {
	first := func(seed uint64) (string, map[string]bool) {
		var plan strings.Builder
		kinds, n := map[string]bool{}, 0
		for fault := range chaosHarm(seed, 3) {
			fmt.Fprintln(&plan, fault)
			if kinds[fault.what] = true; n == 200 {
				break
			}
			n++
		}
		for ask := range chaosAsked(seed) {
			fmt.Fprintln(&plan, ask)
			if n--; n == 0 {
				break
			}
		}
		return plan.String() + chaosRoster(seed), kinds
	}
	one, kinds := first(7)
	again, _ := first(7)
	other, _ := first(8)
	if one != again || one == other {
		t.Error("a plan does not follow from its seed")
	}
	for _, kind := range slices.Compact(slices.Sorted(slices.Values(chaosFaults()))) {
		if !kinds[kind] {
			t.Errorf("%s never happens", kind)
		}
	}
}
