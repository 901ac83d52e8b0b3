package notifier

import (
	"time"

	"digbot/templates"
)

// Observer is told what happens, for a timeline. Functions left nil are not told. Mailed, Posted and Moved are called
// from several goroutines at once. All instants are on the programme's clock.
type Observer struct {
	Announced func(campaign Campaign) // planned: held, sending or refused
	Approved  func(campaign Campaign, approval Approval)
	Moved     func(campaign Campaign, by string) // to another state, by a member of the staff; by "": by itself
	Released  func(campaign Campaign, at time.Time)
	Mailed    func(delivery Delivery, envelope Envelope)
	Posted    func(delivery Delivery, channel string, body templates.Document, at time.Time)
	Ended     func(campaign Campaign, at time.Time)
}

func (o Observer) announced(c Campaign) {
	if o.Announced != nil {
		o.Announced(c)
	}
}

func (o Observer) approved(c Campaign, a Approval) {
	if o.Approved != nil {
		o.Approved(c, a)
	}
}

func (o Observer) moved(c Campaign, by string) {
	if o.Moved != nil {
		o.Moved(c, by)
	}
}

func (o Observer) released(c Campaign, at time.Time) {
	if o.Released != nil {
		o.Released(c, at)
	}
}

func (o Observer) mailed(d Delivery, e Envelope) {
	if o.Mailed != nil {
		o.Mailed(d, e)
	}
}

func (o Observer) posted(d Delivery, channel string, body templates.Document, at time.Time) {
	if o.Posted != nil {
		o.Posted(d, channel, body, at)
	}
}

func (o Observer) ended(c Campaign, at time.Time) {
	if o.Ended != nil {
		o.Ended(c, at)
	}
}
