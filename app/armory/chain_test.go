package armory_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// twin is a copy of a counter with its disk: it goes on in the same log.
func (c *counter) twin() *counter {
	out := *c
	out.name += " again"
	out.state, out.order = c.state.Clone(), slices.Clone(c.order)
	out.vector, out.covered = maps.Clone(c.vector), maps.Clone(c.covered)
	return &out
}

// inEveryOrder applies entries to a state in many orders and returns what they add up to: the same in each.
func inEveryOrder(t *testing.T, base *armory.Memory, entries []*ledger.Sealed) *armory.Memory {
	t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(len(entries))))
	var first *armory.Memory
	for range 60 {
		m := base.Clone()
		for _, s := range shuffled(r, entries) {
			if err := m.Apply(s); err != nil {
				t.Fatalf("%s: %v", s.Entry.Kind, err)
			}
		}
		if first == nil {
			first = m
		}
		if m.Digest() != first.Digest() {
			t.Fatalf("another order of arrival gives another state:\n%s", difference(first, m))
		}
	}
	return first
}

func TestALogThatForks(t *testing.T) {
	s := newSplit(t)
	start := s.a.must(take(s.juan, s.gun))
	s.a.must(giveBack(s.gun))
	base, known := s.a.state.Clone(), len(s.a.order)
	copied := s.a.twin()
	mine := s.a.must(take(s.juan, s.rifle))
	s.a.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"phone": "1"}})
	back := s.a.must(giveBack(s.rifle))
	theirs := copied.must(take(s.ana, s.gun))
	again := copied.twin() // and once more, one entry on
	copied.must(giveBack(s.gun))
	again.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"phone": "2"}})
	last := again.must(take(s.juan, s.rifle))
	var entries []*ledger.Sealed
	for _, c := range []*counter{s.a, copied, again} {
		for _, e := range c.order[known:] {
			if !slices.Contains(entries, e) {
				entries = append(entries, e)
			}
		}
	}
	s.a.state = inEveryOrder(t, base, entries)

	t.Run("counts receipts along each branch", func(t *testing.T) {
		prefix := s.a.transaction(start).Receipt[:6]
		for command, want := range map[ledger.CommandID]string{start: "1", mine: "3", back: "4", theirs: "3", last: "4"} {
			if got := s.a.transaction(command).Receipt; got[:len(got)-2] != prefix+want {
				t.Errorf("receipt %s, want number %s of %s", got, want, prefix)
			}
		}
	})
	t.Run("is one conflict for each place where it forks", func(t *testing.T) {
		forks := s.a.conflicts(armory.ConflictFork)
		if len(forks) != 2 {
			t.Fatalf("%d conflicts, want 2", len(forks))
		}
		for _, fork := range forks {
			one, two := s.all[fork.Entries[0]], s.all[fork.Entries[1]]
			if len(fork.Entries) != 2 || one.Entry.Prev != two.Entry.Prev || !fork.Open() || !slices.Equal(fork.Records, []ledger.SubjectID{{ID: s.a.station.ID}}) {
				t.Errorf("got %+v", fork)
			}
		}
	})
	t.Run("is closed with what was found", func(t *testing.T) {
		fork := s.a.conflicts(armory.ConflictFork)[0]
		s.a.must(armory.Resolve{Conflict: fork.ID, Finding: "the disk was copied"})
		if fork := s.a.conflicts(armory.ConflictFork); fork[0].Open() == fork[1].Open() {
			t.Errorf("got %+v", fork)
		}
	})
}
