package core

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// TickEvery is how often the shell steps with Tick. A PC that sleeps is noticed by the step that comes late.
const TickEvery = 100 * time.Millisecond

// Protocol versions this program speaks.
const (
	protoMin = 1
	protoMax = 1
)

// Facts is what the core asks of the durable store.
type Facts interface {
	// Heads are a subject's heads, sorted; none for one that is not known.
	Heads(kind string, id ledger.SubjectID) []ledger.Hash
	// OnHand is a stock line's quantity; false while it was never received or counted.
	OnHand(stock ledger.SubjectID) (int64, bool)
	// Written reports whether an entry of a command is there.
	Written(command ledger.CommandID) bool
	// Ahead reports whether entries are durable beyond these heads: their Committed is on its way.
	Ahead(vector []ledger.Head) bool
	// Here are those of these heads that are stored here.
	Here(heads []ledger.Head) []ledger.Head
}

// Config is what a station is. All are needed.
type Config struct {
	Site     ledger.SiteID
	Station  ledger.StationID
	Instance ledger.Instance
	Log      ledger.LogID // this station writes
	Host     []byte       // binding of this machine
	Key      ed25519.PrivateKey
	Addr     string // where others reach this station, as far as it knows
	Version  string
	Facts    Facts
	Rand     *rand.Rand // jitter, and nothing that must be secret
	Faults   Faults
}

// Faults switch single rules off, so that the simulator shows that each is needed. All false in the program.
type Faults struct {
	NoLock    bool // a subject is promised to several at a time
	NoSettle  bool // the first grant comes before anything was gathered
	NoDoubt   bool // a lock that runs out is forgotten
	NoInherit bool // what others say is promised is not taken in
	NoBasis   bool // the hub does not compare heads
	NoResume  bool // a PC that wakes goes on as if nothing had been
	NoLate    bool // a permit is used however old it is
	NoSynced  bool // a member asks, and is answered, before it has told all
	NoEscrow  bool // stock that is promised to others is promised again
	NoWait    bool // grants do not wait for the members of a hub that stepped down
	NoWhole   bool // after a refusal sessions go on as before
}

// state is where the station stands, in the order of LEDGER-AND-HUB's table in hub/DESIGN.md.
type state uint8

const (
	off state = iota
	discover
	connect
	member
	settling
	hub
)

func (s state) role() wire.Role {
	return [...]wire.Role{"off", wire.RoleDiscover, wire.RoleConnect, wire.RoleMember, wire.RoleSettling, wire.RoleHub}[s]
}

// Core is one station's mind. It is used by one goroutine at a time.
type Core struct {
	Config
	now    Now
	out    []Effect
	state  state
	since  time.Duration // when the state was entered
	term   uint64        // of the hub it belongs to or is; the highest seen otherwise
	barred wire.DenyCode // why it works alone: CLONE, REVOKED, UNKNOWN

	election election
	sessions map[SessionID]*session
	orphans  map[SessionID]*orphan
	hub      *session // to the hub, while connecting and as a member
	vector   []ledger.Head
	version  uint64 // counts commits: what a peer was sent up to
	permits  permits
	asks     []*ask
	known    durables
	presence map[ledger.ID]wire.Online
	served   map[ledger.StationID]served // the process of each station that was a member last
	replaced map[ledger.Instance]bool    // processes in whose place another came
	nextN    uint64
	nextSide time.Duration
	unacked  map[ledger.LogID]ledger.Head // on this disk, and the hub was not told
	ackAt    time.Duration                // when gathered acknowledgements go out; 0: none gathered
	roll     []wire.Place                 // the hub's picture, at a member
	rollAt   time.Duration
	wholes   wholes
	told     bool   // a peer has told all it has, and that is stored
	shown    uint64 // counts changes of presence and doubts
}

// New returns a station that is off.
func New(config Config) *Core {
	return &Core{Config: config, sessions: map[SessionID]*session{}, orphans: map[SessionID]*orphan{}, election: newElection(), permits: newPermits(), known: durables{},
		presence: map[ledger.ID]wire.Online{}, served: map[ledger.StationID]served{},
		replaced: map[ledger.Instance]bool{}, wholes: wholes{map[ledger.StationID]bool{}, map[ledger.StationID]rest{}, config.Faults.NoWhole}, unacked: map[ledger.LogID]ledger.Head{}}
}

// Step lets something happen and returns what is to be done about it.
func (c *Core) Step(now Now, event Event) []Effect {
	c.out = nil
	slept := c.slept(now)
	c.now = now
	if slept && c.state != off {
		c.resume()
	}
	c.handle(event)
	if c.state != off {
		c.tick()
	}
	return c.out
}

// slept reports whether the last step was so long ago that this PC stood still since. A wall clock that was set back says nothing
// of how long that was.
func (c *Core) slept(now Now) bool {
	wall := (time.Duration(now.WallMs-c.now.WallMs) * time.Millisecond).Abs()
	return max(now.Mono-c.now.Mono, wall) > resumeGap && !c.Faults.NoResume
}

