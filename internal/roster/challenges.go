package roster

import (
	"slices"
	"strings"

	"digbot/internal/programme"
)

// challenges finds a challenge by what people call it.
type challenges struct {
	tiers [4]map[string][]string // folded id, acronym, title, host -> ids
	names []named
	fixes map[string]Words // what to do, by the nearest id or by ""
}

// named is one of the names of a challenge.
type named struct {
	id    string
	looks shape
}

func newChallenges(promotion programme.Promotion) *challenges {
	c := &challenges{fixes: map[string]Words{}}
	var ids []string
	for i := range c.tiers {
		c.tiers[i] = map[string][]string{}
	}
	for _, challenge := range promotion.Challenges {
		ids = append(ids, challenge.ID)
		c.fixes[challenge.ID] = words("fix_challenge_near", "nearest", challenge.ID)
		for tier, names := range namesOf(challenge) {
			c.add(tier, names, challenge.ID)
		}
	}
	c.fixes[""] = words("write_one", "words", strings.Join(ids, ", "))
	return c
}

// namesOf lists the names of a challenge: the id, its acronyms, its titles, its hosts.
func namesOf(challenge programme.Challenge) [4][]string {
	hosts := []string{challenge.Host.FR, challenge.Host.EN}
	for _, part := range challenge.Split.Parts {
		hosts = append(hosts, part.Host.FR, part.Host.EN)
	}
	return [4][]string{{challenge.ID}, challenge.Acronyms, {challenge.Title.FR, challenge.Title.EN}, hosts}
}

func (c *challenges) add(tier int, names []string, id string) {
	for _, name := range names {
		key := fold(name)
		if key != "" && !slices.Contains(c.tiers[tier][key], id) {
			c.tiers[tier][key] = append(c.tiers[tier][key], id)
			c.names = append(c.names, named{id, shapeOf(key)})
		}
	}
}

// find lists the ids of the challenges that a name may mean: one when it is clear, none when it is unknown.
func (c *challenges) find(name string) []string {
	key := fold(name)
	for _, tier := range c.tiers {
		if ids := tier[key]; len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// nearest is the id of the challenge one of whose names looks most like a text; empty when none has anything in common.
func (c *challenges) nearest(text string) string {
	best, most := "", 0.0
	looks := shapeOf(fold(text))
	for _, name := range c.names {
		if like := looks.likeness(name.looks); like > most {
			best, most = name.id, like
		}
	}
	return best
}

// fix tells how to name a challenge.
func (c *challenges) fix(text string) Words { return c.fixes[c.nearest(text)] }
