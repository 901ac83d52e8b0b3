package understand

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMeasureCorpus measures labelled sets outside the repository: DIGBOT_CORPUS names a folder with files
// <set>.train.tsv and <set>.test.tsv (topic, tab, question), perhaps <set>.oos.tsv and variants of the test.
func TestMeasureCorpus(t *testing.T) {
	folder := os.Getenv("DIGBOT_CORPUS")
	if folder == "" {
		t.Skip("set DIGBOT_CORPUS to a folder of labelled questions to measure them")
	}
	trainings, err := filepath.Glob(filepath.Join(folder, "*.train.tsv"))
	if err != nil || len(trainings) == 0 {
		t.Fatalf("no *.train.tsv in %s (%v)", folder, err)
	}
	for _, training := range trainings {
		set := strings.TrimSuffix(filepath.Base(training), ".train.tsv")
		t.Run(set, func(t *testing.T) { measureSet(t, folder, set) })
	}
}

func measureSet(t *testing.T, folder, set string) {
	start := time.Now()
	e, err := Train(French, readLabelled(t, filepath.Join(folder, set+".train.tsv")))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: trained in %v; %+v", set, time.Since(start).Round(time.Millisecond), e.Calibration())
	var foreign []Example
	if _, err := os.Stat(filepath.Join(folder, set+".oos.tsv")); err == nil {
		foreign = readLabelled(t, filepath.Join(folder, set+".oos.tsv"))
	}
	files, err := filepath.Glob(filepath.Join(folder, set+".*.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), set+"."), ".tsv")
		if name == "train" || name == "oos" {
			continue
		}
		test := readLabelled(t, file)
		start := time.Now()
		s := Evaluate(e, test, foreign)
		perSecond := float64(len(test)+len(foreign)) / time.Since(start).Seconds()
		t.Logf("%s %-6s top1 %.3f top3 %.3f auc %.3f | two ways: handled right %.3f, foreign rejected %.3f, confident wrong %.3f"+
			" | three ways: sure right %.3f, or choice %.3f, sure foreign %.3f, confident wrong %.3f, unknown foreign %.3f | %.0f/s",
			set, name, s.Top1, s.Top3, s.OOSAUC, s.HandledRight, s.OOSRejected, s.ConfidentWrong,
			s.SureRight, s.SureOrChoiceRight, s.SureOOS, s.SureConfidentWrong, s.UnknownOOS, perSecond)
		if testing.Verbose() && os.Getenv("DIGBOT_CONFUSIONS") != "" {
			for _, c := range s.Confusions {
				t.Logf("  %q: expected %s, got %s (%s %.2f)", c.Question.Text, c.Question.Topic, c.Got, c.Result.Verdict, c.Result.Confidence)
			}
		}
	}
}

func readLabelled(t *testing.T, path string) []Example {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var examples []Example
	for line := range strings.Lines(string(content)) {
		topic, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok {
			examples = append(examples, Example{topic, text})
		}
	}
	return examples
}
