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

	"github.com/grandcat/zeroconf"
)

// What is announced: a hub, for stations; a station with an open join code, for newcomers.
const (
	Hub      = "_armguard._tcp"
	Inviting = "_armguard-join._tcp"
)

const (
	domain   = "local."
	window   = 2500 * time.Millisecond // of one listening, while there is a hub
	fast     = time.Second             // of one listening, while there is none: each begins with a question
	calmRest = 10 * time.Second        // between windows while there is a hub
	buffer   = 64
	again    = 2 * time.Second // between looks at the machine's addresses
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

	mu    sync.Mutex // guards what follows
	eager bool
	card  *Card
}

// New makes a finder of Hub or Inviting for a station that listens at an address.
func New(service, listen string) *Finder {
	host, _, _ := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return &Finder{service: service, loopback: host == "localhost" || (ip != nil && ip.IsLoopback()), eager: true, change: make(chan struct{}, 1)}
}

// Start begins to listen. heard is called from one goroutine; nil: it only announces.
func (f *Finder) Start(ctx context.Context, heard func(Seen)) error {
	if f.loopback {
		return nil
	}
	ctx, f.cancel = context.WithCancel(ctx)
	if heard != nil {
		f.working.Go(func() { f.browse(ctx, heard) })
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

// browse listens in windows, each with a resolver of its own: an instance is told once a window.
func (f *Finder) browse(ctx context.Context, heard func(Seen)) {
	for ctx.Err() == nil {
		f.mu.Lock()
		eager := f.eager
		f.mu.Unlock()
		if eager {
			f.listen(ctx, fast, heard)
		} else {
			f.listen(ctx, window, heard)
			wait(ctx, calmRest, nil)
		}
	}
}

func (f *Finder) listen(ctx context.Context, window time.Duration, heard func(Seen)) {
	ctx, cancel := context.WithTimeout(ctx, window)
	defer cancel()
	resolver, err := zeroconf.NewResolver(zeroconf.SelectIPTraffic(zeroconf.IPv4), zeroconf.SelectIfaces(interfaces()))
	if err != nil {
		<-ctx.Done()
		return
	}
	found := make(chan *zeroconf.ServiceEntry, buffer)
	if err := resolver.Browse(ctx, f.service, domain, found); err != nil {
		<-ctx.Done()
		return
	}
	for e := range found {
		for _, s := range read(e.Instance, e.Text, e.AddrIPv4, e.Port) {
			heard(s)
		}
	}
}

// read takes an announcement apart. What is not in our form gives nothing.
func read(instance string, text []string, addrs []net.IP, port int) []Seen {
	station, err := ledger.ParseID(instance)
	if err != nil || port <= 0 || port > 65535 {
		return nil
	}
	site := ""
	for _, t := range text {
		if value, ok := strings.CutPrefix(t, "site="); ok && len(value) == 8 {
			site = value
		}
	}
	var out []Seen
	for _, ip := range addrs {
		if v4 := ip.To4(); v4 != nil && !v4.IsUnspecified() && !v4.IsLoopback() && !v4.IsMulticast() && len(out) < 8 && site != "" {
			out = append(out, Seen{net.JoinHostPort(v4.String(), strconv.Itoa(port)), ledger.StationID{ID: station}, site})
		}
	}
	return out
}

// announce keeps the announcement as it should be, and makes it anew when the machine's addresses change.
func (f *Finder) announce(ctx context.Context) {
	var server *zeroconf.Server
	var said *Card
	var at []string
	end := func() {
		if server != nil {
			server.Shutdown()
			server = nil
		}
	}
	defer end()
	for ctx.Err() == nil {
		f.mu.Lock()
		card := f.card
		f.mu.Unlock()
		now := Addresses()
		if card != said || (card != nil && (server == nil || !slices.Equal(at, now))) {
			end()
			said, at = card, now
			if card != nil && len(now) > 0 {
				id := card.Station.String()
				server, _ = zeroconf.RegisterProxy(id, f.service, domain, card.Port, strings.ToLower(id), now,
					[]string{"v=1", "site=" + Short(card.Site.ID), "instance=" + Short(card.Instance.ID), "term=" + strconv.FormatUint(card.Term, 10)}, interfaces())
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

// virtual are the names of interfaces that lead to no other PC.
var virtual = []string{"docker", "br-", "virbr", "vmnet", "vboxnet", "tun", "tap", "wg", "tailscale", "zt"}

// interfaces are those that other PCs may be behind.
func interfaces() []net.Interface {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(i net.Interface) bool {
		return i.Flags&net.FlagUp == 0 || i.Flags&net.FlagMulticast == 0 || i.Flags&net.FlagLoopback != 0 ||
			slices.ContainsFunc(virtual, func(name string) bool { return strings.HasPrefix(i.Name, name) })
	})
}

// Addresses are the IPv4 addresses at which other PCs may reach this machine, sorted.
func Addresses() []string {
	var out []string
	for _, i := range interfaces() {
		of, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range of {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
				out = append(out, n.IP.String())
			}
		}
	}
	slices.Sort(out)
	return out
}
