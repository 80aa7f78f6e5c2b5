package app_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

func raise(s *apptest.Station, token string, form app.NewDiscrepancy) app.Discrepancy {
	s.T.Helper()
	return apptest.Must[app.Discrepancy](s, token, "Discrepancies.Raise", form)
}

func discrepancies(s *apptest.Station, filter map[string]string) []app.DiscrepancyRow {
	s.T.Helper()
	return apptest.Must[app.Page[app.DiscrepancyRow]](s, s.Root, "Discrepancies.List", app.ListQuery{Filter: filter}).Items
}

func TestADiscrepancyIsRaisedShownAndDecided(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(2, 2)
	armorer, _ := s.Account("clerk", armory.RoleArmorer)
	photo := apptest.Must[string](s, armorer, "Attachments.Add", app.AttachPhoto, apptest.Drawn(t, 50))
	tx := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
	apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))
	d := raise(s, armorer, app.NewDiscrepancy{Kind: "Damaged", ItemID: s.Item("W00001"), PersonID: s.Person("P00001"), Transaction: tx.ID,
		Text: "The stock is cracked.", Photos: []string{photo, ""}})

	t.Run("with its photos, item, person, receipt and who raised it where", func(t *testing.T) {
		if d.State != armory.DiscrepancyOpen || !slices.Equal(d.Photos, []string{photo}) || d.PhotoCount != 1 || d.Item == nil || d.Item.Label == "" || d.Person == nil ||
			d.ReceiptNo != tx.ReceiptNo || d.Transaction != tx.ID || d.By != "Name of clerk" || d.Station != "Counter 1" || !d.Blocks || d.Ledger || d.Conflict != nil {
			t.Errorf("got %+v", d)
		}
		if len(d.Timeline) != 1 || d.Timeline[0].Title != "Discrepancy raised: Damaged" || d.Timeline[0].Account != "Name of clerk" {
			t.Errorf("got %+v", d.Timeline)
		}
	})
	t.Run("and the item is not issued: the refusal leads to it", func(t *testing.T) {
		_, refused := apptest.Try[app.Transaction](s, armorer, "Counter.Issue", s.Take("P00001", "W00001"))
		if refused == nil || refused.Code != armory.CodeBlocked || refused.Discrepancy != d.ID || refused.Reason || !strings.Contains(refused.Message, "Damaged, The stock is cracked.") {
			t.Errorf("got %+v", refused)
		}
		scan := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "W00001")
		if scan.Refusal == nil || scan.Refusal.Discrepancy != d.ID || !scan.Refusal.Reason {
			t.Errorf("a scan says %+v", scan.Refusal)
		}
	})
	t.Run("administrators are told, and nobody else", func(t *testing.T) {
		for token, want := range map[string]int{s.Root: 1, armorer: 0} {
			told := apptest.Must[app.Page[app.Notification]](s, token, "Notices.List", app.ListQuery{Limit: 50}).Items
			told = slices.DeleteFunc(told, func(n app.Notification) bool { return n.Link != "/discrepancies/"+d.ID })
			if len(told) != want || want > 0 && (told[0].Level != "warning" || !strings.Contains(told[0].Message, "The stock is cracked.")) {
				t.Errorf("got %+v, want %d", told, want)
			}
		}
	})
	t.Run("the figure of the shell counts it until it is decided, and who raised it is told", func(t *testing.T) {
		if n := apptest.Must[app.Shell](s, s.Root, "Session.Shell").DiscrepanciesOpen; n != 1 {
			t.Errorf("%d open", n)
		}
		under := apptest.Must[app.Discrepancy](s, s.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: d.ID, State: armory.DiscrepancyReview})
		if want := []string{armory.DiscrepancyOpen, armory.DiscrepancyResolved, armory.DiscrepancyClosed}; !slices.Equal(under.Next, want) {
			t.Errorf("got %q, want %q", under.Next, want)
		}
		if n := apptest.Must[app.Shell](s, s.Root, "Session.Shell").DiscrepanciesOpen; n != 1 {
			t.Errorf("%d open under review", n)
		}
		done := apptest.Must[app.Discrepancy](s, s.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: d.ID, State: armory.DiscrepancyResolved, Finding: "A new stock was fitted"})
		if done.Finding != "A new stock was fitted" || len(done.Timeline) != 3 || done.Timeline[0].Title != "Set to Resolved" || done.Timeline[0].Account != "MSGT Mercado" {
			t.Errorf("got %+v", done)
		}
		if n := apptest.Must[app.Shell](s, s.Root, "Session.Shell").DiscrepanciesOpen; n != 0 {
			t.Errorf("%d open after it was decided", n)
		}
		told := apptest.Must[app.Page[app.Notification]](s, armorer, "Notices.List", app.ListQuery{Limit: 50}).Items
		if len(told) != 2 || told[0].Title != "Discrepancy: Resolved" || !strings.Contains(told[0].Message, "A new stock was fitted") {
			t.Errorf("got %+v", told)
		}
		apptest.Must[app.Transaction](s, armorer, "Counter.Issue", s.Take("P00001", "W00001"))
	})
	t.Run("wrong input is refused and nothing is written", func(t *testing.T) {
		item, before := s.Item("W00002"), s.Entries()
		for name, c := range map[string]struct{ got, want string }{
			"about nothing":            {s.Code(s.Root, "Discrepancies.Raise", app.NewDiscrepancy{Kind: "Missing"}), armory.CodeInvalid},
			"an item that is no id":    {s.Code(s.Root, "Discrepancies.Raise", app.NewDiscrepancy{Kind: "Missing", ItemID: "W00002"}), armory.CodeNotFound},
			"a photo that is not here": {s.Code(s.Root, "Discrepancies.Raise", app.NewDiscrepancy{Kind: "Missing", ItemID: item, Photos: []string{strings.Repeat("ab", 32)}}), armory.CodeNotFound},
			"no photo at all":          {s.Code(s.Root, "Discrepancies.Raise", app.NewDiscrepancy{Kind: "Missing", ItemID: item, Photos: []string{"nonsense"}}), armory.CodeNotFound},
			"a decision by an armorer": {s.Code(armorer, "Discrepancies.Decide", app.DiscrepancyDecision{ID: d.ID, State: armory.DiscrepancyOpen, Finding: "again"}), armory.CodeForbidden},
			"ended without a finding":  {s.Code(s.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: d.ID, State: armory.DiscrepancyClosed}), armory.CodeNeedsReason},
			"of nothing":               {s.Code(s.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: item, State: armory.DiscrepancyClosed, Finding: "gone"}), armory.CodeNotFound},
			"the record of nothing":    {s.Code(s.Root, "Discrepancies.Get", item), armory.CodeNotFound},
			"another filter":           {s.Code(s.Root, "Discrepancies.List", app.ListQuery{Filter: map[string]string{"colour": "red"}}), "INVALID"},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", name, c.got, c.want)
			}
		}
		if s.Entries() != before {
			t.Errorf("%d entries were written", s.Entries()-before)
		}
	})
}

