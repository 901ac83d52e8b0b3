package web

import "regexp"

var (
	// userinfoForm is greedy: an unescaped "@" or "/" in a password must not end it.
	userinfoForm = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)\S*@`)

	parameterForm = regexp.MustCompile(`(?i)([?&;][^=&;\s]*(?:password|token|secret|key)[^=&;\s]*=)[^&;\s"]+`)
)

// Redact takes user names and passwords out of the addresses in a text, such as redis://user:password@host, and the
// values of parameters that are secrets. It rather takes out too much: up to the last "@" of a word.
func Redact(text string) string {
	text = userinfoForm.ReplaceAllString(text, "${1}[redacted]@")
	return parameterForm.ReplaceAllString(text, "${1}[redacted]")
}
