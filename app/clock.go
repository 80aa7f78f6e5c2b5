package app

import (
	"sync/atomic"
	"time"

	"armguard/app/ledger"
)

// Clock says how far this PC's clock can be believed. Order never depends on it; people reading the record do.
type Clock struct {
	suspect atomic.Pointer[string]
}

// built is a moment that is certainly past: a clock before it is wrong.
var built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Check compares the clock with what the ledger already knows: its newest entry's wall time.
func (c *Clock) Check(now time.Time, newest time.Time) {
	warn := ""
	switch {
	case now.Before(built):
		warn = "This PC's clock says " + now.Local().Format("2 Jan 2006 15:04") + ", which is long past. Set the date and time of the PC; what is recorded until then is marked."
	case now.Before(newest.Add(-5 * time.Minute)):
		warn = "This PC's clock says " + now.Local().Format("2 Jan 2006 15:04") + ", but the record already has an entry of " + newest.Local().Format("2 Jan 2006 15:04") + ". Set the date and time of the PC."
	}
	c.suspect.Store(&warn)
}

// Warning is the sentence to show; empty when the clock is believed.
func (c *Clock) Warning() string {
	if w := c.suspect.Load(); w != nil {
		return *w
	}
	return ""
}

// State is what an entry says about its wall time.
func (c *Clock) State() uint8 {
	if c.Warning() != "" {
		return ledger.ClockSuspect
	}
	return ledger.ClockAlone
}
