package templates

import (
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	item := "- " + strings.Repeat("mot ", 20) + "\n"
	lead := strings.Repeat("début ", 20) + "\n\n"
	for _, test := range []struct {
		name  string
		text  string
		limit int
		want  []int // paragraphs and items on each page
	}{
		{"nothing", "", 100, []int{0}},
		{"short", "un\n\ndeux", 100, []int{2}},
		{"a list", lead + strings.Repeat(item, 10), 420, []int{4, 5, 2}},
		{"a short rest stays", lead + strings.Repeat(item, 4) + "\nfin", 430, []int{6}},
		{"what leads to a list goes with it", strings.Repeat("x", 350) + "\n\n" + lead + strings.Repeat(item, 5), 480, []int{1, 6}},
		{"a block longer than a page", strings.Repeat("x", 900) + "\n\n" + lead + lead, 100, []int{1, 1, 1}},
	} {
		document := ParseMarkdown(test.text)
		var got []int
		var joined []string
		for _, page := range document.Pages(test.limit) {
			count := 0
			for _, block := range page.Blocks {
				count += max(1, len(block.Items))
			}
			got = append(got, count)
			joined = append(joined, strings.Fields(page.Plain())...)
		}
		if len(got) != len(test.want) {
			t.Errorf("%s: pages of %v, want %v", test.name, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: pages of %v, want %v", test.name, got, test.want)
				break
			}
		}
		if strings.Join(joined, " ") != strings.Join(strings.Fields(document.Plain()), " ") {
			t.Errorf("%s: the pages do not say what the document says", test.name)
		}
	}
}
