package app_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

// atWindow calls a service from the station's own window.
func atWindow[T any](s *apptest.Station, token, method string, args ...any) (out T, refused *app.Error) {
	s.T.Helper()
	sent, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		s.T.Fatal(err)
	}
	answer, err := s.App.Window.Call(context.Background(), token, method, sent)
	if err != nil {
		return out, app.Shown(err)
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		s.T.Fatalf("%s: %v in %s", method, err, answer)
	}
	return out, nil
}

func TestTheFirstStartAtTheWindowNeedsNoTokenAndABrowserBesideItDoes(t *testing.T) {
	t.Parallel()
	s := apptest.Open(t, apptest.Options{SetupToken: "the-one-time-token"})
	if state := apptest.Must[app.SetupState](s, "", "Setup.State"); !state.NeedsToken || state.Interactive {
		t.Errorf("a browser is told %+v", state)
	}
	for _, call := range [][]any{{"Setup.CreateSite", apptest.Site, ""}, {"Setup.FindStations", ""}, {"Setup.Join", app.JoinRequest{}, ""}, {"Setup.CancelJoin", ""}} {
		if got := s.Code("", call[0].(string), call[1:]...); got != "FORBIDDEN" {
			t.Errorf("%s from a browser: got %q, want FORBIDDEN", call[0], got)
		}
	}
	if state, refused := atWindow[app.SetupState](s, "", "Setup.State"); refused != nil || state.NeedsToken || !state.Interactive {
		t.Errorf("the window is told %+v %v", state, refused)
	}
	if _, refused := atWindow[app.JoinState](s, "", "Setup.CancelJoin", ""); refused != nil {
		t.Errorf("to give up joining at the window: %+v", refused)
	}
	if sheet, refused := atWindow[app.Recovery](s, "", "Setup.CreateSite", apptest.Site, ""); refused != nil || len(sheet.Words) != 24 {
		t.Errorf("a site at the window: %+v %+v", sheet, refused)
	}
}

func TestWhoIsSignedInAtTheWindowIsOnLineWhileItIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := apptest.Open(t, apptest.Options{Now: time.Now})
		s.Found()
		s.App.Sessions.End(s.App.Sessions.Find(s.Root))
		signIn := func() string {
			in, refused := atWindow[app.SignedIn](s, "", "Session.SignIn", "root", apptest.Password)
			if refused != nil {
				t.Fatal(refused)
			}
			if _, refused := atWindow[app.Account](s, in.Token, "Session.Me"); refused != nil {
				t.Fatal(refused)
			}
			return in.Token
		}
		online := func(when string, want int) {
			t.Helper()
			synctest.Wait()
			if got := len(s.App.Presence.Online()); got != want {
				t.Errorf("%s: %d on line, want %d", when, got, want)
			}
		}
		token := signIn()
		time.Sleep(time.Hour)
		online("an hour later, with nothing pressed", 1)
		if _, refused := atWindow[any](s, token, "Session.SignOut"); refused != nil {
			t.Fatal(refused)
		}
		online("signed out", 0)
		signIn()
		s.App.Window.Close()
		time.Sleep(3 * time.Minute)
		online("the window is closed", 0)

		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go s.App.Sessions.Watch(ctx)
		signIn()
		time.Sleep(11*time.Hour + 58*time.Minute)
		online("before the session is too old", 1)
		time.Sleep(4 * time.Minute)
		online("after that", 0)
	})
}
