package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Targets of QUALITY for the widest run.
const (
	flatTarget      = 1900 // transactions a second with 16 writers
	processorTarget = 0.7  // milliseconds for each
	perWriter       = 20   // pairings that a writer goes round
)

// flatOut lets n writers take and return as fast as the console answers, with 20 listeners.
func (b *bench) flatOut(p *process, token string, f *filled, n int) error {
	listeners, err := gather(p.address, token, clients)
	if err != nil {
		return err
	}
	defer listeners.disperse()
	counting, err := countCommits(f.dir)
	if err != nil {
		return err
	}
	before, err := processorTime(p.pid())
	if err != nil {
		return err
	}
	began := time.Now()
	made := make([]times, n)
	failed := make([]error, n)
	var all sync.WaitGroup
	for w := range n {
		all.Go(func() {
			made[w], failed[w] = writeUntil(p.address, token, f.pairings[w*perWriter:(w+1)*perWriter], began.Add(b.flat))
		})
	}
	all.Wait()
	took := time.Since(began)
	after, err := processorTime(p.pid())
	if err := errors.Join(append(failed, err, counting.end())...); err != nil {
		return err
	}
	var answered times
	for _, one := range made {
		answered = append(answered, one...)
	}
	missing := listeners.await(int64(2*clients*len(answered)), 5*time.Second)
	perSecond, processor := float64(len(answered))/took.Seconds(), ms(after-before)/float64(len(answered))
	name := fmt.Sprintf("flat out, %d writers, 20 listeners", n)
	rate := figure{Name: name, Unit: "tx/s", Value: perSecond}
	cost := figure{Name: name + ": processor time for each", Unit: "ms", Value: processor}
	if n == writers[len(writers)-1] {
		rate.Target, cost.Target = fmt.Sprintf(">= %d", flatTarget), fmt.Sprintf("<= %.1f", processorTarget)
	}
	b.report.add(rate, perSecond >= flatTarget)
	b.report.add(cost, processor <= processorTarget)
	b.report.add(figure{Name: name + ": until answered", Unit: "ms", Value: answered.p50(), P99: answered.p99()}, true)
	b.report.add(figure{Name: name + ": transactions in a commit", Unit: "", Value: float64(len(answered)) / float64(max(counting.count, 1))}, true)
	b.report.add(figure{Name: name + ": pages written for each", Unit: "", Value: float64(counting.pages) / float64(len(answered))}, true)
	b.report.add(figure{Name: name + ": feed messages that did not come", Unit: "", Value: float64(missing), Target: "0"}, missing == 0)
	return nil
}

// writeUntil takes and returns the items of the pairings in turn; at the end nothing is out.
func writeUntil(address, token string, pairs []pairing, until time.Time) (times, error) {
	a, err := newAsking(address, token)
	if err != nil {
		return nil, err
	}
	defer a.close()
	var out times
	for i := 0; time.Now().Before(until); i++ {
		pair := pairs[i%len(pairs)]
		for _, transact := range []func(pairing) (string, error){a.issue, a.giveBack} {
			began := time.Now()
			if _, err := transact(pair); err != nil {
				return out, err
			}
			out = append(out, time.Since(began))
		}
	}
	return out, nil
}
