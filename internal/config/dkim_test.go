package config

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
)

// pemKey is a private key as openssl writes it.
func pemKey(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// dkimKey is one that can sign.
func dkimKey(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return pemKey(t, key)
}

// TestDKIMIsCheckedWithAndWithoutARelay: the service would not start with any of these.
func TestDKIMIsCheckedWithAndWithoutARelay(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{"good": dkimKey(t), "short": pemKey(t, short), "none": "not a key, and nobody sees it"}
	for _, test := range []struct {
		name, domain, selector, key string
		want                        map[string]string
	}{
		{"all is well", "example.fr", "dig2019", "good", nil},
		{"a selector of several labels", "EXAMPLE.fr", "dig._2019", "good", nil},
		{"a domain below the sender's", "dig.example.fr", "dig2019", "good", nil},
		{"everything is wrong", "example.org", "a b", "none", map[string]string{
			"mail.dkim.domain":   `"example.org" is not the domain of the sender`,
			"mail.dkim.selector": `"a b" cannot be a selector`,
			"mail.dkim.key_file": "cannot sign mails: the key is not in PEM form",
		}},
		{"a short key", "example.fr", "dig2019", "short", map[string]string{"mail.dkim.key_file": "the RSA key has 1024 bits"}},
		{"a domain that only ends alike", "ample.fr", "dig2019", "good", map[string]string{"mail.dkim.domain": "is not the domain of the sender"}},
	} {
		for _, relays := range []string{"", ", relays: [{host: smtp.example.fr}]"} {
			files := map[string]string{"example.yaml": exampleText(t), "key": keys[test.key],
				"over.yaml": "\nmail: {dkim: {domain: " + test.domain + ", selector: " + test.selector + ", key_file: key}" + relays + "}"}
			_, err := load([]string{"example.yaml", "over.yaml"}, unset, memory(files))
			var faults Faults
			if errors.As(err, &faults); len(faults) != len(test.want) {
				t.Errorf("%s: got %v", test.name, err)
			}
			for _, fault := range faults {
				if want := test.want[fault.Path]; want == "" || !strings.Contains(fault.What, want) || fault.Fix == "" || fault.File != "over.yaml" || fault.Line != 2 {
					t.Errorf("%s: got %v", test.name, fault)
				}
				if strings.Contains(fault.String(), keys["none"]) {
					t.Errorf("%s: the key is shown: %v", test.name, fault)
				}
			}
		}
	}
}
