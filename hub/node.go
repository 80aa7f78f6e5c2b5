package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/discovery"
	"armguard/hub/enrol"
	"armguard/hub/wire"
)

// Ledger is the durable store as the hub needs it. Its methods may be called from several goroutines.
type Ledger interface {
	core.Facts
	// Vector is the heads of all logs, several of one that forks.
	Vector() ([]ledger.Head, error)
	// Missing are entries that a peer who has these heads lacks, causes first, at most so many and so many bytes; more:
	// not all of them.
	Missing(have []ledger.Head, entries, bytes int) (list []ledger.Sealed, more bool, err error)
	// Keep checks entries of other stations and stores them durably, all or none.
	Keep(ctx context.Context, entries []ledger.Sealed) error
}

// Records are what stations share outside the ledger.
type Records interface {
	// All are the records a new peer gets.
	All(ctx context.Context) ([]wire.Message, error)
	// Take keeps another station's record, or shows its presence.
	Take(ctx context.Context, record wire.Message)
}

// Finder finds stations by multicast and announces this one.
type Finder interface {
	Start(ctx context.Context, heard func(discovery.Seen) bool, gone func(discovery.Seen)) error
	Missed(addr string)
	Look(eager bool) // without a hub, or calmly; called often
	Advertise(card discovery.Card)
	Quiet()
	Close() error
}

// Config is what a node is made of. Finder, Invite and Attachments may be nil.
type Config struct {
	Site        ledger.SiteID
	Station     ledger.StationID
	Instance    ledger.Instance
	LogID       ledger.LogID // this station writes
	Host        []byte       // binding of this machine
	Key         ed25519.PrivateKey
	Version     string
	Listen      string   // host:port
	Typed       []string // addresses somebody typed
	Known       []Known  // addresses from before
	Ledger      Ledger
	Records     Records
	Finder      Finder
	Attachments Attachments
	Inviting    func() bool                             // a join code is open
	Invite      func(ctx context.Context, c enrol.Conn) // a newcomer has come
	Changed     func()                                  // the picture (View) has changed; must not wait
	Told        func()                                  // a peer has told all it has, for the first time
	Log         *slog.Logger
	Now         func() time.Time
}

// Known is where a station was reached once.
type Known struct {
	Station ledger.StationID
	Addr    string
}

// Node is this station among the others. It is a wiring list.
type Node struct {
	Config
	core     *core.Core
	mu       sync.Mutex // guards core; held during a step
	roster   roster
	links    links
	probes   probes
	asks     asks
	sources  sources
	picture  picture
	events   chan core.Event
	delivers chan wire.Message
	missing  chan struct{} // there may be attachments to ask for
	heads    atomic.Pointer[[]ledger.Head]
	sent     atomic.Uint64 // bytes of all frames in sessions
	cert     tls.Certificate
	listener net.Listener
	server   *http.Server
	born     time.Time
	ctx      context.Context //nolint:containedctx // ends every goroutine of the node
	cancel   context.CancelFunc
	working  sync.WaitGroup
	closing  sync.Once
}

// maxEvents wait for the core. Who posts more waits.
const maxEvents = 1024

// New wires a node. It does no I/O.
func New(config Config) *Node {
	if config.Finder == nil {
		config.Finder = noFinder{}
	}
	if config.Attachments == nil {
		config.Attachments = noAttachments{}
	}
	if config.Inviting == nil {
		config.Inviting = func() bool { return false }
	}
	if config.Told == nil {
		config.Told = func() {}
	}
	if config.Changed == nil {
		config.Changed = func() {}
	}
	n := &Node{Config: config, events: make(chan core.Event, maxEvents), delivers: make(chan wire.Message, maxEvents), missing: make(chan struct{}, 1), born: config.Now()}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	n.links.node, n.probes.node = n, n
	n.core = core.New(core.Config{Site: config.Site, Station: config.Station, Instance: config.Instance, Log: config.LogID, Host: config.Host,
		Key: config.Key, Version: config.Version, Facts: config.Ledger, Rand: rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))}) //nolint:gosec // jitter
	n.picture.publish(n)
	return n
}

// Open listens, and begins to look for the others. The store must be open, and Roster called.
func (n *Node) Open() error {
	vector, err := n.Ledger.Vector()
	if err != nil {
		return fmt.Errorf("read the heads: %w", err)
	}
	n.heads.CompareAndSwap(nil, &vector)
	if n.cert, err = enrol.Certificate(n.Key); err != nil {
		return fmt.Errorf("make the station's certificate: %w", err)
	}
	if err := n.listen(); err != nil {
		return err
	}
	n.mu.Lock()
	n.core.Addr = portOnly(n.listener.Addr())
	n.mu.Unlock()
	n.working.Go(n.run)
	n.working.Go(n.deliver)
	n.working.Go(n.fetch)
	for _, k := range n.Known {
		n.found(k.Addr, k.Station, FoundKnown)
	}
	for _, addr := range n.Typed {
		n.found(addr, ledger.StationID{}, FoundTyped)
	}
	n.post(core.Started{Vector: *n.heads.Load()})
	return n.Finder.Start(n.ctx, n.heard, n.gone)
}

