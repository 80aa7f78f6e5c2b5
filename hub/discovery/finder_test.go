package discovery

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app/ledger"
)

// fakeAir carries announcements in virtual time.
type fakeAir struct {
	mu         sync.Mutex // guards what follows
	said       []announced
	at         []string
	fails      bool
	registered []string // addresses of each announcement, in order
	up         int      // announcements that have not ended
	browsing   int
}

func (a *fakeAir) browse(ctx context.Context, _ string, heard func(announced)) {
	a.mu.Lock()
	a.browsing++
	said := slices.Clone(a.said)
	a.mu.Unlock()
	for _, s := range said {
		heard(s)
	}
	<-ctx.Done()
}

func (a *fakeAir) register(_ string, _ Card, at []string) (func(), error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.registered = append(a.registered, at[0])
	if a.fails {
		return nil, errors.New("the only interface is down")
	}
	a.up++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.up--
	}, nil
}

func (a *fakeAir) addresses() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.at)
}

// set changes what is in the air, or how it is.
func (a *fakeAir) set(change func(*fakeAir)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(a)
}

func (a *fakeAir) is(t *testing.T, when string, up int, registered ...string) {
	t.Helper()
	synctest.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.up != up || !slices.Equal(a.registered, registered) {
		t.Errorf("%s: %d announcements, made at %q; want %d at %q", when, a.up, a.registered, up, registered)
	}
}

// ear is who listens to a finder.
type ear struct {
	wants func(Seen) bool
	mu    sync.Mutex // guards what follows
	heard map[string]int
	gone  []string
}

func (e *ear) hear(s Seen) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard[s.Addr]++
	return e.wants == nil || e.wants(s)
}

func (e *ear) lose(s Seen) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gone = append(e.gone, s.Addr)
}

func (e *ear) lost() []string {
	synctest.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.gone)
}

func (e *ear) count() int {
	synctest.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.heard)
}

// begin starts a finder over a fake air and ends it with the test.
func begin(t *testing.T, a *fakeAir, e *ear) *Finder {
	t.Helper()
	f := New(Hub, ":7443")
	f.air = a
	if err := f.Start(t.Context(), e.hear, e.lose); err != nil {
		t.Fatal(err)
	}
	return f
}

func newEar() *ear { return &ear{heard: map[string]int{}} }

// of is what a station announces from an address.
func of(station byte, ip net.IP) announced {
	return announced{ledger.ID{station}.String(), []string{"site=0a1b2c3d"}, []net.IP{ip}, 7443}
}

func TestAnAnnouncementIsMadeAgainWhenItMust(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fakeAir{at: []string{"10.0.0.7"}, fails: true}
		f := begin(t, a, newEar())
		defer func() {
			_ = f.Close()
			a.is(t, "closed", 0, "10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.0.9", "10.0.0.9")
		}()
		a.is(t, "it is nobody's hub", 0)
		f.Advertise(Card{Port: 7443})
		a.is(t, "it failed", 0, "10.0.0.7")
		time.Sleep(again)
		a.is(t, "it failed once more", 0, "10.0.0.7", "10.0.0.7")
		a.set(func(a *fakeAir) { a.fails = false })
		time.Sleep(again)
		a.is(t, "it went through", 1, "10.0.0.7", "10.0.0.7", "10.0.0.7")
		time.Sleep(time.Hour)
		a.is(t, "nothing has changed", 1, "10.0.0.7", "10.0.0.7", "10.0.0.7")
		a.set(func(a *fakeAir) { a.at = nil })
		time.Sleep(again)
		a.is(t, "there is no address", 0, "10.0.0.7", "10.0.0.7", "10.0.0.7")
		a.set(func(a *fakeAir) { a.at = []string{"10.0.0.9"} })
		time.Sleep(again)
		a.is(t, "there is another", 1, "10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.0.9")
		f.Quiet()
		a.is(t, "it is to be quiet", 0, "10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.0.9")
		f.Advertise(Card{Port: 7443})
		a.is(t, "it leads again", 1, "10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.0.9", "10.0.0.9")
	})
}

func TestACandidateIsGoneAfterThreeWindowsWithoutIt(t *testing.T) {
	for name, c := range map[string]struct {
		eager  bool
		window time.Duration // with the rest after it
	}{"without a hub": {true, fast}, "with one": {false, window + calmRest}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, e := &fakeAir{said: []announced{of(1, net.IPv4(10, 0, 0, 1)), of(2, net.IPv4(10, 0, 0, 2))}}, newEar()
				f := New(Hub, ":7443")
				f.air = a
				f.Look(c.eager)
				if err := f.Start(t.Context(), e.hear, e.lose); err != nil {
					t.Fatal(err)
				}
				defer func() { _ = f.Close() }()
				time.Sleep(c.window / 100)
				a.set(func(a *fakeAir) { a.said = a.said[1:] })
				time.Sleep(2 * c.window)
				a.set(func(a *fakeAir) { a.said = append(a.said, of(1, net.IPv4(10, 0, 0, 1))) })
				time.Sleep(c.window)
				a.set(func(a *fakeAir) { a.said = a.said[:1] })
				time.Sleep(3 * c.window) // the first of them had it
				if got := e.lost(); len(got) > 0 {
					t.Errorf("gone after two windows without it, twice: %q", got)
				}
				time.Sleep(c.window)
				if got := e.lost(); !slices.Equal(got, []string{"10.0.0.1:7443"}) {
					t.Errorf("gone after three windows without it: %q", got)
				}
				time.Sleep(10 * c.window)
				if got := e.lost(); len(got) != 1 {
					t.Errorf("gone later: %q", got)
				}
			})
		})
	}
}

