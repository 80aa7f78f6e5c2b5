package lantest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// nemesisFor is how long the LAN is troubled; ARMGUARD_NEMESIS names another length, such as 60m.
const nemesisFor = 3 * time.Minute

// shared rifles are wanted at every counter; the others have one counter each.
const (
	shared     = 6
	perStation = 20
)

// shift is a counter that works through whatever happens to its PC, and remembers what it was promised.
type shift struct {
	st     *Station
	random *rand.Rand

	mu       sync.Mutex // guards what follows
	promised map[string]string
	answers  map[string]int
}

func (c *shift) work(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		n := shared + (c.st.N-1)*perStation + 1 + c.random.IntN(perStation)
		if c.random.IntN(3) == 0 {
			n = 1 + c.random.IntN(shared)
		}
		var a Answer
		if c.random.IntN(2) == 0 {
			a = c.st.Issue(n)
		} else {
			a = c.st.Return(n)
		}
		c.mu.Lock()
		if a.Status == 201 {
			c.promised[a.Entry] = a.Receipt
		}
		c.answers[fmt.Sprint(a.Status, " ", a.Code)]++
		c.mu.Unlock()
		select {
		case <-stop:
		case <-time.After(time.Duration(c.random.IntN(100)) * time.Millisecond): // as people do
		}
	}
}

// trouble does something to the LAN, and returns what undoes it.
func trouble(site *Site, random *rand.Rand) (what string, undo func()) {
	st := site.Stations[random.IntN(len(site.Stations))]
	switch random.IntN(7) {
	case 0:
		site.Pull(st.N)
		return "cable of " + st.Name, func() { site.Plug(st.N); site.route(st.N) }
	case 1:
		var side []int
		for _, o := range site.Stations {
			if random.IntN(2) == 0 {
				side = append(side, o.N)
			}
		}
		site.Side(1, side...)
		return fmt.Sprint("split off ", side), func() { site.Side(0, side...) }
	case 2:
		st.Freeze()
		return "process of " + st.Name + " stopped", st.Thaw
	case 3, 4:
		st.Kill()
		return st.Name + " killed", func() { st.Launch(); st.SignIn() }
	case 5:
		off, over := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(over)
			for {
				site.Pull(st.N)
				time.Sleep(300 * time.Millisecond)
				site.Plug(st.N)
				select {
				case <-off:
					return
				case <-time.After(1500 * time.Millisecond):
				}
			}
		}()
		return "loose contact of " + st.Name, func() { close(off); <-over }
	}
	site.Deafen(st.N)
	return "nothing comes to " + st.Name, func() { site.Cure(st.N) }
}

// For minutes cables, processes and the switch fail at random while every counter works. In the end all stations have one
// record in which everything is that any of them ever acknowledged, once.
func TestNothingIsLostWhateverHappensToTheLan(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: minutes of trouble, too long for -short")
	}
	length := nemesisFor
	if text := os.Getenv("ARMGUARD_NEMESIS"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	lan := New(t, 6)
	site := lan.Found(6, shared+6*perStation)
	for _, st := range site.Stations {
		st.Launch()
	}
	for _, st := range site.Stations {
		st.SignIn()
	}
	site.whole(30*time.Second, site.Stations)

	stop := make(chan struct{})
	var working sync.WaitGroup
	var shifts []*shift
	for _, st := range site.Stations {
		c := &shift{st: st, random: rand.New(rand.NewPCG(seed, uint64(st.N)+1)), promised: map[string]string{}, answers: map[string]int{}}
		shifts = append(shifts, c)
		working.Go(func() { c.work(stop) })
	}
	troubles := 0
	for begun := time.Now(); time.Since(begun) < length; troubles++ {
		what, undo := trouble(site, random)
		time.Sleep(time.Duration(2+random.IntN(8)) * time.Second) // that long it lasts
		undo()
		t.Logf("%5.1f s  %s", time.Since(begun).Seconds(), what)
		time.Sleep(time.Duration(random.IntN(6)) * time.Second)
	}
	close(stop)
	working.Wait()
	_, took := site.whole(60*time.Second, site.Stations)
	t.Logf("%d troubles; one hub and one record %.2f s after the last", troubles, took.Seconds())

	there := map[string]int{}
	receipts := map[string]string{}
	for next := ""; ; {
		var page struct {
			Items []map[string]any `json:"items"`
			Next  *string          `json:"next"`
		}
		path := "/api/transactions/?limit=500"
		if next != "" {
			path += "&since=" + next
		}
		if status, err := site.Stations[0].do(http.MethodGet, path, nil, &page); err != nil || status != 200 {
			t.Fatalf("read the transactions: %d %v", status, err)
		}
		for _, item := range page.Items {
			entry, receipt := fmt.Sprint(item["entry"]), fmt.Sprint(item["receipt_no"])
			there[entry]++
			if other, taken := receipts[receipt]; taken && other != entry {
				t.Errorf("receipt %s was given twice", receipt)
			}
			receipts[receipt] = entry
		}
		if page.Next == nil || *page.Next == "" || len(page.Items) == 0 {
			break
		}
		next = *page.Next
	}
	promised, answers := 0, map[string]int{}
	for _, c := range shifts {
		for entry, receipt := range c.promised {
			promised++
			if there[entry] != 1 {
				t.Errorf("%s: receipt %s was promised and is there %d times", c.st.Name, receipt, there[entry])
			}
		}
		for answer, n := range c.answers {
			answers[answer] += n
		}
	}
	t.Logf("%d transactions promised, %d there, %d contradictions, answers %v", promised, len(there), len(site.Stations[0].Conflicts()), answers)
	if promised < 200 {
		t.Errorf("only %d transactions were promised: the test shows little", promised)
	}
	for _, st := range site.Stations {
		if strings.Contains(st.Log(), "panic") {
			t.Errorf("%s panicked: %s", st.Name, st.Log())
		}
		st.Stop()
		st.must("verify")
	}
}
