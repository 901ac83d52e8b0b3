package team

import "errors"

// What the ports answer when something cannot be done. Each is told in words, with what to do.
var (
	ErrUnknown   = errors.New("no such record")
	ErrOwn       = errors.New("whoever asked for it cannot approve it")
	ErrChanged   = errors.New("the content is not the one that was shown")
	ErrExpired   = errors.New("the request has expired")
	ErrRequested = errors.New("somebody else has asked for it")
	ErrClosed    = errors.New("it does not wait for this any more")
	ErrTooLate   = errors.New("it is too late: some of it has left, or may have")
)

// why turns an answer of a port into what the person is told.
func (t turn) why(err error, c Campaign) error {
	data := map[string]any{"by": t.Staff.Name(c.Requester), "who": t.Staff.Names(t.member.ID, MayApprove), "state": t.label("state_" + string(c.State)), "code": short(c.Hash)}
	for refused, why := range map[error]string{ErrOwn: "own", ErrChanged: "changed", ErrExpired: "expired", ErrRequested: "requested", ErrClosed: "closed",
		ErrTooLate: "late", ErrUnknown: "gone"} {
		if errors.Is(err, refused) {
			return &refusal{why: why, content: c.Hash, data: data}
		}
	}
	return err
}

// whyLeft says, when it is too late to stop something, what has left.
func (t turn) whyLeft(err error, s Stopped) error {
	if errors.Is(err, ErrTooLate) {
		return &refusal{why: "left", content: s.Campaign.Hash, data: map[string]any{"left": s.Left, "leaving": s.Leaving, "kept": s.Kept, "id": s.Campaign.ID}}
	}
	return t.why(err, s.Campaign)
}
