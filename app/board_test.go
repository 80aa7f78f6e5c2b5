package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

// The board is compared with a count over the whole list of items, made here.
func TestTheBoardCountsWhatIsThere(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(9, 9)
	s.Import("items", "model,serial,status\nM16,X1,Maintenance\nM16,X2,Retired\nM16,X3,Lost\nGlock 17,G1,For turn-in\nGlock 17,G2,Available\n")
	for i := 1; i <= 3; i++ {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take(fmt.Sprintf("P%05d", i), fmt.Sprintf("W%05d", i)))
	}
	s.Clock.Advance(25 * time.Hour) // the three are overdue
	s.Root = s.SignIn("root")
	for i := 4; i <= 5; i++ {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take(fmt.Sprintf("P%05d", i), fmt.Sprintf("W%05d", i)))
	}
	long := s.Take("P00006", "G2")
	long.ReceiptType = "PAR"
	apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", long)
	apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))

	check := func(t *testing.T) app.Board {
		t.Helper()
		board := apptest.Must[app.Board](s, s.Root, "Board.Get")
		items := apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", app.ListQuery{Limit: 500}).Items
		want, models := app.Board{}, map[string]app.ModelStrength{}
		for _, item := range items {
			m := models[item.Model]
			m.Model, m.Category = item.Model, item.Category
			m.Total++
			want.Total++
			switch item.Status {
			case "Available":
				m.Available++
				want.Available++
			case "Overdue":
				m.Overdue++
				m.Issued++
				want.Overdue++
				want.Issued++
			case "Issued":
				m.Issued++
				want.Issued++
			case "Maintenance":
				m.Maintenance++
				want.Maintenance++
			default:
				m.Other++
			}
			models[item.Model] = m
		}
		if board.Total != want.Total || board.Available != want.Available || board.Issued != want.Issued || board.Overdue != want.Overdue || board.Maintenance != want.Maintenance {
			t.Errorf("got %d total, %d available, %d issued, %d overdue, %d in maintenance; counted %+v", board.Total, board.Available, board.Issued, board.Overdue, board.Maintenance, want)
		}
		if len(board.Models) != len(models) {
			t.Errorf("got %d models, counted %d", len(board.Models), len(models))
		}
		for _, m := range board.Models {
			counted := models[m.Model]
			if counted.ModelID = m.ModelID; m.ModelID == "" || m != counted {
				t.Errorf("got %+v, counted %+v", m, counted)
			}
		}
		if board.OutTotal != want.Issued || len(board.Out) != want.Issued {
			t.Errorf("got %d out and %d of them listed, counted %d", board.OutTotal, len(board.Out), want.Issued)
		}
		return board
	}
	board := check(t)
	t.Run("figures known beforehand", func(t *testing.T) {
		if board.Total != 14 || board.Issued != 5 || board.Overdue != 2 || board.Maintenance != 1 || board.IssuedToday != 3 || board.ReturnedToday != 1 {
			t.Errorf("got %+v", board)
		}
	})
	t.Run("overdue items come first, with who has them", func(t *testing.T) {
		var got []string
		for _, item := range board.Out {
			got = append(got, item.Status+" "+item.Serial)
			if item.Holder == nil || item.Holder.Name == "" || item.Holder.Station != "Counter 1" {
				t.Errorf("got %+v", item)
			}
		}
		if len(got) != 5 || !slices.Equal(got[:2], []string{"Overdue W00002", "Overdue W00003"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a long-term receipt is never overdue", func(t *testing.T) {
		s.Clock.Advance(24 * 365 * time.Hour)
		s.Root = s.SignIn("root")
		if board := check(t); board.Issued != 5 || board.Overdue != 4 {
			t.Errorf("got %d out and %d overdue", board.Issued, board.Overdue)
		}
	})
	t.Run("who is signed in is on it, once", func(t *testing.T) {
		s.SignIn("root")
		s.Account("auditor1", "auditor")
		var got []string
		for _, one := range apptest.Must[app.Board](s, s.Root, "Board.Get").Online {
			got = append(got, one.Username+" "+one.State+" at "+one.Station)
		}
		slices.Sort(got)
		if want := []string{"auditor1 active at Counter 1", "root active at Counter 1"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("the feed tells a change of status that no receipt tells, and no other", func(t *testing.T) {
		var told []string
		for _, line := range apptest.Must[[]app.FeedLine](s, s.Root, "Board.Feed", 0, 200) {
			if line.Type == "inventory_updated" {
				told = append(told, line.Detail)
			}
		}
		for _, detail := range told {
			if strings.Contains(detail, "Issued") {
				t.Errorf("got %q, which a receipt tells", detail)
			}
		}
		if !slices.Contains(told, "Maintenance") {
			t.Errorf("got %q, want the item that went to maintenance", told)
		}
	})
	t.Run("the feed tells it in words, newest first", func(t *testing.T) {
		lines := apptest.Must[[]app.FeedLine](s, s.Root, "Board.Feed", 0, 3)
		if len(lines) != 3 || lines[0].Seq <= lines[1].Seq || lines[0].Type != "transaction_returned" || lines[0].Who != "SGT CRUZ1, Juan" {
			t.Errorf("got %+v", lines)
		}
		older := apptest.Must[[]app.FeedLine](s, s.Root, "Board.Feed", lines[2].Seq, 500)
		if len(older) == 0 || older[0].Seq >= lines[2].Seq {
			t.Errorf("got %+v", older)
		}
	})
}

func TestStationsAreListedAndRenamed(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	list := apptest.Must[[]app.StationRow](s, s.Root, "Stations.List")
	if len(list) != 1 || !list[0].This || list[0].Name != "Counter 1" || list[0].State != "alone" {
		t.Fatalf("got %+v", list)
	}
	apptest.Must[any](s, s.Root, "Stations.Rename", list[0].ID, "Main gate")
	if got := apptest.Must[app.Shell](s, s.Root, "Session.Shell"); got.Station != "Main gate" || got.Site != "951st Armory" {
		t.Errorf("got %+v", got)
	}
	for _, bad := range []string{"", "  ", "a name that is far too long for any station of a site"} {
		if code := s.Code(s.Root, "Stations.Rename", list[0].ID, bad); code != "INVALID" {
			t.Errorf("%q: got %q", bad, code)
		}
	}
}
