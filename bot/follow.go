package bot

import (
	"slices"
	"strings"

	"digbot/internal/programme"
	"digbot/templates"
)

// followed answers a question that only makes sense after the last one. Each way reads the whole question or leaves it, so
// that a new question is never taken for a follow-up.
func (t *turn) followed(text string) (Reply, bool, error) {
	if t.session.Topic == "" {
		return Reply{}, false, nil
	}
	for _, way := range []way{t.translated, t.other, t.why, t.hour, t.dayOrDistance, t.nextStep, t.dependence, t.detail, t.ones, t.organisation, t.narrowed} {
		if reply, done, err := way(text); done || err != nil {
			t.follows = t.follows || done
			return reply, done, err
		}
	}
	return Reply{}, false, nil
}

// followFillers are the words with which people go on talking about something.
var followFillers = newWordSet("et ou mais ok okay alors donc bon ben euh sinon du coup la le les l un une des de d du au aux a en dans pour par sur y t il elle on ce ca cela c est sont " +
	"celui celle ceux ci la lui meme aussi encore exactement precisement stp svp merci s te vous plait je peux voudrais dis moi me dites quoi qu que donne donnez maintenant question oui non " +
	"and so then the a an of in on at for it is this that one ones please what about how exactly well ok do does tell me")

// only reports whether words are one of the phrases, and nothing else that means something.
func only(words []string, list phrases) bool {
	if !list.standIn(words) {
		return false
	}
	r := newReading(words)
	return r.take(list) && len(r.rest(followFillers)) == 0
}

var (
	inEnglish = newPhrases("in English\nen anglais\nEnglish please\nEnglish")
	inFrench  = newPhrases("en français\nin French\nfrançais")
)

// translated says the last answer again in the language that is asked for.
func (t *turn) translated(text string) (Reply, bool, error) {
	switch {
	case only(t.wordsOf(text), inEnglish):
		t.language = programme.English
	case only(t.wordsOf(text), inFrench):
		t.language = programme.French
	default:
		return Reply{}, false, nil
	}
	reply, err := t.topic(t.session.Topic, 1)
	return reply, true, err
}

var whyPhrases = newPhrases("pourquoi ça\npourquoi donc\npourquoi pas\npour quelle raison\npourquoi\nfor what reason\nwhy not\nwhy")

// why says what the last answer rests on.
func (t *turn) why(text string) (Reply, bool, error) {
	if !only(t.wordsOf(text), whyPhrases) {
		return Reply{}, false, nil
	}
	topic, _ := t.knowledge.texts.Topic(t.session.Topic, t.language)
	view := t.view()
	view.Data = map[string]any{"why": Why{Kind: string(t.session.Kind), Results: t.session.Topic == embargoTopic, Released: t.season.IsReleased(t.now)}}
	body, err := t.knowledge.texts.Phrase("why", view)
	if err != nil {
		return Reply{}, true, err
	}
	reply, err := t.withSources(Reply{Kind: t.session.Kind, Topic: t.session.Topic, Body: body, Language: t.language, Confidence: 1}, topic)
	return reply, true, err
}

// Why is what the phrase "why" tells the reasons of.
type Why struct {
	Kind     string // of the last reply
	Results  bool   // it was about results
	Released bool
}

// milestoneOf is the milestone that a topic is about.
func (t *turn) milestoneOf(topic string) (programme.Milestone, bool) {
	switch topic {
	case "deadline", "late", "time-zone", "form-down":
		return programme.Deadline, true
	case "opening":
		return programme.Opening, true
	case "jury-date", "hearing":
		return programme.JuryDay, true
	case "results-date", "results-out", embargoTopic:
		return programme.Announcement, true
	case "start-date":
		return programme.Start, true
	case "next-date":
		return t.season.Next(t.now)
	}
	return "", false
}

var hourPhrases = newPhrases("à quelle heure\nquelle heure\nl'heure\nat what time\nwhat time\nwhich hour\nheure\nhour\ntime")

