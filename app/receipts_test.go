package app_test

import (
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

// armoryOf is a station with two people and three items, one of which is the first person's own.
func armoryOf(t *testing.T) *apptest.Station {
	t.Helper()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name\nP1,SGT,Cruz,Juan\nP2,SGT,Reyes,Ana\n")
	s.Import("items", "model,serial,number\nM4,W1,0001\nM4,W2,0002\nGlock 17,G1,0003\n")
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	if site.DueSoonMin != 60 {
		t.Errorf("due soon %d minutes before, want 60", site.DueSoonMin)
	}
	site.Limit = "3"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	return s
}

func transaction(s *apptest.Station, id string) app.Transaction {
	s.T.Helper()
	return apptest.Must[app.Transaction](s, s.Root, "Transactions.Get", id)
}

func TestPartialReturnAndConversion(t *testing.T) {
	t.Parallel()
	s := armoryOf(t)
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1", "W2", "G1"))
	if take.StillOut != 3 || take.UndoUntil == "" || take.Printed {
		t.Errorf("got %+v", take)
	}
	apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W1"))
	left := transaction(s, take.ID)
	if left.StillOut != 2 || left.Lines[0].Out || left.Lines[0].ReturnedAt == "" || !left.Lines[1].Out || left.UndoUntil != "" {
		t.Errorf("after one came back: %+v", left)
	}
	par := apptest.Must[app.Transaction](s, s.Root, "Counter.Convert", app.ConvertRequest{TransactionID: take.ID, ItemIDs: []string{s.Item("G1")}, ReceiptType: "PAR"})
	if par.Action != "Take" || par.ReceiptType != "PAR" || par.FromNo != take.ReceiptNo || par.StillOut != 1 || par.Due != "" || par.UndoUntil != "" {
		t.Errorf("got %+v", par)
	}
	old := transaction(s, take.ID)
	if old.StillOut != 1 || old.Lines[2].ConvertedNo != par.ReceiptNo || old.Lines[2].ReturnedAt != "" {
		t.Errorf("the old receipt says %+v", old)
	}
	open := func() int {
		return apptest.Must[app.Page[app.Transaction]](s, s.Root, "Transactions.List", app.ListQuery{Filter: map[string]string{"open": "yes"}}).Total
	}
	if n := open(); n != 2 {
		t.Errorf("%d receipts are still out, want 2", n)
	}
	due := s.Clock.Now().Add(72 * time.Hour).UTC().Format(time.RFC3339)
	extended := apptest.Must[app.Transaction](s, s.Root, "Counter.Convert", app.ConvertRequest{TransactionID: take.ID, ReceiptType: "TR", Due: due})
	if extended.Due != due || transaction(s, take.ID).StillOut != 0 {
		t.Errorf("got %+v", extended)
	}
	board := apptest.Must[app.Board](s, s.Root, "Board.Get")
	if board.IssuedToday != 3 || board.ReturnedToday != 1 {
		t.Errorf("today %d out and %d back, want the 3 items of the receipt and 1 of them: a conversion is neither", board.IssuedToday, board.ReturnedToday)
	}
	item := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", s.Item("G1"))
	if item.Holder == nil || item.Holder.ReceiptNo != par.ReceiptNo || item.Holder.Since != take.Time || item.History[0].Title != "Converted to PAR" {
		t.Errorf("got %+v %+v", item.Holder, item.History[0])
	}
	apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("G1", "W2"))
	if n := open(); n != 0 {
		t.Errorf("%d receipts are still out, want none", n)
	}
	for name, ask := range map[string]app.ConvertRequest{
		"of what is back":   {TransactionID: par.ID, ReceiptType: "TR"},
		"at no time":        {TransactionID: take.ID, ReceiptType: "TR", Due: "tomorrow"},
		"to no type":        {TransactionID: take.ID},
		"of no item":        {TransactionID: take.ID, ReceiptType: "PAR", ItemIDs: []string{"x"}},
		"of no transaction": {TransactionID: "x", ReceiptType: "PAR"},
	} {
		if code := s.Code(s.Root, "Counter.Convert", ask); code == "" || code == "INTERNAL" {
			t.Errorf("%s: got %q", name, code)
		}
	}
}

func TestUndoOfAnIssue(t *testing.T) {
	t.Parallel()
	s := armoryOf(t)
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1", "G1"))
	other, _ := s.Account("armorer", "armorer")
	if code := s.Code(other, "Counter.Undo", take.ID, ""); code != "INVALID" {
		t.Errorf("by another: got %q", code)
	}
	back := apptest.Must[app.Transaction](s, s.Root, "Counter.Undo", take.ID, "")
	if back.Action != "Return" || !strings.Contains(back.Notes, "mistake") || transaction(s, take.ID).StillOut != 0 {
		t.Errorf("got %+v", back)
	}
	late := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
	s.Clock.Advance(3 * time.Minute)
	if got := transaction(s, late.ID); got.UndoUntil != "" {
		t.Errorf("still offered after 3 minutes: %s", got.UndoUntil)
	}
	if code := s.Code(s.Root, "Counter.Undo", late.ID, ""); code != "INVALID" {
		t.Errorf("later: got %q", code)
	}
}

