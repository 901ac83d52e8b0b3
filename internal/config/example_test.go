package config

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

const examplePath = "../../config.example.yaml"

// exampleText is the shipped example.
func exampleText(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// unset is an environment without variables.
func unset(string) (string, bool) { return "", false }

// memory reads files from a map.
func memory(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		text, found := files[path]
		if !found {
			return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
		}
		return []byte(text), nil
	}
}

func TestExampleIsTheSeasonOf2019(t *testing.T) {
	config, err := Load([]string{examplePath}, unset)
	if err != nil {
		t.Fatalf("the example has faults:\n%v", err)
	}
	if notices := config.Unbuilt(); len(notices) > 0 {
		t.Errorf("the example gives notices: %q", notices)
	}
	promotion := config.Promotion
	instants := map[programme.Milestone]string{
		programme.Opening:      "2019-04-11T09:00:00+02:00",
		programme.Deadline:     "2019-05-10T17:00:00+02:00",
		programme.JuryDay:      "2019-05-15T09:00:00+02:00",
		programme.Announcement: "2019-05-17T09:00:00+02:00",
		programme.Start:        "2019-06-03T09:00:00+02:00",
	}
	for milestone, want := range instants {
		if got := promotion.At(milestone).Format(time.RFC3339); got != want {
			t.Errorf("%s is at %s, want %s", milestone, got, want)
		}
	}
	figures := []struct {
		what      string
		got, want any
	}{
		{"challenges", len(promotion.Challenges), 17},
		{"seats", promotion.Seats(), 21},
		{"occasions", len(promotion.Occasions()), 14},
		{"first challenge", promotion.Challenges[0].ID, "agents-education"},
		{"last challenge", promotion.Challenges[16].ID, "proxi-rh"},
		{"precision of the start", promotion.Calendar[programme.Start].Precision(), programme.ToTheMonth},
		{"precision of the jury", promotion.Calendar[programme.JuryDay].Precision(), programme.ToTheDay},
		{"salary", promotion.Facts["salary"].Value.FR[:len("3\u00a0500 euros par mois")], "3\u00a0500 euros par mois"},
		{"store", config.Store.File, "digbot.db"},
		{"outbox", config.Mail.Outbox, "outbox"},
		{"staff", len(config.Staff), 2},
	}
	for _, figure := range figures {
		if figure.got != figure.want {
			t.Errorf("%s: got %v, want %v", figure.what, figure.got, figure.want)
		}
	}
}

func TestExampleHoldsEveryFactInBothLanguages(t *testing.T) {
	config, err := Load([]string{examplePath}, unset)
	if err != nil {
		t.Fatal(err)
	}
	needed := strings.Fields(`salary contract duration funding seats projects criteria profiles mentors coaching selection jury
		workplace promise ux_definition inspiration project_criteria project_examples project_call project_form
		project_eligibility project_jury project_funding application_form afterwards support_sessions mentor_time before_arrival`)
	for _, id := range needed {
		fact, found := config.Promotion.Facts[id]
		if !found || fact.Value.FR == "" || fact.Value.EN == "" || len(fact.Sources) == 0 {
			t.Errorf("fact %s is incomplete: %+v", id, fact)
		}
	}
	if got := config.Keys("promotion.facts"); len(got) != len(config.Promotion.Facts) || got[0] != "salary" {
		t.Errorf("facts in the order of the file: %v", got)
	}
	for _, challenge := range config.Promotion.Challenges {
		if challenge.Title.EN == "" || challenge.Place.FR == "" || challenge.Ministry.FR == "" || len(challenge.Acronyms) == 0 || len(challenge.Themes) == 0 {
			t.Errorf("challenge %s is incomplete: %+v", challenge.ID, challenge)
		}
	}
}

func TestExampleKnowsWhatChangedAfterTheCall(t *testing.T) {
	config, err := Load([]string{examplePath}, unset)
	if err != nil {
		t.Fatal(err)
	}
	june, july := programme.Date{Year: 2019, Month: 6, Day: 30}.At(programme.Clock{}), programme.Date{Year: 2019, Month: 7, Day: 1}.At(programme.Clock{})
	pole, _ := config.Promotion.Challenge("pole-emploi")
	environment, _ := config.Promotion.Challenge("information-environnementale")
	got := []bool{pole.IsWithdrawn(june), pole.IsWithdrawn(july), environment.IsSplit(june), environment.IsSplit(july)}
	if want := []bool{false, true, false, true}; !slices.Equal(got, want) {
		t.Errorf("withdrawn and split in June and July: got %v, want %v", got, want)
	}
}

// commentedOut is a setting that the example shows but does not set: # and no space, or more than one below such a key.
var commentedOut = regexp.MustCompile(`(?m)^( *)#( {2,}(?:- )?[\pL_ ]+:| {2,}- \{|[a-z_]+:)`)

// TestCommentedSettingsAreRight takes the signs away, so that what the example explains cannot rot.
func TestCommentedSettingsAreRight(t *testing.T) {
	text := commentedOut.ReplaceAllString(exampleText(t), "$1$2")
	text = strings.Replace(text, "  file: digbot.db\n", "", 1)
	secrets := map[string]string{
		"SMTP_PASSWORD": "x", "REDIS_URL": "redis://localhost:6379/0", "DEMARCHES_TOKEN": "x",
		"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SLACK_SIGNING_SECRET": "x",
		"MATTERMOST_TOKEN": "x", "MATTERMOST_COMMAND_TOKEN": "x",
	}
	env := func(name string) (string, bool) { value, found := secrets[name]; return value, found }
	files := map[string]string{"all.yaml": text, "secrets/dkim.pem": dkimKey(t), "secrets/decisions.key": decisionsKey(t)}
	config, err := load([]string{"all.yaml"}, env, memory(files))
	if err != nil {
		t.Fatalf("the settings that are commented out have faults:\n%v", err)
	}
	for _, row := range unbuilt() {
		if strings.HasSuffix(row.key, "_file") {
			continue
		}
		if file, line := config.Where(row.key); file == "" || line == 0 || !slices.ContainsFunc(config.Unbuilt(), func(notice string) bool {
			return strings.HasPrefix(notice, fmt.Sprintf("%s:%d: %s is accepted", file, line, row.key))
		}) {
			t.Errorf("%s: no notice, although it is set and not built", row.key)
		}
	}
	if config.People.Demarches.Challenges["Portails du Shom"] != "shom" || config.Mail.Relays[0].Password.Reveal() != "x" {
		t.Errorf("values lost: %+v %+v", config.People, config.Mail.Relays)
	}
	if config.Desk.Until.Hour != 18 || config.Retention.Pool != 730*24*time.Hour || config.Approvals.Undo != time.Minute || config.Posts.Wait != time.Hour {
		t.Errorf("values lost: %+v %+v %+v", config.Desk, config.Retention, config.Approvals)
	}
}