// hour tells the hour of the milestone that was just talked about.
func (t *turn) hour(text string) (Reply, bool, error) {
	milestone, known := t.milestoneOf(t.session.Topic)
	if !known || !only(t.wordsOf(text), hourPhrases) {
		return Reply{}, false, nil
	}
	return t.tellDate("date-hour", Calendaring{At: t.occurrenceOf(milestone)}, topicOf(milestone))
}

// dayOrDistance tells how far off the milestone is that was just talked about, or its weekday.
func (t *turn) dayOrDistance(text string) (Reply, bool, error) {
	milestone, known := t.milestoneOf(t.session.Topic)
	switch {
	case !known:
		return Reply{}, false, nil
	case only(t.wordsOf(text), weekdayPhrases):
		return t.calendar(dateQuestion{ask: askWeekday, milestones: []programme.Milestone{milestone}})
	case only(t.wordsOf(text), daysLeft):
		return t.calendar(dateQuestion{ask: askDistance, milestones: []programme.Milestone{milestone}, unit: "day"})
	}
	return Reply{}, false, nil
}

var daysLeft = newPhrases("dans combien de jours\ncombien de jours reste-t-il\ncombien de jours\ndans combien de temps\nil reste combien de jours\nhow many days left\nhow many days\nin how many days")

var (
	afterStep  = newPhrases("et après\naprès ça\naprès cela\naprès\nensuite\nla suite\npuis\net puis\nafter that\nafter\nthen\nnext\nafterwards")
	beforeStep = newPhrases("et avant\navant ça\navant\nbefore that\nbefore")
)

// nextStep tells the milestone that comes after the one that was just talked about, or before it.
func (t *turn) nextStep(text string) (Reply, bool, error) {
	milestone, known := t.milestoneOf(t.session.Topic)
	if !known {
		return Reply{}, false, nil
	}
	var step int
	switch {
	case only(t.wordsOf(text), afterStep):
		step = 1
	case only(t.wordsOf(text), beforeStep):
		step = -1
	default:
		return Reply{}, false, nil
	}
	all := programme.Milestones()
	at := slices.Index(all, milestone) + step
	if at < 0 || at >= len(all) {
		return Reply{}, false, nil
	}
	reply, err := t.topic(topicOf(all[at]), 1)
	return reply, true, err
}

// narrowed changes the list that was just told, or names a place or a challenge after an answer that holds everywhere.
func (t *turn) narrowed(text string) (Reply, bool, error) {
	r := newReading(t.wordsOf(text))
	if !r.has(followCues) || len(r.words) > 8 {
		return Reply{}, false, nil
	}
	asked := slices.DeleteFunc(slices.Clone(r.words), func(word string) bool { return followFillers[word] && !listingKeeps[word] })
	if challenge, rest := t.knowledge.named(t.wordsOf(text)); challenge != "" {
		if len(newReading(strings.Fields(rest)).rest(listingOrFollow)) > 0 {
			return Reply{}, false, nil
		}
		return t.alsoFor(CardPrefix + challenge)
	}
	more, isList := t.guide(t.season.Promotion).listing(asked, false)
	if !isList {
		return Reply{}, false, nil
	}
	if last, wasList := listingOf(t.session.Topic); wasList {
		more = last.narrowed(more)
	}
	return t.alsoFor(more.topic())
}

var (
	followCues      = newWordSet("et pour and about alors sinon lesquels lesquelles lequel laquelle ceux celles")
	listingKeeps    = newWordSet("pas hors a plus la le de les")
	listingOrFollow = newWordSets(listingFillers, followFillers)
)

// alsoFor answers "and for this one?": with the last answer when it holds for every challenge, and with this one.
func (t *turn) alsoFor(topic string) (Reply, bool, error) {
	reply, err := t.topic(topic, 1)
	if err != nil || !t.holdsEverywhere(t.session.Topic) {
		return reply, true, err
	}
	if id, isCard := strings.CutPrefix(topic, CardPrefix); isCard {
		t.named = id // what is asked next is about this one
	}
	general, err := t.same()
	if err != nil {
		return Reply{}, true, err
	}
	general.Body = general.Body.Append(reply.Body)
	general.others = reply.others
	return general, true, nil
}

