package core

import (
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// alone reports that this station works for itself only, because others turn it away.
func (c *Core) alone() bool { return c.barred != "" && (c.state == hub || c.state == off) }

// bar makes this station work alone: seen by people, heard by nobody, until it is let in again.
func (c *Core) bar(why wire.DenyCode) {
	c.barred = why
	c.term++
	c.hub = nil
	for _, s := range c.ordered() {
		c.drop(s, "not served")
	}
	clear(c.election.waitFor)
	c.enter(hub)
	c.permits.adoptOwn(c)
}

// met: somebody else answers as this station, from a copy of its disk. Where both lead, neither would step down for the
// other, and members of one would never meet those of the other: the one with the higher instance works alone.
func (c *Core) met(card wire.Card) {
	leads := card.Role == wire.RoleHub || card.Role == wire.RoleSettling
	if leads && (c.state == hub || c.state == settling) && string(card.Instance.ID[:]) < string(c.Instance.ID[:]) {
		c.bar(wire.DenyClone)
	}
}

// served is the process of a station that was a member last.
type served struct {
	instance ledger.Instance
	until    time.Duration // when its session ended
}

// replace remembers which process of a station was served last, and which it took the place of.
func (c *Core) replace(station ledger.StationID, instance ledger.Instance) {
	if last, known := c.served[station]; known && last.instance != instance {
		if len(c.replaced) >= maxReplaced {
			clear(c.replaced)
		}
		c.replaced[last.instance] = true
	}
	delete(c.replaced, instance)
	c.served[station] = served{instance: instance}
}

// tookItsPlace reports whether another process of a station has taken the place of this one and is still about: then two
// are alive, on copies of one PC that do not differ in anything else.
func (c *Core) tookItsPlace(station ledger.StationID, instance ledger.Instance) bool {
	return c.replaced[instance] && (c.serves(station) || c.now.Mono-c.served[station].until < copyGone)
}
