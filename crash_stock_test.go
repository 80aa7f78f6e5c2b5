package main

import (
	secret "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/ledger"
)

// Size of the crash test of the storeroom.
const (
	storeCrashes = 6
	storeAcks    = 40 // answers before each kill, of all clerks together
	storeItems   = 3000
)

// What a storekeeper was told was received is on hand once, and what a count was told was scanned is in it once, however often
// the station was killed and the same was said again because nobody had answered.
func TestKillNineLosesNeitherStockNorCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: crashes of a real process take several seconds, too long for -short")
	}
	dir, _ := site(t)
	_, items := lists(t, 1, storeItems)
	mustArmguard(t, "import", "items", items, "--data", dir)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))

	var lot app.StockRow
	var count app.CountRecord
	answers := make(chan struct{}, 1<<14)
	receiving := &clerk{t: t, answers: answers, next: func(int) (string, any) {
		return "Stock.Change", app.StockChange{CommandID: ledger.NewID(time.Now(), secret.Reader).String(), ID: lot.ID, How: "received", Quantity: 1}
	}}
	scanning := &clerk{t: t, answers: answers, next: func(n int) (string, any) {
		return "Counts.Scan", app.CountScanRequest{ID: count.Count.ID, Text: fmt.Sprintf("W%05d", n%storeItems+1)}
	}}
	clerks := []*clerk{receiving, scanning}
	for round := range storeCrashes + 1 {
		p := startStation(t, dir)
		r := p.rig(dir)
		r.token = r.signIn("root", testPassword)
		if round == 0 {
			lot = r.stock("M855 5.56")
			r.rpc(r.token, "Counts.Open", &count, app.NewCount{Type: "monthly"})
		}
		stop := make(chan struct{})
		var working sync.WaitGroup
		for _, k := range clerks {
			working.Go(func() { k.work(r.address, r.token, stop) })
		}
		if round == storeCrashes { // the last start is not killed: what was in flight is said again
			close(stop)
			working.Wait()
			if got := r.stock("M855 5.56").OnHand; got != receiving.done {
				t.Errorf("%d on hand, %d were received", got, receiving.done)
			}
			r.rpc(r.token, "Counts.Get", &count, count.Count.ID)
			if f, want := count.Figures, min(scanning.done, storeItems); f.Found != want || f.Missing != storeItems-want || f.Unexpected+f.Unknown+f.Handled != 0 {
				t.Errorf("%d items were scanned, and the count has %+v", want, f)
			}
			if got := p.stop(); got != 0 {
				t.Errorf("exit code %d after SIGTERM: %s", got, p.errors.String())
			}
			break
		}
		for range storeAcks {
			select {
			case <-answers:
			case <-time.After(crashRequestIn):
				t.Fatalf("round %d: nothing was answered for %v: %s", round, crashRequestIn, p.errors.String())
			}
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond) // the moment of the crash is any moment
		p.kill()
		close(stop)
		working.Wait()
	}
	mustArmguard(t, "verify", "--data", dir)
	t.Logf("%d kills, %d received, %d scanned; said again: %d and %d", storeCrashes, receiving.done, scanning.done, receiving.again, scanning.again)
	if receiving.again+scanning.again == 0 {
		t.Error("nothing was in flight at a kill")
	}
}

// clerk says one thing after another to the station, each until it is answered.
type clerk struct {
	t       *testing.T
	answers chan<- struct{}
	next    func(n int) (method string, what any)
	done    int    // things that were answered
	again   int    // things that were said again after a crash
	method  string // of what is not answered yet
	pending []byte
}

func (k *clerk) work(address, token string, stop <-chan struct{}) {
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}, Timeout: crashRequestIn}
	defer client.CloseIdleConnections()
	if k.pending != nil {
		k.again++
	}
	for {
		if k.pending == nil {
			select {
			case <-stop:
				return
			default:
			}
			var what any
			k.method, what = k.next(k.done)
			k.pending, _ = json.Marshal([]any{what})
		}
		status, answer := request(client, http.MethodPost, address+"/rpc/"+k.method, token, k.pending)
		switch status {
		case 0:
			return // the station is gone; go on after its next start
		case http.StatusOK:
			k.done, k.pending = k.done+1, nil
			k.answers <- struct{}{}
		default:
			k.t.Errorf("%s: %d %s", k.method, status, answer)
			return
		}
	}
}
