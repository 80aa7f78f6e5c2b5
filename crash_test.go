package main

import (
	"bytes"
	secret "crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"armguard/app/ledger"

	"github.com/gorilla/websocket"
)

// Size of the crash test: 20 times kill -9, 8 counters at work, and more than 1,000 issues.
const (
	crashes        = 20
	counters       = 8
	acksEachRound  = 110             // acknowledged transactions before each kill, half of them issues
	wantedReopen   = 2 * time.Second // from the start until healthy
	longestReopen  = 6 * time.Second // of one start, because a machine may stop for a moment
	crashRequestIn = 20 * time.Second
)

// No transaction that was acknowledged is lost by kill -9, none is there twice, and a feed client that comes back
// with ?since= has each exactly once.
func TestKillNineLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: 20 crashes of a real process take half a minute, too long for -short")
	}
	dir, _ := site(t)
	peopleFile, itemsFile := lists(t, counters, counters)
	mustArmguard(t, "import", "people", peopleFile, "--data", dir)
	mustArmguard(t, "import", "items", itemsFile, "--data", dir)

	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	c := &crash{t: t, acknowledged: make(chan struct{}, 1<<14)}
	for n := range counters {
		c.counters = append(c.counters, &counter{crash: c, person: fmt.Sprintf("P%05d", n+1), item: fmt.Sprintf("W%05d", n+1), receipts: map[string]crashReceipt{}})
	}
	clients := []*feedFollower{{path: "/ws/transactions/", seen: map[string]int{}}, {path: "/ws/all/", seen: map[string]int{}}}
	draft := crashDraft{}
	var reopened []time.Duration

	for round := range crashes + 1 {
		begun := time.Now()
		p := startStation(t, dir)
		for !p.healthy() {
			if time.Since(begun) > longestReopen {
				t.Fatalf("not healthy %v after start %d: %s", longestReopen, round, p.errors.String())
			}
		}
		reopened = append(reopened, time.Since(begun))
		r := p.rig(dir)
		r.token = r.signIn("root", testPassword)
		draft.check(r)

		stop := make(chan struct{})
		var working, following sync.WaitGroup
		for _, counter := range c.counters {
			working.Go(func() { counter.work(r.address, r.token, stop) })
		}
		if round == crashes { // the last start is not killed: what was in flight is sent again, and then everything is looked at
			close(stop)
			working.Wait()
			c.check(r)
			for _, client := range clients {
				socket := client.connect(r)
				// Everything is committed, so the replay comes before the answer to a ping.
				if err := socket.WriteJSON(map[string]string{"type": "ping"}); err != nil {
					t.Fatal(err)
				}
				client.follow(socket)
				client.check(t, c.listed)
			}
			if got := p.stop(); got != 0 {
				t.Errorf("exit code %d after SIGTERM, want 0: %s", got, p.errors.String())
			}
			break
		}
		for _, client := range clients {
			socket := client.connect(r)
			following.Go(func() { client.follow(socket) })
		}
		for range acksEachRound {
			select {
			case <-c.acknowledged:
			case <-time.After(crashRequestIn):
				t.Fatalf("round %d: no transaction was acknowledged for %v: %s", round, crashRequestIn, p.errors.String())
			}
		}
		draft.save(r)
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond) // the moment of the crash is any moment
		p.kill()
		close(stop)
		working.Wait()
		following.Wait()
	}
	if out := armguard("verify", "--data", dir); out.Code != 0 {
		t.Errorf("verify after the crashes: %s", out.Stderr)
	}
	if c.replayed.Load() == 0 || c.resent.Load() == 0 {
		t.Errorf("%d requests in flight and %d acknowledged ones were sent again after a crash, want some of both", c.resent.Load(), c.replayed.Load())
	}
	t.Logf("%d kills, %d transactions, %d of them issues; in flight at a kill and sent again: %d, of which %d had been committed; slowest starts until healthy: %v",
		crashes, len(c.listed), c.issues, c.resent.Load(), c.unheard.Load(), slowest(reopened))
	if second := slowest(reopened)[1]; second > wantedReopen {
		t.Errorf("two of %d starts took %v and longer, want %v", len(reopened), second, wantedReopen)
	}
}

// slowest are the two longest of some times, the longest first.
func slowest(times []time.Duration) []time.Duration {
	times = slices.Sorted(slices.Values(times))
	slices.Reverse(times)
	return times[:2]
}

