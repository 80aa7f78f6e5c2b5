// Package discovery finds stations on the LAN by multicast DNS (RFC 6762, RFC 6763) and announces this one while it is hub.
// What it hears is a hint: addresses to try, never a proof of life or identity. A station that listens on a loopback address
// neither announces nor listens. New does no I/O; Close returns when every goroutine has ended.
package discovery

import (
	"context"
	"encoding/hex"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"armguard/app/ledger"
)

// What is announced: a hub, for stations; a station with an open join code, for newcomers.
const (
	Hub      = "_armguard._tcp"
	Inviting = "_armguard-join._tcp"
)

const (
	window   = 2500 * time.Millisecond // of one listening, while there is a hub
	fast     = time.Second             // of one listening, while there is none: each begins with a question
	calmRest = 10 * time.Second        // between windows while there is a hub
	again    = 2 * time.Second         // between looks at the machine's addresses
)

// Card is what a station announces of itself.
type Card struct {
	Station  ledger.StationID
	Site     ledger.SiteID
	Instance ledger.Instance
	Port     int
	Term     uint64
}

// Seen is an announcement that was heard.
type Seen struct {
	Addr    string // ip:port
	Station ledger.StationID
	Site8   string // Short of the site's id
}

// Short is the part of an id that is announced: eight hexadecimal characters of its end, which is random.
func Short(id ledger.ID) string { return hex.EncodeToString(id[len(id)-4:]) }

// Finder listens for one kind of announcement, and makes it.
type Finder struct {
	service  string
	loopback bool
	working  sync.WaitGroup
	cancel   context.CancelFunc
	change   chan struct{}
	air      air

	mu         sync.Mutex // guards what follows
	eager      bool
	card       *Card
	candidates candidates
}

// New makes a finder of Hub or Inviting for a station that listens at an address.
func New(service, listen string) *Finder {
	host, _, _ := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return &Finder{service: service, loopback: host == "localhost" || (ip != nil && ip.IsLoopback()), eager: true, change: make(chan struct{}, 1),
		air: multicast{}, candidates: candidates{}}
}

// Start begins to listen. heard and gone are called from one goroutine: heard of each candidate once a window, and says whether it is
// wanted; gone of one that was not heard for three windows. heard nil: it only announces.
func (f *Finder) Start(ctx context.Context, heard func(Seen) bool, gone func(Seen)) error {
	if f.loopback {
		return nil
	}
	ctx, f.cancel = context.WithCancel(ctx)
	if heard != nil {
		f.working.Go(func() { f.browse(ctx, heard, gone) })
	}
	f.working.Go(func() { f.announce(ctx) })
	return nil
}

// Look says whether there is nobody yet (eager) or a hub (calm).
func (f *Finder) Look(eager bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.eager = eager
}

// Advertise announces this station; Quiet ends that.
func (f *Finder) Advertise(card Card) { f.set(&card) }

// Quiet ends the announcement.
func (f *Finder) Quiet() { f.set(nil) }

func (f *Finder) set(card *Card) {
	f.mu.Lock()
	f.card = card
	f.mu.Unlock()
	select {
	case f.change <- struct{}{}:
	default:
	}
}

// Close ends it all.
func (f *Finder) Close() error {
	if f.cancel != nil {
		f.cancel()
	}
	f.working.Wait()
	return nil
}

// browse listens in windows: an instance is told once a window.
func (f *Finder) browse(ctx context.Context, heard func(Seen) bool, gone func(Seen)) {
	for ctx.Err() == nil {
		f.mu.Lock()
		eager := f.eager
		f.mu.Unlock()
		if eager {
			f.listen(ctx, fast, heard, gone)
		} else {
			f.listen(ctx, window, heard, gone)
			wait(ctx, calmRest, nil)
		}
	}
}

// listen hears one window out.
func (f *Finder) listen(ctx context.Context, window time.Duration, heard func(Seen) bool, gone func(Seen)) {
	within, cancel := context.WithTimeout(ctx, window)
	defer cancel()
	f.air.browse(within, f.service, func(a announced) {
		for _, s := range read(a) {
			if f.room(s) && heard(s) {
				f.keep(s)
			}
		}
	})
	if ctx.Err() != nil {
		return
	}
	f.mu.Lock()
	lost := f.candidates.next()
	f.mu.Unlock()
	for _, s := range lost {
		gone(s)
	}
}

func (f *Finder) room(s Seen) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.candidates.room(s)
}

func (f *Finder) keep(s Seen) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.candidates.room(s) {
		f.candidates.put(s)
	}
}

// Missed says that nobody answered at an address: another may have its place. It is heard of again with its next announcement.
func (f *Finder) Missed(addr string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.candidates, addr)
}

// read takes an announcement apart. What is not in our form gives nothing.
func read(a announced) []Seen {
	station, err := ledger.ParseID(a.instance)
	if err != nil || a.port <= 0 || a.port > 65535 {
		return nil
	}
	site := ""
	for _, t := range a.text {
		if value, ok := strings.CutPrefix(t, "site="); ok && len(value) == 8 {
			site = value
		}
	}
	var out []Seen
	for _, ip := range a.addrs {
		if v4 := ip.To4(); v4 != nil && !v4.IsUnspecified() && !v4.IsLoopback() && !v4.IsMulticast() && len(out) < maxPlaces && site != "" {
			out = append(out, Seen{net.JoinHostPort(v4.String(), strconv.Itoa(a.port)), ledger.StationID{ID: station}, site})
		}
	}
	return out
}

// announce keeps the announcement as it should be: made anew when the machine's addresses change, and tried again when it fails.
func (f *Finder) announce(ctx context.Context) {
	var end func() // of the announcement; nil when there is none
	var said *Card
	var at []string
	quiet := func() {
		if end != nil {
			end()
			end = nil
		}
	}
	defer quiet()
	for ctx.Err() == nil {
		f.mu.Lock()
		card := f.card
		f.mu.Unlock()
		now := f.air.addresses()
		if card != said || (card != nil && (end == nil || !slices.Equal(at, now))) {
			quiet()
			said, at = card, now
			if card != nil && len(now) > 0 {
				end, _ = f.air.register(f.service, *card, now)
			}
		}
		wait(ctx, again, f.change)
	}
}

func wait(ctx context.Context, d time.Duration, change <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-change:
	case <-ctx.Done():
	}
}
