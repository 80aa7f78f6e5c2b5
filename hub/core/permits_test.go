package core_test

import (
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// hubOfTwo is a hub with the members 8 (session 1) and 9 (session 2), who have told all.
func hubOfTwo(t *testing.T) *lan {
	t.Helper()
	l := lead(t, 8, 9)
	l.serve(8, 1)
	l.serve(9, 2)
	return l
}

func (l *lan) from(session core.SessionID, m wire.Message) []core.Effect {
	return l.step(core.Received{ID: session, Msg: m})
}

// alive lets time pass with members that answer pings and name these commands as under way.
func (l *lan) alive(d time.Duration, sessions []core.SessionID, busy ...ledger.CommandID) {
	for end := l.now.Mono + d; l.now.Mono < end; {
		for _, e := range l.wait(core.TickEvery) {
			if s, ok := e.(core.Send); ok {
				if ping, ok := s.Msg.(*wire.Ping); ok {
					for _, id := range sessions {
						if id == s.ID {
							l.from(id, &wire.Pong{N: ping.N, SentMs: ping.WallMs, WallMs: ping.WallMs, Busy: busy, Own: []ledger.Head{head(me, 1)}})
						}
					}
				}
			}
		}
	}
}

var both = []core.SessionID{1, 2}

func TestWhatAHubGrants(t *testing.T) {
	t.Run("an item whose heads it has too, with a signed permit, and the others are told", func(t *testing.T) {
		l := hubOfTwo(t)
		l.heads[subject(1)] = []ledger.Hash{{7}}
		effects := l.from(1, request(4, 1, ledger.Hash{7}))
		p := l.granted(effects).Permit
		if p.Command != command(4) || p.Hub != station(me) || p.Term != l.Card().Term || len(p.Heads) != 1 || p.Heads[0].Head != (ledger.Hash{7}) || len(p.Sig) == 0 {
			t.Errorf("%+v", p)
		}
		if told := sent[*wire.Reserve](effects); len(told) != 1 || told[0].Station != station(8) {
			t.Errorf("the others were told %+v", told)
		}
	})
	t.Run("nothing on other heads: STALE", func(t *testing.T) {
		l := hubOfTwo(t)
		l.heads[subject(1)] = []ledger.Hash{{7}, {8}}
		l.refusal(l.from(1, request(4, 1, ledger.Hash{7})), wire.RefuseStale)
	})
	t.Run("nothing that another has: BUSY, to the end of the lock", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.alive(time.Second, both, command(4))
		if r := l.refusal(l.from(2, request(5, 1)), wire.RefuseBusy); r.WaitMs != 4500 {
			t.Errorf("wait %d ms", r.WaitMs)
		}
	})
	t.Run("all subjects or none", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		two := request(5, 2)
		two.Subjects = append(two.Subjects, ledger.Subject{Kind: "item", ID: subject(1)})
		l.refusal(l.from(2, two), wire.RefuseBusy)
		l.granted(l.from(2, request(6, 2)))
	})
	t.Run("the same to the same command again", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.granted(l.from(1, request(4, 1)))
	})
	t.Run("again after the entry, a Withdraw, and not before", func(t *testing.T) {
		for name, end := range map[string]func(l *lan){
			"the entry": func(l *lan) {
				l.step(core.Committed{Entries: []core.Written{{Station: station(8), Command: command(4), Subjects: []ledger.SubjectID{subject(1)}}}, Vector: []ledger.Head{head(me, 1)}})
				l.drain(1)
				l.drain(2)
			},
			"a Withdraw": func(l *lan) { l.from(1, &wire.Withdraw{Command: command(4)}) },
		} {
			l := hubOfTwo(t)
			l.granted(l.from(1, request(4, 1)))
			l.from(2, &wire.Withdraw{Command: command(4)}) // is not its own
			l.refusal(l.from(2, request(5, 1)), wire.RefuseBusy)
			end(l)
			if got := sent[*wire.Grant](l.from(2, request(6, 1))); len(got) != 1 {
				t.Errorf("after %s: not granted", name)
			}
		}
	})
	t.Run("a lock that runs out leaves a doubt, with whose and since when", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		since := l.now.WallMs
		l.alive(5400*time.Millisecond, both, command(4))
		l.refusal(l.from(2, request(5, 1)), wire.RefuseBusy)
		l.alive(200*time.Millisecond, both, command(4))
		if r := l.refusal(l.from(2, request(5, 1)), wire.RefuseDoubt); r.Station != station(8) || r.SinceMs != since {
			t.Errorf("%+v", r)
		}
		if len(l.Doubts()) != 1 {
			t.Errorf("shown: %+v", l.Doubts())
		}
	})
	t.Run("a doubt ends when its station says that it is not busy with it, and all it wrote is here", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.alive(7*time.Second, both, command(4))
		if len(l.Doubts()) != 1 {
			t.Fatal("no doubt while it is busy")
		}
		l.alive(2*time.Second, both)
		if len(l.Doubts()) != 0 {
			t.Error("the doubt stays")
		}
	})
	t.Run("a doubt stays when the answer is to a ping of before it", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.alive(5*time.Second, both, command(4))
		pings := sent[*wire.Ping](l.effects)
		last := pings[len(pings)-1]
		for len(l.Doubts()) == 0 {
			if more := sent[*wire.Ping](l.wait(core.TickEvery)); len(more) > 0 {
				last = more[0]
			}
		}
		l.from(1, &wire.Pong{N: last.N, SentMs: last.WallMs, Own: []ledger.Head{head(me, 1)}})
		if len(l.Doubts()) != 1 {
			t.Error("the doubt was ended by an older answer")
		}
	})
	t.Run("a doubt stays while an entry of its station may be on its way, on another branch too", func(t *testing.T) {
		l := hubOfTwo(t)
		l.step(core.Committed{Vector: []ledger.Head{head(me, 1), head(8, 9)}})
		l.granted(l.from(1, request(4, 1)))
		l.alive(6*time.Second, both, command(4))
		for range 3 {
			for _, ping := range sent[*wire.Ping](l.wait(time.Second)) {
				other := ledger.Head{Log: log(8), Seq: 7, Hash: ledger.Hash{99}} // not after 9: beside it
				l.from(1, &wire.Pong{N: ping.N, SentMs: ping.WallMs, Own: []ledger.Head{other}})
				l.from(2, &wire.Pong{N: ping.N, SentMs: ping.WallMs})
			}
		}
		if len(l.Doubts()) != 1 {
			t.Error("the doubt was ended by a head that is not here")
		}
	})
	t.Run("a doubt ends with an override of its subject", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.alive(6*time.Second, both, command(4))
		l.step(core.Committed{Entries: []core.Written{{Station: station(9), Command: command(5), Subjects: []ledger.SubjectID{subject(1)}, Override: true}}, Vector: []ledger.Head{head(me, 1)}})
		if len(l.Doubts()) != 0 {
			t.Error("the doubt stays")
		}
	})
	t.Run("of several subjects an override ends the doubt about its own", func(t *testing.T) {
		l := hubOfTwo(t)
		two := request(4, 1)
		two.Subjects = append(two.Subjects, request(4, 2).Subjects...)
		l.granted(l.from(1, two))
		l.alive(6*time.Second, both, command(4))
		l.step(core.Committed{Entries: []core.Written{{Station: station(9), Command: command(5), Subjects: []ledger.SubjectID{subject(1)}, Override: true}}, Vector: []ledger.Head{head(me, 1)}})
		l.drain(2)
		l.granted(l.from(2, request(6, 1)))
		l.refusal(l.from(2, request(7, 2)), wire.RefuseDoubt)
		l.step(core.Committed{Entries: []core.Written{{Station: station(9), Command: command(8), Subjects: []ledger.SubjectID{subject(2)}, Override: true}}, Vector: []ledger.Head{head(me, 2)}})
		if len(l.Doubts()) != 0 {
			t.Error("nothing is left of the doubt, and it stays")
		}
	})
	t.Run("of a lot what is there beside promises: STOCK, and no lock", func(t *testing.T) {
		l := hubOfTwo(t)
		l.onHand[subject(3)] = 10
		draw := func(n uint64, so int64) *wire.PermitReq {
			return &wire.PermitReq{N: n, Command: command(byte(n)), Stock: []wire.Quantity{{Stock: subject(3), N: so}}}
		}
		l.granted(l.from(1, draw(1, 6)))
		l.refusal(l.from(2, draw(2, 5)), wire.RefuseStock)
		l.granted(l.from(2, draw(3, 4)))
		l.from(1, &wire.Withdraw{Command: command(1)})
		l.granted(l.from(2, draw(4, 6)))
	})
	t.Run("a dead counter keeps of a lot what it was promised, and blocks nobody", func(t *testing.T) {
		l := hubOfTwo(t)
		l.onHand[subject(3)] = 10
		draw := func(n uint64, so int64) *wire.PermitReq {
			return &wire.PermitReq{N: n, Command: command(byte(n)), Stock: []wire.Quantity{{Stock: subject(3), N: so}}}
		}
		l.granted(l.from(1, draw(1, 6)))
		l.step(core.SessionClosed{ID: 1})
		l.alive(10*time.Second, both)
		l.granted(l.from(2, draw(2, 4)))
		l.refusal(l.from(2, draw(3, 1)), wire.RefuseStock)
	})
	t.Run("to one session at most 64 at a time: RATE", func(t *testing.T) {
		l := hubOfTwo(t)
		for i := range 64 {
			l.granted(l.from(1, request(uint64(i+1), byte(i+1))))
		}
		l.refusal(l.from(1, request(100, 100)), wire.RefuseRate)
		l.granted(l.from(2, request(101, 101)))
	})
	t.Run("nothing to one that has not told all: SETTLING", func(t *testing.T) {
		l := lead(t, 8)
		l.greets(8, 1, hello(8))
		l.drain(1)
		l.refusal(l.from(1, request(1, 1)), wire.RefuseSettling)
	})
	t.Run("nothing before the members of one that stepped down have told all, for three seconds", func(t *testing.T) {
		l := hubOfTwo(t)
		loser := hello(7)
		loser.Members = []ledger.StationID{station(6)}
		l.roster(6, 7, 8, 9, me)
		l.greets(7, 3, loser)
		l.drain(3)
		l.from(3, &wire.Synced{Vector: []ledger.Head{head(7, 1)}})
		l.refusal(l.from(1, request(1, 1)), wire.RefuseSettling)
		l.greets(6, 4, hello(6))
		l.drain(4)
		l.refusal(l.from(1, request(2, 1)), wire.RefuseSettling) // it is here, and has not told all
		l.from(4, &wire.Synced{Vector: []ledger.Head{head(6, 1)}})
		l.granted(l.from(1, request(3, 1)))

		l = hubOfTwo(t)
		l.roster(6, 7, 8, 9, me)
		l.greets(7, 3, loser)
		l.alive(3100*time.Millisecond, []core.SessionID{1, 2, 3})
		l.granted(l.from(1, request(4, 1)))
	})
	t.Run("nothing before what a former session left to be stored is stored", func(t *testing.T) {
		l := hubOfTwo(t)
		l.granted(l.from(1, request(4, 1)))
		l.step(core.Offered{ID: 1, Entries: make([]ledger.Sealed, 1)})
		l.step(core.SessionClosed{ID: 1})
		l.serve(8, 3) // its disk was put back: it has not got the entry, and says that it is not busy
		l.refusal(l.from(2, request(5, 1)), wire.RefuseBusy)
		l.step(core.Committed{From: 1, Entries: []core.Written{{Station: station(8), Command: command(77)}}, Vector: []ledger.Head{head(me, 1), head(8, 2)}})
		l.drain(2)
		l.drain(3)
		l.granted(l.from(2, request(6, 1)))
	})
	t.Run("nothing that the next hub was told of", func(t *testing.T) {
		l := lead(t, 8, 9)
		m := hello(8)
		m.Reserves = []wire.Reserve{{Command: command(4), Station: station(9), Subjects: []ledger.SubjectID{subject(1)}}}
		m.Doubts = []wire.Reserve{{Command: command(5), Station: station(9), Subjects: []ledger.SubjectID{subject(2)}}}
		l.greets(8, 1, m)
		l.drain(1)
		l.from(1, &wire.Synced{Vector: []ledger.Head{head(8, 1)}})
		l.refusal(l.from(1, request(7, 1)), wire.RefuseBusy)
		l.refusal(l.from(1, request(8, 2)), wire.RefuseDoubt)
	})
	t.Run("what is written already is no reserve, and the newcomer may forget it", func(t *testing.T) {
		l := lead(t, 8, 9)
		l.written[command(4)] = true
		m := hello(8)
		m.Reserves = []wire.Reserve{{Command: command(4), Station: station(9), Subjects: []ledger.SubjectID{subject(1)}}}
		if got := sent[*wire.Withdraw](l.greets(8, 1, m)); len(got) != 1 || got[0].Command != command(4) {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhatARecorderIsTold(t *testing.T) {
	t.Run("alone: alone", func(t *testing.T) {
		l := lead(t)
		if a := l.answered(l.step(asks(1, 1))); a.Why != ledger.WhyAlone || a.Permit != nil {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a hub with members judges itself", func(t *testing.T) {
		l := hubOfTwo(t)
		if a := l.answered(l.step(asks(1, 1))); a.Why != ledger.WhyPermit || a.Permit == nil {
			t.Errorf("%+v", a)
		}
		l.refusal(l.from(1, request(2, 1)), wire.RefuseBusy)
	})
	t.Run("a member gets its hub's permit", func(t *testing.T) {
		l := join(t, 2, 1)
		req := sent[*wire.PermitReq](l.step(asks(1, 1)))
		if len(req) != 1 {
			t.Fatalf("%d requests", len(req))
		}
		a := l.answered(l.from(1, &wire.Grant{N: req[0].N, Permit: ledger.Permit{Command: command(1), N: 9}}))
		if a.Permit == nil || a.Permit.N != 9 || !l.Usable(l.now, command(1)) {
			t.Errorf("%+v", a)
		}
	})
	t.Run("who overrides waits for nobody", func(t *testing.T) {
		l := start(t, 2)
		ask := asks(1, 1)
		ask.Override = true
		if a := l.answered(l.step(ask)); a.Why != ledger.WhyOverride || !l.Usable(l.now, command(1)) {
			t.Errorf("%+v", a)
		}
	})
	t.Run("with nobody in sight it is served after three seconds at most", func(t *testing.T) {
		l := start(t, 2)
		l.step(asks(1, 1))
		if a := l.answered(l.wait(3 * time.Second)); a.Why != ledger.WhyAlone {
			t.Errorf("%+v", a)
		}
	})
	t.Run("with others in sight and no hub it hears so after nine seconds", func(t *testing.T) {
		l := start(t, 2)
		l.step(asks(1, 1))
		begun := l.now.Mono
		for len(of[core.Answer](l.effects)) == 0 && l.now.Mono-begun < 20*time.Second {
			l.answers(2, wire.RoleHub, 3) // who never takes it
			l.wait(100 * time.Millisecond)
		}
		if a := l.answered(l.effects); a.Refuse != nil && (a.Refuse.Code != core.NoHub || l.now.Mono-begun > 9200*time.Millisecond) {
			t.Errorf("%+v after %v", a, l.now.Mono-begun)
		}
	})
	t.Run("a hub that does not answer: BUSY after 4.5 s, and what it may have granted is given back", func(t *testing.T) {
		l := join(t, 2, 1)
		l.step(asks(1, 1))
		var effects []core.Effect
		for range 48 {
			l.from(1, &wire.Ping{N: 1})
			effects = append(effects, l.wait(100*time.Millisecond)...)
		}
		if a := l.answered(effects); a.Refuse == nil || a.Refuse.Code != wire.RefuseBusy || len(sent[*wire.Withdraw](effects)) != 1 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a permit that comes for a wish that is over is given back", func(t *testing.T) {
		l := join(t, 2, 1)
		req := sent[*wire.PermitReq](l.step(asks(1, 1)))[0]
		l.step(core.Abandoned{Command: command(1)})
		effects := l.from(1, &wire.Grant{N: req.N, Permit: ledger.Permit{Command: command(1)}})
		if len(sent[*wire.Withdraw](effects)) != 1 || len(of[core.Answer](effects)) != 0 {
			t.Errorf("%+v", effects)
		}
	})
}

func TestHowLongLeaveHolds(t *testing.T) {
	leave := func() *lan {
		l := join(t, 2, 1)
		req := sent[*wire.PermitReq](l.step(asks(1, 1)))[0]
		l.from(1, &wire.Grant{N: req.N, Permit: ledger.Permit{Command: command(1)}})
		return l
	}
	for name, c := range map[string]struct {
		after func(l *lan)
		want  bool
	}{
		"4.5 s after asking":                        {func(l *lan) { l.now.Mono += 4500 * time.Millisecond; l.now.WallMs += 4500 }, true},
		"a little later":                            {func(l *lan) { l.now.Mono += 4501 * time.Millisecond; l.now.WallMs += 4501 }, false},
		"late by the wall clock alone":              {func(l *lan) { l.now.WallMs += 4501 }, false},
		"late by the monotonic clock alone":         {func(l *lan) { l.now.Mono += 4501 * time.Millisecond }, false},
		"when the wall clock was set back":          {func(l *lan) { l.now.WallMs-- }, false},
		"when the session is gone":                  {func(l *lan) { l.step(core.SessionClosed{ID: 1}) }, false},
		"when its hub sends it elsewhere":           {func(l *lan) { l.from(1, &wire.Redirect{To: station(9), Addr: addr(9)}) }, false},
		"when it was given back":                    {func(l *lan) { l.step(core.Abandoned{Command: command(1)}) }, false},
		"when its entry was written":                {func(l *lan) { l.step(core.Committed{Entries: []core.Written{{Command: command(1)}}}) }, false},
		"not for another command than it was given": {func(l *lan) { l.step(asks(1, 1)) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := leave()
			c.after(l)
			if got := l.Usable(l.now, command(1)); got != c.want {
				t.Errorf("usable: %v", got)
			}
		})
	}
}

// Its writer may wake before its core: what it asks then is refused as well.
func TestAHubThatSleptUsesNothingOfBefore(t *testing.T) {
	for name, passes := range map[string]func(*core.Now){
		"the monotonic clock went on": func(now *core.Now) { now.Mono += time.Hour; now.WallMs += 3_600_000 },
		"it stood still":              func(now *core.Now) { now.WallMs += 3_600_000 },
		"and the other was set back":  func(now *core.Now) { now.WallMs -= 3_600_000 },
	} {
		t.Run(name, func(t *testing.T) {
			l := lead(t)
			l.step(asks(1, 1))
			l.wait(10 * time.Second) // its disk is slow, and it is awake
			l.now.WallMs -= 2000     // somebody sets its clock right
			l.step(core.Tick{})
			if !l.Usable(l.now, command(1)) {
				t.Fatal("not usable while it is awake")
			}
			passes(&l.now)
			if l.Usable(l.now, command(1)) {
				t.Error("leave of before the sleep holds until its core is awake")
			}
			l.step(core.Tick{})
			if l.Usable(l.now, command(1)) {
				t.Error("leave of before the sleep still holds")
			}
		})
	}
}

// Whom a hub gave leave before its clock was set back, or before it slept, may have written under it.
func TestAHubThatSleptDoubtsWhatOthersWerePromised(t *testing.T) {
	for name, before := range map[string]time.Duration{"a lock": 0, "a doubt": 6 * time.Second} {
		t.Run(name, func(t *testing.T) {
			l := hubOfTwo(t)
			l.granted(l.from(1, request(4, 1)))
			l.alive(before, both, command(4))
			l.now.WallMs -= 3000
			l.step(core.Tick{})
			if got := l.Doubts(); len(got) != 1 || got[0].Command != command(4) {
				t.Fatalf("it doubts %+v", got)
			}
			l.wait(4 * time.Second)
			l.is(wire.RoleHub)
			if a := l.answered(l.step(asks(1, 1))); a.Refuse == nil || a.Refuse.Code != wire.RefuseDoubt {
				t.Errorf("alone it answers %+v", a)
			}
		})
	}
}

func TestAWishThatWaitsIsDecidedAnewWhenItsSubjectIsWrittenOf(t *testing.T) {
	l := hubOfTwo(t)
	l.granted(l.from(1, request(4, 1)))
	if got := of[core.Answer](l.step(core.Ask{ID: 1, Command: command(5), Subjects: []ledger.Subject{{Kind: "item", ID: subject(1)}}})); len(got) != 0 {
		t.Fatalf("answered at once: %+v", got)
	}
	if l.Met() != 1 {
		t.Errorf("%d requests met another, want 1", l.Met())
	}
	other := core.Written{Command: command(77), Subjects: []ledger.SubjectID{subject(2)}}
	if got := of[core.Answer](l.step(core.Committed{Entries: []core.Written{other}, Vector: []ledger.Head{head(me, 1)}})); len(got) != 0 {
		t.Fatalf("an entry about something else answered it: %+v", got)
	}
	taken := core.Written{Command: command(4), Subjects: []ledger.SubjectID{subject(1)}}
	got := of[core.Answer](l.step(core.Committed{Entries: []core.Written{taken}, Vector: []ledger.Head{head(me, 1), head(8, 1)}}))
	if len(got) != 1 || got[0].Refuse == nil || got[0].Refuse.Code != wire.RefuseStale {
		t.Errorf("got %+v, want STALE", got)
	}
}

func TestARefusalComesAfterWhatMadeItStaleAlsoWhenTheCoreHasYetToHearOfThat(t *testing.T) {
	l := hubOfTwo(t)
	l.heads[subject(1)] = []ledger.Hash{{8}} // committed a moment ago
	l.ahead = true
	if got := sent[*wire.Refuse](l.from(1, request(4, 1, ledger.Hash{7}))); len(got) != 0 {
		t.Fatalf("refused before the entry was sent: %+v", got)
	}
	l.step(core.Committed{Entries: []core.Written{{Command: command(9)}}, Vector: []ledger.Head{head(me, 2)}})
	l.refusal(l.step(core.Streamed{ID: 1, Have: []ledger.Head{head(me, 2)}}), wire.RefuseStale)
}
