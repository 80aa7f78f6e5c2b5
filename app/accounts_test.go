package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

const anotherPassword = "quiet river stones at night"

// signIn tries a password and returns the refusal, nil when it was right.
func signIn(s *apptest.Station, username, password string) *app.Error {
	if _, err := s.App.SignIn(context.Background(), username, password, false); err != nil {
		return app.Shown(err)
	}
	return nil
}

func signInCode(s *apptest.Station, username, password string) string {
	if refused := signIn(s, username, password); refused != nil {
		return refused.Code
	}
	return ""
}

// locks counts the entries that say an account was locked.
func locks(s *apptest.Station) (n int) {
	for _, e := range s.Newest(500) {
		if e.Kind == armory.KindAccountLock {
			n++
		}
	}
	return n
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Account("armorer1", "armorer")
	_, gone := s.Account("gone", "armorer")
	apptest.Must[app.Account](s, s.Root, "Accounts.Edit", app.EditAccount{ID: gone.ID, Disabled: true, Reason: "left the unit"})

	t.Run("knows an account by its username in any letter case", func(t *testing.T) {
		for _, username := range []string{"armorer1", "ARMORER1", " Armorer1 "} {
			if code := signInCode(s, username, apptest.Password); code != "" {
				t.Errorf("%q: got %s", username, code)
			}
		}
	})
	t.Run("takes the password exactly as it is", func(t *testing.T) {
		for _, password := range []string{"", strings.ToUpper(apptest.Password), apptest.Password + " ", strings.Repeat("x", 5000)} {
			if code := signInCode(s, "armorer1", password); code != "BAD_PASSWORD" {
				t.Errorf("%.40q: got %q", password, code)
			}
		}
		if code := signInCode(s, "armorer1", apptest.Password); code != "" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("answers alike for accounts that are unknown, disabled or there, locks included", func(t *testing.T) {
		before := locks(s)
		for i := range 7 {
			there, disabled, unknown := signIn(s, "armorer1", "wrong"), signIn(s, "gone", apptest.Password), signIn(s, "nobody", "wrong")
			if there == nil || disabled == nil || unknown == nil {
				t.Fatal("signed in")
			}
			if there.Code != disabled.Code || there.Code != unknown.Code || there.Message != disabled.Message || there.Message != unknown.Message || there.Fix != unknown.Fix {
				t.Errorf("try %d: got %+v, %+v and %+v", i+1, there, disabled, unknown)
			}
		}
		if got := locks(s) - before; got != 1 {
			t.Errorf("%d entries say that an account was locked, want one, of the account that is there", got)
		}
	})
}

func TestWrongPasswordsLock(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Account("armorer1", "armorer")
	fail := func(n int) (last *app.Error) {
		for range n {
			last = signIn(s, "armorer1", "wrong")
		}
		return last
	}
	t.Run("five for 30 seconds, doubling to 15 minutes, with one entry a lock", func(t *testing.T) {
		for i, seconds := range []int{30, 60, 120, 240, 480, 900, 900} {
			if refused := fail(4); refused.Code != "BAD_PASSWORD" {
				t.Fatalf("lock %d: locked after four: %+v", i, refused)
			}
			before := locks(s)
			refused := fail(1)
			if refused.Code != "LOCKED_OUT" || refused.RetryMs != seconds*1000 {
				t.Errorf("lock %d: got %+v, want %d s", i, refused, seconds)
			}
			if code := signInCode(s, "armorer1", apptest.Password); code != "LOCKED_OUT" {
				t.Errorf("lock %d: the right password opens a locked account: %q", i, code)
			}
			fail(10)
			if got := locks(s) - before; got != 1 {
				t.Errorf("lock %d: %d entries, want 1", i, got)
			}
			s.Clock.Advance(time.Duration(seconds)*time.Second - 2*time.Second)
			if code := signInCode(s, "armorer1", apptest.Password); code != "LOCKED_OUT" {
				t.Errorf("lock %d: open two seconds early: %q", i, code)
			}
			s.Clock.Advance(2 * time.Second)
		}
	})
	t.Run("a good sign-in begins again", func(t *testing.T) {
		if code := signInCode(s, "armorer1", apptest.Password); code != "" {
			t.Fatal(code)
		}
		if refused := fail(4); refused.Code != "BAD_PASSWORD" {
			t.Fatalf("got %+v", refused)
		}
		if refused := fail(1); refused.RetryMs != 30_000 {
			t.Errorf("got %+v, want 30 s", refused)
		}
	})
	t.Run("others go on, and see it", func(t *testing.T) {
		if code := signInCode(s, "root", apptest.Password); code != "" {
			t.Errorf("got %q", code)
		}
		for _, account := range apptest.Must[[]app.Account](s, s.Root, "Accounts.List") {
			if locked := account.LockedUntil != ""; locked != (account.Username == "armorer1") {
				t.Errorf("%s: locked until %q", account.Username, account.LockedUntil)
			}
		}
	})
	t.Run("a reset opens it", func(t *testing.T) {
		for _, account := range apptest.Must[[]app.Account](s, s.Root, "Accounts.List") {
			if account.Username == "armorer1" {
				apptest.Must[any](s, s.Root, "Accounts.ResetPassword", account.ID, anotherPassword)
			}
		}
		if code := signInCode(s, "armorer1", anotherPassword); code != "" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("guesses sent at once are counted like guesses in a row", func(t *testing.T) {
		codes := make(chan string, 20)
		for range cap(codes) {
			go func() { codes <- signInCode(s, "armorer1", "wrong") }()
		}
		count := map[string]int{}
		for range cap(codes) {
			count[<-codes]++
		}
		if count["BAD_PASSWORD"] != 4 || count["LOCKED_OUT"] != 16 {
			t.Errorf("got %v, want four guesses judged and the rest locked out", count)
		}
	})
	t.Run("the unlocking of a screen and the second account of an override count too", func(t *testing.T) {
		s.Account("armorer2", "armorer")
		for range 5 {
			s.Code(s.Root, "Session.Unlock", "wrong")
		}
		if code := signInCode(s, "root", apptest.Password); code != "LOCKED_OUT" {
			t.Errorf("got %q", code)
		}
		take := app.IssueRequest{PersonID: s.App.Recorder.NewSubject().String(), Override: &app.Override{Reason: "alert", SecondUsername: "armorer2", SecondPassword: "wrong"}}
		for range 5 {
			s.Code(s.Root, "Counter.Issue", take)
		}
		if code := signInCode(s, "armorer2", apptest.Password); code != "LOCKED_OUT" {
			t.Errorf("got %q", code)
		}
	})
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	n := 0
	add := func(role, password string) string {
		n++
		return s.Code(s.Root, "Accounts.Add", app.NewAccount{Username: fmt.Sprintf("mercado%d", n), Name: "SGT Mercado", Role: role,
			Password: strings.ReplaceAll(password, "USERNAME", fmt.Sprintf("mercado%d", n))})
	}
	for _, c := range []struct {
		role, password string
		good           bool
	}{
		{"armorer", "ten chars!", true},
		{"armorer", "nine char", false},
		{"armorer", "ñandúñandú", true}, // characters, not bytes
		{"armorer", "ñandúñan", false},
		{"superuser", "fourteen chars", false},
		{"superuser", "fifteen chars !", true},
		{"armorer", strings.Repeat("long words ", 20), false},
		{"armorer", "aaaaaaaaaaaaaaa", false},
		{"armorer", "abababababab", false},
		{"armorer", "password123", false},
		{"armorer", "Password2026!", false},
		{"armorer", "P@ssw0rd2026!", false},
		{"armorer", "passwordpassword", false},
		{"armorer", "qwertyuiop", false},
		{"armorer", "asdfghjkl;", false},
		{"armorer", "1q2w3e4r5t6y", false},
		{"armorer", "1234567890", false},
		{"armorer", "0987654321", false},
		{"armorer", "123456789012345", false},
		{"armorer", "iloveyou12345", false},
		{"armorer", "welcome12345", false},
		{"armorer", "administrator1", false},
		{"armorer", "ArmGuard2026!!", false},
		{"armorer", "abcdefghijkl", false},
		{"superuser", "passwordpassword1", false},
		{"armorer", "USERNAME USERNAME!", false}, // little more than the username
		{"armorer", "correct horse battery", true},
		{"armorer", "my secret garden path", true},
		{"armorer", "Xk9#2mQ8!z", true},
		{"armorer", "7391846205", true},
	} {
		code := add(c.role, c.password)
		if good := code == ""; good != c.good || !good && code != "INVALID" {
			t.Errorf("%s with %.30q: got %q, want it good: %v", c.role, c.password, code, c.good)
		}
	}
	t.Run("they hold for a change and a reset, by the account's role", func(t *testing.T) {
		for _, weak := range []string{"short", "password123456789", "fourteen chars"} {
			if code := s.Code(s.Root, "Session.ChangePassword", apptest.Password, weak); code != "INVALID" {
				t.Errorf("change to %q: got %q", weak, code)
			}
		}
		_, account := s.Account("armorer1", "armorer")
		if code := s.Code(s.Root, "Accounts.ResetPassword", account.ID, "short"); code != "INVALID" {
			t.Errorf("reset: got %q", code)
		}
		if code := s.Code(s.Root, "Accounts.ResetPassword", account.ID, "fourteen chars"); code != "" {
			t.Errorf("reset of an armorer: got %q", code)
		}
	})
	t.Run("nobody becomes superuser with a password that was never long enough", func(t *testing.T) {
		account := apptest.Must[app.Account](s, s.Root, "Accounts.Add", app.NewAccount{Username: "short1", Name: "Short", Role: "administrator", Password: "ten chars!"})
		if code := s.Code(s.Root, "Accounts.Edit", app.EditAccount{ID: account.ID, Role: "superuser"}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
		if got := apptest.Must[app.Account](s, s.SignInWith("short1", "ten chars!"), "Session.Me"); got.Role != "administrator" {
			t.Errorf("became %s", got.Role)
		}
	})
}

func TestAPasswordChangeEndsOtherSessions(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	mine, account := s.Account("armorer1", "armorer")
	alive := func(token string) bool { return s.Code(token, "Session.Me") == "" }

	t.Run("when he changes it himself", func(t *testing.T) {
		other := s.SignIn("armorer1")
		if code := s.Code(mine, "Session.ChangePassword", "wrong", anotherPassword); code != "BAD_PASSWORD" || !alive(other) {
			t.Errorf("with a wrong old password: got %q", code)
		}
		apptest.Must[any](s, mine, "Session.ChangePassword", apptest.Password, anotherPassword)
		if !alive(mine) || alive(other) || !alive(s.Root) {
			t.Errorf("alive: his own %v, his other %v, root's %v", alive(mine), alive(other), alive(s.Root))
		}
		if signInCode(s, "armorer1", apptest.Password) != "BAD_PASSWORD" || signInCode(s, "armorer1", anotherPassword) != "" {
			t.Error("the old password opens, or the new one does not")
		}
	})
	t.Run("when a superuser resets it", func(t *testing.T) {
		apptest.Must[any](s, s.Root, "Accounts.ResetPassword", account.ID, apptest.Password)
		if alive(mine) {
			t.Error("his session goes on")
		}
		if signInCode(s, "armorer1", anotherPassword) != "BAD_PASSWORD" || signInCode(s, "armorer1", apptest.Password) != "" {
			t.Error("the old password opens, or the new one does not")
		}
	})
	t.Run("what the new key signs is believed", func(t *testing.T) {
		apptest.Must[any](s, s.Root, "Session.ChangePassword", apptest.Password, anotherPassword)
		apptest.Must[app.Account](s, s.Root, "Accounts.Add", app.NewAccount{Username: "later", Name: "Later", Role: "auditor", Password: apptest.Password})
		job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.Verify"))
		if job.State != "done" {
			t.Errorf("got %+v", job)
		}
	})
}

func TestTheLastSuperuserStays(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	root := apptest.Must[app.Account](s, s.Root, "Session.Me")
	for name, edit := range map[string]app.EditAccount{
		"disabled": {ID: root.ID, Disabled: true}, "made an administrator": {ID: root.ID, Role: "administrator"},
	} {
		if code := s.Code(s.Root, "Accounts.Edit", edit); code != armory.CodeBlocked {
			t.Errorf("%s: got %q", name, code)
		}
	}
	second, account := s.Account("second", "superuser")
	apptest.Must[app.Account](s, s.Root, "Accounts.Edit", app.EditAccount{ID: root.ID, Disabled: true})
	if s.Code(s.Root, "Session.Me") != "SIGNED_OUT" {
		t.Error("a disabled account goes on")
	}
	if code := s.Code(second, "Accounts.Edit", app.EditAccount{ID: account.ID, Disabled: true}); code != armory.CodeBlocked {
		t.Errorf("got %q", code)
	}
	t.Run("of two who disable each other at once one stays", func(t *testing.T) {
		s := apptest.Found(t)
		one := apptest.Must[app.Account](s, s.Root, "Session.Me")
		token, two := s.Account("two", "superuser")
		done := make(chan string, 2)
		go func() { done <- s.Code(s.Root, "Accounts.Edit", app.EditAccount{ID: two.ID, Disabled: true}) }()
		go func() { done <- s.Code(token, "Accounts.Edit", app.EditAccount{ID: one.ID, Disabled: true}) }()
		if a, b := <-done, <-done; (a == "") == (b == "") {
			t.Errorf("got %q and %q, want one of them carried out", a, b)
		}
	})
}

func TestAccountsAreListedWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	token, _ := s.Account("auditor1", "auditor")
	accounts := apptest.Must[[]app.Account](s, token, "Accounts.List")
	if len(accounts) != 2 || accounts[0].Username != "auditor1" || accounts[1].Username != "root" || accounts[1].LastSeen == "" || !accounts[1].Online {
		t.Errorf("got %+v", accounts)
	}
	for _, bad := range []app.NewAccount{
		{Username: "auditor1", Name: "Twin", Role: "auditor", Password: apptest.Password},
		{Username: "AUDITOR1", Name: "Twin", Role: "auditor", Password: apptest.Password},
	} {
		if code := s.Code(s.Root, "Accounts.Add", bad); code != armory.CodeDuplicate {
			t.Errorf("%s: got %q", bad.Username, code)
		}
	}
	for _, bad := range []app.NewAccount{
		{Username: "", Name: "No name", Role: "auditor", Password: apptest.Password},
		{Username: "two words", Name: "Spaces", Role: "auditor", Password: apptest.Password},
		{Username: "king", Name: "King", Role: "king", Password: apptest.Password},
		{Username: "unnamed", Name: " ", Role: "auditor", Password: apptest.Password},
	} {
		if code := s.Code(s.Root, "Accounts.Add", bad); code != armory.CodeInvalid {
			t.Errorf("%+v: got %q", bad, code)
		}
	}
}
