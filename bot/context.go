package bot

import (
	"slices"

	"digbot/bot/understand"
	"digbot/internal/programme"
)

const (
	// shortest questions mean what the conversation is about: "until when?".
	elliptic = 6 // words, courtesies left out

	// A topic that the conversation makes likelier is taken when it leads the second by this factor.
	clearLead = 1.5
)

// family is the group of topics that the conversation, or the person, is about.
func (t *turn) family() string {
	if t.session.Topic != "" {
		return t.familyOf(t.session.Topic)
	}
	switch t.message.Audience {
	case programme.Administration:
		return "project"
	case programme.Mentor:
		return "mentor"
	}
	return ""
}

// inContext reads a short question as what it means after the last one. It reports false when nothing changes.
func (t *turn) inContext(result understand.Result) (topic string, found bool) {
	if !t.follows || len(result.Topics) == 0 {
		return "", false
	}
	family := t.family()
	if result.Verdict == understand.Sure {
		topic, found = counterparts[family][result.Topics[0].Topic]
		return topic, found
	}
	if t.session.Topic == "" || result.Verdict != understand.Unsure {
		return "", false
	}
	best, bestWeight, second := "", 0.0, 0.0
	for _, ranked := range result.Topics {
		id, weight := t.weigh(ranked, family)
		switch {
		case weight > bestWeight && id != best:
			best, bestWeight, second = id, weight, bestWeight
		case weight > second && id != best:
			second = weight
		}
	}
	return best, bestWeight >= clearLead*second
}

// weigh is how likely a topic is after the last one.
func (t *turn) weigh(ranked understand.Ranked, family string) (topic string, weight float64) {
	topic, weight = ranked.Topic, ranked.Confidence
	if counterpart, known := counterparts[family][topic]; known {
		topic = counterpart
	}
	switch own := t.familyOf(topic); {
	case family != "" && own == family:
		weight *= 4
	case family == "" && own != "":
		weight /= 4
	}
	if topic == t.session.Topic || t.isEarlier(topic) {
		weight /= 2
	}
	return topic, weight
}

// isEarlier reports whether a topic is about a milestone before the one that was just talked about: people go through the
// calendar forwards.
func (t *turn) isEarlier(topic string) bool {
	last, known := t.milestoneOf(t.session.Topic)
	asked, isMilestone := t.milestoneOf(topic)
	all := programme.Milestones()
	return known && isMilestone && slices.Index(all, asked) < slices.Index(all, last)
}
