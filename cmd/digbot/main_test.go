package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digbot/internal/app"
)

const example = "../../config.example.yaml"

// result is what a command line printed.
type result struct {
	code     int
	out, err string
}

func digbot(t *testing.T, in string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	noEnv := func(string) (string, bool) { return "", false }
	code := run(t.Context(), args, streams{In: strings.NewReader(in), Out: &out, Err: &errs, Env: noEnv})
	return result{code, out.String(), errs.String()}
}

func TestExitCodes(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.yaml")
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help", []string{"--help"}, exitOK, "rehearse"},
		{"help of a subcommand", []string{"ask", "--help"}, exitOK, "Examples:"},
		{"version", []string{"--version"}, exitOK, "digbot " + app.Build().String()},
		{"completions", []string{"completion", "bash"}, exitOK, "digbot"},
		{"unknown subcommand", []string{"aks"}, exitUsage, "Did you mean this"},
		{"unknown flag", []string{"ask", "--nwo", "x"}, exitUsage, "unknown flag"},
		{"too many arguments", []string{"chat", "x"}, exitUsage, "unknown command"},
		{"no configuration", []string{"ask", "--config", missing, "x"}, exitUsage, "cannot be read"},
		{"a configuration without a name", []string{"check", "--config", ""}, exitUsage, "digbot: --config: the name of the file is empty\n"},
		{"a folder as configuration", []string{"ask", "--config", "..", "-c", "", "x"}, exitUsage, "--config: .. is a folder or another thing that is no file: name a file\n--config: the name"},
		{"no number", []string{"serve", "--speed", "abc"}, exitUsage, "invalid argument \"abc\" for \"--speed\" flag: write a number\n"},
		{"too large a number", []string{"rehearse", "--people", "99999999999999999999"}, exitUsage, "\"--people\" flag: the number is too large\n"},
		{"neither true nor false", []string{"ask", "--json=x", "x"}, exitUsage, "\"--json\" flag: write true or false\n"},
		{"no instant", []string{"ask", "--config", example, "--now", "demain", "x"}, exitUsage, "is not an instant"},
		{"no language", []string{"calendar", "--config", example, "--lang", "de"}, exitUsage, "neither fr nor en"},
		{"no roster", []string{"rehearse", "--config", example, "--roster", missing, "--out", t.TempDir()}, exitUsage, "no such file"},
		{"a flag that must be given", []string{"evaluate"}, exitUsage, "Try 'digbot evaluate --help'"},
		{"two sources of people", []string{"rehearse", "--roster", "a", "--people", "3"}, exitUsage, "none of the others can be"},
		{"a season that ends before it begins", []string{"rehearse", "--config", example, "--from", "2019-06-01", "--to", "2019-05-01"}, exitUsage, "--to is before --from"},
	} {
		got := digbot(t, "", test.args...)
		if got.code != test.code || !strings.Contains(got.out+got.err, test.says) {
			t.Errorf("%s: code %d, want %d; it does not say %q:\n%s%s", test.name, got.code, test.code, test.says, got.out, got.err)
		}
	}
}

// TestManyQuestionsAreToldApart asks two, and one on the command line.
func TestManyQuestionsAreToldApart(t *testing.T) {
	got := digbot(t, "Jusqu'à quand puis-je postuler ?\n\nC'est payé combien ?\n", "ask", "--config", example, "--now", "2019-04-20")
	if !strings.HasPrefix(got.out, "> Jusqu'à quand puis-je postuler ?\n\nVous pouvez postuler") || !strings.Contains(got.out, "\n\n> C'est payé combien ?\n\nLa rémunération") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
	if got := digbot(t, "", "ask", "--config", example, "--now", "2019-04-20", "C'est payé combien ?"); !strings.HasPrefix(got.out, "La rémunération") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
}

