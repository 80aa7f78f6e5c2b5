package core

import (
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Now is the present, read once a step. Mono never jumps and may stand still while the PC sleeps; Wall may do both.
type Now struct {
	Mono   time.Duration
	WallMs int64
}

// SessionID numbers the sessions of one process, from 1.
type SessionID uint64

// Event is something that happened.
type Event interface{ event() }

type (
	// Started: the store is open and checked, the listener is up.
	Started struct{ Vector []ledger.Head }
	// Tick: NextWake has come, or might have.
	Tick struct{}
	// Roster: the enrolled stations, this one among them, whenever they change.
	Roster struct{ Stations []Enrolled }
	// Found: an address, by discovery, from the book of last known ones, or typed.
	Found struct {
		Addr    string
		Station ledger.StationID // zero when it is not known whose
		Hint    bool             // it was announced: anybody may have said so
	}
	// Lost: what was announced is not any more.
	Lost struct{ Addr string }
	// Answered and Silent: what came of a Probe.
	Answered struct {
		Addr string
		Card wire.Card
	}
	Silent struct{ Addr string }
	// Probed: another station's probe came in; the shell has answered it with Card().
	Probed struct{ Card wire.Card }
	// SessionOpened: a connection stands and its peer is known by its key. Out: it came of a Dial.
	SessionOpened struct {
		ID      SessionID
		Station ledger.StationID
		Addr    string
		Out     bool
		Side    bool
	}
	// SessionClosed: a connection has ended, or a Dial failed (ID 0).
	SessionClosed struct {
		ID   SessionID
		Addr string
	}
	// Received: a message other than Entries.
	Received struct {
		ID  SessionID
		Msg wire.Message
	}
	// Offered: entries from a peer, in their order, well-formed.
	Offered struct {
		ID      SessionID
		Entries []ledger.Sealed
	}
	// Streamed: the Stream effect is done. Have is what the peer has, with what was sent; More: not everything yet.
	Streamed struct {
		ID   SessionID
		Have []ledger.Head
		More bool
	}
	// Committed: entries are durable on this disk, own ones or those of a Store (From). Vector is all there is now.
	Committed struct {
		From    SessionID
		Entries []Written
		Vector  []ledger.Head
		Failed  bool // a Store that was refused: the session ends
	}
	// Ask: the recorder wants leave to write.
	Ask struct {
		ID       uint64
		Command  ledger.CommandID
		Subjects []ledger.Subject
		Stock    []wire.Quantity
		Override bool
	}
	// Abandoned: the recorder will not write under a command it was given leave for.
	Abandoned struct{ Command ledger.CommandID }
	// MakeHub: an administrator wants that station to be the hub.
	MakeHub struct{ Station ledger.StationID }
	// Share: a record outside the ledger, or presence, of this station.
	Share struct{ Msg wire.Message }
	// Leave: the station shuts down, or its disk cannot be trusted.
	Leave struct{ Reason string }
)

// Written is what the core needs to know of an entry.
type Written struct {
	Station  ledger.StationID
	Command  ledger.CommandID
	Subjects []ledger.SubjectID
	Override bool
}

func (Started) event()       {}
func (Tick) event()          {}
func (Roster) event()        {}
func (Found) event()         {}
func (Lost) event()          {}
func (Answered) event()      {}
func (Silent) event()        {}
func (Probed) event()        {}
func (SessionOpened) event() {}
func (SessionClosed) event() {}
func (Received) event()      {}
func (Offered) event()       {}
func (Streamed) event()      {}
func (Committed) event()     {}
func (Ask) event()           {}
func (Abandoned) event()     {}
func (MakeHub) event()       {}
func (Share) event()         {}
func (Leave) event()         {}
