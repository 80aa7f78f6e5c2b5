package core

import (
	"time"

	"armguard/app/ledger"
)

// A log of which a peer seems to know more is not sent to it: its entries will tell whether the log forks. Where two logs
// fork, and the branches that are here and there rest on each other crosswise, each station keeps back what the other one
// waits for, and refuses what rests on it. So after a refusal their next session, rests apart, is a whole one: of a log of which the peer
// names no entry that is here, everything is sent, from the first entry on. What rests on a head that is here, the peer has
// whole; so whatever is sent finds its causes. Both must do so at once: the first refusal ends a session, and one of them alone
// would never get to its end.

// refusal is the reason of a Bye that follows entries that were refused.
const refusal = "its entries were refused"

// wholes says with which stations the next session is to be a whole one.
type wholes struct {
	wanted map[ledger.StationID]bool // until the peer has told all in one, or one was refused
	rests  map[ledger.StationID]rest
	never  bool // by a test that leaves the rule out
}

// rest is until when there is no whole session with a station, and how long that was: a peer whose entries are wrong in
// themselves gets everything seldom.
type rest struct {
	until, long time.Duration
}

func (w *wholes) wants(station ledger.StationID) bool { return w.wanted[station] }

// may reports whether a peer gets a whole session that it asks for.
func (w *wholes) may(station ledger.StationID, now time.Duration) bool {
	return now >= w.rests[station].until
}

// refused: one of the two refused what the other sent.
func (w *wholes) refused(s *session, now time.Duration) {
	r := w.rests[s.station]
	switch {
	case w.never:
	case s.whole:
		if now > r.until+wholeLongest {
			r.long = 0 // that was another time
		}
		r.long = min(max(2*r.long, wholeRest), wholeLongest)
		w.rests[s.station] = rest{now + r.long, r.long}
		delete(w.wanted, s.station)
	case now >= r.until:
		w.wanted[s.station] = true
	}
}

// told: the peer has told all it has, and that is stored.
func (w *wholes) told(s *session) { delete(w.wanted, s.station) }
