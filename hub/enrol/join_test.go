package enrol

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

func TestANewcomerIsLetIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, guest := inviting(t, 1000), &newcomer{}
		code := NewCode(publicOf("root"))
		offer := NewOffer(code, time.Now())
		var phases []Phase
		offer.Changed = func() { phases = append(phases, offer.State(time.Now()).Phase) }
		got := meet(offer, code, host, guest)
		if got.invite != nil || got.join != nil {
			t.Fatalf("got %v and %v, want neither", got.invite, got.join)
		}
		if len(host.confirmed) != 1 {
			t.Fatalf("a superuser was asked %d times, want once", len(host.confirmed))
		}
		asked := host.confirmed[0]
		if asked.Digits != guest.digits || len(guest.digits) != 6 {
			t.Errorf("the screens show %q and %q, want the same six digits", asked.Digits, guest.digits)
		}
		if asked.Station != intro.Station || asked.Name != intro.Name || asked.App != intro.App || !asked.Key.Equal(publicOf("counter 2")) || asked.Addr == "" {
			t.Errorf("the superuser is asked about %+v", asked)
		}
		if !slices.EqualFunc(guest.kept, host.entries, func(a, b ledger.Sealed) bool { return a.Hash == b.Hash && string(a.Sig) == string(b.Sig) }) {
			t.Errorf("it kept %d entries, want the %d of the site in their order", len(guest.kept), len(host.entries))
		}
		if guest.total != uint64(len(host.entries)) || len(guest.places) != 1 || len(guest.records) != 2 || guest.checked != 3 {
			t.Errorf("got total %d, %d places, %d records, a roster of %d", guest.total, len(guest.places), len(guest.records), guest.checked)
		}
		if host.batches < 4 {
			t.Errorf("the record came in %d batches, want several", host.batches)
		}
		if want := []Phase{Comparing, Admitting, Done}; !slices.Equal(phases, want) {
			t.Errorf("the screen showed %v, want %v", phases, want)
		}
	})
}

// A record whose entries are as long as they may be still goes in frames that are not too long.
func TestEntriesOfTheGreatestSizeFitIntoFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, guest := inviting(t, 0), &newcomer{}
		key, tip := keyOf("counter 1"), ledger.Tip{Seq: 3, Hash: host.entries[2].Hash, Lam: 3}
		for range 200 {
			s, next, err := ledger.Seal(key, tip, 0, ledger.Entry{Site: ledger.SiteID{ID: idOf("site")}, Log: ledger.LogID{ID: idOf("log")}, Kind: "note", Command: ledger.CommandID{ID: idOf("c")},
				Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: make([]byte, 16_000)})
			if err != nil {
				t.Fatal(err)
			}
			tip = next
			host.entries = append(host.entries, s)
		}
		host.roster = host.entries
		code := NewCode(publicOf("root"))
		guest.keep = func([]ledger.Sealed) error { return nil }
		got := meet(NewOffer(code, time.Now()), code, host, guest)
		if got.invite != nil || got.join != nil || len(guest.kept) != 203 {
			t.Errorf("got %v, %v and %d entries, want 203", got.invite, got.join, len(guest.kept))
		}
	})
}

func TestWhoIsNotLetIn(t *testing.T) {
	root := publicOf("root")
	for name, c := range map[string]struct {
		prepare func(offer *Offer, code *Code, host *desk)
		want    wire.JoinCode
		phase   Phase
	}{
		"another token":    {func(_ *Offer, code *Code, _ *desk) { code.Token[3] ^= 1 }, wire.JoinWrong, Waiting},
		"a withdrawn code": {func(offer *Offer, _ *Code, _ *desk) { offer.Withdraw() }, wire.JoinUsed, Failed},
		"after 15 minutes": {func(_ *Offer, _ *Code, host *desk) { host.ahead = OfferFor }, wire.JoinExpired, Expired},
		"a superuser's no": {func(_ *Offer, _ *Code, host *desk) {
			host.confirm = func(context.Context, Newcomer) error { return errors.New("no") }
		}, wire.JoinRefused, Failed},
		"a known station": {func(_ *Offer, _ *Code, host *desk) {
			host.confirm = func(context.Context, Newcomer) error { return Deny(wire.JoinSite) }
		}, wire.JoinSite, Failed},
		"nobody at the desk": {func(_ *Offer, _ *Code, host *desk) {
			host.confirm = func(ctx context.Context, _ Newcomer) error { <-ctx.Done(); return ctx.Err() }
		}, wire.JoinRefused, Failed},
		"withdrawn while the digits are compared": {func(offer *Offer, _ *Code, host *desk) {
			host.confirm = func(ctx context.Context, _ Newcomer) error { offer.Withdraw(); <-ctx.Done(); return ctx.Err() }
		}, wire.JoinRefused, Failed},
		"a record that cannot be read": {func(_ *Offer, _ *Code, host *desk) { host.unread = errors.New("bad sector") }, wire.JoinStopped, Failed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host, guest, code := inviting(t, 0), &newcomer{}, NewCode(root)
				offer := NewOffer(code, time.Now())
				c.prepare(offer, &code, host)
				began := time.Now()
				got := meet(offer, code, host, guest)
				wantDenied(t, "the newcomer", got.join, c.want)
				if took := time.Since(began); took > 2*time.Second && name != "nobody at the desk" {
					t.Errorf("it took %s", took)
				}
				if got.invite == nil {
					t.Error("the inviting station thinks that it went well")
				}
				if len(guest.kept) > 0 || len(guest.records) > 0 {
					t.Errorf("it was given %d entries and %d records", len(guest.kept), len(guest.records))
				}
				if got := offer.State(host.Now()).Phase; got != c.phase {
					t.Errorf("the offer is %s, want %s", got, c.phase)
				}
			})
		})
	}
}

