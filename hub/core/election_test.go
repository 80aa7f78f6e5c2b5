package core_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

func TestWhoIsHub(t *testing.T) {
	t.Run("alone it looks round for a second, gathers, and leads", func(t *testing.T) {
		l := start(t, 2)
		l.wait(900 * time.Millisecond)
		l.is(wire.RoleDiscover)
		l.wait(200 * time.Millisecond)
		l.is(wire.RoleSettling)
		if got := of[core.Advertise](l.wait(2 * time.Second)); len(got) != 1 || !got[0].On {
			t.Errorf("announced %+v", got)
		}
		l.is(wire.RoleHub)
	})
	t.Run("it joins a hub that it outranks", func(t *testing.T) {
		l := start(t, 9)
		l.answers(9, wire.RoleHub, 4)
		if got := of[core.Dial](l.wait(400 * time.Millisecond)); len(got) != 1 || got[0].Station != station(9) {
			t.Errorf("dialled %+v", got)
		}
	})
	t.Run("it waits for a better candidate, three seconds at most", func(t *testing.T) {
		l := start(t, 2)
		for range 5 {
			l.answers(2, wire.RoleDiscover, 0)
			l.wait(500 * time.Millisecond)
			l.is(wire.RoleDiscover)
		}
		l.answers(2, wire.RoleDiscover, 0)
		l.wait(600 * time.Millisecond)
		l.is(wire.RoleSettling)
	})
	t.Run("settling, it goes to a better-ranked one that settles too", func(t *testing.T) {
		l := start(t, 2)
		l.wait(1100 * time.Millisecond)
		l.answers(2, wire.RoleSettling, 1)
		l.is(wire.RoleConnect)
	})
	t.Run("a hub steps down for a better-ranked one, sends its members there, and names them", func(t *testing.T) {
		l := lead(t, 2, 8)
		l.serve(8, 1)
		effects := l.answers(2, wire.RoleHub, 7)
		if got := sent[*wire.Redirect](effects); len(got) != 1 || got[0].To != station(2) {
			t.Errorf("redirected %+v", got)
		}
		greeted := l.step(core.SessionOpened{ID: 2, Station: station(2), Addr: addr(2), Out: true})
		if got := sent[*wire.Hello](greeted); len(got) != 1 || len(got[0].Members) != 1 || got[0].Members[0] != station(8) {
			t.Errorf("said hello with %+v", got)
		}
	})
	t.Run("a hub stays for a worse-ranked one", func(t *testing.T) {
		l := lead(t, 9)
		l.answers(9, wire.RoleHub, 70)
		l.is(wire.RoleHub)
	})
	t.Run("its term is above every term it heard of", func(t *testing.T) {
		l := start(t, 9)
		l.answers(9, wire.RoleMember, 41)
		l.wait(4 * time.Second)
		if got := l.Card().Term; got < 42 {
			t.Errorf("term %d", got)
		}
	})
	t.Run("a member looks round when nothing comes for three seconds", func(t *testing.T) {
		l := join(t, 2, 1)
		l.wait(2900 * time.Millisecond)
		l.is(wire.RoleMember)
		l.wait(300 * time.Millisecond)
		l.is(wire.RoleDiscover)
	})
	t.Run("who wakes looks round before anything else, by either clock", func(t *testing.T) {
		for name, sleep := range map[string]func(*lan){
			"the monotonic clock went on":     func(l *lan) { l.now.Mono += 8 * time.Hour; l.now.WallMs += 8 * 3600 * 1000 },
			"the monotonic clock stood still": func(l *lan) { l.now.WallMs += 8 * 3600 * 1000 },
		} {
			l := lead(t, 8)
			l.serve(8, 1)
			sleep(l)
			l.step(core.Received{ID: 1, Msg: request(1, 1)})
			if l.Card().Role != wire.RoleDiscover || len(sent[*wire.Grant](l.effects)) > 0 {
				t.Errorf("%s: it is %s, %d grants", name, l.Card().Role, len(sent[*wire.Grant](l.effects)))
			}
		}
	})
	t.Run("the hub is handed over on the word of a person", func(t *testing.T) {
		l := lead(t, 8)
		l.serve(8, 1)
		got := sent[*wire.Redirect](l.step(core.MakeHub{Station: station(8)}))
		if len(got) != 1 || !got[0].Takeover || got[0].To != station(8) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a member takes over when its hub says so", func(t *testing.T) {
		l := join(t, 2, 1)
		l.wait(100 * time.Millisecond)
		l.step(core.Received{ID: 1, Msg: &wire.Redirect{To: station(me), Term: 3, Takeover: true}})
		if l.is(wire.RoleSettling); l.Card().Term != 4 {
			t.Errorf("term %d", l.Card().Term)
		}
	})
}

