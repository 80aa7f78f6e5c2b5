package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app"
)

const someCode = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ"

// playedInvitations plays how far an invitation is, one state a look; the last one stays.
type playedInvitations struct {
	states []app.Invitation
	after  map[bool]app.Invitation // that follow an answer
	said   []string
}

func (p *playedInvitations) invite(context.Context) (app.Invitation, error) {
	p.said = append(p.said, "invite")
	return p.look(context.Background())
}

func (p *playedInvitations) look(context.Context) (app.Invitation, error) {
	now := p.states[0]
	if len(p.states) > 1 {
		p.states = p.states[1:]
	}
	return now, nil
}

func (p *playedInvitations) admit(_ context.Context, yes bool) error {
	p.said = append(p.said, map[bool]string{true: "yes", false: "no"}[yes])
	p.states = []app.Invitation{p.after[yes]}
	return nil
}

func (p *playedInvitations) cancel(context.Context) error {
	p.said = append(p.said, "cancel")
	return nil
}

func TestJoinCodeLetsOnePCIn(t *testing.T) {
	waiting := app.Invitation{State: "waiting", Code: someCode, Expires: "2026-03-01T10:15:00Z", At: "10.0.0.1:7443"}
	comparing := app.Invitation{State: "comparing", Code: someCode, Name: "Counter 2", Address: "10.0.0.9", Digits: "012345"}
	gone := app.Invitation{State: "failed", Problem: &app.Error{Code: "LOST", Message: "The two PCs lost each other.", Fix: "Begin again."}}
	after := map[bool]app.Invitation{true: {State: "done", Name: "Counter 2"}, false: {State: "failed"}}
	for name, c := range map[string]struct {
		states   []app.Invitation
		yes      bool
		typed    string
		wantSaid []string
		wantErr  string
		wantOut  []string
	}{
		"when the answer is yes": {[]app.Invitation{waiting, waiting, comparing}, false, "Yes\n", []string{"invite", "yes"}, "",
			[]string{someCode, "10.0.0.1:7443", "Counter 2 at 10.0.0.9", "[y/N]", "012345", "belongs to the site now"}},
		"without a question when told so":  {[]app.Invitation{waiting, comparing}, true, "", []string{"invite", "yes"}, "", []string{someCode, "012345"}},
		"not when the answer is no":        {[]app.Invitation{waiting, comparing}, false, "n\n", []string{"invite", "no"}, "was not let in", nil},
		"not when the answer is nothing":   {[]app.Invitation{waiting, comparing}, false, "\n", []string{"invite", "no"}, "was not let in", nil},
		"not when nobody can answer":       {[]app.Invitation{waiting, comparing}, false, "", []string{"invite", "no"}, "was not let in", nil},
		"not after the code has expired":   {[]app.Invitation{waiting, waiting, {State: "expired"}}, true, "", []string{"invite"}, "Nobody joined", nil},
		"not when it failed, and says why": {[]app.Invitation{waiting, gone}, true, "", []string{"invite"}, "lost each other", nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				at := &playedInvitations{states: c.states, after: after}
				err := letOneIn(t.Context(), output{Writer: &out}, at, asker{yes: c.yes, in: strings.NewReader(c.typed)})
				if got := errors.Join(err); (got == nil) != (c.wantErr == "") || got != nil && !strings.Contains(got.Error(), c.wantErr) {
					t.Errorf("got %v, want %q", err, c.wantErr)
				}
				if !slices.Equal(at.said, c.wantSaid) {
					t.Errorf("the station was told %q, want %q", at.said, c.wantSaid)
				}
				for _, part := range c.wantOut {
					if !strings.Contains(out.String(), part) {
						t.Errorf("no %q in %s", part, out.String())
					}
				}
				if c.yes && strings.Contains(out.String(), "[y/N]") {
					t.Errorf("a question was asked: %s", out.String())
				}
			})
		})
	}
	t.Run("not when the PC leaves while the question stands", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			in, typing := io.Pipe()
			defer typing.Close()
			at := &playedInvitations{states: []app.Invitation{waiting, comparing, comparing, comparing, gone}, after: after}
			var out bytes.Buffer
			if err := letOneIn(t.Context(), output{Writer: &out}, at, asker{in: in}); err == nil || !strings.Contains(err.Error(), "lost each other") {
				t.Errorf("got %v", err)
			}
			if strings.Count(out.String(), "[y/N]") != 1 {
				t.Errorf("the question was not asked once: %s", out.String())
			}
		})
	})
	t.Run("not when the command is stopped, and then the code is taken back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			at := &playedInvitations{states: []app.Invitation{waiting}}
			if err := letOneIn(ctx, output{Writer: io.Discard}, at, asker{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			if want := []string{"invite", "cancel"}; !slices.Equal(at.said, want) {
				t.Errorf("the station was told %q, want %q", at.said, want)
			}
		})
	})
}

