package bot

import "sync"

// crew are the workers of an inbox: they come as they are needed and stay until it is closed, for one that is there
// already has had room made for all that an answer takes. Its inbox's lock guards it.
type crew struct {
	most    int
	there   int
	idle    []chan string // of those who wait, the one who came last at the end
	waiting []string      // conversations for which there was nobody
	under   sync.WaitGroup
}

// take has a conversation served as soon as somebody can.
func (c *crew) take(conversation string) {
	if last := len(c.idle) - 1; last >= 0 {
		c.idle[last] <- conversation
		c.idle = c.idle[:last]
		return
	}
	c.waiting = append(c.waiting, conversation)
}

// grows reports whether a worker more must come.
func (c *crew) grows() bool {
	if len(c.waiting) == 0 || c.there == c.most {
		return false
	}
	c.there++
	return true
}

// next is what a worker does next: at once, or when the channel tells; the channel is closed when it is to go.
func (c *crew) next(turn chan string) (conversation string, found bool) {
	if len(c.waiting) > 0 {
		conversation, c.waiting = c.waiting[0], c.waiting[1:]
		return conversation, true
	}
	c.idle = append(c.idle, turn)
	return "", false
}

// dismiss lets the idle go.
func (c *crew) dismiss() {
	for _, turn := range c.idle {
		close(turn)
	}
	c.idle = nil
}
