package app

import (
	"context"

	"armguard/app/ledger"
)

// Hub is the way to the other stations: it asks for leave and passes entries on. It judges heads, never rules.
type Hub interface {
	// Permit asks leave to write about these subjects. It returns an *Error (DOUBT, BUSY, SETTLING) when it is not
	// given. Alone, it answers at once.
	Permit(ctx context.Context, ask PermitAsk) (Leave, error)
	// Alone reports that nobody else is there to be asked, so that no early look at the state is needed.
	Alone() bool
	// Relay passes committed entries on. It never waits.
	Relay(entries []ledger.Sealed)
	Status() HubStatus
}

// PermitAsk is what a station wants to write about, with the heads it saw.
type PermitAsk struct {
	Command  ledger.CommandID
	Subjects []ledger.Subject
	Override bool // issue now without check
}

// Leave is what goes into the entry: a permit, or why there is none.
type Leave struct {
	Why    string
	Permit *ledger.Permit
}

// HubStatus is what the shell shows of the connection to the others.
type HubStatus struct {
	Role     string // hub, member, alone, settling, discovering
	Hub      ledger.StationID
	Instance ledger.Instance
	Term     uint64
	Behind   int
}

// NoHub is the hub of a station that has no others: it is its own.
type NoHub struct {
	Station  ledger.StationID
	Instance ledger.Instance
}

func (h NoHub) Permit(_ context.Context, ask PermitAsk) (Leave, error) {
	if ask.Override {
		return Leave{Why: ledger.WhyOverride}, nil
	}
	return Leave{Why: ledger.WhyAlone}, nil
}

func (NoHub) Alone() bool           { return true }
func (NoHub) Relay([]ledger.Sealed) {}

func (h NoHub) Status() HubStatus {
	return HubStatus{Role: "alone", Hub: h.Station, Instance: h.Instance}
}
