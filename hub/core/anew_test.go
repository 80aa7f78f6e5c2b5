package core_test

import (
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// begins is what the first stream of a session takes the peer to have.
func (l *lan) begins(of byte, session core.SessionID) []ledger.Head {
	l.t.Helper()
	for _, e := range l.greets(of, session, hello(of)) {
		if s, ok := e.(core.Stream); ok && s.ID == session {
			return s.Have
		}
	}
	l.t.Fatal("nothing is sent")
	return nil
}

func (l *lan) refuses(session core.SessionID) []core.Effect {
	l.t.Helper()
	l.step(core.Offered{ID: session, Entries: make([]ledger.Sealed, 1)})
	return l.step(core.Committed{From: session, Failed: true, Vector: []ledger.Head{head(me, 1)}})
}

func TestAfterARefusalEverythingIsSent(t *testing.T) {
	t.Run("by who refused, who says so", func(t *testing.T) {
		l := hubOfTwo(t)
		if byes := sent[*wire.Bye](l.refuses(1)); len(byes) != 1 || byes[0].Reason != "its entries were refused" {
			t.Errorf("it was told %+v", byes)
		}
		if have := l.begins(8, 3); len(have) != 0 {
			t.Errorf("it is taken to have %v", have)
		}
	})
	t.Run("by who was refused", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(1, &wire.Bye{Reason: "its entries were refused"})
		if have := l.begins(8, 3); len(have) != 0 {
			t.Errorf("it is taken to have %v", have)
		}
	})
	t.Run("once, then after a while, until a session was whole", func(t *testing.T) {
		l := hubOfTwo(t)
		l.refuses(1)
		l.begins(8, 3)
		l.refuses(3)
		if have := l.begins(8, 4); len(have) == 0 {
			t.Error("everything is sent again at once")
		}
		l.wait(2100 * time.Millisecond)
		l.refuses(4)
		if have := l.begins(8, 5); len(have) != 0 {
			t.Errorf("two seconds later it is taken to have %v", have)
		}
		l.drain(5)
		l.from(5, &wire.Synced{Vector: []ledger.Head{head(8, 1)}})
		l.refuses(5)
		if have := l.begins(8, 6); len(have) != 0 {
			t.Errorf("after a session that was whole it is taken to have %v", have)
		}
	})
	t.Run("and not after any other end", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(1, &wire.Bye{Reason: "shutting down"})
		if have := l.begins(8, 3); len(have) == 0 {
			t.Error("everything is sent")
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