func TestTheListHoldsWhatPeopleAndTheLedgerFound(t *testing.T) {
	t.Parallel()
	one, two := cutOffPair(t)
	missing := raise(one, one.Root, app.NewDiscrepancy{Kind: "Missing", ItemID: one.Item("W00002")})
	one.Clock.Advance(1000)
	closed := raise(one, one.Root, app.NewDiscrepancy{Kind: "Other", PersonID: one.Person("P00003"), Text: "Badge lost"})
	apptest.Must[any](one, one.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: closed.ID, State: armory.DiscrepancyClosed, Finding: "It lay at home"})
	meet(t, one, two)
	conflict := conflicts(one)[0]

	for _, s := range []*apptest.Station{one, two} {
		all := discrepancies(s, nil)
		if len(all) != 3 || all[0].ID != missing.ID || all[1].ID != conflict.ID || all[2].ID != closed.ID {
			t.Fatalf("got %+v", all)
		}
		if c := all[1]; !c.Ledger || c.Kind != armory.ConflictDouble || c.Text != conflict.Title || c.ItemName == "" || c.State != "Open" || c.By != "" {
			t.Errorf("got %+v", c)
		}
		if c := all[2]; c.Finding != "It lay at home" || c.PersonName == "" || c.Station != "Counter 1" {
			t.Errorf("got %+v", c)
		}
	}
	for name, c := range map[string]struct {
		filter map[string]string
		want   []string
	}{
		"open":                      {map[string]string{"state": "open"}, []string{missing.ID, conflict.ID}},
		"done":                      {map[string]string{"state": "done"}, []string{closed.ID}},
		"closed":                    {map[string]string{"state": "Closed"}, []string{closed.ID}},
		"missing":                   {map[string]string{"kind": "Missing"}, []string{missing.ID}},
		"what the ledger found":     {map[string]string{"kind": "ledger"}, []string{conflict.ID}},
		"of an item":                {map[string]string{"item": one.Item("W00001")}, []string{conflict.ID}},
		"of a person":               {map[string]string{"person": one.Person("P00002")}, []string{conflict.ID}},
		"of a person, open":         {map[string]string{"person": one.Person("P00003"), "state": "open"}, []string{}},
		"an item that is no double": {map[string]string{"item": one.Item("W00003")}, []string{}},
	} {
		got := []string{}
		for _, row := range discrepancies(one, c.filter) {
			got = append(got, row.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	for text, want := range map[string]string{"badge": closed.ID, "W00002": missing.ID, "cruz3": closed.ID} {
		found := apptest.Must[app.Page[app.DiscrepancyRow]](one, one.Root, "Discrepancies.List", app.ListQuery{Text: text}).Items
		if len(found) != 1 || found[0].ID != want {
			t.Errorf("%q finds %+v", text, found)
		}
	}
	t.Run("a conflict opens with its sides and choices, and is not decided as the others are", func(t *testing.T) {
		got := apptest.Must[app.Discrepancy](one, one.Root, "Discrepancies.Get", conflict.ID)
		if got.Conflict == nil || len(got.Conflict.Choices) != 3 || len(got.Next) != 0 {
			t.Errorf("got %+v", got)
		}
		if code := one.Code(one.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: conflict.ID, State: armory.DiscrepancyClosed, Finding: "whatever"}); code != armory.CodeNotFound {
			t.Errorf("got %q", code)
		}
	})
	t.Run("a refused Take of its item leads to it", func(t *testing.T) {
		apptest.Must[any](one, one.Root, "Counter.Return", one.Return("W00001"))
		if _, refused := apptest.Try[any](one, one.Root, "Counter.Issue", one.Take("P00003", "W00001")); refused == nil || refused.Discrepancy != conflict.ID {
			t.Errorf("got %+v", refused)
		}
	})
	t.Run("a conflict that ends by itself leaves the list", func(t *testing.T) {
		for s, phone := range map[*apptest.Station]string{one: "111", two: "222"} {
			apptest.Must[any](s, s.Root, "People.Save", app.PersonForm{ID: s.Person("P00001"), Serial: "P00001", Rank: "SGT", LastName: "Cruz1", FirstName: "Juan", Phone: phone})
		}
		meet(t, one, two)
		filter := map[string]string{"kind": "ledger", "person": one.Person("P00001"), "state": "open"}
		edited := slices.DeleteFunc(discrepancies(one, filter), func(d app.DiscrepancyRow) bool { return d.Kind != armory.ConflictEdited })
		if len(edited) != 1 {
			t.Fatalf("got %+v", edited)
		}
		apptest.Must[any](one, one.Root, "People.Save", app.PersonForm{ID: one.Person("P00001"), Serial: "P00001", Rank: "SGT", LastName: "Cruz1", FirstName: "Juan", Phone: "333"})
		left := slices.DeleteFunc(discrepancies(one, nil), func(d app.DiscrepancyRow) bool { return d.Kind != armory.ConflictEdited })
		if len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
	})
	t.Run("and the lists are those of a rebuild", func(t *testing.T) {
		job := one.Done(one.Root, apptest.Must[app.Job](one, one.Root, "Audit.Verify"))
		if job.State != "done" {
			t.Errorf("got %+v", job)
		}
	})
}

func TestWhatAReturnLeavesOutIsADiscrepancyOfItsOwn(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	take := s.Take("P00001", "W00001")
	take.Lines[0].Magazines, take.Lines[0].Rounds = 3, 90
	apptest.Must[any](s, s.Root, "Counter.Issue", take)
	back := s.Return("W00001")
	back.Lines[0].Magazines, back.Missing = 2, armory.MissingDiscrepancy
	receipt := apptest.Must[app.Transaction](s, s.Root, "Counter.Return", back)
	all := discrepancies(s, nil)
	if len(all) != 1 || all[0].Kind != "Incomplete accessories" || all[0].PersonName == "" {
		t.Fatalf("got %+v", all)
	}
	got := apptest.Must[app.Discrepancy](s, s.Root, "Discrepancies.Get", all[0].ID)
	if got.ReceiptNo != receipt.ReceiptNo || got.Blocks || len(got.Timeline) != 1 || got.Timeline[0].ReceiptNo != receipt.ReceiptNo {
		t.Errorf("got %+v", got)
	}
	told := apptest.Must[app.Page[app.Notification]](s, s.Root, "Notices.List", app.ListQuery{Limit: 50}).Items
	if len(told) != 1 || told[0].Link != "/discrepancies/"+got.ID {
		t.Errorf("told of %+v", told)
	}
	apptest.Must[any](s, s.Root, "Discrepancies.Decide", app.DiscrepancyDecision{ID: got.ID, State: armory.DiscrepancyResolved, Finding: "found in the truck"})
	if code := s.Code(s.Root, "Counter.Issue", s.Take("P00001", "W00001")); code != "" {
		t.Errorf("not issued: %s", code)
	}
}

func TestPhotosOfADiscrepancyTravel(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(1, 1)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	photo := apptest.Must[string](one, one.Root, "Attachments.Add", app.AttachPhoto, apptest.Drawn(t, 50))
	d := raise(one, one.Root, app.NewDiscrepancy{Kind: "Damaged", ItemID: one.Item("W00001"), Photos: []string{photo}})
	meet(t, one, two)
	there := apptest.Must[app.Discrepancy](two, two.Root, "Discrepancies.Get", d.ID)
	if !slices.Equal(there.Photos, []string{photo}) || there.Station != "Counter 1" {
		t.Fatalf("got %+v", there)
	}
	if view := apptest.Must[app.AttachmentView](two, two.Root, "Attachments.Get", photo); !view.Arriving {
		t.Errorf("got %+v", view)
	}
	_, data, _ := strings.Cut(apptest.Must[app.AttachmentView](one, one.Root, "Attachments.Get", photo).URL, ",")
	body, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	if wanted, err := two.App.Attachments.Keep(t.Context(), body); !wanted || err != nil {
		t.Errorf("wanted %v, %v", wanted, err)
	}
}