// Close says goodbye to the others and ends everything. It may be called twice.
func (n *Node) Close() error {
	var err error
	n.closing.Do(func() {
		left := make(chan struct{})
		if n.listener != nil {
			n.post(leaving{core.Leave{Reason: "shutting down"}, left})
			select {
			case <-left:
			case <-time.After(farewell):
			}
			n.links.flush(farewell)
		}
		n.cancel()
		if n.listener != nil {
			err = n.server.Close()
		}
		n.links.closeAll()
		n.probes.closeAll()
		err = errors.Join(err, n.Finder.Close())
		n.working.Wait()
	})
	return err
}

// farewell is how long a station that shuts down waits for its last words to leave.
const farewell = 500 * time.Millisecond

// leaving is the last event.
type leaving struct {
	core.Leave
	done chan struct{}
}

// post hands an event to the core. It waits when too many wait, and does nothing once the node is closed.
func (n *Node) post(e core.Event) {
	select {
	case n.events <- e:
	case <-n.ctx.Done():
	}
}

// run is the one goroutine that steps the core.
func (n *Node) run() {
	ticker := time.NewTicker(core.TickEvery)
	defer ticker.Stop()
	for {
		select {
		case e := <-n.events:
			if last, ok := e.(leaving); ok {
				n.step(last.Leave)
				close(last.done)
				continue
			}
			n.step(e)
		case <-ticker.C:
			n.step(core.Tick{})
		case <-n.ctx.Done():
			return
		}
	}
}

func (n *Node) step(e core.Event) {
	n.mu.Lock()
	effects := n.core.Step(n.now(), e)
	n.picture.note(n)
	n.mu.Unlock()
	n.Finder.Look(n.View().lonely())
	for _, effect := range effects {
		n.do(effect)
	}
	if closed, ok := e.(core.SessionClosed); ok {
		n.links.forget(closed.ID)
	}
}

// now is the present by both clocks.
func (n *Node) now() core.Now {
	now := n.Now()
	return core.Now{Mono: now.Sub(n.born), WallMs: now.UnixMilli()}
}

// do carries out an effect without waiting.
func (n *Node) do(e core.Effect) {
	switch e := e.(type) {
	case core.Probe:
		n.probes.probe(e.Addr)
	case core.Dial:
		n.working.Go(func() { n.dial(e) })
	case core.Send:
		n.links.send(e.ID, e.Msg)
	case core.Close:
		n.links.close(e.ID, e.Reason)
	case core.Stream:
		n.links.stream(e.ID, e.Have)
	case core.Store:
		n.links.store(e.ID, e.Entries)
	case core.Answer:
		n.asks.answer(e)
	case core.Advertise:
		n.advertise(e)
	case core.Deliver:
		select {
		case n.delivers <- e.Msg:
		default: // a record that is lost here comes again with the next greeting
		}
	case core.Told:
		n.working.Go(n.Told)
	case core.Greet:
		n.working.Go(func() { n.greet(e.ID) })
	}
}

// deliver hands records of others over, in their order.
func (n *Node) deliver() {
	for {
		select {
		case m := <-n.delivers:
			n.Records.Take(n.ctx, m)
		case <-n.ctx.Done():
			return
		}
	}
}

// greet brings a new peer up to date on what is outside the ledger.
func (n *Node) greet(id core.SessionID) {
	records, err := n.Records.All(n.ctx)
	if err != nil {
		if n.ctx.Err() == nil {
			n.Log.Warn("records for a new peer could not be read", "error", err)
		}
		return
	}
	for _, m := range records {
		if !n.links.sendWaiting(id, m) {
			return
		}
	}
}

// Committed is called by the store after each commit that appended entries, in order, with the heads of all logs.
// It may wait for the core, and the core never waits for the writer.
func (n *Node) Committed(entries []core.Written, heads []ledger.Head) {
	n.heads.Store(&heads)
	n.post(core.Committed{Entries: entries, Vector: heads})
	poke(n.missing)
}

// Roster tells who is enrolled, this station among them.
func (n *Node) Roster(stations []core.Enrolled) {
	n.roster.set(stations)
	n.post(core.Roster{Stations: stations})
	n.links.cut(n.roster.revoked)
}

// Share sends a record of this station to all others. It never waits.
func (n *Node) Share(m wire.Message) {
	select {
	case n.events <- core.Share{Msg: m}:
	default:
		go n.post(core.Share{Msg: m})
	}
}

// Sent counts the bytes of all frames that went out in sessions, before TLS.
func (n *Node) Sent() uint64 { return n.sent.Load() }

// MakeHub hands the hub over.
func (n *Node) MakeHub(station ledger.StationID) { n.post(core.MakeHub{Station: station}) }

// Leave makes this station work for itself: its disk cannot be trusted to carry others.
func (n *Node) Leave(reason string) { n.post(core.Leave{Reason: reason}) }

// noFinder finds nobody.
type noFinder struct{}

func (noFinder) Start(context.Context, func(discovery.Seen) bool, func(discovery.Seen)) error {
	return nil
}
func (noFinder) Missed(string)            {}
func (noFinder) Look(bool)                {}
func (noFinder) Advertise(discovery.Card) {}
func (noFinder) Quiet()                   {}
func (noFinder) Close() error             { return nil }
