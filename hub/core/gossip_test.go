package core_test

import (
	"slices"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

func online(of, session byte, state string) wire.Online {
	return wire.Online{Station: station(of), Session: id(session), Account: ledger.AccountID{ID: id(1)}, State: state}
}

// sessions are the ones shown as signed in.
func (l *lan) sessions() []byte {
	var out []byte
	for _, o := range l.Online() {
		out = append(out, o.Session[0])
	}
	return out
}

// A hub may be lost a moment after somebody has joined it: by then all must know each other's addresses.
func TestWhoJoinsIsToldOfAtOnce(t *testing.T) {
	l := lead(t, 8, 9)
	l.serve(8, 1)
	l.wait(core.TickEvery)
	l.effects = nil
	l.serve(9, 2)
	l.wait(core.TickEvery)
	rolls := sent[*wire.Roll](l.effects)
	if len(rolls) != 2 {
		t.Fatalf("%d pictures were sent, want one to each member", len(rolls))
	}
	for _, roll := range rolls {
		for _, n := range []byte{8, 9} {
			if !slices.ContainsFunc(roll.List, func(p wire.Place) bool { return p.Station == station(n) && p.Addr == addr(n) }) {
				t.Errorf("where %d is reached is not in %+v", n, roll.List)
			}
		}
	}
	if again := sent[*wire.Roll](l.wait(core.TickEvery)); len(again) != 0 {
		t.Errorf("%d more followed", len(again))
	}
}

func TestWhoIsSignedIn(t *testing.T) {
	t.Run("a member tells of itself, and the hub tells the others", func(t *testing.T) {
		l := hubOfTwo(t)
		effects := l.from(1, &wire.Presence{List: []wire.Online{online(8, 1, "active")}})
		if got := sent[*wire.Presence](effects); len(got) != 1 || len(of[core.Deliver](effects)) != 1 || len(l.Online()) != 1 {
			t.Errorf("passed on %+v, shown %v", got, l.sessions())
		}
	})
	t.Run("a member cannot tell of others", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(2, &wire.Presence{List: []wire.Online{online(9, 3, "active")}})
		l.from(1, &wire.Presence{List: []wire.Online{online(9, 2, "active"), online(9, 3, "gone"), online(me, 4, "active"), {Station: station(8), Session: id(3), State: "gone"}}})
		if got := l.sessions(); !slices.Equal(got, []byte{3}) {
			t.Errorf("shown %v", got)
		}
	})
	t.Run("a hub cannot sign this station's own people off", func(t *testing.T) {
		l := join(t, 2, 1)
		l.step(core.Share{Msg: &wire.Presence{List: []wire.Online{online(me, 1, "active")}}})
		l.from(1, &wire.Presence{List: []wire.Online{online(me, 1, "gone"), online(me, 2, "active"), online(9, 3, "active")}})
		if got := l.sessions(); !slices.Equal(got, []byte{1, 3}) {
			t.Errorf("shown %v", got)
		}
	})
	t.Run("who leaves is signed off everywhere", func(t *testing.T) {
		l := hubOfTwo(t)
		l.from(1, &wire.Presence{List: []wire.Online{online(8, 1, "active")}})
		effects := l.step(core.SessionClosed{ID: 1})
		if got := sent[*wire.Presence](effects); len(got) != 1 || got[0].List[0].State != "gone" || len(l.Online()) != 0 {
			t.Errorf("told %+v, shown %v", got, l.sessions())
		}
	})
	t.Run("one station fills nothing up", func(t *testing.T) {
		l := hubOfTwo(t)
		var list []wire.Online
		for i := range 1000 {
			o := online(8, 1, "active")
			o.Session[1], o.Session[2] = byte(i), byte(i>>8)
			list = append(list, o)
		}
		l.from(1, &wire.Presence{List: list})
		if n := len(l.Online()); n != 256 {
			t.Errorf("%d sessions", n)
		}
	})
}

func TestRecordsGoToEverybodyButWhereTheyCameFrom(t *testing.T) {
	l := hubOfTwo(t)
	var to []core.SessionID
	for _, e := range l.from(1, &wire.Draft{Rev: 3}) {
		if s, ok := e.(core.Send); ok {
			to = append(to, s.ID)
		}
	}
	if !slices.Equal(to, []core.SessionID{2}) {
		t.Errorf("sent to %v", to)
	}
}

func TestCopiesOfAnEntry(t *testing.T) {
	// wrote lets this station write up to an entry, and the hub be told.
	wrote := func(l *lan, seq uint64) {
		l.step(core.Committed{Entries: []core.Written{{Station: station(me)}}, Vector: []ledger.Head{head(me, seq)}})
		l.drain(1)
	}
	t.Run("are counted on the hub's word", func(t *testing.T) {
		l := join(t, 2, 1, 9)
		wrote(l, 4)
		l.from(1, &wire.Ack{Durable: []wire.Durable{{Station: station(2), Vector: []ledger.Head{head(me, 4)}}, {Station: station(9), Vector: []ledger.Head{head(me, 3)}}}})
		if got := l.Copies(); !slices.Equal(got, []uint64{3, 4, 4}) {
			t.Errorf("up to %v", got)
		}
	})
	t.Run("never go back", func(t *testing.T) {
		l := join(t, 2, 1)
		wrote(l, 4)
		for _, seq := range []uint64{4, 2} {
			l.from(1, &wire.Ack{Durable: []wire.Durable{{Station: station(2), Vector: []ledger.Head{head(me, seq)}}}})
		}
		if got := l.Copies(); !slices.Equal(got, []uint64{4, 4}) {
			t.Errorf("up to %v", got)
		}
	})
	t.Run("are not counted on a member's word about others", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Committed{Entries: []core.Written{{Station: station(me)}}, Vector: []ledger.Head{head(me, 4)}})
		before := l.Copies()
		l.from(1, &wire.Ack{Durable: []wire.Durable{{Station: station(9), Vector: []ledger.Head{head(me, 4)}}}})
		if got := l.Copies(); !slices.Equal(got, before) {
			t.Errorf("%v, before %v", got, before)
		}
	})
	t.Run("the author hears at once when the hub has stored it", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Offered{ID: 1, Entries: make([]ledger.Sealed, 1)})
		effects := l.step(core.Committed{From: 1, Entries: []core.Written{{Station: station(8)}}, Vector: []ledger.Head{head(me, 1), head(8, 5)}})
		got := sent[*wire.Ack](effects)
		if len(got) != 1 || got[0].Durable[0].Station != station(me) || got[0].Durable[0].Vector[0].Seq != 5 {
			t.Errorf("%+v", got)
		}
	})
}

