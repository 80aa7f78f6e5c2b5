package app_test

import (
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

func notifications(s *apptest.Station, token string) app.Page[app.Notification] {
	s.T.Helper()
	return apptest.Must[app.Page[app.Notification]](s, token, "Notices.List", app.ListQuery{Limit: 100})
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	armorer, _ := s.Account("armorer1", "armorer")
	auditor, _ := s.Account("auditor1", "auditor")

	t.Run("have four levels and go to the one account", func(t *testing.T) {
		levels := []string{"info", "success", "warning", "error"}
		for _, level := range levels {
			apptest.Must[any](s, armorer, "Notices.Notify", app.NewAnnouncement{Title: "<b>" + level + "</b>", Text: "text", Level: level})
		}
		page := notifications(s, armorer)
		var got []string
		for _, n := range page.Items {
			got = append(got, n.Level)
			if n.Title != "<b>"+n.Level+"</b>" || n.Message != "text" || n.Read || n.Time == "" {
				t.Errorf("got %+v", n)
			}
		}
		slices.Reverse(levels)
		if !slices.Equal(got, levels) || page.Total != 4 {
			t.Errorf("got %q, %d unread, want the newest first and 4", got, page.Total)
		}
		if other := notifications(s, auditor); len(other.Items) != 0 || other.Total != 0 {
			t.Errorf("another account sees %+v", other)
		}
	})
	t.Run("with another level, without a title or without end are refused", func(t *testing.T) {
		for _, bad := range []app.NewAnnouncement{{Title: "x", Level: "panic"}, {Title: "x"}, {Title: " ", Level: "info"}, {Title: strings.Repeat("x", 300), Level: "info"},
			{Title: "x", Text: strings.Repeat("x", 3000), Level: "info"}} {
			if code := s.Code(armorer, "Notices.Notify", bad); code != "INVALID" {
				t.Errorf("%.40v: got %q", bad, code)
			}
		}
	})
	t.Run("are read one by one, or all up to now, by their owner", func(t *testing.T) {
		page := notifications(s, armorer)
		apptest.Must[any](s, auditor, "Notices.MarkRead", []string{page.Items[0].ID})
		if got := notifications(s, armorer); got.Total != 4 {
			t.Errorf("somebody else marked one as read: %d unread", got.Total)
		}
		apptest.Must[any](s, armorer, "Notices.MarkRead", []string{page.Items[1].ID})
		got := notifications(s, armorer)
		if got.Total != 3 || got.Items[0].Read || !got.Items[1].Read {
			t.Errorf("got %d unread, %+v", got.Total, got.Items)
		}
		if shell := apptest.Must[app.Shell](s, armorer, "Session.Shell"); shell.Unread != 3 {
			t.Errorf("the bell shows %d", shell.Unread)
		}
		apptest.Must[any](s, armorer, "Notices.MarkRead", []string{})
		apptest.Must[any](s, armorer, "Notices.Notify", app.NewAnnouncement{Title: "later", Level: "info"})
		if got := notifications(s, armorer); got.Total != 1 || got.Items[0].Read || !got.Items[1].Read {
			t.Errorf("got %d unread", got.Total)
		}
		if code := s.Code(armorer, "Notices.MarkRead", []string{"x"}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("come in windows", func(t *testing.T) {
		first := apptest.Must[app.Page[app.Notification]](s, armorer, "Notices.List", app.ListQuery{Limit: 3})
		second := apptest.Must[app.Page[app.Notification]](s, armorer, "Notices.List", app.ListQuery{Limit: 3, After: first.Next})
		if len(first.Items) != 3 || len(second.Items) != 2 || second.Next != "" || first.Items[2].ID == second.Items[0].ID {
			t.Errorf("got %d and %d, next %q", len(first.Items), len(second.Items), second.Next)
		}
	})
	t.Run("tell those who may act of an override, a loss and a lock, and nobody else", func(t *testing.T) {
		s.Fill(2, 2)
		apptest.Must[any](s, s.Root, "Notices.MarkRead", []string{})
		apptest.Must[app.ItemRecord](s, s.Root, "Inventory.SetStatus", app.StatusChange{ID: s.Item("W00001"), Condition: "Damaged", Reason: "fell off the truck"})
		take := s.Take("P00001", "W00001")
		take.Override = &app.Override{Reason: "alert at the gate"}
		tx := apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take)
		apptest.Must[app.ItemRecord](s, s.Root, "Inventory.SetStatus", app.StatusChange{ID: s.Item("W00002"), Status: "Lost", Reason: "not in the rack"})
		for range 5 {
			signIn(s, "auditor1", "wrong")
		}
		page := notifications(s, s.Root)
		if page.Total != 3 {
			t.Fatalf("root has %d unread: %+v", page.Total, page.Items)
		}
		lock, lost, override := page.Items[0], page.Items[1], page.Items[2]
		if lock.Title != "Account locked" || !strings.Contains(lock.Message, "auditor1") {
			t.Errorf("got %+v", lock)
		}
		if lost.Title != "Item lost" || lost.Level != "error" || lost.Link != "/items/"+s.Item("W00002") {
			t.Errorf("got %+v", lost)
		}
		if !strings.Contains(override.Message, "alert at the gate") || override.Link != "/transactions/"+tx.ID {
			t.Errorf("got %+v", override)
		}
		for _, n := range notifications(s, armorer).Items {
			if n.Title == "Item lost" || n.Title == "Account locked" || strings.Contains(n.Message, "alert") {
				t.Errorf("the armorer was told: %+v", n)
			}
		}
	})
}

func TestAnnouncements(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	armorer, _ := s.Account("armorer1", "armorer")
	board, _ := s.Account("board", "display")
	_, gone := s.Account("gone", "auditor")
	apptest.Must[app.Account](s, s.Root, "Accounts.Edit", app.EditAccount{ID: gone.ID, Disabled: true})
	one := apptest.Must[app.Announcement](s, s.Root, "Notices.Publish", app.NewAnnouncement{Title: "Count on Friday", Text: "Bring everything back.\nAll of it.", Level: "warning"})

	t.Run("wait for every account that was enabled and can acknowledge, but for who wrote it", func(t *testing.T) {
		if want := []string{"Name of armorer1"}; !slices.Equal(one.Waiting, want) || one.Author != "MSGT Mercado" || !one.Mine || one.Text != "Bring everything back.\nAll of it." {
			t.Errorf("got %+v", one)
		}
	})
	t.Run("do not wait for an account that was made later, which may acknowledge all the same", func(t *testing.T) {
		late, _ := s.Account("late", "armorer")
		all := apptest.Must[[]app.Announcement](s, late, "Notices.Announcements")
		if slices.Contains(all[0].Waiting, "Name of late") {
			t.Errorf("got %q", all[0].Waiting)
		}
		apptest.Must[any](s, late, "Notices.Acknowledge", one.ID)
		all = apptest.Must[[]app.Announcement](s, late, "Notices.Announcements")
		if !all[0].Mine || len(all[0].Acked) != 1 || all[0].Acked[0].Name != "Name of late" || all[0].Acked[0].Station != "Counter 1" || len(all[0].Waiting) != 1 {
			t.Errorf("got %+v", all[0])
		}
	})
	t.Run("leave the screens of who has acknowledged, once and for all", func(t *testing.T) {
		shown := func(token string) int {
			return len(apptest.Must[app.Shell](s, token, "Session.Shell").Announcements)
		}
		if shown(armorer) != 1 || shown(s.Root) != 0 {
			t.Errorf("got %d and %d", shown(armorer), shown(s.Root))
		}
		before := s.Entries()
		for range 3 {
			apptest.Must[any](s, armorer, "Notices.Acknowledge", one.ID)
		}
		if got := s.Entries() - before; got != 1 {
			t.Errorf("%d entries were written", got)
		}
		if shown(armorer) != 0 || shown(s.Root) != 0 {
			t.Errorf("got %d and %d", shown(armorer), shown(s.Root))
		}
		if shown(board) != 1 {
			t.Error("a display, which acknowledges nothing, does not show it any more")
		}
	})
	t.Run("are withdrawn with a reason, and stay in the record", func(t *testing.T) {
		if code := s.Code(s.Root, "Notices.Withdraw", one.ID, ""); code != "NEEDS_REASON" {
			t.Errorf("got %q", code)
		}
		apptest.Must[any](s, s.Root, "Notices.Withdraw", one.ID, "moved to Monday")
		if got := apptest.Must[app.Shell](s, s.Root, "Session.Shell").Announcements; len(got) != 0 {
			t.Errorf("still on screens: %+v", got)
		}
		all := apptest.Must[[]app.Announcement](s, armorer, "Notices.Announcements")
		if len(all) != 1 || !all[0].Withdrawn {
			t.Errorf("got %+v", all)
		}
	})
	t.Run("without a title, too long or of nobody are refused", func(t *testing.T) {
		for _, bad := range []app.NewAnnouncement{{Title: " "}, {Title: strings.Repeat("x", 121)}, {Title: "x", Text: strings.Repeat("x", 4001)}, {Title: "x", Level: "panic"}} {
			if code := s.Code(s.Root, "Notices.Publish", bad); code != "INVALID" {
				t.Errorf("%.40v: got %q", bad, code)
			}
		}
		for _, id := range []string{"", "x", s.App.Recorder.NewSubject().String()} {
			if code := s.Code(armorer, "Notices.Acknowledge", id); code != "NOT_FOUND" {
				t.Errorf("%q: got %q", id, code)
			}
		}
	})
}
