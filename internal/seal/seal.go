// Package seal encrypts what must not be read from a copy of the store: the jury's decisions, until they are announced.
package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

const (
	// block is the length to a multiple of which a Key pads everything, so that the length of what is sealed does not tell
	// what it says.
	block = 512

	// prefix is the number of bytes before a text that tell its length.
	prefix = 4
)

// ErrKey says that a text is no key. It holds nothing of the text.
var ErrKey = errors.New("this is no age key: it must hold one line that begins with AGE-SECRET-KEY-1, as digbot decisions key writes it")

// Key seals, and opens what it has sealed.
type Key struct {
	identity *age.X25519Identity
}

// Generate makes a new key.
func Generate() (Key, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return Key{}, fmt.Errorf("make a key: %w", err)
	}
	return Key{identity}, nil
}

// Parse reads a key file: one secret key, between comments that begin with #. The error is ErrKey.
func Parse(text string) (Key, error) {
	identities, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil || len(identities) != 1 {
		return Key{}, ErrKey
	}
	identity, ok := identities[0].(*age.X25519Identity)
	if !ok {
		return Key{}, ErrKey
	}
	return Key{identity}, nil
}

// Secret is the text that Parse reads.
func (k Key) Secret() string { return k.identity.String() }

// Recipient is the public part, which may be shown: with it one can seal, and not open.
func (k Key) Recipient() string { return k.identity.Recipient().String() }

// String is Recipient, so that a key which is logged by mistake gives nothing away.
func (k Key) String() string {
	if k.identity == nil {
		return "no key"
	}
	return k.Recipient()
}

// Seal encrypts. The same text gives another result each time.
func (k Key) Seal(plain []byte) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, k.identity.Recipient())
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(pad(plain, (prefix+len(plain)+block-1)/block*block)); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed.Bytes(), nil
}

// Open decrypts what the same key has sealed.
func (k Key) Open(sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), k.identity)
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	padded, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	return unpad(padded)
}

// pad puts the length before, and zeros behind, up to a size.
func pad(plain []byte, size int) []byte {
	padded := make([]byte, max(size, prefix+len(plain)))
	binary.BigEndian.PutUint32(padded, uint32(len(plain))) //nolint:gosec // a record is far shorter than 4 GB
	copy(padded[prefix:], plain)
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	if len(padded) < prefix || uint64(binary.BigEndian.Uint32(padded)) > uint64(len(padded)-prefix) {
		return nil, errors.New("open what was sealed: it is shorter than it says")
	}
	return padded[prefix : prefix+binary.BigEndian.Uint32(padded)], nil
}
