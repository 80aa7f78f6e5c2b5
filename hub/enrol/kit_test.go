package enrol

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// keyOf makes the key of somebody by name, the same each time.
func keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func publicOf(name string) ed25519.PublicKey { return keyOf(name).Public().(ed25519.PublicKey) }

func idOf(name string) (id ledger.ID) {
	sum := sha256.Sum256([]byte(name))
	copy(id[:], sum[:])
	return id
}

// wireEnd is one end of a connection in memory. It holds back who sends more than a few frames that nobody reads.
type wireEnd struct {
	own, peer ed25519.PrivateKey
	secret    []byte // of this connection
	in, out   chan []byte
	closed    chan struct{}
	peerGone  chan struct{}
	closing   sync.Once

	mu   sync.Mutex // guards sent
	sent [][]byte
}

// connect makes a connection in memory between two who are named.
func connect(host, newcomer string) (*wireEnd, *wireEnd) {
	there, back := make(chan []byte, 4), make(chan []byte, 4)
	gone, left := make(chan struct{}), make(chan struct{})
	secret := []byte(host + newcomer + time.Now().String() + fmt.Sprintf("%p", there))
	return &wireEnd{own: keyOf(host), peer: keyOf(newcomer), secret: secret, in: there, out: back, closed: gone, peerGone: left},
		&wireEnd{own: keyOf(newcomer), peer: keyOf(host), secret: secret, in: back, out: there, closed: left, peerGone: gone}
}

func (e *wireEnd) Send(m wire.Message) error { return e.sendRaw(wire.Encode(1, m)) }

func (e *wireEnd) sendRaw(frame []byte) error {
	e.mu.Lock()
	e.sent = append(e.sent, frame)
	e.mu.Unlock()
	select {
	case <-e.closed:
		return net.ErrClosed
	case <-e.peerGone:
		return io.ErrClosedPipe
	default:
	}
	select {
	case e.out <- frame:
		return nil
	case <-e.closed:
		return net.ErrClosed
	case <-e.peerGone:
		return io.ErrClosedPipe
	}
}

func (e *wireEnd) Receive() (wire.Message, error) {
	frame, err := e.receiveRaw()
	if err != nil {
		return nil, err
	}
	_, m, err := wire.Decode(frame)
	return m, err
}

func (e *wireEnd) receiveRaw() ([]byte, error) {
	select {
	case <-e.closed:
		return nil, net.ErrClosed
	default:
	}
	select {
	case frame := <-e.in:
		return frame, nil
	case <-e.closed:
		return nil, net.ErrClosed
	case <-e.peerGone:
		select {
		case frame := <-e.in: // what was on its way still comes
			return frame, nil
		default:
			return nil, io.EOF
		}
	}
}

func (e *wireEnd) Exporter(label string) ([]byte, error) {
	mac := hmac.New(sha256.New, e.secret)
	mac.Write([]byte(label))
	return mac.Sum(nil), nil
}

func (e *wireEnd) OwnKey() ed25519.PublicKey  { return e.own.Public().(ed25519.PublicKey) }
func (e *wireEnd) PeerKey() ed25519.PublicKey { return e.peer.Public().(ed25519.PublicKey) }
func (e *wireEnd) Addr() string               { return "10.0.0.9:50123" }

func (e *wireEnd) Close() error {
	e.closing.Do(func() { close(e.closed) })
	return nil
}

// said are the kinds of messages that this end has sent.
func (e *wireEnd) said() (out []wire.Type) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, frame := range e.sent {
		if _, m, err := wire.Decode(frame); err == nil {
			out = append(out, m.Type())
		}
	}
	return out
}

// record is a site's ledger in one log: who founded it, its stations, and so many notes.
func record(t testing.TB, notes int, stations ...string) []ledger.Sealed {
	t.Helper()
	site, log, key := ledger.SiteID{ID: idOf("site")}, ledger.LogID{ID: idOf("log")}, keyOf(stations[0])
	tip := ledger.Tip{}
	var out []ledger.Sealed
	add := func(kind string, body []byte) {
		sealed, next, err := ledger.Seal(key, tip, 0, ledger.Entry{Site: site, Log: log, Kind: kind, KindVer: 1, Command: ledger.CommandID{ID: idOf(fmt.Sprint(kind, len(out)))},
			Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: body})
		if err != nil {
			t.Fatalf("seal: %v", err)
		}
		tip = next
		out = append(out, sealed)
	}
	add(ledger.KindLogOpen, ledger.Encode(ledger.LogOpen{Station: ledger.StationID{ID: idOf(stations[0])}, Key: publicOf(stations[0])}))
	add("site.create", publicOf("root"))
	for _, station := range stations {
		add("station.enrol", publicOf(station))
	}
	for range notes {
		add("note", nil)
	}
	return out
}

// desk is the inviting station of the tests. Its clock is the real one, or that of a synctest bubble.
type desk struct {
	roster    []ledger.Sealed
	entries   []ledger.Sealed
	records   []wire.Message
	confirm   func(context.Context, Newcomer) error
	unread    error // what comes instead of entries
	ahead     time.Duration
	confirmed []Newcomer
	batches   int
}

