package bot

import (
	"strings"

	"digbot/bot/understand"
)

// matched answers which challenge is about what somebody tells: "my cellar was flooded. Which project deals with that?". The
// question only points back, so that the challenge is looked for in what was told; where none is found, all are told.
func (t *turn) matched(text string) (Reply, bool, error) {
	told, question := background(text)
	if len(told) == 0 {
		return Reply{}, false, nil
	}
	if challenge, _ := t.knowledge.named(t.wordsOf(text)); challenge != "" || !t.pointsBack(told[len(told)-1], question) {
		return Reply{}, false, nil
	}
	result, err := t.challengeIn(told)
	if err != nil {
		return Reply{}, false, err
	}
	var reply Reply
	switch result.Verdict {
	case understand.Sure:
		reply, err = t.topic(result.Topics[0].Topic, result.Confidence)
	case understand.Unsure:
		var likely []string
		for _, ranked := range result.Topics[:min(2, len(result.Topics))] {
			likely = append(likely, ranked.Topic)
		}
		reply, err = t.offerTopics(append(likely, wholeTopic))
	default:
		if !oneChallenge.standIn(understand.Words(question)) {
			return Reply{}, false, nil
		}
		reply, err = t.topic(wholeTopic, 1)
	}
	return reply, true, err
}

// challengeIn is the challenge that what was told is about, with its rivals.
func (t *turn) challengeIn(told []string) (best understand.Result, err error) {
	best.Verdict = understand.Unknown
	engine, err := t.knowledge.schools[t.language].challenges()
	if engine == nil || err != nil {
		return best, err
	}
	for _, sentence := range append([]string{strings.Join(told, " ")}, told...) {
		if result := engine.Rank(sentence); result.Verdict != understand.Unknown && result.Confidence > best.Confidence {
			best = result
		}
	}
	return best, nil
}

// pointsBack reports whether a question asks for a challenge by nothing but what was told before it, or for some detail of
// the one that was told of last.
func (t *turn) pointsBack(told, question string) bool {
	r := newReading(understand.Words(question))
	var l listing
	t.guide(t.season.Promotion).readPlace(r, &l)
	if len(r.rest(besidesPointing)) > 0 {
		return false
	}
	if r.has(oneChallenge) {
		return r.has(pointing)
	}
	return challengeNouns.standIn(understand.Words(told)) && !r.has(ofMe)
}

var (
	ofMe = newWordSets(ownWords, newWordSet("me"))

	oneChallenge = newWordSet("defi defis projet projets mission missions sujet sujets designer designers challenge challenges project projects")

	pointing = newWordSet("dessus ca cela ceci ce cet cette y c est lequel laquelle rapport lien that this it those one")

	besidesPointing = newWordSets(oneChallenge, besidesChallenges, besidesNames, newWordSet("la dessus ca cela ceci ce cet cette y theme themes probleme problemes parcours domaine question cause point besoin situation "+
		"s occupe occupent attaque attaquent travaille travaillent vise visent adresse adressent repond repondent touche touchent repare resout ameliore "+
		"va vont parait crois non oui bien existe aussi quelqu un entendu parler prevu prevue comporte "+
		"deals deal with addresses tackles works working fixes improves about anyone somebody heard right"))
)
