package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Erase removes from an outbox, with the folders in it, the messages of some deliveries and whatever else holds one of some
// words, which are lowercase: a mail to others may name the person. It returns how many files it has removed. A folder that
// is not there holds nothing.
func Erase(folder string, deliveries, words []string) (int, error) {
	removed := 0
	named, err := anyOf(words)
	if err != nil {
		return 0, err
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		personal, err := isPersonal(path, deliveries, named)
		if err != nil || !personal {
			return err
		}
		removed++
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return removed, nil
	}
	return removed, err
}

// EraseOlder removes from an outbox the mails and drafts that were written before an instant, and counts them. With dry it
// only counts. Posts were public.
func EraseOlder(folder string, before time.Time, dry bool) (int, error) {
	removed := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		draft := strings.HasPrefix(entry.Name(), ".draft-")
		if err != nil || !draft && filepath.Ext(path) != ".eml" || !info.ModTime().Before(before) {
			return err
		}
		removed++
		if dry {
			return nil
		}
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return removed, nil
	}
	return removed, err
}

// isPersonal tells by the name of a file, or by what it says. Drafts that a dead process left are looked at, too.
func isPersonal(path string, deliveries []string, named *regexp.Regexp) (bool, error) {
	name := filepath.Base(path)
	kind := filepath.Ext(name)
	if kind != ".eml" && kind != ".md" && !strings.HasPrefix(name, ".draft-") {
		return false, nil // none of ours
	}
	if slices.Contains(deliveries, strings.TrimSuffix(name, kind)) || named.MatchString(name) {
		return true, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	return named.Match(content) || named.MatchString(readable(content)), nil
}

// anyOf finds one of some words, whatever its case, that no letter, digit, hyphen or underscore prolongs.
func anyOf(words []string) (*regexp.Regexp, error) {
	quoted := []string{`\z.`} // which nothing holds
	for _, word := range words {
		if word != "" {
			quoted = append(quoted, regexp.QuoteMeta(word))
		}
	}
	const end = `[^\pL\pN_-]`
	return regexp.Compile(`(?i)(?:^|` + end + `)(?:` + strings.Join(quoted, "|") + `)(?:` + end + `|$)`)
}

// readable is all that a message says, decoded: its headers, its parts, what is attached. What is no message is nothing.
func readable(raw []byte) string {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	var text strings.Builder
	words := mime.WordDecoder{}
	for _, values := range message.Header {
		for _, value := range values {
			if plain, err := words.DecodeHeader(value); err == nil {
				value = plain
			}
			text.WriteString(value + "\n")
		}
	}
	readPart(&text, message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
	return text.String()
}

func readPart(text *strings.Builder, kind, encoding string, body io.Reader) {
	media, values, _ := mime.ParseMediaType(kind)
	if strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, values["boundary"])
		for part, err := parts.NextRawPart(); err == nil; part, err = parts.NextRawPart() {
			readPart(text, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
		}
		return
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	_, _ = io.Copy(text, body) // what is cut is read as far as it goes
	text.WriteString("\n")
}
