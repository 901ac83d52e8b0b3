package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// DKIMConfig says how messages are signed: RFC 6376, and RFC 8463 for Ed25519.
type DKIMConfig struct {
	Domain   string // that of the sender, or one above or below it
	Selector string // under which the public key is published
	Key      string // private key: PEM, RSA of 2048 bits at least, or Ed25519
}

// signer signs messages.
type signer struct{ options dkim.SignOptions }

// signed are the fields that a signature covers. From stands twice, and fields that a message lacks stand there too, so
// that none can be added on the way.
var signed = []string{
	"From", "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type",
	"List-Unsubscribe", "List-Unsubscribe-Post",
}

// smallestRSA is the least that receivers should be expected to trust: RFC 8301.
const smallestRSA = 2048 // bits

// newSigner returns nil for the zero config. sender is the domain of the From field.
func newSigner(config DKIMConfig, sender string) (*signer, error) {
	if config == (DKIMConfig{}) {
		return nil, nil
	}
	var faults []error
	if !PlainWord(config.Domain) || !PlainWord(config.Selector) {
		faults = append(faults, errors.New("dkim: write a domain such as example.fr and a selector such as dig2019"))
	}
	if !Aligned(config.Domain, sender) {
		faults = append(faults, fmt.Errorf("dkim: the domain %q is not that of the sender, %q: receivers want them to agree", config.Domain, sender))
	}
	key, err := parseKey(config.Key)
	if err != nil {
		faults = append(faults, fmt.Errorf("dkim: %w", err))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &signer{dkim.SignOptions{
		Domain: config.Domain, Selector: config.Selector, Signer: key, Hash: crypto.SHA256, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	}}, nil
}

// Aligned tells whether receivers take a signature of one domain for that of a sender in another: one is, or is under, the
// other.
func Aligned(domain, sender string) bool { return under(domain, sender) || under(sender, domain) }

func under(domain, above string) bool {
	return strings.HasSuffix("."+strings.ToLower(domain), "."+strings.ToLower(above))
}

// sign returns a message with its signature. Its lines end with CRLF.
func (s *signer) sign(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(raw) + 1024)
	if err := dkim.Sign(&out, bytes.NewReader(raw), &s.options); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// CheckDKIMKey tells whether a private key can sign mails: PEM, RSA of 2048 bits at least, or Ed25519. The error tells
// nothing of the key.
func CheckDKIMKey(text string) error {
	_, err := parseKey(text)
	return err
}

// parseKey reads a private key. Its errors tell nothing of the key.
func parseKey(text string) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the key is not in PEM form: it begins with -----BEGIN PRIVATE KEY-----")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		if parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
			return nil, errors.New("the key cannot be read: write an RSA or Ed25519 key (openssl genpkey), without a passphrase")
		}
	}
	switch key := parsed.(type) {
	case ed25519.PrivateKey:
		return key, nil
	case *rsa.PrivateKey:
		if key.N.BitLen() < smallestRSA {
			return nil, fmt.Errorf("the RSA key has %d bits: make one of %d", key.N.BitLen(), smallestRSA)
		}
		return key, nil
	}
	return nil, fmt.Errorf("a key of kind %T cannot sign mails: write an RSA or Ed25519 key", parsed)
}
