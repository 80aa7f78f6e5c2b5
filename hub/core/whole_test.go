package core_test

import (
	"slices"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// begun reports whether a session with another station is a whole one: said in the Welcome, and everything is sent.
func (l *lan) begun(of byte, session core.SessionID, hi *wire.Hello) bool {
	l.t.Helper()
	out := l.greets(of, session, hi)
	for _, e := range out {
		if s, ok := e.(core.Stream); ok && s.ID == session {
			whole := len(s.Have) == 0
			if said := sent[*wire.Welcome](out); len(said) != 1 || said[0].Whole != whole {
				l.t.Errorf("everything is sent: %v, and it says %+v", whole, said)
			}
			return whole
		}
	}
	l.t.Fatal("nothing is sent")
	return false
}

func (l *lan) refuses(session core.SessionID) []core.Effect {
	l.t.Helper()
	l.step(core.Offered{ID: session, Entries: make([]ledger.Sealed, 1)})
	return l.step(core.Committed{From: session, Failed: true, Vector: []ledger.Head{head(me, 1)}})
}

func TestAfterARefusalBothSendEverything(t *testing.T) {
	asking := hello(8)
	asking.Whole = true
	t.Run("by who refused, who says so", func(t *testing.T) {
		l := hubOfTwo(t)
		if byes := sent[*wire.Bye](l.refuses(1)); len(byes) != 1 || byes[0].Reason != "its entries were refused" {
			t.Errorf("it was told %+v", byes)
		}
		if !l.begun(8, 3, hello(8)) {
			t.Error("the next session is none")
		}
	})
	t.Run("by who was refused", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(1, &wire.Bye{Reason: "its entries were refused"})
		if !l.begun(8, 3, hello(8)) {
			t.Error("the next session is none")
		}
	})
	t.Run("when the other asks for it", func(t *testing.T) {
		l := hubOfTwo(t)
		if !l.begun(8, 3, asking) {
			t.Error("it is refused")
		}
	})
	t.Run("once more where the cable was pulled before its end", func(t *testing.T) {
		l := hubOfTwo(t)
		l.refuses(1)
		l.begun(8, 3, hello(8))
		l.step(core.SessionClosed{ID: 3})
		if !l.begun(8, 4, hello(8)) {
			t.Error("the next session is none")
		}
		l.drain(4)
		l.from(4, &wire.Synced{Vector: []ledger.Head{head(8, 1)}})
		l.step(core.SessionClosed{ID: 4})
		if l.begun(8, 5, hello(8)) {
			t.Error("it had reached its end")
		}
	})
	t.Run("and seldom where that is refused as well", func(t *testing.T) {
		l := hubOfTwo(t)
		l.refuses(1)
		session := core.SessionID(3)
		for _, rest := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
			if !l.begun(8, session, asking) {
				t.Fatalf("before the rest of %v there is no whole session", rest)
			}
			l.refuses(session)
			if l.begun(8, session+1, asking) {
				t.Error("everything is sent again at once")
			}
			l.alive(rest-200*time.Millisecond, []core.SessionID{2, session + 1})
			if l.refuses(session + 1); l.begun(8, session+2, asking) {
				t.Errorf("everything is sent again before %v", rest)
			}
			l.alive(400*time.Millisecond, []core.SessionID{2, session + 2})
			session += 3
		}
	})
	t.Run("and not after any other end", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(1, &wire.Bye{Reason: "shutting down"})
		if l.begun(8, 3, hello(8)) {
			t.Error("everything is sent")
		}
	})
	t.Run("a member asks its hub, and does as the hub says", func(t *testing.T) {
		for _, whole := range []bool{true, false} {
			l := join(t, 2, 1)
			l.from(1, &wire.Bye{Reason: "its entries were refused"})
			l.answers(2, wire.RoleHub, 3)
			l.wait(300 * time.Millisecond)
			l.answers(2, wire.RoleHub, 3)
			hi := sent[*wire.Hello](l.step(core.SessionOpened{ID: 3, Station: station(2), Addr: addr(2), Out: true}))
			if len(hi) != 1 || !hi[0].Whole {
				t.Fatalf("it says %+v", hi)
			}
			has := []ledger.Head{head(me, 1), head(2, 7)}
			streams := of[core.Stream](l.from(3, &wire.Welcome{Term: 3, Vector: has, Whole: whole}))
			if whole {
				has = has[:1] // what is not here says nothing
			}
			if len(streams) != 1 || !slices.Equal(streams[0].Have, has) {
				t.Errorf("told %v it sends %+v", whole, streams)
			}
			// What the hub sends meanwhile, and what is not stored here yet, says nothing of what the hub lacks either.
			l.step(core.Offered{ID: 3, Entries: []ledger.Sealed{{Hash: ledger.Hash{9}, Entry: ledger.Entry{Log: log(9), Seq: 50}}}})
			streams = of[core.Stream](l.step(core.Streamed{ID: 3, More: true}))
			if len(streams) != 1 || whole == slices.ContainsFunc(streams[0].Have, func(h ledger.Head) bool { return h.Log == log(9) }) {
				t.Errorf("told %v it goes on with %+v", whole, streams)
			}
		}
	})
}