func TestEverySubcommandShowsExamples(t *testing.T) {
	for _, name := range []string{"ask", "chat", "rehearse", "calendar", "check"} {
		help := digbot(t, "", name, "--help").out
		for _, part := range []string{"Examples:", "digbot " + name, "--config", "--now"} {
			if !strings.Contains(help, part) {
				t.Errorf("the help of %s does not show %q", name, part)
			}
		}
	}
}

func TestAsk(t *testing.T) {
	for _, test := range []struct {
		question, now string
		kind          string
		holds         []string
	}{
		{"Jusqu'à quand puis-je postuler ?", "2019-04-20T10:00:00+02:00", "answer", []string{"10 mai 2019", "17h", "20 jours"}},
		{"Jusqu'à quand puis-je postuler ?", "2019-05-10T16:59:59+02:00", "answer", []string{"10 mai 2019", "moins d’une minute"}},
		{"Jusqu'à quand puis-je postuler ?", "2019-05-10T17:00:01+02:00", "answer", []string{"clos"}},
		{"C'est payé combien ?", "2019-04-20T10:00:00+02:00", "answer", []string{"3 500"}},
		{"Quel défi pour le Shom ?", "2019-04-20T10:00:00+02:00", "answer", []string{"MaritUX", "Brest"}},
		{"les résultats sont-ils sortis ?", "2019-05-17T12:00:00+02:00", "answer", []string{"prévue ce jour", "pas encore publiée"}},
		{"les résultats sont-ils sortis ?", "2019-05-20T12:00:00+02:00", "answer", []string{"pas encore"}},
		{"Qui sont les lauréats ?", "2019-05-17T12:00:00+02:00", "refusal", []string{"17 mai 2019"}},
		{"Quelle est la date de début des missions ?", "2019-04-20T10:00:00+02:00", "answer", []string{"juin 2019"}},
		{"Est-ce qu'on peut télétravailler ?", "2019-04-20T10:00:00+02:00", "handover", []string{"entrepreneur-interet-general@data.gouv.fr"}},
		{"What is the salary?", "2019-04-20T10:00:00+02:00", "answer", []string{"3 500"}},
		{"Bonjour !", "2019-04-20T10:00:00+02:00", "smalltalk", nil},
	} {
		got := digbot(t, "", "ask", "--json", "--config", example, "--now", test.now, test.question)
		var reply answered
		if err := json.Unmarshal([]byte(got.out), &reply); err != nil || got.code != exitOK {
			t.Fatalf("%q: %v, code %d\n%s", test.question, err, got.code, got.err)
		}
		if string(reply.Kind) != test.kind {
			t.Errorf("%q at %s is %q, want %q:\n%s", test.question, test.now, reply.Kind, test.kind, reply.Text)
		}
		if reply.Kind == "answer" && len(reply.Source) == 0 {
			t.Errorf("%q is answered without a source", test.question)
		}
		for _, part := range test.holds {
			if !strings.Contains(strings.ReplaceAll(reply.Text, "\u00a0", " "), part) {
				t.Errorf("%q at %s does not say %q:\n%s", test.question, test.now, part, reply.Text)
			}
		}
	}
}

func TestAskManyKeepsConversationsApart(t *testing.T) {
	lines := `{"question": "Xyzzy plugh", "conversation": "a"}
{"question": "Xyzzy plugh", "conversation": "b"}

{"question": "Xyzzy plugh", "conversation": "a"}
`
	got := digbot(t, lines, "ask", "--json", "--config", example, "--now", "2019-04-20")
	replies := strings.Split(strings.TrimSpace(got.out), "\n")
	if got.code != exitOK || len(replies) != 3 {
		t.Fatalf("code %d, %d replies\n%s%s", got.code, len(replies), got.out, got.err)
	}
	if replies[0] != replies[1] || replies[2] == replies[0] {
		t.Errorf("only the second miss of conversation a is another one:\n%s", got.out)
	}
}

