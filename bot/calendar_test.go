package bot_test

import (
	"strings"
	"testing"

	"digbot/bot"
)

// TestQuestionsAboutDates asks before the deadline, on its last day, and after it.
func TestQuestionsAboutDates(t *testing.T) {
	open, lastDay, closed := newTalk(t, "2019-04-20 10:00", ""), newTalk(t, "2019-05-10 15:30", ""), newTalk(t, "2019-05-11 09:00", "")
	early, done := newTalk(t, "2019-04-01 10:00", ""), newTalk(t, "2019-06-20 10:00", "2019-05-17 11:00")
	for _, test := range []struct {
		in     *talk
		text   string
		wanted string
	}{
		{open, "le 10 à 18 h, c'est bon ?", "10 mai 2019 à 18h : non|trop tard|vendredi 10 mai 2019 à 17h (heure de Paris)"},
		{open, "le 10 mai à 16h59 ça passe ?", "oui|!trop tard"},
		{open, "17h pile le 10 ?", "l’instant où l’appel se termine"},
		{open, "le 11 au matin", "Samedi 11 mai 2019 au matin : non"},
		{open, "vendredi 14h30", "Vendredi 26 avril 2019 à 14h30 : oui"},
		{open, "et si je postule le 30 avril ?", "Mardi 30 avril 2019 : oui"},
		{open, "demain c'est encore possible ?", "Dimanche 21 avril 2019 : oui"},
		{open, "le 10 après-midi ?", "seulement avant l’heure limite"},
		{open, "vendredi 11 mai à midi ?", "le 11 mai 2019 est un samedi|non"},
		{open, "17 h à la Martinique ?", "Martinique : vendredi 10 mai 2019 à 11h|à 23h à Paris : trop tard"},
		{open, "je suis à La Réunion, c'est à quelle heure la date limite ?", "La Réunion : vendredi 10 mai 2019 à 19h"},
		{open, "à quelle heure locale ferme l'appel à Nouméa ?", "Nouvelle-Calédonie : samedi 11 mai 2019 à 2h"},
		{open, "le 10 à 10h à Tahiti ?", "Tahiti : vendredi 10 mai 2019 à 5h|à 22h à Paris : trop tard"},
		{open, "le 9 à 20h en Guyane, c'est bon ?", "Guyane : vendredi 10 mai 2019 à 12h|vendredi 10 mai 2019 à 1h à Paris : vous serez à temps"},
		{open, "combien de jours entre la clôture et le jury ?", "il y a 5 jours"},
		{open, "combien de jours entre l'ouverture et la clôture ?", "il y a 29 jours"},
		{open, "combien de temps entre le jury et les résultats ?", "il y a 2 jours"},
		{open, "combien de jours entre le jury et la prise de poste ?", "17 à 46 jours|n’est pas publié"},
		{open, "dans combien de jours le jury ?", "25 jours|mercredi 15 mai 2019"},
		{open, "combien de semaines avant la clôture ?", "20 jours, soit 2 semaines et 6 jours"},
		{open, "le jury tombe quel jour de la semaine ?", "mercredi"},
		{open, "le 17 mai c'est quel jour ?", "vendredi|l’annonce des résultats"},
		{open, "les résultats le 16 ?", "Non|vendredi 17 mai 2019"},
		{open, "le jury c'est bien le 15 mai ?", "Oui|mercredi 15 mai 2019"},
		{open, "le jury est à 14h ?", "pas publié d’heure"},
		{open, "la prise de poste est le 3 juin ?", "pas publié de jour|juin 2019"},
		{open, "la clôture est à 17h ?", "Oui"},
		{open, "la clôture c'est à minuit ?", "non|17h"},
		{open, "can I apply on May 11?", "no|Friday 10 May 2019 at 17:00 (Paris time)"},
		{open, "what time is the deadline in London?", "London: Friday 10 May 2019 at 16:00"},
		{open, "le jury, c'est un mardi ou un mercredi ?", "mercredi"},
		{open, "is the deadline on a Thursday or a Friday?", "Friday"},
		{open, "Is 11:30am New York time too late on May 10?", "New York: Friday 10 May 2019 at 11:00|17:30 in Paris: too late"},
		{open, "Is 4:30pm in London on 10 May OK?", "16:30|at 17:30 in Paris: too late"},
		{open, "Is 12:30 am in London on 10 May OK?", "at 01:30 in Paris: you will be in time"},
		{open, "is 11am EST on May 10 ok?", "UTC−5: Friday 10 May 2019 at 10:00|18:00 in Paris: too late"},
		{open, "est-ce que 11h EST le 10 mai ça passe ?", "UTC−5 : vendredi 10 mai 2019 à 10h|18h à Paris : trop tard"},
		{open, "can I send it May 10 11am EDT?", "UTC−4|that is the instant"},
		{open, "11h PST le 10 mai ok ?", "UTC−8|trop tard"},
		{open, "deadline 17h UTC+2 ?", "UTC+2 : vendredi 10 mai 2019 à 17h|l’instant où l’appel se termine"},
		{open, "17h GMT-4 le 10 mai ?", "UTC−4 : vendredi 10 mai 2019 à 11h|trop tard"},
		{open, "What's the deadline in IST (India)?", "New Delhi: Friday 10 May 2019 at 20:30"},
		{open, "I'm in New York, what time does it close here?", "New York: Friday 10 May 2019 at 11:00"},
		{open, "on commence le 3 juin c'est ça ?", "juin 2019|!trop tard"},
		{open, "on commence le 1er juillet ?", "Non|juin 2019|!trop tard"},
		{open, "à quelle heure tombent les résultats le 17 ?", "17 mai 2019|!Oui"},
		{open, "si j'envoie à 17h30 c'est foutu ?", "17h30 : non|trop tard"},
		{open, "on est quel jour ?", "Le 20 avril 2019 est un samedi"},
		{lastDay, "ce soir c'est bon ?", "non"},
		{lastDay, "dans une heure ?", "16h30 : oui"},
		{lastDay, "dans 2 heures ?", "17h30 : non"},
		{lastDay, "combien de temps avant la clôture ?", "1 h 30"},
		{lastDay, "vendredi à 16h ?", "Vendredi 10 mai 2019 à 16h : oui"},
		{lastDay, "vendredi à 14h ?", "Vendredi 17 mai 2019 à 14h : non"},
		{closed, "aujourd'hui c'est encore possible ?", "non|clos depuis le vendredi 10 mai 2019 à 17h"},
		{closed, "le 10 à 16h c'était bon ?", "il est maintenant clos"},
		{closed, "combien de jours avant la clôture ?", "clos depuis"},
		{closed, "17h à la Martinique ?", "clos|!à temps"},
		{early, "je peux postuler demain ?", "non|Il ouvre le jeudi 11 avril 2019"},
		{early, "le 11 avril c'est bon ?", "oui"},
		{done, "dans combien de jours les résultats ?", "sont sortis|!il reste"},
		{done, "le 21 juin c'est encore bon ?", "non|clos"},
	} {
		reply := test.in.say("", test.text)
		if lacking := misses(reply, test.wanted); len(lacking) > 0 || reply.Kind != bot.KindAnswer || len(reply.Sources) == 0 {
			t.Errorf("on %s, %q: %s %q lacks %q (%d sources):\n%s", test.in.now, test.text, reply.Kind, reply.Topic, lacking, len(reply.Sources), plain(reply))
		}
	}
}

