package enrol

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// between stands in the middle: the newcomer speaks to it, and it to the inviting station. It passes on all that is said.
func between(middle string) (hostEnd, guestEnd *wireEnd) {
	hostEnd, toHost := connect("counter 1", middle)
	toGuest, guestEnd := connect(middle, "counter 2")
	relay := func(from, to *wireEnd) {
		for {
			frame, err := from.receiveRaw()
			if err == nil {
				err = to.sendRaw(frame)
			}
			if err != nil {
				_, _ = from.Close(), to.Close()
				return
			}
		}
	}
	go relay(toHost, toGuest)
	go relay(toGuest, toHost)
	return hostEnd, guestEnd
}

func TestWhoStandsInTheMiddleGetsNothing(t *testing.T) {
	t.Run("a stranger: the newcomer says nothing more once it has seen his key", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, guest, code := inviting(t, 0), &newcomer{}, NewCode(publicOf("root"))
			hostEnd, guestEnd := between("stranger")
			offer := NewOffer(code, time.Now())
			got := speak(hostEnd, guestEnd, offer, code, host, guest)
			if !errors.Is(got.join, errNoStation) {
				t.Errorf("the newcomer: got %v, want %v", got.join, errNoStation)
			}
			wantDenied(t, "the host", got.invite, wire.JoinStopped)
			if slices.Contains(guestEnd.said(), wire.TypeJoinProof) {
				t.Error("the newcomer sent its proof")
			}
			if state := offer.State(time.Now()); state.Tries != OfferTries || state.Phase != Waiting || len(host.confirmed) > 0 {
				t.Errorf("got %+v", state)
			}
		})
	})
	t.Run("a station of the site, whose key may be stolen: the proof is good for its own connection only", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, guest, code := inviting(t, 0), &newcomer{}, NewCode(publicOf("root"))
			host.roster = record(t, 0, "counter 1", "stolen")
			hostEnd, guestEnd := between("stolen")
			got := speak(hostEnd, guestEnd, NewOffer(code, time.Now()), code, host, guest)
			wantDenied(t, "the newcomer", got.join, wire.JoinWrong)
			wantDenied(t, "the host", got.invite, wire.JoinWrong)
			if guest.gotNothing(t); len(host.confirmed) > 0 {
				t.Error("a superuser was asked")
			}
		})
	})
	t.Run("a station of the site that welcomes without knowing the code", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			roster := record(t, 0, "counter 1", "stolen")
			for _, mac := range []func(theirs []byte) []byte{
				func([]byte) []byte { return nil }, func([]byte) []byte { return make([]byte, 32) }, func(theirs []byte) []byte { return theirs },
			} {
				thief, guestEnd := connect("stolen", "counter 2")
				guest := &newcomer{}
				go func() {
					_, _ = thief.Receive()
					_ = thief.Send(&wire.JoinRoster{List: wire.Seal(roster)})
					m, _ := thief.Receive()
					_ = thief.Send(&wire.JoinWelcome{Site: roster[0].Entry.Site, Total: 5, MAC: mac(m.(*wire.JoinProof).MAC)})
					_ = thief.Send(&wire.Entries{List: wire.Seal(roster)})
				}()
				wantDenied(t, "the newcomer", Join(context.Background(), guestEnd, NewCode(publicOf("root")), intro, guest), wire.JoinWrong)
				guest.gotNothing(t)
			}
		})
	})
	t.Run("somebody with a site of his own", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, guest := inviting(t, 0), &newcomer{}
			code := NewCode(publicOf("root of another site"))
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			got := speak(hostEnd, guestEnd, NewOffer(code, time.Now()), code, host, guest)
			if !errors.Is(got.join, errOtherSite) || slices.Contains(guestEnd.said(), wire.TypeJoinProof) {
				t.Errorf("got %v after %v", got.join, guestEnd.said())
			}
		})
	})
}