// A hub whose probes are answered while its sessions go nowhere must not keep a station from working.
func TestAHubThatAnswersProbesAndServesNobody(t *testing.T) {
	l := start(t, 2)
	became := time.Duration(-1)
	begun, session := l.now.Mono, core.SessionID(0)
	for l.now.Mono-begun < 60*time.Second {
		l.answers(2, wire.RoleHub, 3)
		for _, e := range l.wait(100 * time.Millisecond) {
			if dial, ok := e.(core.Dial); ok {
				session++
				l.step(core.SessionOpened{ID: session, Station: dial.Station, Addr: dial.Addr, Out: true})
			}
		}
		if l.Card().Role == wire.RoleHub && became < 0 {
			became = l.now.Mono - begun
		}
	}
	if became < 0 {
		t.Errorf("after a minute and %d attempts it has never led itself", session)
	}
	t.Logf("led after %v, %d attempts in a minute", became, session)
}

func TestWhoIsTurnedAway(t *testing.T) {
	denied := func(code wire.DenyCode) *lan {
		l := start(t, 2)
		l.answers(2, wire.RoleHub, 3)
		l.wait(300 * time.Millisecond)
		l.step(core.SessionOpened{ID: 1, Station: station(2), Addr: addr(2), Out: true})
		l.effects = nil
		l.step(core.Received{ID: 1, Msg: &wire.Deny{Code: code}})
		return l
	}
	t.Run("as a copy: works alone, says so, is not announced, and serves nobody", func(t *testing.T) {
		l := denied(wire.DenyClone)
		if l.Barred() != wire.DenyClone || l.Card().Role != "off" || len(of[core.Advertise](l.effects)) > 0 {
			t.Errorf("%q, %s, %+v", l.Barred(), l.Card().Role, of[core.Advertise](l.effects))
		}
		if got := l.answered(l.step(asks(1, 1))); got.Why != ledger.WhyAlone {
			t.Errorf("its counter got %+v", got)
		}
		if got := sent[*wire.Deny](l.greets(2, 7, hello(2))); len(got) != 1 || got[0].Code != wire.DenyUnknown {
			t.Errorf("a newcomer got %+v", got)
		}
	})
	t.Run("knocks again after five seconds, then less and less often", func(t *testing.T) {
		l := denied(wire.DenyClone)
		l.wait(4900 * time.Millisecond)
		l.is("off")
		if got := of[core.Probe](l.wait(300 * time.Millisecond)); len(got) == 0 {
			t.Error("it does not look round")
		}
	})
	t.Run("is let in when the other is gone, and the alarm ends", func(t *testing.T) {
		l := denied(wire.DenyClone)
		l.wait(5100 * time.Millisecond)
		l.step(core.Silent{Addr: addr(2)})
		l.answers(2, wire.RoleHub, 3)
		l.wait(400 * time.Millisecond)
		l.step(core.SessionOpened{ID: 9, Station: station(2), Addr: addr(2), Out: true})
		if l.welcomed(9); l.Barred() != "" || l.Card().Role != wire.RoleMember {
			t.Errorf("%q, %s", l.Barred(), l.Card().Role)
		}
	})
	t.Run("looks round at once when the roster changes", func(t *testing.T) {
		l := denied(wire.DenyRevoked)
		l.is("off")
		if l.roster(2, me); len(of[core.Probe](l.wait(2*time.Second))) == 0 {
			t.Error("it stays alone")
		}
	})
	t.Run("as unknown: looks round again, for its enrolment may be on its way", func(t *testing.T) {
		l := denied(wire.DenyUnknown)
		if l.is(wire.RoleDiscover); l.Barred() != "" {
			t.Errorf("barred: %s", l.Barred())
		}
	})
	t.Run("to another hub: goes there, if that one is enrolled", func(t *testing.T) {
		for to, want := range map[byte]int{2: 1, 77: 0} {
			l := start(t, 2, 3)
			l.answers(3, wire.RoleHub, 3)
			l.wait(300 * time.Millisecond)
			l.step(core.SessionOpened{ID: 1, Station: station(3), Addr: addr(3), Out: true})
			got := of[core.Dial](l.step(core.Received{ID: 1, Msg: &wire.Deny{Code: wire.DenyNotHub, To: station(to), Addr: addr(7)}}))
			if len(got) != want {
				t.Errorf("to %d: dialled %+v", to, got)
			}
		}
	})
	t.Run("by its own roster: leaves, and comes back when it is enrolled again", func(t *testing.T) {
		l := lead(t, 8)
		l.serve(8, 1)
		effects := l.step(core.Roster{Stations: []core.Enrolled{{Station: station(8)}, {Station: station(me), Revoked: true}}})
		if l.Barred() != wire.DenyRevoked || len(sent[*wire.Bye](effects)) != 1 {
			t.Errorf("%q, %+v", l.Barred(), effects)
		}
		l.roster(8, me)
		l.wait(100 * time.Millisecond)
		l.is("off") // until it is let in
		if len(of[core.Probe](l.wait(2*time.Second))) == 0 {
			t.Error("it does not look round")
		}
	})
	t.Run("a revoked station starts into nothing", func(t *testing.T) {
		l := &lan{t: t}
		l.Core = core.New(core.Config{Station: station(me), Facts: l, Rand: rand.New(rand.NewPCG(1, 2))})
		l.step(core.Roster{Stations: []core.Enrolled{{Station: station(me), Revoked: true}}})
		if effects := l.step(core.Started{}); len(effects) > 0 || l.Barred() != wire.DenyRevoked {
			t.Errorf("%q, %+v", l.Barred(), effects)
		}
	})
}

