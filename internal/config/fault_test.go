package config

import (
	"errors"
	"strings"
	"testing"
)

// edit changes the example: old must stand in it exactly once.
type edit struct{ old, new string }

func edited(t *testing.T, text string, edits ...edit) string {
	t.Helper()
	for _, e := range edits {
		if strings.Count(text, e.old) != 1 {
			t.Fatalf("%q stands %d times in the example, want once", e.old, strings.Count(text, e.old))
		}
		text = strings.Replace(text, e.old, e.new, 1)
	}
	return text
}

// lineOf is the line, from 1, on which a text first stands.
func lineOf(t *testing.T, text, marker string) int {
	t.Helper()
	before, _, found := strings.Cut(text, marker)
	if !found {
		t.Fatalf("%q does not stand in the text", marker)
	}
	return strings.Count(before, "\n") + 1
}

// faultsOf loads a text as config.yaml.
func faultsOf(t *testing.T, text string) Faults {
	t.Helper()
	_, err := load([]string{"config.yaml"}, unset, memory(map[string]string{"config.yaml": text}))
	var faults Faults
	if err != nil && !errors.As(err, &faults) {
		t.Fatalf("the error is no Faults: %v", err)
	}
	return faults
}

// Places in the example that several cases change.
const (
	opening      = "opening: {date: 2019-04-11, weekday: jeudi}"
	deadline     = `deadline: {date: 2019-05-10, time: "17:00", weekday: vendredi}`
	jury         = "jury: {date: 2019-05-15, weekday: mercredi}"
	announcement = "announcement: {date: 2019-05-17, weekday: vendredi}"
	start        = "start: {month: 2019-06}"
	formURL      = "form_url: https://www.demarches-simplifiees.fr/commencer/candidature_designer_interet_general"
	contact      = "contact: entrepreneur-interet-general@data.gouv.fr"
	dominique    = "    console: dominique\n    rights: [announce, approve, calendar, desk, people]"
	withdrawn    = "      withdrawn: 2019-07\n"
	parts        = "            months: 12\n"
	outbox       = "  outbox: outbox\n"
	storeFile    = "  file: digbot.db\n"
	shomAcronyms = "acronyms: [Shom, MaritUX]"
)

