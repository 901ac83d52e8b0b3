package bot_test

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"digbot/bot"
	"digbot/internal/app"
	"digbot/internal/programme"
)

// TestFollowUps holds conversations: each line is what somebody says, "=>", and what the reply holds.
func TestFollowUps(t *testing.T) {
	for name, lines := range map[string]string{
		"a date, then the next": `
			Jusqu'à quand puis-je postuler ?  => 10 mai 2019 à 17h
			à quelle heure exactement ?       => 17h|heure de Paris
			et après ?                        => mercredi 15 mai 2019
			c'est quel jour de la semaine ?   => mercredi
			dans combien de jours ?           => 25 jours
			à quelle heure ?                  => Aucune heure n’est publiée
			et après ?                        => vendredi 17 mai 2019
			et avant ?                        => mercredi 15 mai 2019`,
		"what holds everywhere": `
			C'est payé combien ?              => 3 500
			ça dépend de quel ministère ?     => la même pour tous les défis|3 500
			et à Clermont ?                   => la même|3 500|Clermont-Ferrand
			et pour le Shom ?                 => la même|3 500|Brest`,
		"a challenge from all sides": `
			quel défi pour MaritUX ?          => Brest|12 mois
			combien de temps ?                => 12 mois|!6 à 12
			c'est où ?                        => Brest|!Toulouse
			quel ministère ?                  => ministère des Armées
			combien de designers ?            => 1 designer
			C'est payé combien ?              => 3 500
			et combien de temps ?             => 12 mois|!6 à 12
			et le salaire ?                   => 3 500`,
		"from challenge to challenge": `
			quel défi pour VigicrUX ?         => Toulouse
			et à Clermont ?                   => Clermont-Ferrand
			combien de temps ?                => 6 mois|!6 à 12
			et pour NexSIS ?                  => 18 et 112`,
		"from challenge to challenge, by what holds everywhere": `
			quel défi pour la gendarmerie ?   => Issy
			quel salaire ?                    => 3 500
			et NexSIS ?                       => la même|18 et 112
			c'est où ?                        => région parisienne|!Issy
			combien de designers ?            => 1 designer
			et le télétravail ?               => télétravail
			et pour ameli ?                   => la même
			combien de mois ?                 => 6 mois|!12 mois`,
		"a list made narrower": `
			tous les défis du ministère de l'Intérieur => 4 défis
			et en 6 mois ?                    => 1 défi|NexSIS
			et pour les Armées ?              => Aucun défi|ministère des Armées
			et en 12 mois ?                   => 1 défi|MaritUX`,
		"one of a list": `
			les défis des Armées              => 2 défis
			le deuxième                       => achats
			et l'autre ?                      => MaritUX
			le dernier                        => achats`,
		"a long answer": `
			Où lire les textes officiels ?    => appel à candidatures|Écrivez « la suite »|!12 avril
			la suite                          => 12 avril|!Mes réponses viennent|!Je n’ai pas la réponse`,
		"an answer that is only likely is not cut by what is offered below it": `
			y a-t-il un défi sur la musique   => VigicrUX|Vous vouliez peut-être|!Écrivez « la suite »`,
		"all on one screen": `
			liste des défis                   => 17 défis|Proxi RH|bidonvilles|NexSIS|!Écrivez « la suite »`,
		"a new question is new": `
			quel défi pour MaritUX ?          => Brest
			Combien de temps dure la mission ? => 12 mois
			C'est payé combien ?              => 3 500
			Où travaille-t-on ?               => région parisienne
			lesquels hors de Paris ?          => 4 défis`,
		"why": `
			qui a été retenu ?                => Je ne donne aucun résultat
			pourquoi ?                        => injuste|vendredi 17 mai 2019
			télétravail possible ?            => télétravail
			pourquoi ?                        => ne rien inventer
			C'est payé combien ?              => 3 500
			why?                              => documents`,
		"another language": `
			C'est payé combien ?              => 3 500 euros par mois
			in English please                 => 3 500 euros a month
			When is the deadline?             => Friday 10 May 2019 at 17:00
			en français                       => vendredi 10 mai 2019 à 17h`,
		"thanks in between": `
			quel défi pour MaritUX ?          => Brest
			merci beaucoup                    => plaisir
			combien de temps ?                => 12 mois`,
	} {
		c := newTalk(t, "2019-04-20 10:00", "")
		for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
			said, wanted, _ := strings.Cut(line, "=>")
			reply := c.say(name, strings.TrimSpace(said))
			if lacking := misses(reply, strings.TrimSpace(wanted)); len(lacking) > 0 {
				t.Errorf("%s: %q: %s %q lacks %q:\n%s", name, strings.TrimSpace(said), reply.Kind, reply.Topic, lacking, plain(reply))
			}
		}
	}
}

