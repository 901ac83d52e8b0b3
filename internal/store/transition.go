package store

import (
	"maps"
	"slices"
	"time"

	"digbot/notifier"
)

// states lists every state that a delivery can be in.
func states() []notifier.State {
	return []notifier.State{
		notifier.Planned, notifier.Held, notifier.Claimed, notifier.Committing, notifier.Accepted, notifier.RetryAt,
		notifier.Refused, notifier.Uncertain, notifier.Cancelled, notifier.Suppressed, notifier.Bounced,
	}
}

// counted is one kind of delivery, of which a campaign keeps the number: those in one state. Of those that are tried again
// some may have left before, and are shown otherwise when their campaign is cancelled.
type counted struct {
	state notifier.State
	doubt bool
}

// everyCounted lists every kind that is counted.
func everyCounted() []counted {
	all := []counted{{notifier.Claimed, true}, {notifier.RetryAt, true}}
	for _, state := range states() {
		all = append(all, counted{state: state})
	}
	return all
}

// countedAs says where a delivery is counted.
func countedAs(d notifier.Delivery) counted {
	return counted{d.State, d.Doubt && (d.State == notifier.Claimed || d.State == notifier.RetryAt)}
}

// countKeys are the keys of a campaign's counts, in the order of everyCounted.
func countKeys(campaign string) []string {
	var keys []string
	for _, each := range everyCounted() {
		keys = append(keys, countKey(campaign, each))
	}
	return keys
}

// shown is the state of a delivery as it follows from the stored one and from its campaign. What waits is held, or
// cancelled, with its campaign, at the same instant and without a write for each: Commit lets nothing through unless the
// campaign is sending. What may have left before stays in doubt.
func shown(campaign notifier.CampaignState, d notifier.Delivery) notifier.State {
	switch campaign {
	case notifier.CampaignHeld, notifier.CampaignApproved, notifier.CampaignPaused:
		if d.State == notifier.Planned {
			return notifier.Held
		}
	case notifier.CampaignCancelled, notifier.CampaignRefused:
		switch {
		case d.State.Final() || d.State == notifier.Committing:
		case d.Doubt:
			return notifier.Uncertain
		default:
			return notifier.Cancelled
		}
	}
	return d.State
}

// moves gathers the writes that bring deliveries from one state to another: their records, the lists that name them and
// the counts change together.
type moves struct {
	writes []write
	value  []byte         // of the delivery written last
	counts map[string]int // by key: what to add
}

// all are the writes to apply.
func (m *moves) all() []write {
	writes := m.writes
	for _, key := range slices.Sorted(maps.Keys(m.counts)) {
		if n := m.counts[key]; n != 0 {
			writes = append(writes, add(key, n))
		}
	}
	return writes
}

// make writes a new delivery.
func (m *moves) make(d notifier.Delivery) error {
	m.list(d)
	return m.put(d)
}

// change writes a delivery over what it was.
func (m *moves) change(before, after notifier.Delivery) error {
	m.unlist(before)
	m.list(after)
	return m.put(after)
}

// remove takes a delivery away.
func (m *moves) remove(d notifier.Delivery) {
	m.unlist(d)
	m.writes = append(m.writes, remove(deliveryKey(d.Campaign, d.ID)))
}

func (m *moves) put(d notifier.Delivery) error {
	value, err := encode(d)
	m.value = value
	m.writes = append(m.writes, put(deliveryKey(d.Campaign, d.ID), value))
	return err
}

func (m *moves) list(d notifier.Delivery) {
	m.count(d, 1)
	if key, value := listing(d); key != "" {
		m.writes = append(m.writes, put(key, []byte(value)))
	}
}

func (m *moves) unlist(d notifier.Delivery) {
	m.count(d, -1)
	if key, _ := listing(d); key != "" {
		m.writes = append(m.writes, remove(key))
	}
}

func (m *moves) count(d notifier.Delivery, n int) {
	if m.counts == nil {
		m.counts = map[string]int{}
	}
	m.counts[countKey(d.Campaign, countedAs(d))] += n
}

// listing is the record that names the delivery where work looks for it; there is none once it is final.
func listing(d notifier.Delivery) (key, value string) {
	switch d.State {
	case notifier.Planned:
		return freeKey(d.Campaign, d.Channel, time.Time{}, d.ID), d.ID
	case notifier.RetryAt:
		return freeKey(d.Campaign, d.Channel, d.Retry, d.ID), d.ID
	case notifier.Claimed:
		return freeKey(d.Campaign, d.Channel, d.Lease, d.ID), d.ID
	case notifier.Committing:
		return committingKey(d.Lease, d.Campaign, d.ID), deliveryKey(d.Campaign, d.ID)
	}
	return "", ""
}
