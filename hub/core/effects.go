package core

import (
	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Effect is something the shell does, in the order in which effects are given.
type Effect interface{ effect() }

type (
	// Probe asks the station at an address who it is.
	Probe struct{ Addr string }
	// Dial opens a session. Station is who must be there.
	Dial struct {
		Addr    string
		Station ledger.StationID
		Side    bool
	}
	// Send queues a message. Close ends a session after what was queued before it.
	Send struct {
		ID  SessionID
		Msg wire.Message
	}
	Close struct {
		ID     SessionID
		Reason string
	}
	// Stream sends the next entries of this station's store that a peer who has Have lacks.
	Stream struct {
		ID   SessionID
		Have []ledger.Head
	}
	// Store checks entries and keeps them durably.
	Store struct {
		ID      SessionID
		Entries []ledger.Sealed
	}
	// Answer answers an Ask: leave, or a refusal.
	Answer struct {
		Ask    uint64
		Why    string // permit, alone, override; empty when refused
		Permit *ledger.Permit
		Refuse *wire.Refuse
	}
	// Advertise begins or ends the announcement as hub.
	Advertise struct {
		On   bool
		Term uint64
	}
	// Deliver hands over a record or presence of another station.
	Deliver struct{ Msg wire.Message }
	// Told: for the first time since the start a peer has told all it has, and that is stored.
	Told struct{}
	// Greet sends a new peer the records this station has outside the ledger.
	Greet struct{ ID SessionID }
)

// NoHub refuses an Ask when no hub came in time. It is this side's own word and never on the wire.
const NoHub wire.RefuseCode = "NO_HUB"

func (Probe) effect()     {}
func (Dial) effect()      {}
func (Send) effect()      {}
func (Close) effect()     {}
func (Stream) effect()    {}
func (Store) effect()     {}
func (Answer) effect()    {}
func (Advertise) effect() {}
func (Deliver) effect()   {}
func (Told) effect()      {}
func (Greet) effect()     {}
