package app

import (
	"context"
	"slices"
	"sync/atomic"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Hub is the way to the other stations. It judges heads, never rules. Before Open and after Close nobody else is there.
type Hub interface {
	Arbiter
	Relay
	// Open begins, once it is known who this station is; what the network does not allow Status says. It is called again
	// after Close when a backup was put in place.
	Open(here Here)
	// Renew says that a new log was begun while the station runs. It does not wait.
	Renew(here Here)
	Status() HubStatus
	// MakeHub hands the hub over to a station, when this one is the hub.
	MakeHub(station ledger.StationID) error
	// Found adds an address that somebody typed.
	Found(addr string)
	Close() error
}

// Arbiter gives leave to write, so that no two counters take the same item.
type Arbiter interface {
	// Permit asks leave to write about these subjects. It returns an *Error (DOUBT, BUSY, SETTLING, NO_HUB) or ErrStale when
	// it is not given. Alone, it answers at once.
	Permit(ctx context.Context, ask PermitAsk) (Leave, error)
	// Usable is asked inside the writing transaction: does leave that was given still hold?
	Usable(command ledger.CommandID) bool
	// Abandon gives leave back that will not be used.
	Abandon(command ledger.CommandID)
	// Alone reports that nobody else is there to be asked, so that no early look at the state is needed.
	Alone() bool
}

// Relay carries what is not leave.
type Relay interface {
	// Copies counts the stations known to have an entry of this station's log on their disks, this one included.
	Copies(log ledger.LogID, seq uint64) int
	// Share sends a record outside the ledger, or presence, to all stations. It never waits.
	Share(record Shared)
	// Online are the signed-in sessions of all other stations in sight.
	Online() []SharedPresence
}

// PermitAsk is what a station wants to write about, with the heads it saw.
type PermitAsk struct {
	Command  ledger.CommandID
	Subjects []ledger.Subject
	Stock    []StockAsk
	Override bool // issue now without check
}

// StockAsk is so much of a stock line.
type StockAsk struct {
	Stock ledger.SubjectID
	N     int64
}

// draw asks for more of a stock line.
func (a *PermitAsk) draw(l armory.StockLine) {
	i := slices.IndexFunc(a.Stock, func(s StockAsk) bool { return s.Stock == l.Stock })
	if i < 0 {
		i, a.Stock = len(a.Stock), append(a.Stock, StockAsk{Stock: l.Stock})
	}
	a.Stock[i].N += l.N
}

// covers reports whether leave was asked for so much of each line.
func (a *PermitAsk) covers(draws []armory.StockLine) bool {
	return !slices.ContainsFunc(draws, func(l armory.StockLine) bool {
		return !slices.ContainsFunc(a.Stock, func(s StockAsk) bool { return s.Stock == l.Stock && s.N >= l.N })
	})
}

// Leave is what goes into the entry: a permit, or why there is none.
type Leave struct {
	Why    string
	Permit *ledger.Permit
}

// HubStatus is what the shell shows of the connection to the others.
type HubStatus struct {
	Role     string // hub, member, alone, settling, discovering, connecting
	Hub      ledger.StationID
	Instance ledger.Instance
	Term     uint64
	SinceMs  int64 // of the role
	Waiting  int   // own entries that are not on two stations
	ClockMs  *int  // the hub's clock minus this PC's; nil while there is nobody to compare with
	Barred   string
	Problem  string // why others do not reach this station where they should; a sentence
	Sent     uint64 // bytes that went to other stations since the start
	Places   []Place
	Doubts   []Doubt
}

// Place is one enrolled station, as far as it is known now.
type Place struct {
	Station  ledger.StationID
	Addr     string
	FoundBy  string // mdns, known, typed, peer
	State    string // hub, member, alone, settling, discovering, unreachable
	DelayMs  int
	OffsetMs int
	Behind   int // entries it lacks
	App      string
	SeenMs   int64
}

// Doubt is leave that ran out, and of which nobody knows whether it was used.
type Doubt struct {
	Subjects []ledger.SubjectID
	Station  ledger.StationID
	SinceMs  int64
}

// NoHub is the hub of a station that has no others: it is its own.
type NoHub struct {
	here     atomic.Pointer[Here]
	instance ledger.Instance
}

func (h *NoHub) Open(here Here) {
	h.instance = ledger.Instance{ID: ledger.RandomID()}
	h.here.Store(&here)
}

func (h *NoHub) Renew(here Here) { h.here.Store(&here) }

func (*NoHub) Permit(_ context.Context, ask PermitAsk) (Leave, error) {
	if ask.Override {
		return Leave{Why: ledger.WhyOverride}, nil
	}
	return Leave{Why: ledger.WhyAlone}, nil
}

func (*NoHub) Usable(ledger.CommandID) bool    { return true }
func (*NoHub) Abandon(ledger.CommandID)        {}
func (*NoHub) Alone() bool                     { return true }
func (*NoHub) Copies(ledger.LogID, uint64) int { return 1 }
func (*NoHub) Share(Shared)                    {}
func (*NoHub) Online() []SharedPresence        { return nil }
func (*NoHub) MakeHub(ledger.StationID) error  { return nil }
func (*NoHub) Found(string)                    {}
func (*NoHub) Close() error                    { return nil }

func (h *NoHub) Status() HubStatus {
	status := HubStatus{Role: "alone"}
	if here := h.here.Load(); here != nil {
		status.Hub, status.Instance = here.Station, h.instance
	}
	return status
}
