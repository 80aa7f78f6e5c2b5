package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// recorder measures a station inside this process: an issue without the console, and how long a commit takes to reach
// every feed client, for which the moment of the commit has to be known.
func (b *bench) recorder() error {
	ctx := context.Background()
	f, err := b.fill("inside", 400, 500, smallEntries)
	if err != nil {
		return err
	}
	s, err := openInside(ctx, f.dir)
	if err != nil {
		return err
	}
	return errors.Join(b.recording(ctx, s, f), s.close())
}

func (b *bench) recording(ctx context.Context, s *inside, f *filled) error {
	bare, err := openBare(b.dir)
	if err != nil {
		return err
	}
	defer bare.close()
	floor := &pacedFloor{bare: bare}
	var took times
	n := min(b.paced, 390)
	if err := paced(n, func(i int) error {
		began := time.Now()
		err := s.issue(ctx, f.pairings[i])
		took = append(took, time.Since(began))
		return err
	}, floor.commit); err != nil {
		return err
	}
	most50, most99 := 2*floor.commits.p50(), 3*floor.commits.p99()
	b.report.add(figure{Name: "issue at the recorder, 10 a second", Unit: "ms", Value: took.p50(), P99: took.p99(), Floor: floor.commits.p50(), FloorP99: floor.commits.p99(),
		Target: fmt.Sprintf("<= %.2f / %.2f", most50, most99)}, took.p50() <= most50 && took.p99() <= most99)
	for i := range n {
		if err := s.giveBack(ctx, f.pairings[i]); err != nil {
			return err
		}
	}
	if err := s.serve(); err != nil {
		return err
	}
	token, err := signIn(s.address)
	if err != nil {
		return err
	}
	for _, size := range []int{clients, b.crowd} {
		if err := b.fanOut(ctx, s, f, token, size); err != nil {
			return err
		}
	}
	return nil
}

// fanOut measures from the commit until the last of a crowd has everything, beside a bare broadcast to as many.
func (b *bench) fanOut(ctx context.Context, s *inside, f *filled, token string, size int) error {
	listeners, err := gather(s.address, token, size)
	if err != nil {
		return err
	}
	defer listeners.disperse()
	floor, err := b.floorBeside(size)
	if err != nil {
		return err
	}
	defer floor.close()
	var committed atomic.Int64
	cancel := s.app.Live.Subscribe(app.Subscriber{Messages: func([]armory.Message) { committed.Store(int64(time.Since(listeners.began))) }})
	defer cancel()
	var took times
	var missing int64
	n := min(b.paced/2, 390)
	if err := paced(n, func(i int) error {
		listeners.reset()
		if err := s.issue(ctx, f.pairings[i]); err != nil {
			return err
		}
		missing = listeners.await(int64(2*size*(i+1)), time.Second)
		if missing <= 0 {
			took = append(took, time.Duration(listeners.last.Load()-committed.Load()))
		}
		return nil
	}, floor.cast); err != nil {
		return err
	}
	out := figure{Name: fmt.Sprintf("fan-out to %d feed clients after the commit", size), Unit: "ms", Value: took.p50(), P99: took.p99(),
		Floor: floor.casts.p50(), FloorP99: floor.casts.p99(), Target: "p50 <= 8"}
	ok := took.p50() <= 8
	if size == clients {
		out.Target, ok = "p99 <= 3", took.p99() <= 3
	}
	b.report.add(out, ok)
	b.report.add(figure{Name: fmt.Sprintf("fan-out to %d: messages that did not come", size), Unit: "", Value: float64(missing), Target: "0"}, missing == 0)
	for i := range n {
		if err := s.giveBack(ctx, f.pairings[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *inside) issue(ctx context.Context, p pairing) error {
	person, item, err := p.subjects()
	if err != nil {
		return err
	}
	return s.app.Recorder.Record(ctx, s.act, armory.Take{Person: person, Text: "Duty Sentinel", Lines: []armory.TakeAsk{{Item: item, Magazines: 3, Rounds: 90}}})
}

func (s *inside) giveBack(ctx context.Context, p pairing) error {
	person, item, err := p.subjects()
	if err != nil {
		return err
	}
	return s.app.Recorder.Record(ctx, s.act, armory.Return{Person: person, Lines: []armory.ReturnAsk{{Item: item, Magazines: -1, Rounds: -1}}})
}

func (p pairing) subjects() (person, item ledger.SubjectID, err error) {
	one, err := ledger.ParseID(p.person)
	if err != nil {
		return person, item, err
	}
	other, err := ledger.ParseID(p.item)
	return ledger.SubjectID{ID: one}, ledger.SubjectID{ID: other}, err
}
