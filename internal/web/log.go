package web

import (
	"log"
	"log/slog"
	"regexp"
	"strings"
)

// peerForm is how net/http writes the address of a client.
var peerForm = regexp.MustCompile(`(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:.]+(%[^\]\s]+)?\]):\d+`)

// serverLog passes on what net/http itself has to say, without the addresses of clients.
func serverLog(to *slog.Logger) *log.Logger { return log.New(lines{to}, "", 0) }

// lines turns each line written to it into a warning.
type lines struct{ log *slog.Logger }

// Write implements io.Writer.
func (l lines) Write(line []byte) (int, error) {
	l.log.Warn("HTTP server", "said", peerForm.ReplaceAllLiteralString(strings.TrimSpace(string(line)), "[client]"))
	return len(line), nil
}