// A flood of announcements fills the table and no more, takes no place of who is in it, and lets others in as soon as it is found
// out address by address.
func TestAFloodOfAnnouncementsIsBounded(t *testing.T) {
	flood := func(station func(i int) byte) (out []announced) {
		for i := range 1000 {
			out = append(out, of(station(i), net.IPv4(10, 9, byte(i/250), byte(1+i%250))))
		}
		return out
	}
	many := func(i int) byte { return byte(10 + i%100) }
	here, late := of(1, net.IPv4(10, 0, 0, 1)), of(2, net.IPv4(10, 0, 0, 2))
	t.Run("of many stations", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a, e := &fakeAir{said: append([]announced{here}, flood(many)...)}, newEar()
			f := begin(t, a, e)
			defer func() { _ = f.Close() }()
			time.Sleep(5*fast + fast/2)
			if got := e.count(); got != maxCandidates || e.heard["10.0.0.1:7443"] != 6 {
				t.Errorf("%d addresses were handed on, the first of them %d times; want %d, and 6", got, e.heard["10.0.0.1:7443"], maxCandidates)
			}
			a.set(func(a *fakeAir) { a.said = append(a.said, late) })
			time.Sleep(fast)
			if e.count(); e.heard["10.0.0.2:7443"] > 0 {
				t.Error("there was room for one more")
			}
			a.set(func(a *fakeAir) { a.said = slices.Insert(a.said, 0, late) })
			f.Missed("10.9.0.1:7443")
			time.Sleep(fast)
			if e.count(); e.heard["10.0.0.2:7443"] == 0 {
				t.Error("there was no room for another although somebody had not answered")
			}
		})
	})
	t.Run("of one station", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a, e := &fakeAir{said: append(flood(func(int) byte { return 9 }), late)}, newEar()
			f := begin(t, a, e)
			defer func() { _ = f.Close() }()
			time.Sleep(fast / 2)
			if got := e.count(); got != maxPlaces+1 || e.heard["10.0.0.2:7443"] != 1 {
				t.Errorf("%d addresses were handed on, want %d and the other station's", got, maxPlaces)
			}
		})
	})
	t.Run("of nobody who is wanted", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a, e := &fakeAir{said: append(flood(many), late)}, newEar()
			e.wants = func(s Seen) bool { return s.Station.ID[0] == 2 }
			f := begin(t, a, e)
			defer func() { _ = f.Close() }()
			time.Sleep(fast / 2)
			if e.count(); e.heard["10.0.0.2:7443"] != 1 || len(f.candidates) != 1 {
				t.Errorf("%d are candidates, want the one that is wanted", len(f.candidates))
			}
		})
	})
}

func TestWhichInterfacesLeadOut(t *testing.T) {
	const good = net.FlagUp | net.FlagMulticast | net.FlagBroadcast
	for name, want := range map[string]bool{"eth0": true, "enp3s0": true, "wlan0": true, "en0": true, "Ethernet": true, "WLAN": true, "br0": true, "bond0": true, "vEthernet (External)": true,
		"docker0": false, "br-1c2d3e": false, "veth12ab": false, "virbr0": false, "tun0": false, "wg0": false, "vEthernet (Default Switch)": false, "vEthernet (WSL)": false,
		"VMware Network Adapter VMnet8": false, "VirtualBox Host-Only Network": false, "OpenVPN TAP": false, "utun3": false, "ppp0": false} {
		card := net.Interface{Name: "card", Flags: good}
		if got := len(leadingOut([]net.Interface{card, {Name: name, Flags: good}})) == 2; got != want {
			t.Errorf("%s beside a card: got %v", name, got)
		}
		if got := leadingOut([]net.Interface{{Name: name, Flags: good}}); len(got) != 1 {
			t.Errorf("%s, the only way out, is not used", name)
		}
	}
	for what, flags := range map[string]net.Flags{"down": good &^ net.FlagUp, "without multicast": good &^ net.FlagMulticast, "loopback": good | net.FlagLoopback, "a tunnel": good | net.FlagPointToPoint} {
		if got := leadingOut([]net.Interface{{Name: "eth0", Flags: flags}}); len(got) != 0 {
			t.Errorf("an interface that is %s leads out", what)
		}
	}
}
