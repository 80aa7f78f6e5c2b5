package main

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"armguard/app"
)

// stock is a stock line as the console's own screens read it.
func (r *rig) stock(name string) (out app.StockRow) {
	r.t.Helper()
	for _, row := range r.rpcStock() {
		if row.Name == name {
			return row
		}
	}
	r.t.Fatalf("there is no stock line %s", name)
	return out
}

func (r *rig) rpcStock() (out []app.StockRow) {
	r.t.Helper()
	if code := r.do(r.token, http.MethodPost, "/rpc/Stock.List", []any{}, &out); code != http.StatusOK {
		r.t.Fatalf("Stock.List: %d", code)
	}
	return out
}

// Two counters hand out of one lot at the same moment, again and again: neither waits for the other while there is enough,
// and together they never hand out more than there is.
func TestTwoCountersHandOutOfOneLot(t *testing.T) {
	hub := newLanRig(t)
	const each = 6
	hub.fill(2*each, 2*each)
	counters := []*rig{hub.another("Counter 2"), hub.another("Counter 3")}
	together(hub, counters[0], counters[1])
	lot := hub.stock("M855 5.56")
	const left = 30 * (2*each - 3) // enough for all but three of them
	if code := hub.do(hub.token, http.MethodPost, "/rpc/Stock.Change", []any{app.StockChange{ID: lot.ID, How: "received", Quantity: left}}, nil); code != http.StatusOK {
		t.Fatalf("receive: %d", code)
	}
	together(hub, counters[0], counters[1])
	var issuing sync.WaitGroup
	var mu sync.Mutex
	issued := 0
	for i, r := range counters {
		issuing.Go(func() {
			for n := range each {
				at := i*each + n + 1
				for giveUp := time.Now().Add(20 * time.Second); ; {
					code, answer := r.take(fmt.Sprintf("P%05d", at), fmt.Sprintf("W%05d", at), map[string]any{"rounds": 30, "mags": 0})
					if code == http.StatusServiceUnavailable && time.Now().Before(giveUp) {
						continue // the last of it is promised to the other counter
					}
					if code != http.StatusCreated && answer["code"] != "BLOCKED" {
						t.Errorf("counter %d, issue %d: %d %v", i+2, n+1, code, answer)
					}
					if code == http.StatusCreated {
						mu.Lock()
						issued++
						mu.Unlock()
					}
					break
				}
			}
		})
	}
	issuing.Wait()
	together(hub, counters[0], counters[1])
	if got := hub.stock("M855 5.56"); issued != left/30 || got.OnHand != 0 {
		t.Errorf("%d issues of 30 rounds, %d left, want %d and 0", issued, got.OnHand, left/30)
	}
	if s := hub.status(); s.Conflicts != 0 {
		t.Errorf("%d contradictions", s.Conflicts)
	}
}
