package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// failoverStations is how many stations there are when a hub is lost.
const failoverStations = 4

// site is the stations of one site on this PC's loopback, with the founder's token at each.
type site struct {
	bench    *bench
	stations []*process
	tokens   []string
	pairings []pairing
	used     int // pairings that are out
}

// lan measures stations that share one record, all on this PC and this disk: what 20 PCs do each for themselves, two
// processors do here for all.
func (b *bench) lan() error {
	if err := b.firstSync(); err != nil {
		return err
	}
	s, err := b.gatherSite("lan", b.station, smallEntries)
	if err != nil {
		return err
	}
	defer s.end()
	for _, step := range []func() error{s.weigh, s.permits, s.everybody} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// failover measures for how long nobody can issue when the hub is lost.
func (b *bench) failover() error {
	few, err := b.gatherSite("few", failoverStations, smallEntries)
	if err != nil {
		return err
	}
	defer few.end()
	if err := few.lost("the hub is killed", 4*time.Second, (*process).kill); err != nil {
		return err
	}
	return few.lost("the hub stands still, as without power", 7500*time.Millisecond, func(p *process) { _ = p.command.Process.Signal(syscall.SIGSTOP) })
}

// gatherSite makes a site of n stations that run and are one hub with its members.
func (b *bench) gatherSite(name string, n, entries int) (*site, error) {
	f, err := b.fill(name, 400, 500, entries)
	if err != nil {
		return nil, err
	}
	s := &site{bench: b, pairings: f.pairings}
	if err := s.run(f.dir); err != nil {
		return s, err
	}
	for i := 1; i < n; i++ {
		dir := fmt.Sprintf("%s-%d", f.dir, i)
		if _, err := s.join(dir, i); err != nil {
			return s, err
		}
		if err := s.run(dir); err != nil {
			return s, err
		}
	}
	return s, s.whole(len(s.stations))
}

// run starts a station and signs the founder in.
func (s *site) run(dir string) error {
	listen, err := freeAddress()
	if err != nil {
		return err
	}
	console, err := freeAddress()
	if err != nil {
		return err
	}
	p := &process{program: s.bench.program, dir: dir, address: console, listen: listen}
	if err := p.start(); err != nil {
		return err
	}
	token, err := signIn(p.address)
	if err != nil {
		return err
	}
	s.stations, s.tokens = append(s.stations, p), append(s.tokens, token)
	return nil
}

// join lets a data folder into the site, and says how long it took from the code to the whole record.
func (s *site) join(dir string, n int) (time.Duration, error) {
	secret := filepath.Join(s.bench.dir, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return 0, err
	}
	give := exec.Command(s.bench.program, "join-code", "--json", "--data", s.stations[0].dir, "--username", founder, "--password-file", secret, "--yes")
	said, err := give.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := give.Start(); err != nil {
		return 0, err
	}
	var invitation struct{ Code string }
	answers := json.NewDecoder(said)
	if err := answers.Decode(&invitation); err != nil {
		return 0, fmt.Errorf("no join code: %w", err)
	}
	began := time.Now()
	take := exec.Command(s.bench.program, "site", "join", "--data", dir, "--station", fmt.Sprintf("Counter %d", n+1), "--code", invitation.Code,
		"--peer", s.stations[0].listen, "--listen", "127.0.0.1:0")
	if out, err := take.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("join: %w: %s", err, out)
	}
	took := time.Since(began)
	_, _ = io.Copy(io.Discard, io.MultiReader(answers.Buffered(), said))
	return took, give.Wait()
}

func (s *site) end() {
	for _, p := range s.stations {
		_ = p.command.Process.Signal(syscall.SIGCONT)
		p.kill()
	}
	s.stations = nil
}

// statusOf is what is looked at of a station's status.
type statusOf struct {
	Role, Digest string
	Vector       map[string]int
	Sent         float64 `json:"bytes_sent"`
}

func (s *site) status(i int) (out statusOf, err error) {
	a, err := newAsking(s.stations[i].address, s.tokens[i])
	if err != nil {
		return out, err
	}
	defer a.close()
	raw, err := a.want(200, "GET", "/api/status", nil)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(raw, &out)
}

