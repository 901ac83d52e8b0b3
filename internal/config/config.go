package config

import "digbot/internal/programme"

// Config is everything that the files say, checked, with defaults where they say nothing.
type Config struct {
	Promotion  programme.Promotion
	Store      Store
	Mail       Mail
	Posts      Posts
	Slack      Slack
	Mattermost Mattermost
	Staff      []Member
	Approvals  Approvals
	Desk       Desk
	HTTP       HTTP
	AnswersDir string // folder of answers that lie over the embedded ones; empty: none do
	People     People
	Decisions  Decisions
	Retention  Retention

	positions map[string]position
	keys      map[string][]string
}

// Load reads the files, later ones over earlier ones, and checks everything. Its error is a Faults, all that is wrong at
// once; the Config then holds what could be read, which is good for further checks only.
func Load(files []string, env Env) (Config, error) {
	return load(files, env, readRegular)
}

func load(files []string, env Env, readFile func(string) ([]byte, error)) (Config, error) {
	root, complete, faults := mergeFiles(files, readFile)
	if root == nil {
		return Config{}, faults.sorted(files)
	}
	r := &reader{faults: append(faults, expand(root, env, complete)...), readFile: readFile, partial: !complete}
	config := r.config(root)
	config.index(root)
	if !complete {
		return Config{}, r.faults.sorted(files)
	}
	return config, r.faults.sorted(files).orNil()
}

// mergeFiles parses every file and lays them over one another. They are not complete when one is missing or no YAML; the
// tree is nil when all are.
func mergeFiles(files []string, readFile func(string) ([]byte, error)) (root *node, complete bool, faults Faults) {
	if len(files) == 0 {
		return nil, false, Faults{{File: "config.yaml", What: "no file was named", Fix: "name one with --config"}}
	}
	complete = true
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			complete = false
			faults = append(faults, Fault{File: file, What: "cannot be read: " + reason(err), Fix: "create it, or name another file with --config"})
			continue
		}
		parsed, wrong := parse(file, text)
		faults = append(faults, wrong...)
		if parsed == nil {
			complete = false
			continue
		}
		root = merge(root, parsed)
	}
	return root, complete, faults
}

// config reads every section.
func (r *reader) config(root *node) Config {
	s := r.sectionOf(root)
	s.require("promotion", "write the promotion below it, as config.example.yaml does")
	promotion := r.promotion(s.section("promotion"))
	config := Config{
		Promotion:  promotion,
		Store:      r.store(s.section("store")),
		Mail:       r.mail(s.section("mail"), promotion),
		Posts:      r.posts(s.section("posts")),
		Slack:      r.slack(s.section("slack")),
		Mattermost: r.mattermost(s.section("mattermost")),
		Staff:      r.staff(s),
		Approvals:  r.approvals(s.section("approvals")),
		Desk:       r.desk(s.section("desk")),
		HTTP:       r.http(s.section("http")),
		AnswersDir: s.text("answers_dir"),
		People:     r.people(s.section("people"), promotion),
		Decisions:  r.decisions(s.section("decisions")),
		Retention:  r.retention(s.section("retention")),
	}
	s.close()
	if written := root.get("promotion"); written != nil {
		r.links(written)
	}
	return config
}