// TestSingleFaults makes one mistake at a time: it must be the only fault, on the line where marker (the new text by
// default) stands.
func TestSingleFaults(t *testing.T) {
	cases := []struct {
		name            string
		old, new        string
		marker          string
		path, what, fix string
	}{
		// The calendar.
		{"deadline before the opening", deadline, `deadline: {date: 2019-04-05, time: "17:00"}`, "",
			"promotion.calendar.deadline", "deadline (2019-04-05T17:00) comes before opening (2019-04-11)", "correct one of the two"},
		{"jury before the deadline", jury, "jury: {date: 2019-05-09}", "",
			"promotion.calendar.jury", "jury (2019-05-09) comes before deadline", "the order is opening, deadline"},
		{"jury in the morning of the deadline", jury, "jury: {date: 2019-05-10}", "",
			"promotion.calendar.jury", "comes before deadline", ""},
		{"start before the announcement", start, "start: {month: 2019-05}", "",
			"promotion.calendar.start", "start (2019-05, handled on its first working day 2019-05-02) comes before announcement", ""},
		{"closing a year before the opening", deadline, `deadline: {date: 2018-05-10, time: "17:00"}`, "",
			"promotion.calendar.deadline", "2018-05-10T17:00 is far from the other milestones", "check the year: opening is on 2019-04-11"},
		{"opening a year early", opening, "opening: {date: 2018-04-11}", "",
			"promotion.calendar.opening", "2018-04-11 is far from", "check the year"},
		{"start a year late", start, "start: {month: 2020-06}", "",
			"promotion.calendar.start", "2020-06 is far", "check the year"},
		{"weekday that does not match", deadline, `deadline: {date: 2019-05-10, time: "17:00", weekday: jeudi}`, "",
			"promotion.calendar.deadline.weekday", `2019-05-10 is a vendredi, not "jeudi"`, "write weekday: vendredi, or correct the date"},
		{"English weekday that does not match", jury, "jury: {date: 2019-05-15, weekday: Thursday}", "",
			"promotion.calendar.jury.weekday", "2019-05-15 is a wednesday", "write weekday: wednesday"},
		{"no weekday", jury, "jury: {date: 2019-05-15, weekday: mercrdi}", "",
			"promotion.calendar.jury.weekday", `"mercrdi" is not one of`, "write mercredi"},
		{"deadline without an hour", deadline, "deadline: {date: 2019-05-10}", "",
			"promotion.calendar.deadline", "has no hour", `time: "17:00"`},
		{"deadline of a month", deadline, "deadline: {month: 2019-05}", "",
			"promotion.calendar.deadline", "has no day and no hour", ""},
		{"offset of winter in May", deadline, `deadline: {date: 2019-05-10, time: "17:00+01:00"}`, "",
			"promotion.calendar.deadline.time", "is not the time of Paris, which is UTC+02:00 on 2019-05-10", `write "17:00" alone`},
		{"offset within the date", deadline, `deadline: {date: "2019-05-10T17:00:00Z"}`, "",
			"promotion.calendar.deadline.date", "is not the time of Paris", ""},
		{"offset in words", deadline, `deadline: {date: 2019-05-10, time: "17:00 UTC+1"}`, "",
			"promotion.calendar.deadline.time", "is not the time of Paris", ""},
		{"unknown zone", deadline, `deadline: {date: 2019-05-10, time: "17:00 EST5EDT"}`, "",
			"promotion.calendar.deadline.time", "unknown time zone", ""},
		{"hour that does not exist", deadline, `deadline: {date: 2019-05-10, time: "25:00"}`, "",
			"promotion.calendar.deadline.time", `"25:00" is no time of day`, ""},
		{"hour in French", deadline, `deadline: {date: 2019-05-10, time: 17h}`, "",
			"promotion.calendar.deadline.time", `"17h" is no time of day`, `such as "17:00"`},
		{"day that does not exist", jury, "jury: {date: 2019-02-30}", "",
			"promotion.calendar.jury.date", `"2019-02-30" is no date`, "this day does not exist"},
		{"date without a day", jury, "jury: {date: 2019-05}", "",
			"promotion.calendar.jury.date", `"2019-05" has no day`, "month: 2019-05"},
		{"date without a month", jury, "jury: {date: 2019}", "",
			"promotion.calendar.jury.date", `"2019" is no date`, "write the month and the day too"},
		{"date as people write it", jury, "jury: {date: 15/05/2019}", "",
			"promotion.calendar.jury.date", "is no date", "write the year first: 2019-05-15"},
		{"month that does not exist", start, "start: {month: 2019-13}", "",
			"promotion.calendar.start.month", "is no month", ""},
		{"date and month", start, "start: {month: 2019-06, date: 2019-06-03}", "",
			"promotion.calendar.start.date", "stands beside month", "delete month or date"},
		{"neither date nor month", start, "start: {weekday: lundi}", "",
			"promotion.calendar.start", "neither date nor month", "month: 2019-06"},
		{"milestone missing", "    " + jury + "\n", "", "  calendar:",
			"promotion.calendar.jury", "is missing", "write jury:"},
		{"unknown milestone", jury, jury + "\n    hearing: {date: 2019-05-14}", "    hearing:",
			"promotion.calendar.hearing", "is no known setting", "known here: opening"},
		{"no time zone", "  timezone: Europe/Paris\n", "", "promotion:",
			"promotion.timezone", "is missing", "write timezone: Europe/Paris"},
		{"other time zone", "timezone: Europe/Paris", "timezone: UTC", "",
			"promotion.timezone", `"UTC" is not the programme's time zone`, "write Europe/Paris"},
		{"handled at no time", `handled_at: "09:00"`, `handled_at: "9"`, "",
			"promotion.handled_at", `"9" is no time of day`, "09:00"},

		// Occasions.
		{"no occasion", "- deadline-7d", "- deadlin-7d", "",
			"promotion.occasions[1]", `"deadlin-7d" is no occasion`, "write deadline-7d"},
		{"occasion in weeks", "- start-14d", "- start-2w", "",
			"promotion.occasions[9]", `"start-2w" is no occasion`, ""},
		{"occasion twice", "- deadline-3h", "- deadline-7d", "- deadline-7d\n    - deadline\n",
			"promotion.occasions[3]", "stands in the list twice", "delete one"},
		{"milestone without occasion", "    - announcement\n", "", "  occasions:",
			"promotion.occasions", "announcement itself is not in the list", "add announcement"},

		// Addresses.
		{"URL without a scheme", formURL, "form_url: www.example.fr/form", "",
			"promotion.form_url", "does not begin with https://", "write the whole address"},
		{"URL in clear", formURL, "form_url: http://www.example.fr/form", "",
			"promotion.form_url", "does not begin with https://", ""},
		{"URL without a host", formURL, "form_url: https:///form", "",
			"promotion.form_url", "names no host", ""},
		{"URL that does not parse", formURL, `form_url: "https://exa mple.fr/%zz"`, "",
			"promotion.form_url", "is no URL", ""},
		{"host with a letter missing", formURL, "form_url: https://www.demarches-simplifies.fr/commencer/candidature", "",
			"promotion.form_url", "the host www.demarches-simplifies.fr looks like www.demarches-simplifiees.fr", "write www.demarches-simplifiees.fr"},
		{"link in a text that does not parse", "fr: 17 projets", "fr: 17 projets (https:/liste/projets)", "",
			"promotion.facts.projects.fr", `"https:/liste/projets" names no host`, ""},
		{"mail address without a host", contact, "contact: equipe@", "",
			"promotion.contact", "cannot be a mail address", "equipe@example.fr"},
		{"mail address with a space", "email: camille@example.org", "email: camille @example.org", "",
			"staff.camille.email", "cannot be a mail address", ""},
		{"sender without an address", "from: Designers d’Intérêt Général <designers@example.fr>", "from: Designers <designers>", "",
			"mail.from", "cannot be a mail address", ""},

		// Mentions and ids.
		{"unknown source", "source: [recrutement, candidatez]\n    criteria_article:", "source: [recrutment, candidatez]\n    criteria_article:", "source: [recrutment",
			"promotion.facts.criteria.source[0]", `"recrutment" is no known source`, "write recrutement"},
		{"fact without a source", "      en: 17 projects\n      source: [candidatez, recrutement]\n", "      en: 17 projects\n", "    projects:",
			"promotion.facts.projects.source", "is missing", "promotion.sources"},
		{"fact without French", "fr: 17 projets", "fr:", "    projects:",
			"promotion.facts.projects.fr", "is missing", "French"},
		{"unknown challenge", storeFile, storeFile + "people: {demarches: {number: 1, token: t, challenges: {Portail: shmo}}}\n", "people:",
			"people.demarches.challenges.Portail", `"shmo" is no known challenge`, "write shom"},
		{"id that cannot be one", "    shom:\n", "    Shom 2019:\n", "",
			`promotion.challenges."Shom 2019"`, "cannot be an id", "small letters"},

		// Challenges.
		{"length missing", "      months: 12\n      themes: [mer", "      themes: [mer", "    shom:\n",
			"promotion.challenges.shom.months", "is missing", "months: 12"},
		{"months in words", "months: 9", "months: nine", "",
			"promotion.challenges.gendarmerie.months", `"nine" is no whole number`, "from 1 to 36"},
		{"months in quotes", "months: 9", `months: "9"`, "",
			"promotion.challenges.gendarmerie.months", "is no whole number", "without quotes"},
		{"months out of range", "months: 9", "months: 900", "",
			"promotion.challenges.gendarmerie.months", "out of range", ""},
		{"acronym twice in one challenge", shomAcronyms, "acronyms: [Shom, shom]", "",
			"promotion.challenges.shom.acronyms[1]", "stands in the list twice", ""},
		{"acronym of two challenges", shomAcronyms, "acronyms: [Shom, dila]", "",
			"promotion.challenges.shom.acronyms[1]", `"dila" is also an acronym of regroupement-familial`, "keep it for one"},
		{"nobody on a challenge that runs", "months: 9\n      themes: [recrutement, gendarmerie, gendarmes, concours]\n      designers: 2", "months: 9\n      themes: [recrutement, gendarmerie, gendarmes, concours]\n      designers: 0", "designers: 0\n    achats",
			"promotion.challenges.gendarmerie.designers", "not withdrawn", ""},
		{"withdrawn before the call", withdrawn, "      withdrawn: 2019-03\n", "withdrawn: 2019-03",
			"promotion.challenges.pole-emploi.withdrawn", "2019-03 is before the opening", "correct the date"},
		{"split after it was withdrawn", "      split:\n", "      withdrawn: 2019-06\n      split:\n", "split:\n",
			"promotion.challenges.information-environnementale.split", "is split (2019-07) when it is withdrawn already (2019-06)", ""},
		{"split in one part", "          - host: {fr: Institut national de l’information géographique et forestière (IGN), en: National Institute of Geographic and Forest Information (IGN)}\n            place: Saint-Mandé\n            months: 6\n", "", "        parts:",
			"promotion.challenges.information-environnementale.split.parts", "two parts or more", ""},
		{"part of another length", parts, "            months: 11\n", "months: 11",
			"promotion.challenges.information-environnementale.split.parts[0].months", "11 months is no length of the challenge", ""},
		{"split without a date", "        since: 2019-07\n", "", "split:\n",
			"promotion.challenges.information-environnementale.split.since", "is missing", "since: 2019-07"},
		{"own start before the results", "      place: {fr: Toulouse, en: Toulouse}\n", "      place: {fr: Toulouse, en: Toulouse}\n      start: 2019-05-02\n", "start: 2019-05-02",
			"promotion.challenges.vigicrues.start", "before the announcement", ""},
		{"own start without a day", "      place: {fr: Toulouse, en: Toulouse}\n", "      place: {fr: Toulouse, en: Toulouse}\n      start: 2019-07\n", "start: 2019-07",
			"promotion.challenges.vigicrues.start", `"2019-07" has no day`, "2019-07-15"},

		// Keys and types.
		{"unknown key at the top", "store:\n", "stor:\n", "",
			"stor", "is no known setting", "write store"},
		{"unknown key below", outbox, "  outbx: outbox\n", "",
			"mail.outbx", "is no known setting", "write outbox"},
		{"unknown key in a text", "fr: 17 projets", "fr: 17 projets\n      es: 17 proyectos", "es: 17",
			"promotion.facts.projects.es", "is no known setting", ""},
		{"key twice", outbox, outbox + outbox, "outbox: outbox\n\n",
			"mail.outbox", "stands twice: already on line", "keep one"},
		{"list where a value is expected", outbox, "  outbox: [outbox]\n", "",
			"mail.outbox", "a list stands where a single value is expected", "one value"},
		{"post that waits for nobody", "posts:\n  public_channel: annonces", "posts:\n  wait: 5s\n  public_channel: annonces", "wait: 5s",
			"posts.wait", "leaves no mail the time for a second try", "60m"},
		{"value where a map is expected", storeFile, "\napprovals: 60s\n", "approvals: 60s",
			"approvals", "a single value stands where a map is expected", "indented"},
		{"value where a split is expected", "        since: 2019-07\n        parts:\n", "        - since\n        - parts:\n", "      split:",
			"promotion.challenges.information-environnementale.split", "a list stands where a map is expected", ""},
		{"map where a list is expected", "themes: [mer, cartes marines, données, portails, navigation, bateau, voile]", "themes: {mer: oui}", "",
			"promotion.challenges.shom.themes", "a map stands where a list is expected", "after a dash"},
		{"empty text", outbox, "  outbox: \"\"\n", "outbox: \"\"",
			"mail.outbox", "is empty", "delete the line"},
		{"challenge without settings", "    shom:\n", "    nouveau:\n    shom:\n", "nouveau:",
			"promotion.challenges.nouveau", "has no settings", ""},
		{"anchor", outbox, "  outbox: &folder outbox\n", "&folder",
			"mail.outbox", "anchors (&)", "write the value itself"},

		// Variables and secrets.
		{"variable that is not set", outbox, "  outbox: ${DIGBOT_OUTBOX}\n", "outbox: ${DIGBOT",
			"mail.outbox", "the environment variable DIGBOT_OUTBOX is not set", "set DIGBOT_OUTBOX"},
		{"variable without an end", outbox, "  outbox: ${DIGBOT_OUTBOX\n", "outbox: ${DIGBOT",
			"mail.outbox", "names no environment variable", "${NAME}"},
		{"secret and its file", outbox, "  relays: [{host: smtp.example.fr, user: u, password: p, password_file: f}]\n", "relays:",
			"mail.relays[0].password_file", "stands beside password", "delete password or password_file"},
		{"secret file that is not there", outbox, "  relays: [{host: smtp.example.fr, user: u, password_file: nowhere}]\n", "relays:",
			"mail.relays[0].password_file", `the file "nowhere" cannot be read`, "create the file"},
		{"user without a password", outbox, "  relays: [{host: smtp.example.fr, user: u}]\n", "relays:",
			"mail.relays[0].password", "is missing", "password_file"},
		{"relay with a port in its name", outbox, "  relays: [{host: \"smtp.example.fr:587\"}]\n", "relays:",
			"mail.relays[0].host", "is no name of a server", "the port has its own line"},
		{"relay beyond this machine in clear", outbox, "  relays: [{host: relay.invalid, tls: none}]\n", "relays:",
			"mail.relays[0].tls", "none is for a relay on this machine", "write mandatory or implicit"},
		{"relay whose name no server has", outbox, "  relays: [{host: rélais.example.fr}]\n", "relays:",
			"mail.relays[0].host", "is no name of a server", "the name alone"},
		{"limit of no time", outbox, "  limits: [{messages: 5, per: 0s}]\n", "limits:",
			"mail.limits[0].per", `"0s" is no length of time in which mails leave`, "per: 1h"},
		{"sender with an invisible sign", "from: Designers d’Intérêt Général <designers@example.fr>", `from: "Designers\u0007 <designers@example.fr>"`, "",
			"mail.from", "cannot be a mail address", ""},
		{"way of protection", outbox, "  relays: [{host: smtp.example.fr, tls: starttls}]\n", "relays:",
			"mail.relays[0].tls", `"starttls" is not one of mandatory, implicit, none`, "write one of"},
		{"limit without a length", outbox, "  limits: [{messages: 5, per: hour}]\n", "limits:",
			"mail.limits[0].per", `"hour" is no length of time`, "60s, 90m, 24h or 30d"},
		{"nobody and nowhere in the trial mode", outbox, "  only: [camille]\n", "only:",
			"mail.only[0]", "neither a mail address nor a domain", ""},
		{"two stores", storeFile, storeFile + "  redis: redis://localhost\n", "redis: redis",
			"store.redis", "stands beside file", "delete file or redis"},
		{"store that is no Redis", storeFile, "  redis: localhost:6379\n", "redis: localhost",
			"store.redis", "is no Redis URL", "redis://host:6379/0"},
		{"copies of a file", storeFile, storeFile + "  wait_replicas: 1\n", "wait_replicas: 1",
			"store.wait_replicas", "a file has no replicas", ""},
		{"Slack token of the wrong kind", storeFile, "\nslack: {bot_token: xapp-1, app_token: xapp-1}\n", "slack: {",
			"slack.bot_token", "does not begin with xoxb-", "Bot User OAuth Token"},
		{"Slack without a way in", storeFile, "\nslack: {bot_token: xoxb-1}\n", "slack: {",
			"slack.app_token", "is missing", "app_token_file"},
		{"Mattermost without a team", storeFile, "\nmattermost: {url: https://chat.example.fr, token: t}\n", "mattermost: {",
			"mattermost.team", "is missing", ""},
		{"Mattermost team by the name that people see", storeFile, "\nmattermost: {url: https://chat.example.fr, token: t, team: \"Dig Team\"}\n", "mattermost: {",
			"mattermost.team", `"Dig Team" is not the name of a team in addresses`, "https://chat.example.fr/dig-team"},
		{"public address with a question mark", storeFile, "\nhttp: {public_url: \"https://x.example.fr/dig/?a=b\"}\n", "http: {",
			"http.public_url", "goes on after the path", "https://dig.example.fr"},
		{"public address with a fragment", storeFile, "\nhttp: {public_url: \"https://x.example.fr/#dig\"}\n", "http: {",
			"http.public_url", "goes on after the path", ""},
		{"longer to take back than to approve", storeFile, "\napprovals: {undo: 100h, expires: 1h}\n", "approvals: {",
			"approvals.undo", "it takes longer to take an approval back (undo) than approvals are good for (expires)", "60s"},
		{"approved sooner than it can be taken back", storeFile, "\napprovals: {undo: 48h}\n", "approvals: {",
			"approvals.undo", "it takes longer", ""},
		{"nobody in the trial mode", outbox, "  only: []\n", "only:",
			"mail.only", "names nobody to write to", "delete the line"},
		{"port that is no number", storeFile, "\nhttp: {listen: \"127.0.0.1:http\"}\n", "http: {",
			"http.listen", "is no address to listen on", "127.0.0.1:8080"},
		{"desk that closes before it opens", storeFile, "\ndesk: {hours: {from: \"10:00\", until: \"08:00\"}}\n", "desk: {",
			"desk.hours.until", "would close (08:00) before it opens (10:00)", ""},
		{"data kept too long", storeFile, "\nretention: {pool: 3650d}\n", "retention: {",
			"retention.pool", "longer than two years", "730d"},

		// The team.
		{"unknown right", dominique, "    console: dominique\n    rights: [announce, aprove, approve]", "aprove",
			"staff.dominique.rights[1]", `"aprove" is not one of announce`, "write approve"},
		{"nobody to approve", dominique, "    console: dominique\n    rights: []\n  claude:\n    name: Claude Fictif\n    rights: [desk]", "staff:\n",
			"staff", "no announcement can be completed", "give announce to one"},
		{"one name for two on the console", "console: dominique", "console: Camille", "",
			"staff.dominique.console", "is also the console of staff.camille", "each person's own"},
		{"member without a name", "    name: Dominique", "    name: # Dominique", "  dominique:",
			"staff.dominique.name", "is missing", "colleagues"},
	}
	example := exampleText(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := edited(t, example, edit{c.old, c.new})
			marker := c.marker
			if marker == "" {
				marker = strings.TrimSpace(c.new)
			}
			faults := faultsOf(t, text)
			if len(faults) != 1 {
				t.Fatalf("got %d faults, want one:\n%v", len(faults), faults)
			}
			got := faults[0]
			if got.File != "config.yaml" || got.Line != lineOf(t, text, marker) || got.Path != c.path {
				t.Errorf("got %s, want it at config.yaml:%d: %s", got, lineOf(t, text, marker), c.path)
			}
			if !strings.Contains(got.What, c.what) || !strings.Contains(got.Fix, c.fix) || got.Fix == "" {
				t.Errorf("got %q, want what %q and fix %q", got, c.what, c.fix)
			}
		})
	}
}

