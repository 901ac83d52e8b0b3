package notifier

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// cast is one person of every kind. Ids begin with what the person is.
func cast() []programme.Person {
	hearing := programme.Hearing{At: time.Date(2019, time.May, 15, 8, 0, 0, 0, time.UTC), Place: "Paris"}
	preselected := candidate(programme.Preselected, programme.Laureate, "shom")
	preselected.Hearing, preselected.Answer = hearing, programme.Accepted
	reserve := candidate(programme.Preselected, programme.Reserve, "ameli")
	reserve.Hearing = hearing
	late := candidate(programme.Applied, programme.Laureate, "ameli")
	late.Answer, late.Start = programme.Accepted, programme.Date{Year: 2019, Month: time.July, Day: 1}
	mentor := func(challenge string) programme.Role {
		return programme.Role{Kind: programme.Mentor, Challenge: challenge}
	}
	return []programme.Person{
		person("interested", candidate("", "", "")),
		person("withdrawn", candidate(programme.Withdrawn, "", "")),
		person("applied", candidate(programme.Applied, programme.Declined, "shom")),
		person("laureate", preselected, candidate(programme.Applied, programme.Declined, "ameli")),
		person("reserve", reserve),
		person("late", late),
		person("undecided", candidate(programme.Applied, programme.Declined, "shom"), candidate(programme.Applied, "", "ameli")),
		person("mentor-shom", mentor("shom")),
		person("mentor-ameli", mentor("ameli")),
		person("mentor-emploi", mentor("emploi")),
		person("administration", programme.Role{Kind: programme.Administration, Challenge: "shom"}),
	}
}

func TestWhoGetsWhat(t *testing.T) {
	for _, test := range []struct{ occasion, want string }{
		{"opening", "opening interested, post-opening public"},
		{"opening-3d", ""},
		{"deadline-7d", "deadline-reminder interested"},
		{"deadline-2d", "deadline-reminder interested"}, // added by an operator
		{"deadline-1d", "deadline-reminder interested, post-deadline-reminder public"},
		{"deadline-3h", "deadline-reminder interested"},
		{"deadline", "closing applied, closing late, closing laureate, closing reserve, closing undecided, post-closing public"},
		{"jury-3d", "hearing-invitation laureate, hearing-invitation reserve"},
		{"jury-1d", "hearing-reminder laureate, hearing-reminder reserve"},
		{"jury", "post-jury staff"},
		{"announcement", "post-announcement public, result-administration administration, result-declined applied, " +
			"result-laureate late, result-laureate laureate, result-mentor mentor-ameli, result-mentor mentor-emploi, " +
			"result-mentor mentor-shom, result-reserve reserve"},
		// mentor-emploi's challenge was withdrawn on 20 May; the designer of ameli starts in July.
		{"start-14d", "designer-welcome laureate, onboarding-prepare mentor-shom"},
		{"start-7d", "designer-week laureate, onboarding-week mentor-shom"},
		{"start-1d", "designer-eve laureate, onboarding-eve mentor-shom"},
		{"start", "designer-first-day laureate, onboarding-first-day mentor-shom"},
		{"start+30d", "designer-month laureate, onboarding-month mentor-shom"},
		{"start:2019-07-01", "designer-first-day late, onboarding-first-day mentor-ameli"},
	} {
		t.Run(test.occasion, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cast()...)
				campaign := w.run(test.occasion)
				if got := strings.Join(w.sink.sent(), ", "); got != test.want {
					t.Errorf("sent %s\nwant %s", got, test.want)
				}
				if test.want != "" && campaign.State != CampaignDone {
					t.Errorf("the campaign is %s, want it done", campaign.State)
				}
			})
		})
	}
}

func TestWhatIsTold(t *testing.T) {
	for _, test := range []struct{ occasion, mail, want string }{
		{"announcement", "result-mentor.mentor-shom", "with [laureate]"},
		{"announcement", "result-mentor.mentor-ameli", "with [late]"},
		{"announcement", "result-mentor.mentor-emploi", "with []"},
		{"announcement", "result-laureate.laureate", "on shom"}, // of two wishes, the one that came true
		{"start-7d", "onboarding-week.mentor-shom", "with [laureate]"},
		{"start-7d", "designer-week.laureate", "with [mentor-shom]"},
		{"start-7d:2019-07-01", "onboarding-week.mentor-ameli", "start 2019-07-01, with [late]"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, cast()...)
			campaign := w.run(test.occasion)
			envelope := w.sink.mails[campaign.ID+"."+test.mail]
			if got := envelope.Body.Plain(); !strings.Contains(got, test.want) {
				t.Errorf("%s, %s: %q lacks %q", test.occasion, test.mail, got, test.want)
			}
		})
	}
}

func TestRemarksForTheStaff(t *testing.T) {
	for _, test := range []struct {
		occasion string
		want     []string
	}{
		{"announcement", []string{"undecided: has applied and has no decision: no result is sent"}},
		{"start-7d", []string{"mentor-emploi: is not written to: the challenge was withdrawn"}},
		{"deadline", nil},
	} {
		w := newWorld(t, cast()...)
		if got := w.announce(test.occasion).Remarks; !slices.Equal(got, test.want) {
			t.Errorf("%s: remarks %q, want %q", test.occasion, got, test.want)
		}
	}
}

func TestResultsAreApprovedAndNeverResent(t *testing.T) {
	for _, spec := range []string{"announcement", "deadline-1d", "start+30d", "opening"} {
		rule, found := RuleOf(newWorld(t).occasion(spec))
		if !found {
			t.Fatalf("%s has no rule", spec)
		}
		results := spec == "announcement"
		if rule.Results != results || (rule.Approvers == 2) != results || results && rule.Resend {
			t.Errorf("%s: %d approvers, resend %v, results %v", spec, rule.Approvers, rule.Resend, rule.Results)
		}
	}
}
