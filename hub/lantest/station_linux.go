package lantest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"armguard/app"
	"armguard/storage"
)

// Password opens the account root of every site here.
const Password = "correct horse battery staple"

// console is where a station's console listens, on its PC's loopback.
const console = "127.0.0.1:7480"

// Site is a site of stations that were made on a LAN, and do not run. The person Pnnnnn and the rifle Wnnnnn are there for n
// from 1.
type Site struct {
	*Lan
	Stations []*Station
	program  string
	dir      string
}

// Station is a PC's station.
type Station struct {
	N    int
	Name string

	site    *Site
	dir     string
	browser *http.Client
	token   string
	process *exec.Cmd
	ended   chan struct{}
	log     *os.File
}

// Found makes a site on the first PC with people and rifles, and lets the others in by join codes found by multicast.
func (l *Lan) Found(stations, rifles int) *Site {
	l.t.Helper()
	s := &Site{Lan: l, dir: l.t.TempDir()}
	s.program = filepath.Join(s.dir, "armguard")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", s.program, "armguard")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		l.t.Fatalf("build the program: %v %s", err, out)
	}
	write := func(name, text string) string {
		name = filepath.Join(s.dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			l.t.Fatal(err)
		}
		return name
	}
	password := write("password", Password+"\n")
	first := s.add()
	first.must("site", "create", "--site", "951st Armory", "--station", first.Name, "--username", "root", "--password-file", password, "--recovery-file", filepath.Join(s.dir, "sheet"))
	people, items := &strings.Builder{}, &strings.Builder{}
	people.WriteString("serial,rank,last_name,first_name\n")
	items.WriteString("model,serial,number\n")
	for i := 1; i <= rifles; i++ {
		fmt.Fprintf(people, "P%05d,SGT,Cruz%d,Juan\n", i, i)
		fmt.Fprintf(items, "M4,W%05d,%04d\n", i, i)
	}
	first.must("import", "people", write("people.csv", people.String()))
	first.must("import", "items", write("items.csv", items.String()))
	first.Start()
	for range stations - 1 {
		s.Enrol()
	}
	first.Stop()
	return s
}

// add makes room for one more station.
func (s *Site) add() *Station {
	n := len(s.Stations) + 1
	st := &Station{N: n, Name: fmt.Sprintf("Counter %d", n), site: s, dir: filepath.Join(s.dir, fmt.Sprintf("data%d", n)), browser: s.Browser(n)}
	s.Stations = append(s.Stations, st)
	s.t.Cleanup(func() { st.Kill() })
	return st
}

// Enrol lets one more PC in, with a code of the first station, which runs. It does not start it. It returns how long that took.
func (s *Site) Enrol() (*Station, time.Duration) {
	s.t.Helper()
	begun := time.Now()
	inviter, st := s.Stations[0], s.add()
	give := inviter.command("join-code", "--username", "root", "--password-file", filepath.Join(s.dir, "password"), "--yes", "--json")
	said, err := give.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	give.Stderr = os.Stderr
	if err := give.Start(); err != nil {
		s.t.Fatal(err)
	}
	var invitation struct{ Code string }
	answers := json.NewDecoder(said)
	if err := answers.Decode(&invitation); err != nil {
		s.t.Fatalf("no join code: %v", err)
	}
	st.must("site", "join", "--station", st.Name, "--code", invitation.Code)
	_, _ = io.Copy(io.Discard, io.MultiReader(answers.Buffered(), said))
	if err := give.Wait(); err != nil {
		s.t.Fatalf("join-code: %v", err)
	}
	return st, time.Since(begun)
}

func (st *Station) command(args ...string) *exec.Cmd {
	cmd := st.site.Command(st.N, st.site.program, append(args, "--data", st.dir)...)
	cmd.Env = append(os.Environ(), "ARMGUARD_ANCHOR_DIR="+st.dir+"-anchor")
	return cmd
}

