package app_test

import (
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// revokedPair is a station that has revoked another, which does not know it and issued a weapon since.
func revokedPair(t *testing.T) (one, two *apptest.Station, receipt app.Transaction) {
	t.Helper()
	one = apptest.Found(t)
	one.Fill(3, 3)
	two = one.Second("Counter 2", apptest.Options{})
	apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00001", "W00001"))
	meet(t, one, two)
	apptest.Must[any](one, one.Root, "Stations.Revoke", two.App.Recorder.Here().Station.String(), "It was stolen", apptest.Password)
	receipt = apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00002", "W00002"))
	return one, two, receipt
}

func itemState(s *apptest.Station, label string) string {
	s.T.Helper()
	return apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", s.Item(label)).Status
}

// tailsOf are the conflicts about what revoked stations recorded.
func tailsOf(s *apptest.Station) (out []app.Conflict) {
	s.T.Helper()
	for _, c := range apptest.Must[[]app.Conflict](s, s.Root, "Conflicts.List") {
		if c.Kind == armory.ConflictTail {
			out = append(out, c)
		}
	}
	return out
}

func TestARevokedStation(t *testing.T) {
	t.Parallel()
	one, two, receipt := revokedPair(t)
	t.Run("is listed as revoked, with who did it and why in the history", func(t *testing.T) {
		for _, row := range apptest.Must[[]app.StationRow](one, one.Root, "Stations.List") {
			if want := row.ID == two.App.Recorder.Here().Station.String(); (row.State == "revoked") != want {
				t.Errorf("%s is %s", row.Name, row.State)
			}
		}
		if code := one.Code(one.Root, "Stations.Revoke", two.App.Recorder.Here().Station.String(), "Again", apptest.Password); code != "CHANGED" {
			t.Errorf("a second time: %q", code)
		}
	})
	t.Run("keeps what it recorded before, and what it recorded later does not count on both", func(t *testing.T) {
		before := lastMessage(one)
		meet(t, one, two)
		for _, s := range []*apptest.Station{one, two} {
			if first, second := itemState(s, "W00001"), itemState(s, "W00002"); first != armory.StatusIssued || second != armory.StatusAvailable {
				t.Errorf("the weapons are %s and %s", first, second)
			}
		}
		if told := feeds(t, one, before); !slices.Equal(told, []string{"notifications notification"}) { // that it is to be decided
			t.Errorf("the feeds told of %q", told)
		}
	})
	t.Run("has that marked in the histories of the weapon and of the person, and nothing else", func(t *testing.T) {
		marked := func(events []app.HistoryEvent) (out []string) {
			for _, e := range events {
				if e.Quarantined {
					out = append(out, e.Kind)
				}
			}
			return out
		}
		for _, got := range [][]app.HistoryEvent{
			apptest.Must[app.ItemRecord](one, one.Root, "Inventory.Get", one.Item("W00002")).History,
			apptest.Must[app.PersonRecord](one, one.Root, "People.Get", one.Person("P00002")).History,
		} {
			if kinds := marked(got); len(kinds) != 1 || kinds[0] != armory.KindTake || len(got) < 2 {
				t.Errorf("marked %q of %+v", kinds, got)
			}
		}
		if kinds := marked(apptest.Must[app.ItemRecord](one, one.Root, "Inventory.Get", one.Item("W00001")).History); len(kinds) != 0 {
			t.Errorf("of what it wrote before: %q", kinds)
		}
	})
	t.Run("can record nothing once it knows", func(t *testing.T) {
		before := two.Entries()
		if code := two.Code(two.Root, "Counter.Issue", two.Take("P00003", "W00003")); code != "REVOKED" || two.Entries() != before {
			t.Errorf("got %q and %d entries", code, two.Entries()-before)
		}
	})
	t.Run("leaves a conflict with two choices, of which one is taken", func(t *testing.T) {
		tails := tailsOf(one)
		if len(tails) != 1 || tails[0].State != "Open" || len(tails[0].Choices) != 2 || !strings.Contains(tails[0].Title, "Counter 2, ") || len(tails[0].Events) == 0 {
			t.Fatalf("got %+v", tails)
		}
		sides := map[string]string{}
		for _, side := range tails[0].Sides {
			for _, event := range side.Events {
				sides[side.Station] += event.Kind + " "
			}
		}
		if len(sides) != 2 || sides["Counter 1"] != armory.KindStationRevoke+" " || !strings.Contains(sides["Counter 2"], armory.KindTake) {
			t.Errorf("the sides show %q", sides)
		}
		if code := one.Code(one.Root, "Conflicts.Resolve", tails[0].ID, "It was us", ""); code != armory.CodeInvalid {
			t.Errorf("without a choice: %q", code)
		}
		before := map[*apptest.Station]int64{one: lastMessage(one), two: lastMessage(two)}
		apptest.Must[any](one, one.Root, "Conflicts.Resolve", tails[0].ID, "It was us", armory.Adopt)
		meet(t, one, two)
		for s, after := range before {
			if told := feeds(t, s, after); len(told) != 1 || told[0] != "inventory inventory_updated" {
				t.Errorf("the feeds told of %q, not of the weapon that is issued now", told)
			}
		}
		if got := itemState(two, "W00002"); got != armory.StatusIssued {
			t.Errorf("the weapon is %s", got)
		}
		if got := apptest.Must[app.ItemRecord](one, one.Root, "Inventory.Get", one.Item("W00002")).History[0]; got.Quarantined || got.ReceiptNo == "" {
			t.Errorf("adopted, it is shown as %+v", got)
		}
		if got := apptest.Must[app.Transaction](one, one.Root, "Transactions.Get", receipt.ID); got.ReceiptNo != receipt.ReceiptNo {
			t.Errorf("receipt %s, want %s", got.ReceiptNo, receipt.ReceiptNo)
		}
		if tails := tailsOf(one); len(tails) != 1 || tails[0].State != "Resolved" || tails[0].Finding != "It was us" {
			t.Errorf("got %+v", tails)
		}
	})
	t.Run("has weapons come back on every screen that thought them issued", func(t *testing.T) {
		one := apptest.Found(t)
		one.Fill(1, 1)
		two, three := one.Second("Counter 2", apptest.Options{}), one.Second("Counter 3", apptest.Options{})
		meet(t, one, two)
		meet(t, one, three)
		meet(t, one, two)
		apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P00001", "W00001"))
		swap(t, two, three) // the third knows of it, the first does not
		apptest.Must[any](one, one.Root, "Stations.Revoke", two.App.Recorder.Here().Station.String(), "It was stolen", apptest.Password)
		before := lastMessage(three)
		bring(t, one, three)
		if told := feeds(t, three, before); !slices.Equal(told, []string{"inventory inventory_updated", "notifications notification"}) || itemState(three, "W00001") != armory.StatusAvailable {
			t.Errorf("told of %q, and the weapon is %s", told, itemState(three, "W00001"))
		}
	})
	t.Run("is the same after a restart", func(t *testing.T) {
		want := one.Digest()
		if err := one.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: one.Dir})
		if again.Digest() != want {
			t.Error("another state after a restart")
		}
	})
}
