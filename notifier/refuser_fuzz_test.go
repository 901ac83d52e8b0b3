package notifier

import "testing"

// FuzzRefuser opens links as anybody can write them: only the one that we have written means something, even where a mail
// program has broken it into lines.
func FuzzRefuser(f *testing.F) {
	r := NewRefuser([]byte("secret"), "https://digbot.example.fr")
	ours := r.token("c-001", Reminders)
	for _, seed := range []string{ours, ours[:len(ours)-1], ours + ".", "." + ours, ours + "=", "cmFwcGVscwpj.", ".", "", ours[:30] + "\n" + ours[30:]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		person, list, genuine := r.Read(token)
		if genuine && (person != "c-001" || list != Reminders) {
			t.Errorf("%q is taken for a link of %q on %q", token, person, list)
		}
		if !genuine && list.Valid() {
			t.Errorf("%q is refused, and names %q on %q", token, person, list)
		}
	})
}