func (st *Station) must(args ...string) {
	st.site.t.Helper()
	if out, err := st.command(args...).CombinedOutput(); err != nil {
		st.site.t.Fatalf("%s: armguard %s: %v %s", st.Name, args[0], err, out)
	}
}

// Forget empties the address book of a station that does not run.
func (st *Station) Forget() {
	st.site.t.Helper()
	db := storage.New(storage.Options{Dir: st.dir, AnchorDir: st.dir + "-anchor", Now: time.Now})
	ctx := context.Background()
	err := db.Open(ctx, func(int, int) {})
	if err == nil {
		err = db.Write(ctx, func(tx *storage.Tx) error { return tx.SaveSetting("lan", []byte("{}")) })
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		st.site.t.Fatalf("%s: empty the address book: %v", st.Name, err)
	}
}

// Start runs the station. It returns when its console answers and root is signed in.
func (st *Station) Start(more ...string) {
	st.site.t.Helper()
	st.Launch(more...)
	st.SignIn()
}

// Launch runs the station and does not wait.
func (st *Station) Launch(more ...string) {
	st.site.t.Helper()
	log, err := os.OpenFile(st.dir+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		st.site.t.Fatal(err)
	}
	st.process = st.command(append([]string{"station", "--console", console}, more...)...)
	st.process.Stdout, st.process.Stderr, st.log = log, log, log
	if err := st.process.Start(); err != nil {
		st.site.t.Fatal(err)
	}
	process, ended := st.process, make(chan struct{})
	st.ended = ended
	go func() {
		_ = process.Wait()
		_ = log.Close()
		close(ended)
	}()
}

// SignIn waits until the console answers, and signs root in.
func (st *Station) SignIn() {
	st.site.t.Helper()
	late := time.Now().Add(20 * time.Second)
	for {
		var in app.SignedIn
		if status, err := st.do(http.MethodPost, "/api/sign-in", map[string]string{"username": "root", "password": Password}, &in); err == nil && status == 200 {
			st.token = in.Token
			return
		}
		select {
		case <-st.ended:
			st.site.t.Fatalf("%s has ended: %s", st.Name, st.Log())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(late) {
			st.site.t.Fatalf("%s does not answer: %s", st.Name, st.Log())
		}
	}
}

// Log is what the station has written.
func (st *Station) Log() string {
	raw, _ := os.ReadFile(st.dir + ".log")
	return string(raw)
}

// Running reports whether its process lives.
func (st *Station) Running() bool {
	if st.ended == nil {
		return false
	}
	select {
	case <-st.ended:
		return false
	default:
		return true
	}
}

// Stop ends the station in peace.
func (st *Station) Stop() { st.signal(syscall.SIGTERM); st.wait() }

// Kill ends it with kill -9.
func (st *Station) Kill() { st.signal(syscall.SIGCONT); st.signal(syscall.SIGKILL); st.wait() }

// Freeze stops its process, and returns when all of it stands still: on a busy machine its threads run on for a moment after
// the signal, and what it issues then it has issued. Thaw lets it go on.
func (st *Station) Freeze() {
	if !st.Running() {
		return
	}
	st.signal(syscall.SIGSTOP)
	threads := fmt.Sprintf("/proc/%d/task/*/stat", st.process.Process.Pid)
	Until(st.site.t, 10*time.Second, st.Name+" stands still", func() bool {
		stats, err := filepath.Glob(threads)
		return err == nil && !slices.ContainsFunc(stats, func(path string) bool {
			stat, err := os.ReadFile(path)
			_, state, known := bytes.Cut(stat, []byte(") ")) // proc_pid_stat(5): the state stands behind the name
			return err == nil && known && bytes.ContainsRune([]byte("RSD"), rune(state[0]))
		})
	})
}

// Thaw lets a frozen process go on.
func (st *Station) Thaw() { st.signal(syscall.SIGCONT) }

func (st *Station) signal(s syscall.Signal) {
	if st.Running() {
		_ = st.process.Process.Signal(s)
	}
}

func (st *Station) wait() {
	if st.ended != nil {
		<-st.ended
	}
	st.browser.CloseIdleConnections()
}

// do asks the console; it returns the status.
func (st *Station) do(method, path string, body, into any) (int, error) {
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		sent = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, "http://"+console+path, sent)
	if err != nil {
		return 0, err
	}
	request.Header.Set("X-ArmGuard", "1")
	if st.token != "" {
		request.Header.Set("Authorization", "Bearer "+st.token)
	}
	answer, err := st.browser.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err == nil && into != nil && len(raw) > 0 {
		err = json.Unmarshal(raw, into)
	}
	return answer.StatusCode, err
}

