package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// Cost of argon2id: 19 MiB, two passes, one lane (OWASP password storage, first row for servers).
const (
	argonMemKiB = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
)

// Credential is an account's signing key wrapped by its password. It lives outside the ledger: an entry names its
// hash, the newest is kept and copied, older ones are erased. Opening it is also the check of the password.
type Credential struct {
	Account AccountID `cbor:"1,keyasint"`
	Public  []byte    `cbor:"2,keyasint"` // Ed25519
	Salt    []byte    `cbor:"3,keyasint"` // 16 bytes
	MemKiB  uint32    `cbor:"4,keyasint"`
	Passes  uint32    `cbor:"5,keyasint"`
	Nonce   []byte    `cbor:"6,keyasint"` // 24 bytes
	Wrapped []byte    `cbor:"7,keyasint"` // XChaCha20-Poly1305 of the 32-byte seed, account and public key as associated data
}

// ErrPassword is returned when the password does not open the credential.
var ErrPassword = errors.New("the password is wrong")

// NewCredential makes a new signing key for account, wrapped by password.
func NewCredential(account AccountID, password string) (Credential, ed25519.PrivateKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Credential{}, nil, err
	}
	c := Credential{Account: account, Public: public, Salt: make([]byte, 16), Nonce: make([]byte, chacha20poly1305.NonceSizeX),
		MemKiB: argonMemKiB, Passes: argonPasses}
	_, _ = rand.Read(c.Salt)
	_, _ = rand.Read(c.Nonce)
	aead, err := chacha20poly1305.NewX(c.stretch(password))
	if err != nil {
		return Credential{}, nil, err
	}
	c.Wrapped = aead.Seal(nil, c.Nonce, private.Seed(), c.bound())
	return c, private, nil
}

// Open returns the signing key when the password is right, ErrPassword otherwise. It takes about 20 ms of a core.
func (c Credential) Open(password string) (ed25519.PrivateKey, error) {
	if len(c.Nonce) != chacha20poly1305.NonceSizeX || c.MemKiB > 1<<20 || c.Passes == 0 || c.Passes > 16 || c.MemKiB < 8 {
		return nil, ErrPassword
	}
	aead, err := chacha20poly1305.NewX(c.stretch(password))
	if err != nil {
		return nil, err
	}
	seed, err := aead.Open(nil, c.Nonce, c.Wrapped, c.bound())
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, ErrPassword
	}
	key := ed25519.NewKeyFromSeed(seed)
	if !bytes.Equal(key.Public().(ed25519.PublicKey), c.Public) {
		return nil, ErrPassword
	}
	return key, nil
}

// Hash names the credential in the entry that introduces it.
func (c Credential) Hash() []byte {
	sum := sha256.Sum256(Encode(c))
	return sum[:]
}

func (c Credential) stretch(password string) []byte {
	return argon2.IDKey([]byte(password), c.Salt, c.Passes, c.MemKiB, argonLanes, chacha20poly1305.KeySize)
}

func (c Credential) bound() []byte { return append(append([]byte{}, c.Account.ID[:]...), c.Public...) }
