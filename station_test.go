package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app"
)

func TestStationProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: starts processes of its own")
	}
	t.Run("SIGTERM ends it with 0 and leaves no address behind, also while clients are connected", func(t *testing.T) {
		dir, _ := site(t)
		p := startStation(t, dir)
		r := p.rig(dir)
		r.token = r.signIn("root", testPassword)
		client := r.feed(r.token, "/ws/all/")
		client.until("connection_established")
		if _, err := os.Stat(filepath.Join(dir, "station.json")); err != nil {
			t.Errorf("the address is not written down: %v", err)
		}
		if got := p.stop(); got != 0 {
			t.Errorf("exit code %d, want 0: %s", got, p.errors.String())
		}
		if _, err := os.Stat(filepath.Join(dir, "station.json")); err == nil {
			t.Error("station.json was left behind")
		}
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("the flags of a site with more stations are taken", func(t *testing.T) {
		dir, _ := site(t)
		p := startStation(t, dir, "--listen", "127.0.0.1:0", "--discover", "typed", "--peer", "127.0.0.1:7443", "--peer", "127.0.0.2:7443")
		if !p.healthy() {
			t.Errorf("not healthy: %s", p.errors.String())
		}
		if got := p.stop(); got != 0 {
			t.Errorf("exit code %d, want 0: %s", got, p.errors.String())
		}
	})
	t.Run("a second start on the same data is one sentence and leaves the first alone", func(t *testing.T) {
		dir, _ := site(t)
		p := startStation(t, dir)
		wantFailure(t, armguard("station", "--data", dir, "--console", "127.0.0.1:0"), "already running on this data folder")
		wantFailure(t, armguard("site", "create", "--data", dir, "--site", "S", "--station", "C", "--username", "root", "--password-file", existing(t)), "already running")
		if !p.healthy() {
			t.Errorf("the first station does not answer any more: %s", p.errors.String())
		}
		if _, err := os.Stat(filepath.Join(dir, "station.json")); err != nil {
			t.Errorf("the first station's address is gone: %v", err)
		}
		p.stop()
	})
	t.Run("a killed station's address does not send a command to a stranger", func(t *testing.T) {
		other := newRig(t)
		dir, password := site(t)
		people, _ := lists(t, 2, 1)
		raw, err := json.Marshal(map[string]any{"pid": os.Getpid(), "console": other.address, "version": version})
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "station.json"), string(raw)) // its port was taken over by the other one
		mustArmguard(t, "import", "people", people, "--data", dir, "--username", "root", "--password-file", password)
		if got := other.count("personnel"); got != 0 {
			t.Errorf("%d people arrived at the other station", got)
		}
		at(t, dir, func(r *rig) {
			if got := r.count("personnel"); got != 2 {
				t.Errorf("%d people, want 2", got)
			}
		})
	})
}

func TestStationConsoleAddress(t *testing.T) {
	dir, password := site(t)
	t.Run("a port in use is one sentence", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close()
		wantFailure(t, armguard("station", "--data", dir, "--console", taken.Addr().String()), taken.Addr().String(), "the port is in use", "--console")
	})
	for name, address := range map[string]string{"no address": "counter", "another PC's address": "192.0.2.1:7480", "a port that is none": "127.0.0.1:99999"} {
		t.Run(name+" is one sentence", func(t *testing.T) {
			wantFailure(t, armguard("station", "--data", dir, "--console", address), address, "--console")
		})
	}
	t.Run("beyond loopback it speaks TLS, and commands find it there", func(t *testing.T) {
		r := &rig{t: t, dir: dir}
		r.station = newStation(stationOptions{Dir: dir, Log: quiet()})
		if err := r.station.open(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := r.station.serve(t.Context(), "0.0.0.0:0", pages()); err != nil {
			t.Fatal(err)
		}
		defer r.station.close()
		if !strings.HasPrefix(r.station.address, "https://localhost:") {
			t.Errorf("the address to open is %s, want https://localhost:...", r.station.address)
		}
		if answer, err := http.Get("http" + strings.TrimPrefix(r.station.address, "https") + "/healthz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				t.Error("it answers without TLS")
			}
		}
		people, _ := lists(t, 2, 1)
		mustArmguard(t, "import", "people", people, "--data", dir, "--username", "root", "--password-file", password)
	})
}

