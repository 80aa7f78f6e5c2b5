package hub

import (
	"slices"
	"sync/atomic"
	"time"

	"armguard/hub/wire"
)

// View is what this station knows of the others at a moment.
type View struct {
	Card   wire.Card
	Since  time.Time // when the role was entered
	Barred wire.DenyCode
	Places []wire.Place
	Online []wire.Online
	Doubts []wire.Reserve
	Peers  bool     // somebody else of the site is in sight
	Copies []uint64 // for each station that is known to have some of this station's log: up to which entry
}

// pictureEvery is how often a View is made anew while nothing but figures change.
const pictureEvery = 200 * time.Millisecond

// picture is the View that everybody may look at without a lock.
type picture struct {
	now   atomic.Pointer[View]
	made  time.Time
	shown uint64
}

// note is called after each step, under the core's lock. What a person waits for (the role, copies of an entry, who is on
// line, doubts) shows at once, figures a little later.
func (p *picture) note(n *Node) {
	old := p.now.Load()
	card := n.core.Card()
	copies := n.core.Copies()
	urgent := old.Card.Role != card.Role || old.Card.Hub != card.Hub || !slices.Equal(old.Copies, copies) || p.shown != n.core.Shown()
	if urgent || n.Now().Sub(p.made) >= pictureEvery {
		p.publish(n)
	}
}

// publish makes the View anew.
func (p *picture) publish(n *Node) {
	old, now := p.now.Load(), n.Now()
	v := &View{Card: n.core.Card(), Since: now, Barred: n.core.Barred(), Places: n.core.Places(), Online: n.core.Online(), Doubts: n.core.Doubts(),
		Peers: n.core.Peers(), Copies: n.core.Copies()}
	if old != nil && old.Card.Role == v.Card.Role && old.Card.Hub == v.Card.Hub {
		v.Since = old.Since
	}
	p.made, p.shown = now, n.core.Shown()
	p.now.Store(v)
	if old == nil || differs(old, v) {
		n.Changed()
	}
}

// differs reports whether screens have to look again. Times that pass are no change.
func differs(a, b *View) bool {
	place := func(x, y wire.Place) bool {
		x.SeenMs, y.SeenMs, x.DelayMs, y.DelayMs, x.OffsetMs, y.OffsetMs = 0, 0, 0, 0, 0, 0
		return x == y
	}
	return a.Card.Role != b.Card.Role || a.Card.Hub != b.Card.Hub || a.Card.Term != b.Card.Term || a.Barred != b.Barred || a.Peers != b.Peers ||
		!slices.EqualFunc(a.Places, b.Places, place) || !slices.Equal(a.Online, b.Online) || !slices.Equal(a.Copies, b.Copies) ||
		!slices.EqualFunc(a.Doubts, b.Doubts, func(x, y wire.Reserve) bool {
			return x.Command == y.Command && slices.Equal(x.Subjects, y.Subjects)
		})
}

// lonely reports that no other station is connected: then stations are looked for all the time.
func (v *View) lonely() bool {
	return v.Card.Role != wire.RoleMember && !slices.ContainsFunc(v.Places, func(p wire.Place) bool { return p.Role == wire.RoleMember && p.Station != v.Card.Station })
}

// View is the newest picture.
func (n *Node) View() *View { return n.picture.now.Load() }

// Copies counts the stations known to have an entry of this station's log on their disks, this one included.
func (n *Node) Copies(seq uint64) int {
	count := 0
	for _, upTo := range n.View().Copies {
		if upTo >= seq {
			count++
		}
	}
	return count
}
