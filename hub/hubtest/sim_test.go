package hubtest

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
)

var (
	seed     = flag.Uint64("seed", 0, "play this seed only and print its history")
	runs     = flag.Int("runs", 0, "play so many seeds instead of the usual number")
	from     = flag.Uint64("from", 1, "the first seed, with -runs")
	report   = flag.String("report", "", "write counts and failed seeds to this file, as JSON")
	stations = flag.Int("stations", 4, "of how many stations, with -seed or -runs")
)

func TestOneHistory(t *testing.T) {
	if *seed == 0 {
		t.Skip("skipped: say which with -args -seed N -stations N")
	}
	story := Play(Plan{Seed: *seed, Stations: *stations})
	t.Log("\n" + story.History)
	for _, wrong := range story.Wrong {
		t.Error(wrong)
	}
}

// What a run must really have had, for each thousand histories of four stations: without it, it proves nothing.
var least = map[string]int{
	"split": 450, "one-way link": 220, "cable out": 220, "crash": 220, "power loss": 220, "pause": 200, "sleep": 200, "wrong clock": 200,
	"slow disk": 220, "thin cable": 200, "slow consumer": 30, "restore": 100, "put back unnoticed": 70, "new log: behind": 30, "lost disk": 90,
	"entry on a lost disk only": 2, "clone": 100, "clone in the same log": 60, "forked log": 10, "denied CLONE": 25, "barred CLONE": 80, "enrolled anew": 100,
	"denied UNKNOWN": 30, "forged entry refused": 150, "entries refused that rest on others": 30, "whole session": 200, "step-down": 700, "members named": 180, "double issue": 150, "conflicts": 250, "doubt met": 5,
	"override": 5, "answer STALE": 450, "answer BUSY": 600, "answer STOCK": 8, "answer SETTLING": 200, "take permit": 4500, "take alone": 200,
	"draw permit": 2500, "return": 4000, "refused OUT": 9000, "refused STOCK": 90,
}

func TestNothingIsLostInManyHistories(t *testing.T) {
	for _, c := range []struct{ stations, runs int }{{4, 2000}, {12, 200}} {
		if testing.Short() {
			c.runs /= 20
		}
		if *runs > 0 {
			if c.stations != *stations {
				continue
			}
			c.runs = *runs
		}
		t.Run(fmt.Sprintf("%d of %d stations", c.runs, c.stations), func(t *testing.T) {
			counts, failed := playMany(c.runs, func(n uint64) Plan { return Plan{Seed: *from + n, Stations: c.stations} })
			for _, story := range failed {
				t.Errorf("%v\n%s", story.Wrong, story.History)
			}
			for _, what := range slices.Sorted(maps.Keys(counts)) {
				t.Logf("%7d %s", counts[what], what)
			}
			if *report != "" {
				if err := write(*report, counts, failed); err != nil {
					t.Fatal(err)
				}
				return // the counts of several runs are judged together
			}
			for what, want := range least {
				if got := counts[what]; c.stations == 4 && c.runs >= 1000 && got < want*c.runs/1000 {
					t.Errorf("%s: %d times, too seldom to prove anything", what, got)
				}
			}
		})
	}
}

// write puts down what came of a run, for the program that plays many (build/proof).
func write(file string, counts map[string]int, failed []Story) error {
	seeds := []uint64{}
	for _, story := range failed {
		seeds = append(seeds, story.Seed)
	}
	raw, err := json.Marshal(map[string]any{"counts": counts, "least": least, "failed": seeds})
	if err != nil {
		return err
	}
	return os.WriteFile(file, raw, 0o600)
}

func TestNothingGoesWrongByItself(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 20
	}
	counts, failed := playMany(n, func(seed uint64) Plan { return Plan{Seed: 1 + seed, Stations: 4, Faultless: true} })
	for _, story := range failed {
		t.Errorf("%v\n%s", story.Wrong, story.History)
	}
	if counts["take permit"] < 5*n || counts["double issue"] > 0 {
		t.Errorf("%d Takes by permit, %d double issues", counts["take permit"], counts["double issue"])
	}
}

// playMany plays n histories on all cores; of those that failed, the first five.
func playMany(n int, plan func(n uint64) Plan) (map[string]int, []Story) {
	counts := map[string]int{}
	var failed []Story
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan uint64)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for s := range next {
				story := Play(plan(s))
				mu.Lock()
				Add(counts, story.Counts)
				if len(story.Wrong) > 0 {
					failed = append(failed, story)
					slices.SortFunc(failed, func(a, b Story) int { return cmp.Compare(a.Seed, b.Seed) })
					failed = failed[:min(len(failed), 5)]
				}
				mu.Unlock()
			}
		})
	}
	for s := range n {
		next <- uint64(s)
	}
	close(next)
	wg.Wait()
	return counts, failed
}
