package bot

import (
	"errors"
	"slices"
	"strings"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

// way is one of the ways of answering a question. It reports false when the question is for another one.
type way func(text string) (reply Reply, done bool, err error)

// understood answers a question in words: what must be computed first, then what was learnt.
func (t *turn) understood(text string) (Reply, error) {
	t.text, t.words = text, understand.Words(text)
	for _, way := range []way{t.refused, t.own, t.followed, t.dated, t.listed, t.matched, t.several} {
		if reply, done, err := way(text); done || err != nil {
			return reply, err
		}
	}
	return t.learnt(text)
}

// learnt answers with what the texts say.
func (t *turn) learnt(text string) (Reply, error) {
	result, err := t.best(text)
	if err != nil {
		return Reply{}, err
	}
	if challenge, rest := t.knowledge.named(t.wordsOf(text)); challenge != "" {
		t.named = challenge
		return t.about(challenge, result, rest)
	}
	if !result.Likely && result.Verdict == understand.Unsure {
		if result.Likely, err = t.leads(text, result); err != nil {
			return Reply{}, err
		}
	}
	result = t.honest(text, result)
	t.follows = len(t.wordsOf(text)) <= elliptic || len(speak(text).bare().said()) <= elliptic
	if topic, found := t.inContext(result); found {
		return t.topic(topic, result.Confidence)
	}
	switch result.Verdict {
	case understand.Sure:
		return t.topic(result.Topics[0].Topic, result.Confidence)
	case understand.Unsure:
		return t.likely(text, result)
	}
	return t.unknown()
}

// about answers a question that names a challenge. The challenge's card answers, unless the question surely asks
// something that is the same for every challenge: with the name or without (rest), whichever is understood better.
func (t *turn) about(challenge string, asked understand.Result, rest string) (Reply, error) {
	card := CardPrefix + challenge
	isAbout, err := t.isAbout(challenge, rest)
	if err != nil {
		return Reply{}, err
	}
	if asked.Verdict == understand.Sure && asked.Topics[0].Topic == card && (asked.Confidence == 1 || isAbout) {
		return t.topic(card, asked.Confidence)
	}
	if len(newReading(strings.Fields(rest)).rest(besidesChallenges)) == 0 || asksDetails(rest) {
		return t.topic(card, 1)
	}
	unnamed, err := t.rank(rest)
	if err != nil {
		return Reply{}, err
	}
	if unnamed.Verdict == understand.Sure && unnamed.Confidence > asked.Confidence {
		asked = unnamed
	}
	if t.isGeneral(asked) {
		return t.topic(asked.Topics[0].Topic, asked.Confidence)
	}
	if !isAbout {
		return t.offerTopics([]string{card, helpTopic})
	}
	return t.topic(card, 1)
}

// helpTopic says what the bot can be asked.
const helpTopic = "help"

// isAbout is asksAboutChallenge, with abbreviations spelt out and without what the challenge's title says.
func (t *turn) isAbout(challenge, rest string) (bool, error) {
	if asksAboutChallenge(rest) {
		return true, nil
	}
	engine, err := t.knowledge.schools[t.language].engine()
	if err != nil {
		return false, err
	}
	known, _ := t.season.Challenge(challenge)
	title := newWordSet(words(known.Title.In(t.language)))
	untitled := slices.DeleteFunc(engine.Words(rest), func(word string) bool { return title[word] })
	return asksAboutChallenge(strings.Join(untitled, " ")), nil
}

// asksAboutChallenge reports whether what is said beside a challenge's name may be about the challenge. Its name is also a
// public service's, about which people ask other things.
func asksAboutChallenge(rest string) bool {
	r := newReading(strings.Fields(rest))
	return r.has(listingCues) && !r.has(ownWords) || r.has(challengeWords) || len(r.rest(besidesNames)) == 0
}

var (
	challengeWords = newWordSet("defi defis projet projets sujet sujets mission missions poste postes designer designers challenge challenges project projects mentor mentors ux dig")

	besidesChallenges = newWordSets(listingFillers, newWordSet("c quoi ca consiste parle parlez presente presentez explique expliquez decris decrivez describe about know plus"))

	besidesNames = newWordSets(listingFillers, followFillers, detailFillers, newWordSet("parle parles parlez parler presente presenter presentez explique expliquer expliquez decris decrire decrivez info infos information informations savoir connaitre "+
		"where detail details organisme organismes dinsic appli application outil site equipe pompiers profs professeurs enseignants usagers citoyens parents gendarmes agents duration length people personnes gens person year weeks bureau bureaux sujet objectif but objet quoi contenu consiste precisement resume resumer describe explain about information know description summary team host administration combien temps duree ville region salaire paye plus dire taf boulot travail work moi koi job more say"))
)

// isGeneral reports whether the question surely asks something that no challenge's card answers better.
func (t *turn) isGeneral(result understand.Result) bool {
	if result.Verdict != understand.Sure || strings.HasPrefix(result.Topics[0].Topic, CardPrefix) {
		return false
	}
	topic, _ := t.knowledge.texts.Topic(result.Topics[0].Topic, t.language)
	guessed := topic.Kind == templates.KindRefusal && result.Confidence < 1 // what must be refused was refused before
	return !topic.Card && !guessed
}

// unknown says so; after a second miss it offers a person and says what happens next. A desk takes over what looks like a
// question, and whatever was missed twice. Where no language shows, it may be one that the bot does not speak: it says which
// it does.
func (t *turn) unknown() (Reply, error) {
	name := "unknown"
	if t.session.Misses > 0 {
		name = "unknown-again"
	}
	reply, err := t.phrase(KindHandover, name)
	question := len(strings.Fields(t.message.Text)) >= enoughWords
	if t.guessed && question && err == nil {
		var spoken templates.Document
		spoken, err = t.knowledge.texts.Phrase("languages", t.view())
		reply.Body = reply.Body.Append(spoken)
	}
	reply.Handover = t.session.Misses > 0 || question
	return reply, err
}

// enoughWords is how many words make a question of what is not understood: "lol" is nothing for the team.
const enoughWords = 3

// humanTopic is the wish to talk to somebody of the team.
const humanTopic = "human"

func (t *turn) phrase(kind ReplyKind, name string) (Reply, error) {
	body, err := t.knowledge.texts.Phrase(name, t.view())
	return Reply{Kind: kind, Body: body, Language: t.language}, err
}

// topic answers with what the bot knows on a topic. A topic that no longer exists, which an old button may name, is
// answered like a question that was not understood.
func (t *turn) topic(id string, confidence float64) (Reply, error) {
	if listing, isList := listingOf(id); isList {
		return t.list(listing)
	}
	if id == receiptTopic {
		if reply, done, err := t.ownFile(); done || err != nil {
			return reply, err
		}
	}
	view, textID := t.view(), id
	if challengeID, isCard := strings.CutPrefix(id, CardPrefix); isCard {
		challenge, found := t.season.Challenge(challengeID)
		if !found {
			return t.unknown()
		}
		view.Challenge, textID = challenge, cardTopic
	}
	if helps := "help-" + string(t.message.Audience); id == "help" && t.message.Audience != "" {
		if _, known := t.knowledge.texts.Topic(helps, t.language); known {
			id, textID = helps, helps
		}
	}
	body, err := t.knowledge.texts.Answer(textID, view)
	if errors.Is(err, templates.ErrNoText) {
		return t.unknown()
	}
	if err != nil {
		return Reply{}, err
	}
	topic, _ := t.knowledge.texts.Topic(textID, t.language)
	reply := Reply{Kind: t.kind(topic), Topic: id, Body: body, Language: t.language, Confidence: confidence, Handover: id == humanTopic, whole: true}
	return t.withSources(reply, topic)
}

// kind is the topic's, but what was refused before the release is an answer after it.
func (t *turn) kind(topic templates.Topic) ReplyKind {
	if topic.Kind == templates.KindRefusal && topic.ID == embargoTopic && t.season.IsReleased(t.now) {
		return KindAnswer
	}
	return ReplyKind(topic.Kind)
}

// embargoTopic is the refusal that holds until the results are released.
const embargoTopic = "embargo"

func (t *turn) withSources(reply Reply, topic templates.Topic) (Reply, error) {
	reply.Sources = slices.Grow(reply.Sources, len(topic.Sources))
	for _, id := range topic.Sources {
		source := t.season.Sources[id]
		reply.Sources = append(reply.Sources, Source{Title: t.title(source), URL: source.URL})
	}
	key := footerKey(t.language, reply.Sources)
	if known, found := t.knowledge.footers.Load(key); found {
		reply.Footer = known.(templates.Document)
		return reply, nil
	}
	reply, err := t.withFooter(reply)
	if err == nil {
		t.knowledge.footers.Store(key, reply.Footer)
	}
	return reply, err
}

// footerKey names the footer that tells some sources.
func footerKey(language programme.Language, sources []Source) string {
	var short [512]byte // few are longer
	key := append(short[:0], language...)
	for _, source := range sources {
		key = append(append(key, 0), source.Title...)
		key = append(append(key, 0), source.URL...)
	}
	return string(key)
}

// withFooter tells the sources.
func (t *turn) withFooter(reply Reply) (Reply, error) {
	if len(reply.Sources) == 0 {
		return reply, nil
	}
	view := t.view()
	view.Data = map[string]any{"sources": reply.Sources}
	footer, err := t.knowledge.texts.Phrase("sources", view)
	reply.Footer = footer
	return reply, err
}

func (t *turn) title(source programme.Source) string { return source.Title.In(t.language) }