// TestASubjectIsKeptForHalfAnHour asks again just before and at the end of it.
func TestASubjectIsKeptForHalfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		promotion, texts := shipped()
		now := func() time.Time { return paris(t, "2019-04-20 10:00") }
		b, err := app.NewBot(texts, app.Fixed(programme.Season{Promotion: promotion}), bot.NewRecall(time.Now), now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		c := &talk{t: t, bot: b, now: now()}
		c.say("a", "quel défi pour MaritUX ?")
		time.Sleep(30*time.Minute - time.Second)
		if lacking := misses(c.say("a", "c'est où ?"), "Brest|!Toulouse"); len(lacking) > 0 {
			t.Errorf("the subject was lost too early: %q", lacking)
		}
		time.Sleep(30 * time.Minute)
		if reply := c.say("a", "c'est où ?"); reply.Topic == "challenge:shom" {
			t.Errorf("the subject was kept too long: %q", plain(reply))
		}
	})
}

// TestChoicesInWords picks each way in which people say which one.
func TestChoicesInWords(t *testing.T) {
	for said, want := range map[string]int{
		"2": 1, "le 2": 1, "la deuxième": 1, "le second": 1, "numéro 2": 1, "n°2": 1, "the second one": 1, "première": 0, "la 1": 0, "aucune": -1, "aucune de ces questions": -1,
		"none of these": -1, "non": -1,
	} {
		c := newTalk(t, "2019-04-20 10:00", "")
		offered := c.say("a", "mentor contrat lieu") // means nothing in particular
		if offered.Kind != bot.KindChoices {
			t.Fatalf("the test needs a question that is not clear: %s %q", offered.Kind, offered.Topic)
		}
		if last := offered.Choices[len(offered.Choices)-1]; last.ID != bot.None || len(offered.Choices) < 3 || len(offered.Choices) > 5 {
			t.Errorf("%d choices, the last is %q", len(offered.Choices), last.ID)
		}
		reply := c.say("a", said)
		wanted := ""
		if want >= 0 {
			wanted = offered.Choices[want].ID
		}
		if reply.Topic != wanted {
			t.Errorf("%q picked %q, want %q", said, reply.Topic, wanted)
		}
	}
}

// TestTheMoreButtonWorksLater clicks it when the conversation is about something else.
func TestTheMoreButtonWorksLater(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	first := c.say("a", "Où lire les textes officiels ?")
	if len(first.Buttons) != 1 || first.Buttons[0].ID != "more" {
		t.Fatalf("buttons: %+v", first.Buttons)
	}
	c.say("a", "bonjour")
	click := bot.Message{Platform: "console", Conversation: "a", Kind: bot.Clicked, Choice: first.Buttons[0].ID, Value: first.Buttons[0].Value}
	second, err := c.bot.Handle(t.Context(), click)
	if err != nil || second.Topic != first.Topic || plain(second) == plain(first) {
		t.Errorf("%v, %q:\n%s", err, second.Topic, plain(second))
	}
	for _, value := range []string{"", first.Topic, first.Topic + " 99", first.Topic + " -1", "nothing 1", "challenges:place=%zz 1"} {
		click.Value = value
		if reply, err := c.bot.Handle(t.Context(), click); err != nil || reply.Kind != bot.KindHandover {
			t.Errorf("the value %q: %s, %v", value, reply.Kind, err)
		}
	}
}

// TestRepliesFitAScreen asks for every topic in every phase, a page at a time.
func TestRepliesFitAScreen(t *testing.T) {
	_, texts := shipped()
	for _, now := range []string{"2019-04-01 10:00", "2019-04-20 10:00", "2019-05-12 10:00", "2019-05-16 10:00", "2019-05-20 10:00", "2019-08-20 10:00"} {
		released := ""
		if now > "2019-05-18" {
			released = "2019-05-17 11:00"
		}
		c := newTalk(t, now, released)
		for _, language := range programme.Languages() {
			for _, topic := range texts.Topics(language) {
				if topic.ID == "challenge-card" {
					continue
				}
				for reply, pages := c.say(topic.ID+string(language), topic.Title), 0; ; pages++ {
					if n := utf8.RuneCountInString(plain(reply)); n > 950 || pages > 9 {
						t.Errorf("on %s, %s.%s: %d characters on page %d", now, topic.ID, language, n, pages+1)
						break
					}
					if len(reply.Buttons) == 0 {
						break
					}
					reply = c.say(topic.ID+string(language), map[programme.Language]string{programme.French: "la suite", programme.English: "more"}[language])
				}
			}
		}
	}
}
