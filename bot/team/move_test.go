package team

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

func TestMomentIn(t *testing.T) {
	exact, day := moment(t, "2019-05-10T17:00"), moment(t, "2019-05-15")
	for _, test := range []struct {
		text   string
		before programme.Moment
		want   string // empty: refused
	}{
		{"12/05/2019 17h", exact, "2019-05-12T17:00"},
		{"12/5 17h30", exact, "2019-05-12T17:30"},
		{"au 12.05.2019 à 9h", exact, "2019-05-12T09:00"},
		{"2019-05-12 17:00", exact, "2019-05-12T17:00"},
		{"2019-05-12T17:00", exact, "2019-05-12T17:00"},
		{"dimanche 12 mai à 17 h", exact, "2019-05-12T17:00"},
		{"samedi 12 mai à 17 h", exact, ""},
		{"2019-05-12 Monday", exact, ""},
		{"12 mai dimanche", exact, "2019-05-12T17:00"},
		{"12 mai 2020", exact, "2020-05-12T17:00"},
		{"1er juin 2019", day, "2019-06-01"},
		{"June 3", day, "2019-06-03"},
		{"20/05/2019", day, "2019-05-20"},
		{"juin 2019", day, "2019-06"},
		{"06/2019", day, "2019-06"},
		{"2019-06", exact, "2019-06"},
		{"31/06/2019", exact, ""},
		{"12/05/2019 25h", exact, ""},
		{"12/13/2019", exact, ""},
		{"juin 2019 17h", day, ""},
		{"demain", day, ""},
		{"17h", exact, ""},
		{"", exact, ""},
	} {
		got, err := momentIn(test.text, test.before)
		if (err == nil) != (test.want != "") || err == nil && got.String() != test.want {
			t.Errorf("%q after %s: %s, %v, want %q", test.text, test.before, got, err, test.want)
		}
	}
}

func FuzzMomentIn(f *testing.F) {
	f.Add("12/05/2019 17h")
	f.Add("1er juin")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := momentIn(text, moment(t, "2019-05-10T17:00"))
		if again, fault := programme.ParseMoment(got.String()); err == nil && (fault != nil || again != got) {
			t.Errorf("%q gives %v, which reads back as %v, %v", text, got, again, fault)
		}
	})
}

var codeForm = regexp.MustCompile(`Code\p{Z}: ([0-9a-f]{10})`)

// code is the code in a reply.
func code(t *testing.T, reply bot.Reply) string {
	t.Helper()
	found := codeForm.FindStringSubmatch(reply.Body.Plain())
	if found == nil {
		t.Fatalf("no code in %q", reply.Body.Plain())
	}
	return found[1]
}

// TestMove follows a move from its preview to those who are told.
func TestMove(t *testing.T) {
	w := newWorld(t)
	preview := w.says("camille", "calendrier déplacer clôture 12/05/2019 17h")
	golden(t, "move.fr", preview.Body.Plain())
	golden(t, "move.en", w.says("camille", "calendar move deadline 2019-05-12 17:00").Body.Plain())
	id := code(t, preview)
	for _, test := range []struct{ who, text, holds string }{
		{"dominique", "approuver " + id, "Je ne connais pas de demande " + id}, // nobody has asked yet
		{"sacha", "demander " + id, "Demandez à Camille Exemple ou Dominique Exemple"},
		{"camille", "demander " + id, "Une autre personne doit l’approuver"},
		{"camille", "approuver " + id, "une autre personne doit l’approuver"},
		{"sacha", "approuver " + id, "Vous n’avez pas le droit"},
		{"alex", "approuver " + id, "réservée à l’équipe"},
		{"dominique", "aujourd'hui", id},
		{"dominique", "voir " + id, "approuver " + id},
		{"dominique", "approuver " + id, "C’est fait"},
		{"noa", "approuver " + id, "n’attend plus rien\u00a0: approuvée par Dominique"},
		{"noa", "refuser " + id + " trop tard", "n’attend plus rien"},
	} {
		before := w.season.Calendar[programme.Deadline].String()
		reply := w.says(test.who, test.text).Body.Plain()
		if !strings.Contains(reply, test.holds) {
			t.Errorf("%s, %s: %q, want %q in it", test.who, test.text, reply, test.holds)
		}
		if moved := w.season.Calendar[programme.Deadline].String() != before; moved != (test.holds == "C’est fait") {
			t.Errorf("%s, %s: moved is %v", test.who, test.text, moved)
		}
	}
	if len(w.notices) != 1 || w.notices[0].Kind != "date-moved" || w.notices[0].Data["after"] != "2019-05-12T17:00" || w.notices[0].Data["by"] != "camille+dominique" {
		t.Errorf("told: %+v", w.notices)
	}
	if pin := w.pins["team-"+id]; !strings.Contains(pin.Body.Plain(), "C’est fait") || len(pin.Buttons) > 0 {
		t.Errorf("the team's channel shows %q", pin.Body.Plain())
	}
}