// whole waits until n stations are one hub and its members and know the same.
func (s *site) whole(n int) error {
	var seen []string
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		hubs, members, digests := 0, 0, map[string]bool{}
		seen = nil
		for i := range s.stations {
			status, err := s.status(i)
			if err != nil {
				continue
			}
			digests[status.Digest+fmt.Sprint(status.Vector)] = true
			seen = append(seen, status.Role)
			switch status.Role {
			case "hub":
				hubs++
			case "member":
				members++
			}
		}
		if hubs == 1 && members == n-1 && len(digests) == 1 {
			return nil
		}
	}
	return fmt.Errorf("the stations did not become one within a minute: %v", seen)
}

// hub is which station is the hub.
func (s *site) hub() (int, error) {
	for i := range s.stations {
		if status, err := s.status(i); err == nil && status.Role == "hub" {
			return i, nil
		}
	}
	return 0, errors.New("there is no hub")
}

// next is a pairing that nobody has used.
func (s *site) next() pairing {
	s.used++
	return s.pairings[(s.used-1)%len(s.pairings)]
}

func (s *site) weigh() error {
	hub, err := s.hub()
	if err != nil {
		return err
	}
	own, err := residentMemory(s.stations[hub].pid())
	if err != nil {
		return err
	}
	member, err := residentMemory(s.stations[(hub+1)%len(s.stations)].pid())
	if err != nil {
		return err
	}
	n := len(s.stations)
	s.bench.report.add(figure{Name: fmt.Sprintf("memory of the hub of %d stations", n), Unit: "MiB", Value: own.all}, true)
	s.bench.report.add(figure{Name: fmt.Sprintf("memory of a member of %d stations", n), Unit: "MiB", Value: member.all}, true)
	return nil
}

// permits measures an issue at a member, beside the floor of the same seconds: until its answer, until a second station
// has it on its disk, until the last station's feed tells of it.
func (s *site) permits() error {
	hub, err := s.hub()
	if err != nil {
		return err
	}
	n := len(s.stations)
	at := (hub + 1) % n
	floor, err := s.bench.floorBeside(n)
	if err != nil {
		return err
	}
	defer func() { _ = floor.close() }()
	a, err := newAsking(s.stations[at].address, s.tokens[at])
	if err != nil {
		return err
	}
	defer a.close()
	heard, quiet, err := s.listenEverywhere()
	if err != nil {
		return err
	}
	defer quiet()
	looking, err := newAsking(s.stations[at].address, s.tokens[at])
	if err != nil {
		return err
	}
	defer looking.close()
	const warm = 5
	var answered, second, last times
	issue := func(i int) error {
		began := time.Now()
		id, err := a.issue(s.next())
		if err != nil {
			return err
		}
		took := time.Since(began)
		onTwo, err := untilOnTwo(looking, began)
		if err != nil {
			return err
		}
		all, err := heard(id, began)
		if err != nil {
			return err
		}
		if i >= warm {
			answered, second, last = append(answered, took), append(second, onTwo), append(last, all)
		}
		return nil
	}
	issues := min(s.bench.paced, 200)
	before, err := s.sent()
	if err != nil {
		return err
	}
	if err := paced(issues, issue, floor.commit, floor.trip, floor.cast); err != nil {
		return err
	}
	after, err := s.sent()
	if err != nil {
		return err
	}
	each := (after - before) / float64(issues*n)
	s.bench.report.add(figure{Name: "bytes on the LAN for an issue and station", Unit: "B", Value: each, Target: "<= 1,200"}, each <= 1200)
	commit, trip := floor.commits, floor.trips
	most := 2 * (commit.p50() + 3*trip.p50()) // two between the stations, one to the console
	s.bench.report.add(figure{Name: "issue at a member: permit and commit, 10 a second", Unit: "ms", Value: answered.p50(), P99: answered.p99(),
		Floor: commit.p50() + 3*trip.p50(), FloorP99: commit.p99() + 3*trip.p99(), Target: fmt.Sprintf("<= %.2f", most)}, answered.p50() <= most)
	most = 2 * (2*commit.p50() + 4*trip.p50())
	s.bench.report.add(figure{Name: "issue at a member until two stations have it", Unit: "ms", Value: second.p50(), P99: second.p99(),
		Floor: 2*commit.p50() + 4*trip.p50(), FloorP99: 2*commit.p99() + 4*trip.p99(), Target: fmt.Sprintf("<= %.2f", most)}, second.p50() <= most)
	bare := float64(n)*commit.p99() + floor.casts.p99()
	s.bench.report.add(figure{Name: fmt.Sprintf("issue at a member until %d stations tell of it", n), Unit: "ms", Value: last.p50(), P99: last.p99(),
		Floor: float64(n)*commit.p50() + floor.casts.p50(), FloorP99: bare, Target: fmt.Sprintf("p99 <= %.1f", 2*bare)}, last.p99() <= 2*bare)
	return nil
}

