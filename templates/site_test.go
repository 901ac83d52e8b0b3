package templates

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"digbot/internal/programme"
)

// TestSiteWords compares the words of the two languages, and looks for each word that a page says.
func TestSiteWords(t *testing.T) {
	sites := map[programme.Language]Site{}
	for _, language := range programme.Languages() {
		site, err := LoadSite("staff", language)
		if err != nil {
			t.Fatal(err)
		}
		sites[language] = site
		for key, text := range site.Words {
			if strings.Contains(text, "·") {
				t.Errorf("%s in %q has a middle dot: %q", key, language, text)
			}
		}
	}
	fr, en := slices.Sorted(maps.Keys(sites[programme.French].Words)), slices.Sorted(maps.Keys(sites[programme.English].Words))
	if !slices.Equal(fr, en) {
		t.Errorf("the languages do not have the same words:\n%v\n%v", fr, en)
	}
	said := regexp.MustCompile(`say "([a-z_]+)"`)
	files, err := fs.Glob(embedded, "pages/staff/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pages: %v", len(files), err)
	}
	for _, file := range files {
		source, err := embedded.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range said.FindAllSubmatch(source, -1) {
			if _, known := sites[programme.French].Words[string(found[1])]; !known {
				t.Errorf("%s says %q, which is no word", file, found[1])
			}
		}
	}
	if _, err := LoadSite("nowhere", programme.French); err == nil {
		t.Error("a folder that is not there was loaded")
	}
}