// crash is the shared state of the counters that work while the station is killed.
type crash struct {
	t            *testing.T
	counters     []*counter
	acknowledged chan struct{}
	resent       atomic.Int64 // in flight at a kill, sent again
	unheard      atomic.Int64 // of these: committed before the kill
	replayed     atomic.Int64 // acknowledged before a kill, sent again after it
	listed       map[string]crashReceipt
	issues       int
}

// counter is one armorer's work at one connection: issue an item to a person, take it back, and so on. A command that
// was not answered is sent again, with the same id, until it is.
type counter struct {
	crash        *crash
	person, item string
	taken        bool                    // by the last acknowledged command
	receipts     map[string]crashReceipt // of every acknowledged command
	last         []byte                  // the last acknowledged request
	pending      []byte                  // not answered yet
	inFlight     bool                    // pending was sent before the crash
}

// crashReceipt is what has to stay the same of a transaction.
type crashReceipt struct {
	ID        string `json:"id"`
	ReceiptNo string `json:"receipt_no"`
	Action    string `json:"action"`
	Entry     string `json:"entry"`
	Timestamp string `json:"timestamp"`
}

type crashAsk struct {
	CommandID   string   `json:"command_id"`
	Action      string   `json:"action"`
	PersonnelID string   `json:"personnel_id"`
	ItemIDs     []string `json:"item_ids"`
}

func (n *counter) work(address, token string, stop <-chan struct{}) {
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}, Timeout: crashRequestIn}
	defer client.CloseIdleConnections()
	if n.last != nil && n.send(client, address, token, n.last) {
		n.crash.replayed.Add(1)
	}
	for {
		if n.pending == nil {
			select {
			case <-stop:
				return
			default:
			}
			ask := crashAsk{ledger.NewID(time.Now(), secret.Reader).String(), "Take", n.person, []string{n.item}}
			if n.taken {
				ask.Action = "Return"
			}
			n.pending, _ = json.Marshal(ask)
		}
		if n.inFlight {
			n.crash.resent.Add(1)
			if n.committed(client, address, token) {
				n.crash.unheard.Add(1)
			}
		}
		if !n.send(client, address, token, n.pending) {
			n.inFlight = true
			return // the station is gone; go on after its next start
		}
		n.last, n.pending, n.inFlight = n.pending, nil, false
		n.taken = !n.taken
		n.crash.acknowledged <- struct{}{}
	}
}

// send sends a command once; it reports whether it was answered. An answer is kept, or compared with the one before.
func (n *counter) send(client *http.Client, address, token string, body []byte) bool {
	t := n.crash.t
	status, raw := request(client, http.MethodPost, address+"/api/transactions/", token, body)
	if status == 0 {
		return false
	}
	var ask crashAsk
	var got crashReceipt
	if err := json.Unmarshal(body, &ask); err != nil {
		t.Error(err)
	}
	if status != http.StatusCreated || json.Unmarshal(raw, &got) != nil {
		t.Errorf("%s of %s: %d %s", ask.Action, n.item, status, raw)
		return false
	}
	if got.ID != ask.CommandID || got.Action != ask.Action {
		t.Errorf("command %s (%s) was answered with transaction %s (%s)", ask.CommandID, ask.Action, got.ID, got.Action)
	}
	if before, known := n.receipts[got.ID]; known && before != got {
		t.Errorf("command %s had the receipt %v and has now %v", got.ID, before, got)
	}
	n.receipts[got.ID] = got
	return true
}

// committed reports whether the pending command is on record though its answer was never heard; its receipt is kept,
// so that the answer of the second try is compared with it.
func (n *counter) committed(client *http.Client, address, token string) bool {
	var ask crashAsk
	if err := json.Unmarshal(n.pending, &ask); err != nil {
		n.crash.t.Error(err)
	}
	status, raw := request(client, http.MethodGet, address+"/api/transactions/"+ask.CommandID, token, nil)
	var got crashReceipt
	if status != http.StatusOK || json.Unmarshal(raw, &got) != nil {
		return false
	}
	n.receipts[got.ID] = got
	return true
}

// request makes a request; status 0 says that the station is gone.
func request(client *http.Client, method, address, token string, body []byte) (status int, answer []byte) {
	made, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil
	}
	made.Header.Set("X-ArmGuard", "1")
	made.Header.Set("Authorization", "Bearer "+token)
	got, err := client.Do(made)
	if err != nil {
		return 0, nil
	}
	defer got.Body.Close()
	if answer, err = io.ReadAll(got.Body); err != nil {
		return 0, nil
	}
	return got.StatusCode, answer
}

