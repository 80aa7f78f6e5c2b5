package app_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
)

// alert opens a mass issue for Vigil, which gives a rifle 7 magazines and 210 rounds.
func alert(s *apptest.Station) app.MassRow {
	return apptest.Must[app.MassRow](s, s.Root, "Mass.Open", app.NewMass{Title: "Alert Bravo", PurposeID: purposeID(s, "Vigil"), ReceiptType: "TR"})
}

func purposeID(s *apptest.Station, name string) string {
	for _, p := range apptest.Must[[]app.Purpose](s, s.Root, "Settings.Purposes") {
		if p.Name == name {
			return p.ID
		}
	}
	s.T.Fatalf("no purpose %s", name)
	return ""
}

func massIssue(s *apptest.Station, mass app.MassRow, n int) app.MassIssue {
	return app.MassIssue{MassID: mass.ID, CommandID: apptest.Must[string](s, s.Root, "Counter.NewCommand"), PersonID: s.Person(fmt.Sprintf("P%05d", n)), ItemID: s.Item(fmt.Sprintf("W%05d", n))}
}

func TestMassIssueAtTwoStations(t *testing.T) {
	t.Parallel()
	const each = 60
	one := apptest.Found(t)
	one.Fill(2*each, 2*each)
	mass := alert(one)
	two := one.Second("Counter 2", apptest.Options{})
	meet(t, one, two)
	for _, s := range []*apptest.Station{one, two} {
		shell := apptest.Must[app.Shell](s, s.Root, "Session.Shell")
		if len(shell.Mass) != 1 || shell.Mass[0].Title != "Alert Bravo" || shell.Mass[0].OpenedAt != "Counter 1" {
			t.Fatalf("every station is told: got %+v", shell.Mass)
		}
	}
	receipts := map[string]bool{}
	for n := 1; n <= each; n++ {
		for s, who := range map[*apptest.Station]int{one: n, two: each + n} {
			tx := apptest.Must[app.Transaction](s, s.Root, "Mass.Issue", massIssue(s, mass, who))
			if tx.Purpose != "Vigil" || tx.Magazines != 7 || tx.Rounds != 210 || tx.Mass != "Alert Bravo" || len(tx.Lines) != 1 {
				t.Fatalf("got %+v", tx)
			}
			receipts[tx.ReceiptNo] = true
			s.Clock.Advance(time.Second)
		}
	}
	meet(t, one, two)
	if len(receipts) != 2*each {
		t.Errorf("%d issues gave %d receipts", 2*each, len(receipts))
	}
	figures := apptest.Must[app.MassFigures](two, two.Root, "Mass.Figures", mass.ID)
	if figures.Here != each || figures.All != 2*each || figures.Mass.Issued != 2*each || len(figures.Stations) != 2 || len(figures.Last) != 10 ||
		figures.MinuteHere == 0 || figures.MinuteAll < figures.MinuteHere || figures.Models[0].Issued != 2*each || figures.Models[0].Left != 0 {
		t.Errorf("got %+v", figures)
	}

	t.Run("what is out names its holder", func(t *testing.T) {
		taken := massIssue(one, mass, 1)
		taken.PersonID = one.Person("P00002")
		_, refused := apptest.Try[app.Transaction](one, one.Root, "Mass.Issue", taken)
		if refused == nil || refused.Code != armory.CodeOut || refused.Holder == "" || refused.Fix == "" {
			t.Errorf("got %+v", refused)
		}
	})
	t.Run("sent twice it is one receipt", func(t *testing.T) {
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", one.Return("W00003"))
		again := massIssue(one, mass, 3)
		first, second := apptest.Must[app.Transaction](one, one.Root, "Mass.Issue", again), apptest.Must[app.Transaction](one, one.Root, "Mass.Issue", again)
		if first.ReceiptNo != second.ReceiptNo {
			t.Errorf("got %s and %s", first.ReceiptNo, second.ReceiptNo)
		}
	})
	t.Run("the account says who still has what, what came back and what is missing", func(t *testing.T) {
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", one.Return("W00001", "W00002"))
		short := one.Return("W00004")
		short.Lines[0].Magazines, short.Lines[0].Rounds, short.Missing = 6, 200, armory.MissingDiscrepancy
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", short)
		got := apptest.Must[app.MassAccount](one, one.Root, "Mass.Account", mass.ID)
		if got.Issued != 2*each+1 || got.Back != 4 || got.Out != 2*each-3 || got.Settled != 0 || got.Magazines != 1 || got.Rounds != 10 || len(got.Lines) != got.Issued {
			t.Errorf("got %+v", got.Mass)
		}
		if first, last := got.Lines[0], got.Lines[len(got.Lines)-1]; first.State != "out" || last.State != "back" || last.Returned == "" || first.Returned != "" {
			t.Errorf("got %+v and %+v", first, last)
		}
		if m := got.Models; len(m) != 1 || m[0].Model != "M4 Carbine" || m[0].Back != 4 || m[0].Issued != m[0].Back+m[0].Out+m[0].Settled {
			t.Errorf("got %+v", m)
		}
	})
	t.Run("the account follows what was put on another receipt", func(t *testing.T) {
		line := func() app.MassLine {
			got := apptest.Must[app.MassAccount](one, one.Root, "Mass.Account", mass.ID)
			i := slices.IndexFunc(got.Lines, func(l app.MassLine) bool { return l.Serial == "W00005" })
			if got.Issued != 2*each+1 || got.Issued != got.Back+got.Out+got.Settled {
				t.Errorf("got %+v", got.Models)
			}
			return got.Lines[i]
		}
		receipt := line().Transaction
		for _, kind := range []string{"TR", "PAR"} { // a TR for longer, then a PAR
			receipt = apptest.Must[app.Transaction](one, one.Root, "Counter.Convert", app.ConvertRequest{TransactionID: receipt, ReceiptType: kind}).ID
			if got := line(); got.State != "out" || got.Returned != "" {
				t.Errorf("got %+v", got)
			}
		}
		short := one.Return("W00005")
		short.Lines[0].Magazines, short.Lines[0].Rounds, short.Missing = 6, 210, armory.MissingDiscrepancy
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", short)
		if got := line(); got.State != "back" || got.Returned == "" || got.ShortMags != 1 || got.ShortRounds != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("rounds that were fired are not missing", func(t *testing.T) {
		before := apptest.Must[app.MassAccount](one, one.Root, "Mass.Account", mass.ID)
		fired := one.Return("W00006", "W00007") // of the second one they are missing all the same
		fired.Lines[0].Rounds, fired.Lines[1].Rounds, fired.Lines[1].Missing, fired.Missing = 150, 200, armory.MissingDiscrepancy, armory.MissingExpended
		apptest.Must[app.Transaction](one, one.Root, "Counter.Return", fired)
		got := apptest.Must[app.MassAccount](one, one.Root, "Mass.Account", mass.ID)
		if got.Rounds != before.Rounds+10 || got.Expended != 60 || got.Magazines != before.Magazines {
			t.Errorf("%d rounds missing and %d expended, want %d and 60", got.Rounds, got.Expended, before.Rounds+10)
		}
		for _, l := range got.Lines {
			if l.Serial == "W00006" && (l.ShortRounds != 0 || l.Expended != 60) || l.Serial == "W00007" && (l.ShortRounds != 10 || l.Expended != 0) {
				t.Errorf("got %+v", l)
			}
		}
	})
	t.Run("its receipts are found by it", func(t *testing.T) {
		found := apptest.Must[app.Page[app.Transaction]](one, one.Root, "Transactions.List", app.ListQuery{Filter: map[string]string{"mass": mass.ID}, Limit: 5})
		if found.Total != 2*each+1 || found.Items[0].Mass != "Alert Bravo" {
			t.Errorf("got %+v", found)
		}
	})
	t.Run("it is a table and a sheet", func(t *testing.T) {
		file := apptest.Must[app.File](one, one.Root, "Mass.Export", mass.ID, "csv")
		text, err := base64.StdEncoding.DecodeString(file.Base64)
		if rows := strings.Count(string(text), "\n"); err != nil || rows != 2*each+2 || !strings.Contains(file.Name, "Alert Bravo") {
			t.Errorf("%s has %d rows: %v", file.Name, rows, err)
		}
		sheet := printed(t, apptest.Must[app.File](one, one.Root, "Print.Mass", mass.ID))
		says(t, sheet, "Alert Bravo", "Still out", "1 magazine, 10 rounds", "still open", "2 mag., 20 rd.", "60 rounds expended")
	})
	t.Run("closed at one, nothing more goes into it at the other", func(t *testing.T) {
		closed := apptest.Must[app.MassRow](one, one.Root, "Mass.Close", mass.ID, "stood down")
		if closed.Live || closed.ClosedAt != "Counter 1" || closed.Note != "stood down" {
			t.Errorf("got %+v", closed)
		}
		apptest.Must[app.MassRow](one, one.Root, "Mass.Close", mass.ID, "again") // as it is
		meet(t, one, two)
		if shell := apptest.Must[app.Shell](two, two.Root, "Session.Shell"); len(shell.Mass) != 0 {
			t.Errorf("still shown: %+v", shell.Mass)
		}
		if code := two.Code(two.Root, "Mass.Issue", massIssue(two, mass, 1)); code != armory.CodeBlocked {
			t.Errorf("got %q", code)
		}
		if all := apptest.Must[[]app.MassRow](two, two.Root, "Mass.List"); len(all) != 1 || all[0].Note != "stood down" {
			t.Errorf("got %+v", all)
		}
	})
	t.Run("what is not there is said in a sentence", func(t *testing.T) {
		person := one.Person("P00001")
		for _, c := range []struct {
			method string
			args   []any
		}{
			{"Mass.Figures", []any{"nonsense"}}, {"Mass.Figures", []any{person}}, {"Mass.Account", []any{person}}, {"Mass.Close", []any{person, ""}},
			{"Mass.Export", []any{person, "csv"}}, {"Print.Mass", []any{person}}, {"Mass.Issue", []any{app.MassIssue{}}},
			{"Mass.Open", []any{app.NewMass{Title: "Alert", PurposeID: person}}},
		} {
			_, refused := apptest.Try[any](one, one.Root, c.method, c.args...)
			if refused == nil || refused.Code != armory.CodeNotFound || refused.Fix == "" {
				t.Errorf("%s: got %+v", c.method, refused)
			}
		}
		if code := one.Code(one.Root, "Mass.Export", mass.ID, "docx"); code != armory.CodeInvalid {
			t.Errorf("got %q", code)
		}
	})
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,group,qual_rifle\nP1,SGT,One,A,951st,\nP2,SGT,Two,A,951st,2030-01-01\nP3,SGT,Three,A,952nd,\nP4,SGT,Four,A,951st,\n")
	s.Import("items", "model,serial\nM4,W1\nM4,W2\nM14,W3\nGlock 17,G1\n")
	rehearse := func(ask app.RehearsalAsk) app.Rehearsal {
		return apptest.Must[app.Rehearsal](s, s.Root, "Mass.Rehearse", ask)
	}
	shortfall := func(r app.Rehearsal) (out []string) {
		for _, f := range r.Shortfall {
			out = append(out, fmt.Sprint(f.Kind, " ", f.What, " ", f.Need, "/", f.Have))
		}
		return out
	}
	vigil := app.RehearsalAsk{PurposeID: purposeID(s, "Vigil")}
	got := rehearse(vigil)
	if want := []string{"weapons rifle 4/3", "uncounted 5.56 14/0", "uncounted 5.56 420/0", "uncounted 7.62 7/0", "uncounted 7.62 210/0"}; !slices.Equal(shortfall(got), want) {
		t.Errorf("got %q, want %q", shortfall(got), want)
	}
	if got.Category != "rifle" || got.Expected != 4 || got.Need != 4 || len(got.Weapons) != 2 || got.Weapons[0].Ready != 3 {
		t.Errorf("got %+v", got)
	}

	apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "G1")) // one item a person: he can take no more
	apptest.Must[any](s, s.Root, "People.SetStatus", app.StatusChange{ID: s.Person("P4"), Status: "Suspended", Reason: "by order"})
	apptest.Must[any](s, s.Root, "Inventory.SetStatus", app.StatusChange{ID: s.Item("W3"), Status: "Available", Condition: "Damaged", Reason: "cracked stock"})
	got = rehearse(vigil)
	if want := []string{"holding  1/0", "unfit  1/0", "doubtful rifle 1/0", "uncounted 5.56 14/0", "uncounted 5.56 420/0"}; !slices.Equal(shortfall(got), want) {
		t.Errorf("got %q, want %q", shortfall(got), want)
	}
	if got.Expected != 3 || got.Need != 2 || got.Holders[0].Items != "Glock 17 G1" || !got.Holders[0].Blocked || got.Unfit[0].Serial != "P4" || got.Weapons[0].Doubtful != 1 {
		t.Errorf("got %+v", got)
	}
	if one := rehearse(app.RehearsalAsk{PurposeID: vigil.PurposeID, Group: "952nd"}); one.Expected != 1 || one.UnfitAll != 0 {
		t.Errorf("of a group: got %+v", one)
	}
	if none := rehearse(app.RehearsalAsk{PurposeID: vigil.PurposeID, Group: "HAS"}); !slices.Contains(shortfall(none), "nobody HAS 0/0") {
		t.Errorf("of nobody: got %+v", none)
	}
	if bare := rehearse(app.RehearsalAsk{PurposeID: purposeID(s, "Training")}); !slices.Contains(shortfall(bare), "loadout rifle 0/0") {
		t.Errorf("without a loadout: got %+v", bare)
	}
	for way, want := range map[string]bool{"off": false, "warn": true, "refuse": true} {
		site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
		site.Qualification = way
		apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
		if got := slices.Contains(shortfall(rehearse(vigil)), "unqualified rifle 2/0"); got != want {
			t.Errorf("%s: said %v, want %v", way, got, want)
		}
	}
	if pistols := rehearse(app.RehearsalAsk{PurposeID: purposeID(s, "Duty Security")}); pistols.Category != "pistol" {
		t.Errorf("got %+v", pistols)
	}
}

