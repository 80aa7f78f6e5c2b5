package armory_test

import (
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

func (c *counter) revoke(station ledger.StationID) {
	c.t.Helper()
	c.must(armory.RosterEntry{Kind: armory.KindStationRevoke, ID: ledger.SubjectID(station), Signer: c.boss, Sign: signer(c.bossKey),
		Set: map[string]string{"revoked": "yes"}, Reason: "it was stolen"})
}

// stolen is a site of three counters, the last of which issued the rifle and the gun after it was revoked, and began
// another log. The second heard of that before it heard of the revocation, and took the rifle back.
type stolen struct {
	*split
	c       *counter // that was stolen
	base    *armory.Memory
	known   int              // entries of the first counter before
	written ledger.CommandID // the Take of the gun past the cut
}

func newStolen(t *testing.T) *stolen {
	t.Helper()
	s := &stolen{split: &split{story: newStory(t, 3)}}
	s.a, s.b, s.c = s.counters[0], s.counters[1], s.counters[2]
	s.juan, s.ana = s.a.person("1001"), s.a.person("1002")
	s.rifle, s.gun = s.a.item("M4", "W100"), s.a.item("GLOCK17", "G100")
	s.meet(s.counters...)
	s.c.must(take(s.juan, s.gun)) // before the cut
	s.c.must(giveBack(s.gun))
	s.meet(s.counters...)
	s.base, s.known = s.a.state.Clone(), len(s.a.order)

	s.a.revoke(s.c.station)
	s.c.must(take(s.juan, s.rifle))
	s.written = s.c.must(take(s.ana, s.gun))
	s.c.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"phone": "666"}})
	s.meet(s.b, s.c)
	s.b.must(giveBack(s.rifle)) // it rests on what does not count
	s.c.log, s.c.tip, s.c.name = logOf("another"), ledger.Tip{}, "counter 3 anew"
	if _, err := s.c.seal(s.command(), ledger.KindLogOpen, nil, ledger.LogOpen{Station: s.c.station, Key: s.c.key.Public().(ed25519.PublicKey)}); err != nil {
		t.Fatal(err)
	}
	return s
}

// everybody meets, and what there is adds up to the same in every order.
func (s *stolen) everybody(t *testing.T) {
	t.Helper()
	s.meet(s.counters...)
	if got := inEveryOrder(t, s.base, s.a.order[s.known:]); got.Digest() != s.a.state.Digest() {
		t.Fatalf("it adds up otherwise:\n%s", difference(s.a.state, got))
	}
}

func (s *stolen) tails() (open, closed []*armory.Conflict) {
	for _, tail := range s.a.conflicts(armory.ConflictTail) {
		if tail.Open() {
			open = append(open, tail)
		} else {
			closed = append(closed, tail)
		}
	}
	return open, closed
}

func (s *stolen) phoneOf(person ledger.SubjectID) string {
	return s.a.record(armory.KindPerson, person.ID).Value("phone")
}