func TestAskReportsLinesThatAreNoQuestions(t *testing.T) {
	got := digbot(t, "{\"question\": \n{\"quesiton\": \"x\"}\nBonjour\n{\"question\": 3}\n", "ask", "--json", "--config", example)
	for _, says := range []string{"line 1: no JSON object with question, conversation and audience: it has no end", `line 2: `, `unknown field "quesiton"`,
		"line 4: no JSON object with question, conversation and audience: question is no text but a JSON number"} {
		if got.code != exitUsage || !strings.Contains(got.err, says) || strings.Count(got.out, "\n") != 1 {
			t.Errorf("code %d, it does not say %q:\n%s\n%s", got.code, says, got.out, got.err)
		}
	}
	long := digbot(t, strings.Repeat("x", longestLine+1), "ask", "--config", example)
	if long.code != exitUsage || !strings.Contains(long.err, "a line is longer than 1 MB") {
		t.Errorf("code %d\n%s", long.code, long.err)
	}
}

func TestChat(t *testing.T) {
	got := digbot(t, "C'est payé combien ?\n", "chat", "--config", example, "--now", "2019-04-20")
	if got.code != exitOK || !strings.Contains(got.out, "digbot") || !strings.Contains(got.out, "3\u00a0500 euros") || !strings.Contains(got.out, "Source") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
}

func TestCalendar(t *testing.T) {
	ics := filepath.Join(t.TempDir(), "dig.ics")
	got := digbot(t, "", "calendar", "--json", "--ics", ics, "--config", example, "--now", "2019-05-10T12:00:00+02:00")
	var listed calendarJSON
	if err := json.Unmarshal([]byte(got.out), &listed); err != nil || got.code != exitOK {
		t.Fatalf("%v, code %d\n%s", err, got.code, got.err)
	}
	states := map[string]string{}
	for _, occasion := range listed.Occasions {
		states[occasion.Name] = occasion.State
	}
	if listed.Phase != "open" || listed.Next != "deadline" || states["deadline"] != "today" || states["opening"] != "past" || states["jury"] != "upcoming" {
		t.Errorf("phase %s, next %s, states %v", listed.Phase, listed.Next, states)
	}
	content, err := os.ReadFile(ics)
	if err != nil || !strings.Contains(string(content), "20190510T150000Z") || strings.Contains(string(content), "20190603") {
		t.Errorf("the calendar file tells the deadline in UTC and no invented day of June: %v\n%s", err, content)
	}
	for language, words := range map[string][]string{"fr": {"candidatures ouvertes", "vendredi 10 mai 2019", "juin 2019"}, "en": {"call open", "Friday 10 May 2019"}} {
		text := digbot(t, "", "calendar", "--config", example, "--now", "2019-05-10T12:00:00+02:00", "--lang", language).out
		for _, word := range words {
			if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), word) {
				t.Errorf("%s: the listing does not say %q:\n%s", language, word, text)
			}
		}
	}
	if late := digbot(t, "", "calendar", "--config", example, "--now", "2019-05-20").out; !strings.Contains(late, "en attente de publication") {
		t.Errorf("an announcement that was not released is told as waiting:\n%s", late)
	}
}