func TestWhomAHubTurnsAway(t *testing.T) {
	for name, c := range map[string]struct {
		hello func(l *lan) (of byte, m *wire.Hello)
		want  wire.DenyCode
	}{
		"who is not enrolled":        {func(*lan) (byte, *wire.Hello) { return 77, hello(77) }, wire.DenyUnknown},
		"who says it is another one": {func(*lan) (byte, *wire.Hello) { return 9, hello(8) }, wire.DenyUnknown},
		"another site's": {func(*lan) (byte, *wire.Hello) {
			m := hello(8)
			m.Card.Site = ledger.SiteID{ID: id(2)}
			return 8, m
		}, wire.DenyUnknown},
		"who speaks a newer protocol only": {func(*lan) (byte, *wire.Hello) {
			m := hello(8)
			m.Card.ProtoMin, m.Card.ProtoMax = 2, 3
			return 8, m
		}, wire.DenyProto},
		"a copy of itself": {func(*lan) (byte, *wire.Hello) { return me, hello(me) }, wire.DenyClone},
		"a station that is here from another machine": {func(l *lan) (byte, *wire.Hello) {
			l.serve(8, 1)
			m := hello(8)
			m.Host, m.Card.Instance = []byte{99}, ledger.Instance{ID: id(99)}
			return 8, m
		}, wire.DenyClone},
		"and its session past the hub too": {func(l *lan) (byte, *wire.Hello) {
			l.serve(8, 1)
			m := hello(8)
			m.Host, m.Side = []byte{99}, true
			return 8, m
		}, wire.DenyClone},
		"a process that came back after another had taken its place": {func(l *lan) (byte, *wire.Hello) {
			l.serve(8, 1)
			second := hello(8)
			second.Card.Instance = ledger.Instance{ID: id(99)}
			l.greets(8, 2, second)
			return 8, hello(8)
		}, wire.DenyClone},
	} {
		t.Run(name, func(t *testing.T) {
			l := lead(t, 8, 9)
			of, m := c.hello(l)
			if got := sent[*wire.Deny](l.greets(of, 10, m)); len(got) != 1 || got[0].Code != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
	t.Run("but not one whose place was taken by a process that is gone", func(t *testing.T) {
		l := lead(t, 8)
		l.serve(8, 1)
		second := hello(8)
		second.Card.Instance = ledger.Instance{ID: id(99)}
		l.greets(8, 2, second)
		l.step(core.SessionClosed{ID: 2})
		l.wait(9900 * time.Millisecond)
		if got := sent[*wire.Deny](l.greets(8, 3, hello(8))); len(got) != 1 {
			t.Error("let in too early")
		}
		l.wait(200 * time.Millisecond)
		if got := sent[*wire.Welcome](l.greets(8, 4, hello(8))); len(got) != 1 {
			t.Error("not let in")
		}
	})
	t.Run("but not a station that was started again", func(t *testing.T) {
		l := lead(t, 8)
		l.serve(8, 1)
		again := hello(8)
		again.Card.Instance = ledger.Instance{ID: id(99)}
		if got := sent[*wire.Welcome](l.greets(8, 2, again)); len(got) != 1 {
			t.Errorf("%+v", l.effects)
		}
	})
}

func TestOfTwoHubsOfOneStationTheHigherInstanceWorksAlone(t *testing.T) {
	for instance, want := range map[byte]wire.DenyCode{49: wire.DenyClone, 51: ""} {
		l := lead(t, 8)
		twin := card(me, wire.RoleHub, 9)
		twin.Instance = ledger.Instance{ID: id(instance)}
		l.step(core.Answered{Addr: addr(7), Card: twin})
		if got := l.Barred(); got != want {
			t.Errorf("instance %d against 50: %q, want %q", instance, got, want)
		}
	}
}

// A hub that was enrolled while this station was away is unknown here, and its members are not.
func TestTheEnrolmentOfAnUnknownHubIsLearntFromItsMember(t *testing.T) {
	l := start(t, 2)
	member := card(2, wire.RoleMember, 3)
	member.Hub, member.HubAddr = station(77), addr(7)
	got := of[core.Dial](l.step(core.Answered{Addr: addr(2), Card: member}))
	if len(got) != 1 || !got[0].Side || got[0].Station != station(2) {
		t.Errorf("dialled %+v", got)
	}
	if again := of[core.Dial](l.step(core.Answered{Addr: addr(2), Card: member})); len(again) > 0 {
		t.Error("and at once again")
	}
}

func TestNewAddressesDoNotPushOutOnesThatAnswered(t *testing.T) {
	l := start(t, 2)
	l.answers(2, wire.RoleMember, 1)
	for i := range 200 {
		l.step(core.Found{Addr: time.Duration(i).String()})
	}
	probed := map[string]bool{}
	for _, p := range of[core.Probe](l.wait(time.Second)) {
		probed[p.Addr] = true
	}
	if !probed[addr(2)] || len(probed) > 64 {
		t.Errorf("%d addresses are probed, the good one: %v", len(probed), probed[addr(2)])
	}
}
