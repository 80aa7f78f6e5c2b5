package main

import (
	"fmt"
	"os/exec"
	"time"
)

// Sizes of the usual comparison.
const (
	clients      = 20  // feed clients, each of which also asks
	memoryCrowd  = 200 // feed clients whose memory is weighed
	settle       = 2 * time.Second
	smallEntries = 1000
)

// writers are how many at once, flat out.
var writers = []int{1, 4, 16}

// console measures a small station as a program of its own, from outside.
func (b *bench) console() error {
	small, err := b.fill("small", 400, 500, smallEntries)
	if err != nil {
		return err
	}
	if err := b.starting(small, 0); err != nil {
		return err
	}
	p, err := b.startStation(small.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	time.Sleep(settle)
	idle, err := residentMemory(p.pid())
	if err != nil {
		return err
	}
	b.report.add(figure{Name: "memory, idle", Unit: "MiB", Value: idle.all, Target: "<= 22"}, idle.all <= 22)
	b.report.add(figure{Name: "memory, idle, without pages of files", Unit: "MiB", Value: idle.own}, true)
	token, err := signIn(p.address)
	if err != nil {
		return err
	}
	if _, err := b.issuing("1,000 entries", p, token, small.pairings[:min(b.paced, 390)], nil); err != nil {
		return err
	}
	for _, n := range writers {
		if err := b.flatOut(p, token, small, n); err != nil {
			return err
		}
	}
	if err := b.weighCrowd(p, token); err != nil {
		return err
	}
	return b.killed(p, token, small)
}

// starting measures how long it takes from the start of the program until it can issue.
func (b *bench) starting(f *filled, most time.Duration) error {
	var took, floor times
	for range b.starts {
		began := time.Now()
		if err := exec.Command(b.program, "version").Run(); err != nil {
			return fmt.Errorf("run the program: %w", err)
		}
		floor = append(floor, time.Since(began))
		p, err := b.startStation(f.dir)
		if err != nil {
			return err
		}
		took = append(took, p.ready)
		if err := p.stop(); err != nil {
			return err
		}
	}
	out := figure{Name: "start with " + thousands(f.entries) + " entries until it can issue", Unit: "ms", Value: took.p50(), Floor: floor.p50()}
	if most > 0 {
		out.Target = fmt.Sprintf("<= %.0f", ms(most))
	}
	b.report.add(out, took.p50() <= ms(most))
	return nil
}

// thousands is a number with commas.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// issuing issues at the counter's pace with 20 clients who ask and listen, beside the floor, and takes everything
// back. With a former median it is the growth that is judged; it returns the ratio of its median to the floor's.
func (b *bench) issuing(store string, p *process, token string, pairs []pairing, former *float64) (float64, error) {
	floor, err := b.floorBeside(clients)
	if err != nil {
		return 0, err
	}
	defer floor.close()
	listeners, err := gather(p.address, token, clients)
	if err != nil {
		return 0, err
	}
	defer listeners.disperse()
	var askers []*asking
	for range clients {
		a, err := newAsking(p.address, token)
		if err != nil {
			return 0, err
		}
		defer a.close()
		askers = append(askers, a)
	}
	const warm = 5 // the first are not counted
	var answered, last times
	var used time.Duration
	var missing int64
	frames := int64(clients * 2) // each transaction is one message of two feeds
	issue := func(i int) error {
		if i == warm {
			if used, err = processorTime(p.pid()); err != nil {
				return err
			}
		}
		listeners.reset()
		began := time.Now()
		if _, err := askers[i%clients].issue(pairs[i]); err != nil {
			return err
		}
		took := time.Since(began)
		missing = listeners.await(frames*int64(i+1), time.Second)
		if i < warm {
			return nil
		}
		answered = append(answered, took)
		if missing <= 0 {
			last = append(last, listeners.lastAt().Sub(began))
		}
		return nil
	}
	if err := paced(len(pairs), issue, floor.commit, floor.trip, floor.cast); err != nil {
		return 0, err
	}
	now, err := processorTime(p.pid())
	if err != nil {
		return 0, err
	}
	ratio := answered.p50() / floor.commits.p50()
	most50, most99 := 2*floor.commits.p50()+floor.trips.p50(), 3*floor.commits.p99()+floor.trips.p99()
	name := "issue through the console, 10 a second, " + store
	if former != nil {
		growth := ratio / *former
		b.report.add(figure{Name: name, Unit: "ms", Value: answered.p50(), P99: answered.p99(), Floor: floor.commits.p50(), FloorP99: floor.commits.p99()}, true)
		b.report.add(figure{Name: "growth: that ratio to the floor against 1,000 entries", Unit: "times", Value: growth, Target: "<= 1.2"}, growth <= 1.2)
	} else {
		b.report.add(figure{Name: name, Unit: "ms", Value: answered.p50(), P99: answered.p99(), Floor: floor.commits.p50(), FloorP99: floor.commits.p99(),
			Target: fmt.Sprintf("<= %.2f / %.2f", most50, most99)}, answered.p50() <= most50 && answered.p99() <= most99)
		b.report.add(figure{Name: "floor: a round trip of HTTP, 10 a second", Unit: "ms", Value: floor.trips.p50(), P99: floor.trips.p99()}, true)
		b.report.add(figure{Name: "issue until the last of 20 has it on his feed", Unit: "ms", Value: last.p50(), P99: last.p99(),
			Floor: floor.casts.p50() + floor.commits.p50(), FloorP99: floor.casts.p99() + floor.commits.p99()}, true)
		b.report.add(figure{Name: "processor time for each at 10 a second", Unit: "ms", Value: ms(now-used) / float64(len(pairs)-warm)}, true)
		_, bytes := listeners.heard()
		each := float64(bytes) / float64(clients*len(pairs))
		b.report.add(figure{Name: "bytes for an update and feed client, all feeds", Unit: "B", Value: each, Target: "<= 400"}, each <= 400)
		b.report.add(figure{Name: "feed messages that did not come", Unit: "", Value: float64(missing), Target: "0"}, missing == 0)
	}
	for i, pair := range pairs {
		if _, err := askers[i%clients].giveBack(pair); err != nil {
			return 0, err
		}
	}
	return ratio, nil
}

// weighCrowd measures what feed clients cost in memory, after each has had something.
func (b *bench) weighCrowd(p *process, token string) error {
	time.Sleep(settle)
	before, err := residentMemory(p.pid())
	if err != nil {
		return err
	}
	listeners, err := gather(p.address, token, memoryCrowd)
	if err != nil {
		return err
	}
	defer listeners.disperse()
	time.Sleep(settle)
	after, err := residentMemory(p.pid())
	if err != nil {
		return err
	}
	each := (after.all - before.all) * 100 / memoryCrowd
	b.report.add(figure{Name: "memory, after that work", Unit: "MiB", Value: before.all}, true)
	b.report.add(figure{Name: "memory for 100 feed clients", Unit: "MiB", Value: each, Target: "<= 5"}, each <= 5)
	return nil
}
