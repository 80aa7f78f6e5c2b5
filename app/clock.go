package app

import (
	"math"
	"strconv"
	"sync/atomic"
	"time"

	"armguard/app/ledger"
)

// Clock says how far this PC's clock can be believed. Order never depends on it; people reading the record do.
type Clock struct {
	now    func() time.Time
	newest atomic.Int64 // wall time of the newest entry when the record was opened, in milliseconds
	hubsMs func() *int  // the hub's clock minus this PC's; nil while there is nobody to compare with
}

// clockApart is how far two clocks may be apart before people have to be told.
const clockApart = time.Minute

// built is a moment that is certainly past: a clock before it is wrong.
var built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Opened remembers what the ledger already knows: its newest entry's wall time.
func (c *Clock) Opened(newestMs int64) { c.newest.Store(newestMs) }

// Warning is the sentence to show; empty when the clock is believed. It goes when somebody sets the clock right.
func (c *Clock) Warning() string {
	now, newest := c.now(), time.UnixMilli(c.newest.Load())
	switch {
	case now.Before(built):
		return "This PC's clock says " + now.Local().Format("2 Jan 2006 15:04") + ", which is long past. Set the date and time of the PC; what is recorded until then is marked."
	case now.Before(newest.Add(-5 * time.Minute)):
		return "This PC's clock says " + now.Local().Format("2 Jan 2006 15:04") + ", but the record already has an entry of " + newest.Local().Format("2 Jan 2006 15:04") + ". Set the date and time of the PC."
	}
	apart := c.hubsMs()
	if apart == nil {
		return ""
	}
	word, off := "behind", time.Duration(*apart)*time.Millisecond
	if off < 0 {
		word, off = "ahead of", -off
	}
	if off < clockApart {
		return ""
	}
	return "This PC's clock is " + lengthWords(off) + " " + word + " the hub's. Look which of the two is right, and set the other."
}

// lengthWords is a length of time as people say it.
func lengthWords(d time.Duration) string {
	count := func(n int, word string) string {
		if n != 1 {
			word += "s"
		}
		return strconv.Itoa(n) + " " + word
	}
	switch {
	case d >= 48*time.Hour:
		return count(int(d.Hours())/24, "day")
	case d >= 2*time.Hour:
		return count(int(d.Hours()), "hour")
	}
	return count(int(d.Minutes()), "minute")
}

// Offset is what an entry says the hub's clock is ahead of this PC's, in milliseconds; nil while there is nobody to
// compare with, or when it is more than 24 days, which is more than an entry can say.
func (c *Clock) Offset() *int32 {
	apart := c.hubsMs()
	if apart == nil || *apart > math.MaxInt32 || *apart < math.MinInt32 {
		return nil
	}
	return new(int32(*apart)) //nolint:gosec // in range
}

// State is what an entry says about its wall time.
func (c *Clock) State() uint8 {
	switch {
	case c.Warning() != "":
		return ledger.ClockSuspect
	case c.hubsMs() == nil:
		return ledger.ClockAlone
	}
	return ledger.ClockOK
}
