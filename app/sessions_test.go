package app_test

import (
	"context"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

// onScreen signs an account in at a person's screen.
func onScreen(s *apptest.Station, username string) string {
	s.T.Helper()
	in, err := s.App.SignIn(context.Background(), username, apptest.Password, true)
	if err != nil {
		s.T.Fatalf("sign in: %v", err)
	}
	return in.Token
}

func setIdle(s *apptest.Station, minutes int) {
	s.T.Helper()
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.IdleLockMin = minutes
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
}

func TestAScreenLocks(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Account("armorer1", "armorer")
	s.Account("board", "display")
	setIdle(s, 10)
	screen, program, board := onScreen(s, "armorer1"), s.SignIn("armorer1"), onScreen(s, "board")
	code := func(token string) string { return s.Code(token, "Board.Get") }

	t.Run("when nothing was asked for as long as the site says", func(t *testing.T) {
		for range 3 {
			s.Clock.Advance(9 * time.Minute)
			if got := code(screen); got != "" {
				t.Fatalf("used every nine minutes: got %q", got)
			}
		}
		s.Clock.Advance(11 * time.Minute)
		if got := code(screen); got != "LOCKED" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("but no program, and no wall screen, which nobody could unlock", func(t *testing.T) {
		if code(program) != "" || code(board) != "" {
			t.Errorf("program %q, board %q", code(program), code(board))
		}
	})
	t.Run("and stays locked until its own password is typed", func(t *testing.T) {
		if got := s.Code(screen, "Session.Me"); got != "LOCKED" {
			t.Errorf("got %q", got)
		}
		if whose := apptest.Must[app.Account](s, screen, "Session.Whose"); whose.Username != "armorer1" {
			t.Errorf("it waits for %q", whose.Username)
		}
		if got := s.Code(screen, "Session.Unlock", "wrong"); got != "BAD_PASSWORD" || code(screen) != "LOCKED" {
			t.Errorf("a wrong password: got %q and %q", got, code(screen))
		}
		if me := apptest.Must[app.Account](s, screen, "Session.Unlock", apptest.Password); me.Username != "armorer1" || code(screen) != "" {
			t.Errorf("got %+v and %q", me, code(screen))
		}
	})
	t.Run("when it is told to", func(t *testing.T) {
		apptest.Must[any](s, screen, "Session.Lock")
		if code(screen) != "LOCKED" || code(program) != "" {
			t.Errorf("screen %q, program %q", code(screen), code(program))
		}
	})
	t.Run("and is taken over by who signs in at it, and by no wrong password", func(t *testing.T) {
		if _, refused := apptest.OnScreen[app.SignedIn](s, screen, "Session.SignIn", "root", "wrong"); refused == nil || code(screen) != "LOCKED" {
			t.Errorf("got %v and %q", refused, code(screen))
		}
		in, refused := apptest.OnScreen[app.SignedIn](s, screen, "Session.SignIn", "root", apptest.Password)
		if refused != nil || in.Account.Username != "root" || code(in.Token) != "" || code(screen) != "SIGNED_OUT" {
			t.Errorf("got %v, %+v and %q", refused, in.Account, code(screen))
		}
		if code(program) != "" {
			t.Error("the program was signed out")
		}
		screen = onScreen(s, "armorer1")
	})
	t.Run("and can be signed out of", func(t *testing.T) {
		if got := s.Code(screen, "Session.SignOut"); got != "" || code(screen) != "SIGNED_OUT" {
			t.Errorf("got %q and %q", got, code(screen))
		}
	})
	t.Run("never, when the site says so", func(t *testing.T) {
		setIdle(s, 0)
		screen := onScreen(s, "armorer1")
		s.Clock.Advance(11 * time.Hour)
		if got := code(screen); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	alive := func(token string) bool { return s.Code(token, "Session.Me") == "" }

	t.Run("last twelve hours, however much they are used", func(t *testing.T) {
		token := s.SignIn("root")
		s.Clock.Advance(11*time.Hour + 59*time.Minute)
		if !alive(token) {
			t.Error("ended early")
		}
		s.Clock.Advance(2 * time.Minute)
		if alive(token) {
			t.Error("goes on")
		}
		s.Root = s.SignIn("root")
	})
	t.Run("that nobody ends are forgotten all the same", func(t *testing.T) {
		for range 20 {
			s.SignIn("root")
		}
		s.Clock.Advance(13 * time.Hour)
		s.Root = s.SignIn("root")
		if got := len(s.App.Sessions.All()); got != 1 {
			t.Errorf("%d sessions are kept, want 1", got)
		}
	})
	t.Run("end one by one, and say so to who listens", func(t *testing.T) {
		one, two := s.SignIn("root"), s.SignIn("root")
		ended := s.App.Sessions.Find(one).Ended()
		apptest.Must[any](s, one, "Session.SignOut")
		select {
		case <-ended:
		default:
			t.Error("it does not say that it has ended")
		}
		if alive(one) || !alive(two) {
			t.Errorf("alive: %v and %v", alive(one), alive(two))
		}
		if code := s.Code(one, "Session.SignOut"); code != "SIGNED_OUT" {
			t.Errorf("twice: got %q", code)
		}
	})
	t.Run("are known by their whole token only", func(t *testing.T) {
		for _, token := range []string{"", s.Root[:len(s.Root)-1], s.Root + "x", s.Root[1:]} {
			if s.App.Sessions.Find(token) != nil {
				t.Errorf("%q opens", token)
			}
		}
	})
	t.Run("do not survive a restart", func(t *testing.T) {
		if err := s.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: s.Dir})
		if code := again.Code(s.Root, "Session.Me"); code != "SIGNED_OUT" {
			t.Errorf("got %q", code)
		}
	})
}

func TestTheDoor(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	call := func(method, args string) string {
		if _, err := s.App.Door().Call(context.Background(), s.Root, method, []byte(args), false); err != nil {
			return app.Shown(err).Code
		}
		return ""
	}
	for _, c := range []struct{ name, method, args, want string }{
		{"a method that is not in the table", "Exchange.ImportFile", `[]`, "NOT_FOUND"},
		{"a method with a context of its own", "Audit.BackupNow", `[]`, "NOT_FOUND"},
		{"the wiring", "App.Close", `[]`, "NOT_FOUND"},
		{"nothing", "", `[]`, "NOT_FOUND"},
		{"arguments that are no array", "Session.Search", `"x"`, "INVALID"},
		{"an argument of another type", "Session.Search", `[7]`, "INVALID"},
		{"arguments cut short", "Session.Search", `["x`, "INVALID"},
		{"no arguments: the empty ones", "Session.Search", ``, ""},
		{"more arguments than it takes", "Session.Search", `["x", 1, 2]`, ""},
	} {
		if got := call(c.method, c.args); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	t.Run("a role that is changed counts from the next call on", func(t *testing.T) {
		token, account := s.Account("clerk", "administrator")
		if code := s.Code(token, "Settings.SaveList", app.ReferenceList{Name: "no such"}); code != "NOT_FOUND" {
			t.Fatalf("got %q", code)
		}
		apptest.Must[app.Account](s, s.Root, "Accounts.Edit", app.EditAccount{ID: account.ID, Role: "auditor"})
		if code := s.Code(token, "Settings.SaveList", app.ReferenceList{Name: "no such"}); code != "FORBIDDEN" {
			t.Errorf("got %q", code)
		}
	})
}