// TestMoveAfterTheDeadline asks before 17:00 and approves after: the call closes on time, and opens again.
func TestMoveAfterTheDeadline(t *testing.T) {
	w := newWorld(t)
	w.now = paris(t, "2019-05-10T16:30")
	id := code(t, w.says("camille", "déplacer clôture 12/05 17h"))
	w.says("camille", "demander "+id)
	w.now = paris(t, "2019-05-10T17:30")
	if phase := w.season.Phase(w.now); phase != programme.Closed {
		t.Errorf("a pending move stopped the deadline: %s", phase)
	}
	if reply := w.says("dominique", "voir "+id).Body.Plain(); !strings.Contains(reply, "rouvre jusqu’à la nouvelle date") {
		t.Errorf("shown: %q", reply)
	}
	w.says("dominique", "approuver "+id)
	if phase := w.season.Phase(w.now); phase != programme.Open || len(w.notices) != 1 {
		t.Errorf("after the approval: %s, %d notices", phase, len(w.notices))
	}
}

// TestMovesThatDoHarmWarn previews moves that are allowed, and after which something would leave before what it follows.
func TestMovesThatDoHarmWarn(t *testing.T) {
	const invitations = "Attention : « Jury, 3 j avant » partirait dimanche 12 mai 2019 à 9h (heure de Paris), avant « Clôture »"
	for _, test := range []struct{ now, move, want string }{
		{"2019-05-09T10:00", "clôture 12/05/2019 17h", invitations},
		{"2019-05-09T10:00", "clôture 13/05/2019 17h", invitations},
		{"2019-05-09T10:00", "jury 14/05/2019", ""},
		{"2019-05-09T10:00", "jury 13/05/2019", "Attention : « Jury, 3 j avant » partirait vendredi 10 mai 2019 à 9h (heure de Paris), avant « Clôture »"},
		{"2019-05-12T10:00", "clôture 13/05/2019 17h", ""}, // they have left
		{"2019-05-09T10:00", "clôture 11/05/2019 17h", ""},
		{"2019-05-09T10:00", "lauréats 21/05/2019", "Attention : « Prise de poste, 14 j avant » partirait lundi 20 mai 2019 à 9h (heure de Paris), avant « Annonce »"},
		{"2019-04-20T10:00", "ouverture 25/04/2019", "L’appel à candidatures, ouvert, se ferme jusqu’à la nouvelle date"},
		{"2019-04-10T10:00", "ouverture 25/04/2019", ""},
	} {
		w := newWorld(t)
		w.now = paris(t, test.now)
		reply := strings.ReplaceAll(w.says("camille", "déplacer "+test.move).Body.Plain(), "\u00a0", " ")
		warned := strings.Contains(reply, "Attention") || strings.Contains(reply, "se ferme jusqu’à")
		if !strings.Contains(reply, "Déplacer une date") || !strings.Contains(reply, test.want) || warned != (test.want != "") {
			t.Errorf("at %s, %s: %q, want %q in it", test.now, test.move, reply, test.want)
		}
	}
}

// TestMovesThatCannotBe are refused with the reason, before anybody is asked.
func TestMovesThatCannotBe(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ text, holds string }{
		{"clôture 10/05/2019 17h", "déjà cette date"},
		{"clôture 08/05/2019 17h", "Cette date est passée : mercredi 8 mai 2019"},
		{"clôture 16/05/2019 17h", "« Jury » viendrait avant « Clôture »"},
		{"clôture 31/06/2019", "n’existe pas"},
		{"clôture mai 2019", "a besoin d’une heure"},
		{"cloturre 12/05/2019", "Vouliez-vous dire « cloture »"},
		{"", "De quoi s’agit-il"},
		{"clôture bientôt", "Je ne lis pas de date"},
	} {
		reply := w.says("camille", "déplacer "+test.text)
		if reply.Kind != bot.KindRefusal || !strings.Contains(strings.ReplaceAll(reply.Body.Plain(), "\u00a0", " "), test.holds) {
			t.Errorf("%q: %s %q, want %q", test.text, reply.Kind, reply.Body.Plain(), test.holds)
		}
	}
}