// The same over TLS: whoever ends it in the middle has another exporter on either side.
func TestWhoStandsInTheMiddleOfTLSGetsNothing(t *testing.T) {
	hostEnd, toHost := overTLS(t, "counter 1", "stolen")
	toGuest, guestEnd := overTLS(t, "stolen", "counter 2")
	relay := func(from, to tlsEnd) {
		for {
			m, err := from.Receive()
			if err == nil {
				err = to.Send(m)
			}
			if err != nil {
				_, _ = from.Close(), to.Close()
				return
			}
		}
	}
	var relaying sync.WaitGroup
	relaying.Go(func() { relay(toHost, toGuest) })
	relaying.Go(func() { relay(toGuest, toHost) })
	host, guest, code := inviting(t, 0), &newcomer{}, NewCode(publicOf("root"))
	host.roster = record(t, 0, "counter 1", "stolen")
	got := speak(hostEnd, guestEnd, NewOffer(code, time.Now()), code, host, guest)
	wantDenied(t, "the newcomer", got.join, wire.JoinWrong)
	wantDenied(t, "the host", got.invite, wire.JoinWrong)
	if guest.gotNothing(t); len(host.confirmed) > 0 {
		t.Error("a superuser was asked")
	}
	relaying.Wait()
}

// A join that was recorded and is played again, to the same open code or to a later one, is a wrong try.
func TestARecordedJoinIsWorthNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, code := inviting(t, 0), NewCode(publicOf("root"))
		host.confirm = func(context.Context, Newcomer) error { return errors.New("no") }
		_, guestEnd := func() (outcome, *wireEnd) {
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			return speak(hostEnd, guestEnd, NewOffer(code, time.Now()), code, host, &newcomer{}), guestEnd
		}()
		recorded := guestEnd.sent
		if !slices.Contains(guestEnd.said(), wire.TypeJoinProof) {
			t.Fatal("nothing was recorded")
		}
		asked := len(host.confirmed)
		again := NewOffer(code, time.Now())
		hostEnd, thief := connect("counter 1", "counter 2") // with the newcomer's own key even
		go func() {
			for _, frame := range recorded {
				_ = thief.sendRaw(frame)
			}
		}()
		wantDenied(t, "the host", Invite(context.Background(), hostEnd, again, host), wire.JoinWrong)
		if len(host.confirmed) != asked || again.State(time.Now()).Tries != OfferTries-1 {
			t.Errorf("asked %d times, %+v", len(host.confirmed)-asked, again.State(time.Now()))
		}
	})
}

func TestAProofIsGoodForNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hello := wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host}
		code := NewCode(publicOf("root"))
		a, _ := connect("counter 1", "counter 2")
		other, _ := connect("counter 1", "counter 2")
		right, err := proof(a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), &hello)
		if err != nil || len(right) != 32 {
			t.Fatalf("got %x, %v", right, err)
		}
		changed := func(f func(*wire.JoinHello)) *wire.JoinHello { h := hello; f(&h); return &h }
		for name, c := range map[string]struct {
			conn           Conn
			token          [tokenBytes]byte
			by             string
			host, newcomer ed25519.PublicKey
			hello          *wire.JoinHello
		}{
			"another connection": {other, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), &hello},
			"another token":      {a, [tokenBytes]byte{}, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), &hello},
			"the other side":     {a, code.Token, byHost, publicOf("counter 1"), publicOf("counter 2"), &hello},
			"another host":       {a, code.Token, byNewcomer, publicOf("stolen"), publicOf("counter 2"), &hello},
			"another newcomer":   {a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("stolen"), &hello},
			"the keys exchanged": {a, code.Token, byNewcomer, publicOf("counter 2"), publicOf("counter 1"), &hello},
			"another station":    {a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), changed(func(h *wire.JoinHello) { h.Station.ID = idOf("x") })},
			"another name":       {a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), changed(func(h *wire.JoinHello) { h.Name = "Counter 3" })},
			"another machine":    {a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), changed(func(h *wire.JoinHello) { h.Host = bytes.Repeat([]byte{1}, 32) })},
			"another version":    {a, code.Token, byNewcomer, publicOf("counter 1"), publicOf("counter 2"), changed(func(h *wire.JoinHello) { h.App = "9" })},
		} {
			if got, err := proof(c.conn, c.token, c.by, c.host, c.newcomer, c.hello); err != nil || bytes.Equal(got, right) {
				t.Errorf("%s: got the same proof, %v", name, err)
			}
		}
	})
}

