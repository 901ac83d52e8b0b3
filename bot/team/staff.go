package team

import "slices"

// Right is something that only some members of the team may do.
type Right string

// The rights, as the configuration names them.
const (
	MayAnnounce     Right = "announce"
	MayApprove      Right = "approve"
	MayMoveCalendar Right = "calendar"
	MayAnswer       Right = "desk"
	MaySeePeople    Right = "people"
)

// Member is somebody of the team: one person, whatever platforms they use.
type Member struct {
	ID     string
	Name   string
	Email  string            // where a trial of a mail goes; empty: nowhere
	Users  map[string]string // the person's user id on each platform, by the platform's name
	Rights []Right
}

// May reports whether the member has one of the rights; everybody may what needs none.
func (m Member) May(rights ...Right) bool {
	return len(rights) == 0 || slices.ContainsFunc(rights, func(right Right) bool { return slices.Contains(m.Rights, right) })
}

// Staff is the team.
type Staff []Member

// Find returns the member who is a user of a platform.
func (s Staff) Find(platform, user string) (Member, bool) {
	for _, member := range s {
		if user != "" && member.Users[platform] == user {
			return member, true
		}
	}
	return Member{}, false
}

// Name is what colleagues call a member; of somebody who has left the team, the id.
func (s Staff) Name(id string) string {
	for _, member := range s {
		if member.ID == id {
			return member.Name
		}
	}
	return id
}

// Names are the members who have one of the rights, apart from one.
func (s Staff) Names(except string, rights ...Right) []string {
	var names []string
	for _, member := range s {
		if member.ID != except && member.May(rights...) {
			names = append(names, member.Name)
		}
	}
	return names
}
