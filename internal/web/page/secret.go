package page

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// newSecret is 256 random bits, for a link or a cookie: letters and digits alone, which mean nothing to a chat's markup. The
// store keeps no more than its hash.
func newSecret() string {
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // it never fails
	return hex.EncodeToString(bits[:])
}

// secretLength is the length of what newSecret makes.
const secretLength = 64

// hashed names a secret in the store.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// formToken proves that a form comes from a page that was shown to the holder of a cookie: another site can make the
// browser send the cookie, and cannot read it.
func formToken(cookie string) string {
	mac := hmac.New(sha256.New, []byte(cookie))
	mac.Write([]byte("form"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func isFormToken(token, cookie string) bool {
	return cookie != "" && hmac.Equal([]byte(token), []byte(formToken(cookie)))
}
