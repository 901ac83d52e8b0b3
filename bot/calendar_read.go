package bot

import (
	"slices"

	"digbot/internal/programme"
)

// dateQuestion is a question about the calendar that was read to its last word.
type dateQuestion struct {
	ask        dateAsk
	milestones []programme.Milestone // in the order in which they were named
	times      []when
	zone       *zone
	unit       string // of a distance: "day", "week", "hour"
	after      string // the topic that the conversation is about
}

// dateAsk is what a question about the calendar wants to know.
type dateAsk string

const (
	askPossible dateAsk = "possible" // may one apply then?
	askIsThen   dateAsk = "is-then"  // is the milestone then?
	askDistance dateAsk = "distance" // how long is it from one to the other, or from now?
	askWeekday  dateAsk = "weekday"
	askZone     dateAsk = "zone" // the deadline by other clocks
	askWhen     dateAsk = "when" // the date of the milestone
)

// milestoneWords are the words by which each milestone is named, the longer phrases first.
var milestoneWords = []struct {
	milestone programme.Milestone
	phrases   phrases
}{
	{programme.Announcement, newPhrases("annonce des résultats\nannonce des lauréats\npublication des résultats\nsortie des résultats\nl'annonce\nles résultats\nrésultats\nrésultat\nannonce\n" +
		"announcement of the results\nresults\nresult\nannouncement")},
	{programme.Deadline, newPhrases("date limite de dépôt\ndate limite de candidature\ndate limite pour postuler\ndate limite pour candidater\nclôture des candidatures\nclôture de l'appel\nfin de l'appel\n" +
		"fin des candidatures\nfin du dépôt\nfermeture de l'appel\nfermeture des candidatures\ndate limite\nheure limite\ndate de clôture\ndernier délai\nclôture\nfermeture\ndeadline\nl'échéance\n" +
		"closing date\nclosing of the call\nend of the call\nclosing")},
	{programme.JuryDay, newPhrases("jury de sélection\njour du jury\ndate du jury\nles auditions\nl'audition\nles oraux\nl'oral\nles entretiens\nl'entretien\njury\naudition\nauditions\noral\noraux\nentretien\nentretiens\nauditionnés\nauditionné\nauditionnée\nentendus\n" +
		"selection jury\njury day\nhearings\nhearing\ninterviews\ninterview")},
	{programme.Start, newPhrases("prise de poste\non commence\nje commence\nje commencerais\nje commencerai\nnous commençons\ncommence-t-on\ndo we start\ndo I start\nwe start\ndébut des missions\ndébut de la mission\ndébut du contrat\npremier jour de mission\npremier jour de travail\narrivée des designers\ndémarrage des missions\nstart of the missions\n" +
		"first day of work\nbeginning of the mission\nstart date")},
	{programme.Opening, newPhrases("ouverture des candidatures\nouverture de l'appel\ndébut des candidatures\ndébut de l'appel\nlancement de l'appel\nouverture\nopening of the call\nopening date\nopening")},
}

var (
	distancePhrases = newPhrases("dans combien de jours\ndans combien de semaines\ndans combien d'heures\ndans combien de temps\ncombien de jours\ncombien de semaines\ncombien d'heures\ncombien de temps\n" +
		"dans combien jours\ncombien jours\nquel délai\nhow many days\nhow many weeks\nhow many hours\nhow long\nhow much time\ndays left\nnombre de jours\nnombre de semaines")

	weekdayPhrases = newPhrases("quel jour de la semaine\nquel jour de semaine\nquel jour\nquelle journée\nwhich day of the week\nwhat day of the week\nwhich day\nwhat day\nwhich weekday")

	betweenWords = newWordSet("entre between separe separent from apres after et and")
	timeCues     = newWordSet("heure heures h fuseau fuseaux locale local horaire horaires clock time timezone zone limite cloture ferme minuit midi")

	// applyFillers are the words with which people ask whether it is too late.
	applyFillers = newWordSet("le la les l un une des du de d au aux a en dans pour par sur ou et y t il elle on ce ca cela c est sera etait serait s si que qu est ce alors donc oui non pas ne n " +
		"je j peux puis peut pourrai pourrais pouvez vous nous tu mon ma mes votre vos notre moi m me chez bon bonne ok okay possible encore toujours passe passera marche va jouable tard trop tot " +
		"postuler postule postulais candidater candidate deposer depose envoyer envoie envoyais soumettre rendre remettre finir completer dossier dossiers candidature candidatures formulaire appel ouvert ouverte ouvertes clos close closes ferme fermee fermes fermera " +
		"jusqu jusque avant apres vers environ exactement juste tout pile deja bien vraiment merci svp stp plait bonjour salut faut doit dois rester reste restent derniere dernier minute " +
		"accepte acceptee acceptes valable valide quand meme heure heures locale local suis habite vis depuis reste fait quelle quel quelles date limite jour " +
		"the a an of in on at by to from it is be will would was still possible can could i we my me apply submit send application applications file ok fine good too late early until till open closed call " +
		"there are do does for and or yes no not please local time what which if then valid accepted last minute hour live am deposit hand tombe tombent lieu aura prevu prevue prevus annonce annonces " +
		"que reste ils elles qui y sont ont avec ici place here chose that this these left remain remaining away hello hi thanks when does happen tell dites dis confirmez confirme jours days " +
		"entre between separe separent quoi what is encor tjs tjrs tjr jpeux ds pr aller nombre faire fais faites compte comptez soit " +
		"mort cuit foutu fichu rate loupe perdu refuse refusee rejete rejetee clique cliquer clic depot envoi inscrire inscris inscription inscriptions screwed dead submission submissions " +
		"ecoule ecoulent ecoulera elapse elapses pass passes seront auront tient tiennent tiendra tiendront deroule deroulent deroulera derouleront commence commencent candidat candidats candidates selection take takes place held")

	dateWords = newWordSet("date dates")
	hourAsked = newWordSet("heure time")

	// whenPhrases ask for a date.
	whenPhrases = newPhrases("quelle est la date\nà quelle date\nquelle date\nà quel moment\nquel moment\nc'est quand\nquand\nwhat is the date\non what date\nwhat date\nwhich date\nwhen\ndate\ndates")
)

