package config

import (
	"fmt"
	"regexp"
	"time"
)

// Slack says how the bot takes part in a Slack workspace. The zero Slack means that it does not.
type Slack struct {
	BotToken      Secret // xoxb-
	AppToken      Secret // xapp-, for Socket Mode
	SigningSecret Secret // for the HTTP variant
	APIURL        string // default https://slack.com/api/
	StaffChannel  string
	TrustEmail    bool // a user's mail address there is enough to recognise somebody
}

// Mattermost says how the bot takes part in a Mattermost team. The zero Mattermost means that it does not.
type Mattermost struct {
	URL          string
	Token        Secret // of the bot's account; zero: the one that digbot mattermost setup has stored
	Team         string
	StaffChannel string
	CommandToken Secret // of the slash command; zero: the one that digbot mattermost setup has stored
	TrustEmail   bool   // a user's mail address there is enough to recognise somebody
}

// Posts says where the season's posts appear.
type Posts struct {
	PublicChannel string // default "annonces"
	StaffChannel  string // default "equipe": where a platform names no staff channel of its own

	Wait time.Duration // for mails of the same campaign that are tried again; default 60 minutes
}

func (r *reader) slack(s *section) Slack {
	s.requireSecret("bot_token")
	slack := Slack{
		BotToken:      s.secret("bot_token"),
		AppToken:      s.secret("app_token"),
		SigningSecret: s.secret("signing_secret"),
		APIURL:        s.url("api_url", "https://slack.com/api/"),
		StaffChannel:  s.text("staff_channel"),
		TrustEmail:    s.flag("trust_email"),
	}
	s.prefixed("bot_token", slack.BotToken, "xoxb-", `copy the "Bot User OAuth Token" of the app`)
	s.prefixed("app_token", slack.AppToken, "xapp-", `copy the "App-Level Token" of the app`)
	if slack.SigningSecret.IsZero() && !s.has("signing_secret"+fileSuffix) && !s.has("signing_secret") {
		s.requireSecret("app_token")
	}
	s.close()
	return slack
}

// teamForm is how Mattermost names a team in addresses, as its model.IsValidTeamName has it: 2 to 64 signs.
var teamForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}[a-z0-9]$`)

func (r *reader) mattermost(s *section) Mattermost {
	s.require("url", "write the address of the server, such as https://chat.example.fr")
	s.require("team", "write the name of the team, as it stands in the address of its pages")
	mattermost := Mattermost{
		URL:          s.url("url", ""),
		Token:        s.secret("token"),
		Team:         s.text("team"),
		StaffChannel: s.text("staff_channel"),
		TrustEmail:   s.flag("trust_email"),
		CommandToken: s.secret("command_token"),
	}
	if n := s.child("team"); mattermost.Team != "" && !teamForm.MatchString(mattermost.Team) {
		s.fault(n, fmt.Sprintf("%q is not the name of a team in addresses", n.raw), "write the part of the address behind the server, such as dig-team in https://chat.example.fr/dig-team")
	}
	s.close()
	return mattermost
}

func (r *reader) posts(s *section) Posts {
	posts := Posts{PublicChannel: s.textOr("public_channel", "annonces"), StaffChannel: s.textOr("staff_channel", "equipe"),
		Wait: s.duration("wait", time.Hour)}
	if n := s.child("wait"); n != nil && posts.Wait < time.Minute {
		s.fault(n, fmt.Sprintf("%q leaves no mail the time for a second try", n.raw), "write a minute or more, such as 60m")
	}
	s.close()
	return posts
}