// TestAllFaultsAtOnce plants mistakes of different kinds: all must be told in one error, in the order of the lines.
func TestAllFaultsAtOnce(t *testing.T) {
	text := edited(t, exampleText(t),
		edit{contact, "contact: equipe"},
		edit{formURL, "form_url: www.example.fr"},
		edit{"  timezone: Europe/Paris\n", ""},
		edit{deadline, `deadline: {date: 2019-04-10, time: "17:00", weekday: vendredi}`},
		edit{"- deadline-7d", "- deadline-7x"},
		edit{"fr: 17 projets", "fr: 17 projets\n      source: [donnees]"},
		edit{"months: 9", "months: neuf"},
		edit{shomAcronyms, "acronims: [Shom]"},
		edit{outbox, "  outbox: ${NOWHERE}\n"},
		edit{"console: dominique", "console: camille"},
	)
	paths := []string{
		"promotion.timezone", "promotion.contact", "promotion.form_url",
		"promotion.calendar.deadline.weekday", "promotion.calendar.deadline",
		"promotion.occasions[1]", "promotion.facts.projects.source", "promotion.challenges.shom.acronims",
		"promotion.challenges.gendarmerie.months", "mail.outbox", "staff.dominique.console",
	}
	faults := faultsOf(t, text)
	if len(faults) != len(paths) {
		t.Fatalf("got %d faults, want %d:\n%v", len(faults), len(paths), faults)
	}
	lines := strings.Split(faults.Error(), "\n")
	if len(lines) != len(paths) {
		t.Fatalf("got %d lines, want one for each of %d faults", len(lines), len(paths))
	}
	for i, path := range paths {
		if faults[i].Path != path || faults[i].Line == 0 || !strings.HasPrefix(lines[i], "config.yaml:") {
			t.Errorf("fault %d is %q, want it about %s", i+1, lines[i], path)
		}
	}
}