// check compares everything that was acknowledged with what the station lists.
func (c *crash) check(r *rig) {
	c.t.Helper()
	c.listed = map[string]crashReceipt{}
	numbers := map[string]string{}
	query := "/api/transactions/?limit=500"
	for query != "" {
		var page struct {
			Items []crashReceipt
			Next  *string
		}
		if status := r.do(r.token, http.MethodGet, query, nil, &page); status != http.StatusOK {
			c.t.Fatalf("list the transactions: %d", status)
		}
		for _, tx := range page.Items {
			if _, twice := c.listed[tx.ID]; twice {
				c.t.Errorf("transaction %s is listed twice", tx.ID)
			}
			if other, twice := numbers[tx.ReceiptNo]; twice {
				c.t.Errorf("transactions %s and %s have the same receipt number %s", other, tx.ID, tx.ReceiptNo)
			}
			c.listed[tx.ID], numbers[tx.ReceiptNo] = tx, tx.ID
			if tx.Action == "Take" {
				c.issues++
			}
		}
		query = ""
		if page.Next != nil {
			query = "/api/transactions/?limit=500&since=" + *page.Next
		}
	}
	acknowledged := 0
	for _, n := range c.counters {
		for id, receipt := range n.receipts {
			acknowledged++
			if c.listed[id] != receipt {
				c.t.Errorf("acknowledged %s %v; the station has %v", id, receipt, c.listed[id])
			}
		}
		var item struct{ Status string }
		r.do(r.token, http.MethodGet, "/api/items/"+n.item, nil, &item)
		if want := map[bool]string{true: "Issued", false: "Available"}[n.taken]; item.Status != want {
			c.t.Errorf("%s is %s, want %s", n.item, item.Status, want)
		}
	}
	if len(c.listed) != acknowledged {
		c.t.Errorf("%d transactions are listed, %d were acknowledged", len(c.listed), acknowledged)
	}
	if c.issues < 1000 {
		c.t.Errorf("%d issues, want 1000 and more", c.issues)
	}
}

// feedFollower is a client that reads a feed, and comes back after each crash with the last seq it has seen.
type feedFollower struct {
	path   string
	since  int64
	epochs []string
	seen   map[string]int // transaction -> messages
	faults []string
}

// connect comes back with the last seq that was seen.
func (f *feedFollower) connect(r *rig) *websocket.Conn {
	r.t.Helper()
	c := r.feed(r.token, fmt.Sprintf("%s?since=%d", f.path, f.since))
	if c.socket == nil {
		r.t.Fatalf("%s refused with %d", f.path, c.status)
	}
	return c.socket
}

// follow reads until the connection ends or a ping is answered.
func (f *feedFollower) follow(socket *websocket.Conn) {
	for {
		var m struct {
			Type        string
			Seq         int64
			Epoch       string
			Transaction struct {
				ID string `json:"id"`
			}
		}
		if socket.ReadJSON(&m) != nil {
			return
		}
		switch m.Type {
		case "connection_established":
			f.epochs = append(f.epochs, m.Epoch)
			continue
		case "transaction_created", "transaction_returned":
			f.seen[m.Transaction.ID]++
		case "pong":
			return
		case "replay_gap":
			f.faults = append(f.faults, fmt.Sprintf("replay_gap after %d", f.since))
		}
		if m.Seq == 0 {
			continue // presence
		}
		if m.Seq <= f.since {
			f.faults = append(f.faults, fmt.Sprintf("message %d after %d", m.Seq, f.since))
		}
		f.since = m.Seq
	}
}

func (f *feedFollower) check(t *testing.T, listed map[string]crashReceipt) {
	t.Helper()
	for _, fault := range f.faults {
		t.Errorf("%s: %s", f.path, fault)
	}
	if len(f.epochs) != crashes+1 {
		t.Errorf("%s: greeted %d times, want %d", f.path, len(f.epochs), crashes+1)
	}
	for _, epoch := range f.epochs {
		if epoch == "" || epoch != f.epochs[0] {
			t.Errorf("%s: a crash began a new log, or a greeting names none: epochs %q", f.path, f.epochs)
			break
		}
	}
	for id := range listed {
		if f.seen[id] != 1 {
			t.Errorf("%s: transaction %s came %d times, want once", f.path, id, f.seen[id])
		}
	}
	for id := range f.seen {
		if _, known := listed[id]; !known {
			t.Errorf("%s: transaction %s came, but the station does not have it", f.path, id)
		}
	}
}

