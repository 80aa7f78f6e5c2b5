package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Hash is the SHA-256 that names an entry.
type Hash [32]byte

const entryDomain = "armguard/entry/1\x00"

// HashOf names an entry by its signed bytes: SHA-256("armguard/entry/1\0" + raw).
func HashOf(raw []byte) Hash {
	h := sha256.New()
	h.Write([]byte(entryDomain))
	h.Write(raw)
	var out Hash
	h.Sum(out[:0])
	return out
}

func (h Hash) IsZero() bool                 { return h == Hash{} }
func (h Hash) String() string               { return hex.EncodeToString(h[:]) }
func (h Hash) Short() string                { return hex.EncodeToString(h[:4]) }
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Compare orders hashes by their bytes.
func (h Hash) Compare(o Hash) int { return bytes.Compare(h[:], o[:]) }

// ParseHash reads 64 hexadecimal digits.
func ParseHash(text string) (Hash, error) {
	var out Hash
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(out) {
		return out, ErrBadID
	}
	copy(out[:], raw)
	return out, nil
}

// SortHashes puts hashes in the one order in which sets of them are written.
func SortHashes(hs []Hash) []Hash {
	slices.SortFunc(hs, Hash.Compare)
	return hs
}
