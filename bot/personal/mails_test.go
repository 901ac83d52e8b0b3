package personal_test

import (
	"regexp"
	"strings"
	"testing"

	"digbot/internal/programme"
	"digbot/templates"
)

// quoted is what mails tell people to write.
var quoted = regexp.MustCompile(`«\p{Z}([^»]+)\p{Z}»|“([^”]+)”`)

// TestWhatMailsTellToWrite sends to the bot, word by word, what mails say that one may write to it.
func TestWhatMailsTellToWrite(t *testing.T) {
	library, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		mail, user string
		line       string // begins what the bot is spoken of in
		quotes     int
	}{
		{"hearing-reminder", "U1", "en message direct", 4}, {"hearing-reminder", "U1", "in a direct message", 4},
		{"checklist-open", "U-claude", "en message direct", 2}, {"checklist-open", "U-claude", "in a direct message", 2},
	} {
		inScene(t, nil, func(c *scene) {
			season := programme.Season{Promotion: promotion()}
			season.Privacy = programme.Text{FR: "notice", EN: "notice"}
			person := people()[0]
			view := templates.View{Season: season, Person: person, Role: person.Roles[0], Language: programme.French, Chats: []string{"Slack"}}
			if strings.HasPrefix(test.line, "in ") {
				view.Language = programme.English
			}
			mail, err := library.Mail(test.mail, view)
			if err != nil {
				t.Fatal(err)
			}
			c.recognised("U1", "camille@example.org")
			if c.now = paris("2019-05-14T10:00"); test.mail == "checklist-open" {
				c.now = paris("2019-05-20T10:00")
			}
			_, after, _ := strings.Cut(mail.Body.Plain(), test.line)
			found := quoted.FindAllStringSubmatch(after, -1)
			if len(found) != test.quotes {
				t.Errorf("%s quotes %q, want %d", test.mail, found, test.quotes)
			}
			for _, quote := range found {
				if said := c.says(test.user, quote[1]+quote[2]); strings.Contains(said, "Je n’ai pas compris") {
					t.Errorf("%s tells to write %q, and the bot says %s", test.mail, quote[1]+quote[2], said)
				}
			}
		})
	}
}
