package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// part is one long check. Its steps are done one after another, each from its number alone.
type part struct {
	name     string
	steps    int
	packages map[string]string // whose tests it runs
	step     func(ctx context.Context, w *work, n int) error
	size     func(steps int, fuzz time.Duration) string // in words
	words    func(s state) string                       // what came of it
}

// seeds of the simulator in one step; orders of arrival of each history of the projection; histories in one step.
const (
	seedsEach     = 1000
	orders        = 200
	historiesEach = 250
)

// target is a fuzz target.
type target struct{ folder, name string }

var targets = []target{{"app/armory", "FuzzApply"}, {"app/armory", "FuzzReadCode"}, {"app/ledger", "FuzzParseID"}, {"app/ledger", "FuzzOpen"},
	{"hub/enrol", "FuzzNewcomer"}, {"hub/enrol", "FuzzParseCode"}, {"hub/wire", "FuzzDecode"}, {"storage", "FuzzSearch"}}

var parts = []part{
	{
		name: "simulator", steps: 100, packages: map[string]string{"hubtest": "./hub/hubtest"}, step: simulate,
		size: func(steps int, _ time.Duration) string {
			return fmt.Sprintf("seeds 1 to %d, 4 stations", steps*seedsEach)
		},
		words: simulated,
	},
	{
		name: "partitions", steps: 3, packages: map[string]string{"hubtest": "./hub/hubtest"},
		step: func(ctx context.Context, w *work, n int) error {
			out, err := w.test(ctx, "hubtest", "hub/hubtest", "-test.run=^TestEveryPartitionHeals$", "-partition", strconv.Itoa(4+n))
			w.add(out, `(\d+) (histories of \d stations)`)
			return err
		},
		size:  func(int, time.Duration) string { return "all of 4, 5 and 6 stations, the hub in each part" },
		words: counted,
	},
	{
		name: "projection", steps: 40, packages: map[string]string{"armory": "./app/armory"},
		step: func(ctx context.Context, w *work, n int) error {
			out, err := w.test(ctx, "armory", "app/armory", "-test.run=^TestRandomHistories$", fmt.Sprint("-rapid.checks=", historiesEach),
				fmt.Sprint("-rapid.seed=", n+1), fmt.Sprint("-orders=", orders))
			w.add(out, `(\d+) (histories)`)
			w.add(out, `(\d+) (entries)`)
			return err
		},
		size: func(steps int, _ time.Duration) string {
			return fmt.Sprintf("%d histories, %d orders of arrival each", steps*historiesEach, orders)
		},
		words: counted,
	},
	{
		name: "fuzz", steps: len(targets),
		step: func(ctx context.Context, w *work, n int) error {
			t := targets[n]
			out, err := w.goTest(ctx, "./"+t.folder, "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+w.fuzz.String(), fmt.Sprint("-parallel=", w.workers))
			if found := regexp.MustCompile(`execs: (\d+)`).FindAllStringSubmatch(out, -1); len(found) > 0 {
				w.state.Counts[t.name], _ = strconv.Atoi(found[len(found)-1][1])
			}
			return err
		},
		size:  func(steps int, fuzz time.Duration) string { return fmt.Sprintf("%d targets, %v each", steps, fuzz) },
		words: counted,
	},
	{
		name: "crash", steps: 20, packages: map[string]string{"program": "."},
		step: func(ctx context.Context, w *work, _ int) error {
			out, err := w.test(ctx, "program", ".", "-test.run=^TestKillNineLosesNothing$")
			if strings.Contains(out, "skipped:") {
				return errors.New("the test was skipped")
			}
			w.add(out, `(\d+) (acknowledged)`)
			w.state.Counts["runs of 20 kills"]++
			return err
		},
		size:  func(steps int, _ time.Duration) string { return fmt.Sprintf("%d seeds of 20 kills", steps) },
		words: counted,
	},
}

// simulate plays some seeds and adds up what happened.
func simulate(ctx context.Context, w *work, n int) error {
	file, err := filepath.Abs(w.file("step"))
	if err != nil {
		return err
	}
	_, failed := w.test(ctx, "hubtest", "hub/hubtest", "-test.run=^TestNothingIsLostInManyHistories$", "-runs", strconv.Itoa(seedsEach),
		"-from", strconv.Itoa(n*seedsEach+1), "-report", file)
	raw, err := os.ReadFile(file)
	if err != nil {
		return errors.Join(failed, err)
	}
	if err := os.Remove(file); err != nil {
		return err
	}
	var report struct {
		Counts, Least map[string]int
		Failed        []uint64
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		return err
	}
	for what, times := range report.Counts {
		w.state.Counts[what] += times
	}
	w.state.Least = report.Least
	w.state.Failed = append(w.state.Failed, report.Failed...)
	w.state.Counts["schedules"] += seedsEach
	if n+1 == w.state.Steps {
		return errors.Join(failed, w.often())
	}
	return failed
}

// often checks that what a run claims to test really happened.
func (w *work) often() error {
	var seldom []string
	for what, least := range w.state.Least {
		if got, want := w.state.Counts[what], least*w.state.Counts["schedules"]/1000; got < want {
			seldom = append(seldom, fmt.Sprintf("%s: %d times instead of %d", what, got, want))
		}
	}
	if len(seldom) > 0 {
		return fmt.Errorf("too seldom to prove anything: %s", strings.Join(seldom, "; "))
	}
	return nil
}

// simulated puts down the faults, and what must never happen.
func simulated(s state) string {
	out := fmt.Sprintf("%d schedules, %d violations", s.Counts["schedules"], len(s.Failed))
	for _, what := range []string{"take permit", "take alone", "split", "one-way link", "cable out", "crash", "power loss", "pause", "sleep", "wrong clock",
		"slow disk", "thin cable", "slow consumer", "restore", "put back unnoticed", "lost disk", "entry on a lost disk only", "clone", "forked log",
		"denied CLONE", "forged entry refused", "step-down", "doubt met", "double issue", "conflicts"} {
		out += fmt.Sprintf(", %d %s", s.Counts[what], what)
	}
	if len(s.Failed) > 0 {
		out += fmt.Sprintf("; failed seeds %v", s.Failed[:min(len(s.Failed), 10)])
	}
	return out
}

func counted(s state) string {
	var out []string
	for what, n := range s.Counts {
		out = append(out, fmt.Sprintf("%d %s", n, what))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// add sums numbers that a test printed, each under the words that follow it.
func (w *work) add(out, pattern string) {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(out); m != nil {
		n, _ := strconv.Atoi(m[1])
		w.state.Counts[m[2]] += n
	}
}
