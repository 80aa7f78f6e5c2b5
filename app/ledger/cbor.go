package ledger

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// The one encoding of everything that is signed, hashed or compared: RFC 8949 section 4.2.1 (core deterministic),
// nil slices as empty ones.
var encoder, decoder = modes()

func modes() (cbor.EncMode, cbor.DecMode) {
	enc := cbor.CoreDetEncOptions()
	enc.NilContainers = cbor.NilContainerAsEmpty
	em, err := enc.EncMode()
	if err != nil {
		panic(err)
	}
	dm, err := cbor.DecOptions{
		DupMapKey:       cbor.DupMapKeyEnforcedAPF,
		IndefLength:     cbor.IndefLengthForbidden,
		TagsMd:          cbor.TagsForbidden,
		UTF8:            cbor.UTF8RejectInvalid,
		MaxNestedLevels: 8,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return em, dm
}

// Encode gives the deterministic CBOR of v. It fails only for types CBOR cannot hold, which is a mistake in code.
func Encode(v any) []byte {
	out, err := encoder.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("encode %T: %w", v, err))
	}
	return out
}

// Decode reads CBOR strictly: no duplicate keys, no indefinite lengths, no tags, valid UTF-8, depth at most 8.
func Decode(data []byte, into any) error { return decoder.Unmarshal(data, into) }
