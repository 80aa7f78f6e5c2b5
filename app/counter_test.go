package app_test

import (
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

func TestScan(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,code\nP1,SGT,Dela Cruz,Juan,BADGE-1\nP2,CPT,Reyes,Ana,\nX1,SGT,Ramos,Leo,\n")
	s.Import("items", "model,serial,number,code\nM4,W1,12,\nGlock 17,G1,,https://factory.example/G1\nM4,X1,,\n")
	scan := func(code string) app.Scan { return apptest.Must[app.Scan](s, s.Root, "Counter.Scan", code) }
	person, officer, item := scan("P1").Person.Label, scan("P2").Person.Label, scan("W1").Item.Label
	if !strings.HasPrefix(person, "PE-P1") || !strings.HasPrefix(officer, "PO-P2") || !strings.HasPrefix(item, "IR-W1") || !strings.HasSuffix(person, "010327") {
		t.Fatalf("got labels %s, %s and %s", person, officer, item)
	}
	for _, c := range []struct{ code, kind, serial string }{
		{person, "person", "P1"},
		{strings.ToLower(person), "person", "P1"},
		{" \t" + person + "\r\n", "person", "P1"},
		{"PERSONNEL:" + person + ":SGT Dela Cruz, Juan:P1", "person", "P1"},
		{"personnel:" + strings.ToLower(person) + ":SGT Dela Cruz, Juan:P1:juan", "person", "P1"},
		{"Personnel: " + person + " :x:y", "person", "P1"},
		{"PERSONNEL:PE-OLD010199:SGT Dela Cruz, Juan:P1", "person", "P1"}, // an old card: its serial number still finds him
		{"BADGE-1", "person", "P1"},
		{"badge-1", "person", "P1"},
		{"p2", "person", "P2"},
		{item, "item", "W1"},
		{"ITEM:" + item + ":rifle:W1", "item", "W1"},
		{"item:" + item + ":M4:W1", "item", "W1"},
		{"w1", "item", "W1"},
		{"https://factory.example/G1", "item", "G1"},
		{"g1", "item", "G1"},
		{"PERSONNEL:X1", "person", "X1"}, // the code says which of the two
		{"ITEM:X1", "item", "X1"},
	} {
		got := scan(c.code)
		serial := ""
		if got.Person != nil {
			serial = got.Person.Serial
		} else if got.Item != nil {
			serial = got.Item.Serial
		}
		if got.Kind != c.kind || serial != c.serial {
			t.Errorf("%q: got %s %s, want %s %s", c.code, got.Kind, serial, c.kind, c.serial)
		}
	}
	t.Run("of a receipt compares it with the ledger", func(t *testing.T) {
		take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W1"))
		other := "0"
		if strings.HasPrefix(take.Entry, other) {
			other = "1"
		}
		for name, c := range map[string]struct{ code, refused string }{
			"genuine":           {strings.ToUpper("RECEIPT:" + take.ReceiptNo + ":" + take.Entry[:8]), ""},
			"in small letters":  {strings.ToLower("RECEIPT:"+take.ReceiptNo+":"+take.Entry[:8]) + "\r\n", ""},
			"with the whole of": {"RECEIPT:" + take.ReceiptNo + ":" + take.Entry, ""},
			"altered":           {"RECEIPT:" + take.ReceiptNo + ":" + other + take.Entry[1:8], "ALTERED"},
			"unknown":           {"RECEIPT:00000-1-1:" + take.Entry[:8], "NOT_FOUND"},
		} {
			got := scan(c.code)
			if got.Kind != "receipt" || (c.refused == "") != (got.Refusal == nil) || (c.refused == "NOT_FOUND") != (got.Receipt == nil) {
				t.Errorf("%s: got %+v", name, got)
				continue
			}
			if got.Refusal != nil && (got.Refusal.Code != c.refused || got.Refusal.Fix == "") {
				t.Errorf("%s: got %+v", name, got.Refusal)
			}
			if got.Receipt != nil && (got.Receipt.ID != take.ID || got.Receipt.Lines[0].ReturnedAt == "") {
				t.Errorf("%s: got %+v", name, got.Receipt)
			}
		}
		if code := s.Code(s.Root, "Counter.Scan", "RECEIPT:"+take.ReceiptNo); code != "INVALID" {
			t.Errorf("without an entry: got %q", code)
		}
	})
	t.Run("of a number that a person and an item have asks which", func(t *testing.T) {
		if got := scan("X1"); got.Kind != "several" || len(got.People) != 1 || len(got.Items) != 1 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("of a name offers the people who have it, also when it is one", func(t *testing.T) {
		if got := scan("cruz"); got.Kind != "several" || len(got.People) == 0 || got.Person != nil || got.Refusal != nil {
			t.Errorf("got %+v", got)
		}
		for _, typed := range []string{"cr", "cruz1", "Nobody"} {
			if got := scan(typed); got.Kind != "unknown" || got.Refusal == nil {
				t.Errorf("%q: got %+v, want it unknown", typed, got)
			}
		}
	})
	t.Run("of nothing known says so with the code", func(t *testing.T) {
		for _, code := range []string{"W99", "PERSONNEL:W1", "ITEM:P1:rifle:P1", "<b>x</b>"} {
			got := scan(code)
			if got.Kind != "unknown" || got.Refusal == nil || !strings.Contains(got.Refusal.Message, code) || got.Refusal.Fix == "" {
				t.Errorf("%q: got %+v %+v", code, got.Kind, got.Refusal)
			}
		}
	})
	t.Run("of nothing or of far too much is refused", func(t *testing.T) {
		for _, code := range []string{"", "   ", "PERSONNEL:", "ITEM::::", strings.Repeat("x", 600)} {
			if got := s.Code(s.Root, "Counter.Scan", code); got != "INVALID" {
				t.Errorf("%.20q: got %q", code, got)
			}
		}
	})
	t.Run("says early what would be refused", func(t *testing.T) {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
		got := scan("W1")
		if got.Refusal == nil || got.Refusal.Code != "OUT" || got.Refusal.Holder != "SGT DELA CRUZ, Juan" || got.Item.Holder == nil || got.Item.Holder.ReceiptNo == "" {
			t.Errorf("got %+v", got)
		}
		if got := scan("P1"); len(got.Person.Held) != 1 || got.Person.Limit != "one item" || got.Refusal != nil {
			t.Errorf("got %+v", got.Person)
		}
		apptest.Must[app.PersonRecord](s, s.Root, "People.SetStatus", app.StatusChange{ID: s.Person("P2"), Status: "Suspended", Reason: "under investigation"})
		if got := scan("P2"); got.Refusal == nil || got.Refusal.Code != "BLOCKED" || !strings.Contains(got.Refusal.Message, "Suspended") {
			t.Errorf("got %+v", got.Refusal)
		}
	})
}

func TestProposeIssueReturn(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name\nP1,SGT,Cruz,Juan\nP2,SGT,Reyes,Ana\n")
	s.Import("items", "model,serial\nM4,W1\nM4,W2\nGlock 17,G1\n")
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.Limit = "one-each"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	var sentinel, free string
	for _, p := range apptest.Must[[]app.Purpose](s, s.Root, "Settings.Purposes") {
		if p.Name == "Duty Sentinel" {
			sentinel = p.ID
		}
		if p.FreeText {
			free = p.ID
		}
	}
	propose := func(person, purpose string, items ...string) app.Proposal {
		ask := app.ProposeRequest{PersonID: s.Person(person), PurposeID: purpose}
		for _, item := range items {
			ask.ItemIDs = append(ask.ItemIDs, s.Item(item))
		}
		return apptest.Must[app.Proposal](s, s.Root, "Counter.Propose", ask)
	}

	t.Run("a proposal fills what the purpose gives each kind of weapon", func(t *testing.T) {
		got := propose("P1", sentinel, "W1", "G1")
		if len(got.Lines) != 2 || got.Lines[0].Magazines != 3 || got.Lines[0].Rounds != 90 || got.Lines[1].Magazines != 4 || got.Lines[1].Rounds != 42 || got.Refusal != nil {
			t.Errorf("got %+v", got)
		}
		due, err := time.Parse(time.RFC3339, got.Due)
		if left := due.Sub(s.Clock.Now()); err != nil || left < 23*time.Hour || left > 24*time.Hour {
			t.Errorf("due %s", got.Due)
		}
		if got := propose("P1", "", "W1"); got.Lines[0].Magazines != 0 || got.Lines[0].Rounds != 0 {
			t.Errorf("without a purpose: got %+v", got.Lines[0])
		}
	})
	t.Run("a proposal over the limit is refused as a whole, and writes nothing", func(t *testing.T) {
		before := s.Entries()
		if got := propose("P1", sentinel, "W1", "W2"); got.Refusal == nil || got.Refusal.Code != "LIMIT" || got.Lines[0].Refusal != nil {
			t.Errorf("got %+v", got.Refusal)
		}
		if s.Entries() != before {
			t.Error("it was written")
		}
	})
	t.Run("a free purpose has to be said", func(t *testing.T) {
		take := s.Take("P1", "W1")
		take.PurposeID = free
		if code := s.Code(s.Root, "Counter.Issue", take); code != "INVALID" {
			t.Errorf("got %q", code)
		}
	})
	var first app.Transaction
	t.Run("a receipt says everything", func(t *testing.T) {
		take := s.Take("P1", "W1", "G1")
		take.PurposeID, take.Notes = sentinel, "gate 2"
		take.Lines[0].Magazines, take.Lines[0].Rounds, take.Lines[1].Magazines, take.Lines[1].Rounds = -1, -1, 2, 20
		first = apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", take)
		if first.ReceiptNo == "" || first.ReceiptType != "TR" || first.Action != "Take" || first.Person != "SGT CRUZ, Juan" || first.Purpose != "Duty Sentinel" ||
			first.Magazines != 5 || first.Rounds != 110 || first.Username != "root" || first.Account != "MSGT Mercado" || first.Station != "Counter 1" || first.Notes != "gate 2" ||
			first.Due == "" || first.Why != "alone" || len(first.Lines) != 2 || first.Lines[0].Serial != "W1" || first.Lines[0].ReturnedAt != "" {
			t.Errorf("got %+v", first)
		}
	})
	t.Run("a proposal names the line that cannot be taken", func(t *testing.T) {
		got := propose("P2", sentinel, "W1", "W2")
		if got.Lines[0].Refusal == nil || got.Lines[0].Refusal.Code != "OUT" || got.Lines[1].Refusal != nil || got.Refusal == nil {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("what does not come back is said, never lost", func(t *testing.T) {
		back := s.Return("W1")
		back.Lines[0].Magazines, back.Lines[0].Rounds = 3, 88
		_, refused := apptest.Try[app.Transaction](s, s.Root, "Counter.Return", back)
		if refused == nil || refused.Code != "SHORT" || !strings.Contains(refused.Message, "2 rounds") {
			t.Errorf("got %+v", refused)
		}
		back.Missing = "discrepancy"
		if tx := apptest.Must[app.Transaction](s, s.Root, "Counter.Return", back); tx.Rounds != 88 || tx.Person != "SGT CRUZ, Juan" {
			t.Errorf("got %+v", tx)
		}
	})
	t.Run("somebody else may bring it back, and the record says so", func(t *testing.T) {
		back := s.Return("G1")
		back.PersonID = s.Person("P2")
		tx := apptest.Must[app.Transaction](s, s.Root, "Counter.Return", back)
		if tx.Person != "SGT REYES, Ana" || tx.Lines[0].Holder != "SGT CRUZ, Juan" {
			t.Errorf("got %+v", tx)
		}
		take := apptest.Must[app.Transaction](s, s.Root, "Transactions.Get", first.ID)
		if take.Lines[0].ReturnedAt == "" || take.Lines[1].ReturnedAt == "" {
			t.Errorf("the Take does not say when it came back: %+v", take.Lines)
		}
	})
	t.Run("a suspended person returns what he has", func(t *testing.T) {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P2", "W2"))
		apptest.Must[app.PersonRecord](s, s.Root, "People.SetStatus", app.StatusChange{ID: s.Person("P2"), Status: "Suspended", Reason: "under investigation"})
		if code := s.Code(s.Root, "People.SetStatus", app.StatusChange{ID: s.Person("P2"), Status: "Archived", Reason: "left"}); code != "HOLDING" {
			t.Errorf("archived with a rifle in his hands: %q", code)
		}
		if code := s.Code(s.Root, "Counter.Return", s.Return("W2")); code != "" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("the newest transactions are listed first", func(t *testing.T) {
		got := apptest.Must[[]app.Transaction](s, s.Root, "Counter.Recent", 2)
		if len(got) != 2 || got[0].Action != "Return" || got[0].Lines[0].Serial != "W2" || got[1].Action != "Take" {
			t.Errorf("got %+v", got)
		}
		if got := apptest.Must[[]app.Transaction](s, s.Root, "Counter.Recent", 1000); len(got) != 5 {
			t.Errorf("got %d", len(got))
		}
	})
	t.Run("ids of something else are refused in words", func(t *testing.T) {
		person, item := s.Person("P1"), s.Item("W1")
		for name, ask := range map[string]app.IssueRequest{
			"an item as person":  {PersonID: item, Lines: []app.IssueLine{{ItemID: item}}},
			"a person as item":   {PersonID: person, Lines: []app.IssueLine{{ItemID: person}}},
			"a label":            {PersonID: "P1", Lines: []app.IssueLine{{ItemID: item}}},
			"an unknown purpose": {PersonID: person, PurposeID: item, Lines: []app.IssueLine{{ItemID: item}}},
		} {
			if code := s.Code(s.Root, "Counter.Issue", ask); code != "NOT_FOUND" {
				t.Errorf("%s: got %q", name, code)
			}
		}
	})
}
