package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"
)

// The back-off of our own client, as frontend/src/backend/backoff.ts has it.
const (
	backOffFirst = 300 * time.Millisecond
	backOffMost  = 5 * time.Second
)

func backOff(attempt int) time.Duration {
	return time.Duration(float64(min(backOffFirst<<attempt, backOffMost)) * (0.75 + rand.Float64()*0.5)) //nolint:gosec // not a secret
}

// returner is a feed client that comes back by itself and remembers which transactions it heard of.
type returner struct {
	address string
	tokens  *tokens

	mu    sync.Mutex // guards what follows
	last  int64      // the newest seq
	heard map[string]bool
	conn  *listening
	ended bool
	back  time.Time // when it was last greeted
}

// tokens is the one session that all clients of a PC share. It ends with the station; the first to be refused signs in anew.
type tokens struct {
	mu  sync.Mutex // guards now, and is held while one signs in for all
	now string
}

func (t *tokens) current() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

func (t *tokens) renew(address, old string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now != old {
		return nil
	}
	token, err := signIn(address)
	if err == nil {
		t.now = token
	}
	return err
}

func (r *returner) run(greeted chan<- *returner) {
	attempt := 0
	for {
		token := r.tokens.current()
		r.mu.Lock()
		last, ended := r.last, r.ended
		r.mu.Unlock()
		if ended {
			return
		}
		l, err := listen(r.address, token, last)
		if refused, is := errors.AsType[refusedUpgrade](err); is && refused == 401 && r.tokens.renew(r.address, token) == nil {
			continue
		}
		if err == nil {
			r.mu.Lock()
			r.conn = l
			r.mu.Unlock()
			if r.listen(l, greeted) {
				attempt = 0
			}
		}
		time.Sleep(backOff(attempt))
		attempt++
	}
}

// listen reads until the connection ends; it reports whether it was greeted.
func (r *returner) listen(l *listening, greeted chan<- *returner) bool {
	defer l.close()
	first := true
	for {
		payload, err := l.next()
		if err != nil {
			return !first
		}
		r.note(payload, first)
		if first {
			first = false
			greeted <- r
		}
	}
}

func (r *returner) note(payload []byte, greeting bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if greeting {
		r.back = time.Now()
		if r.last < 0 {
			r.last = seqIn(payload)
		}
		return
	}
	r.last = max(r.last, seqIn(payload))
	if bytes.Contains(payload, []byte(`"type":"transaction_`)) {
		r.heard[idIn(payload)] = true
	}
}

func (r *returner) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	if r.conn != nil {
		r.conn.close()
	}
}

// seqIn is a feed message's sequence number; 0 when it has none (presence).
func seqIn(payload []byte) int64 {
	_, after, ok := bytes.Cut(payload, []byte(`"seq":`))
	if !ok {
		return 0
	}
	end := bytes.IndexAny(after, ",}")
	if end < 0 {
		return 0
	}
	n, _ := strconv.ParseInt(string(after[:end]), 10, 64)
	return n
}

// killed kills the station while four writers work, starts it again at once, and waits until all 20 feed clients have
// come back by themselves. Nothing whose receipt was given may have been missed by anybody.
func (b *bench) killed(p *process, token string, f *filled) error {
	shared := &tokens{now: token}
	greeted := make(chan *returner, 10*clients)
	var all []*returner
	var done sync.WaitGroup
	for range clients {
		r := &returner{address: p.address, tokens: shared, last: -1, heard: map[string]bool{}}
		all = append(all, r)
		done.Go(func() { r.run(greeted) })
	}
	defer func() {
		for _, r := range all {
			r.end()
		}
		done.Wait()
	}()
	for range clients {
		<-greeted
	}
	receipts := make([][]string, 4)
	var writing sync.WaitGroup
	for w := range receipts {
		writing.Go(func() { receipts[w] = receiptsUntilTheEnd(p.address, token, f.pairings[w*perWriter:(w+1)*perWriter]) })
	}
	time.Sleep(b.flat / 2)
	at := time.Now()
	p.kill()
	if err := p.start(); err != nil {
		return err
	}
	writing.Wait()
	for range clients {
		select {
		case <-greeted:
		case <-time.After(30 * time.Second):
			return errors.New("not all feed clients came back within 30 s")
		}
	}
	var back times
	for _, r := range all {
		r.mu.Lock()
		back = append(back, r.back.Sub(at))
		r.mu.Unlock()
	}
	missed, given := awaitHeard(all, receipts, 5*time.Second)
	b.report.add(figure{Name: "kill -9: until it can issue again", Unit: "ms", Value: ms(p.ready)}, true)
	b.report.add(figure{Name: "kill -9: until all 20 feed clients are back (median, last)", Unit: "ms", Value: back.p50(), P99: back.at(1), Target: "<= 250"}, back.at(1) <= 250)
	b.report.add(figure{Name: fmt.Sprintf("kill -9: of %s receipts given, missed by somebody", thousands(given)), Unit: "", Value: float64(missed), Target: "0"}, missed == 0)
	return nil
}

// receiptsUntilTheEnd takes and returns until the connection breaks.
func receiptsUntilTheEnd(address, token string, pairs []pairing) []string {
	a, err := newAsking(address, token)
	if err != nil {
		return nil
	}
	defer a.close()
	var out []string
	for i := 0; ; i++ {
		pair := pairs[i%len(pairs)]
		for _, transact := range []func(pairing) (string, error){a.issue, a.giveBack} {
			id, err := transact(pair)
			if err != nil {
				return out
			}
			out = append(out, id)
		}
	}
}

// awaitHeard counts the receipts that some client has not heard of after a while.
func awaitHeard(all []*returner, receipts [][]string, most time.Duration) (missed, given int) {
	for until := time.Now().Add(most); ; time.Sleep(5 * time.Millisecond) {
		missed, given = 0, 0
		for _, list := range receipts {
			for _, id := range list {
				given++
				for _, r := range all {
					r.mu.Lock()
					heard := r.heard[id]
					r.mu.Unlock()
					if !heard {
						missed++
						break
					}
				}
			}
		}
		if missed == 0 || time.Now().After(until) {
			return missed, given
		}
	}
}