// sent is how many bytes all stations have sent to each other.
func (s *site) sent() (sum float64, err error) {
	for i := range s.stations {
		status, err := s.status(i)
		if err != nil {
			return 0, err
		}
		sum += status.Sent
	}
	return sum, nil
}

// untilOnTwo asks until the newest transaction is on two stations.
func untilOnTwo(a *asking, began time.Time) (time.Duration, error) {
	for time.Since(began) < 10*time.Second {
		raw, err := a.want(200, "GET", "/api/transactions/?limit=1", nil)
		if err != nil {
			return 0, err
		}
		_, after, ok := bytes.Cut(raw, []byte(`"on_stations":`))
		if ok && (after[0] != '1' || after[1] >= '0' && after[1] <= '9') {
			return time.Since(began), nil
		}
	}
	return 0, errors.New("an issue did not come to a second station within 10 s")
}

// listenEverywhere listens to the feeds of all stations. The answer waits until each has told of a transaction.
func (s *site) listenEverywhere() (heard func(id string, began time.Time) (time.Duration, error), end func(), err error) {
	type told struct {
		station int
		id      string
		at      time.Time
	}
	news := make(chan told, 1024)
	var all []*listening
	end = func() {
		for _, l := range all {
			l.close()
		}
	}
	for i := range s.stations {
		l, err := listen(s.stations[i].address, s.tokens[i], -1)
		if err != nil {
			end()
			return nil, nil, err
		}
		all = append(all, l)
		go func() {
			for {
				payload, err := l.next()
				if err != nil {
					return
				}
				if bytes.Contains(payload, []byte(`"type":"transaction_`)) {
					news <- told{i, idIn(payload), time.Now()}
				}
			}
		}()
	}
	heard = func(id string, began time.Time) (time.Duration, error) {
		var last time.Time
		waiting := map[int]bool{}
		for i := range s.stations {
			waiting[i] = true
		}
		late := time.After(10 * time.Second)
		for len(waiting) > 0 {
			select {
			case n := <-news:
				if n.id == id {
					delete(waiting, n.station)
					last = n.at
				}
			case <-late:
				return 0, fmt.Errorf("%d stations did not tell of an issue within 10 s", len(waiting))
			}
		}
		return last.Sub(began), nil
	}
	return heard, end, nil
}

