package ledger

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Version is the entry form this package writes and reads.
const Version = 1

// Limits on an entry, checked before it is kept or relayed.
const (
	MaxEntry    = 16 << 10 // bytes of the signed form
	MaxSubjects = 192      // 60 lines of items and stock, a person, records
	MaxParents  = 64       // heads of one subject
	MaxDeps     = 64       // heads of other logs
	maxText     = 64       // kind, method, code
	maxReason   = 1000
)

// Clock says how far the wall time of an entry can be believed.
const (
	ClockOK      = 0
	ClockSuspect = 1
	ClockAlone   = 2
)

// Why an entry was allowed to be written.
const (
	WhyPermit   = "permit"   // a hub granted it
	WhyAlone    = "alone"    // no other station was visible
	WhyOverride = "override" // a person decided, with a reason
	WhyFree     = "free"     // the kind needs no permit
)

// Entry is one fact: who did what, when, at which station, in what order. Written as a CBOR array in field
// order; the fields' meaning is hub/DESIGN.md's table.
type Entry struct {
	_        struct{} `cbor:",toarray"`
	V        uint8
	Site     SiteID
	Log      LogID
	Seq      uint64 // from 1, no gaps
	Prev     Hash   // of Seq-1 in this log; zero for the first
	Deps     []Head // heads of other logs that moved since the previous entry
	Lam      uint64 // exactly 1 + max(Lam of Prev and Deps)
	WallMs   int64  // this PC's UTC, Unix milliseconds; for people, never for order
	OffMs    *int32 // site time estimate minus WallMs
	Clk      uint8
	Kind     string
	KindVer  uint16
	Subjects []Subject
	Command  CommandID
	Actor    Actor
	Permit   *Permit
	Why      Why
	Body     []byte // CBOR of the kind
}

// Head is a place in a log.
type Head struct {
	_    struct{} `cbor:",toarray"`
	Log  LogID
	Seq  uint64
	Hash Hash
}

// Compare orders heads by log, and those of a log that forked by hash: the order of an entry's deps.
func (h Head) Compare(o Head) int {
	return cmp.Or(bytes.Compare(h.Log.ID[:], o.Log.ID[:]), h.Hash.Compare(o.Hash))
}

// Subject is a thing an entry touches with the heads the writing station saw of it, sorted.
type Subject struct {
	_       struct{} `cbor:",toarray"`
	Kind    string
	ID      SubjectID
	Parents []Hash
}

// Actor is who acted and how he proved himself: password, badge+password, two-person, cli, station.
type Actor struct {
	_       struct{}  `cbor:",toarray"`
	Account AccountID // zero for cli and station
	Method  string
	OSUser  string // of cli
}

// Why carries the reason and the second account of an override.
type Why struct {
	_      struct{} `cbor:",toarray"`
	Code   string
	Reason string
	Second AccountID
}

// Permit is a hub's signed promise that it gave these heads to nobody else.
type Permit struct {
	_        struct{} `cbor:",toarray"`
	Hub      StationID
	Instance Instance
	Term     uint64
	N        uint64
	Command  CommandID
	Heads    []PermitHead
	Sig      []byte
}

// PermitHead is one subject as the hub saw it when it granted.
type PermitHead struct {
	_       struct{} `cbor:",toarray"`
	Subject SubjectID
	Head    Hash
}

const permitDomain = "armguard/permit/1\x00"

// SignPermit signs everything but Sig with the hub's station key.
func SignPermit(key ed25519.PrivateKey, p *Permit) { p.Sig = ed25519.Sign(key, permitBytes(p)) }

// VerifyPermit reports whether the hub's station key signed p.
func VerifyPermit(key ed25519.PublicKey, p *Permit) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, permitBytes(p), p.Sig)
}

func permitBytes(p *Permit) []byte {
	bare := *p
	bare.Sig = nil
	return append([]byte(permitDomain), Encode(bare)...)
}

// Sealed is an entry with the bytes it was signed as. Raw is never re-encoded.
type Sealed struct {
	Raw   []byte
	Sig   []byte
	Hash  Hash
	Entry Entry
}

// Head is the place of the entry in its log.
func (s *Sealed) Head() Head { return Head{Log: s.Entry.Log, Seq: s.Entry.Seq, Hash: s.Hash} }

// Sentinels, each wrapped with what exactly was wrong.
var (
	ErrForm      = errors.New("the entry is not in the form of version 1")
	ErrSignature = errors.New("the entry's signature is not its station's")
	ErrChain     = errors.New("the entry does not continue its log")
)

// Seal writes e as the next entry after tip and signs it. Seq, Prev, Lam and V are filled in here.
// depLam is the highest Lam among e.Deps' entries, 0 without deps.
func Seal(key ed25519.PrivateKey, tip Tip, depLam uint64, e Entry) (Sealed, Tip, error) {
	e.V, e.Seq, e.Prev, e.Lam = Version, tip.Seq+1, tip.Hash, 1+max(tip.Lam, depLam)
	if err := check(&e); err != nil {
		return Sealed{}, tip, err
	}
	raw := Encode(e)
	if len(raw) > MaxEntry {
		return Sealed{}, tip, fmt.Errorf("%w: %d bytes, at most %d", ErrForm, len(raw), MaxEntry)
	}
	s := Sealed{Raw: raw, Hash: HashOf(raw), Entry: e}
	s.Sig = ed25519.Sign(key, s.Hash[:])
	return s, Tip{Seq: e.Seq, Hash: s.Hash, Lam: e.Lam}, nil
}