// TestOneMistakeHidesNoOther makes two mistakes in one setting.
func TestOneMistakeHidesNoOther(t *testing.T) {
	text := edited(t, exampleText(t), edit{deadline, "deadline: {date: 2019-05-10, weekday: jeudi}"})
	faults := faultsOf(t, text)
	if len(faults) != 2 || faults[0].Path != "promotion.calendar.deadline.weekday" || faults[1].What != "has no hour" {
		t.Errorf("got %v, want the weekday and the missing hour", faults)
	}
}

func TestWhatIsNoYAML(t *testing.T) {
	cases := []struct {
		name, text string
		line       int
		what       string
	}{
		{"open quotation mark", "promotion:\n  id: \"dig\n", 2, "no valid YAML"},
		{"tab", "promotion:\n\tid: dig\n", 2, "no valid YAML: a tab stands"},
		{"tab after a key", "promotion:\n  id:\tdig\n  x: [\t\n", 3, "no valid YAML"},
		{"tab in a list", "a:\n\t- b\n", 2, "no valid YAML: a tab stands"},
		{"open bracket", "promotion:\n  id: dig\nstaff: {a: {b: c}\n", 3, "no valid YAML"},
		{"a list", "- promotion\n", 1, "the file holds a list"},
		{"a word", "promotion\n", 1, "the file holds a single value"},
		{"Windows-1252", "promotion:\n  name: \xe9t\xe9\n", 2, "not UTF-8"},
		{"binary", "promotion:\x00\n\xff", 2, "not UTF-8"},
		{"too deep", "promotion: " + strings.Repeat("[", 1000), 0, "too deep"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			faults := faultsOf(t, c.text)
			if len(faults) != 1 || strings.Contains(faults[0].String(), "\t") || faults[0].Line != c.line || !strings.Contains(faults[0].What, c.what) {
				t.Errorf("got %v, want one fault on line %d with %q", faults, c.line, c.what)
			}
		})
	}
}

func TestEmptyFileLacksThePromotion(t *testing.T) {
	for _, text := range []string{"", "\n# nothing yet\n", "---\n"} {
		faults := faultsOf(t, text)
		if len(faults) != 2 || faults[0].Path != "promotion" || faults[1].Path != "staff" {
			t.Errorf("%q: got %v, want the promotion and the staff to be missing", text, faults)
		}
	}
}

func TestNoFile(t *testing.T) {
	_, err := Load([]string{"nowhere.yaml"}, unset)
	if err == nil || err.Error() != "nowhere.yaml: cannot be read: no such file or directory; fix: create it, or name another file with --config" {
		t.Errorf("got %v", err)
	}
	if _, err := Load(nil, unset); err == nil {
		t.Error("no file at all gives no error")
	}
}