// inviting is a desk with a site of one station, who confirms.
func inviting(t testing.TB, notes int) *desk {
	entries := record(t, notes, "counter 1")
	return &desk{roster: entries[:3], entries: entries, confirm: func(context.Context, Newcomer) error { return nil },
		records: []wire.Message{&wire.Credential{Account: ledger.AccountID{ID: idOf("root")}, Value: []byte("wrapped")}, &wire.Draft{ID: idOf("draft")}}}
}

func (d *desk) Roster(context.Context) ([]ledger.Sealed, error) { return d.roster, nil }
func (d *desk) Total(context.Context) (uint64, error)           { return uint64(len(d.entries)), nil }
func (d *desk) Now() time.Time                                  { return time.Now().Add(d.ahead) }
func (d *desk) Records(context.Context) ([]wire.Message, error) { return d.records, nil }
func (d *desk) Places() []wire.Place {
	return []wire.Place{{Station: ledger.StationID{ID: idOf("counter 1")}, Addr: "10.0.0.1:7443", Role: wire.RoleHub}}
}

func (d *desk) Confirm(ctx context.Context, n Newcomer) error {
	d.confirmed = append(d.confirmed, n)
	return d.confirm(ctx, n)
}

func (d *desk) Missing(have []ledger.Head, entries, bytes int) (list []ledger.Sealed, more bool, err error) {
	d.batches++
	if d.unread != nil {
		return nil, false, d.unread
	}
	if len(have) > 1 {
		return nil, false, fmt.Errorf("%d heads of one log", len(have))
	}
	from := 0
	if len(have) == 1 {
		from = int(have[0].Seq)
		if d.entries[from-1].Hash != have[0].Hash {
			return nil, false, errors.New("a head that was never sent")
		}
	}
	for from < len(d.entries) && len(list) < entries && (len(list) == 0 || bytes > 0) {
		bytes -= len(d.entries[from].Raw)
		list = append(list, d.entries[from])
		from++
	}
	return list, from < len(d.entries), nil
}

var (
	errOtherSite = errors.New("the code is of another site")
	errNoStation = errors.New("the other end is no station of the site")
)

// newcomer is the new PC of the tests.
type newcomer struct {
	digits  string
	total   uint64
	places  []wire.Place
	kept    []ledger.Sealed
	records []wire.Message
	keep    func([]ledger.Sealed) error // before it is kept; may be nil
	checked int                         // entries of the roster
}

func (n *newcomer) Check(roster []ledger.Sealed, root [rootBytes]byte, server ed25519.PublicKey) error {
	n.checked = len(roster)
	if RootHash(roster[1].Entry.Body) != root {
		return errOtherSite
	}
	if !slices.ContainsFunc(roster[2:], func(s ledger.Sealed) bool { return server.Equal(ed25519.PublicKey(s.Entry.Body)) }) {
		return errNoStation
	}
	return nil
}

func (n *newcomer) Compare(digits string) { n.digits = digits }

func (n *newcomer) Welcome(_ ledger.SiteID, total uint64, places []wire.Place) {
	n.total, n.places = total, places
}

func (n *newcomer) Keep(_ context.Context, entries []ledger.Sealed) error {
	if n.keep != nil {
		if err := n.keep(entries); err != nil {
			return err
		}
	}
	n.kept = append(n.kept, entries...)
	return nil
}

func (n *newcomer) Take(_ context.Context, m wire.Message) error {
	n.records = append(n.records, m)
	return nil
}

// gotNothing fails the test when the newcomer was shown or given anything.
func (n *newcomer) gotNothing(t *testing.T) {
	t.Helper()
	if n.total != 0 || len(n.kept)+len(n.records) > 0 {
		t.Errorf("the newcomer was given %d entries and %d records", len(n.kept), len(n.records))
	}
}

var intro = Intro{Station: ledger.StationID{ID: idOf("counter 2")}, Name: "Counter 2", App: "1.2.0", Host: make([]byte, 32)}

// outcome is how a conversation ended at either end.
type outcome struct{ invite, join error }

// meet lets the two speak, over a connection of its own.
func meet(offer *Offer, code Code, host *desk, guest *newcomer) outcome {
	hostEnd, guestEnd := connect("counter 1", "counter 2")
	return speak(hostEnd, guestEnd, offer, code, host, guest)
}

func speak(hostEnd, guestEnd Conn, offer *Offer, code Code, host *desk, guest *newcomer) outcome {
	var out outcome
	var both sync.WaitGroup
	both.Go(func() { out.invite = Invite(context.Background(), hostEnd, offer, host) })
	both.Go(func() { out.join = Join(context.Background(), guestEnd, code, intro, guest) })
	both.Wait()
	return out
}

// wantDenied checks the reason at one end.
func wantDenied(t *testing.T, who string, err error, want wire.JoinCode) {
	t.Helper()
	var denied *Denied
	if !errors.As(err, &denied) || denied.Code != want {
		t.Errorf("%s: got %v, want %s", who, err, want)
	}
}
