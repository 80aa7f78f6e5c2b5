package app_test

import (
	"slices"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

// stockLine is a line of a site by its name.
func stockLine(s *apptest.Station, name string) app.StockRow {
	s.T.Helper()
	for _, row := range apptest.Must[[]app.StockRow](s, s.Root, "Stock.List") {
		if row.Name == name {
			return row
		}
	}
	s.T.Fatalf("there is no stock line %s", name)
	return app.StockRow{}
}

func TestStock(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(3, 4) // M4 carbines
	ball, sling := stockLine(s, "M855 5.56"), stockLine(s, "Rifle sling")

	t.Run("a new site has lines, none of them counted, that refuse nothing", func(t *testing.T) {
		if ball.State != "unknown" || ball.OnHand != 0 || sling.Cap != 1 {
			t.Errorf("got %+v and %+v", ball, sling)
		}
		take := s.Take("P00001", "W00001")
		take.Lines[0].Rounds = 90
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", take)
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))
	})
	t.Run("what is received goes out with a weapon and stands on its receipt, its holder and its line", func(t *testing.T) {
		row := apptest.Must[app.StockRow](s, s.Root, "Stock.Change", app.StockChange{ID: ball.ID, How: "received", Quantity: 200, Reason: "Depot, voucher 7"})
		if row.OnHand != 200 || row.State != "fine" {
			t.Errorf("got %+v", row)
		}
		take := s.Take("P00001", "W00001")
		take.Lines[0].Magazines, take.Lines[0].Rounds = 3, 90
		take.Stock = []app.StockQuantity{{StockID: sling.ID, Quantity: 1}}
		tx := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", take)
		want := []app.StockQuantity{{StockID: sling.ID, Name: "Rifle sling", Type: "accessory", Quantity: 1}, {StockID: ball.ID, Name: "M855 5.56", Type: "ammunition", Quantity: 90}}
		if got := tx.Lines[0].Stock; !slices.Equal(got, want) {
			t.Errorf("on the receipt: %+v, want %+v", got, want)
		}
		if got := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", s.Item("W00001")).Holder.Stock; !slices.Equal(got, want) {
			t.Errorf("with the holder: %+v, want %+v", got, want)
		}
		record := apptest.Must[app.StockRecord](s, s.Root, "Stock.Get", ball.ID)
		if record.OnHand != 110 || record.OutTotal != 90 || len(record.Out) != 1 || record.Out[0].Receipt != tx.ReceiptNo {
			t.Errorf("got %+v", record)
		}
		if len(record.Moves) != 3 || record.Moves[0].Quantity != -90 || record.Moves[1].Quantity != 200 || record.Moves[1].Title != "Received 200" {
			t.Errorf("got %+v", record.Moves)
		}
	})
	t.Run("a proposal says where it would come from, what fits, and early that there is too little", func(t *testing.T) {
		ask := app.ProposeRequest{PersonID: s.Person("P00002"), ItemIDs: []string{s.Item("W00002")}, Typed: []app.IssueLine{{ItemID: s.Item("W00002"), Rounds: 60}}}
		got := apptest.Must[app.Proposal](s, s.Root, "Counter.Propose", ask)
		if got.Refusal != nil || len(got.Lines[0].Stock) != 1 || got.Lines[0].Stock[0].Quantity != 60 {
			t.Errorf("got %+v, %+v", got.Lines, got.Refusal)
		}
		var names []string
		for _, offer := range got.Offers {
			names = append(names, offer.Name)
		}
		if want := []string{"Rifle sling", "Bandoleer", "M193 5.56", "M855 5.56", "Magazine 5.56, 20 rounds", "Magazine 5.56, 30 rounds"}; !slices.Equal(names, want) {
			t.Errorf("offered %q, want %q", names, want)
		}
		ask.Typed[0].Rounds = 111
		if got := apptest.Must[app.Proposal](s, s.Root, "Counter.Propose", ask); got.Refusal == nil || got.Refusal.Code != "BLOCKED" {
			t.Errorf("got %+v, want BLOCKED", got.Refusal)
		}
	})
	t.Run("a sling that does not come back is named, and what was named comes back", func(t *testing.T) {
		back := s.Return("W00001")
		back.Stock = &[]app.StockQuantity{}
		if code := s.Code(s.Root, "Counter.Return", back); code != "SHORT" {
			t.Errorf("got %q, want SHORT", code)
		}
		back.Lines[0].Missing = "discrepancy"
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", back)
		if row := stockLine(s, "M855 5.56"); row.OnHand != 200 {
			t.Errorf("%d on hand, want 200", row.OnHand)
		}
		history := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", s.Item("W00001")).History
		if got := history[0].Detail; got != "condition Good · missing: 1 Rifle sling discrepancy" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("who receives stock is told once when a line falls below its warning", func(t *testing.T) {
		admin, _ := s.Account("admin1", "administrator")
		armorer, _ := s.Account("armorer1", "armorer")
		apptest.Must[app.StockRow](s, admin, "Stock.Save", app.StockForm{ID: ball.ID, Name: ball.Name, Type: ball.Type, Calibre: ball.Calibre, Low: 150})
		for _, item := range []string{"W00002", "W00003"} {
			take := s.Take(map[string]string{"W00002": "P00002", "W00003": "P00003"}[item], item)
			take.Lines[0].Rounds = 60
			apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take)
		}
		got := notifications(s, admin).Items
		if len(got) != 1 || got[0].Message != "M855 5.56: 140 left, the warning is below 150." || got[0].Link != "/stock/"+ball.ID {
			t.Errorf("got %+v", got)
		}
		if row := stockLine(s, "M855 5.56"); row.State != "low" {
			t.Errorf("got %+v", row)
		}
		if got := apptest.Must[app.Shell](s, admin, "Session.Shell").LowStock; got != 1 {
			t.Errorf("the shell says %d", got)
		}
		if got := notifications(s, armorer); got.Total != 0 {
			t.Errorf("the armorer was told %+v", got.Items)
		}
	})
	t.Run("bad input is refused in a sentence", func(t *testing.T) {
		for what, c := range map[string]struct {
			method string
			arg    any
			code   string
		}{
			"a cap below zero":      {"Stock.Save", app.StockForm{Name: "x", Type: "accessory", Cap: -1}, "INVALID"},
			"a type nobody knows":   {"Stock.Save", app.StockForm{Name: "x", Type: "boots"}, "INVALID"},
			"no name":               {"Stock.Save", app.StockForm{Type: "accessory"}, "INVALID"},
			"no such line":          {"Stock.Change", app.StockChange{ID: s.Person("P00001"), How: "received", Quantity: 1}, "NOT_FOUND"},
			"no line at all":        {"Stock.Change", app.StockChange{How: "received", Quantity: 1}, "NOT_FOUND"},
			"no way to change it":   {"Stock.Change", app.StockChange{ID: ball.ID, How: "eaten", Quantity: 1}, "INVALID"},
			"more than there is":    {"Stock.Change", app.StockChange{ID: ball.ID, How: "adjusted", Quantity: -1000, Reason: "fired"}, "BLOCKED"},
			"a count below zero":    {"Stock.Change", app.StockChange{ID: ball.ID, How: "counted", Quantity: -1}, "INVALID"},
			"an item for a line":    {"Stock.Save", app.StockForm{ID: s.Item("W00001"), Name: "x", Type: "accessory"}, "NOT_FOUND"},
			"a correction unsaid":   {"Stock.Change", app.StockChange{ID: ball.ID, How: "adjusted", Quantity: 1}, "NEEDS_REASON"},
			"a quantity of nothing": {"Stock.Change", app.StockChange{ID: ball.ID, How: "received"}, "INVALID"},
		} {
			before := s.Entries()
			if code := s.Code(s.Root, c.method, c.arg); code != c.code || s.Entries() != before {
				t.Errorf("%s: got %q and %d entries, want %q and none", what, code, s.Entries()-before, c.code)
			}
		}
	})
}
