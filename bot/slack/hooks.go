package slack

import (
	"sync"
	"time"
)

// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
const (
	hookUses    = 5                // of a response_url
	hookAge     = 29 * time.Minute // half an hour, and some time for the way
	triggerAge  = 3 * time.Second
	hooksAtMost = 5000
)

// hook is how a command or a click can be answered for a while. It is a secret, and lives in memory only.
type hook struct {
	trigger   string // opens a form
	answer    string // the response_url
	ephemeral bool   // the click was on a message that only its reader sees
	at        time.Time
	uses      int
}

// hooks are kept by the event that they came with.
type hooks struct {
	mu    sync.Mutex
	kept  map[string]*hook
	order []string // the oldest first
}

func newHooks() *hooks { return &hooks{kept: map[string]*hook{}} }

// keep remembers a hook. The same event again changes nothing.
func (h *hooks) keep(event string, k hook) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept[event] != nil {
		return
	}
	for len(h.order) > 0 && (len(h.order) >= hooksAtMost || time.Since(h.kept[h.order[0]].at) > hookAge) {
		delete(h.kept, h.order[0])
		h.order = h.order[1:]
	}
	k.at = time.Now()
	h.kept[event] = &k
	h.order = append(h.order, event)
}

// use takes one of the answers that an event allows.
func (h *hooks) use(event string) (answer string, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	k := h.kept[event]
	if k == nil || k.answer == "" || k.uses >= hookUses || time.Since(k.at) > hookAge {
		return "", false
	}
	k.uses++
	return k.answer, true
}

// trigger takes what opens a form.
func (h *hooks) trigger(event string) (string, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	k := h.kept[event]
	if k == nil || k.trigger == "" || time.Since(k.at) > triggerAge {
		return "", false
	}
	trigger := k.trigger
	k.trigger = ""
	return trigger, true
}

// isEphemeral reports whether a click was on a message that only its reader sees.
func (h *hooks) isEphemeral(event string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.kept[event] != nil && h.kept[event].ephemeral
}