// What a station that is not known to be one sends is bounded in bytes, entries and time.
func TestARosterThatDoesNotEndIsCutOff(t *testing.T) {
	big := record(t, 0, "counter 1")
	s, _, err := ledger.Seal(keyOf("counter 1"), ledger.Tip{Seq: 3, Hash: big[2].Hash, Lam: 3}, 0, ledger.Entry{Site: big[0].Entry.Site, Log: big[0].Entry.Log, Kind: "note",
		Command: ledger.CommandID{ID: idOf("c")}, Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: make([]byte, 16_000)})
	if err != nil {
		t.Fatal(err)
	}
	fat := &wire.JoinRoster{List: wire.Seal(slices.Repeat([]ledger.Sealed{s}, 60)), More: true}
	for name, c := range map[string]struct {
		part   *wire.JoinRoster
		every  time.Duration
		want   wire.JoinCode
		within time.Duration // to the end of the goodbye
	}{
		"a gigabyte":                     {fat, 10 * time.Millisecond, wire.JoinProto, farewell + 200*time.Millisecond},
		"a million small entries":        {&wire.JoinRoster{List: wire.Seal(slices.Repeat(big[1:2], 256)), More: true}, time.Millisecond, wire.JoinProto, farewell + 90*time.Millisecond},
		"parts with nothing in them":     {&wire.JoinRoster{More: true}, time.Millisecond, wire.JoinProto, farewell + time.Millisecond},
		"an entry every second, forever": {&wire.JoinRoster{List: wire.Seal(big[:1]), More: true}, time.Second, wire.JoinLost, stepWithin + farewell},
		"entries that are none":          {&wire.JoinRoster{List: []wire.Sealed{{Raw: []byte{1}, Sig: []byte{2}}}}, time.Millisecond, wire.JoinProto, farewell + time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hostEnd, guestEnd := connect("counter 1", "counter 2")
				guest := &newcomer{}
				sent := 0
				var sending sync.WaitGroup
				sending.Go(func() {
					for hostEnd.Send(c.part) == nil && sent < 1<<30 {
						sent += len(c.part.List)*100 + 1
						if len(c.part.List) > 0 {
							sent += len(c.part.List) * len(c.part.List[0].Raw)
						}
						hostEnd.sent = nil
						time.Sleep(c.every)
					}
				})
				began := time.Now()
				wantDenied(t, "the newcomer", Join(context.Background(), guestEnd, NewCode(publicOf("root")), intro, guest), c.want)
				if took := time.Since(began); took > c.within {
					t.Errorf("it took %s, want at most %s", took, c.within)
				}
				_ = hostEnd.Close()
				sending.Wait()
				if guest.gotNothing(t); guest.checked > 0 {
					t.Error("the roster was looked at")
				}
				if slices.Contains(guestEnd.said(), wire.TypeJoinProof) {
					t.Error("the newcomer sent its proof")
				}
			})
		})
	}
}

