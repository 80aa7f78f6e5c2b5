package app_test

import (
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// cutOffPair issues one rifle at two stations that do not see each other, and lets them meet.
func cutOffPair(t *testing.T) (one, two *apptest.Station) {
	t.Helper()
	one = apptest.Found(t)
	one.Fill(3, 3)
	two = one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", one.Take("P00001", "W00001"))
	apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00002", "W00001"))
	meet(t, one, two)
	return one, two
}

func conflicts(s *apptest.Station) []app.Conflict {
	return apptest.Must[[]app.Conflict](s, s.Root, "Conflicts.List")
}

func TestAConflictShowsItsSidesAndWhatMayBeDecided(t *testing.T) {
	t.Parallel()
	t.Run("issued twice: each station's entry, either person, or nobody", func(t *testing.T) {
		one, two := cutOffPair(t)
		all := conflicts(one)
		if len(all) != 1 || all[0].Kind != armory.ConflictDouble || all[0].State != "Open" || all[0].Heals != "" {
			t.Fatalf("got %+v", all)
		}
		for name, s := range map[string]*apptest.Station{"first": one, "second": two} {
			told := apptest.Must[app.Page[app.Notification]](s, s.Root, "Notices.List", app.ListQuery{})
			if told.Total != 1 || told.Items[0].Title != "Issued twice while stations were cut off" || told.Items[0].Link != "/discrepancies/"+all[0].ID || !strings.Contains(told.Items[0].Message, "IR-W00001") {
				t.Errorf("at the %s station: got %+v", name, told)
			}
		}
		sides := map[string]int{}
		for _, side := range all[0].Sides {
			sides[side.Station] = len(side.Events)
		}
		if len(sides) != 2 || sides["Counter 1"] != 1 || sides["Counter 2"] != 1 {
			t.Errorf("got sides %v, want one entry of each station", sides)
		}
		var holders []string
		for _, choice := range all[0].Choices {
			holders = append(holders, choice.Holder)
			if choice.Title == "" || !strings.Contains(choice.Consequence, "IR-W00001") || choice.ID == "" != (choice.Holder == "") {
				t.Errorf("got %+v", choice)
			}
		}
		slices.Sort(holders)
		if want := []string{"", "SGT CRUZ1, Juan", "SGT CRUZ2, Juan"}; !slices.Equal(holders, want) {
			t.Errorf("got %q, want %q", holders, want)
		}
		chosen := all[0].Choices[slices.IndexFunc(all[0].Choices, func(c app.ConflictChoice) bool { return c.Holder == "SGT CRUZ2, Juan" })]
		apptest.Must[any](two, two.Root, "Conflicts.Resolve", all[0].ID, "He showed it", chosen.ID)
		meet(t, one, two)
		if got := apptest.Must[app.ItemRow](one, one.Root, "Inventory.Get", one.Item("W00001")); got.Holder == nil || got.Holder.Name != chosen.Holder || got.Status != armory.StatusIssued {
			t.Errorf("got %+v, want it with %s", got, chosen.Holder)
		}
		if all = conflicts(one); all[0].State != "Resolved" || len(all[0].Choices) != 0 || all[0].Finding != "He showed it" {
			t.Errorf("got %+v", all[0])
		}
	})
	t.Run("handled since, there is only to say what was found", func(t *testing.T) {
		one, _ := cutOffPair(t)
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", one.Return("W00001"))
		open := conflicts(one)[0]
		if len(open.Choices) != 1 || open.Choices[0].ID != "" || open.Choices[0].Holder != "" || strings.Contains(open.Choices[0].Consequence, "IR-") {
			t.Fatalf("got %+v", open.Choices)
		}
		apptest.Must[any](one, one.Root, "Conflicts.Resolve", open.ID, "Counter 2 was not plugged in", open.Choices[0].ID)
		if got := conflicts(one)[0].State; got != "Resolved" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("edited twice: each value, of which one click makes one stand", func(t *testing.T) {
		one := apptest.Found(t)
		one.Fill(1, 1)
		two := one.Second("Counter 2", apptest.Options{})
		meet(t, one, two)
		for s, phone := range map[*apptest.Station]string{one: "111", two: "222"} {
			apptest.Must[any](s, s.Root, "People.Save", app.PersonForm{ID: s.Person("P00001"), Serial: "P00001", Rank: "SGT", LastName: "Cruz1", FirstName: "Juan", Phone: phone})
		}
		meet(t, one, two)
		got := conflicts(one)
		if len(got) != 1 || len(got[0].Choices) != 2 || got[0].Heals != "" || len(got[0].Sides) != 2 || !strings.HasPrefix(got[0].Now, "Phone: ") {
			t.Fatalf("got %+v", got)
		}
		if code := one.Code(one.Root, "Conflicts.Resolve", got[0].ID, "Whatever", ""); code != armory.CodeInvalid {
			t.Errorf("decided without a value: %q", code)
		}
		if code := one.Code(one.Root, "Conflicts.Resolve", got[0].ID, "", strings.Repeat("ab", 32)); code != armory.CodeInvalid {
			t.Errorf("with a value nobody wrote: %q", code)
		}
		for _, choice := range got[0].Choices { // whichever stands now: the other one
			if value := strings.TrimPrefix(choice.Title, "Phone: "); got[0].Now != choice.Title+"." {
				apptest.Must[any](one, one.Root, "Conflicts.Resolve", got[0].ID, "", choice.ID)
				if phone := apptest.Must[app.PersonRecord](one, one.Root, "People.Get", one.Person("P00001")).Phone; phone != value || !choice.AtOnce {
					t.Errorf("the phone is %s, want %s", phone, value)
				}
			}
		}
		if left := conflicts(one); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		if code := one.Code(one.Root, "Conflicts.Resolve", got[0].ID, "", got[0].Choices[0].ID); code != "CHANGED" {
			t.Errorf("a second time: %q", code)
		}
	})
	t.Run("one number twice: both records, that they are one, or which of them gets another number", func(t *testing.T) {
		one := apptest.Found(t)
		one.Fill(1, 1)
		two := one.Second("Counter 2", apptest.Options{})
		meet(t, one, two)
		for _, s := range []*apptest.Station{one, two} {
			apptest.Must[any](s, s.Root, "People.Save", app.PersonForm{Serial: "P777", Rank: "SGT", LastName: "Reyes", FirstName: "Ana"})
		}
		meet(t, one, two)
		for _, got := range conflicts(one) {
			if len(got.People) != 2 || len(got.Sides) != 2 || len(got.Choices) != 3 || got.Heals != "" || got.Now == "" || !strings.Contains(got.Title, "P777") {
				t.Errorf("got %+v", got)
			}
			if code := one.Code(one.Root, "Conflicts.Resolve", got.ID, "Whatever", ""); code != armory.CodeInvalid {
				t.Errorf("decided all the same: %q", code)
			}
		}
		if n := len(conflicts(one)); n != 2 { // of the serial number and of the id made of it
			t.Errorf("%d conflicts", n)
		}
	})
	t.Run("a log that forks: its branches side by side", func(t *testing.T) {
		one := apptest.Found(t)
		branch := newBranch(t, one, 7)
		branch.writes(t)
		twin := *branch
		branch.writes(t)
		twin.writes(t)
		got := conflicts(one)
		if len(got) != 1 || got[0].Kind != armory.ConflictFork || len(got[0].Choices) != 1 || got[0].Now == "" || len(got[0].Sides) != 2 {
			t.Fatalf("got %+v", got)
		}
		for i, side := range got[0].Sides {
			if side.Branch != i+1 || len(side.Events) != 1 {
				t.Errorf("side %d: %+v", i, side)
			}
		}
		apptest.Must[any](one, one.Root, "Conflicts.Resolve", got[0].ID, "The disk was copied", got[0].Choices[0].ID)
		if state := conflicts(one)[0].State; state != "Resolved" {
			t.Errorf("got %q", state)
		}
	})
}

func TestAConflictNamesTheStockThatWasReckonedTwice(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(2, 2)
	line := apptest.Must[app.StockRow](one, one.Root, "Stock.Save", app.StockForm{Name: "M855 5.56", Lot: "A", Type: "ammunition", Calibre: "5.56"})
	apptest.Must[app.StockRow](one, one.Root, "Stock.Change", app.StockChange{ID: line.ID, How: "received", Quantity: 500})
	taken := one.Take("P00001", "W00001")
	taken.Lines[0].Rounds = 90
	apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", taken)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	for _, s := range []*apptest.Station{one, two} {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))
	}
	meet(t, one, two)
	all := conflicts(two)
	if len(all) != 1 || all[0].Title != "Returned twice while stations were cut off" || all[0].Now != "Stock was reckoned with each of them: M855 5.56 (lot A). Count it when it is clear what happened." {
		t.Errorf("got %+v", all)
	}
}
