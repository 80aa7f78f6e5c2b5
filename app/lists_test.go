package app_test

import (
	"fmt"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

func items(s *apptest.Station, q app.ListQuery) app.Page[app.ItemRow] {
	s.T.Helper()
	return apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", q)
}

func people(s *apptest.Station, q app.ListQuery) app.Page[app.PersonRow] {
	s.T.Helper()
	return apptest.Must[app.Page[app.PersonRow]](s, s.Root, "People.List", q)
}

func serials[T any](page app.Page[T], serial func(T) string) string {
	var out []string
	for _, one := range page.Items {
		out = append(out, serial(one))
	}
	return strings.Join(out, " ")
}

func TestLists(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,group,status\nP1,SGT,Cruz,Juan,HAS,\nP2,CPT,Reyes,Ana,951st,\nP3,AM,Ñandú,Leo,HAS,Suspended\n")
	s.Import("items", "model,serial,number,status,description\nM4,W1,3,,worn sling\nM4,W2,2,,\nM16,W3,1,Maintenance,\nGlock 17,G1,4,,\n")
	apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W2"))
	item, person := func(i app.ItemRow) string { return i.Serial }, func(p app.PersonRow) string { return p.Serial }

	for _, c := range []struct {
		name string
		q    app.ListQuery
		want string
	}{
		{"by serial number", app.ListQuery{Sort: "serial"}, "G1 W1 W2 W3"},
		{"by serial number, backwards", app.ListQuery{Sort: "-serial"}, "W3 W2 W1 G1"},
		{"by rack number", app.ListQuery{Sort: "number"}, "W3 W2 W1 G1"},
		{"a window of them", app.ListQuery{Sort: "serial", Offset: 1, Limit: 2}, "W1 W2"},
		{"beyond the end", app.ListQuery{Sort: "serial", Offset: 100}, ""},
		{"those that are out", app.ListQuery{Filter: map[string]string{"status": "Issued"}}, "W2"},
		{"those in maintenance", app.ListQuery{Filter: map[string]string{"status": "Maintenance"}}, "W3"},
		{"those with a serial number", app.ListQuery{Text: "w1"}, "W1"},
		{"those with a word of the description", app.ListQuery{Text: "sling"}, "W1"},
		{"those with nothing of the kind", app.ListQuery{Text: "bazooka"}, ""},
	} {
		if got := serials(items(s, c.q), item); got != c.want {
			t.Errorf("items, %s: got %q, want %q", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name string
		q    app.ListQuery
		want string
	}{
		{"by name", app.ListQuery{Sort: "serial"}, "P1 P2 P3"},
		{"of a group", app.ListQuery{Sort: "serial", Filter: map[string]string{"group": "HAS"}}, "P1 P3"},
		{"suspended", app.ListQuery{Filter: map[string]string{"status": "Suspended"}}, "P3"},
		{"with part of a name", app.ListQuery{Text: "rey"}, "P2"},
		{"with letters that are not on every keyboard", app.ListQuery{Text: "nandu"}, "P3"},
	} {
		if got := serials(people(s, c.q), person); got != c.want {
			t.Errorf("people, %s: got %q, want %q", c.name, got, c.want)
		}
	}
	t.Run("count all rows of the filter and say where to read on", func(t *testing.T) {
		page := items(s, app.ListQuery{Sort: "serial", Limit: 3})
		if page.Total != 4 || page.Next == "" || len(page.Items) != 3 {
			t.Fatalf("got %+v", page)
		}
		rest := items(s, app.ListQuery{Sort: "serial", Limit: 3, After: page.Next})
		if got := serials(rest, item); got != "W3" || rest.Next != "" {
			t.Errorf("got %q, next %q", got, rest.Next)
		}
		if code := s.Code(s.Root, "Inventory.List", app.ListQuery{After: "made up"}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("show who has it", func(t *testing.T) {
		got := items(s, app.ListQuery{Text: "W2"}).Items[0]
		if got.Status != "Issued" || got.Holder == nil || got.Holder.Name != "SGT CRUZ, Juan" || got.Model != "M4 Carbine" || got.Category != "rifle" {
			t.Errorf("got %+v", got)
		}
		if p := people(s, app.ListQuery{Text: "P1"}).Items[0]; p.Holds != 1 || p.Officer || p.Name != "SGT CRUZ, Juan" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("of a screen that asks for too much are refused or cut", func(t *testing.T) {
		if code := s.Code(s.Root, "People.List", app.ListQuery{Text: strings.Repeat("x", 201)}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
		s.Fill(510, 1)
		if got := people(s, app.ListQuery{Limit: 100000}); len(got.Items) != 500 || got.Total != 513 {
			t.Errorf("got %d of %d", len(got.Items), got.Total)
		}
	})
	t.Run("of transactions are searched by day", func(t *testing.T) {
		list := func(filter map[string]string) int {
			return apptest.Must[app.Page[app.Transaction]](s, s.Root, "Transactions.List", app.ListQuery{Filter: filter}).Total
		}
		if got := list(map[string]string{"from": "2027-03-01T00:00:00Z", "to": "2027-03-02T00:00:00Z"}); got != 1 {
			t.Errorf("got %d", got)
		}
		if got := list(map[string]string{"from": "2027-03-02T00:00:00Z"}); got != 0 {
			t.Errorf("got %d", got)
		}
		if code := s.Code(s.Root, "Transactions.List", app.ListQuery{Filter: map[string]string{"from": "yesterday"}}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("of everything are searched from one place", func(t *testing.T) {
		kinds := func(text string) string {
			var out []string
			for _, hit := range apptest.Must[[]app.Hit](s, s.Root, "Session.Search", text) {
				out = append(out, hit.Kind)
			}
			return strings.Join(out, " ")
		}
		if got := kinds("Reyes"); got != "person" {
			t.Errorf("got %q", got)
		}
		if got := kinds("W3"); got != "item" {
			t.Errorf("got %q", got)
		}
		if got := kinds("  "); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestRecordsAreRegisteredAndEdited(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	armorer, _ := s.Account("armorer1", "armorer")
	model := apptest.Must[[]app.Model](s, s.Root, "Inventory.Models")[0]
	form := app.PersonForm{Serial: " p1 ", Rank: "sgt", LastName: "Dela  Cruz", FirstName: "Juan\u202e", Middle: "m", Group: "has"}
	person := apptest.Must[app.PersonRecord](s, armorer, "People.Save", form)
	item := apptest.Must[app.ItemRow](s, armorer, "Inventory.Save", app.ItemForm{ModelID: model.ID, Serial: "W1", Number: "7"})

	t.Run("what is typed is tidied, what follows from it is added", func(t *testing.T) {
		if person.Rank != "SGT" || person.LastName != "Dela Cruz" || person.FirstName != "Juan" || person.Group != "HAS" || person.Name != "SGT DELA CRUZ, Juan M." ||
			person.Status != "Active" || person.Label == "" || len(person.History) != 1 {
			t.Errorf("got %+v", person)
		}
		if item.Status != "Available" || item.Condition != "Good" || item.Label == "" {
			t.Errorf("got %+v", item)
		}
	})
	t.Run("an armorer registers and does not edit", func(t *testing.T) {
		form := app.PersonForm{ID: person.ID, Serial: person.Serial, Rank: "SGT", LastName: "Other", FirstName: "Juan"}
		if code := s.Code(armorer, "People.Save", form); code != "FORBIDDEN" {
			t.Errorf("got %q", code)
		}
		if got := apptest.Must[app.PersonRecord](s, s.Root, "People.Save", form); got.LastName != "Other" || got.Label != person.Label || len(got.History) != 2 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("saving without a change writes nothing", func(t *testing.T) {
		before := s.Entries()
		apptest.Must[app.ItemRow](s, s.Root, "Inventory.Save", app.ItemForm{ID: item.ID, ModelID: model.ID, Serial: "W1", Number: "7"})
		if s.Entries() != before {
			t.Error("an entry was written")
		}
	})
	t.Run("what is wrong is refused and writes nothing", func(t *testing.T) {
		before := s.Entries()
		good := app.PersonForm{Serial: "P2", Rank: "SGT", LastName: "Reyes", FirstName: "Ana"}
		for name, c := range map[string]struct {
			change func(*app.PersonForm)
			code   string
		}{
			"a serial number that is there":  {func(f *app.PersonForm) { f.Serial = " P1" }, "DUPLICATE"},
			"no serial number":               {func(f *app.PersonForm) { f.Serial = " " }, "INVALID"},
			"no name":                        {func(f *app.PersonForm) { f.LastName = "" }, "INVALID"},
			"a name without end":             {func(f *app.PersonForm) { f.LastName = strings.Repeat("x", 61) }, "INVALID"},
			"an unknown rank":                {func(f *app.PersonForm) { f.Rank = "KING" }, "INVALID"},
			"an unknown group":               {func(f *app.PersonForm) { f.Group = "Guests" }, "INVALID"},
			"an edit of nobody":              {func(f *app.PersonForm) { f.ID = item.ID }, "NOT_FOUND"},
			"an edit of what is no ULID":     {func(f *app.PersonForm) { f.ID = "P1" }, "NOT_FOUND"},
			"nothing but signs nobody sees":  {func(f *app.PersonForm) { f.FirstName = "\u200b\u202e" }, "INVALID"},
			"a serial number without an end": {func(f *app.PersonForm) { f.Serial = strings.Repeat("9", 33) }, "INVALID"},
		} {
			form := good
			c.change(&form)
			if code := s.Code(s.Root, "People.Save", form); code != c.code {
				t.Errorf("%s: got %q, want %q", name, code, c.code)
			}
		}
		for name, form := range map[string]app.ItemForm{
			"no model": {Serial: "W2"}, "a person for a model": {ModelID: person.ID, Serial: "W2"}, "an unknown status": {ModelID: model.ID, Serial: "W2", Status: "Issued"},
			"an unknown condition": {ModelID: model.ID, Serial: "W2", Condition: "Rusty"}, "no serial number": {ModelID: model.ID},
		} {
			if code := s.Code(s.Root, "Inventory.Save", form); code != "INVALID" && code != "NOT_FOUND" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		if s.Entries() != before {
			t.Errorf("%d entries were written", s.Entries()-before)
		}
	})
	t.Run("an issued item keeps its status", func(t *testing.T) {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", app.IssueRequest{PersonID: person.ID, Lines: []app.IssueLine{{ItemID: item.ID}}})
		for _, status := range []string{"Available", "Retired", "Lost", "Maintenance"} {
			if code := s.Code(s.Root, "Inventory.SetStatus", app.StatusChange{ID: item.ID, Status: status, Reason: "because"}); code != "HOLDING" {
				t.Errorf("%s: got %q", status, code)
			}
		}
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", app.ReturnRequest{Lines: []app.ReturnLine{{ItemID: item.ID, Magazines: -1, Rounds: -1}}})
		if code := s.Code(s.Root, "Inventory.SetStatus", app.StatusChange{ID: item.ID, Status: "Retired"}); code != "NEEDS_REASON" {
			t.Errorf("got %q", code)
		}
		got := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.SetStatus", app.StatusChange{ID: item.ID, Status: "Retired", Reason: "worn out"})
		var titles []string
		for _, event := range got.History {
			titles = append(titles, event.Title)
		}
		if want := "Set to Retired, Returned by SGT OTHER, Juan, Issued to SGT OTHER, Juan, Registered"; got.Status != "Retired" || strings.Join(titles, ", ") != want {
			t.Errorf("got %s, %q, want %q", got.Status, titles, want)
		}
	})
	t.Run("settings", func(t *testing.T) {
		site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
		for name, change := range map[string]func(*app.SiteSettings){
			"no name": func(x *app.SiteSettings) { x.Name = "" }, "a limit in words": func(x *app.SiteSettings) { x.Limit = "many" },
			"hours below none": func(x *app.SiteSettings) { x.DueHours = -1 }, "no hour at all": func(x *app.SiteSettings) { x.DueHours = 0 }, "another way to be cut off": func(x *app.SiteSettings) { x.CutOff = "maybe" },
		} {
			bad := site
			change(&bad)
			if code := s.Code(s.Root, "Settings.SaveSite", bad); code != "INVALID" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		list := apptest.Must[app.ReferenceList](s, s.Root, "Settings.SaveList", app.ReferenceList{Name: "groups", Values: []string{"HAS", " has ", "", "New  Group"}})
		if fmt.Sprint(list.Values) != "[HAS New Group]" {
			t.Errorf("got %q", list.Values)
		}
		p := apptest.Must[app.Purpose](s, s.Root, "Settings.SavePurpose", app.Purpose{Name: "Parade", Loadouts: []app.Loadout{{Category: "rifle", Magazines: 1, Rounds: 20}}})
		for _, got := range apptest.Must[[]app.Purpose](s, s.Root, "Settings.Purposes") {
			if got.ID == p.ID && (got.Name != "Parade" || len(got.Loadouts) != 1 || got.Loadouts[0].Rounds != 20) {
				t.Errorf("got %+v", got)
			}
		}
		if code := s.Code(s.Root, "Settings.SavePurpose", app.Purpose{Name: "PARADE"}); code != "DUPLICATE" {
			t.Errorf("got %q", code)
		}
		if code := s.Code(s.Root, "Inventory.SaveModel", app.Model{Name: "M4 carbine", Code: "NEW", Category: "rifle"}); code != "DUPLICATE" {
			t.Errorf("got %q", code)
		}
	})
}
