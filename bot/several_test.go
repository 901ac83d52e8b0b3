package bot_test

import (
	"testing"

	"digbot/bot"
)

func TestSeveralQuestionsAreAnsweredTogether(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for text, wanted := range map[string]string{
		"C'est payé combien ? Jusqu'à quand puis-je postuler ?":                                        "3 500|10 mai 2019 à 17h",
		"Bonjour ! C'est payé combien ? Et où travaille-t-on ? Merci d'avance":                         "3 500|région parisienne",
		"c'est quand la clôture et combien on est payé ?":                                              "10 mai 2019 à 17h|3 500",
		"When is the deadline? What is the salary?":                                                    "10 May 2019 at 17:00|3 500",
		"le 10 à 18h c'est bon ? y a-t-il un défi à Toulouse ?":                                        "trop tard|VigicrUX",
		"quel défi pour MaritUX ? C'est payé combien ?":                                                "Brest|3 500",
		"Je suis designer depuis dix ans et j'habite à Lille. C'est payé combien ?":                    "3 500|!Lille",
		"Combien de jours entre la clôture et le jury ?":                                               "5 jours|!3 500",
		"C'est payé combien ? C'est payé combien ?":                                                    "3 500",
		"what is the deadline, how much is the salary, and can I work remotely?":                       "10 May 2019 at 17:00|3 500|telework",
		"1) C'est payé combien ? 2) y a-t-il un défi à Toulouse ? 3) jusqu'à quand puis-je postuler ?": "3 500|VigicrUX|10 mai 2019 à 17h",
	} {
		reply := c.say("", text)
		if lacking := misses(reply, wanted); len(lacking) > 0 || reply.Kind != bot.KindAnswer || len(reply.Sources) == 0 {
			t.Errorf("%q: %s %q lacks %q:\n%s", text, reply.Kind, reply.Topic, lacking, plain(reply))
		}
	}
	for _, text := range []string{"C'est payé combien ? Et qui a été retenu ?", "Qui a été retenu ? C'est payé combien ?", "c'est quand la clôture et qui est lauréat ?"} {
		if reply := c.say("", text); reply.Kind != bot.KindRefusal {
			t.Errorf("%q: %s:\n%s", text, reply.Kind, plain(reply))
		}
	}
}

// TestOneUnclearQuestionAmongSeveral answers none of them with confidence that is not there.
func TestOneUnclearQuestionAmongSeveral(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	if reply := c.say("", "C'est payé combien ? Et la fusée, elle décolle de Kourou ?"); len(reply.Choices) == 0 && reply.Topic != "salary" && reply.Kind != bot.KindHandover {
		t.Errorf("%s %q:\n%s", reply.Kind, reply.Topic, plain(reply))
	}
}