// A peer that is enrolled may still be faulty, or in the wrong hands: what it makes this station remember is bounded, and
// what rests on it alone changes nothing for others.
func TestAFaultyPeer(t *testing.T) {
	open := func(l *lan, session core.SessionID) bool {
		for _, e := range of[core.Close](l.effects) {
			if e.ID == session {
				return false
			}
		}
		return true
	}
	t.Run("that asks for ever while its entries are stored is hung up on", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Offered{ID: 1, Entries: make([]ledger.Sealed, 1)})
		for i := range 2000 {
			l.from(1, request(uint64(i), 1))
		}
		if open(l, 1) {
			t.Error("its session goes on")
		}
	})
	t.Run("that asks for ever and takes no entries is hung up on", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Committed{Entries: []core.Written{{}}, Vector: []ledger.Head{head(me, 2)}})
		for i := range 2000 {
			l.from(1, request(uint64(i), 1))
		}
		if open(l, 1) {
			t.Error("its session goes on")
		}
	})
	t.Run("that is the hub and promises without end fills nothing up", func(t *testing.T) {
		l := join(t, 2, 1)
		for i := range 5000 {
			var c ledger.CommandID
			c.ID[0], c.ID[1] = byte(i), byte(i>>8)
			l.from(1, &wire.Reserve{Command: c, Station: station(2)})
		}
		l.from(1, &wire.Ping{})
		l.wait(2 * time.Second)
		l.from(1, &wire.Ping{})
		l.wait(2 * time.Second)
		l.from(1, &wire.Ping{})
		l.wait(2 * time.Second)
		if n := len(l.Doubts()); n != 4096 {
			t.Errorf("%d doubts", n)
		}
	})
	t.Run("that speaks before it says hello is hung up on", func(t *testing.T) {
		for _, m := range []wire.Message{&wire.Ping{}, &wire.Synced{}, &wire.Presence{}, &wire.Roll{}, request(1, 1)} {
			l := lead(t, 8)
			l.step(core.SessionOpened{ID: 1, Station: station(8), Addr: addr(8)})
			if l.from(1, m); open(l, 1) {
				t.Errorf("%T is taken", m)
			}
		}
	})
	t.Run("that sends what only a hub may send is not believed", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(2, request(1, 1)))
		l.effects = nil
		l.from(1, &wire.Reserve{Command: command(9), Station: station(9), Subjects: []ledger.SubjectID{subject(2)}})
		l.from(1, &wire.Redirect{To: station(8), Addr: addr(8), Takeover: true})
		l.from(1, &wire.Withdraw{Command: command(1)})
		l.from(1, &wire.Grant{N: 1, Permit: ledger.Permit{Command: command(5)}})
		l.from(1, &wire.Roll{List: []wire.Place{{Station: station(9), Addr: "10.9.9.9:1"}}})
		l.is(wire.RoleHub)
		l.refusal(l.from(1, request(7, 1)), wire.RefuseBusy)
		l.granted(l.from(1, request(8, 2)))
		l.step(core.SessionClosed{ID: 2}) // 9 is looked for again
		for _, p := range of[core.Probe](l.wait(2500 * time.Millisecond)) {
			if p.Addr == "10.9.9.9:1" {
				t.Error("it probes an address that a member put about")
			}
		}
	})
	t.Run("whose entries are refused is hung up on", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Offered{ID: 1, Entries: make([]ledger.Sealed, 1)})
		l.step(core.Committed{From: 1, Failed: true, Vector: []ledger.Head{head(me, 1)}})
		if open(l, 1) || !open(l, 2) {
			t.Error("not that session alone")
		}
	})
	t.Run("that opens a session and says nothing is hung up on after three seconds", func(t *testing.T) {
		l := lead(t, 8)
		l.step(core.SessionOpened{ID: 1, Station: station(8), Addr: addr(8)})
		l.wait(3200 * time.Millisecond)
		if open(l, 1) {
			t.Error("its session goes on")
		}
	})
	t.Run("that is not enrolled may name any hub", func(t *testing.T) {
		l := lead(t)
		stranger := card(77, wire.RoleHub, 99)
		stranger.Rank.Priority = 1 << 40
		l.step(core.Answered{Addr: addr(7), Card: stranger})
		if l.is(wire.RoleHub); l.Card().Term > 1 {
			t.Errorf("term %d", l.Card().Term)
		}
	})
}
