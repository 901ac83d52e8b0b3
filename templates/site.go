package templates

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"

	"digbot/internal/programme"
)

// Site is a set of pages that share a layout and a style.
type Site struct {
	Pages map[string]*template.Template // by file; each is executed as layout.html
	Words Words
	Style []byte
}

// LoadSite parses the pages of a folder below pages, in a language: layout.html is around each of them, and {{say "key"}}
// is a label of the site, of the staff's commands or of all pages, with each {name} replaced by what follows.
func LoadSite(name string, language programme.Language) (Site, error) {
	folder := path.Join("pages", name)
	site, err := siteWords(folder, language)
	if err != nil {
		return site, fmt.Errorf("load the pages of %s in %q: %w", name, language, err)
	}
	files, err := fs.Glob(embedded, path.Join(folder, "*.html"))
	if err != nil {
		return site, fmt.Errorf("load the pages of %s: %w", name, err)
	}
	funcs := template.FuncMap{"say": site.Words.Say, "plural": func(n int, one, many string) string { return plural(language, n, one, many) }}
	for _, file := range files {
		page, err := template.New("layout.html").Funcs(funcs).Option("missingkey=error").ParseFS(embedded, path.Join(folder, "layout.html"), file)
		if err != nil {
			return site, fmt.Errorf("parse the page %s: %w", file, err)
		}
		site.Pages[path.Base(file)] = page
	}
	return site, nil
}

// siteWords reads the words and the style of a site.
func siteWords(folder string, language programme.Language) (Site, error) {
	site := Site{Pages: map[string]*template.Template{}}
	var err error
	if site.Words, err = Labels("team", language); err != nil {
		return site, err
	}
	words, err := readWords(path.Join(folder, "words"), language)
	if err != nil {
		return site, err
	}
	maps.Copy(site.Words, words)
	site.Style, err = embedded.ReadFile(path.Join(folder, "style.css"))
	return site, err
}