func TestAReceiptPrintedAgainIsACopy(t *testing.T) {
	t.Parallel()
	s := armoryOf(t)
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
	apptest.Must[app.File](s, s.Root, "Print.Receipt", take.ID, app.ReceiptPrint{})
	if transaction(s, take.ID).Printed {
		t.Error("looking at it was printing it")
	}
	if _, err := apptest.Try[any](s, s.Root, "Print.Printed", take.ID); err != nil {
		t.Fatal(err)
	}
	if !transaction(s, take.ID).Printed {
		t.Error("it is not known that it was printed")
	}
	if code := s.Code(s.Root, "Print.Printed", s.Person("P1")); code != "NOT_FOUND" {
		t.Errorf("of no receipt: got %q", code)
	}
	second := s.Second("Counter 2", apptest.Options{Host: 2})
	if err := s.Send(second); err != nil {
		t.Fatal(err)
	}
	second.View(func(app.View) error { return nil })
	token := second.SignIn("root")
	if got := apptest.Must[app.Transaction](second, token, "Transactions.Get", take.ID); !got.Printed || got.UndoUntil != "" {
		t.Errorf("at another station it is no copy: %+v", got)
	}
}

func TestAssignedWeaponOfAPerson(t *testing.T) {
	t.Parallel()
	s := armoryOf(t)
	p := apptest.Must[app.PersonRecord](s, s.Root, "People.Get", s.Person("P1"))
	form := app.PersonForm{ID: p.ID, Serial: p.Serial, Rank: p.Rank, LastName: p.LastName, FirstName: p.FirstName, Assigned: s.Item("W1")}
	p = apptest.Must[app.PersonRecord](s, s.Root, "People.Save", form)
	if p.Own == nil || p.Own.Serial != "W1" || p.Own.Status != "Available" {
		t.Errorf("got %+v", p.Own)
	}
	if !strings.Contains(p.History[0].Detail, "0001") {
		t.Errorf("the history says %q", p.History[0].Detail)
	}
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "G1"))
	if take.AssignedID != s.Item("W1") || !strings.Contains(take.Assigned, "0001") {
		t.Errorf("the receipt says %q", take.Assigned)
	}
	form.Assigned = s.Person("P2")
	if code := s.Code(s.Root, "People.Save", form); code != "INVALID" {
		t.Errorf("a person as a weapon: got %q", code)
	}
}

func TestDueSoonAndOverdueAreSaidOnce(t *testing.T) {
	t.Parallel()
	s := armoryOf(t)
	listener := s.App.Push.Listen()
	defer listener.Close()
	told := func() { // until the notifications were told of anew
		t.Helper()
		for {
			select {
			case <-listener.Ready():
				for _, p := range listener.Take() {
					if p.Topic == app.TopicNotifications {
						return
					}
				}
			case <-time.After(20 * time.Second):
				t.Fatal("nothing was said")
			}
		}
	}
	notices := func() app.Page[app.Notification] {
		return apptest.Must[app.Page[app.Notification]](s, s.Root, "Notices.List", app.ListQuery{Limit: 50})
	}
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1", "G1"))
	if n := len(notices().Items); n != 0 {
		t.Fatalf("%d notices at once", n)
	}
	listener.Take() // of the issue itself
	s.Clock.Advance(23*time.Hour + 30*time.Minute)
	s.Root = s.SignIn("root")
	s.App.Push.Emit(app.TopicTransactions)
	told()
	got := notices()
	if len(got.Items) != 1 || got.Total != 1 || !strings.HasPrefix(got.Items[0].Title, "Due soon: SGT CRUZ") || got.Items[0].Link != "/transactions/"+take.ID {
		t.Fatalf("got %+v", got)
	}
	board := apptest.Must[app.Board](s, s.Root, "Board.Get")
	shell := apptest.Must[app.Shell](s, s.Root, "Session.Shell")
	person := apptest.Must[app.PersonRecord](s, s.Root, "People.Get", s.Person("P1"))
	soon := apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", app.ListQuery{Filter: map[string]string{"status": "Due soon"}})
	if board.DueSoon != 2 || board.Overdue != 0 || shell.DueSoon != 2 || person.DueSoon != 2 || soon.Total != 2 || !soon.Items[0].DueSoon {
		t.Errorf("board %d, shell %d, person %d, list %d", board.DueSoon, shell.DueSoon, person.DueSoon, soon.Total)
	}
	if _, err := apptest.Try[any](s, s.Root, "Notices.MarkRead", []string{got.Items[0].ID}); err != nil {
		t.Fatal(err)
	}
	if got := notices(); got.Total != 0 || !got.Items[0].Read {
		t.Errorf("it is not read: %+v", got)
	}
	s.Clock.Advance(time.Hour)
	s.Root = s.SignIn("root")
	s.App.Push.Emit(app.TopicTransactions)
	for len(notices().Items) < 2 {
		told()
	}
	got = notices()
	if !strings.HasPrefix(got.Items[0].Title, "Overdue: ") || got.Items[0].Level != "warning" || got.Total != 1 {
		t.Errorf("got %+v", got)
	}
	if shell := apptest.Must[app.Shell](s, s.Root, "Session.Shell"); shell.Overdue != 2 || shell.DueSoon != 0 {
		t.Errorf("shell %+v", shell)
	}
}
