package bot_test

import (
	"testing"

	"digbot/bot"
)

// TestWhatIsLikelyIsAnsweredWithWhatElseMayBeMeant looks, among the sound-alikes, for those that are likely and not sure:
// each is answered and has choices below, or only choices.
func TestWhatIsLikelyIsAnsweredWithWhatElseMayBeMeant(t *testing.T) {
	c, seen := newTalk(t, "2019-04-20 10:00", ""), 0
	for _, text := range bot.MayAsk() {
		reply := c.say("", text)
		if reply.Kind != bot.KindAnswer && reply.Kind != bot.KindHandover || reply.Topic == "" || len(reply.Choices) == 0 {
			continue
		}
		seen++
		if last := reply.Choices[len(reply.Choices)-1]; last.ID != bot.None || len(reply.Choices) < 2 || len(misses(reply, "peut-être|!Je ne suis pas sûr")) > 0 && len(misses(reply, "perhaps")) > 0 {
			t.Errorf("%q: %q is answered with the choices %v:\n%s", text, reply.Topic, reply.Choices, plain(reply))
		}
	}
	if seen == 0 {
		t.Error("no question was likely: nothing was tested")
	}
}
