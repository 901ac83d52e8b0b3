package fake

import (
	"bytes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"strings"
)

// mechanisms are those on offer; one that is bound to a channel needs TLS.
func (d *dialogue) mechanisms() []string {
	var offered []string
	for _, mechanism := range d.server.options.Auth {
		if d.tls || !strings.HasSuffix(mechanism, "-PLUS") {
			offered = append(offered, mechanism)
		}
	}
	return offered
}

func (d *dialogue) auth(argument string) error {
	mechanism, first, _ := strings.Cut(argument, " ")
	if act := d.act("AUTH"); act != (SMTPAct{}) {
		return ignore(d.perform(act))
	}
	var ok bool
	var err error
	switch mechanism {
	case "PLAIN":
		ok = d.isUser(decode(first))
	case "LOGIN":
		ok, err = d.login()
	case "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS":
		ok, err = d.scram(strings.HasSuffix(mechanism, "-PLUS"))
	}
	if err != nil {
		return err
	}
	d.server.note("AUTH " + mechanism)
	if !ok {
		return d.write("535 5.7.8 Authentication credentials invalid for " + d.server.options.User)
	}
	d.user = d.server.options.User
	return d.write("235 2.7.0 Ok")
}

func (d *dialogue) isUser(plain []byte) bool {
	return string(plain) == "\x00"+d.server.options.User+"\x00"+d.server.options.Password
}

func (d *dialogue) login() (bool, error) {
	user, err := d.challenge("Username:")
	if err != nil {
		return false, err
	}
	password, err := d.challenge("Password:")
	return d.isUser([]byte("\x00" + string(user) + "\x00" + string(password))), err
}

func (d *dialogue) challenge(text string) ([]byte, error) {
	if err := d.write("334 " + base64.StdEncoding.EncodeToString([]byte(text))); err != nil {
		return nil, err
	}
	line, err := d.line()
	return decode(line), err
}

func decode(line string) []byte {
	text, err := base64.StdEncoding.DecodeString(line)
	if err != nil {
		return nil
	}
	return text
}

// scram follows RFC 5802 and RFC 7677, bound to the TLS channel where plus is set: RFC 9266.
func (d *dialogue) scram(plus bool) (bool, error) {
	first, err := d.challenge("")
	if err != nil {
		return false, err
	}
	header, bare, found := bytes.Cut(first, []byte(",,"))
	_, nonce, hasNonce := bytes.Cut(bare, []byte(",r="))
	if !found || !hasNonce || plus && string(header) != "p=tls-exporter" {
		return false, nil
	}
	const iterations = 4096
	salt := []byte("salt of a test")
	combined := string(nonce) + rand.Text()
	serverFirst := fmt.Sprintf("r=%s,s=%s,i=%d", combined, base64.StdEncoding.EncodeToString(salt), iterations)
	final, err := d.challenge(serverFirst)
	if err != nil {
		return false, err
	}
	withoutProof, proof, _ := bytes.Cut(final, []byte(",p="))
	binding := []byte(string(header) + ",,")
	if plus {
		binding = append(binding, d.exporter()...)
	}
	if want := "c=" + base64.StdEncoding.EncodeToString(binding) + ",r=" + combined; string(withoutProof) != want {
		return false, nil
	}
	salted, err := pbkdf2.Key(sha256.New, d.server.options.Password, salt, iterations, sha256.Size)
	if err != nil {
		return false, err
	}
	message := string(bare) + "," + serverFirst + "," + string(withoutProof)
	if !proves(salted, message, decode(string(proof))) || !strings.HasPrefix(string(bare), "n="+d.server.options.User+",") {
		return false, nil
	}
	signature := mac(mac(salted, "Server Key"), message)
	_, err = d.challenge("v=" + base64.StdEncoding.EncodeToString(signature))
	return true, err
}

func (d *dialogue) exporter() []byte {
	state := d.conn.(*tls.Conn).ConnectionState()
	material, err := state.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)
	if err != nil {
		return nil
	}
	return material
}

func proves(salted []byte, message string, proof []byte) bool {
	key := mac(salted, "Client Key")
	stored := sha256.Sum256(key)
	signature := mac(stored[:], message)
	if len(proof) != len(signature) {
		return false
	}
	for i := range signature {
		signature[i] ^= proof[i]
	}
	return hmac.Equal(signature, key)
}

func mac(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}
