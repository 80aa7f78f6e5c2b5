package core

import (
	"time"

	"armguard/app/ledger"
)

// A log of which a peer seems to know more is not sent to it: its entries will tell whether the log forks. Where two logs
// fork, and the branches that are here and there rest on each other crosswise, each station keeps back what the other one
// waits for, and refuses what rests on it. So after a refusal both say so and, in their next session, send each other all
// they have from the first entry on.

// refusal is the reason of a Bye that follows entries that were refused.
const refusal = "its entries were refused"

// anew are the stations that are sent everything in the next session.
type anew struct {
	next map[ledger.StationID]bool
	rest map[ledger.StationID]rest
}

// rest is until when a station is not sent everything once more, and how long that was: a peer whose entries are wrong in
// themselves gets all of it seldom.
type rest struct {
	until, long time.Duration
}

func (a *anew) refused(station ledger.StationID, now time.Duration) {
	if now >= a.rest[station].until {
		a.next[station] = true
	}
}

// have is what a peer is taken to have when a session with it begins.
func (a *anew) have(station ledger.StationID, vector []ledger.Head, now time.Duration) []ledger.Head {
	if !a.next[station] {
		return vector
	}
	delete(a.next, station)
	long := min(max(2*a.rest[station].long, anewRest), anewLongest)
	a.rest[station] = rest{now + long, long}
	return nil
}

// told: the peer has told all it has, and that is stored.
func (a *anew) told(station ledger.StationID) { delete(a.rest, station) }
