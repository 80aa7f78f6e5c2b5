package wire

import (
	"errors"
	"fmt"

	"armguard/app/ledger"

	"github.com/fxamacker/cbor/v2"
)

// MaxFrame is the longest frame in bytes. It is set as the connection's read limit before the first read.
const MaxFrame = 1 << 20

// Limits on what one frame may carry, checked after decoding.
const (
	MaxEntries  = 256
	MaxVector   = 4096 // heads: every log of every incarnation of every station
	MaxSubjects = 192
	MaxList     = 4096 // presence, reserves, members
)

// Sentinels, each wrapped with what exactly was wrong.
var (
	// ErrFrame is returned for a frame that is too long, is not CBOR in the strict form, or has not the form of its type.
	ErrFrame = errors.New("the frame is not in the form of this protocol")
	// ErrUnknown is returned for a type that this version does not know: the frame is skipped.
	ErrUnknown = errors.New("a kind of message that this version does not know")
)

type frame struct {
	_    struct{} `cbor:",toarray"`
	Type Type
	N    uint64
	Body cbor.RawMessage
}

// Encode gives a message as a frame; n counts the frames of this side.
func Encode(n uint64, m Message) []byte {
	return ledger.Encode(frame{Type: m.Type(), N: n, Body: ledger.Encode(m)})
}

// Decode reads a frame.
func Decode(raw []byte) (n uint64, m Message, err error) {
	if len(raw) > MaxFrame {
		return 0, nil, fmt.Errorf("%w: %d bytes, at most %d", ErrFrame, len(raw), MaxFrame)
	}
	var f frame
	if err := ledger.Decode(raw, &f); err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	if m = blank(f.Type); m == nil {
		return f.N, nil, fmt.Errorf("%w: %d", ErrUnknown, f.Type)
	}
	if err := ledger.Decode(f.Body, m); err != nil {
		return f.N, nil, fmt.Errorf("%w: %T: %w", ErrFrame, m, err)
	}
	if what := tooMuch(m); what != "" {
		return f.N, nil, fmt.Errorf("%w: too many %s", ErrFrame, what)
	}
	return f.N, m, nil
}

// blank is an empty message of a type; nil for an unknown one.
func blank(t Type) Message {
	switch t {
	case TypeProbe:
		return &Probe{}
	case TypeProbeReply:
		return &ProbeReply{}
	case TypeHello:
		return &Hello{}
	case TypeWelcome:
		return &Welcome{}
	case TypeDeny:
		return &Deny{}
	case TypeEntries:
		return &Entries{}
	case TypeSynced:
		return &Synced{}
	case TypeAck:
		return &Ack{}
	case TypePing:
		return &Ping{}
	case TypePong:
		return &Pong{}
	case TypePermitReq:
		return &PermitReq{}
	case TypeGrant:
		return &Grant{}
	case TypeRefuse:
		return &Refuse{}
	case TypeWithdraw:
		return &Withdraw{}
	case TypeReserve:
		return &Reserve{}
	case TypePresence:
		return &Presence{}
	case TypeDraft:
		return &Draft{}
	case TypeReadMark:
		return &ReadMark{}
	case TypeCredential:
		return &Credential{}
	case TypeBlobReq:
		return &BlobReq{}
	case TypeBlob:
		return &Blob{}
	case TypeRedirect:
		return &Redirect{}
	case TypeBye:
		return &Bye{}
	case TypeRoll:
		return &Roll{}
	case TypeJoinHello:
		return &JoinHello{}
	case TypeJoinRoster:
		return &JoinRoster{}
	case TypeJoinProof:
		return &JoinProof{}
	case TypeJoinWelcome:
		return &JoinWelcome{}
	case TypeJoinDeny:
		return &JoinDeny{}
	}
	return nil
}

// tooMuch names what a message has more of than it may; empty when all is well.
func tooMuch(m Message) string {
	over := func(n, most int, what string) string {
		if n > most {
			return what
		}
		return ""
	}
	switch m := m.(type) {
	case *Hello:
		if len(m.Reserves)+len(m.Doubts)+len(m.Members)+len(m.Busy)+len(m.Caps) > MaxList {
			return "reserves, doubts or members"
		}
		return over(len(m.Vector), MaxVector, "heads")
	case *Welcome:
		return over(len(m.Vector), MaxVector, "heads")
	case *Entries:
		return over(len(m.List), MaxEntries, "entries")
	case *Synced:
		return over(len(m.Vector), MaxVector, "heads")
	case *Ack:
		return over(len(m.Durable), MaxList, "stations")
	case *PermitReq:
		return over(max(len(m.Subjects), len(m.Stock)), MaxSubjects, "subjects")
	case *Reserve:
		return over(max(len(m.Subjects), len(m.Stock)), MaxSubjects, "subjects")
	case *Presence:
		return over(len(m.List), MaxList, "sessions")
	case *Roll:
		return over(len(m.List), MaxList, "stations")
	case *JoinRoster:
		return over(len(m.List), MaxEntries, "entries")
	case *JoinWelcome:
		return over(len(m.Places), MaxList, "stations")
	case *BlobReq:
		return over(len(m.Hashes), MaxList, "hashes")
	}
	return ""
}