// everybody lets each station issue once a second, then all as fast as they can.
func (s *site) everybody() error {
	for _, fast := range []bool{false, true} {
		var mu sync.Mutex // guards what follows
		var took times
		refused := map[string]int{}
		var working sync.WaitGroup
		began := time.Now()
		until := began.Add(2 * s.bench.flat)
		for i := range s.stations {
			pair := s.pairings[i]
			working.Go(func() {
				a, err := newAsking(s.stations[i].address, s.tokens[i])
				if err != nil {
					return
				}
				defer a.close()
				for out := false; time.Now().Before(until); {
					body := pair.take()
					if out {
						body = pair.giveBack()
					}
					one := time.Now()
					status, raw, err := a.do("POST", "/api/transactions/", body)
					if err != nil {
						return
					}
					mu.Lock()
					if status == 201 {
						took = append(took, time.Since(one))
						out = !out
					} else {
						refused[codeIn(raw)]++
						out = bytes.Contains(raw, []byte(`"OUT"`))
					}
					mu.Unlock()
					if !fast {
						time.Sleep(time.Until(one.Add(time.Second)))
					}
				}
			})
		}
		working.Wait()
		n := len(s.stations)
		lasted := time.Since(began).Seconds()
		delete(refused, "OUT") // what a part before left out
		if fast {
			s.bench.report.add(figure{Name: fmt.Sprintf("flat out, %d stations", n), Unit: "tx/s", Value: float64(len(took)) / lasted}, true)
			s.bench.report.add(figure{Name: fmt.Sprintf("flat out, %d stations: an answer", n), Unit: "ms", Value: took.p50(), P99: took.p99()}, true)
		} else {
			ok := took.p99() <= 250 && len(refused) == 0
			s.bench.report.add(figure{Name: fmt.Sprintf("%d stations, each one a second", n), Unit: "ms", Value: took.p50(), P99: took.p99(), Target: "p99 <= 250, none refused"}, ok)
		}
		if len(refused) > 0 {
			fmt.Println("  refused:", refused)
		}
		if err := s.whole(n); err != nil {
			return err
		}
	}
	return nil
}

func codeIn(raw []byte) string {
	var e struct{ Code string }
	_ = json.Unmarshal(raw, &e)
	return e.Code
}

// lost takes the hub away many times, and measures until all others have issued again.
func (s *site) lost(how string, most time.Duration, lose func(*process)) error {
	var took times
	for range s.bench.losses {
		hub, err := s.hub()
		if err != nil {
			return err
		}
		p := s.stations[hub]
		lose(p)
		began := time.Now()
		failed := make(chan error, len(s.stations))
		var working sync.WaitGroup
		for i := range s.stations {
			if i == hub {
				continue
			}
			working.Go(func() { failed <- s.issueAgain(i, s.pairings[i], began) })
		}
		working.Wait()
		took = append(took, time.Since(began))
		close(failed)
		for err := range failed {
			if err != nil {
				return err
			}
		}
		_ = p.command.Process.Signal(syscall.SIGCONT)
		if errors.Is(p.command.Process.Signal(syscall.Signal(0)), os.ErrProcessDone) {
			if err := p.start(); err != nil {
				return err
			}
			if s.tokens[hub], err = signIn(p.address); err != nil {
				return err
			}
		}
		if err := s.whole(len(s.stations)); err != nil {
			return err
		}
	}
	s.bench.report.add(figure{Name: fmt.Sprintf("%s: all others issue again (median, most of %d)", how, len(took)), Unit: "ms", Value: took.p50(), P99: took.at(1),
		Target: fmt.Sprintf("<= %.0f", ms(most))}, took.at(1) <= ms(most))
	return nil
}

// issueAgain tries until a station has issued, and takes it back.
func (s *site) issueAgain(i int, pair pairing, began time.Time) error {
	for time.Since(began) < 30*time.Second {
		a, err := newAsking(s.stations[i].address, s.tokens[i])
		if err != nil {
			return err
		}
		status, raw, err := a.do("POST", "/api/transactions/", pair.take())
		if err == nil && status == 409 && codeIn(raw) == "OUT" {
			_, err = a.giveBack(pair)
			status = 0
		}
		if err == nil && status == 201 {
			_, err = a.giveBack(pair)
			a.close()
			return err
		}
		a.close()
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("a station did not issue again within 30 s")
}

// firstSync measures how long a new station takes to get a large record.
func (b *bench) firstSync() error {
	f, err := b.fill("sync", 400, 500, b.entries)
	if err != nil {
		return err
	}
	s := &site{bench: b}
	defer s.end()
	if err := s.run(f.dir); err != nil {
		return err
	}
	took, err := s.join(f.dir+"-new", 1)
	if err != nil {
		return err
	}
	per := float64(f.entries) / took.Seconds()
	b.report.add(figure{Name: "first sync of " + thousands(f.entries) + " entries", Unit: "s", Value: took.Seconds()}, true)
	b.report.add(figure{Name: "first sync, entries a second", Unit: "1/s", Value: per, Target: ">= 8,333"}, per >= 1_000_000.0/120)
	return nil
}
