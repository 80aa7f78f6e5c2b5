package hubtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/hub/core"
)

// mistake is a rule left out, and what may show it.
type mistake struct {
	Mistakes
	shown []invariant
}

// soon is the seed that shows a mistake that few do: there the test begins to look.
var soon = map[string]uint64{"no whole session": 584, "no escrow": 348, "granted before the loser's members are here": 239}

// A rule that could be left out unseen would not be tested. Each of these shows in the default seeds.
var mistakes = map[string]mistake{
	"no lock":                   {Mistakes{Core: core.Faults{NoLock: true}}, []invariant{oneGrantATerm, calmHasNoConflict}},
	"no doubt":                  {Mistakes{Core: core.Faults{NoDoubt: true}}, []invariant{oneGrantATerm}},
	"no basis check":            {Mistakes{Core: core.Faults{NoBasis: true}}, []invariant{permitsRestOnHeads}},
	"no resume gap":             {Mistakes{Core: core.Faults{NoResume: true}}, []invariant{looksFirst}},
	"asked before all was told": {Mistakes{Core: core.Faults{NoSynced: true}}, []invariant{toldAll}},
	"granted before the loser's members are here": {Mistakes{Core: core.Faults{NoWait: true}}, []invariant{losersFirst}},
	"no escrow":                           {Mistakes{Core: core.Faults{NoEscrow: true}}, []invariant{lotNeverBelowZero}},
	"acknowledged before the fsync":       {Mistakes{AckEarly: true}, []invariant{copiesAreTrue, nothingIsLost}},
	"a number in a log is used again":     {Mistakes{SeqReuse: true}, []invariant{onePlaceOneEntry}},
	"a Lamport number is believed":        {Mistakes{LamUnchecked: true}, []invariant{lamIsAuthentic}},
	"one entry at one place in a log":     {Mistakes{SecondRefused: true}, []invariant{nothingIsLost}},
	"the old roster is forgotten":         {Mistakes{RosterForgotten: true}, []invariant{oneHubAfterHeal}},
	"no whole session":                    {Mistakes{Core: core.Faults{NoWhole: true}}, []invariant{nothingIsLost}},
	"decided before the transaction only": {Mistakes{DecideOnce: true}, []invariant{rulesHeldInside}},
}

func TestEachMistakeIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the whole run plays as many histories as it takes")
	}
	for name, m := range mistakes {
		t.Run(name, func(t *testing.T) {
			const most, batch = 2000, 100
			first := max(soon[name], 1) / batch
			for n := range uint64(most / batch) {
				from := (first + n) % (most / batch) * batch
				_, failed := playMany(batch, func(n uint64) Plan { return Plan{Seed: 1 + from + n, Stations: 4, Mistakes: m.Mistakes} })
				for _, story := range failed {
					if broken := named(story.Wrong, m.shown); broken != "" {
						t.Logf("seed %d: %s", story.Seed, broken)
						return
					}
				}
			}
			t.Errorf("%d histories did not show it in %q", most, m.shown)
		})
	}
}

// named is the first of what went wrong that breaks one of these invariants.
func named(wrong []string, broken []invariant) string {
	for _, text := range wrong {
		if slices.ContainsFunc(broken, func(i invariant) bool { return strings.HasPrefix(text, string(i)+": ") }) {
			return text
		}
	}
	return ""
}

