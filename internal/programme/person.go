package programme

import "time"

// RoleKind is what somebody is in the programme.
type RoleKind string

// The roles. One person may hold several, and one role for several challenges.
const (
	Candidate      RoleKind = "candidate"
	Mentor         RoleKind = "mentor"
	Administration RoleKind = "administration"
	Designer       RoleKind = "designer"
	Staff          RoleKind = "staff"
)

// Status is how far a candidate has come. The empty status means "interested".
type Status string

// The statuses of a candidate.
const (
	Interested  Status = "interested"
	Applied     Status = "applied"
	Preselected Status = "preselected"
	Withdrawn   Status = "withdrawn"
)

// Decision is what the jury decided on a candidate. It is under embargo until the release.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Laureate  Decision = "laureate"
	Reserve   Decision = "reserve"  // liste complémentaire
	Declined  Decision = "declined" // non retenu
)

// Answer is what a laureate answered to the offer.
type Answer string

// The answers; the empty one means that none has come.
const (
	NoAnswer  Answer = ""
	Accepted  Answer = "accepted"
	Renounced Answer = "renounced"
)

// Person is somebody whom the programme writes to. Name, addresses and decisions are personal data: log the ID alone.
type Person struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Email      string   `json:"email"`
	Language   Language `json:"lang"`
	Slack      string   `json:"slack,omitempty"`
	Mattermost string   `json:"mattermost,omitempty"`
	Consent    Date     `json:"consent,omitzero"` // when the person agreed to be kept for later calls; zero: did not
	Roles      []Role   `json:"roles"`
}

// Role is one thing a person is, with what belongs to it.
type Role struct {
	Kind      RoleKind `json:"kind"`
	Challenge string   `json:"challenge,omitempty"` // id; empty when it concerns none
	Status    Status   `json:"status,omitempty"`    // candidates
	Received  Date     `json:"received,omitzero"`   // the day on which the application arrived; zero: not known
	Decision  Decision `json:"decision,omitempty"`  // candidates; never given to the bot
	Answer    Answer   `json:"answer,omitempty"`    // laureates
	Hearing   Hearing  `json:"hearing,omitzero"`    // preselected candidates
	Start     Date     `json:"start,omitzero"`      // the person's own first day
	Moves     Moves    `json:"moves,omitzero"`      // counted by the store
	Row       int      `json:"row,omitempty"`       // of the list that it came from, as spreadsheets count; 0: not known
}

// Moves counts how often what somebody was told has changed since: calendars ask for it.
type Moves struct {
	Hearing int `json:"hearing,omitempty"`
	Start   int `json:"start,omitempty"`
}

// Hearing is when and where a candidate meets the jury: at a place, or by a link.
type Hearing struct {
	At    time.Time `json:"at,omitzero"`
	Place string    `json:"place,omitempty"`
	Link  string    `json:"link,omitempty"`
}

// IsZero reports whether nothing was arranged.
func (h Hearing) IsZero() bool { return h.At.IsZero() && h.Place == "" && h.Link == "" }

// In returns the language in which the person is written to: French unless another was asked for.
func (p Person) In() Language {
	if p.Language == English {
		return English
	}
	return French
}