func TestACodeIsGood(t *testing.T) {
	root := publicOf("root")
	t.Run("once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			if got := meet(offer, code, host, &newcomer{}); got.join != nil {
				t.Fatal(got.join)
			}
			second := &newcomer{}
			got := meet(offer, code, host, second)
			wantDenied(t, "the second newcomer", got.join, wire.JoinUsed)
			second.gotNothing(t)
			if state := offer.State(time.Now()); state.Phase != Done || offer.Open(time.Now()) {
				t.Errorf("the offer is %s, want done, and closed", state.Phase)
			}
		})
	})
	t.Run("for one of two that prove it at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			release := make(chan struct{})
			host.confirm = func(context.Context, Newcomer) error { <-release; return nil }
			first := make(chan outcome, 1)
			go func() { first <- meet(offer, code, host, &newcomer{}) }()
			synctest.Wait()
			if state := offer.State(time.Now()); state.Phase != Comparing || state.Newcomer.Name != intro.Name || len(state.Newcomer.Digits) != 6 {
				t.Fatalf("got %+v, want the newcomer to be compared", state)
			}
			second := meet(offer, code, host, &newcomer{})
			wantDenied(t, "the second", second.join, wire.JoinUsed)
			close(release)
			if got := <-first; got.join != nil || got.invite != nil {
				t.Errorf("the first: %v, %v", got.join, got.invite)
			}
		})
	})
	t.Run("for five wrong tries, and then not even the right one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			wrong := code
			wrong.Token[9] ^= 1
			for i := range OfferTries {
				if got := offer.State(time.Now()); got.Tries != OfferTries-i || !offer.Open(time.Now()) {
					t.Fatalf("before try %d: %+v", i+1, got)
				}
				wantDenied(t, "a wrong try", meet(offer, wrong, host, &newcomer{}).join, wire.JoinWrong)
			}
			wantDenied(t, "the sixth wrong try", meet(offer, wrong, host, &newcomer{}).join, wire.JoinTries)
			wantDenied(t, "the right code", meet(offer, code, host, &newcomer{}).join, wire.JoinTries)
			if got := offer.State(time.Now()); got.Phase != Failed || got.Why != wire.JoinTries || offer.Open(time.Now()) || len(host.confirmed) > 0 {
				t.Errorf("got %+v, and asked %d times", got, len(host.confirmed))
			}
		})
	})
	t.Run("a moment before 15 minutes, and not after a PC has slept through them", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			host.ahead = OfferFor - time.Nanosecond
			if got := meet(NewOffer(code, time.Now()), code, host, &newcomer{}); got.join != nil {
				t.Errorf("a moment before: %v", got.join)
			}
			now := time.Now()
			slept := now.Round(0).Add(OfferFor) // without the monotonic clock, which stood still
			if NewOffer(code, now).Open(slept) {
				t.Error("the code is still open after a sleep")
			}
		})
	})
	t.Run("until a proof comes too late, though its newcomer began in time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			host.ahead = OfferFor - 2*time.Second
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			guest := &slowChecker{newcomer{}, 3 * time.Second}
			done := make(chan error, 1)
			go func() { done <- Invite(context.Background(), hostEnd, offer, host) }()
			wantDenied(t, "the newcomer", Join(context.Background(), guestEnd, code, intro, guest), wire.JoinExpired)
			wantDenied(t, "the host", <-done, wire.JoinExpired)
		})
	})
}

