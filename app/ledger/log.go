package ledger

import "crypto/ed25519"

// KindLogOpen is the first entry of every log, the only kind this package reads.
const KindLogOpen = "log.open"

// LogOpen is the body of log.open: which station writes here, with which key, on which machine, and what this
// incarnation continues. The key proves the entries of this log; that the key belongs to the site is the
// roster's business (station.enrol).
type LogOpen struct {
	Station     StationID `cbor:"1,keyasint"`
	Key         []byte    `cbor:"2,keyasint"` // Ed25519 public key
	HostBinding []byte    `cbor:"3,keyasint"` // SHA-256 of the machine's id
	Reason      string    `cbor:"4,keyasint"` // new, restored, moved, behind, anchor, recovered (with the site's root key)
	PrevLog     LogID     `cbor:"5,keyasint"`
	PrevSeq     uint64    `cbor:"6,keyasint"`
	PrevHash    []byte    `cbor:"7,keyasint"`
}

// OpenLog reads a log's first entry and checks that it signed itself.
func OpenLog(s *Sealed) (LogOpen, error) {
	var body LogOpen
	if s.Entry.Seq != 1 || s.Entry.Kind != KindLogOpen {
		return body, ErrChain
	}
	if err := Decode(s.Entry.Body, &body); err != nil {
		return body, err
	}
	return body, s.Verify(ed25519.PublicKey(body.Key))
}

// Vector is what a station knows: the head of each log.
type Vector map[LogID]Head

// Missing returns, by log, how many entries of mine the other side lacks. Logs it knows further than I do count 0.
func (v Vector) Missing(other Vector) map[LogID]uint64 {
	out := map[LogID]uint64{}
	for log, head := range v {
		if have := other[log].Seq; have < head.Seq {
			out[log] = head.Seq - have
		}
	}
	return out
}
