package app_test

import (
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/ledger"
)

// pairs is a site that wants two persons for everything it can.
func pairs(t *testing.T) *apptest.Station {
	t.Helper()
	s := apptest.Found(t)
	s.Fill(1, 3)
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.TwoPerson = []string{"override", "resolve", "retire"}
	if saved := apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site); len(saved.TwoPerson) != 3 {
		t.Fatalf("got %+v", saved)
	}
	return s
}

func retire(s *apptest.Station, serial string) app.StatusChange {
	return app.StatusChange{ID: s.Item(serial), Status: "Retired", Reason: "worn out"}
}

func TestASecondPersonApproves(t *testing.T) {
	t.Parallel()
	s := pairs(t)
	admin, colleague := s.Account("admin1", "administrator")
	armorer, _ := s.Account("armorer1", "armorer")
	s.Account("auditor1", "auditor")
	s.Account("board", "display")
	approve := func(token, username, password string) string {
		return s.Code(token, "Session.Approve", username, password)
	}
	lost := func(serial string) string { return s.Code(s.Root, "Inventory.SetStatus", retire(s, serial)) }

	t.Run("and is asked for before", func(t *testing.T) {
		before := s.Entries()
		if got := lost("W00001"); got != "NEEDS_SECOND" {
			t.Errorf("got %q", got)
		}
		if s.Entries() != before {
			t.Error("something was written")
		}
	})
	t.Run("not with a wrong password, not himself, not without being signed in", func(t *testing.T) {
		for name, c := range map[string]struct{ token, username, password, code string }{
			"wrong password": {s.Root, "admin1", "wrong", "BAD_PASSWORD"},
			"no such name":   {s.Root, "nobody", apptest.Password, "BAD_PASSWORD"},
			"himself":        {s.Root, "ROOT", apptest.Password, "FORBIDDEN"},
			"nobody":         {"", "admin1", apptest.Password, "SIGNED_OUT"},
		} {
			if got := approve(c.token, c.username, c.password); got != c.code {
				t.Errorf("%s: got %q, want %q", name, got, c.code)
			}
			if got := lost("W00001"); got != "NEEDS_SECOND" {
				t.Errorf("%s: got %q", name, got)
			}
		}
	})
	t.Run("not when he may not do it himself", func(t *testing.T) {
		for _, username := range []string{"armorer1", "auditor1", "board"} {
			if got := approve(s.Root, username, apptest.Password); got != "" {
				t.Errorf("%s: got %q", username, got)
			}
			if got := lost("W00001"); got != "NEEDS_SECOND" {
				t.Errorf("%s: got %q", username, got)
			}
		}
	})
	t.Run("within a minute", func(t *testing.T) {
		approve(s.Root, "admin1", apptest.Password)
		s.Clock.Advance(61 * time.Second)
		if got := lost("W00001"); got != "NEEDS_SECOND" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("for his session only", func(t *testing.T) {
		approve(s.SignIn("root"), "admin1", apptest.Password)
		if got := lost("W00001"); got != "NEEDS_SECOND" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("not once he locked his screen", func(t *testing.T) {
		token := onScreen(s, "root")
		approve(token, "admin1", apptest.Password)
		apptest.Must[any](s, token, "Session.Lock")
		apptest.Must[any](s, token, "Session.Unlock", apptest.Password)
		if got := s.Code(token, "Inventory.SetStatus", retire(s, "W00001")); got != "NEEDS_SECOND" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("what needs nobody does not use it up, what does uses it up", func(t *testing.T) {
		approve(s.Root, "admin1", apptest.Password)
		apptest.Must[any](s, s.Root, "Notices.Publish", app.NewAnnouncement{Title: "Muster"})
		if got := s.Code(s.Root, "Inventory.SetStatus", app.StatusChange{ID: s.Item("W00001"), Status: "Retired"}); got != "NEEDS_REASON" {
			t.Errorf("got %q", got)
		}
		if got := lost("W00001"); got != "" {
			t.Fatalf("got %q", got)
		}
		entry := s.Newest(1)[0]
		if entry.Why.Second.String() != colleague.ID || entry.Actor.Method != "two-person" || entry.Why.Code == ledger.WhyOverride {
			t.Errorf("got %+v by %+v", entry.Why, entry.Actor)
		}
		if got := lost("W00002"); got != "NEEDS_SECOND" {
			t.Errorf("used twice: got %q", got)
		}
		history := apptest.Must[app.ItemRecord](s, admin, "Inventory.Get", s.Item("W00001")).History
		if history[0].Second != colleague.Name {
			t.Errorf("got %+v", history[0])
		}
	})
	t.Run("issues without check, once for the same command", func(t *testing.T) {
		take := s.Take("P00001", "W00002")
		take.CommandID = apptest.Must[string](s, armorer, "Counter.NewCommand")
		take.Override = &app.Override{Reason: "no time to ask"}
		if got := s.Code(armorer, "Counter.Issue", take); got != "NEEDS_SECOND" {
			t.Fatalf("got %q", got)
		}
		approve(armorer, "admin1", apptest.Password)
		tx := apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take)
		if tx.Second != colleague.Name || tx.WhyReason != "no time to ask" {
			t.Errorf("got %+v", tx)
		}
		if again := apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take); again.ReceiptNo != tx.ReceiptNo {
			t.Errorf("got %s and %s", tx.ReceiptNo, again.ReceiptNo)
		}
	})
	t.Run("or is named with the override, as programs do", func(t *testing.T) {
		apptest.Must[app.Transaction](s, armorer, "Counter.Return", s.Return("W00002"))
		take := s.Take("P00001", "W00002")
		take.Override = &app.Override{Reason: "no time to ask", SecondUsername: "admin1", SecondPassword: apptest.Password}
		if tx := apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take); tx.Second != colleague.Name {
			t.Errorf("got %+v", tx)
		}
	})
	t.Run("wrong passwords lock his account as they do at a sign-in", func(t *testing.T) {
		got := ""
		for range 10 {
			got = approve(s.Root, "auditor1", "wrong")
		}
		if got != "LOCKED_OUT" {
			t.Errorf("got %q", got)
		}
	})
}

// A station that is not alone decides twice, before it asks the hub and under its leave: one word is enough for both.
func TestASecondPersonApprovesWhatAHubPermits(t *testing.T) {
	t.Parallel()
	one, two, _, _ := pair(t)
	one.Account("admin1", "administrator")
	site := apptest.Must[app.SiteSettings](one, one.Root, "Settings.Site")
	site.TwoPerson = []string{"retire"}
	apptest.Must[app.SiteSettings](one, one.Root, "Settings.SaveSite", site)
	meet(t, one, two)
	if got := one.Code(one.Root, "Inventory.SetStatus", retire(one, "W00001")); got != "NEEDS_SECOND" {
		t.Errorf("got %q", got)
	}
	apptest.Must[any](one, one.Root, "Session.Approve", "admin1", apptest.Password)
	if got := one.Code(one.Root, "Inventory.SetStatus", retire(one, "W00001")); got != "" {
		t.Errorf("got %q", got)
	}
	meet(t, one, two)
	if got := apptest.Must[app.ItemRecord](two, two.Root, "Inventory.Get", two.Item("W00001")); got.Status != "Retired" || got.History[0].Second == "" {
		t.Errorf("got %+v", got.History[0])
	}
}