// holdsEverywhere reports whether a topic says the same of every challenge.
func (t *turn) holdsEverywhere(topic string) bool {
	known, found := t.knowledge.texts.Topic(topic, t.language)
	return found && !known.Card && (known.Kind == templates.KindAnswer || known.Kind == templates.KindHandover) && t.familyOf(topic) == ""
}

// same says the last answer again, and that it holds for every challenge.
func (t *turn) same() (Reply, error) {
	lead, err := t.knowledge.texts.Phrase("same-answer", t.view())
	if err != nil {
		return Reply{}, err
	}
	reply, err := t.topic(t.session.Topic, 1)
	reply.Body, reply.whole = lead.Append(reply.Body), false
	return reply, err
}

var dependPhrases = newPhrases("ça dépend du défi\nça dépend du ministère\nça dépend de quel ministère\nça dépend de quel défi\nça dépend de quoi\nça dépend du lieu\nça dépend\nça varie\nc'est pareil partout\nc'est pareil pour tous\n" +
	"pareil partout\npour tous les défis\nc'est le même pour tous\ndoes it depend on the ministry\ndoes it depend on the challenge\ndoes it depend\nis it the same everywhere\nis it the same for all\nsame everywhere")

// dependence answers "does it depend on the ministry?".
func (t *turn) dependence(text string) (Reply, bool, error) {
	if !t.holdsEverywhere(t.session.Topic) || !only(t.wordsOf(text), dependPhrases) {
		return Reply{}, false, nil
	}
	reply, err := t.same()
	return reply, true, err
}

// enumerating are the topics that tell several things of which people ask "which ones?".
var enumerating = newWordSet("support-sessions calendar selection criteria project-criteria project-examples")

var onesPhrases = newPhrases("lesquelles\nlesquels\nlaquelle\nlequel\nwhich ones\nwhich one\nà quelle heure\nquels jours\nwhat time\nwhich days")

// ones answers "which of them are for mentors?" by telling them again: each is told with what is said of it.
func (t *turn) ones(text string) (Reply, bool, error) {
	r := newReading(t.wordsOf(text))
	if !enumerating[t.session.Topic] || len(r.words) > elliptic+2 || !r.take(onesPhrases) || r.has(challengeNouns) {
		return Reply{}, false, nil
	}
	reply, err := t.topic(t.session.Topic, 1)
	return reply, true, err
}

// challengeNouns are what people call challenges.
var challengeNouns = newWordSet("defi defis challenge challenges mission missions projet projets project projects")

// organisations are the kinds of employers that ask whether what was said of administrations holds for them.
var organisations = newWordSet("etablissement etablissements hopital hopitaux chu operateur operateurs agence agences autorite autorites universite universites ministere prefecture service services " +
	"hospital hospitals agency agencies authority establishment establishments university operator department")

// organisation answers "and for a hospital?" after what holds for administrations, when it tells several kinds apart.
func (t *turn) organisation(text string) (Reply, bool, error) {
	asked := t.wordsOf(text)
	r := newReading(asked)
	isAbout := t.session.Topic == "funding" || t.session.Topic == "project-eligibility" || t.session.Topic == "project-costs"
	if !isAbout || len(asked) > elliptic+1 || !r.take(forPhrases) || !r.has(organisations) {
		return Reply{}, false, nil
	}
	if challenge, _ := t.knowledge.named(t.wordsOf(text)); challenge != "" {
		return Reply{}, false, nil
	}
	reply, err := t.topic(t.session.Topic, 1)
	return reply, true, err
}

var forPhrases = newPhrases("et pour\net si on est\net dans\nand for\nand if we are\nwhat about\nand in")