// Status is what the station says of itself; false when it does not answer.
func (st *Station) Status() (out app.Status, ok bool) {
	status, err := st.do(http.MethodGet, "/api/status", nil, &out)
	return out, err == nil && status == 200
}

// Answer is what came of an issue or a return: 201, 409 and others, 0 when the station did not answer.
type Answer struct {
	Status  int
	Code    string `json:"code"`
	Message string `json:"message"`
	Receipt string `json:"receipt_no"`
	Entry   string `json:"entry"`
	Copies  int    `json:"on_stations"`
}

// Issue hands the n-th rifle to the n-th person.
func (st *Station) Issue(n int) Answer {
	return st.transact(map[string]any{"action": "Take", "personnel_id": fmt.Sprintf("P%05d", n), "item_ids": []string{fmt.Sprintf("W%05d", n)}})
}

// IssueTo hands the n-th rifle to another person.
func (st *Station) IssueTo(person, rifle int) Answer {
	return st.transact(map[string]any{"action": "Take", "personnel_id": fmt.Sprintf("P%05d", person), "item_ids": []string{fmt.Sprintf("W%05d", rifle)}})
}

// Return takes the n-th rifle back.
func (st *Station) Return(n int) Answer {
	return st.transact(map[string]any{"action": "Return", "item_ids": []string{fmt.Sprintf("W%05d", n)}})
}

func (st *Station) transact(body map[string]any) (a Answer) {
	status, err := st.do(http.MethodPost, "/api/transactions/", body, &a)
	if err == nil {
		a.Status = status
	}
	return a
}

// Revoke takes another station out of the site.
func (st *Station) Revoke(other *Station) {
	st.site.t.Helper()
	var rows []app.StationRow
	if status, err := st.do(http.MethodPost, "/rpc/Stations.List", []any{}, &rows); err != nil || status != 200 {
		st.site.t.Fatalf("%s: stations: %d %v", st.Name, status, err)
	}
	for _, row := range rows {
		if row.Name == other.Name {
			if status, err := st.do(http.MethodPost, "/rpc/Stations.Revoke", []any{row.ID, "Stolen", Password}, nil); err != nil || status != 200 {
				st.site.t.Fatalf("%s: revoke: %d %v", st.Name, status, err)
			}
		}
	}
}

// Conflicts are the contradictions that are open.
func (st *Station) Conflicts() []app.Conflict {
	var out struct{ Items []app.Conflict }
	if status, err := st.do(http.MethodGet, "/api/conflicts/", nil, &out); err != nil || status != 200 {
		st.site.t.Errorf("%s: conflicts: %d %v", st.Name, status, err)
	}
	var open []app.Conflict
	for _, c := range out.Items {
		if c.State == "Open" {
			open = append(open, c)
		}
	}
	return open
}

// Until waits until something holds and returns how long that took. After limit the test fails.
func Until(t testing.TB, limit time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	for !holds() {
		if time.Since(begun) > limit {
			t.Fatalf("%s: not within %s", what, limit)
		}
		time.Sleep(20 * time.Millisecond) // another process has no event to wait for
	}
	return time.Since(begun)
}