// A stranger who sends what is not due gets an answer and costs nothing.
func TestWhoDoesNotKeepToTheOrderIsRefused(t *testing.T) {
	proper := func(f func(*wire.JoinHello)) *wire.JoinHello {
		h := &wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host}
		f(h)
		return h
	}
	for name, first := range map[string]wire.Message{
		"a proof before the hello":            &wire.JoinProof{MAC: make([]byte, 32)},
		"a welcome":                           &wire.JoinWelcome{},
		"a station's hello":                   &wire.Hello{},
		"no station":                          proper(func(h *wire.JoinHello) { h.Station = ledger.StationID{} }),
		"no name":                             proper(func(h *wire.JoinHello) { h.Name = "" }),
		"a name that is too long":             proper(func(h *wire.JoinHello) { h.Name = string(bytes.Repeat([]byte("x"), maxName+1)) }),
		"a name of two lines":                 proper(func(h *wire.JoinHello) { h.Name = "Counter 2\nConfirmed" }),
		"a name that turns the rest around":   proper(func(h *wire.JoinHello) { h.Name = "Counter \u202e1" }),
		"a version that turns the rest about": proper(func(h *wire.JoinHello) { h.App = "1.0\u202e" }),
		"no machine":                          proper(func(h *wire.JoinHello) { h.Host = nil }),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hostEnd, guestEnd := connect("counter 1", "counter 2")
				offer := NewOffer(NewCode(publicOf("root")), time.Now())
				done := make(chan error, 1)
				go func() { done <- Invite(context.Background(), hostEnd, offer, inviting(t, 0)) }()
				_ = guestEnd.Send(first)
				m, err := guestEnd.Receive()
				if deny, ok := m.(*wire.JoinDeny); !ok || deny.Code != wire.JoinProto {
					t.Errorf("got %+v, %v, want PROTO", m, err)
				}
				_ = guestEnd.Close()
				wantDenied(t, "the host", <-done, wire.JoinProto)
				if got := offer.State(time.Now()); got.Tries != OfferTries || got.Phase != Waiting {
					t.Errorf("the offer is %+v", got)
				}
			})
		})
	}
	t.Run("more who say nothing than may speak at once keep a slot for a step only", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(publicOf("root"))
			offer := NewOffer(code, time.Now())
			var silent sync.WaitGroup
			for range offerAtOnce {
				hostEnd, _ := connect("counter 1", "stranger")
				silent.Go(func() { _ = Invite(context.Background(), hostEnd, offer, host) })
			}
			synctest.Wait()
			wantDenied(t, "the newcomer", meet(offer, code, host, &newcomer{}).join, wire.JoinBusy)
			silent.Wait()
			if got := meet(offer, code, host, &newcomer{}); got.join != nil {
				t.Errorf("after that: %v", got.join)
			}
		})
	})
}

// FuzzNewcomer lets a stranger send any frames to an inviting station: nobody is asked, nothing is given.
func FuzzNewcomer(f *testing.F) {
	hello := wire.Encode(1, &wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host})
	f.Add(hello, wire.Encode(2, &wire.JoinProof{MAC: make([]byte, 32)}), []byte{})
	f.Add(hello, wire.Encode(2, &wire.JoinDeny{Code: "X"}), []byte{0x80})
	f.Add([]byte("GET / HTTP/1.1"), hello, wire.Encode(3, &wire.Synced{}))
	host := inviting(f, 0)
	f.Fuzz(func(t *testing.T, one, two, three []byte) {
		synctest.Test(t, func(t *testing.T) {
			hostEnd, guestEnd := connect("counter 1", "stranger")
			host := *host
			done := make(chan error, 1)
			go func() {
				done <- Invite(context.Background(), hostEnd, NewOffer(NewCode(publicOf("root")), time.Now()), &host)
			}()
			go func() {
				for _, frame := range [][]byte{one, two, three} {
					_ = guestEnd.sendRaw(frame)
				}
			}()
			if err := <-done; err == nil || len(host.confirmed) > 0 || slices.Contains(hostEnd.said(), wire.TypeEntries) {
				t.Errorf("got %v, asked %d times, sent %v", err, len(host.confirmed), hostEnd.said())
			}
			if _, err := guestEnd.receiveRaw(); errors.Is(err, net.ErrClosed) {
				t.Error("the stranger's own end was closed")
			}
		})
	})
}
