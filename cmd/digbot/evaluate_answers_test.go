package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvaluateAnswers(t *testing.T) {
	const head = "audience\tregister\tlanguage\twhen\tquestion\ttopics\tfacts\tnever\n"
	set := func(rows string) string {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "in-scope.tsv"), []byte(head+rows), 0o600); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	folder := set("candidate\tplain\tfr\t\tC'est payé combien ?\tsalary\t3 500\n" +
		"candidate\tplain\tfr\t\tC'est payé combien ?\tsalary\t4 500\n")
	got := digbot(t, "", "evaluate", "answers", folder, "--config", example, "--json")
	var shares map[string]float64
	if err := json.Unmarshal([]byte(got.out), &shares); err != nil || got.code != exitOK || shares["in-scope"] != .5 {
		t.Errorf("%v, code %d: %s%s", err, got.code, got.out, got.err)
	}
	told := digbot(t, "", "evaluate", "answers", folder, "--config", example, "--misses")
	for _, want := range []string{"50.0% of 2", "salary: its own answer, which lacks a fact", `in-scope.tsv:3: "4 500" is missing`} {
		if !strings.Contains(told.out, want) {
			t.Errorf("nothing says %q:\n%s", want, told.out)
		}
	}
	faulty := digbot(t, "", "evaluate", "answers", set("nobody\tplain\tfr\t\tOù ?\tworkplace\tParis\n"), "--config", example)
	if faulty.code != exitUsage || !strings.Contains(faulty.err, `in-scope.tsv:2: the audience "nobody"`) {
		t.Errorf("code %d: %s", faulty.code, faulty.err)
	}
}
