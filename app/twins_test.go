package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// registeredTwice is two stations at each of which one woman and one rifle were registered before they met; the second
// issued the rifle to her.
func registeredTwice(t *testing.T) (one, two *apptest.Station) {
	t.Helper()
	one = apptest.Found(t)
	one.Fill(1, 1)
	two = one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	for _, s := range []*apptest.Station{one, two} {
		s.Import("people", "serial,rank,last_name,first_name\nP777,SGT,Reyes,Ana\n")
		s.Import("items", "model,serial,number\nM4,W777,0777\n")
	}
	apptest.Must[app.Transaction](two, two.Root, "Counter.Issue", two.Take("P777", "W777"))
	meet(t, one, two)
	return one, two
}

// decide makes the first choice with these words about everything of one number, until nothing has it.
func decide(t *testing.T, s *apptest.Station, words string) {
	t.Helper()
	for range 10 {
		open := slices.DeleteFunc(conflicts(s), func(c app.Conflict) bool { return c.Kind != armory.ConflictNumber })
		if len(open) == 0 {
			return
		}
		i := slices.IndexFunc(open[0].Choices, func(c app.ConflictChoice) bool { return strings.HasPrefix(c.Title, words) })
		if i < 0 || open[0].Choices[i].ID == "" || open[0].Choices[i].Consequence == "" {
			t.Fatalf("got %+v, want a choice %q", open[0].Choices, words)
		}
		apptest.Must[any](s, s.Root, "Conflicts.Resolve", open[0].ID, "looked at both", open[0].Choices[i].ID)
	}
	t.Fatal("it does not end")
}

// held is the id of the one item that is out at a station.
func held(t *testing.T, s *apptest.Station) string {
	t.Helper()
	page := apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", app.ListQuery{Limit: 50, Filter: map[string]string{"status": armory.StatusIssued}})
	if len(page.Items) != 1 {
		t.Fatalf("got %+v", page.Items)
	}
	return page.Items[0].ID
}

func TestWhatWasRegisteredTwice(t *testing.T) {
	t.Parallel()
	t.Run("is asked about, and says what follows", func(t *testing.T) {
		one, _ := registeredTwice(t)
		_, armorer := one.Account("armorer1", armory.RoleArmorer)
		token := one.SignIn(armorer.Username)
		for _, c := range conflicts(one) {
			if len(c.Choices) != 3 || c.Heals != "" {
				t.Fatalf("got %+v", c)
			}
			if !strings.Contains(c.Choices[0].Consequence, "the first") || !strings.Contains(c.Choices[1].Consequence, "777-2") || c.Choices[1].Title == c.Choices[2].Title {
				t.Errorf("got %+v", c.Choices)
			}
			for _, choice := range c.Choices {
				if code := one.Code(token, "Conflicts.Resolve", c.ID, "looked at both", choice.ID); code != armory.CodeForbidden {
					t.Errorf("an armorer: %q", code)
				}
				if code := one.Code(one.Root, "Conflicts.Resolve", c.ID, "", choice.ID); code != armory.CodeNeedsReason {
					t.Errorf("without a reason: %q", code)
				}
			}
			for _, id := range []string{"", one.Item("W00001"), "maybe"} {
				if code := one.Code(one.Root, "Conflicts.Resolve", c.ID, "looked at both", id); code != armory.CodeInvalid {
					t.Errorf("%q: %q", id, code)
				}
			}
		}
	})
	t.Run("joined, is one at every station: found, held, listed and told of as one", func(t *testing.T) {
		one, two := registeredTwice(t)
		first := conflicts(one)[0]
		decide(t, one, "They are one and the same")
		meet(t, one, two)
		for _, s := range []*apptest.Station{one, two} {
			scan := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "W777")
			if scan.Item == nil || scan.Item.Status != armory.StatusIssued || scan.Item.Holder == nil || scan.Item.Holder.Name != "SGT REYES, Ana" {
				t.Fatalf("got %+v", scan)
			}
			person := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "P777").Person
			if person == nil || len(person.Held) != 1 || person.Held[0].ID != scan.Item.ID || scan.Item.Holder.PersonID != person.ID {
				t.Fatalf("got %+v", person)
			}
			for list, want := range map[string]int{"Inventory.List": 2, "People.List": 2} {
				if page := apptest.Must[app.Page[map[string]any]](s, s.Root, list, app.ListQuery{Limit: 50}); page.Total != want || len(page.Items) != want {
					t.Errorf("%s: got %d, want %d", list, page.Total, want)
				}
			}
			var titles []string
			for _, event := range apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", scan.Item.ID).History {
				titles = append(titles, event.Title)
			}
			if want := []string{"Records joined", "Issued to SGT REYES, Ana", "Registered", "Registered"}; !slices.Equal(titles, want) {
				t.Errorf("got %q, want %q", titles, want)
			}
			if tx := apptest.Must[app.Page[app.Transaction]](s, s.Root, "Transactions.List", app.ListQuery{Limit: 50, Filter: map[string]string{"person": person.ID}}); tx.Total != 1 {
				t.Errorf("got %d transactions of hers", tx.Total)
			}
		}
		if one.Digest() != two.Digest() {
			t.Error("they disagree")
		}
		before := one.Digest()
		if err := one.DB.Rebuild(t.Context(), nil); err != nil || one.Digest() != before {
			t.Errorf("made anew it is another state: %v", err)
		}
		if code := one.Code(one.Root, "Conflicts.Resolve", first.ID, "once more", "join"); code != "CHANGED" {
			t.Errorf("a second time: %q", code)
		}
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", one.Return("W777"))
		meet(t, one, two)
		if got := apptest.Must[app.Scan](two, two.Root, "Counter.Scan", "W777").Item; got.Status != armory.StatusAvailable {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("joined, is told of in the feeds, also by a station that has not heard of it", func(t *testing.T) {
		one, two := registeredTwice(t)
		changes := func(since int64) (out []string, last int64) {
			one.View(func(view app.View) error {
				messages, err := view.Messages(since, 100, []string{app.FeedInventory})
				for _, m := range messages {
					var body struct{ Status string }
					if err := json.Unmarshal(m.Body, &body); err != nil {
						t.Fatal(err)
					}
					out, since = append(out, body.Status), m.Seq
				}
				return err
			})
			return out, since
		}
		_, last := changes(0)
		decide(t, one, "They are one and the same")
		got, last := changes(last)
		if !slices.Equal(got, []string{armory.StatusIssued}) { // it was in at the first, under its own number
			t.Errorf("when it was joined: got %q", got)
		}
		apptest.Must[app.Transaction](two, two.Root, "Counter.Return", app.ReturnRequest{Lines: []app.ReturnLine{{ItemID: held(t, two), Magazines: -1, Rounds: -1}}})
		bring(t, two, one)
		if got, _ := changes(last); !slices.Equal(got, []string{armory.StatusAvailable}) {
			t.Errorf("when it came back: got %q", got)
		}
	})
	t.Run("and is two, gets another number", func(t *testing.T) {
		one, two := registeredTwice(t)
		decide(t, two, "They are not: ")
		meet(t, one, two)
		for _, code := range []string{"W777", "W777-2", "P777", "P777-2"} {
			if scan := apptest.Must[app.Scan](one, one.Root, "Counter.Scan", code); scan.Kind != "item" && scan.Kind != "person" {
				t.Errorf("%s: got %+v", code, scan)
			}
		}
	})
}