// slowChecker takes its time over the roster.
type slowChecker struct {
	newcomer
	takes time.Duration
}

func (s *slowChecker) Check(roster []ledger.Sealed, root [rootBytes]byte, server ed25519.PublicKey) error {
	time.Sleep(s.takes) // of the bubble's clock
	return s.newcomer.Check(roster, root, server)
}

// Whatever is wrong with a proof, the answer takes as long.
func TestWrongProofsAreAnsweredAfterTheSameTime(t *testing.T) {
	for name, mac := range map[string][]byte{"nothing": nil, "one byte": {1}, "the right length": make([]byte, 32), "far too long": make([]byte, 1000)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hostEnd, guestEnd := connect("counter 1", "counter 2")
				offer := NewOffer(NewCode(publicOf("root")), time.Now())
				done := make(chan error, 1)
				go func() { done <- Invite(context.Background(), hostEnd, offer, inviting(t, 0)) }()
				_ = guestEnd.Send(&wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host})
				if m, err := guestEnd.Receive(); err != nil {
					t.Fatalf("no roster: %v, %v", m, err)
				}
				asked := time.Now()
				_ = guestEnd.Send(&wire.JoinProof{MAC: mac})
				m, err := guestEnd.Receive()
				if deny, ok := m.(*wire.JoinDeny); !ok || deny.Code != wire.JoinWrong || time.Since(asked) != answerAfter {
					t.Errorf("got %+v, %v after %s, want WRONG_CODE after %s", m, err, time.Since(asked), answerAfter)
				}
				_ = guestEnd.Close()
				wantDenied(t, "the host", <-done, wire.JoinWrong)
			})
		})
	}
}

// Nobody waits for ever for the other one, whenever it falls silent.
func TestWhoFallsSilentIsGivenUp(t *testing.T) {
	root := publicOf("root")
	t.Run("a newcomer that says nothing, within one step", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hostEnd, _ := connect("counter 1", "counter 2")
			began := time.Now()
			err := Invite(context.Background(), hostEnd, NewOffer(NewCode(root), began), inviting(t, 0))
			wantDenied(t, "the host", err, wire.JoinLost)
			if took := time.Since(began); took > stepWithin+farewell {
				t.Errorf("it took %s", took)
			}
		})
	})
	t.Run("a newcomer that says nothing after the roster, and costs no try", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			_ = guestEnd.Send(&wire.JoinHello{Station: intro.Station, Name: intro.Name, App: intro.App, Host: intro.Host})
			offer := NewOffer(NewCode(root), time.Now())
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, offer, inviting(t, 0)), wire.JoinLost)
			if got := offer.State(time.Now()); got.Phase != Waiting || got.Tries != OfferTries {
				t.Errorf("got %+v", got)
			}
		})
	})
	t.Run("a newcomer that stops reading half way through the record", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 5000), NewCode(root)
			offer := NewOffer(code, time.Now())
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			began := time.Now()
			hang := make(chan struct{})
			guest := &newcomer{keep: func([]ledger.Sealed) error { <-hang; return io.ErrUnexpectedEOF }}
			joined := make(chan error, 1)
			go func() { joined <- Join(context.Background(), guestEnd, code, intro, guest) }()
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, offer, host), wire.JoinLost)
			if took := time.Since(began); took > 2*batchWithin {
				t.Errorf("it took %s", took)
			}
			if got := offer.State(time.Now()); got.Phase != Failed || got.Why != wire.JoinLost {
				t.Errorf("got %+v", got)
			}
			close(hang)
			<-joined
		})
	})
	t.Run("a newcomer that never says that it has all", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			hang := make(chan struct{})
			guest := &newcomer{keep: func([]ledger.Sealed) error { <-hang; return io.ErrUnexpectedEOF }}
			joined := make(chan error, 1)
			go func() { joined <- Join(context.Background(), guestEnd, code, intro, guest) }()
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, offer, host), wire.JoinLost)
			close(hang)
			<-joined
		})
	})
	t.Run("a newcomer whose plug is pulled while the digits are compared", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			began := time.Now()
			host.confirm = func(ctx context.Context, _ Newcomer) error { _ = guestEnd.Close(); <-ctx.Done(); return ctx.Err() }
			joined := make(chan error, 1)
			go func() { joined <- Join(context.Background(), guestEnd, code, intro, &newcomer{}) }()
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, offer, host), wire.JoinLost)
			wantDenied(t, "the newcomer", <-joined, wire.JoinLost)
			if took := time.Since(began); took > farewell {
				t.Errorf("the superuser was asked for another %s", took)
			}
			if got := offer.State(time.Now()); got.Phase != Failed || got.Why != wire.JoinLost {
				t.Errorf("got %+v", got)
			}
		})
	})
	t.Run("an inviting station that says nothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, guestEnd := connect("counter 1", "counter 2")
			began := time.Now()
			wantDenied(t, "the newcomer", Join(context.Background(), guestEnd, NewCode(root), intro, &newcomer{}), wire.JoinLost)
			if took := time.Since(began); took > stepWithin+farewell {
				t.Errorf("it took %s", took)
			}
		})
	})
}

