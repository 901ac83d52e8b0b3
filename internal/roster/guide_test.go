package roster

import (
	"os"
	"strings"
	"testing"
)

// TestTheGuideTellsWhatAListMayHold reads the page on lists: its example is a list in which nothing is wrong, and it names
// every heading and every value.
func TestTheGuideTellsWhatAListMayHold(t *testing.T) {
	text, err := os.ReadFile("../../docs/listes.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	_, rest, _ := strings.Cut(page, "```csv\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the page has no example")
	}
	list, err := reader().Read(strings.NewReader(example))
	if err != nil || len(list.People) != strings.Count(example, "\n")-1 {
		t.Errorf("the example gives %d people, %v", len(list.People), err)
	}
	headings := headingWords()
	for c := column(0); c < columnCount; c++ {
		onPage(t, page, headings.shownAs(c))
	}
	for _, listed := range [][]string{roleWords().listed, languageWords().listed, statusWords().listed, decisionWords().listed} {
		for _, ways := range listed {
			onPage(t, page, ways)
		}
	}
}

// onPage looks for the last, French, way of writing a value.
func onPage(t *testing.T, page, ways string) {
	t.Helper()
	all := strings.Split(ways, "|")
	if french := all[len(all)-1]; !strings.Contains(page, "`"+french+"`") {
		t.Errorf("the page does not name %s", french)
	}
}
