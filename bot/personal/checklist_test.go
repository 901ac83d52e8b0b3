package personal_test

import (
	"strings"
	"testing"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// TestChecklist ticks by words and by buttons what a mentor has done, and opens step by step.
func TestChecklist(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.want("a stranger", c.says("U1", "ma liste"), "Je n’ai pas compris")
		c.want("too early", c.says("U-claude", "ma liste"), "quatorze jours avant", "3 juin 2019")
		c.now = paris("2019-05-20T09:00")
		c.want("the first step", c.says("U-claude", "ma liste"), "1. (à faire) L’accès aux données", "5. (à faire) Vos collègues")
		c.want("by words", c.says("U-claude", "fait 1 et 3"), "1. (fait)", "2. (à faire)", "3. (fait)")
		c.want("back", c.says("U-claude", "pas fait 3"), "1. (fait)", "3. (à faire)")
		if text := c.says("U-claude", "fait 9"); strings.Count(text, "(fait)") != 1 {
			t.Errorf("a task that is none: %s", text)
		}
		reply := c.give(bot.Message{User: "U-claude", Text: "ma liste", Place: bot.Place{Channel: "DU-claude", Direct: true}})
		if len(reply.Buttons) != 4 {
			t.Fatalf("%d buttons", len(reply.Buttons))
		}
		click := bot.Message{User: "U-claude", Kind: bot.Clicked, Choice: reply.Buttons[0].ID, Value: reply.Buttons[0].Value, Place: bot.Place{Channel: "DU-claude", Direct: true}}
		if after := c.give(click); !after.Replace || strings.Count(after.Body.Plain(), "(fait)") != 2 {
			t.Errorf("after a click: %s", after.Body.Plain())
		}
		c.want("all of it", c.says("U-claude", "tout est fait"), "Tout est fait")
		c.now = paris("2019-05-27T09:00")
		c.want("the next step", c.says("U-claude", "my list"), "6. (to do)", "1. (done)")
		c.want("other words", c.says("U-claude", "fait comme chez toi"), "Je n’ai pas compris")
	})
}

// TestEveryTaskHasItsWords looks for the words of each task, in both languages.
func TestEveryTaskHasItsWords(t *testing.T) {
	for _, language := range programme.Languages() {
		labels, err := templates.Labels("personal", language)
		if err != nil {
			t.Fatal(err)
		}
		tasks := 0
		for _, step := range []programme.Step{programme.Preparing, programme.LastWeek, programme.Eve, programme.FirstDay, programme.Settled} {
			for _, kind := range []programme.RoleKind{programme.Mentor, programme.Designer} {
				for _, task := range step.Tasks(kind) {
					if tasks++; labels["task_"+string(kind)+"_"+task] == "" {
						t.Errorf("%s of a %s has no words in %q", task, kind, language)
					}
				}
			}
		}
		if tasks < 20 {
			t.Errorf("%d tasks", tasks)
		}
	}
}
