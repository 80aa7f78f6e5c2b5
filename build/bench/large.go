package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// large measures a station with a long ledger: how it starts, what it needs, whether it issues as fast as a small one.
func (b *bench) large() error {
	f, err := b.fill("large", 2000, 5000, b.entries)
	if err != nil {
		return err
	}
	b.report.add(figure{Name: "bulk generator, with signatures, " + thousands(f.entries) + " entries", Unit: "1/s", Value: float64(f.entries) / f.took.Seconds()}, true)
	if err := b.starting(f, time.Second); err != nil {
		return err
	}
	if err := b.rebuilding(f); err != nil {
		return err
	}
	small, err := b.fill("growth", 400, 500, smallEntries)
	if err != nil {
		return err
	}
	// Both one after the other and each against the floor of its own minute.
	var former float64
	for _, store := range []*filled{small, f} {
		p, err := b.startStation(store.dir)
		if err != nil {
			return err
		}
		time.Sleep(settle)
		if store == f {
			idle, err := residentMemory(p.pid())
			if err != nil {
				return err
			}
			b.report.add(figure{Name: "memory, idle, with " + thousands(f.entries) + " entries", Unit: "MiB", Value: idle.all, Target: "<= 80"}, idle.all <= 80)
		}
		token, err := signIn(p.address)
		if err != nil {
			return err
		}
		pairs := store.pairings[:b.paced/2]
		if store == small {
			former, err = b.ratioOf(p, token, pairs)
		} else {
			if _, err = b.issuing(thousands(f.entries)+" entries", p, token, pairs, &former); err == nil {
				err = b.reporting(f, p)
			}
		}
		if err != nil {
			return err
		}
		p.kill()
	}
	return nil
}

// ratioOf is issuing without a line of its own.
func (b *bench) ratioOf(p *process, token string, pairs []pairing) (float64, error) {
	silent := *b
	silent.report = &report{silent: true}
	return silent.issuing("", p, token, pairs, nil)
}

// rebuilding measures how fast the projection is made anew.
func (b *bench) rebuilding(f *filled) error {
	ctx := context.Background()
	s, err := openInside(ctx, f.dir)
	if err != nil {
		return err
	}
	began := time.Now()
	err = s.db.Rebuild(ctx, nil)
	took := time.Since(began)
	if closed := s.close(); err == nil {
		err = closed
	}
	perSecond := float64(f.entries) / took.Seconds()
	b.report.add(figure{Name: "projection made anew, " + thousands(f.entries) + " entries", Unit: "1/s", Value: perSecond, Target: ">= 20000"}, perSecond >= 20000)
	return err
}

// tables measures pages and searches of long lists, through the calls that the screens make.
func (b *bench) tables() error {
	f, err := b.fill("tables", b.rows, b.rows, 0)
	if err != nil {
		return err
	}
	p, err := b.startStation(f.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	b.report.add(figure{Name: "start with " + thousands(f.entries) + " entries until it can issue", Unit: "ms", Value: ms(p.ready)}, true)
	token, err := signIn(p.address)
	if err != nil {
		return err
	}
	a, err := newAsking(p.address, token)
	if err != nil {
		return err
	}
	defer a.close()
	rows := thousands(b.rows) + " rows"
	for _, ask := range []struct {
		name, method string
		args         func(i int) any
	}{
		{"first page of items, " + rows, "Inventory.List", func(int) any { return map[string]any{"limit": 100} }},
		{"page from anywhere of items", "Inventory.List", func(i int) any { return map[string]any{"limit": 100, "offset": i * b.rows / b.asks} }},
		{"page from anywhere of items, by serial backwards", "Inventory.List", func(i int) any { return map[string]any{"limit": 100, "sort": "-serial", "offset": i * b.rows / b.asks} }},
		{"items found by the start of a number", "Inventory.List", func(i int) any { return map[string]any{"limit": 100, "text": fmt.Sprintf("%04d", 100+i)} }},
		{"items found by their model (all of them)", "Inventory.List", func(int) any { return map[string]any{"limit": 100, "text": "M4"} }},
		{"first page of people, " + rows, "People.List", func(int) any { return map[string]any{"limit": 100} }},
		{"page from anywhere of people", "People.List", func(i int) any { return map[string]any{"limit": 100, "offset": i * b.rows / b.asks} }},
		{"people found by surname", "People.List", func(i int) any { return map[string]any{"limit": 100, "text": surnames[i%len(surnames)]} }},
		{"search of everything, a serial number", "Session.Search", func(i int) any { return fmt.Sprintf("W%06d", 1+i*b.rows/b.asks) }},
		{"search of everything, a surname", "Session.Search", func(i int) any { return surnames[i%len(surnames)] }},
	} {
		var took times
		for i := range b.asks {
			body, err := json.Marshal([]any{ask.args(i)})
			if err != nil {
				return err
			}
			began := time.Now()
			if _, err := a.want(http.StatusOK, http.MethodPost, "/rpc/"+ask.method, body); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		b.report.add(figure{Name: ask.name, Unit: "ms", Value: took.p50(), P99: took.p99(), Target: "p50 <= 20"}, took.p50() <= 20)
	}
	return nil
}

// millionEntries is for patient people.
func (b *bench) millionEntries() error {
	if !b.million {
		return nil
	}
	f, err := b.fill("million", 10_000, 20_000, 1_000_000)
	if err != nil {
		return err
	}
	b.report.add(figure{Name: "bulk generator, with signatures, " + thousands(f.entries) + " entries", Unit: "1/s", Value: float64(f.entries) / f.took.Seconds()}, true)
	if err := b.starting(f, time.Second); err != nil {
		return err
	}
	p, err := b.startStation(f.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	time.Sleep(settle)
	idle, err := residentMemory(p.pid())
	if err != nil {
		return err
	}
	b.report.add(figure{Name: "memory, idle, with " + thousands(f.entries) + " entries", Unit: "MiB", Value: idle.all, Target: "<= 80"}, idle.all <= 80)
	if err := b.reporting(f, p); err != nil {
		return err
	}
	p.kill() // the projection is made anew in this process
	return b.rebuilding(f)
}