func (c *Core) do(e Effect) { c.out = append(c.out, e) }

func (c *Core) handle(event Event) {
	switch e := event.(type) {
	case Started:
		c.vector, c.version = e.Vector, 1
		c.nextSide = c.now.Mono + c.jitter(sideEvery)
		if c.election.roster[c.Station].Revoked {
			c.barred = wire.DenyRevoked
			return
		}
		c.lookAround()
	case Roster:
		c.rosterChanged(e)
	case Found:
		c.election.found(e, c.now.Mono)
	case Lost:
		c.election.lost(e.Addr)
	case Answered:
		c.answered(e)
	case Silent:
		c.election.silent(e.Addr)
	case Probed:
		c.probed(e.Card)
	case SessionOpened:
		c.opened(e)
	case SessionClosed:
		c.closed(e)
	case Received:
		if s := c.sessions[e.ID]; s != nil {
			s.heard = c.now.Mono
			c.received(s, e.Msg)
		}
	case Offered:
		if s := c.sessions[e.ID]; s != nil {
			s.heard = c.now.Mono
			c.offered(s, e.Entries)
		}
	case Streamed:
		if s := c.sessions[e.ID]; s != nil {
			c.streamed(s, e)
		}
	case Committed:
		c.committed(e)
	case Ask:
		c.asked(e)
	case Abandoned:
		c.abandoned(e.Command)
	case MakeHub:
		c.makeHub(e.Station)
	case Share:
		c.share(e.Msg)
	case Leave:
		c.barred = ""
		c.leave(e.Reason)
	case Tick:
	}
}

func (c *Core) tick() {
	c.permits.expire(c)
	for _, s := range c.ordered() {
		c.keepAlive(s)
	}
	c.elect()
	c.pumpAsks()
	c.flushAcks()
	c.callRoll()
	c.sideSession()
}

// enter changes the state.
func (c *Core) enter(next state) {
	// Who settles is announced already: where nobody has an address of anybody, all would settle without having met.
	leads := func(s state) bool { return s == hub || s == settling }
	if leads(c.state) && !leads(next) {
		c.do(Advertise{On: false})
	}
	c.state, c.since = next, c.now.Mono
	if leads(next) && c.barred == "" {
		c.do(Advertise{On: true, Term: c.term})
	}
	c.unsend()
}

// resume is waking up from sleep: no session and no leave of before holds, and what others made of theirs is not known.
func (c *Core) resume() {
	for _, s := range c.ordered() {
		c.drop(s, "asleep")
	}
	c.permits.slept(c)
	c.lookAround()
}

// leave ends it all in peace.
func (c *Core) leave(reason string) {
	if c.state == hub {
		if heir := c.heir(); heir != nil {
			c.redirect(heir.station, heir.addr, false)
		}
	}
	for _, s := range c.ordered() {
		c.send(s, &wire.Bye{Reason: reason})
		c.drop(s, reason)
	}
	c.enter(off)
}

// Card is what this station answers to a probe now.
func (c *Core) Card() wire.Card {
	card := wire.Card{Site: c.Site, Station: c.Station, Instance: c.Instance, Role: c.state.role(), Term: c.term, Rank: c.rank(),
		ProtoMin: protoMin, ProtoMax: protoMax, App: c.Version, WallMs: c.now.WallMs, Addr: c.Addr}
	switch {
	case c.barred != "":
		card.Role = off.role()
	case c.state == hub || c.state == settling:
		card.Hub, card.HubAddr = c.Station, c.Addr
	case c.state == member && c.hub != nil:
		card.Hub, card.HubAddr = c.hub.station, c.hub.addr
	}
	return card
}

// Barred is why this station works alone until it is enrolled again: CLONE or REVOKED; empty otherwise.
func (c *Core) Barred() wire.DenyCode { return c.barred }

// Peers reports whether another station of the site is in sight.
func (c *Core) Peers() bool { return len(c.sessions) > 0 || len(c.fresh()) > 0 }

// Shown counts the changes of presence and of doubts.
func (c *Core) Shown() uint64 { return c.shown }

// Met counts the requests at this hub that came while another station had leave for the same.
func (c *Core) Met() uint64 { return c.permits.met }

func (c *Core) rank() wire.Rank {
	return wire.Rank{Priority: c.election.roster[c.Station].Priority, Station: c.Station}
}

// ordered are the sessions in the order of their numbers, so that the same events give the same effects.
func (c *Core) ordered() []*session {
	out := slices.Collect(maps.Values(c.sessions))
	slices.SortFunc(out, func(a, b *session) int { return cmp.Compare(a.id, b.id) })
	return out
}

// members are the sessions of stations that this hub serves.
func (c *Core) members() []*session {
	return slices.DeleteFunc(c.ordered(), func(s *session) bool { return s.out || s.side || !s.greeted })
}

func (c *Core) jitter(d time.Duration) time.Duration {
	return d - d/5 + time.Duration(c.Rand.Int64N(int64(d)*2/5+1))
}

func compareStations(a, b ledger.StationID) int { return bytes.Compare(a.ID[:], b.ID[:]) }
