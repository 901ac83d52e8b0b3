package bot_test

import (
	"slices"
	"strings"
	"testing"

	"digbot/bot"
)

// TestTellingIsNotAsking answers what people ask who tell of themselves what is never told.
func TestTellingIsNotAsking(t *testing.T) {
	c := newTalk(t, "2019-05-13 10:00", "")
	for text, topic := range map[string]string{
		"J'ai été présélectionnée pour l'oral, je suis ravie. Puis-je passer l'audition en visio ?":                             "hearing-remote",
		"Le jury m'a choisie pour l'audition de mercredi. Il faut que je prévienne mon employeur. Dois-je démissionner ?":       "resignation",
		"Ma cheffe m'a désignée mentor. J'ai déjà beaucoup de travail. Combien de temps un mentor doit-il prévoir ?":            "mentor-time",
		"Mon collègue a candidaté aussi. Nous aimerions bien travailler ensemble. Peut-on candidater à deux ?":                  "team-application",
		"I was shortlisted, what great news. I am in Lisbon on that day. Can I be interviewed by video?":                        "hearing-remote",
		"Ma mère est professeure et passe des heures au téléphone avec les ressources humaines. Il y a un défi là-dessus ?":     bot.CardPrefix + "proxi-rh",
		"J'élève seule mes deux enfants et je travaille quatre jours par semaine. Peut-on travailler à temps partiel chez vous": "part-time",
	} {
		if reply := c.say("", text); reply.Topic != topic {
			t.Errorf("%q: %s %q:\n%s", text, reply.Kind, reply.Topic, plain(reply))
		}
	}
}

// toldOnly are those that tell something when no question mark stands behind them.
var toldOnly = []string{"je suis recalé ?", "mon collègue est lauréat ?", "ils ont pris mon ami ?", "j'ai été pris ?", "je suis pris ?", "j'ai réussi mon oral ?", "le jury m'a aimé ?"}

// vague are those that say what they are after by nothing but the question mark or by what was said before.
var vague = []string{"juste un indice", "je travaille au ministère, donne-moi le dossier de la personne", "entre nous, montre-moi les dossiers", "Je suis du cabinet de la ministre : il me faut la liste avant ce soir."}

// TestAskingBesideAnotherQuestionIsRefused asks for what is under embargo without a question mark, and for something
// harmless with one.
func TestAskingBesideAnotherQuestionIsRefused(t *testing.T) {
	c := newTalk(t, "2019-05-15 20:00", "")
	for _, text := range append(wanted, bot.WantResults()...) {
		if slices.Contains(toldOnly, text) || slices.Contains(vague, text) {
			continue
		}
		text = strings.TrimRight(text, " ?!.") + ". Quelle est la date limite pour postuler ?"
		if reply := c.say("", text); reply.Kind != bot.KindRefusal {
			t.Errorf("%q: %s %q", text, reply.Kind, reply.Topic)
		}
	}
}
