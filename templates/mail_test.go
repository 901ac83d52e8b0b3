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

// TestMailsSayWhatCanBeSaidInChat: what can be ticked, or answered, with the bot stands in the mails where there is a chat, and
// nowhere else.
func TestMailsSayWhatCanBeSaidInChat(t *testing.T) {
	library, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"chat-list", "chat-hearing"} {
		for _, language := range programme.Languages() {
			text := library.texts["mail/part-"+part+"."+string(language)]
			without, err := text.execute(View{Language: language})
			if err != nil || strings.TrimSpace(without) != "" {
				t.Errorf("%s in %q says without a chat: %q, %v", part, language, without, err)
			}
			with, err := text.execute(View{Language: language, Chats: []string{"Slack", "Mattermost"}})
			if and := map[programme.Language]string{programme.French: "Slack et Mattermost", programme.English: "Slack and Mattermost"}[language]; err != nil || !strings.Contains(with, and) {
				t.Errorf("%s in %q says %q, %v", part, language, with, err)
			}
		}
	}
	for name, part := range map[string]string{
		"hearing-invitation": "chat-hearing", "hearing-moved": "chat-hearing", "hearing-reminder": "chat-hearing",
		"onboarding-prepare": "chat-list", "onboarding-week": "chat-list", "onboarding-eve": "chat-list", "onboarding-first-day": "chat-list", "onboarding-month": "chat-list",
		"designer-welcome": "chat-list", "designer-week": "chat-list", "designer-eve": "chat-list", "designer-first-day": "chat-list", "designer-month": "chat-list",
	} {
		for _, language := range programme.Languages() {
			source, err := embedded.ReadFile("mail/" + name + "." + string(language) + ".md")
			if err != nil || !strings.Contains(string(source), `{{template "`+part+`" .}}`) {
				t.Errorf("%s in %q does not say what can be said in chat: %v", name, language, err)
			}
		}
	}
}
