package notifier

import (
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// scene is what the texts of one campaign are rendered over. It is read once; after that everything is computed.
type scene struct {
	occasion programme.Occasion
	season   programme.Season
	rule     Rule
	notice   *Notice            // nil: it is an occasion's
	released time.Time          // as it is; season.Released is what is rendered
	passages map[string]string  // what the team adds to the results, by mailing and language
	company  map[string]company // by mailing
	peers    map[string]company // by mailing
	common   *templates.Common
}

// company are the companions of a mailing by challenge.
type company map[string][]programme.Person

// scene reads the season and the companions. The results are rendered as released at the occasion's own instant: whoever
// approves them, early or late, sees what will leave.
func (n *Notifier) scene(ctx context.Context, occasion programme.Occasion, rule Rule) (scene, error) {
	season, err := n.Seasons.Season(ctx)
	if err != nil {
		return scene{}, fmt.Errorf("read season: %w", err)
	}
	s := scene{
		occasion: occasion, season: season, rule: rule, company: map[string]company{}, peers: map[string]company{}, common: &templates.Common{},
	}
	if s.passages, err = n.passages(ctx, rule); err != nil {
		return scene{}, err
	}
	gathered := map[string]company{}
	for _, m := range rule.Mailings {
		if s.company[m.Name], err = n.gather(ctx, m.Companions, gathered); err != nil {
			return scene{}, fmt.Errorf("read companions of %s: %w", m.Name, err)
		}
		if s.peers[m.Name], err = n.gather(ctx, m.Peers, gathered); err != nil {
			return scene{}, fmt.Errorf("read peers of %s: %w", m.Name, err)
		}
	}
	return s, nil
}

// passages reads what the team adds to the mails of the results. It is part of what is approved.
func (n *Notifier) passages(ctx context.Context, rule Rule) (map[string]string, error) {
	if n.Passages == nil || !rule.Results {
		return nil, nil
	}
	passages := map[string]string{}
	for _, m := range rule.Mailings {
		for _, language := range programme.Languages() {
			text, err := n.Passages.Passage(ctx, m.Name, language)
			if err != nil {
				return nil, fmt.Errorf("read the passage of %s: %w", m.Name, err)
			}
			passages[m.Name+"."+string(language)] = text
		}
	}
	return passages, nil
}

// gather reads an audience by challenge; the zero Audience is nobody. Several mailings tell of the same people: the whole
// roster is read once for all of them.
func (n *Notifier) gather(ctx context.Context, audience programme.Audience, gathered map[string]company) (company, error) {
	if audience.Role == "" {
		return nil, nil
	}
	name := fmt.Sprintf("%+v", audience)
	if known, found := gathered[name]; found {
		return known, nil
	}
	people, err := n.Roster.People(ctx, audience)
	if err != nil {
		return nil, err
	}
	gathered[name] = byChallenge(people)
	return gathered[name], nil
}

// byChallenge places each person on each of their challenges, with only the role held there.
func byChallenge(people []programme.Person) company {
	c := company{}
	for _, person := range people {
		seen := map[string]bool{}
		for _, role := range person.Roles {
			if role.Challenge != "" && !seen[role.Challenge] {
				seen[role.Challenge] = true
				person.Roles = []programme.Role{role}
				c[role.Challenge] = append(c[role.Challenge], person)
			}
		}
	}
	return c
}

// mailing finds a mailing of the campaign by its name.
func (s scene) mailing(name string) (Mailing, bool) {
	for _, m := range s.rule.Mailings {
		if m.Name == name {
			return m, true
		}
	}
	return Mailing{}, false
}

// concerned returns the person with only the roles for which the mailing is meant, and whether there are any.
func (s scene) concerned(m Mailing, person programme.Person) (programme.Person, bool) {
	if s.isOf(m.Unless, person) {
		return person, false
	}
	if !m.Anyone {
		selected := m.Audience.Select(s.season.Promotion, []programme.Person{person})
		if len(selected) == 0 {
			return person, false
		}
		person = selected[0]
	}
	person.Roles = slices.DeleteFunc(slices.Clone(person.Roles), func(role programme.Role) bool {
		return m.Running && s.withdrawn(role) || m.Hosts && !s.hosts(m, role) || s.elsewhere(role)
	})
	return person, len(person.Roles) > 0 || m.Anyone && s.challenge() == ""
}

func (s scene) isOf(audience programme.Audience, person programme.Person) bool {
	return len(audience.Select(s.season.Promotion, []programme.Person{person})) > 0
}

// challenge is the one that a notice is about; empty: it is about all.
func (s scene) challenge() string {
	if s.notice == nil {
		return ""
	}
	return s.notice.Challenge
}

// elsewhere reports whether a role is on another challenge than the notice is about.
func (s scene) elsewhere(role programme.Role) bool {
	return s.challenge() != "" && role.Challenge != s.challenge()
}

func (s scene) withdrawn(role programme.Role) bool {
	challenge, found := s.season.Challenge(role.Challenge)
	return found && challenge.IsWithdrawn(s.occasion.Due)
}

// hosts reports whether somebody whom the role welcomes starts on the occasion's day. Where nobody is known yet, the
// day is the challenge's.
func (s scene) hosts(m Mailing, role programme.Role) bool {
	designers := s.company[m.Name][role.Challenge]
	if len(designers) == 0 {
		return s.season.StartOf(role) == s.occasion.StartDay
	}
	return slices.ContainsFunc(designers, func(d programme.Person) bool { return s.starts(d, role.Challenge) })
}

// starts reports whether a designer starts on a challenge on the occasion's day.
func (s scene) starts(designer programme.Person, challenge string) bool {
	return slices.ContainsFunc(designer.Roles, func(role programme.Role) bool {
		return role.Challenge == challenge && s.season.StartOf(role) == s.occasion.StartDay
	})
}

// view is what a mail to a person is rendered over: the person as concerned returned it.
func (s scene) view(m Mailing, person programme.Person) templates.View {
	view := s.plainView(person.In())
	view.Person = person
	if len(person.Roles) > 0 {
		view.Role = person.Roles[0]
	}
	if m.Hosts && s.occasion.Individual {
		view.Role.Start = s.occasion.StartDay // what a host is told about is the guest's day
	}
	view.Challenge, _ = s.season.Challenge(view.Role.Challenge)
	view.Companions = s.companions(m, person)
	if s.notice != nil {
		view.Data = map[string]any{}
		for key, value := range s.notice.Data {
			view.Data[key] = value
		}
	}
	if passage := s.passages[m.Name+"."+string(person.In())]; passage != "" {
		view.Data = map[string]any{"passage": passage}
	}
	return view
}

// plainView is what a post is rendered over. Its instant is the occasion's own, so that the words stay the same however
// often they are rendered.
func (s scene) plainView(language programme.Language) templates.View {
	return templates.View{Season: s.season, Now: s.occasion.Due, Language: language, Occasion: s.occasion, Common: s.common}
}

// companions are the people told to a recipient, over all the challenges for which the mailing is meant.
func (s scene) companions(m Mailing, person programme.Person) []programme.Person {
	var companions []programme.Person
	seen := map[string]bool{person.ID: true}
	add := func(companion programme.Person) {
		if !seen[companion.ID] {
			seen[companion.ID] = true
			companions = append(companions, companion)
		}
	}
	for _, role := range person.Roles {
		for _, companion := range s.company[m.Name][role.Challenge] {
			if !m.Hosts || s.starts(companion, role.Challenge) {
				add(companion)
			}
		}
		for _, peer := range s.peers[m.Name][role.Challenge] {
			add(peer)
		}
	}
	return companions
}
