package mail

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"digbot/internal/fake"
)

func testKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	if bits == 0 {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pkcs8(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func pkcs1(key crypto.Signer) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key.(*rsa.PrivateKey))}))
}

// record is what is published of a key.
func record(t testing.TB, key crypto.Signer) string {
	t.Helper()
	if public, ok := key.Public().(ed25519.PublicKey); ok {
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
}

// verify checks the one signature of a message and gives it; err says what is wrong with it.
func verify(t *testing.T, raw []byte, published string) (*dkim.Verification, error) {
	t.Helper()
	verifications, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(domain string) ([]string, error) {
		if domain != "dig2019._domainkey.dig.example.fr" {
			t.Errorf("the key is looked up at %s", domain)
		}
		return []string{published}, nil
	}})
	if err != nil || len(verifications) != 1 {
		t.Fatalf("signatures %v, error %v", verifications, err)
	}
	return verifications[0], verifications[0].Err
}

func TestDKIM(t *testing.T) {
	large, small := testKey(t, 2048), testKey(t, 0)
	for _, test := range []struct {
		name string
		key  crypto.Signer
		pem  string
	}{{"RSA", large, pkcs8(t, large)}, {"RSA, PKCS #1", large, pkcs1(large)}, {"Ed25519", small, pkcs8(t, small)}} {
		t.Run(test.name, func(t *testing.T) {
			server := startSMTP(t, fake.SMTPOptions{})
			config := local(server)
			config.DKIM = DKIMConfig{Domain: "dig.example.fr", Selector: "dig2019", Key: test.pem}
			envelope := testEnvelope()
			envelope.Body = dotted()
			if err := newRelays(t, config).Send(t.Context(), envelope, yes); err != nil {
				t.Fatal(err)
			}
			raw := server.Messages()[0].Text
			published := record(t, test.key)
			signature, err := verify(t, raw, published)
			if err != nil {
				t.Fatalf("%v\n%s", err, raw)
			}
			for _, field := range signed {
				if !strings.Contains(strings.Join(signature.HeaderKeys, " "), field) {
					t.Errorf("%s is not signed: %v", field, signature.HeaderKeys)
				}
			}
			head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
			if !bytes.Contains(head, []byte("c=relaxed/relaxed")) {
				t.Errorf("the signature is not relaxed:\n%s", head)
			}
			tampered(t, raw, published)
		})
	}
}

// tampered checks that no change of a message goes unseen, but for those that transports are allowed.
func tampered(t *testing.T, raw []byte, published string) {
	t.Helper()
	for _, test := range []struct {
		name, old, new string
		valid          bool
	}{
		{"another subject", "\r\nSubject:", "\r\nSubject: Re ", false},
		{"another recipient", "camille@example.org", "c@example.org", false},
		{"another body", "bient", "BIENT", false},
		{"a second From", "From: ", "From: <x@example.net>\r\nFrom: ", false},
		{"a Reply-To", "From: ", "Reply-To: <x@example.net>\r\nFrom: ", false},
		{"a List-Unsubscribe", "From: ", "List-Unsubscribe: <https://example.net/>\r\nFrom: ", false},
		{"more space", "\r\nSubject:", "\r\nSubject:    ", true},
		{"a trace", "From: ", "X-Spam: no\r\nFrom: ", true},
	} {
		changed := bytes.Replace(raw, []byte(test.old), []byte(test.new), 1)
		if bytes.Equal(changed, raw) {
			t.Errorf("%s: nothing was changed", test.name)
		}
		if _, err := verify(t, changed, published); (err == nil) != test.valid {
			t.Errorf("%s: error %v, want a valid signature: %v", test.name, err, test.valid)
		}
	}
}

func TestDKIMRefuses(t *testing.T) {
	good := pkcs8(t, testKey(t, 0))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name                       string
		domain, selector, key, say string
	}{
		{"no domain", "", "dig2019", good, "write a domain"},
		{"no selector", "example.fr", "", good, "write a domain such as example.fr and a selector"},
		{"another domain", "ample.fr", "dig2019", good, "is not that of the sender"},
		{"no PEM", "example.fr", "dig2019", "MIIB", "not in PEM form"},
		{"no key", "example.fr", "dig2019", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be read"},
		{"a short key", "example.fr", "dig2019", pkcs8(t, testKey(t, 1024)), "1024 bits: make one of 2048"},
		{"another algorithm", "example.fr", "dig2019", pkcs8(t, curve), "*ecdsa.PrivateKey cannot sign"},
	} {
		_, err := newSigner(DKIMConfig{test.domain, test.selector, test.key}, "dig.example.fr")
		if err == nil || !strings.Contains(err.Error(), test.say) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.say)
		}
	}
	for _, domain := range []string{"example.fr", "dig.example.fr", "mail.dig.example.fr", "DIG.example.fr"} {
		if _, err := newSigner(DKIMConfig{domain, "dig2019", good}, "dig.example.fr"); err != nil {
			t.Errorf("%s: %v", domain, err)
		}
	}
	if signer, err := newSigner(DKIMConfig{}, "dig.example.fr"); signer != nil || err != nil {
		t.Errorf("the zero config gives %v, %v; want no signer", signer, err)
	}
}