func TestWhatARevokedStationWritesPastTheCut(t *testing.T) {
	t.Run("does not count", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		if known, _ := s.a.state.Load(&armory.Transaction{Command: s.written}); known {
			t.Error("its Take is a transaction")
		}
		if got := s.a.custody(s.gun); got.Status() != armory.StatusAvailable || len(got.Heads) != 1 {
			t.Errorf("the gun is %s with %d heads", got.Status(), len(got.Heads))
		}
		if got := s.phoneOf(s.juan); got != "" {
			t.Errorf("the phone number is %s", got)
		}
	})
	t.Run("leaves what it wrote before", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		n := 0
		for _, e := range s.a.order {
			if counts, err := armory.Counts(s.a.state, e.Hash); err != nil {
				t.Fatal(err)
			} else if !counts {
				n++
			}
		}
		if n != 4 {
			t.Errorf("%d entries do not count, want the 3 past the cut and the log opened after it", n)
		}
	})
	t.Run("leaves what rests on it valid, with nothing beside it", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		if got := s.a.custody(s.rifle); got.Status() != armory.StatusAvailable || len(got.Heads) != 1 || got.Now().Station != s.b.station {
			t.Errorf("the rifle: %+v", got)
		}
		s.none(t, armory.ConflictReturn)
	})
	t.Run("contradicts nothing until it is adopted", func(t *testing.T) {
		s := newStolen(t)
		s.a.must(take(s.ana, s.rifle)) // it has seen neither that Take nor the Return that rests on it
		s.everybody(t)
		s.none(t, armory.ConflictDouble)
		s.decide(t, s.b, armory.Adopt)
		s.everybody(t)
		s.only(t, armory.ConflictDouble)
	})
	t.Run("is one open conflict for each tail", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		open, closed := s.tails()
		if len(open) != 2 || len(closed) != 0 {
			t.Fatalf("%d open and %d closed, want one a log", len(open), len(closed))
		}
		slices.SortFunc(open, func(x, y *armory.Conflict) int { return x.Count - y.Count })
		if open[0].Count != 1 || open[1].Count != 3 || len(open[1].Entries) != 3 || !slices.Equal(open[1].Records, []ledger.SubjectID{{ID: s.c.station.ID}}) {
			t.Errorf("got %+v and %+v", open[0], open[1])
		}
	})
}

// decide decides of the tail that has the stolen counter's Takes.
func (s *stolen) decide(t *testing.T, c *counter, choice string) {
	t.Helper()
	for _, tail := range c.conflicts(armory.ConflictTail) {
		if tail.Open() && s.all[tail.Entries[0]].Entry.Log == logOf("counter 3") {
			c.must(armory.Resolve{Conflict: tail.ID, Finding: "as it was found", Choice: choice})
			return
		}
	}
	t.Fatal("there is no such tail")
}

func TestATailThatIsDecided(t *testing.T) {
	t.Run("counts as it was written when it is adopted", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		s.decide(t, s.b, armory.Adopt)
		s.everybody(t)
		if got := s.a.transaction(s.written).Receipt; got == "" || s.a.custody(s.gun).Status() != armory.StatusIssued || s.phoneOf(s.juan) != "666" {
			t.Errorf("receipt %q, the gun is %s, phone %q", got, s.a.custody(s.gun).Status(), s.phoneOf(s.juan))
		}
		if open, closed := s.tails(); len(open) != 1 || len(closed) != 1 || closed[0].Finding != "as it was found" || closed[0].ClosedBy != s.boss || closed[0].Count != 3 {
			t.Errorf("open %+v, closed %+v", open, closed)
		}
	})
	t.Run("never counts when it is rejected", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		s.decide(t, s.b, armory.Reject)
		s.everybody(t)
		if open, closed := s.tails(); len(open) != 1 || len(closed) != 1 || s.a.custody(s.gun).Status() != armory.StatusAvailable {
			t.Errorf("open %+v, closed %+v, the gun is %s", open, closed, s.a.custody(s.gun).Status())
		}
	})
	t.Run("is decided once: the earlier decision stands", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		s.decide(t, s.a, armory.Reject)
		s.decide(t, s.b, armory.Adopt)
		s.everybody(t)
		open, closed := s.tails()
		if len(open) != 1 || len(closed) != 1 {
			t.Fatalf("open %+v, closed %+v", open, closed)
		}
		want := map[bool]string{true: armory.StatusAvailable, false: armory.StatusIssued}[s.all[closed[0].Closed.Hash].Entry.Log == s.a.log]
		if got := s.a.custody(s.gun).Status(); got != want {
			t.Errorf("the gun is %s, want %s", got, want)
		}
	})
	t.Run("is open again for what comes later", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		for _, tail := range s.b.conflicts(armory.ConflictTail) {
			s.b.must(armory.Resolve{Conflict: tail.ID, Finding: "as it was found", Choice: armory.Adopt})
		}
		s.c.must(armory.Edit{Kind: armory.KindPerson, ID: s.ana, Set: map[string]string{"phone": "667"}})
		s.everybody(t)
		if open, closed := s.tails(); len(open) != 1 || len(closed) != 2 || open[0].Count != 1 || s.phoneOf(s.ana) != "" || s.phoneOf(s.juan) != "666" {
			t.Errorf("open %+v, closed %+v", open, closed)
		}
	})
	t.Run("is not decided by the station it is of, nor without a choice", func(t *testing.T) {
		s := newStolen(t)
		s.everybody(t)
		tail := s.a.conflicts(armory.ConflictTail)[0]
		_, err := s.a.does(armory.Resolve{Conflict: tail.ID, Finding: "as it was found"})
		refused(t, err, armory.CodeInvalid)
		s.decide(t, s.c, armory.Adopt)
		s.everybody(t)
		if open, closed := s.tails(); len(open) != 2 || len(closed) != 0 {
			t.Errorf("open %+v, closed %+v", open, closed)
		}
	})
}

