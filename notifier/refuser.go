package notifier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// RefusalPath begins the path of every link of a Refuser; the token follows.
const RefusalPath = "/unsubscribe/"

// Refuser makes and reads the links by which people refuse a list's mails without logging in. A link stays the same, is
// bound to one person and one list, and holds no address.
type Refuser struct {
	key  []byte
	base string
}

// NewRefuser returns a refuser for links below publicURL. secret is the promotion's own key.
func NewRefuser(secret []byte, publicURL string) *Refuser {
	return &Refuser{key: macOf(secret, "refusal"), base: strings.TrimRight(publicURL, "/")}
}

// Refusal is how a mail can be refused. The zero Refusal is that of a mail which cannot be.
type Refusal struct {
	List List
	Link string // empty: by answering the mail
}

// refusal is how a person refuses a mailing.
func (r *Refuser) refusal(m Mailing, person string) Refusal {
	if m.List == "" || r == nil {
		return Refusal{List: m.List}
	}
	return Refusal{List: m.List, Link: r.base + r.Path(person, m.List)}
}

// Path is the path of a person's link for a list.
func (r *Refuser) Path(person string, list List) string { return RefusalPath + r.token(person, list) }

// token names a person and a list, and proves that we have written it.
func (r *Refuser) token(person string, list List) string {
	named := string(list) + "\n" + person
	return base64.RawURLEncoding.EncodeToString([]byte(named)) + "." + base64.RawURLEncoding.EncodeToString(macOf(r.key, named))
}

// Read gives the person and the list of a token. It reports false when we have not written it.
func (r *Refuser) Read(token string) (person string, list List, genuine bool) {
	named, sum, found := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(named)
	mac, macErr := base64.RawURLEncoding.DecodeString(sum)
	if !found || err != nil || macErr != nil || !hmac.Equal(mac, macOf(r.key, string(text))) {
		return "", "", false
	}
	name, person, _ := strings.Cut(string(text), "\n")
	return person, List(name), List(name).Valid()
}

func macOf(key []byte, text string) []byte {
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(text))
	return sum.Sum(nil)
}
