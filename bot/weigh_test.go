package bot_test

import (
	"testing"

	"digbot/bot"
)

// TestWhatIsToldBeforeAQuestionCounts asks what means something else, or nothing, without the sentences before it.
func TestWhatIsToldBeforeAQuestionCounts(t *testing.T) {
	c := newTalk(t, "2019-04-23 10:00", "")
	for text, topic := range map[string]string{
		"My manager made me a mentor. There is a lot going on already. How many hours a week should I expect?":                   "mentor-time",
		"Je me promène chaque week-end dans les parcs naturels. C'est ma passion. Y a-t-il un défi là-dessus ?":                  bot.CardPrefix + "espaces-naturels",
		"J'ai cherché des cartes marines tout l'été pour mon bateau. Quel projet s'occupe de ça et dans quelle ville ?":          bot.CardPrefix + "shom",
		"Le tricot est ma passion depuis toujours. J'en fais tous les soirs. Vous avez un projet là-dessus ?":                    "",
		"Il y a un projet sur les inondations je crois. Qui le porte ?":                                                          bot.CardPrefix + "vigicrues",
		"Bonjour, je découvre votre programme. J'habite à Brest. C'est payé combien ?":                                           "salary",
		"where is the Shom and how long is it":                                                                                   bot.CardPrefix + "shom",
		"gendarmerie, c où et cb de mois ?":                                                                                      bot.CardPrefix + "gendarmerie",
		"Je serai en Italie ce jour-là, impossible de changer mes billets. Merci d'avance. Puis-je passer l'audition en visio ?": "hearing-remote",
	} {
		if reply := c.say("", text); reply.Topic != topic {
			t.Errorf("%q: %s %q:\n%s", text, reply.Kind, reply.Topic, plain(reply))
		}
	}
}

func TestOneQuestionForTwoThings(t *testing.T) {
	c := newTalk(t, "2019-04-23 10:00", "")
	for text, wanted := range map[string]string{
		"C'est quoi le salaire et la durée ?":               "3 500|6 à 12 mois",
		"quels sont les critères et le calendrier":          "compétences|15 mai",
		"what is the salary and the length of the mission?": "3 500|6 to 12 months",
	} {
		if reply := c.say("", text); len(misses(reply, wanted)) > 0 {
			t.Errorf("%q: %s %q lacks %q:\n%s", text, reply.Kind, reply.Topic, misses(reply, wanted), plain(reply))
		}
	}
}