// Tip is the end of a log: what the next entry continues. The zero Tip is an empty log.
type Tip struct {
	Seq  uint64
	Hash Hash
	Lam  uint64
}

// Open reads signed bytes. It checks the form and that the bytes are the one deterministic encoding, not the
// signature: call Verify.
func Open(raw, sig []byte) (Sealed, error) {
	s, err := Trust(raw, sig)
	if err != nil {
		return s, err
	}
	if err := check(&s.Entry); err != nil {
		return s, err
	}
	if !bytes.Equal(Encode(s.Entry), raw) {
		return s, fmt.Errorf("%w: not its deterministic encoding", ErrForm)
	}
	return s, nil
}

// Trust reads bytes that this station has checked before (its own store), without checking them again.
func Trust(raw, sig []byte) (Sealed, error) {
	if len(raw) > MaxEntry {
		return Sealed{}, fmt.Errorf("%w: %d bytes, at most %d", ErrForm, len(raw), MaxEntry)
	}
	s := Sealed{Raw: raw, Sig: sig, Hash: HashOf(raw)}
	if err := Decode(raw, &s.Entry); err != nil {
		return s, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return s, nil
}

// Verify checks the signature with the key of the log's station.
func (s *Sealed) Verify(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize || len(s.Sig) != ed25519.SignatureSize || !ed25519.Verify(key, s.Hash[:], s.Sig) {
		return fmt.Errorf("%w: log %s entry %d", ErrSignature, s.Entry.Log.Short(), s.Entry.Seq)
	}
	return nil
}

// Continues checks that s is the next entry after tip, given the highest Lam among its deps.
func (s *Sealed) Continues(tip Tip, depLam uint64) error {
	e := &s.Entry
	switch {
	case e.Seq != tip.Seq+1:
		return fmt.Errorf("%w: entry %d after %d", ErrChain, e.Seq, tip.Seq)
	case e.Prev != tip.Hash:
		return fmt.Errorf("%w: entry %d names another predecessor", ErrChain, e.Seq)
	case e.Lam != 1+max(tip.Lam, depLam):
		return fmt.Errorf("%w: entry %d has Lamport number %d instead of %d", ErrChain, e.Seq, e.Lam, 1+max(tip.Lam, depLam))
	}
	return nil
}

func check(e *Entry) error {
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrForm, what) }
	switch {
	case e.V != Version:
		return bad("another version")
	case e.Site.IsZero() || e.Log.IsZero() || e.Command.IsZero():
		return bad("site, log or command missing")
	case e.Seq == 0 || (e.Seq == 1) != e.Prev.IsZero():
		return bad("sequence and predecessor disagree")
	case e.Seq == 1 && e.Kind != KindLogOpen, e.Seq > 1 && e.Kind == KindLogOpen:
		return bad("a log begins with log.open, once")
	case e.Lam == 0 || e.Lam >= 1<<53:
		return bad("Lamport number out of range")
	case e.Clk > ClockAlone:
		return bad("unknown clock state")
	case !word(e.Kind) || !word(e.Actor.Method) || !word(e.Why.Code):
		return bad("kind, method or why is not a short word")
	case len(e.Why.Reason) > maxReason || len(e.Actor.OSUser) > maxReason:
		return bad("reason too long")
	case !utf8.ValidString(e.Why.Reason) || !utf8.ValidString(e.Actor.OSUser):
		return bad("reason is not UTF-8")
	case len(e.Deps) > MaxDeps || len(e.Subjects) > MaxSubjects:
		return bad("too many deps or subjects")
	case e.Permit != nil && (len(e.Permit.Heads) > MaxSubjects || len(e.Permit.Sig) != ed25519.SignatureSize):
		return bad("permit")
	}
	for i, d := range e.Deps { // a log that forked has a head for each branch
		if d.Log.IsZero() || d.Log == e.Log || d.Seq == 0 || (i > 0 && e.Deps[i-1].Compare(d) >= 0) {
			return bad("deps are not sorted heads of other logs")
		}
	}
	type named struct {
		kind string
		id   SubjectID
	}
	seen := make(map[named]bool, len(e.Subjects))
	for _, s := range e.Subjects {
		if !word(s.Kind) || s.ID.IsZero() || len(s.Parents) > MaxParents {
			return bad("subject")
		}
		if seen[named{s.Kind, s.ID}] {
			return bad("the same subject twice")
		}
		seen[named{s.Kind, s.ID}] = true
		for i := range s.Parents {
			if i > 0 && s.Parents[i-1].Compare(s.Parents[i]) >= 0 {
				return bad("a subject's parents are not sorted")
			}
		}
	}
	return nil
}

func word(s string) bool {
	if s == "" || len(s) > maxText {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}
