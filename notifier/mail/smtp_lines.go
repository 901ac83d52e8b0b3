package mail

import "bytes"

// networkLines ends every line with CRLF. A lone CR or LF in a message is what servers disagree about: where one sees a
// line end and another does not, a second message can hide in the first.
func networkLines(raw []byte) []byte {
	ends := bytes.Count(raw, []byte("\r\n"))
	if ends == bytes.Count(raw, []byte("\n")) && ends == bytes.Count(raw, []byte("\r")) {
		return raw
	}
	lines := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	lines = bytes.ReplaceAll(lines, []byte("\r"), []byte("\n"))
	return bytes.ReplaceAll(lines, []byte("\n"), []byte("\r\n"))
}