// crashDraft is a form half filled in when the station is killed.
type crashDraft struct {
	id   string
	rev  int
	body string
}

// save saves the next revision of the draft.
func (d *crashDraft) save(r *rig) {
	r.t.Helper()
	d.body = fmt.Sprintf(`{"person":"P00001","typed":%d}`, d.rev+1)
	var saved struct {
		ID  string
		Rev int
	}
	r.rpc(r.token, "Drafts.Save", &saved, map[string]any{"id": d.id, "rev": d.rev, "form": "issue", "title": "Half an issue", "body": d.body})
	d.id, d.rev = saved.ID, saved.Rev
}

// check looks whether the draft is there as it was saved last.
func (d *crashDraft) check(r *rig) {
	r.t.Helper()
	if d.id == "" {
		return
	}
	var drafts []struct {
		ID   string
		Rev  int
		Body string
	}
	r.rpc(r.token, "Drafts.List", &drafts)
	if len(drafts) != 1 || drafts[0].ID != d.id || drafts[0].Rev != d.rev || drafts[0].Body != d.body {
		r.t.Errorf("drafts after the crash: %v, want %s in revision %d: %s", drafts, d.id, d.rev, d.body)
	}
}

// A command that is killed half way has done all of its work or nothing of it.
func TestKillNineInTheMiddleOfACommand(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: starts and kills processes of its own")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	// killed runs a command and kills it at a moment of the time that the whole of it takes, or soon after.
	killed := func(t *testing.T, whole time.Duration, args ...string) {
		t.Helper()
		p := startProgram(t, args...)
		select {
		case <-p.exited:
		case <-time.After(time.Duration(random.Int64N(int64(whole) * 5 / 4))):
			p.kill()
		}
	}
	t.Run("an import is there whole or not at all", func(t *testing.T) {
		const rows, tries = 1500, 8
		dir, _ := site(t)
		people, _ := lists(t, rows, 1)
		base := filepath.Join(t.TempDir(), "base.backup")
		mustArmguard(t, "backup", "--data", dir, "--to", base)
		begun := time.Now()
		if code := <-startProgram(t, "import", "people", people, "--data", dir).exited; code != nil {
			t.Fatal(code)
		}
		whole, outcomes := time.Since(begun), map[int]int{}
		for range tries {
			mustArmguard(t, "restore", "--from", base, "--data", dir)
			killed(t, whole, "import", "people", people, "--data", dir)
			at(t, dir, func(r *rig) {
				found := 0
				for next, more := "", true; more; {
					var page struct {
						Items []json.RawMessage
						Next  *string
					}
					r.do(r.token, http.MethodGet, "/api/personnel/?limit=500&since="+next, nil, &page)
					found += len(page.Items)
					if more = page.Next != nil; more {
						next = *page.Next
					}
				}
				if found != 0 && found != rows {
					t.Errorf("%d of %d people are there", found, rows)
				}
				outcomes[found]++
			})
			mustArmguard(t, "verify", "--data", dir)
		}
		t.Logf("an import takes %v; after %d kills: people found -> times %v", whole.Round(time.Millisecond), tries, outcomes)
	})
	t.Run("after a restore there is the old store or the restored one", func(t *testing.T) {
		const tries = 10
		dir, _ := filled(t)
		base := filepath.Join(t.TempDir(), "base.backup")
		mustArmguard(t, "backup", "--data", dir, "--to", base)
		outcomes := map[int]int{}
		var whole time.Duration
		for try := range tries {
			at(t, dir, func(r *rig) {
				if r.count("transactions") == 1 {
					if status, answer := r.take("P00002", "W00002", nil); status != http.StatusCreated {
						t.Fatalf("take: %d %v", status, answer)
					}
				}
			})
			if try == 0 {
				begun := time.Now()
				<-startProgram(t, "restore", "--from", base, "--data", dir).exited
				whole = time.Since(begun)
				continue
			}
			killed(t, whole, "restore", "--from", base, "--data", dir)
			at(t, dir, func(r *rig) {
				found := r.count("transactions")
				if found != 1 && found != 2 {
					t.Errorf("%d transactions, want the 2 of before or the 1 of the backup", found)
				}
				outcomes[found]++
			})
			mustArmguard(t, "verify", "--data", dir)
		}
		t.Logf("a restore takes %v; after %d kills: transactions found -> times %v", whole.Round(time.Millisecond), tries-1, outcomes)
	})
}
