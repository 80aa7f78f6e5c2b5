package ledger

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID is 16 bytes shown as a ULID (26 Crockford characters, https://github.com/ulid/spec). The zero ID means
// "none" and is encoded as CBOR null. Every kind of thing has its own type around it.
type ID [16]byte

// The things that have ids. They are distinct types so that one is never handed in for another.
type (
	SiteID    struct{ ID } // one armory and its stations
	LogID     struct{ ID } // one incarnation of a station
	StationID struct{ ID } // one enrolled PC
	AccountID struct{ ID } // someone who signs in
	CommandID struct{ ID } // one act of a person; a transaction's id
	SubjectID struct{ ID } // item, person, record, stock: what an entry touches
	Instance  struct{ ID } // one start of a station's process
)

// ErrBadID is returned when text or bytes do not form an id.
var ErrBadID = errors.New("not an id: 26 letters and digits are needed")

// NewID draws an id: 48 bits of the time handed in, 80 random bits.
func NewID(now time.Time, random io.Reader) ID {
	id, err := ulid.New(ulid.Timestamp(now), random)
	if err != nil {
		panic(fmt.Errorf("draw an id: %w", err)) // only a broken random source or a year past 10889
	}
	return ID(id)
}

// RandomID draws 16 random bytes, for logs and instances, which carry no time.
func RandomID() ID {
	var id ID
	_, _ = rand.Read(id[:]) // never fails: crypto/rand ends the program instead
	return id
}

// ParseID reads an id in any letter case, forgiving spaces, hyphens, O for 0 and I or L for 1.
func ParseID(text string) (ID, error) {
	clean := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t':
			return -1
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		return r
	}, text)
	parsed, err := ulid.ParseStrict(strings.ToUpper(clean))
	if err != nil {
		return ID{}, ErrBadID
	}
	return ID(parsed), nil
}

func (id ID) IsZero() bool   { return id == ID{} }
func (id ID) String() string { return ulid.ULID(id).String() }

// Short is the last six characters, for logs.
func (id ID) Short() string { return id.String()[20:] }

func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// MarshalCBOR gives a byte string of 16 bytes, null for the zero ID.
func (id ID) MarshalCBOR() ([]byte, error) {
	if id.IsZero() {
		return []byte{0xf6}, nil
	}
	return append([]byte{0x50}, id[:]...), nil
}

func (id *ID) UnmarshalCBOR(data []byte) error {
	if len(data) == 1 && data[0] == 0xf6 {
		*id = ID{}
		return nil
	}
	if len(data) != 17 || data[0] != 0x50 {
		return ErrBadID
	}
	copy(id[:], data[1:])
	if id.IsZero() {
		return ErrBadID
	}
	return nil
}