// TestOtherClocksAfterTheDeadline goes on from the deadline to somebody's own clock.
func TestOtherClocksAfterTheDeadline(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for _, test := range [][2]string{{"c'est quand la date limite ?", "10 mai"}, {"et à New York ?", "New York : vendredi 10 mai 2019 à 11h"}, {"et à Tokyo ?", "Tokyo : samedi 11 mai 2019 à 0h"}} {
		if reply := c.say("somebody", test[0]); len(misses(reply, test[1])) > 0 {
			t.Errorf("%q: %s", test[0], plain(reply))
		}
	}
}

// TestOtherQuestionsAreNotTakenForDates asks what holds a time and is about something else.
func TestOtherQuestionsAreNotTakenForDates(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for text, topic := range map[string]string{
		"combien de temps dure la mission ?":                                         "duration",
		"puis-je commencer plus tard ?":                                              "start-later",
		"à quelle heure passe la candidate avant moi ?":                              "other-people",
		"j'étais malade le jour de la clôture, puis-je encore envoyer mon dossier ?": "late",
	} {
		if reply := c.say("", text); reply.Topic != topic {
			t.Errorf("%q: %q, want %q:\n%s", text, reply.Topic, topic, plain(reply))
		}
	}
	if reply := c.say("", "le jury est-il le mercredi 15 mai à Paris ?"); strings.HasPrefix(plain(reply), "Oui") {
		t.Errorf("a place is confirmed that is not published:\n%s", plain(reply))
	}
	for _, text := range []string{"je travaille le vendredi, est-ce compatible ?", "un stage en juin est-il possible au Shom ?"} {
		if reply := c.say("", text); strings.Contains(plain(reply), "vous pouvez postuler") {
			t.Errorf("%q is taken for a question about a date:\n%s", text, plain(reply))
		}
	}
}