// TestRequestsEnd refuses one with a reason, lets one expire, drops one, and changes what one is about.
func TestRequestsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		request := func(text string) string {
			id := code(t, w.says("camille", "déplacer "+text))
			w.says("camille", "demander "+id)
			return id
		}
		refused := request("jury 16/05/2019")
		click := bot.Message{Platform: "slack", User: "U-noa", Kind: bot.Clicked, Choice: "team-refuse", Value: refused, Place: bot.Place{Staff: true, Channel: "C1"}}
		form := w.hear(click)
		if form.Form == nil || form.Form.Value != refused {
			t.Fatalf("a click on refuse opens %+v", form.Form)
		}
		click.Kind, click.Fields = bot.Submitted, map[string]string{"reason": "le jury n’est pas libre"}
		if reply := w.hear(click).Body.Plain(); !strings.Contains(reply, "le jury n’est pas libre") {
			t.Errorf("refused: %q", reply)
		}
		expired, dropped, changed := request("jury 14/05/2019"), request("start 10/06/2019"), request("lauréats 20/05/2019")
		w.season.Promotion = w.season.WithCalendar(programme.Calendar{programme.Announcement: moment(t, "2019-05-18")})
		time.Sleep(23 * time.Hour)
		for _, test := range []struct{ id, who, do, holds string }{
			{refused, "dominique", "approuver", "refusée par Noa"},
			{dropped, "dominique", "abandonner", "est celle de Camille"},
			{dropped, "camille", "abandonner", "abandonné par Camille"},
			{dropped, "dominique", "approuver", "abandonnée par Camille"},
			{changed, "dominique", "approuver", "n’est plus celui qui a été montré"},
		} {
			if reply := w.says(test.who, test.do+" "+test.id).Body.Plain(); !strings.Contains(reply, test.holds) {
				t.Errorf("%s %s: %q, want %q", test.who, test.do, reply, test.holds)
			}
		}
		time.Sleep(time.Hour)
		if reply := w.says("dominique", "approuver "+expired).Body.Plain(); !strings.Contains(reply, "a pris fin avant votre réponse") {
			t.Errorf("expired: %q", reply)
		}
		if w.season.Calendar[programme.JuryDay] != moment(t, "2019-05-15") || len(w.notices) != 0 {
			t.Errorf("something was done: %v, %v", w.season.Calendar, w.notices)
		}
	})
}

// TestADateThatCannotBeReadSaysWhatToWrite names the next step for each way of getting a date wrong.
func TestADateThatCannotBeReadSaysWhatToWrite(t *testing.T) {
	w := newWorld(t)
	w.season.Challenges = []programme.Challenge{{ID: "gone", Withdrawn: moment(t, "2019-04")}, {ID: "shom"}}
	for _, test := range []struct{ said, want string }{
		{"calendrier déplacer clôture", "À quelle date ? Écrivez par exemple : 12/05/2019 17h."},
		{"calendrier déplacer clôture demain", "Je ne lis pas de date dans « demain ». Écrivez par exemple : 12/05/2019 17h."},
		{"calendrier déplacer clôture samedi 12 mai 17h", "Le 12 mai 2019 est un dimanche, pas un samedi. Vérifiez la date, puis écrivez par exemple : 12/05/2019 17h."},
		{"calendar move deadline Saturday 12 May 17:00", "12 May 2019 is a Sunday, not a Saturday. Check the date, then write for example: 2019-05-12 17:00."},
		{"défi retirer", "De quel défi s’agit-il ? Écrivez le nom qu’on lui donne, par exemple : shom."},
		{"défi retirer le Shom", "Retirer un défi"},
		{"retirer le défi du SHOM", "Retirer un défi"},
		{"défi retirer l’phare", "Je ne connais pas de défi « l’phare »."},
		{"défi retirer phare", "Je ne connais pas de défi « phare ». Écrivez le nom qu’on lui donne, par exemple : shom."},
	} {
		if got := strings.ReplaceAll(w.says("camille", test.said).Body.Plain(), "\u00a0", " "); !strings.HasPrefix(got, test.want) {
			t.Errorf("%q: %q, want %q", test.said, got, test.want)
		}
	}
}
