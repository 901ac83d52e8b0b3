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
	named, err := anyOf(words)
	if err != nil {
		return 0, err
	}
	return eraseSuch(folder, false, func(root *os.Root, path string, _ fs.FileInfo) (bool, error) {
		return isPersonal(root, path, deliveries, named)
	})
}

// EraseOlder removes from an outbox the mails and drafts that were written before an instant, and counts them. With dry it
// only counts. Posts were public.
func EraseOlder(folder string, before time.Time, dry bool) (int, error) {
	return eraseSuch(folder, dry, func(_ *os.Root, path string, info fs.FileInfo) (bool, error) {
		return (isDraft(path) || filepath.Ext(path) == ".eml") && info.ModTime().Before(before), nil
	})
}

// eraseSuch removes the files in a folder, and in those below it, that such is true of.
func eraseSuch(folder string, dry bool, such func(*os.Root, string, fs.FileInfo) (bool, error)) (int, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer root.Close() //nolint:errcheck // it was only read through
	erased := 0
	err = fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if found, err := such(root, path, info); err != nil || !found {
			return err
		}
		erased++
		if dry {
			return nil
		}
		return root.Remove(path)
	})
	return erased, err
}

// isDraft reports whether a file is one that was never finished.
func isDraft(path string) bool { return strings.HasPrefix(filepath.Base(path), ".draft-") }

// isPersonal tells by the name of a file, or by what it says. Drafts that a dead process left are looked at, too.
func isPersonal(root *os.Root, path string, deliveries []string, named *regexp.Regexp) (bool, error) {
	name := filepath.Base(path)
	kind := filepath.Ext(name)
	if kind != ".eml" && kind != ".md" && !isDraft(path) {
		return false, nil // none of ours
	}
	if slices.Contains(deliveries, strings.TrimSuffix(name, kind)) || named.MatchString(strings.ReplaceAll(name, "-", " ")) {
		return true, nil
	}
	content, err := root.ReadFile(path)
	if err != nil {
		return false, err
	}
	return named.Match(content) || named.MatchString(Readable(content)), nil
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

// Readable is all that a message says, decoded: its headers, its parts, what is attached. What is no message is nothing.
func Readable(raw []byte) string {
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
