package templates

import (
	"strings"
	"testing"

	"digbot/internal/programme"
)

// TestEachMailHoldsTheNotice looks for the notice of how people's data are protected in every mail, in both languages.
func TestEachMailHoldsTheNotice(t *testing.T) {
	library, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	const notice = "who keeps what and why"
	mails := 0
	for key := range library.texts {
		name, isMail := strings.CutPrefix(key, "mail/")
		if !isMail || strings.HasPrefix(name, "part-") {
			continue
		}
		mails++
		source, err := embedded.ReadFile(key + ".md")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), `{{template "footer" .}}`) {
			t.Errorf("%s has no footer", key)
		}
	}
	if mails == 0 {
		t.Error("no mail was looked at")
	}
	for _, language := range programme.Languages() {
		footer := library.texts["mail/part-footer."+string(language)]
		season := programme.Season{Promotion: programme.Promotion{Contact: "equipe@example.org", Privacy: programme.Text{FR: notice, EN: notice}}}
		if said, err := footer.execute(View{Season: season, Language: language}); err != nil || !strings.Contains(said, notice) {
			t.Errorf("the footer in %q does not hold the notice: %v", language, err)
		}
	}
}
