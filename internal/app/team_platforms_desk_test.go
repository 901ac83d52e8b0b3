package app

import (
	"strings"
	"testing"

	"digbot/bot"
)

// TestTheDeskOnEveryPlatform passes a question that nobody knows to the team, brings the answer and what follows on it,
// makes it one of the bot's own with a second person's yes, and lets somebody else ask it. Terminals have no threads.
func TestTheDeskOnEveryPlatform(t *testing.T) {
	t.Parallel()
	onEveryPlatform(t, func(t *testing.T, c venue) {
		if _, isTerminal := c.(*terminal); isTerminal {
			t.Skip("the team has no threads on terminals: whoever asks there is told the team's address")
		}
		st := newStage(t, c, "2019-04-16T10:00:00", 0, nil)
		const question, hidden = "Peut-on ranger des skis nautiques dans la cave ?", "// je me renseigne"
		st.types("alix", question, "transmise à l’équipe", "dans la journée")
		thread := st.inRoom(nil, "Une question pour l’équipe", question)
		st.types("dominique", "/dig questions", question, "depuis mardi 16 avril 2019")

		before := st.chat.room("equipe")
		c.thread("dominique", thread, hidden)
		list := func() []screen { return st.chat.reads("alix") }
		read := list()
		c.thread("dominique", thread, "Oui, au fond à droite.")
		answer := st.finds(list, read, "Oui, au fond à droite.", "L’équipe")
		if strings.Contains(answer.text, "renseigne") || strings.Contains(answer.text, "Dominique") {
			t.Errorf("the answer reads %q", answer.text)
		}
		relayed := st.inRoom(before, "Transmis à la personne par Dominique Exemple")
		st.types("dominique", "/dig questions", "répondues", question)

		before = st.chat.room("equipe")
		st.types("alix", "Et un violon ?", "transmis à l’équipe, à la suite")
		st.inRoom(before, "La personne ajoute", "un violon")
		read = list()
		c.thread("camille", thread, "Un violon aussi.")
		st.finds(list, read, "Un violon aussi.")

		if err := relayed.click("dominique", "Ajouter aux réponses"); err != nil {
			t.Fatal(err)
		}
		draft := st.fills("dominique", [][2]string{{"title", "Skis dans la cave"}, {"questions", question + "\nY a-t-il de la place pour des skis nautiques ?"}, {"answer", "La cave a de la place au fond à droite."}},
			"Dominique Exemple propose une réponse de plus", "Une autre personne de l’équipe doit approuver")
		st.refusesToo("dominique", draft, "à une autre personne de l’approuver")
		st.clicks("camille", draft, "Approuver", "Approuvé par Camille Exemple", "Skis dans la cave")
		st.until("the bot has learnt it", func() bool {
			reply, err := st.app.Bot.Handle(st.Context(), bot.Message{Platform: "test", Text: question})
			return err == nil && reply.Kind == bot.KindAnswer
		})
		st.types("sacha", question, "au fond à droite")
		st.clicks("dominique", relayed, "Clore", "Fil clos par Dominique Exemple")
		st.types("dominique", "/dig questions", "Aucune question n’attend l’équipe")
		if err := c.rules(); err != nil {
			t.Errorf("the rules of the platform were broken: %v", err)
		}
	})
}

// inRoom waits for a message in the team's channel.
func (st *stage) inRoom(before []screen, wanted ...string) screen {
	st.Helper()
	return st.finds(func() []screen { return st.chat.room("equipe") }, before, wanted...)
}

// refusesToo presses a button that the person may not press.
func (st *stage) refusesToo(who string, on screen, reason string) {
	st.Helper()
	list := func() []screen { return append(st.chat.reads(who), st.chat.room("equipe")...) }
	before := list()
	if err := on.click(who, "Approuver"); err != nil {
		st.Fatal(err)
	}
	st.finds(list, before, reason)
}