func TestEitherSideMayStop(t *testing.T) {
	root := publicOf("root")
	t.Run("the newcomer's disk is full: its error is kept, and the other side hears of it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 20_000), NewCode(root)
			offer := NewOffer(code, time.Now())
			full := errors.New("the disk is full")
			guest := &newcomer{}
			guest.keep = func([]ledger.Sealed) error {
				if len(guest.kept) >= 512 {
					return full
				}
				return nil
			}
			got := meet(offer, code, host, guest)
			if !errors.Is(got.join, full) {
				t.Errorf("the newcomer: got %v, want %v", got.join, full)
			}
			wantDenied(t, "the host", got.invite, wire.JoinStopped)
			if state := offer.State(time.Now()); state.Phase != Failed || state.Why != wire.JoinStopped {
				t.Errorf("got %+v", state)
			}
			if len(guest.kept) != 512 {
				t.Errorf("it kept %d entries, want the 512 before", len(guest.kept))
			}
			if host.batches > 40 {
				t.Errorf("the host went on to batch %d", host.batches)
			}
		})
	})
	t.Run("somebody cancels at the newcomer while the digits are compared", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			ctx, cancel := context.WithCancel(context.Background())
			host.confirm = func(ctx context.Context, _ Newcomer) error { cancel(); <-ctx.Done(); return ctx.Err() }
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			joined := make(chan error, 1)
			go func() { joined <- Join(ctx, guestEnd, code, intro, &newcomer{}) }()
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, NewOffer(code, time.Now()), host), wire.JoinStopped)
			if err := <-joined; !errors.Is(err, context.Canceled) {
				t.Errorf("the newcomer: got %v", err)
			}
		})
	})
	t.Run("the inviting station shuts down while the digits are compared", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			ctx, cancel := context.WithCancel(context.Background())
			host.confirm = func(ctx context.Context, _ Newcomer) error { cancel(); <-ctx.Done(); return ctx.Err() }
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			invited := make(chan error, 1)
			go func() { invited <- Invite(ctx, hostEnd, NewOffer(code, time.Now()), host) }()
			wantDenied(t, "the newcomer", Join(context.Background(), guestEnd, code, intro, &newcomer{}), wire.JoinStopped)
			if err := <-invited; !errors.Is(err, context.Canceled) {
				t.Errorf("the host: got %v", err)
			}
		})
	})
	t.Run("a station that was enrolled in the very moment in which the newcomer left is not said to be done", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			host, code := inviting(t, 0), NewCode(root)
			offer := NewOffer(code, time.Now())
			hostEnd, guestEnd := connect("counter 1", "counter 2")
			host.confirm = func(ctx context.Context, _ Newcomer) error { _ = guestEnd.Close(); <-ctx.Done(); return nil }
			go func() { _ = Join(context.Background(), guestEnd, code, intro, &newcomer{}) }()
			wantDenied(t, "the host", Invite(context.Background(), hostEnd, offer, host), wire.JoinLost)
			if got := offer.State(time.Now()).Phase; got != Failed {
				t.Errorf("got %s", got)
			}
			synctest.Wait()
		})
	})
}

// Of a log that forks the head of each branch counts.
func TestTheVectorFollowsBothBranchesOfAFork(t *testing.T) {
	entries := record(t, 4, "counter 1")
	key := keyOf("counter 1")
	branch, _, err := ledger.Seal(key, ledger.Tip{Seq: 4, Hash: entries[3].Hash, Lam: 4}, 0, ledger.Entry{Site: entries[0].Entry.Site, Log: entries[0].Entry.Log, Kind: "note",
		Command: ledger.CommandID{ID: idOf("other")}, Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: []byte{1}})
	if err != nil {
		t.Fatal(err)
	}
	var have []ledger.Head
	for _, s := range []*ledger.Sealed{&entries[0], &entries[1], &entries[2], &entries[3], &entries[4], &branch, &entries[5], &entries[6]} {
		have = advance(have, s)
	}
	if want := []ledger.Head{entries[6].Head(), branch.Head()}; !slices.Equal(have, want) {
		t.Errorf("got %v, want %v", have, want)
	}
}