// Some rules matter in one situation only, which chance meets too seldom: it is played on purpose. S0 is the hub; a, b and
// c are the members in the order of their rank.
var situations = map[string]struct {
	mistake
	happens func(w *world, a, b, c *pc)
}{
	// The hub S0 grants c an item, and what it says of that to a, the next hub, is lost. S0 loses power while c's disk
	// still writes. At a somebody wants the same item.
	"a reserve is not inherited": {mistake{Mistakes{Core: core.Faults{NoInherit: true}}, []invariant{noDoubleIssue}}, func(w *world, a, b, c *pc) {
		w.after(9900*time.Millisecond, func() { w.cut[0][a.i] = true })
		w.after(10*time.Second, func() { c.slow = 8 * time.Second; w.takes(c, 0, 0) })
		w.after(10*time.Second+100*time.Millisecond, func() {
			w.pcs[0].stop(false)
			for _, p := range []*pc{a, b} { // and c is not there to tell
				w.cut[p.i][c.i], w.cut[c.i][p.i] = true, true
			}
		})
		w.after(10*time.Second+200*time.Millisecond, func() { w.takes(a, 0, 1) })
	}},
	// The same, and c is there to tell.
	"nothing is gathered before the first grant": {mistake{Mistakes{Core: core.Faults{NoSettle: true}}, []invariant{noDoubleIssue}}, func(w *world, a, _, c *pc) {
		w.after(9900*time.Millisecond, func() { w.cut[0][a.i] = true })
		w.after(10*time.Second, func() { c.slow = 8 * time.Second; w.takes(c, 0, 0) })
		w.after(10*time.Second+100*time.Millisecond, func() { w.pcs[0].stop(false) })
		w.after(10*time.Second+200*time.Millisecond, func() { w.takes(a, 0, 1) })
	}},
	// The hub S0 hears nobody for a while, and there c is revoked. The others do not know it: c issues an item, and they keep
	// that. Then everybody meets.
	"the quarantine is ignored": {mistake{Mistakes{QuarantineIgnored: true}, []invariant{revokedIsCutOff}}, func(w *world, a, b, c *pc) {
		w.after(10*time.Second, func() {
			for _, p := range []*pc{a, b, c} {
				w.cut[0][p.i], w.cut[p.i][0] = true, true
			}
		})
		w.after(30*time.Second, func() { w.revoke(w.pcs[0], c) })
		w.after(32*time.Second, func() { w.takes(c, 0, 0) })
	}},
	// Nobody hears c, and it is revoked. b loses its disk, pulls its history anew through a thin cable, and when it has read that c is
	// enrolled, and not yet more, it loses the others and hears c.
	"a lost disk is believed about who is enrolled": {mistake{Mistakes{RosterForgotten: true}, []invariant{revokedStaysOut}}, func(w *world, a, b, c *pc) {
		others := []*pc{w.pcs[0], a}
		link := func(x, y *pc, cut bool) { w.cut[x.i][y.i], w.cut[y.i][x.i] = cut, cut }
		w.after(8*time.Second, func() {
			for _, p := range []*pc{w.pcs[0], a, b} {
				link(p, c, true)
			}
		})
		w.after(15*time.Second, func() { w.revoke(w.pcs[0], c) })
		w.after(20*time.Second, func() { w.loseDisk(b); b.thick = true; b.boot() })
		var look func()
		look = func() {
			knows := slices.ContainsFunc(b.stations(), func(e core.Enrolled) bool { return e.Station == c.station })
			if !knows {
				w.after(10*time.Millisecond, look)
				return
			}
			for _, p := range others {
				link(p, b, true)
			}
			link(b, c, false)
			b.thick = false
		}
		w.after(20*time.Second, look)
	}},
	// The permit for the second item waits behind a write of eight seconds.
	"a late permit is used": {mistake{Mistakes{Core: core.Faults{NoLate: true}}, []invariant{permitsAreFresh}}, func(w *world, _, _, c *pc) {
		w.after(10*time.Second, func() { c.slow = 8 * time.Second; w.takes(c, 0, 0) })
		w.after(10*time.Second+50*time.Millisecond, func() { w.takes(c, 1, 1) })
		w.after(11*time.Second, func() { c.slow = 0 })
	}},
}

func TestAMistakeIsSeenWhereItMatters(t *testing.T) {
	for name, c := range situations {
		t.Run(name, func(t *testing.T) {
			play := func(mistakes Mistakes) (wrong []string, history string) {
				for seed := range uint64(20) {
					w := newWorld(seed, 4, mistakes)
					for _, p := range w.pcs {
						w.after(time.Duration(p.i)*time.Second, p.boot)
					}
					w.calm, w.patient, w.single = false, true, true
					after := slices.Clone(w.pcs[1:])
					slices.SortFunc(after, func(x, y *pc) int { return slices.Compare(x.station.ID[:], y.station.ID[:]) })
					c.happens(w, after[0], after[1], after[2])
					w.run(busy)
					w.mend()
					w.run(busy + rest)
					w.judge()
					if wrong = append(wrong, w.wrong...); history == "" || len(w.wrong) > 0 {
						history = w.history()
					}
				}
				return wrong, history
			}
			if wrong, history := play(Mistakes{}); len(wrong) > 0 {
				t.Errorf("with the rule: %v\n%s", wrong, history)
			}
			wrong, history := play(c.Mistakes)
			if broken := named(wrong, c.shown); broken == "" {
				t.Errorf("without the rule nothing happened\n%s", history)
			} else {
				t.Log(broken)
			}
		})
	}
}

// takes lets a person take an item at a counter now.
func (w *world) takes(counter *pc, item, person int) {
	counter.want(&wish{act: takes, item: w.site.items[item], person: w.site.people[person]})
}