// consoleOf plays a running station's console: what each method answers, one after the other, the last one again and again.
func consoleOf(t *testing.T, answers map[string][]any) (address string, called func() []string) {
	t.Helper()
	var mu sync.Mutex // guards calls, answers
	var calls []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		method := strings.TrimPrefix(r.URL.Path, "/rpc/")
		args, _ := io.ReadAll(r.Body)
		calls = append(calls, method+string(args))
		list := answers[method]
		if len(list) == 0 {
			_, _ = io.WriteString(w, "null")
			return
		}
		if refused, is := list[0].(*app.Error); is {
			w.WriteHeader(http.StatusForbidden)
			_ = json.NewEncoder(w).Encode(refused)
			return
		}
		_ = json.NewEncoder(w).Encode(list[0])
		if len(list) > 1 {
			answers[method] = list[1:]
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(calls)
	}
}

func TestJoinCode(t *testing.T) {
	password := filepath.Join(t.TempDir(), "password")
	write(t, password, testPassword+"\n")
	t.Run("signs in at the running station, gives its password again, and answers in JSON", func(t *testing.T) {
		address, called := consoleOf(t, map[string][]any{
			"Stations.Invite": {app.Invitation{State: "waiting", Code: someCode, Expires: "2026-03-01T10:15:00Z"}},
			"Stations.Invitation": {app.Invitation{State: "waiting"}, app.Invitation{State: "comparing", Name: "Counter 2", Digits: "012345"},
				app.Invitation{State: "admitting", Name: "Counter 2"}, app.Invitation{State: "done", Name: "Counter 2"}},
		})
		said := mustArmguard(t, "join-code", "--console", address+"/", "--username", "root", "--password-file", password, "--yes", "--json")
		var states []string
		for line := range strings.Lines(said) {
			var now struct{ State, Code, Digits, Name string }
			if err := json.Unmarshal([]byte(line), &now); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			states = append(states, strings.Join([]string{now.State, now.Code, now.Digits, now.Name}, " "))
		}
		if want := []string{"waiting " + someCode + "  ", "comparing  012345 Counter 2", "done   Counter 2"}; !slices.Equal(states, want) {
			t.Errorf("got %q, want %q", states, want)
		}
		calls := called()
		if want := []string{`Session.SignIn["root","` + testPassword + `"]`, `Stations.Invite["` + testPassword + `"]`}; !slices.Equal(calls[:2], want) {
			t.Errorf("got %q first, want %q", calls[:2], want)
		}
		if !slices.Contains(calls, "Stations.Admit[true]") || calls[len(calls)-1] != "Session.SignOut[]" {
			t.Errorf("got %q, want an answer, and the session ended last", calls)
		}
	})
	t.Run("passes on why it is not given", func(t *testing.T) {
		address, called := consoleOf(t, map[string][]any{"Stations.Invite": {&app.Error{Code: "FORBIDDEN", Message: "Only a superuser may do this.", Fix: "Ask one."}}})
		wantFailure(t, armguard("join-code", "--console", address, "--username", "root", "--password-file", password), "Only a superuser may do this.")
		if calls := called(); calls[len(calls)-1] != "Session.SignOut[]" {
			t.Errorf("got %q, want the session ended", calls)
		}
	})
	t.Run("needs a running station", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "none")
		wantFailure(t, armguard("join-code", "--data", dir, "--username", "root", "--password-file", password), "No station is running on "+dir)
		if _, err := os.Stat(dir); err == nil {
			t.Error("the data folder was made")
		}
		for _, address := range []string{"10.0.0.1", "ftp://10.0.0.1", "http://", "::"} {
			wantFailure(t, armguard("join-code", "--console", address, "--username", "root", "--password-file", password), "is no console's")
		}
		address, _ := consoleOf(t, nil)
		wantFailure(t, armguard("join-code", "--console", address, "--username", "root", "--password-file", filepath.Join(dir, "none")), "password file")
	})
	t.Run("that ended meanwhile is said to", func(t *testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		server.Close()
		wantFailure(t, armguard("join-code", "--console", server.URL, "--username", "root", "--password-file", password), "does not answer")
	})
	t.Run("says what it needs", func(t *testing.T) {
		for _, args := range [][]string{{"join-code"}, {"join-code", "--username", "root"}, {"site", "join"}, {"site", "join", "--station", "Counter 2"}, {"site", "join", "--code", someCode}} {
			if got := armguard(args...); got.Code != 2 || !strings.HasPrefix(got.Stderr, "armguard: ") {
				t.Errorf("%q: exit code %d and %q, want 2 and what is wrong", args, got.Code, got.Stderr)
			}
		}
	})
}

