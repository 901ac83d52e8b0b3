package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

// loadOver loads the example with another file over it.
func loadOver(t *testing.T, over string, env map[string]string) (Config, error) {
	t.Helper()
	files := map[string]string{"example.yaml": exampleText(t), "over.yaml": over, "secret": "from the file\n"}
	lookup := func(name string) (string, bool) { value, found := env[name]; return value, found }
	return load([]string{"example.yaml", "over.yaml"}, lookup, memory(files))
}

func TestLaterFilesOverride(t *testing.T) {
	cases := []struct {
		name, over string
		got        func(Config) any
		want       any
	}{
		{"a value", "mail: {outbox: envois}", func(c Config) any { return c.Mail.Outbox }, "envois"},
		{"its neighbours stay", "mail: {outbox: envois}", func(c Config) any { return c.Mail.From.Address }, "designers@example.fr"},
		{"a list replaces", "promotion: {occasions: [opening, deadline, jury, announcement, start]}",
			func(c Config) any { return len(c.Promotion.Specs) }, 5},
		{"Redis replaces the file", "store: {redis: 'redis://localhost'}", func(c Config) any { return c.Store.Redis.Reveal() }, "redis://localhost"},
		{"a key without a value restores the default", "mail: {from: }",
			func(c Config) any { return c.Mail.From.Address }, "entrepreneur-interet-general@data.gouv.fr"},
		{"a moved date takes its weekday with it and keeps its hour", "promotion: {calendar: {deadline: {date: 2019-05-12}}}",
			func(c Config) any { return c.Promotion.At(programme.Deadline).Format(time.RFC3339) }, "2019-05-12T17:00:00+02:00"},
		{"a date replaces a month", "promotion: {calendar: {start: {date: 2019-06-11}}}",
			func(c Config) any { return c.Promotion.Calendar[programme.Start].String() }, "2019-06-11"},
		{"a month replaces a date", "promotion: {calendar: {announcement: {month: 2019-06}}}",
			func(c Config) any { return c.Promotion.Calendar[programme.Announcement].String() }, "2019-06"},
		{"one setting of a challenge", "promotion: {challenges: {shom: {withdrawn: 2019-07-02}}}",
			func(c Config) any { return c.Promotion.Challenges[2].Withdrawn.String() }, "2019-07-02"},
		{"challenges keep their order", "promotion: {challenges: {shom: {withdrawn: 2019-07-02}}}",
			func(c Config) any { return c.Promotion.Challenges[2].Title.FR[:10] }, "Améliorer"},
		{"a new challenge comes last", "promotion: {challenges: {nouveau: {title: Nouveau, host: DINSIC, months: 6}}}",
			func(c Config) any { return c.Promotion.Challenges[17].ID }, "nouveau"},
		{"the secret of a later file", "slack: {bot_token: xoxb-1, app_token_file: secret}\n",
			func(c Config) any { return c.Slack.BotToken.Reveal() }, "xoxb-1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			config, err := loadOver(t, c.over, nil)
			if err != nil && !strings.Contains(err.Error(), "does not begin with xapp-") {
				t.Fatal(err)
			}
			if got := c.got(config); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestFaultsNameTheFileThatHoldsThem(t *testing.T) {
	cases := []struct {
		name, over string
		want       string
	}{
		{"override", "mail:\n  outbox: [a]\n", "over.yaml:2: mail.outbox: a list stands"},
		{"example, made wrong by the override", "promotion:\n  calendar:\n    opening: {date: 2019-05-12}\n",
			fmt.Sprintf("example.yaml:%d: promotion.calendar.deadline: deadline (2019-05-10T17:00) comes before opening (2019-05-12), which stands in over.yaml:3", lineOf(t, exampleText(t), deadline))},
		{"order, made wrong by a date of the override", "promotion: {calendar: {jury: {date: 2019-05-01}}}\n",
			fmt.Sprintf("over.yaml:1: promotion.calendar.jury: jury (2019-05-01) comes before deadline (2019-05-10T17:00), which stands in example.yaml:%d", lineOf(t, exampleText(t), deadline))},
		{"year, made wrong by a date of the override", "promotion:\n  calendar:\n    jury:\n      date: 2018-05-15\n",
			"over.yaml:4: promotion.calendar.jury: 2018-05-15 is far from the other milestones"},
		{"slip in the id of a challenge", "promotion:\n  challenges:\n    shmo: {withdrawn: 2019-07}\n",
			`over.yaml:3: promotion.challenges.shmo: "shmo" is unknown in challenges of the earlier files; fix: write shom`},
		{"slip in the id of a fact", "promotion:\n  facts:\n    sallary: {en: 3 600 euros}\n",
			`over.yaml:3: promotion.facts.sallary: "sallary" is unknown in facts of the earlier files; fix: write salary`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := loadOver(t, c.over, nil)
			var faults Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.HasPrefix(faults[0].String(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestSyntaxFaultsOfEveryFileAreTold(t *testing.T) {
	files := map[string]string{"one.yaml": "a: [\n", "two.yaml": "b: {\n"}
	_, err := load([]string{"one.yaml", "two.yaml", "three.yaml"}, unset, memory(files))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 3 {
		t.Fatalf("got %v, want a fault for each file", err)
	}
	for i, file := range []string{"one.yaml", "two.yaml", "three.yaml"} {
		if faults[i].File != file {
			t.Errorf("fault %d is about %s, want %s", i, faults[i].File, file)
		}
	}
}

// TestAFileThatIsNoYAMLHidesNoOther: of the others, all is told but what the faulty one may mend.
func TestAFileThatIsNoYAMLHidesNoOther(t *testing.T) {
	example := exampleText(t)
	for _, test := range []struct {
		name, other string
		want        []string // beside the fault of the faulty file
	}{
		{"a whole configuration", example, nil},
		{"what may be mended", "promotion: {calendar: {jury: {time: \"09:00\"}}, challenges: {shom: {designers: 0}}}\nmail: {outbox: '${NOWHERE}', relays: [{user: u}]}\n" +
			"staff: {camille: {slack: U1}}\nstore: {wait_replicas: 1}\nslack: {staff_channel: equipe}", nil},
		{"what stays wrong", "stor: {}\nmail: {outbox: [a], connections: many}\n", []string{"stor: is no known setting", "mail.outbox: a list stands", `mail.connections: "many" is no whole number`}},
	} {
		for _, files := range [][]string{{"faulty.yaml", "other.yaml"}, {"other.yaml", "faulty.yaml"}, {"other.yaml", "away.yaml"}} {
			_, err := load(files, unset, memory(map[string]string{"faulty.yaml": "a: [\n", "other.yaml": test.other}))
			var faults Faults
			if !errors.As(err, &faults) || len(faults) != 1+len(test.want) {
				t.Errorf("%s, %v: got\n%v", test.name, files, err)
				continue
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%s, %v: lacks %q:\n%v", test.name, files, want, err)
				}
			}
		}
	}
}

func TestVariables(t *testing.T) {
	env := map[string]string{"FOLDER": "courrier", "COUNT": "8", "EMPTY": "", "WHEN": "never"}
	cases := []struct {
		name, over string
		outbox     string
		fault      string
	}{
		{"whole value", "mail: {outbox: '${FOLDER}'}", "courrier", ""},
		{"part of a value", "mail: {outbox: '/var/${FOLDER}/${COUNT}'}", "/var/courrier/8", ""},
		{"escaped", "mail: {outbox: '$${FOLDER}$$5$x'}", "${FOLDER}$5$x", ""},
		{"a variable's value is not read again", "mail: {outbox: '$$${FOLDER}'}", "$courrier", ""},
		{"number", "mail: {outbox: x, connections: '${COUNT}'}", "x", ""},
		{"replaced before it is looked up", "mail: {outbox: '${FOLDER}'}", "courrier", ""},
		{"empty", "mail: {outbox: '${EMPTY}'}", "", "mail.outbox: is empty"},
		{"no number", "mail: {connections: '${FOLDER}'}", "", `"${FOLDER}" is no whole number`},
		{"the value is not shown", "approvals: {undo: '${WHEN}'}", "", `"${WHEN}" is no length of time`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			config, err := loadOver(t, c.over, env)
			switch {
			case c.fault == "" && err != nil:
				t.Fatal(err)
			case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
				t.Fatalf("got %v, want %q", err, c.fault)
			case c.fault == "" && config.Mail.Outbox != c.outbox:
				t.Errorf("got %q, want %q", config.Mail.Outbox, c.outbox)
			}
		})
	}
}

func TestAnOverriddenVariableNeedNotBeSet(t *testing.T) {
	files := map[string]string{"example.yaml": strings.Replace(exampleText(t), "outbox: outbox", "outbox: ${NOWHERE}", 1), "over.yaml": "mail: {outbox: x}"}
	if _, err := load([]string{"example.yaml", "over.yaml"}, unset, memory(files)); err != nil {
		t.Error(err)
	}
}

func TestWhereAndKeys(t *testing.T) {
	config, err := loadOver(t, "mail:\n  relays:\n    - host: a.example.fr\n    - host: b.example.fr\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	example := exampleText(t)
	cases := []struct {
		path, file string
		line       int
	}{
		{"mail.relays[1].host", "over.yaml", 4},
		{"mail.relays[1].tls", "over.yaml", 4},
		{"mail.outbox", "example.yaml", lineOf(t, example, "outbox: outbox")},
		{"promotion.facts.salary", "example.yaml", lineOf(t, example, "    salary:")},
		{"promotion.challenges.shom.start", "example.yaml", lineOf(t, example, "    shom:")},
		{"retention.audit", "example.yaml", 1},
	}
	for _, c := range cases {
		if file, line := config.Where(c.path); file != c.file || line != c.line {
			t.Errorf("%s is at %s:%d, want %s:%d", c.path, file, line, c.file, c.line)
		}
	}
	if got := config.Keys("staff"); !slices.Equal(got, []string{"camille", "dominique"}) {
		t.Errorf("staff in the order of the file: %v", got)
	}
}