func TestCheckReportsEveryFaultAtOnce(t *testing.T) {
	source, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	planted := []struct{ from, to, says string }{
		{"deadline: {date: 2019-05-10, time: \"17:00\", weekday: vendredi}", "deadline: {date: 2019-04-01, time: \"17:00\", weekday: lundi}", "promotion.calendar.deadline"},
		{"jury: {date: 2019-05-15, weekday: mercredi}", "jury: {date: 2019-05-15, weekday: mardi}", "mardi"},
		{"  timezone: Europe/Paris\n", "", "timezone"},
		{"form_url: https://www.demarches", "form_url: htps//www.demarches", "form_url"},
		{"    - deadline-3h\n", "    - deadlin-3h\n", "deadlin-3h"},
		{"    email: camille@example.org\n", "    email: camille.example.org\n", "staff.camille.email"},
		{"  handled_at: \"09:00\"", "  handeld_at: \"09:00\"", "handled_at"},
		{"    contract:\n      fr: un contrat", "    contrat:\n      fr: un contrat", "the configuration has no fact \"contract\""},
		{"source: [candidatez, article-lancement]", "source: [candidate, article-lancement]", "candidate"},
	}
	text := string(source)
	for _, fault := range planted {
		if !strings.Contains(text, fault.from) {
			t.Fatalf("the example does not hold %q", fault.from)
		}
		text = strings.Replace(text, fault.from, fault.to, 1)
	}
	file := filepath.Join(t.TempDir(), "faulty.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := digbot(t, "", "check", "--config", file)
	if got.code != exitUsage {
		t.Errorf("code %d, want %d", got.code, exitUsage)
	}
	for _, fault := range planted {
		if !strings.Contains(got.out, fault.says) {
			t.Errorf("nothing says %q in\n%s", fault.says, got.out)
		}
	}
}

func TestCheckOfTheExample(t *testing.T) {
	if got := digbot(t, "", "check", "--config", example); got.code != exitOK || !strings.Contains(got.out, "Nothing wrong was found.") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
}

func TestEvaluate(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	train := write("train.tsv", "salary\tquel est le salaire ?\nsalary\tc'est payé combien ?\nplace\tdans quelle ville ?\nplace\toù travaille-t-on ?\n")
	test := write("test.tsv", "salary\tle salaire, c'est combien ?\n\nplace\ton travaille où ?\nplace\tquel est le salaire ?\n")
	got := digbot(t, "", "evaluate", "--train", train, "--test", test, "--json")
	var figures map[string]float64
	if err := json.Unmarshal([]byte(got.out), &figures); err != nil || got.code != exitOK {
		t.Fatalf("%v, code %d\n%s", err, got.code, got.err)
	}
	if top1 := figures["top1"]; top1 < .66 || top1 > .67 {
		t.Errorf("top1 is %v, want two thirds", top1)
	}
	listed := digbot(t, "", "evaluate", "--train", train, "--test", test, "--confusions")
	if want := "place taken for salary (1)\n  quel est le salaire ?\n    answered, wrongly; looks like \"quel est le salaire ?\""; !strings.Contains(listed.out, want) {
		t.Errorf("the confusion is not listed:\n%s", listed.out)
	}
	listed = digbot(t, "", "evaluate", "--train", train, "--test", train, "--oos", test, "--confusions")
	if want := "a question that no topic answers taken for salary (2)"; !strings.Contains(listed.out, want) {
		t.Errorf("what is answered without a topic is not listed:\n%s", listed.out)
	}
	faulty := write("faulty.tsv", "salary\tquel est le salaire ?\nno tab\nplace\t \n")
	if bad := digbot(t, "", "evaluate", "--train", train, "--test", faulty); bad.code != exitUsage || !strings.Contains(bad.err, "faulty.tsv:2") || !strings.Contains(bad.err, "faulty.tsv:3") {
		t.Errorf("code %d\n%s", bad.code, bad.err)
	}
	strange := write("strange.tsv", "zzz\tquel est le salaire ?\nplace\toù ?\n\nsalry\tcombien ?\n\tcombien ?\n")
	for name, args := range map[string][]string{"the own set": {"--train", train}, "the shipped knowledge": {"--config", example}} {
		bad := digbot(t, "", append([]string{"evaluate", "--test", strange}, args...)...)
		for _, says := range []string{`strange.tsv:1: "zzz" is no topic`, `strange.tsv:4: "salry" is no topic`, `strange.tsv:5: "" is no topic`} {
			if bad.code != exitUsage || bad.out != "" || !strings.Contains(bad.err, says) {
				t.Errorf("%s: code %d, it does not say %q:\n%s", name, bad.code, says, bad.err)
			}
		}
	}
	if bad := digbot(t, "", "evaluate", "--test", test, "--lang", "de"); bad.code != exitUsage || !strings.Contains(bad.err, "neither fr nor en") {
		t.Errorf("code %d\n%s", bad.code, bad.err)
	}
}
