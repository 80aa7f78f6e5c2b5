package hubtest

import (
	"maps"
	"slices"
	"sync"
	"time"

	"armguard/hub/core"
)

// Plan is what is played.
type Plan struct {
	Seed      uint64
	Stations  int
	Faultless bool // nobody pulls a cable
	Mistakes  Mistakes
}

// Story is what came of a plan.
type Story struct {
	Seed    uint64
	Wrong   []string       // what must never happen and did
	Counts  map[string]int // what happened how often
	History string         // one line an event
}

// Mistakes are rules left out on purpose: the core's, and those of what stands round it.
type Mistakes struct {
	Core              core.Faults
	AckEarly          bool // what is not on the disk yet is acknowledged
	SeqReuse          bool // a log is continued after its end was lost
	LamUnchecked      bool // an entry's Lamport number is believed
	SecondRefused     bool // of two entries at one place in a log the second is not kept
	DecideOnce        bool // the rules are not asked again inside the writing transaction
	QuarantineIgnored bool // what a revoked station wrote past the cut counts
	RosterForgotten   bool // a store that is filled again is believed about who is enrolled
}

const (
	busy = 60 * time.Second // people work and things go wrong
	heal = 15 * time.Second // one hub within so long of everything being mended
	rest = 30 * time.Second // everybody has everything
)

var (
	sitesMu sync.Mutex // guards sites
	sites   = map[int]*site{}
)

// siteOf founds the site of so many stations once.
func siteOf(stations int) *site {
	sitesMu.Lock()
	defer sitesMu.Unlock()
	if sites[stations] == nil {
		sites[stations] = newSite(stations, 3, 4)
	}
	return sites[stations]
}

// Play plays a plan to its end.
func Play(plan Plan) Story {
	w := newWorld(plan.Seed, plan.Stations, plan.Mistakes)
	for i, p := range w.pcs {
		w.after(w.between(0, 4*time.Second)*time.Duration(min(i, 1)), p.boot)
	}
	w.people()
	if !plan.Faultless {
		w.trouble()
	}
	w.run(busy)
	w.mend()
	w.run(busy + heal)
	w.oneHub()
	w.run(busy + rest)
	w.judge()
	return Story{Seed: w.seed, Wrong: w.wrong, Counts: w.counts, History: w.history()}
}

// people come to the counters all the time.
func (w *world) people() {
	for range 10 + w.rand.IntN(50) {
		p := w.pcs[w.rand.IntN(len(w.pcs))]
		wish := w.wish()
		at := w.between(2*time.Second, busy-2*time.Second)
		w.after(at, func() { p.want(&wish) })
		if w.chance(25) { // two counters at the same moment
			other, again := w.pcs[w.rand.IntN(len(w.pcs))], wish
			if w.chance(50) {
				again.person = w.site.people[w.rand.IntN(len(w.site.people))]
			}
			w.after(at+w.between(0, 30*time.Millisecond), func() { other.want(&again) })
		}
	}
}

func (w *world) wish() wish {
	what := []act{takes, takes, takes, takes, takes, takes, returns, returns, returns, draws}
	return wish{act: what[w.rand.IntN(len(what))], n: 1 + w.rand.Int64N(5), item: w.site.items[w.rand.IntN(len(w.site.items))],
		person: w.site.people[w.rand.IntN(len(w.site.people))]}
}

// crowd has a few people come to one counter soon.
func (w *world) crowd(p *pc, n int, within time.Duration) {
	for range n {
		wish := w.wish()
		w.after(w.between(0, within), func() {
			if !w.mended {
				p.want(&wish)
			}
		})
	}
}

// Add sums counts.
func Add(into, more map[string]int) {
	for _, key := range slices.Sorted(maps.Keys(more)) {
		into[key] += more[key]
	}
}
