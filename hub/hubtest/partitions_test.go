package hubtest

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"armguard/hub/core"
	"armguard/hub/wire"
)

var largest = flag.Int("partition", 4, "play all partitions of so many stations (5 and 6 take longer)")

// partitionsOf lists every way to part n stations: for each, the group of each station, numbered from 0 as they come.
func partitionsOf(n int) [][]int {
	var out [][]int
	var next func(groups []int, used int)
	next = func(groups []int, used int) {
		if len(groups) == n {
			out = append(out, append([]int{}, groups...))
			return
		}
		for g := range used + 1 {
			next(append(groups, g), max(used, g+1))
		}
	}
	next(nil, 0)
	return out
}

// Every way to part the stations, with the hub in each part: each part has one hub of its own in 7.5 s and issues the same
// item, and when the cables are back there is one hub, one state, and exactly the conflict that the split must give.
func TestEveryPartitionHeals(t *testing.T) {
	histories := 0
	parts := partitionsOf(*largest)
	if want := map[int]int{3: 5, 4: 15, 5: 52, 6: 203}[*largest]; len(parts) != want {
		t.Fatalf("%d partitions of %d, want %d", len(parts), *largest, want)
	}
	for _, groups := range parts {
		blocks := 0
		for _, g := range groups {
			blocks = max(blocks, g+1)
		}
		for hub := range blocks {
			histories++
			if w := part(t, groups, blocks, hub); t.Failed() {
				t.Fatalf("%v, the hub in part %d\n%s", groups, hub, w.history())
			}
		}
	}
	t.Logf("%d histories of %d stations", histories, *largest)
}

const (
	splitAt = 15 * time.Second
	healAt  = 40 * time.Second
)

// part plays one partition.
func part(t *testing.T, groups []int, blocks, hubIn int) *world {
	w := newWorld(uint64(len(groups)*100+hubIn), len(groups), Mistakes{})
	w.calm, w.patient = false, true
	for i, p := range w.pcs {
		w.after(time.Duration(i)*100*time.Millisecond, p.boot)
	}
	first := map[int]*pc{}
	for i, g := range groups {
		if first[g] == nil {
			first[g] = w.pcs[i]
		}
	}
	w.after(8*time.Second, func() {
		for _, p := range w.pcs {
			p.step(core.MakeHub{Station: first[hubIn].station})
		}
	})
	w.run(splitAt)
	if first[hubIn].core.Card().Role != wire.RoleHub {
		t.Errorf("the hub could not be placed: %s is %s", first[hubIn].name(), first[hubIn].core.Card().Role)
	}
	for i := range w.pcs {
		for j := range w.pcs {
			w.cut[i][j] = groups[i] != groups[j]
		}
	}
	w.run(splitAt + 7500*time.Millisecond)
	for g := range blocks {
		hubs, members := 0, 0
		for i, p := range w.pcs {
			switch role := p.core.Card().Role; {
			case groups[i] != g:
			case role == wire.RoleHub:
				hubs++
			case role == wire.RoleMember:
				members++
			default:
				t.Errorf("%s is still %s", p.name(), role)
			}
		}
		if hubs != 1 {
			t.Errorf("part %d has %d hubs and %d members after 7.5 s", g, hubs, members)
		}
		w.takes(first[g], 0, g%len(w.site.people))
	}
	w.run(healAt)
	issued := w.counts["take permit"] + w.counts["take alone"]
	if issued != blocks {
		t.Errorf("%d of %d parts issued", issued, blocks)
	}
	w.joinCables()
	w.run(healAt + 5*time.Second)
	w.oneHub()
	w.judge()
	if got, want := w.counts["double issue"], blocks*(blocks-1)/2; got != want {
		t.Errorf("%d pairs of Takes that did not see each other, want %d", got, want)
	}
	if blocks > 1 && w.counts["conflicts"] == 0 {
		t.Error("no conflict is shown")
	}
	for _, wrong := range w.wrong {
		t.Error(wrong)
	}
	return w
}

// Twenty PCs are switched on together: one hub in 6 s after the first, and no item is promised twice.
func TestTwentyThatBootTogether(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(seed, 20, Mistakes{})
			w.patient, w.single = true, true
			for _, p := range w.pcs {
				w.after(w.between(0, time.Second), p.boot)
			}
			for i, p := range w.pcs {
				w.after(w.between(time.Second, 5*time.Second), func() { w.takes(p, i%3, i%4) })
			}
			w.run(6 * time.Second)
			w.oneHub()
			w.run(20 * time.Second)
			w.judge()
			if len(w.wrong) > 0 || w.counts["double issue"] > 0 {
				t.Errorf("%v\n%s", w.wrong, w.history())
			}
			if w.counts["take permit"] == 0 {
				t.Error("nobody issued anything")
			}
		})
	}
}

// A PC sleeps for eight hours, its monotonic clock standing still, and somebody presses a button as it wakes: it looks
// round first, and within 3 s it serves again. What it had asked for before it slept is not used.
func TestEightHoursOfSleep(t *testing.T) {
	const night = 8 * time.Hour
	for _, who := range []string{"the hub", "a member"} {
		t.Run(who+" sleeps", func(t *testing.T) {
			w := newWorld(7, 3, Mistakes{})
			w.calm, w.patient = false, true
			for i, p := range w.pcs {
				w.after(time.Duration(i)*time.Second, p.boot)
			}
			w.run(10 * time.Second)
			p := w.pcs[0]
			if (p.core.Card().Role == wire.RoleHub) != (who == "the hub") {
				p = w.pcs[1]
			}
			p.slow = 2 * time.Second
			w.takes(p, 0, 0) // waits for its fsync, or its permit, when the lid closes
			w.after(2*time.Millisecond, func() { w.pause(p, night, true) })
			w.run(time.Minute)
			w.takes(w.pcs[2], 0, 1)
			w.run(10*time.Second + night)
			p.slow = 0
			w.takes(p, 1, 2)
			w.run(10*time.Second + night + 3*time.Second)
			if role := p.core.Card().Role; role != wire.RoleHub && role != wire.RoleMember {
				t.Errorf("3 s after it woke it is %s", role)
			}
			w.run(10*time.Second + night + time.Minute)
			w.oneHub()
			w.judge()
			if len(w.wrong) > 0 || w.counts["double issue"] > 0 {
				t.Errorf("%d double issues, %v\n%s", w.counts["double issue"], w.wrong, w.history())
			}
		})
	}
}

// All counters hand out of one lot at the same moments: exactly what is there goes out, and never more.
func TestALotIsHandedOutToItsEnd(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(seed, 6, Mistakes{})
		w.patient = true
		for i, p := range w.pcs {
			w.after(time.Duration(i)*100*time.Millisecond, p.boot)
		}
		for round := range 12 {
			for _, p := range w.pcs {
				w.after(10*time.Second+time.Duration(round)*300*time.Millisecond+w.between(0, 5*time.Millisecond), func() { p.want(&wish{act: draws, n: 1}) })
			}
		}
		w.run(40 * time.Second)
		w.judge()
		onHand, _ := w.pcs[0].OnHand(w.site.stock)
		if len(w.wrong) > 0 || onHand != 0 || w.counts["draw permit"] != lot || w.counts["refused STOCK"] != 12*6-lot {
			t.Errorf("seed %d: %d left, %d handed out of %d, %d refused, %v\n%s", seed, onHand, w.counts["draw permit"], lot, w.counts["refused STOCK"], w.wrong, w.history())
		}
	}
}
