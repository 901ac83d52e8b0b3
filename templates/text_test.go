package templates

import (
	"sync"
	"testing"
)

// TestFirstSaid lets many say a text at once that nobody has said before: it is whole each time, with the parts that it includes.
func TestFirstSaid(t *testing.T) {
	said := func(l *Library) string {
		mail, err := l.Mail("closing", commonViews(t, l)[0])
		if err != nil {
			t.Error(err)
		}
		return mail.Subject + "\n\n" + mail.Body.Markdown()
	}
	var libraries [2]*Library
	for i := range libraries {
		var err error
		if libraries[i], err = Load(nil); err != nil {
			t.Fatal(err)
		}
	}
	want := said(libraries[0])
	var saying sync.WaitGroup
	for range 8 {
		saying.Go(func() {
			if got := said(libraries[1]); got != want {
				t.Errorf("said is\n%s\nwant\n%s", got, want)
			}
		})
	}
	saying.Wait()
}