// Somebody copied this PC, and the copy wrote on in its log. Until those entries are stored here, what this station wrote itself
// may be hidden behind them, so nothing that rests on it is said.
func TestNothingIsAskedBehindACopysEntries(t *testing.T) {
	l := join(t, 2, 1)
	copied := ledger.Sealed{Hash: ledger.Hash{9}, Entry: ledger.Entry{Log: log(me), Seq: 9}}
	l.step(core.Offered{ID: 1, Entries: []ledger.Sealed{copied}})
	l.step(core.Committed{Entries: []core.Written{{}}, Vector: []ledger.Head{head(me, 2)}})
	if again := of[core.Stream](l.drain(1)); len(again) != 0 {
		t.Errorf("it looks again and again for what to send: %+v", again)
	}
	if got := sent[*wire.PermitReq](l.step(asks(1, 1))); len(got) != 0 {
		t.Fatalf("it asks %+v", got)
	}
	l.step(core.Committed{From: 1, Entries: []core.Written{{}}, Vector: []ledger.Head{head(me, 9)}})
	if got := sent[*wire.PermitReq](l.drain(1)); len(got) != 1 {
		t.Errorf("once they are stored it asks %+v", got)
	}
}

// A copy of a PC says that it has nothing under way. What the PC itself was promised is not free by that.
func TestACopyDoesNotSetFreeWhatItsPCWasPromised(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*wire.Hello)
		after  time.Duration
		free   bool
	}{
		"the same process, in a new session":               {func(*wire.Hello) {}, 0, true},
		"another process on the machine":                   {func(h *wire.Hello) { h.Card.Instance = ledger.Instance{ID: id(99)} }, 0, false},
		"another process, when it can be used no more":     {func(h *wire.Hello) { h.Card.Instance = ledger.Instance{ID: id(99)} }, 7 * time.Second, true},
		"one that writes another log, also then":           {func(h *wire.Hello) { h.Card.Instance, h.Log = ledger.Instance{ID: id(99)}, log(99) }, 7 * time.Second, false},
		"a process on another machine, also after a while": {func(h *wire.Hello) { h.Card.Instance, h.Host = ledger.Instance{ID: id(99)}, []byte("copy") }, 7 * time.Second, false},
		"until the first has been gone for long":           {func(h *wire.Hello) { h.Card.Instance, h.Host = ledger.Instance{ID: id(99)}, []byte("copy") }, 18 * time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			l := hubOfTwo(t)
			l.granted(l.from(1, request(1, 1)))
			l.step(core.SessionClosed{ID: 1})
			hi := hello(8)
			c.change(hi)
			l.greets(8, 3, hi)
			l.drain(3)
			l.from(3, &wire.Synced{Vector: []ledger.Head{head(8, 1)}})
			l.alive(c.after, []core.SessionID{2, 3})
			l.effects = nil
			l.from(2, request(2, 1))
			if grants := sent[*wire.Grant](l.effects); (len(grants) == 1) != c.free {
				t.Errorf("granted to another: %v, want %v", len(grants) == 1, c.free)
			}
		})
	}
}
