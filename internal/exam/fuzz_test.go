package exam_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"digbot/internal/exam"
)

// FuzzLoad reads tables and transcripts as people write them: each fault names its file, and what is taken in can be asked.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		head + "candidate\tformal\tfr\t2019-04-20\tCombien gagne-t-on ?\tsalary\t3 500\t\n",
		head + "candidate\tsms\ten\tpublished\t\"how \"\"much\"\t\t\n\tx\n", "\ufeff" + head, "question\n", "# Un dialogue\n\n- candidate\n\n> Combien ?\n\n## Deux\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set, err := exam.Load(fstest.MapFS{"in-scope.tsv": {Data: []byte(text)}, "dialogues/one.md": {Data: []byte(text)}})
		if err != nil {
			if !strings.Contains(err.Error(), "in-scope.tsv") && !strings.Contains(err.Error(), "one.md") {
				t.Errorf("the fault names no file: %v", err)
			}
			return
		}
		for _, q := range set.All() {
			if q.Text == "" || q.Place == "" || q.Language == "" {
				t.Errorf("%+v", q)
			}
		}
	})
}
