package bot

import (
	"testing"

	"digbot/internal/programme"
	"digbot/templates"
)

// TestCounterpartsExist finds what a short question is said to mean and that no text answers.
func TestCounterpartsExist(t *testing.T) {
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for family, topics := range counterparts {
		for asked, meant := range topics {
			for _, topic := range []string{asked, meant} {
				if _, known := texts.Topic(topic, programme.French); !known {
					t.Errorf("among the questions of the family %q, %q means %q: there is no answer %q", family, asked, meant, topic)
				}
			}
		}
	}
}
