package armory_test

import (
	"crypto/ed25519"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestAHubThatGivesLeaveTwice(t *testing.T) {
	of := func(c *counter, key ed25519.PrivateKey, term uint64) *hub { return &hub{c.station, key, term} }
	for name, c := range map[string]struct {
		one, two func(s *split) *hub
		conflict bool
	}{
		"in one term":         {func(s *split) *hub { return of(s.a, s.a.key, 3) }, func(s *split) *hub { return of(s.a, s.a.key, 3) }, true},
		"in another term":     {func(s *split) *hub { return of(s.a, s.a.key, 3) }, func(s *split) *hub { return of(s.a, s.a.key, 4) }, false},
		"as two hubs do":      {func(s *split) *hub { return of(s.a, s.a.key, 3) }, func(s *split) *hub { return of(s.b, s.b.key, 3) }, false},
		"with a forged leave": {func(s *split) *hub { return of(s.a, s.a.key, 3) }, func(s *split) *hub { return of(s.a, s.b.key, 3) }, false},
		"and once not at all": {func(s *split) *hub { return of(s.a, s.a.key, 3) }, func(*split) *hub { return nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSplit(t)
			base, known := s.a.state.Clone(), len(s.a.order)
			s.a.hub, s.b.hub = c.one(s), c.two(s)
			s.a.must(take(s.juan, s.rifle))
			s.b.must(take(s.ana, s.rifle))
			s.heal()
			inEveryOrder(t, base, s.a.order[known:])
			s.only(t, armory.ConflictDouble)
			if !c.conflict {
				s.none(t, armory.ConflictGranted)
				return
			}
			got := s.only(t, armory.ConflictGranted)
			if !got.Open() || len(got.Entries) != 2 || !slices.Equal(got.Items, []ledger.SubjectID{s.rifle}) || !slices.Equal(got.Records, []ledger.SubjectID{ledger.SubjectID(s.a.station)}) {
				t.Errorf("got %+v", got)
			}
			s.a.must(armory.Resolve{Conflict: got.ID, Finding: "its program was old", Holder: s.ana})
			s.heal()
			if s.only(t, armory.ConflictGranted).Open() || s.a.custody(s.rifle).Status() != armory.StatusIssued {
				t.Error("it is not closed with the true holder")
			}
		})
	}
	t.Run("for one person", func(t *testing.T) {
		s := newSplit(t)
		s.a.hub, s.b.hub = of(s.a, s.a.key, 3), of(s.a, s.a.key, 3)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		if got := s.only(t, armory.ConflictGranted); !slices.Equal(got.People, []ledger.SubjectID{s.juan}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("is proven whenever its enrolment comes", func(t *testing.T) {
		s := newSplit(t)
		base, known := s.a.state.Clone(), len(s.a.order)
		late := &hub{ledger.StationID{ID: s.draw()}, keyOf("late"), 1}
		s.a.hub, s.b.hub = late, late
		s.a.must(take(s.ana, s.rifle)) // before anybody knows that hub
		s.b.must(take(s.juan, s.rifle))
		s.a.hub = nil
		s.a.must(armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID(late.station), Signer: s.boss, Sign: signer(s.bossKey),
			Set: map[string]string{"name": "late", "key": publicHex(late.key), "priority": "1"}})
		s.heal()
		inEveryOrder(t, base, s.a.order[known:])
		s.only(t, armory.ConflictGranted)
	})
}
