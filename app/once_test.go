package app_test

import (
	"slices"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// TestWhatIsSentAgainUnderOneCommandCountsOnce is for answers that were lost: the person presses the button once more.
func TestWhatIsSentAgainUnderOneCommandCountsOnce(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	line := apptest.Must[app.StockRow](s, s.Root, "Stock.Save", app.StockForm{Name: "M855 5.56", Type: "ammunition", Calibre: "5.56"})
	command := func() string { return apptest.Must[string](s, s.Root, "Counter.NewCommand") }
	onHand := func() int {
		rows := apptest.Must[[]app.StockRow](s, s.Root, "Stock.List")
		return rows[slices.IndexFunc(rows, func(r app.StockRow) bool { return r.ID == line.ID })].OnHand
	}
	for _, c := range []struct {
		how     string
		n, want int
	}{{"received", 100, 100}, {"adjusted", -100, 0}, {"received", 40, 40}, {"counted", 38, 38}} { // -100 a second time would be refused
		change := app.StockChange{CommandID: command(), ID: line.ID, How: c.how, Quantity: c.n, Reason: "by the book"}
		for range 2 {
			if got := apptest.Must[app.StockRow](s, s.Root, "Stock.Change", change); got.OnHand != c.want {
				t.Errorf("%s %d: %d there, want %d", c.how, c.n, got.OnHand, c.want)
			}
		}
	}
	apptest.Must[app.StockRow](s, s.Root, "Stock.Change", app.StockChange{ID: line.ID, How: "received", Quantity: 1})
	apptest.Must[app.StockRow](s, s.Root, "Stock.Change", app.StockChange{ID: line.ID, How: "received", Quantity: 1}) // of its own each
	if got := onHand(); got != 40 {
		t.Errorf("%d there, want 40", got)
	}

	work := app.WorkForm{CommandID: command(), ItemID: s.Item("W00001"), Work: armory.WorkTestFired, Rounds: 50}
	raise := app.NewDiscrepancy{CommandID: command(), Kind: "Damaged", ItemID: work.ItemID, Text: "the stock is cracked"}
	var raised []string
	for range 2 {
		if got := apptest.Must[app.ItemRecord](s, s.Root, "Maintenance.Log", work); got.Upkeep.Rounds != 50 {
			t.Errorf("%d rounds fired, want 50", got.Upkeep.Rounds)
		}
		raised = append(raised, apptest.Must[app.Discrepancy](s, s.Root, "Discrepancies.Raise", raise).ID)
	}
	if raised[0] != raised[1] {
		t.Errorf("raised twice: %v", raised)
	}
	for method, ask := range map[string]any{"Stock.Change": app.StockChange{CommandID: "no", ID: line.ID, How: "received", Quantity: 1}, "Maintenance.Log": app.WorkForm{CommandID: "no", ItemID: work.ItemID, Work: "cleaned"},
		"Discrepancies.Raise": app.NewDiscrepancy{CommandID: "no", Kind: "Damaged", ItemID: work.ItemID}} {
		if code := s.Code(s.Root, method, ask); code != armory.CodeInvalid {
			t.Errorf("%s: got %q", method, code)
		}
	}
}