func TestRehearsalGoesThroughEverybodyAndEverything(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	people, items := strings.Builder{}, strings.Builder{}
	people.WriteString("serial,rank,last_name,first_name,group\n")
	items.WriteString("model,serial,condition\n")
	for i := range 520 {
		fmt.Fprintf(&people, "P%d,SGT,Nr%d,A,951st\n", i, i)
		fmt.Fprintf(&items, "M4,W%d,\nM4,D%d,Damaged\n", i, i)
	}
	s.Import("people", people.String())
	s.Import("items", items.String())
	for i := range 510 {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take(fmt.Sprintf("P%d", i), fmt.Sprintf("W%d", i)))
	}
	got := apptest.Must[app.Rehearsal](s, s.Root, "Mass.Rehearse", app.RehearsalAsk{PurposeID: purposeID(s, "Vigil")})
	if len(got.Holders) != 510 || got.Need != 10 || got.Weapons[0].Ready != 10 || got.Weapons[0].Doubtful != 520 {
		t.Errorf("%d hold something, %d are to be armed, of rifles %+v", len(got.Holders), got.Need, got.Weapons[0])
	}
}

func TestRehearsalCountsWhatMayBeHandedOut(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,group\nP1,SGT,One,A,951st\nP2,SGT,Two,A,951st\n")
	s.Import("items", "model,serial\nM4,W1\nM4,W2\n")
	for _, form := range []app.StockForm{{Name: "For machine guns", Category: "other"}, {Name: "Ball", Cap: 60}} {
		form.Type, form.Calibre = "ammunition", "5.56"
		line := apptest.Must[app.StockRow](s, s.Root, "Stock.Save", form)
		apptest.Must[app.StockRow](s, s.Root, "Stock.Change", app.StockChange{ID: line.ID, How: "received", Quantity: 500})
	}
	got := apptest.Must[app.Rehearsal](s, s.Root, "Mass.Rehearse", app.RehearsalAsk{PurposeID: purposeID(s, "Vigil")})
	if i := slices.IndexFunc(got.Supplies, func(s app.RehearsalSupply) bool { return s.What == "ammunition" }); i < 0 || got.Supplies[i].Need != 420 || got.Supplies[i].Have != 120 {
		t.Errorf("got %+v", got.Supplies)
	}
}
