package core_test

import (
	"bytes"
	"crypto/ed25519"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

func id(b byte) ledger.ID             { return ledger.ID(bytes.Repeat([]byte{b}, 16)) }
func station(b byte) ledger.StationID { return ledger.StationID{ID: id(b)} }
func log(b byte) ledger.LogID         { return ledger.LogID{ID: id(b)} }
func command(b byte) ledger.CommandID { return ledger.CommandID{ID: id(b)} }
func subject(b byte) ledger.SubjectID { return ledger.SubjectID{ID: id(b)} }
func addr(b byte) string              { return "10.0.0." + string('0'+b) + ":7443" }
func head(l byte, seq uint64) ledger.Head {
	return ledger.Head{Log: log(l), Seq: seq, Hash: ledger.Hash{l, byte(seq)}}
}

// me is the station under test; lower numbers outrank it, higher ones do not.
const me = 5

// lan is a station under test in virtual time, and what it wanted done.
type lan struct {
	t *testing.T
	*core.Core
	now     core.Now
	effects []core.Effect
	probes  map[string]time.Duration // that nobody answered yet, since when

	// What the store answers.
	heads   map[ledger.SubjectID][]ledger.Hash
	onHand  map[ledger.SubjectID]int64
	written map[ledger.CommandID]bool
	ahead   bool
}

func (l *lan) Heads(_ string, id ledger.SubjectID) []ledger.Hash { return l.heads[id] }
func (l *lan) OnHand(id ledger.SubjectID) (int64, bool)          { n, ok := l.onHand[id]; return n, ok }
func (l *lan) Written(c ledger.CommandID) bool                   { return l.written[c] }
func (l *lan) Here(heads []ledger.Head) []ledger.Head {
	return slices.DeleteFunc(slices.Clone(heads), func(h ledger.Head) bool { return h.Log != log(me) })
}

func (l *lan) Ahead([]ledger.Head) bool { return l.ahead }

// start gives a station that has just begun to look round, in a site of itself and others.
func start(t *testing.T, others ...byte) *lan {
	t.Helper()
	l := &lan{t: t, probes: map[string]time.Duration{}, heads: map[ledger.SubjectID][]ledger.Hash{}, onHand: map[ledger.SubjectID]int64{}, written: map[ledger.CommandID]bool{}}
	l.now = core.Now{Mono: time.Hour, WallMs: 1_700_000_000_000}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	l.Core = core.New(core.Config{Site: ledger.SiteID{ID: id(1)}, Station: station(me), Instance: ledger.Instance{ID: id(50)}, Log: log(me), Host: []byte{me},
		Key: key, Addr: addr(me), Version: "test", Facts: l, Rand: rand.New(rand.NewPCG(1, 2))})
	l.roster(append(others, me)...)
	for _, o := range others {
		l.step(core.Found{Addr: addr(o), Station: station(o)})
	}
	l.step(core.Started{Vector: []ledger.Head{head(me, 1)}})
	return l
}

func (l *lan) roster(stations ...byte) {
	var list []core.Enrolled
	for _, s := range stations {
		list = append(list, core.Enrolled{Station: station(s)})
	}
	l.step(core.Roster{Stations: list})
}

// step lets something happen now; the effects of this step alone are returned.
func (l *lan) step(e core.Event) []core.Effect {
	out := l.Step(l.now, e)
	l.effects = append(l.effects, out...)
	for _, p := range of[core.Probe](out) {
		l.probes[p.Addr] = l.now.Mono
	}
	if a, ok := e.(core.Answered); ok {
		delete(l.probes, a.Addr)
	}
	return out
}

// wait lets time pass with its ticks. Probes that nobody answers in between come to nothing after 1.5 s.
func (l *lan) wait(d time.Duration) []core.Effect {
	var out []core.Effect
	for end := l.now.Mono + d; l.now.Mono < end; {
		passes := min(core.TickEvery, end-l.now.Mono)
		l.now.Mono += passes
		l.now.WallMs += passes.Milliseconds()
		out = append(out, l.step(core.Tick{})...)
		for _, addr := range slices.Sorted(maps.Keys(l.probes)) {
			if l.now.Mono-l.probes[addr] >= 1500*time.Millisecond {
				delete(l.probes, addr)
				out = append(out, l.step(core.Silent{Addr: addr})...)
			}
		}
	}
	return out
}

// card is what another station says of itself.
func card(of byte, role wire.Role, term uint64) wire.Card {
	c := wire.Card{Site: ledger.SiteID{ID: id(1)}, Station: station(of), Instance: ledger.Instance{ID: id(100 + of)}, Role: role, Term: term,
		Rank: wire.Rank{Station: station(of)}, ProtoMin: 1, ProtoMax: 1, App: "test", Addr: addr(of)}
	if role == wire.RoleHub {
		c.Hub, c.HubAddr = station(of), addr(of)
	}
	return c
}

func (l *lan) answers(of byte, role wire.Role, term uint64) []core.Effect {
	return l.step(core.Answered{Addr: addr(of), Card: card(of, role, term)})
}

// lead makes the station a hub of its own.
func lead(t *testing.T, others ...byte) *lan {
	t.Helper()
	l := start(t, others...)
	l.wait(3 * time.Second)
	l.is(wire.RoleHub)
	return l
}

// serve lets a station join this hub and tell all it has.
func (l *lan) serve(of byte, session core.SessionID) []core.Effect {
	l.t.Helper()
	out := l.greets(of, session, hello(of))
	l.drain(session)
	l.step(core.Received{ID: session, Msg: &wire.Synced{Vector: []ledger.Head{head(of, 1)}}})
	return out
}

func hello(of byte) *wire.Hello {
	return &wire.Hello{Card: card(of, wire.RoleConnect, 0), Host: []byte{of}, Log: log(of), Vector: []ledger.Head{head(of, 1)}}
}

func (l *lan) greets(of byte, session core.SessionID, m *wire.Hello) []core.Effect {
	out := l.step(core.SessionOpened{ID: session, Station: station(of), Addr: addr(of), Side: m.Side})
	return append(out, l.step(core.Received{ID: session, Msg: m})...)
}

// drain answers a Stream: the peer has everything.
func (l *lan) drain(session core.SessionID) []core.Effect { return l.step(core.Streamed{ID: session}) }

// join makes the station a member of a hub; session is the one it dialled.
func join(t *testing.T, hub byte, session core.SessionID, others ...byte) *lan {
	t.Helper()
	l := start(t, append(others, hub)...)
	l.answers(hub, wire.RoleHub, 3)
	l.wait(300 * time.Millisecond)
	l.answers(hub, wire.RoleHub, 3)
	l.step(core.SessionOpened{ID: session, Station: station(hub), Addr: addr(hub), Out: true})
	l.welcomed(session)
	l.is(wire.RoleMember)
	return l
}

func (l *lan) welcomed(session core.SessionID) {
	l.step(core.Received{ID: session, Msg: &wire.Welcome{Term: 3, Vector: []ledger.Head{head(me, 1)}}})
	l.drain(session)
	l.step(core.Received{ID: session, Msg: &wire.Synced{Vector: []ledger.Head{head(me, 1)}}})
}

func (l *lan) is(role wire.Role) {
	l.t.Helper()
	if got := l.Card().Role; got != role {
		l.t.Fatalf("it is %s, want %s", got, role)
	}
}

// sent are the messages of one type among effects.
func sent[M wire.Message](effects []core.Effect) []M {
	var out []M
	for _, e := range effects {
		if s, ok := e.(core.Send); ok {
			if m, ok := s.Msg.(M); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// of are the effects of one kind.
func of[E core.Effect](effects []core.Effect) []E {
	var out []E
	for _, e := range effects {
		if x, ok := e.(E); ok {
			out = append(out, x)
		}
	}
	return out
}

// asks is a wish to write about an item, as the recorder has it.
func asks(n uint64, item byte, parents ...ledger.Hash) core.Ask {
	return core.Ask{ID: n, Command: command(byte(n)), Subjects: []ledger.Subject{{Kind: "item", ID: subject(item), Parents: parents}}}
}

func request(n uint64, item byte, parents ...ledger.Hash) *wire.PermitReq {
	return &wire.PermitReq{N: n, Command: command(byte(n)), Subjects: []ledger.Subject{{Kind: "item", ID: subject(item), Parents: parents}}}
}

// refusal is the one answer there must be, and its code.
func (l *lan) refusal(effects []core.Effect, want wire.RefuseCode) *wire.Refuse {
	l.t.Helper()
	got := sent[*wire.Refuse](effects)
	if len(got) != 1 || got[0].Code != want {
		l.t.Fatalf("got %+v, want %s", got, want)
	}
	return got[0]
}

func (l *lan) granted(effects []core.Effect) *wire.Grant {
	l.t.Helper()
	got := sent[*wire.Grant](effects)
	if len(got) != 1 {
		l.t.Fatalf("%d grants, refused %+v", len(got), sent[*wire.Refuse](effects))
	}
	return got[0]
}

// answered is what the recorder was told.
func (l *lan) answered(effects []core.Effect) core.Answer {
	l.t.Helper()
	got := of[core.Answer](effects)
	if len(got) != 1 {
		l.t.Fatalf("%d answers: %+v", len(got), got)
	}
	return got[0]
}
