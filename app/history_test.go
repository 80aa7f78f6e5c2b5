package app_test

import (
	"context"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// A long history is cut where it is shown, and says so.
func TestALongHistorySaysThatThereIsMore(t *testing.T) {
	t.Parallel()
	const shown = 500
	s := apptest.Open(t, apptest.Options{})
	s.Found()
	s.Fill(1, 1)
	line := apptest.Must[app.StockRow](s, s.Root, "Stock.Save", app.StockForm{Name: "5.56 magazine", Type: "magazine", Calibre: "5.56"})
	id := func(text string) ledger.SubjectID { return ledger.SubjectID{ID: must(t, text)} }
	item, person, stock := id(s.Item("W00001")), id(s.Person("P00001")), id(line.ID)
	act := app.Act{Role: armory.RoleAdministrator, Method: "cli"}
	record := func(commands ...armory.Command) {
		t.Helper()
		if err := s.App.Recorder.Record(context.Background(), act, commands...); err != nil {
			t.Fatal(err)
		}
	}
	says := func(older bool) {
		t.Helper()
		of := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", item.String())
		who := apptest.Must[app.PersonRecord](s, s.Root, "People.Get", person.String())
		what := apptest.Must[app.StockRecord](s, s.Root, "Stock.Get", stock.String())
		if len(of.History) != shown || len(who.History) != shown || len(what.Moves) != shown {
			t.Fatalf("%d, %d and %d entries, want %d of each", len(of.History), len(who.History), len(what.Moves), shown)
		}
		if of.Older != older || who.Older != older || what.Older != older {
			t.Errorf("older ones: item %v, person %v, stock %v, want %v", of.Older, who.Older, what.Older, older)
		}
	}
	once := []armory.Command{} // with the registration there are so many as are shown
	for i := range shown - 1 {
		status, active := armory.StatusMaintenance, armory.PersonSuspended
		if i%2 == 1 {
			status, active = armory.StatusAvailable, armory.PersonActive
		}
		once = append(once, armory.SetItemStatus{Item: item, Status: status, Reason: "back and forth"},
			armory.SetPersonStatus{Person: person, Status: active, Reason: "back and forth"},
			armory.MoveStock{ID: stock, N: 1, How: armory.StockReceived})
	}
	record(once...)
	says(false)
	record(once[len(once)-6 : len(once)-3]...)
	says(true)
}
