package personal

import (
	"context"
	"slices"
	"strings"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/internal/programme"
)

// step is an action that may find that the message is not meant for it.
type step func(t turn, ctx context.Context) (bot.Reply, bool, error)

// wish is something that people ask about themselves, and the words in which they do. A message is a wish only when it
// says nothing else: whatever is about the subject in general is answered by the bot.
type wish struct {
	id      string // of the button that means the same, after buttonPrefix
	french  []string
	english []string
	does    step
}

// always is a step that every message of the wish is meant for.
func always(act action) step {
	return func(t turn, ctx context.Context) (bot.Reply, bool, error) {
		reply, err := act(t, ctx)
		return reply, true, err
	}
}

// wishes is the one table of what people may ask about themselves.
func wishes() []wish {
	return []wish{
		{id: "recognise", does: always(turn.recognise),
			french:  []string{"c'est moi", "reconnais-moi", "me reconnaître", "peux-tu me reconnaître", "reconnaissez-moi", "m'identifier", "identifie-moi", "je veux être reconnu", "je veux être reconnue", "reconnaître mon compte"},
			english: []string{"it's me", "recognise me", "recognize me", "identify me", "can you recognise me", "can you recognize me"}},
		{id: "unlink", does: always(turn.unlink),
			french:  []string{"délier mon compte", "délie mon compte", "ne me reconnais plus", "oublie mon compte", "oublie qui je suis"},
			english: []string{"unlink my account", "unlink me", "forget who i am"}},
		{id: "data", does: always(turn.data),
			french:  []string{"mes données", "mes données personnelles", "voir mes données", "montre-moi mes données", "quelles données avez-vous sur moi", "quelles données as-tu sur moi"},
			english: []string{"my data", "my personal data", "show my data", "show me my data", "what data do you have about me"}},
		{id: "erase", does: always(turn.erase),
			french:  []string{"effacer mes données", "efface mes données", "effacez mes données", "supprimer mes données", "supprime mes données", "supprimez mes données", "effacer mes données personnelles"},
			english: []string{"erase my data", "delete my data", "erase my personal data", "delete my personal data"}},
		{id: "erase-yes", does: turn.eraseYes, french: []string{"oui, effacer", "oui, effacez", "oui, efface", "effacer tout", "oui, tout effacer"}, english: []string{"yes, erase", "erase everything", "yes, delete"}},
		{id: "erase-no", does: turn.eraseNo, french: []string{"non, ne rien effacer", "ne rien effacer", "n'efface rien"}, english: []string{"no, keep it", "erase nothing", "keep everything"}},
		{id: "reminders", does: always(turn.reminders), french: []string{"mes rappels", "voir mes rappels", "quels sont mes rappels", "liste mes rappels"}, english: []string{"my reminders", "show my reminders", "list my reminders"}},
		{id: "reminders-stop", does: always(turn.stopReminders),
			french:  []string{"arrête les rappels", "arrêtez les rappels", "arrêter les rappels", "arrête mes rappels", "plus de rappels", "plus de rappel", "annule mes rappels", "annule les rappels", "supprime mes rappels", "ne me rappelle plus"},
			english: []string{"stop the reminders", "stop my reminders", "stop reminders", "no more reminders", "cancel my reminders", "cancel the reminders"}},
		{id: "checklist", does: turn.checklist, french: []string{"ma liste", "ma checklist", "mes préparatifs", "que dois-je préparer", "ma liste de préparation"}, english: []string{"my list", "my checklist", "what must i prepare"}},
		{id: "tick", does: turn.tick},
		{id: "coming", does: turn.coming,
			french:  []string{"je viens", "je viendrai", "je serai là", "je serai présent", "je serai présente", "je confirme ma venue", "je confirme ma présence", "oui je viens"},
			english: []string{"i'm coming", "i will come", "i'll be there", "i will be there", "i confirm", "yes i'm coming"}},
		{id: "slot", does: turn.anotherSlot,
			french:  []string{"un autre créneau", "je voudrais un autre créneau", "j'ai besoin d'un autre créneau", "je demande un autre créneau", "il me faut un autre créneau", "je ne peux pas venir", "je ne suis pas disponible"},
			english: []string{"another slot", "i need another slot", "i would like another slot", "i'd like another slot", "i can't come", "i cannot come"}},
		{id: "needs", does: turn.adjustment,
			french:  []string{"besoin d'un aménagement", "j'ai besoin d'un aménagement", "j'aurai besoin d'un aménagement", "je voudrais un aménagement", "je demande un aménagement"},
			english: []string{"i need an adjustment", "need an adjustment", "i would like an adjustment", "i'll need an adjustment"}},
	}
}

// courtesies are left out around a wish.
var courtesies = map[string]bool{"bonjour": true, "bonsoir": true, "salut": true, "merci": true, "svp": true, "stp": true, "s": true, "il": true, "te": true, "vous": true, "plait": true,
	"hello": true, "hi": true, "please": true, "thanks": true, "dig": true}

// plainly are the words of a text as they count in a wish: without accents, elisions and courtesies at either end.
func plainly(text string) []string {
	words := understand.Words(text)
	for len(words) > 0 && courtesies[words[0]] {
		words = words[1:]
	}
	for len(words) > 0 && courtesies[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words
}

// said is a wish in one language.
type said struct {
	wish
	language programme.Language
}

// spoken are the wishes by how they are said.
func spoken(all []wish) map[string]said {
	known := map[string]said{}
	for _, w := range all {
		for language, phrases := range map[programme.Language][]string{programme.French: w.french, programme.English: w.english} {
			for _, phrase := range phrases {
				known[strings.Join(plainly(phrase), " ")] = said{w, language}
			}
		}
	}
	return known
}

// longestWish is the number of bytes of the longest message that may be a wish, courtesies included.
const longestWish = 120

// asked finds the wish that a message, a click or a form is.
func (t turn) asked() (step, programme.Language, bool) {
	m := t.message
	switch m.Kind {
	case bot.Clicked, bot.Submitted:
		return t.clicked()
	case bot.Said, bot.Command:
		if m.Choice == "" && len(m.Text) <= longestWish {
			found, known := t.spoken[strings.Join(plainly(m.Text), " ")]
			return found.does, found.language, known
		}
	}
	return nil, "", false
}

// buttonPrefix begins the ids of the buttons and forms here.
const buttonPrefix = "own-"

// clicked is the wish of a button or form.
func (t turn) clicked() (step, programme.Language, bool) {
	id, ours := strings.CutPrefix(t.message.Choice, buttonPrefix)
	if !ours {
		return nil, "", false
	}
	i := slices.IndexFunc(t.wishes, func(w wish) bool { return w.id == id })
	if i < 0 {
		return nil, "", false
	}
	return t.wishes[i].does, t.language, true
}

// languageOf is the language in which a message is written, French when it does not show.
func languageOf(m bot.Message) programme.Language {
	if language, sure := understand.Detect(m.Text); sure {
		return programme.Language(language)
	}
	return programme.French
}