func TestSiteJoin(t *testing.T) {
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	for name, args := range map[string][]string{
		"a name that is none is refused":    {"--station", " ", "--code", someCode, "--peer", "127.0.0.1:1"},
		"a code that is none is refused":    {"--station", "Counter 2", "--code", "0123", "--peer", "127.0.0.1:1"},
		"a station that is not there fails": {"--station", "Counter 2", "--code", someCode, "--peer", "127.0.0.1:1"},
	} {
		t.Run(name+" and leaves nothing", func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			wantFailure(t, armguard(append([]string{"site", "join", "--data", dir}, args...)...))
			if left, err := os.ReadDir(dir); err == nil {
				t.Errorf("%v was left behind", left)
			}
		})
	}
	t.Run("is refused where there is a site", func(t *testing.T) {
		dir, _ := site(t)
		wantFailure(t, armguard("site", "join", "--data", dir, "--station", "Counter 2", "--code", someCode, "--peer", "127.0.0.1:1"), "already belongs to a site")
		mustArmguard(t, "verify", "--data", dir)
	})
}

func TestAJoinIsToldInFewLines(t *testing.T) {
	states := []app.JoinState{{State: "looking"}, {State: "connecting"}, {State: "connecting", Inviter: "Counter 1"}, {State: "comparing", Inviter: "Counter 1", Digits: "012345"}}
	for done := 0; done <= 1000; done += 5 {
		states = append(states, app.JoinState{State: "syncing", Done: done, Total: 1000})
	}
	states = append(states, app.JoinState{State: "opening"}, app.JoinState{State: "done", Site: "951st Armory", Done: 1000, Total: 1000})
	var out bytes.Buffer
	report := joinReport{out: output{Writer: &out}}
	for i, state := range states {
		if report.say(state); report.enrolled != (i >= 4) {
			t.Fatalf("after %+v the site knows this PC: %v", state, report.enrolled)
		}
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 14 || !strings.Contains(lines[1], "012345") || !strings.Contains(lines[1], "Counter 1") || lines[12] != "1000 of 1000 entries are here." || !strings.Contains(lines[13], "951st Armory") {
		t.Errorf("got %d lines: %s", len(lines), out.String())
	}
}