// Commands cannot reach a window without a console, and say so, and what to do.
func TestCommandsAtAStationWithoutAConsole(t *testing.T) {
	dir, password := site(t)
	people, _ := lists(t, 1, 1)
	backup := filepath.Join(t.TempDir(), "before.armguard-backup")
	mustArmguard(t, "backup", "--data", dir, "--to", backup)
	s := newStation(stationOptions{Dir: dir, Log: quiet()})
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", "people", people}, {"verify"}, {"backup", "--to", backup + "2"}, {"restore", "--from", backup}, {"join-code"}} {
		for _, signed := range [][]string{nil, {"--username", "root", "--password-file", password}} {
			if args[0] == "join-code" && signed == nil {
				continue // it is always signed
			}
			got := armguard(slices.Concat(args, []string{"--data", dir}, signed)...)
			wantFailure(t, got, dir+" is in use", "start it again with --console")
			if strings.Contains(got.Stderr, "No station") {
				t.Errorf("%s says %s", args[0], got.Stderr)
			}
		}
	}
	if err := s.app.Healthy(); err != nil {
		t.Error(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	wantFailure(t, armguard("join-code", "--data", dir, "--username", "root", "--password-file", password), "No station is running on "+dir)
	mustArmguard(t, "verify", "--data", dir)
}

// A window has no console unless it is asked for, and yet makes the backups that are due, as a headless station does.
func TestAStationWithoutAConsoleKeepsBackups(t *testing.T) {
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	to := t.TempDir()
	made := func() int {
		files, err := os.ReadDir(to)
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	synctest.Test(t, func(t *testing.T) {
		s := newStation(stationOptions{Dir: filepath.Join(t.TempDir(), "data"), Log: quiet()})
		if err := s.open(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.app.CreateSite(t.Context(), app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}); err != nil {
			t.Fatal(err)
		}
		if err := s.app.Audit.SetSchedule(app.CommandLine(t.Context(), "test"), to, 24); err != nil {
			t.Fatal(err)
		}
		time.Sleep(25*time.Hour + time.Second)
		if got := made(); got != 2 {
			t.Errorf("%d backups after a day, want the first at once and one a day later", got)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
		time.Sleep(48 * time.Hour)
		if got := made(); got != 2 {
			t.Errorf("%d backups: it went on after it was closed", got)
		}
		if err := s.close(); err != nil {
			t.Errorf("closed twice: %v", err)
		}
	})
}

func TestBeforeThereIsASite(t *testing.T) {
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	t.Run("it is not served beyond loopback", func(t *testing.T) {
		wantFailure(t, armguard("station", "--data", filepath.Join(t.TempDir(), "data"), "--console", "0.0.0.0:0"), "no site on this PC yet", "127.0.0.1")
	})
	t.Run("a browser needs the token at every station, one with a window too", func(t *testing.T) {
		r := &rig{t: t, dir: filepath.Join(t.TempDir(), "data")}
		r.open()
		found := app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}
		if e := r.try("", "Setup.CreateSite", nil, found, ""); e == nil || e.Code != "FORBIDDEN" {
			t.Fatalf("got %+v, want FORBIDDEN", e)
		}
		var said strings.Builder
		if err := r.station.say(t.Context(), output{Writer: &said}, ""); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(strings.TrimSuffix(said.String(), " in a browser on this PC.\n"), "?setup=")
		r.rpc("", "Setup.CreateSite", nil, found, token)
	})
	if testing.Short() {
		t.Skip("skipped: starts a process of its own")
	}
	dir := filepath.Join(t.TempDir(), "data")
	p := startStation(t, dir)
	r := p.rig(dir)
	opened, err := url.Parse(p.open)
	if err != nil {
		t.Fatal(err)
	}
	token := opened.Query().Get("setup")
	found := app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}

	t.Run("the printed address carries a long token", func(t *testing.T) {
		if len(token) < 32 || strings.Trim(token, "0123456789abcdef") != "" {
			t.Errorf("the token is %q", token)
		}
	})
	t.Run("the page is served and tells that a site is to be made", func(t *testing.T) {
		if status, _ := r.raw("", http.MethodGet, "/", nil); status != http.StatusOK {
			t.Errorf("/ is %d, want 200", status)
		}
		var state app.SetupState
		r.rpc("", "Setup.State", &state)
		if !state.NeedsSite || !state.NeedsToken || state.Problem != nil {
			t.Errorf("got %+v", state)
		}
	})
	t.Run("it is not healthy: it cannot issue", func(t *testing.T) {
		if status, _ := r.raw("", http.MethodGet, "/healthz", nil); status != http.StatusServiceUnavailable {
			t.Errorf("healthz is %d, want 503", status)
		}
	})
	t.Run("nothing else is let in", func(t *testing.T) {
		for _, path := range []string{"/api/status", "/api/items/", "/api/personnel/", "/api/transactions/", "/api/conflicts/", "/ws/all/"} {
			if status, body := r.raw("", http.MethodGet, path, nil); status != http.StatusServiceUnavailable && status != http.StatusUnauthorized {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
		if status, body := r.raw("", http.MethodPost, "/api/sign-in", map[string]string{"username": "root", "password": "x"}); status != http.StatusServiceUnavailable {
			t.Errorf("sign in: %d %s", status, body)
		}
	})
	t.Run("a site is not made without the token, nor with another", func(t *testing.T) {
		for _, wrong := range []string{"", token[1:], strings.Repeat("0", len(token))} {
			if e := r.try("", "Setup.CreateSite", nil, found, wrong); e == nil || e.Code != "FORBIDDEN" {
				t.Errorf("with %q: %+v, want FORBIDDEN", wrong, e)
			}
		}
	})
	t.Run("with it a site is made, once", func(t *testing.T) {
		var sheet app.Recovery
		r.rpc("", "Setup.CreateSite", &sheet, found, token)
		if len(sheet.Words) != 24 || sheet.QR == "" {
			t.Errorf("recovery sheet %+v", sheet)
		}
		if e := r.try("", "Setup.CreateSite", nil, found, token); e == nil {
			t.Error("a second site was made")
		}
		if status, _ := r.raw("", http.MethodGet, "/healthz", nil); status != http.StatusOK {
			t.Errorf("healthz is %d, want 200", status)
		}
		r.signIn("root", testPassword)
	})
	if got := p.stop(); got != 0 {
		t.Errorf("exit code %d, want 0: %s", got, p.errors.String())
	}
	t.Run("the next start prints an address without a token", func(t *testing.T) {
		p := startStation(t, dir)
		if p.open != p.address+"/" {
			t.Errorf("the address to open is %s, want %s/", p.open, p.address)
		}
		p.stop()
	})
}

// Every command and the station itself say in one sentence what is wrong with a data folder, and change nothing.
func TestBadDataFolder(t *testing.T) {
	t.Run("a database from a newer version", func(t *testing.T) {
		dir, _ := site(t)
		version := schemaOf(t, dir)
		edit(t, dir, "PRAGMA user_version = 999")
		wantFolderRefused(t, dir, "newer version", "nothing was changed")
		edit(t, dir, fmt.Sprintf("PRAGMA user_version = %d", version))
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("a database of another program", func(t *testing.T) {
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		dir := t.TempDir()
		foreignStore(t, filepath.Join(dir, "armguard.db"), "CREATE TABLE theirs (a)")
		wantFolderRefused(t, dir, "not an ArmGuard store")
	})
	t.Run("a file that is no database", func(t *testing.T) {
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		dir := t.TempDir()
		write(t, filepath.Join(dir, "armguard.db"), strings.Repeat("this is no database\n", 500))
		wantFolderRefused(t, dir, "not an ArmGuard store")
		if raw, _ := os.ReadFile(filepath.Join(dir, "armguard.db")); !strings.HasPrefix(string(raw), "this is no") {
			t.Error("the file was changed")
		}
	})
	t.Run("an entry that was edited", func(t *testing.T) {
		dir, _ := filled(t)
		edit(t, dir, "UPDATE entry SET sig = zeroblob(64) WHERE seq = 7")
		wantFailure(t, armguard("station", "--data", dir, "--console", "127.0.0.1:0"), "Entry 7 of log")
	})
	t.Run("a file in the folder's place", func(t *testing.T) {
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		file := filepath.Join(t.TempDir(), "data")
		write(t, file, "x")
		wantFailure(t, armguard("station", "--data", file, "--console", "127.0.0.1:0"))
		wantFailure(t, armguard("demo", "--data", file, "--people", "1", "--items", "1", "--days", "0"))
		wantFailure(t, armguard("verify", "--data", file), "There is no station in")
	})
	t.Run("another program holds the database", func(t *testing.T) {
		if testing.Short() {
			t.Skip("skipped: waits 5 s for the other program")
		}
		dir, _ := site(t)
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "armguard.db")+"?_txlock=exclusive")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		held, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		wantFailure(t, armguard("verify", "--data", dir), "Another program holds")
		if err := held.Rollback(); err != nil {
			t.Fatal(err)
		}
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("a station's key that is cut short", func(t *testing.T) {
		dir, _ := site(t)
		write(t, filepath.Join(dir, "keys", "station.key"), "short")
		wantFolderRefused(t, dir, "key", "damaged")
	})
	t.Run("a station's key that is gone", func(t *testing.T) {
		dir, _ := site(t)
		if err := os.Remove(filepath.Join(dir, "keys", "station.key")); err != nil {
			t.Fatal(err)
		}
		wantFailure(t, armguard("verify", "--data", dir), "is not one of its stations")
		s := newStation(stationOptions{Dir: dir, Log: quiet(), Lan: &lanOptions{Listen: "127.0.0.1:0", Discover: "typed"}})
		defer func() { _ = s.close() }()
		if err := s.open(context.Background()); err != nil {
			t.Fatalf("got %v, want that it may join", err)
		}
		if err := s.serve(context.Background(), "127.0.0.1:0", pages()); err != nil {
			t.Fatal(err)
		}
		state, err := s.app.Setup.State(&app.Caller{Context: context.Background()})
		if err != nil || !state.CanJoin || state.Problem == nil || state.Problem.Code != "NOT_ENROLLED" {
			t.Errorf("got %+v %v, want the problem, and that it can join", state, err)
		}
	})
}

// wantFolderRefused checks that the station and the commands refuse a data folder with a sentence that says all of want.
func wantFolderRefused(t *testing.T, dir string, want ...string) {
	t.Helper()
	people, _ := lists(t, 1, 1)
	for _, args := range [][]string{{"station", "--console", "127.0.0.1:0"}, {"verify"}, {"import", "people", people}} {
		wantFailure(t, armguard(append(args, "--data", dir)...), want...)
	}
}