func TestStationsThatRevokeEachOther(t *testing.T) {
	s := newStolen(t)
	s.c.revoke(s.a.station) // it has not heard that it was revoked
	s.a.must(take(s.juan, s.gun))
	s.everybody(t)
	for _, station := range []ledger.StationID{s.a.station, s.c.station} {
		if s.b.record(armory.KindStation, station.ID).Value("revoked") == "" {
			t.Error("a revocation counts by its signature, wherever it was written")
		}
	}
}

// TestRandomRevocations: stations are revoked and what they wrote is decided of at any time, anywhere, while everybody
// works on and one of them writes what no rule allows: every order of arrival gives one state.
func TestRandomRevocations(t *testing.T) {
	const histories, orders = 120, 20
	check(t, histories)
	counted := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		w.fresh = w.subject()
		base := w.counters[0].state.Clone()
		rogue := w.counters[len(w.counters)-1]
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 15, 40).Draw(rt, "acts") {
			w.r = rand.New(rand.NewPCG(seed, uint64(i)))
			c := pick(w, w.counters)
			switch w.r.IntN(12) {
			case 0:
				w.try(c, armory.RosterEntry{Kind: armory.KindStationRevoke, ID: ledger.SubjectID{ID: pick(w, w.counters).station.ID}, Signer: w.boss,
					Sign: signer(w.bossKey), Set: map[string]string{"revoked": "yes"}, Reason: "it was stolen"})
			case 1, 2, 3, 4:
				w.meet(c, pick(w, w.counters))
				if tails := c.conflicts(armory.ConflictTail); len(tails) > 0 {
					w.try(c, armory.Resolve{Conflict: pick(w, tails).ID, Finding: "looked", Choice: pick(w, []string{armory.Adopt, armory.Adopt, armory.Reject})})
				}
			case 5:
				w.misbehave(rogue)
			default:
				w.act()
			}
		}
		w.meet(w.counters...)
		c := w.counters[0]
		later := slices.Clone(c.order[w.founding:])
		unread := ledger.SortHashes(slices.Clone(c.state.Unread()))
		r := rand.New(rand.NewPCG(uint64(len(later)), rapid.Uint64().Draw(rt, "order")))
		for range orders {
			m := base.Clone()
			for _, s := range shuffled(r, later) {
				if err := m.Apply(s); err != nil && !errors.Is(err, armory.ErrUnread) {
					rt.Fatalf("%s: %v", s.Entry.Kind, err)
				}
			}
			if m.Digest() != c.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(c.state, m))
			}
			if !slices.Equal(unread, ledger.SortHashes(slices.Clone(m.Unread()))) {
				rt.Fatal("another order of arrival leaves other entries unread")
			}
		}
		for _, tail := range c.conflicts(armory.ConflictTail) {
			if body := (armory.ResolveBody{}); tail.Open() {
				counted["open"]++
			} else if ledger.Decode(w.all[tail.Closed.Hash].Entry.Body, &body) == nil {
				counted[body.Choice]++
			}
		}
	})
	t.Logf("tails: %v", counted)
	for _, state := range []string{"open", armory.Adopt, armory.Reject} {
		if counted[state] < 10 {
			t.Errorf("%d tails %s: the generator is too tame", counted[state], state)
		}
	}
}
