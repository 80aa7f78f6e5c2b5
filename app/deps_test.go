package app_test

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/ledger"
)

// branch is a log of another station, or a branch of one.
type branch struct {
	stranger
	last ledger.Sealed
}

func newBranch(t *testing.T, s *apptest.Station, n byte) *branch {
	t.Helper()
	return &branch{stranger: *enrolled(t, s, newKey(n))}
}

// writes keeps the branch's next entry at the station, resting on others.
func (b *branch) writes(t *testing.T, causes ...*branch) *branch {
	t.Helper()
	lam := uint64(0)
	for _, c := range causes {
		lam = max(lam, c.tip.Lam)
	}
	tip := b.tip
	b.tip.Lam = max(b.tip.Lam, lam)
	b.last = b.entry(t, func(e *ledger.Entry) {
		for _, c := range causes {
			e.Deps = append(e.Deps, c.head())
		}
		sortHeads(e.Deps)
	})
	b.tip = tip
	if err := b.s.App.Recorder.Receive(context.Background(), []ledger.Sealed{b.last}, false); err != nil {
		t.Fatal(err)
	}
	b.tip = ledger.Tip{Seq: b.last.Entry.Seq, Hash: b.last.Hash, Lam: b.last.Entry.Lam}
	return b
}

func (b *branch) head() ledger.Head { return ledger.Head{Log: b.log, Seq: b.tip.Seq, Hash: b.tip.Hash} }

func sortHeads(heads []ledger.Head) {
	slices.SortFunc(heads, func(x, y ledger.Head) int {
		return cmp.Or(bytes.Compare(x.Log.ID[:], y.Log.ID[:]), x.Hash.Compare(y.Hash))
	})
}

// deps are what the station's next entry names.
func deps(t *testing.T, s *apptest.Station) *ledger.Entry {
	t.Helper()
	if err := s.App.Recorder.Record(context.Background(), act, person(s, s.App.Recorder.NewSubject().String()[16:])); err != nil {
		t.Fatal(err)
	}
	return s.Newest(1)[0]
}

func TestWhatAnEntryRestsOn(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	a, b, c := newBranch(t, s, 1), newBranch(t, s, 2), newBranch(t, s, 3)
	wants := func(t *testing.T, want ...*branch) {
		t.Helper()
		heads, lam := []ledger.Head{}, uint64(0)
		for _, w := range want {
			heads, lam = append(heads, w.head()), max(lam, w.tip.Lam)
		}
		sortHeads(heads)
		last := s.Newest(1)[0]
		got := deps(t, s)
		if !slices.Equal(got.Deps, heads) {
			t.Errorf("it names %v, want %v", got.Deps, heads)
		}
		if got.Lam != 1+max(last.Lam, lam) && len(want) == 0 || len(want) > 0 && got.Lam < 1+lam {
			t.Errorf("its Lamport number is %d", got.Lam)
		}
		if again := deps(t, s); len(again.Deps) != 0 {
			t.Errorf("the next one names %v once more", again.Deps)
		}
	}
	deps(t, s)
	t.Run("not on what another cause names", func(t *testing.T) {
		a.writes(t)
		b.writes(t, a)
		wants(t, b)
	})
	t.Run("not on what an earlier entry of another cause's log names", func(t *testing.T) {
		a.writes(t)
		b.writes(t, a).writes(t).writes(t)
		wants(t, b)
	})
	t.Run("not on what a third log leads to", func(t *testing.T) {
		a.writes(t)
		b.writes(t, a).writes(t)
		c.writes(t, b)
		wants(t, c)
	})
	t.Run("but on what came after it was named", func(t *testing.T) {
		a.writes(t)
		b.writes(t, a)
		a.writes(t)
		wants(t, a, b)
	})
	t.Run("on both branches of a log that forks, each once", func(t *testing.T) {
		twin := *a
		a.writes(t)
		twin.writes(t).writes(t)
		wants(t, a, &twin)
		twin.writes(t)
		wants(t, &twin)
		b.writes(t, a, &twin)
		wants(t, b)
	})
}

func TestOfTooManyCausesTheNextEntriesNameTheRest(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	var all []*branch
	for i := range ledger.MaxDeps + 6 {
		all = append(all, newBranch(t, s, byte(10+i)))
	}
	for i, b := range all {
		for range 1 + i%7 {
			b.writes(t)
		}
	}
	first, second, third := deps(t, s), deps(t, s), deps(t, s)
	if len(first.Deps) != ledger.MaxDeps || len(second.Deps) != 6 || len(third.Deps) != 0 {
		t.Errorf("they name %d, %d and %d, want %d, 6 and none", len(first.Deps), len(second.Deps), len(third.Deps), ledger.MaxDeps)
	}
	lowest := uint64(1 << 53)
	for _, b := range all {
		switch {
		case slices.Contains(first.Deps, b.head()):
			lowest = min(lowest, b.tip.Lam)
		case !slices.Contains(second.Deps, b.head()):
			t.Errorf("nobody names %v", b.head())
		}
	}
	for _, b := range all {
		if slices.Contains(second.Deps, b.head()) && b.tip.Lam > lowest {
			t.Errorf("a head with Lamport number %d waits while one with %d is named", b.tip.Lam, lowest)
		}
	}
	var heads int
	s.View(func(view app.View) error {
		list, err := view.Heads()
		heads = len(list)
		return err
	})
	if heads != len(all)+1 {
		t.Errorf("there are %d heads", heads)
	}
}
