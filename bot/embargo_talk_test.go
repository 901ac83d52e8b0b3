package bot_test

import (
	"testing"

	"digbot/bot"
)

// TestTheWholeBotRefuses asks the shipped bot between the jury and the release: the name of a challenge, a claim or a
// harmless question beside it changes nothing. After the release nothing is refused.
func TestTheWholeBotRefuses(t *testing.T) {
	before, after := newTalk(t, "2019-05-16 10:00", ""), newTalk(t, "2019-05-20 10:00", "2019-05-17 10:00")
	for _, text := range bot.WantResults() {
		if reply := before.say("", text); reply.Kind != bot.KindRefusal {
			t.Errorf("%q: %s %q", text, reply.Kind, reply.Topic)
		}
	}
	for _, text := range bot.MayAsk() {
		if reply := before.say("", text); reply.Topic == "embargo" {
			t.Errorf("%q is refused", text)
		}
	}
	if reply := after.say("", "Qui a été pris pour NexSIS ?"); reply.Kind == bot.KindRefusal {
		t.Errorf("refused after the release: %q", reply.Topic)
	}
}
