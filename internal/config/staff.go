package config

import (
	"fmt"
	"slices"
	"strings"
)

// Member is somebody of the team. Two people are two members, whatever platforms they use.
type Member struct {
	ID         string
	Name       string
	Email      string
	Slack      string // platform user id
	Mattermost string // platform user id
	Console    string // the name under which the person works on a terminal
	Rights     []Right
}

// Right is something that only some members of the team may do.
type Right string

// The rights.
const (
	MayAnnounce     Right = "announce"
	MayApprove      Right = "approve"
	MayMoveCalendar Right = "calendar"
	MayAnswer       Right = "desk"
	MaySeePeople    Right = "people"
)

// Rights lists them.
func Rights() []Right {
	return []Right{MayAnnounce, MayApprove, MayMoveCalendar, MayAnswer, MaySeePeople}
}

// Accounts are the person's user ids, by platform; empty where there is none.
func (m Member) Accounts() map[string]string {
	return map[string]string{"slack": m.Slack, "mattermost": m.Mattermost, "console": m.Console}
}

// May reports whether the member has a right.
func (m Member) May(right Right) bool { return slices.Contains(m.Rights, right) }

// staff reads the team, in the order of the file.
func (r *reader) staff(top *section) []Member {
	top.require("staff", "write the members of the team below it, each with its id, name and rights")
	var members []Member
	entries := top.entries("staff")
	for _, e := range entries {
		if r.isID(e) {
			members = append(members, r.member(e))
		}
	}
	for _, key := range []string{"email", "slack", "mattermost", "console"} {
		r.shared(entries, key)
	}
	r.enough(top, members)
	return members
}

func (r *reader) member(e entry) Member {
	s := r.sectionOf(e.value)
	s.require("name", "write the name that colleagues see")
	s.require("rights", "write the rights: "+strings.Join(rightNames(), ", ")+"; [] for none")
	member := Member{
		ID:         e.key,
		Name:       s.text("name"),
		Email:      s.address("email"),
		Slack:      s.text("slack"),
		Mattermost: s.text("mattermost"),
		Console:    s.text("console"),
		Rights:     s.rights(),
	}
	s.close()
	return member
}

func (s *section) rights() []Right {
	var rights []Right
	for _, item := range s.distinct("rights") {
		if text := strings.TrimSpace(item.value); s.isOneOf(item, text, rightNames()) {
			rights = append(rights, Right(text))
		}
	}
	return rights
}

func rightNames() []string {
	var names []string
	for _, right := range Rights() {
		names = append(names, string(right))
	}
	return names
}

// shared reports two members with the same id on a platform: one person could approve what that same person asked for.
func (r *reader) shared(entries []entry, key string) {
	first := map[string]string{}
	for _, e := range entries {
		n := e.value.get(key)
		if n == nil || n.kind != scalar || n.broken {
			continue
		}
		id := strings.ToLower(strings.TrimSpace(n.value))
		if before, found := first[id]; found {
			r.fault(n, fmt.Sprintf("is also the %s of staff.%s: two entries must be two people", key, before), "write each person's own, or make one entry of the two")
			continue
		}
		first[id] = e.key
	}
}

// enough reports a team in which no announcement could be completed: one member announces, another one approves.
func (r *reader) enough(top *section, members []Member) {
	n := top.child("staff")
	if n == nil || n.kind != mapping {
		return
	}
	for _, one := range members {
		for _, other := range members {
			if one.ID != other.ID && one.May(MayAnnounce) && other.May(MayApprove) {
				return
			}
		}
	}
	r.lack(n, "no announcement can be completed: it takes one member with the right announce and another one with approve", "give announce to one member and approve to another")
}
