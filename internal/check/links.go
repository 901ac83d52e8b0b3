package check

import (
	"fmt"
	"net/url"
	"strings"

	"digbot/internal/config"
	"digbot/templates"
)

// links reports the links typed in the texts that cannot work, or whose host looks like a known one with a slip.
func links(texts *templates.Library, cfg config.Config) []string {
	known := map[string]int{}
	for _, text := range append([]string{cfg.Promotion.FormURL, cfg.Promotion.CallURL}, sourceURLs(cfg)...) {
		if parsed, err := url.Parse(text); err == nil && parsed.Hostname() != "" {
			known[strings.ToLower(parsed.Hostname())]++
		}
	}
	var found []string
	for _, link := range texts.Links() {
		parsed, err := url.Parse(link.URL)
		if err != nil || parsed.Hostname() == "" {
			found = append(found, fmt.Sprintf("%s:%d: the link %q does not parse; fix: write the whole address, such as https://www.example.fr/page", link.File, link.Line, link.URL))
			continue
		}
		if other, near := config.Lookalike(strings.ToLower(parsed.Hostname()), known); near {
			found = append(found, fmt.Sprintf("%s:%d: the host %s looks like %s with a slip; fix: write %s", link.File, link.Line, parsed.Hostname(), other, other))
		}
	}
	return found
}

func sourceURLs(cfg config.Config) []string {
	var urls []string
	for _, source := range cfg.Promotion.Sources {
		if source.URL != "" {
			urls = append(urls, source.URL)
		}
	}
	return urls
}
