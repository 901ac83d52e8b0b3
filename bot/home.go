package bot

import (
	"fmt"

	"digbot/internal/programme"
)

// home is the bot's home page: what it is for, the season, and questions that are useful now.
func (t *turn) home() (Reply, error) {
	reply, err := t.phrase(KindSmalltalk, "home")
	if err != nil {
		return Reply{}, err
	}
	dates, err := t.knowledge.texts.Answer("calendar", t.view())
	if err != nil {
		return Reply{}, fmt.Errorf("word the season: %w", err)
	}
	reply.Body = reply.Body.Append(dates)
	for _, topic := range usefulTopics(t.season.Phase(t.now), t.message.Audience) {
		if known, found := t.knowledge.texts.Topic(topic, t.language); found {
			reply.Choices = append(reply.Choices, Choice{ID: topic, Label: known.Title})
		}
	}
	return reply, nil
}

// usefulTopics are what people ask most in a phase of the season.
func usefulTopics(phase programme.Phase, role programme.RoleKind) []string {
	switch role {
	case programme.Mentor:
		return []string{"mentor-time", "mentor-preparation", "start-date", "coaching", "human"}
	case programme.Administration:
		return []string{"project-call", "project-criteria", "funding", "mentors", "human"}
	}
	switch phase {
	case programme.Before, programme.Open:
		return []string{"how-to-apply", "application-content", "challenges-list", "salary", "profiles", "human"}
	case programme.Closed, programme.Jury:
		return []string{"what-next", "selection", "hearing", "results-date", "start-date", "human"}
	case programme.Announced:
		return []string{"what-next", "start-date", "contract", "workplace", "human"}
	}
	return []string{"programme", "support-sessions", "afterwards", "second-promotion", "human"}
}
