package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// DataKey seals many short texts, each under a name of its own: what was sealed under one does not open under another. It
// lies in the store, sealed with age: so age has to be asked once, and not for each text, which takes it a quarter of a
// millisecond and 250 bytes.
//
// It is a key of AES-256-GCM with random nonces, which allows 2^32 texts (NIST SP 800-38D, 8.3).
type DataKey struct {
	id   [idSize]byte
	aead cipher.AEAD
}

const (
	keySize = 32
	idSize  = 8

	// underDataKey begins what a DataKey has sealed; what age has sealed begins with a letter.
	underDataKey = 1
)

// NewDataKey makes one, and gives it as it is stored.
func (k Key) NewDataKey() (DataKey, []byte, error) {
	var secret [keySize]byte
	_, _ = rand.Read(secret[:]) // never fails
	stored, err := k.Seal(secret[:])
	if err != nil {
		return DataKey{}, nil, err
	}
	d, err := newDataKey(secret[:])
	return d, stored, err
}

// OpenDataKey reads what NewDataKey of the same key gave.
func (k Key) OpenDataKey(stored []byte) (DataKey, error) {
	secret, err := k.Open(stored)
	if err != nil {
		return DataKey{}, err
	}
	return newDataKey(secret)
}

func newDataKey(secret []byte) (DataKey, error) {
	if len(secret) != keySize {
		return DataKey{}, errors.New("what was opened is no data key")
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return DataKey{}, fmt.Errorf("use the data key: %w", err)
	}
	d := DataKey{}
	sum := sha256.Sum256(append([]byte("digbot data key "), secret...))
	copy(d.id[:], sum[:])
	d.aead, err = cipher.NewGCMWithRandomNonce(block)
	return d, err
}

// Seal encrypts a text that lies under name. It is padded to room bytes, so that its length tells nothing; a longer one is
// as long as it is.
func (d DataKey) Seal(name string, plain []byte, room int) []byte {
	sealed := append([]byte{underDataKey}, d.id[:]...)
	return d.aead.Seal(sealed, nil, pad(plain, room+prefix), bound(sealed, name)) //nolint:gosec // it makes the nonce itself
}

// Sealed reports whether the DataKey has sealed this.
func (d DataKey) Sealed(sealed []byte) bool {
	return UnderDataKey(sealed) && d.aead != nil && bytes.HasPrefix(sealed[1:], d.id[:])
}

// UnderDataKey reports whether some DataKey has sealed this, and not a Key.
func UnderDataKey(sealed []byte) bool { return len(sealed) > 0 && sealed[0] == underDataKey }

// Open decrypts what the same DataKey has sealed under the same name.
func (d DataKey) Open(name string, sealed []byte) ([]byte, error) {
	if !d.Sealed(sealed) {
		return nil, errors.New("open what was sealed: it was sealed with another data key")
	}
	header := sealed[:1+idSize]
	padded, err := d.aead.Open(nil, nil, sealed[len(header):], bound(header, name))
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	return unpad(padded)
}

// bound is what goes with a text without being encrypted.
func bound(header []byte, name string) []byte { return append(bytes.Clone(header), name...) }
