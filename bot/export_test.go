package bot

import "strings"

// WantResults are questions that ask for what nobody may know before the release.
func WantResults() []string { return strings.Split(strings.TrimSpace(wantResults), "\n") }

// MayAsk are questions that sound like those and have answers.
func MayAsk() []string { return strings.Split(strings.TrimSpace(mayAsk), "\n") }