// calendarQuestion reads a question about the calendar, asked after a topic; it reports false unless every word is understood.
func calendarQuestion(r reader, season programme.Season, after string) (dateQuestion, bool) {
	if slices.ContainsFunc(r.words, offCalendar) {
		return dateQuestion{}, false
	}
	q := dateQuestion{after: after}
	distance, weekday := r.take(distancePhrases), false
	if distance {
		q.unit = r.unit()
	} else {
		weekday = r.take(weekdayPhrases) || r.weekdaysOffered()
	}
	zone, paris := readZone(r.reading)
	q.zone = zone
	r.milestones(&q)
	date := r.take(whenPhrases) || r.has(dateWords)
	if len(q.milestones) > 0 && season.Calendar[q.milestones[0]].Precision() >= programme.ToTheDay {
		r.anchor = season.Calendar[q.milestones[0]].Date
	}
	for len(q.times) < 2 {
		w, named := r.when()
		if !named {
			break
		}
		w.zone = q.zone
		q.times = append(q.times, w)
		if w.assumed {
			break
		}
	}
	elsewhere := paris && len(q.milestones) > 0 && q.milestones[0] != programme.Deadline // the place of it, which is no clock
	if len(r.rest(applyFillers)) > 0 || elsewhere {
		return q, false
	}
	q.ask = q.wants(r, distance, weekday)
	if q.ask == "" && !distance && !weekday && len(q.times) == 0 && len(q.milestones) == 1 && date {
		q.ask = askWhen
	}
	return q, q.ask != ""
}

// weekdaysOffered reads "vendredi ou samedi".
func (r reader) weekdaysOffered() bool {
	var offered []int
	for i, word := range r.words {
		if _, isDay := weekdays[word]; isDay && !r.read[i] {
			offered = append(offered, i)
		}
	}
	if len(offered) < 2 || !r.has(alternatives) {
		return false
	}
	for _, i := range offered {
		r.mark(i, 1)
	}
	return true
}

var alternatives = newWordSet("ou or")

// wants says what is asked, from what was named.
func (q dateQuestion) wants(r reader, distance, weekday bool) dateAsk {
	named := len(q.milestones) + len(q.times)
	switch {
	case q.zone != nil && q.asksZone(r):
		return askZone
	case q.zone != nil:
		return ""
	case distance && (named == 1 || named == 2 && r.has(betweenWords)):
		return askDistance
	case distance:
		return ""
	case weekday && named == 1 && (len(q.times) == 0 || q.times[0].date.Day > 0):
		return askWeekday
	case len(q.times) == 1 && len(q.milestones) == 1 && q.times[0].anchored:
		if q.milestones[0] != programme.Deadline {
			return ""
		}
		return askPossible
	case len(q.times) == 1 && len(q.milestones) == 1 && q.milestones[0] != programme.Deadline && !q.times[0].hasClock && r.has(hourAsked):
		return askWhen
	case len(q.times) == 1 && len(q.milestones) == 1 && !weekday:
		return askIsThen
	case len(q.times) == 1 && len(q.milestones) == 0 && !weekday:
		return askPossible
	}
	return ""
}

// asksZone reports whether the deadline is meant, by the clocks of a zone.
func (q dateQuestion) asksZone(r reader) bool {
	switch {
	case len(q.milestones) > 0:
		return len(q.milestones) == 1 && q.milestones[0] == programme.Deadline
	case len(q.times) > 0 || r.has(timeCues):
		return true
	}
	return q.after == topicOf(programme.Deadline) || q.after == zoneTopic
}

// milestones reads up to two of them.
func (r reader) milestones(q *dateQuestion) {
	type found struct {
		at        int
		milestone programme.Milestone
	}
	var all []found
	for _, named := range milestoneWords {
		if at := r.takeAt(named.phrases); at >= 0 {
			all = append(all, found{at, named.milestone})
		}
	}
	for len(all) > 0 && len(q.milestones) < 2 {
		first := 0
		for i := range all {
			if all[i].at < all[first].at {
				first = i
			}
		}
		q.milestones = append(q.milestones, all[first].milestone)
		all = append(all[:first], all[first+1:]...)
	}
}

// unit is the one in which a distance was asked for.
func (r reader) unit() string {
	switch {
	case r.has(newUnits[0]):
		return "week"
	case r.has(newUnits[1]):
		return "hour"
	}
	return "day"
}

var newUnits = [...]wordSet{newWordSet("semaine semaines week weeks"), newWordSet("heure heures hour hours")}
