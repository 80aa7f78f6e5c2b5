package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

func opens(s *apptest.Station, token, kind string) string {
	s.T.Helper()
	return apptest.Must[app.CountRecord](s, token, "Counts.Open", app.NewCount{Type: kind}).Count.ID
}

func scans(s *apptest.Station, token, count, text string) app.CountScanned {
	s.T.Helper()
	return apptest.Must[app.CountScanned](s, token, "Counts.Scan", app.CountScanRequest{ID: count, Text: text})
}

func lines(s *apptest.Station, count, verdict string) app.Page[app.CountLine] {
	s.T.Helper()
	return apptest.Must[app.Page[app.CountLine]](s, s.Root, "Counts.Lines", count, verdict, app.ListQuery{})
}

func TestACountFromItsOpeningToItsSecondSignature(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(2, 6)
	armorer, _ := s.Account("armorer1", "armorer")
	auditor, _ := s.Account("auditor1", "auditor")
	apptest.Must[app.Transaction](s, armorer, "Counter.Issue", s.Take("P00001", "W00005"))
	apptest.Must[app.Transaction](s, armorer, "Counter.Issue", s.Take("P00002", "W00006"))
	id := opens(s, armorer, "opening")

	t.Run("each scan says at once what it comes to", func(t *testing.T) {
		for _, step := range []struct{ text, outcome, why string }{
			{"W00001", "found", ""}, {"item:W00001:rifle:W00001", "already", ""}, {"W00005", "unexpected", "out"}, {"X-404", "unknown", ""}, {"x-404", "already", ""},
		} {
			got := scans(s, armorer, id, step.text)
			if got.Outcome != step.outcome || got.Line == nil || got.Line.Why != step.why {
				t.Errorf("%s: got %+v", step.text, got)
			}
			if got.Line.Scanned.Name != "Name of armorer1" || got.Line.Scanned.Station != "Counter 1" {
				t.Errorf("%s: who and where is %+v", step.text, got.Line.Scanned)
			}
		}
	})
	t.Run("what is no item is refused and not recorded", func(t *testing.T) {
		before := s.Entries()
		for _, text := range []string{"", "P00001", "RECEIPT:x", strings.Repeat("x", 600)} {
			if code := s.Code(armorer, "Counts.Scan", app.CountScanRequest{ID: id, Text: text}); code != "INVALID" {
				t.Errorf("%.20q: got %q", text, code)
			}
		}
		if code := s.Code(armorer, "Counts.Scan", app.CountScanRequest{ID: "x", Text: "W00001"}); code != "NOT_FOUND" {
			t.Errorf("into no count: %q", code)
		}
		if s.Entries() != before {
			t.Error("a refused scan wrote something")
		}
	})
	scans(s, armorer, id, "W00002")
	scans(s, armorer, id, "W00003")
	t.Run("the figures are live", func(t *testing.T) {
		got := apptest.Must[app.CountRecord](s, auditor, "Counts.Get", id)
		want := app.CountFigures{Expected: 4, Found: 3, Missing: 1, Unexpected: 1, Out: 1, Unknown: 1}
		if got.Figures != want || got.Count.Scanned != 5 || got.Count.State != "Open" || got.Recent[0].Item.Serial != "W00003" {
			t.Errorf("got %+v", got)
		}
		missing := lines(s, id, "missing")
		if missing.Total != 1 || len(missing.Items) != 1 || missing.Items[0].Item.Serial != "W00004" {
			t.Errorf("missing: %+v", missing)
		}
	})
	t.Run("an open count is printed to be ticked", func(t *testing.T) {
		sheet := printed(t, apptest.Must[app.File](s, armorer, "Print.Count", id))
		says(t, sheet, "Opening count", "W00001", "W00004", "Found")
	})
	if code := s.Code(auditor, "Counts.Close", id, ""); code != "FORBIDDEN" {
		t.Errorf("an auditor closes: %q", code)
	}
	closed := apptest.Must[app.CountRecord](s, armorer, "Counts.Close", id, "by torch light")
	if closed.Count.State != "Closed" || closed.Count.Result == nil || closed.Count.Result.Missing != 1 || !closed.Mine || closed.ClosingNotes != "by torch light" {
		t.Errorf("closed: %+v", closed)
	}
	t.Run("who may count is told that it waits for a signature", func(t *testing.T) {
		note := notifications(s, s.Root).Items[0]
		if note.Title != "Opening count closed: 3 of 4 found, 1 missing, 1 unexpected, 1 unknown" || note.Link != "/counts/"+id || note.Level != "warning" {
			t.Errorf("got %+v", note)
		}
	})
	t.Run("the result stays as it was", func(t *testing.T) {
		apptest.Must[app.Transaction](s, armorer, "Counter.Return", s.Return("W00006"))
		got := apptest.Must[app.CountRecord](s, auditor, "Counts.Get", id)
		if got.Figures.Out != 1 || lines(s, id, "out").Items[0].Item.Serial != "W00006" || lines(s, id, "found").Total != 3 || got.Mine {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("the same account does not sign twice, by its session or by its password", func(t *testing.T) {
		for _, ask := range []app.CountSignature{{ID: id}, {ID: id, Username: "ARMORER1", Password: apptest.Password}} {
			if code := s.Code(armorer, "Counts.Sign", ask); code != "FORBIDDEN" {
				t.Errorf("%+v: %q", ask, code)
			}
		}
	})
	t.Run("nobody signs with a wrong password, or without the right to", func(t *testing.T) {
		if code := s.Code(armorer, "Counts.Sign", app.CountSignature{ID: id, Username: "root", Password: "wrong"}); code != "BAD_PASSWORD" {
			t.Errorf("got %q", code)
		}
		if code := s.Code(armorer, "Counts.Sign", app.CountSignature{ID: id, Username: "auditor1", Password: apptest.Password}); code != "FORBIDDEN" {
			t.Errorf("got %q", code)
		}
	})
	signed := apptest.Must[app.CountRecord](s, armorer, "Counts.Sign", app.CountSignature{ID: id, Username: "root", Password: apptest.Password})
	if signed.Count.State != "Signed" || signed.Count.Second.Name != "MSGT Mercado" || signed.Count.Closed.Name != "Name of armorer1" {
		t.Errorf("signed: %+v", signed.Count)
	}
	t.Run("the result is printed with both names", func(t *testing.T) {
		sheet := printed(t, apptest.Must[app.File](s, auditor, "Print.Count", id))
		says(t, sheet, "Opening count", "Name of armorer1", "MSGT Mercado", "X-404", "Missing", "the record says Issued", "On receipt with people: 1.", "by torch light")
	})
	t.Run("the item's history says that it was counted", func(t *testing.T) {
		history := apptest.Must[app.ItemRecord](s, auditor, "Inventory.Get", s.Item("W00001")).History
		if !slices.ContainsFunc(history, func(e app.HistoryEvent) bool { return e.Title == "Counted" && e.Detail == "Opening count" }) {
			t.Errorf("got %+v", history)
		}
	})
	list := apptest.Must[app.Page[app.CountRow]](s, auditor, "Counts.List", app.ListQuery{})
	if list.Total != 1 || list.Items[0].Result.Found != 3 {
		t.Errorf("the list: %+v", list)
	}
}

func TestABlindCountShowsNothingOfWhatIsExpected(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 3)
	id := apptest.Must[app.CountRecord](s, s.Root, "Counts.Open", app.NewCount{Type: "monthly", Blind: true}).Count.ID
	scans(s, s.Root, id, "W00001")
	got := apptest.Must[app.CountRecord](s, s.Root, "Counts.Get", id)
	if !got.Hidden || got.Figures != (app.CountFigures{Found: 1}) {
		t.Errorf("got %+v", got)
	}
	for _, verdict := range []string{"missing", "handled", "out"} {
		if code := s.Code(s.Root, "Counts.Lines", id, verdict, app.ListQuery{}); code != "BLOCKED" {
			t.Errorf("%s: %q", verdict, code)
		}
	}
	if code := s.Code(s.Root, "Print.Count", id); code != "BLOCKED" {
		t.Errorf("printed: %q", code)
	}
	apptest.Must[app.CountRecord](s, s.Root, "Counts.Close", id, "")
	if got := apptest.Must[app.CountRecord](s, s.Root, "Counts.Get", id); got.Hidden || got.Figures.Missing != 2 || lines(s, id, "missing").Total != 2 {
		t.Errorf("closed: %+v", got)
	}
}

func TestTwoStationsScanIntoOneCount(t *testing.T) {
	t.Parallel()
	one := apptest.Found(t)
	one.Fill(1, 4)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	id := opens(one, one.Root, "opening")
	bring(t, one, two)
	ear := one.App.Push.Listen()
	defer ear.Close()
	scans(two, two.Root, id, "W00001")
	bring(t, two, one)
	if topics := ear.Take(); !slices.ContainsFunc(topics, func(p app.Pushed) bool { return p.Topic == app.TopicCounts }) {
		t.Errorf("the other station's screens are told of %+v", topics)
	}
	got := apptest.Must[app.CountRecord](one, one.Root, "Counts.Get", id)
	if got.Figures.Found != 1 || got.Recent[0].Scanned.Station != "Counter 2" {
		t.Errorf("got %+v", got)
	}
	if again := scans(one, one.Root, id, "W00001"); again.Outcome != "already" || again.Line.Scanned.Station != "Counter 2" {
		t.Errorf("scanned again: %+v", again)
	}
	// Cut off from each other both scan the same item, one closes, and the other goes on.
	scans(one, one.Root, id, "W00002")
	scans(two, two.Root, id, "W00002")
	apptest.Must[app.CountRecord](one, one.Root, "Counts.Close", id, "")
	scans(two, two.Root, id, "W00003")
	meet(t, one, two)
	for _, s := range []*apptest.Station{one, two} {
		got := apptest.Must[app.CountRecord](s, s.Root, "Counts.Get", id)
		if got.Figures.Found != 2 || got.Figures.Missing != 2 || got.Figures.Late != 1 {
			t.Errorf("got %+v", got.Figures)
		}
		if late := lines(s, id, "late"); late.Total != 1 || late.Items[0].Item.Serial != "W00003" || !late.Items[0].Late {
			t.Errorf("late: %+v", late)
		}
		if code := s.Code(s.Root, "Counts.Scan", app.CountScanRequest{ID: id, Text: "W00004"}); code != "BLOCKED" {
			t.Errorf("after the closing: %q", code)
		}
	}
	if one.Digest() != two.Digest() {
		t.Error("the two stations disagree")
	}
}

func TestACountOfTheDayIsMissedWhenNobodyOpenedIt(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	due := func() (out []string) {
		for _, d := range apptest.Must[app.Shell](s, s.Root, "Session.Shell").CountsDue {
			at, err := time.Parse(time.RFC3339, d.At)
			if err != nil {
				t.Fatal(err)
			}
			days := at.Local().YearDay() - s.Clock.Now().Local().YearDay()
			out = append(out, d.Type+" "+at.Local().Format("15:04")+[]string{" today", " tomorrow"}[days])
		}
		return out
	}
	if got := due(); len(got) != 0 {
		t.Errorf("without a setting: %q", got)
	}
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	for _, bad := range []string{"6:00", "25:00", "06:00:00", "morning"} {
		site.OpeningCount = bad
		if code := s.Code(s.Root, "Settings.SaveSite", site); code != "INVALID" {
			t.Errorf("%q: %q", bad, code)
		}
	}
	site.OpeningCount = "06:00"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	if got := due(); !slices.Equal(got, []string{"opening 06:00 today", "opening 06:00 tomorrow"}) {
		t.Errorf("got %q", got)
	}
	id := opens(s, s.Root, "opening")
	if got := due(); !slices.Equal(got, []string{"opening 06:00 tomorrow"}) {
		t.Errorf("after it was opened: %q", got)
	}
	apptest.Must[app.CountRecord](s, s.Root, "Counts.Cancel", id, "opened by mistake")
	if got := due(); len(got) != 2 {
		t.Errorf("after it was cancelled: %q", got)
	}
}
