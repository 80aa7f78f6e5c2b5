package app_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/exchange"
)

// inZone has the test live in a time zone.
func inZone(t *testing.T, zone *time.Location) {
	t.Helper()
	before := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = before })
}

// cells are the rows of a report as "a|b|c".
func cells(r app.Report) (out []string) {
	for _, row := range r.Rows {
		out = append(out, strings.Join(row.Cells, "|"))
	}
	return out
}

func reported(s *apptest.Station, report, by, from, to string) app.Report {
	return apptest.Must[app.Report](s, s.Root, "Reports.Get", app.ReportQuery{Report: report, By: by, From: from, To: to})
}

// wants fails unless a report has these rows.
func wants(t *testing.T, r app.Report, rows ...string) {
	t.Helper()
	if got := cells(r); strings.Join(got, "\n") != strings.Join(rows, "\n") {
		t.Errorf("%s %s, %s to %s: got\n%s\nwant\n%s", r.Report, r.By, r.From, r.To, strings.Join(got, "\n"), strings.Join(rows, "\n"))
	}
	for _, row := range r.Rows {
		if len(row.Cells) != len(r.Columns) {
			t.Errorf("%d cells under %d columns", len(row.Cells), len(r.Columns))
		}
	}
}

func TestReports(t *testing.T) {
	inZone(t, time.FixedZone("PST", 8*3600))
	s := apptest.Found(t) // 1 March 2027, 08:00 UTC: 16:00 in Manila
	s.Import("people", "serial,rank,last_name,first_name,middle_initial\nP1,SGT,Dela Cruz,Juan,m\nP2,CPT,Reyes,Ana,\n")
	s.Import("items", "model,serial,number\nM4,W1,12\nM4,W2,13\nGlock 17,G1,77\n")
	issue := func(person string, purpose int, items ...string) app.Transaction {
		ask := s.Take(person, items...)
		all := apptest.Must[[]app.Purpose](s, s.Root, "Settings.Purposes")
		ask.PurposeID = all[purpose].ID
		return apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
	}
	back := func(items ...string) {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return(items...))
	}
	purposes := apptest.Must[[]app.Purpose](s, s.Root, "Settings.Purposes")
	issue("P1", 0, "W1")
	later := func(d time.Duration) {
		s.Clock.Advance(d)
		s.Root = s.SignIn("root")
	}
	later(7*time.Hour + 50*time.Minute) // 23:50
	issue("P2", 1, "G1")
	later(20 * time.Minute) // 00:10 on 2 March
	back("G1")
	issue("P2", 1, "W2")
	later(30 * time.Hour) // 3 March 06:10: the rifle P1 took is 14 hours late, what P2 has is 6 hours late
	back("W1")

	t.Run("a day ends at local midnight, and days without anything are there", func(t *testing.T) {
		wants(t, reported(s, "issues", "day", "2027-02-28", "2027-03-03"), "2027-02-28|0|0|0|0", "2027-03-01|2|2|0|0", "2027-03-02|1|1|1|1", "2027-03-03|0|0|1|1")
		wants(t, reported(s, "issues", "day", "", ""), "2027-03-03|0|0|1|1")
	})
	t.Run("hours are local, of all days together", func(t *testing.T) {
		got := cells(reported(s, "issues", "hour", "2027-03-01", "2027-03-03"))
		want := map[int]string{16: "16|1|1|0|0", 23: "23|1|1|0|0", 0: "0|1|1|1|1", 6: "6|0|0|1|1"}
		for hour, row := range got {
			if w, busy := want[hour]; busy && row != w || !busy && row != strconv.Itoa(hour)+"|0|0|0|0" {
				t.Errorf("got %s", row)
			}
		}
	})
	t.Run("purposes count issues only, the most first", func(t *testing.T) {
		wants(t, reported(s, "issues", "purpose", "2027-03-01", "2027-03-03"), purposes[1].Name+"|2|2", purposes[0].Name+"|1|1")
	})
	t.Run("long periods are by months", func(t *testing.T) {
		r := reported(s, "issues", "day", "2027-01-15", "2027-05-02")
		wants(t, r, "2027-01|0|0|0|0", "2027-02|0|0|0|0", "2027-03|3|3|2|2", "2027-04|0|0|0|0", "2027-05|0|0|0|0")
		if r.Columns[0].Kind != "month" || strings.Join(r.Sums, "|") != "all|3|3|2|2" {
			t.Errorf("got %+v, %v", r.Columns[0], r.Sums)
		}
	})
	t.Run("who was late, how often and how long", func(t *testing.T) {
		got := cells(reported(s, "overdue", "person", "2027-03-01", "2027-03-03"))
		if len(got) != 2 || !strings.HasPrefix(got[0], "SGT DELA CRUZ, Juan M.||1|5") || !strings.HasSuffix(got[0], "|0") || !strings.HasPrefix(got[1], "CPT REYES, Ana||1|2") || !strings.HasSuffix(got[1], "|1") {
			t.Errorf("got %q", got)
		}
		wants(t, reported(s, "overdue", "person", "2027-03-01", "2027-03-01"))
		now := cells(reported(s, "overdue", "now", "", ""))
		if len(now) != 1 || !strings.Contains(now[0], "M4 Carbine 13|W2|CPT REYES, Ana|") {
			t.Errorf("got %q", now)
		}
	})
	t.Run("activity", func(t *testing.T) {
		people := reported(s, "activity", "person", "2027-03-01", "2027-03-03")
		if got := cells(people); len(got) != 2 || !strings.HasPrefix(got[0], "CPT REYES, Ana||2|2|1|1|") || !strings.HasPrefix(got[1], "SGT DELA CRUZ, Juan M.||1|1|1|1|") {
			t.Errorf("got %q", got)
		}
		if people.Rows[1].Link != "/people/"+s.Person("P1") {
			t.Errorf("links to %s", people.Rows[1].Link)
		}
		items := cells(reported(s, "activity", "item", "2027-03-01", "2027-03-03"))
		if len(items) != 3 || !strings.HasPrefix(items[0], "M4 Carbine 12|W1|1|1374") || !strings.HasPrefix(items[2], "Glock 17 77|G1|1|120") {
			t.Errorf("got %q", items)
		}
		wants(t, reported(s, "activity", "station", "2027-03-01", "2027-03-03"), "Counter 1|3|3|2|2")
		wants(t, reported(s, "activity", "account", "2027-03-01", "2027-03-03"), "MSGT Mercado|3|3|2|2")
	})
	t.Run("strength adds up", func(t *testing.T) {
		wants(t, reported(s, "strength", "", "", ""), "Glock 17|1|0|0|0|0|0|1", "M4 Carbine|1|1|0|1|0|0|2")
	})
	t.Run("a chain of custody says who has it and who had it", func(t *testing.T) {
		r := apptest.Must[app.Report](s, s.Root, "Reports.Get", app.ReportQuery{Report: "custody", Item: s.Item("W2")})
		if got := cells(r); len(got) != 1 || !strings.HasPrefix(got[0], "CPT REYES, Ana|2027-03-01T16:10") || !strings.Contains(got[0], "||108") || !strings.Contains(got[0], "|stillOut|") || r.Subject != "M4 Carbine 13" {
			t.Errorf("got %q of %s", got, r.Subject)
		}
		r = apptest.Must[app.Report](s, s.Root, "Reports.Get", app.ReportQuery{Report: "custody", Item: s.Item("W1")})
		if got := cells(r); len(got) != 1 || !strings.Contains(got[0], "|returned|") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("every report prints and is saved", func(t *testing.T) {
		for _, what := range []string{"strength ", "issues day", "issues hour", "issues purpose", "overdue now", "overdue person", "activity person", "activity item",
			"activity station", "activity account", "custody "} {
			report, by, _ := strings.Cut(what, " ")
			q := app.ReportQuery{Report: report, By: by, From: "2027-03-01", To: "2027-03-03", Item: s.Item("W1")}
			r := apptest.Must[app.Report](s, s.Root, "Reports.Get", q)
			says(t, printed(t, apptest.Must[app.File](s, s.Root, "Reports.Print", q)), "951st Armory", "Prepared by", "MSGT Mercado")
			for _, format := range []string{"csv", "xlsx"} {
				file := apptest.Must[app.File](s, s.Root, "Reports.Export", format, q)
				body, err := base64.StdEncoding.DecodeString(file.Base64)
				if err != nil {
					t.Fatal(err)
				}
				table, err := exchange.Read(t.Context(), file.Name, body)
				if err != nil || len(table.Rows) != len(r.Rows) || len(table.Header) != len(r.Columns) || strings.Contains(strings.Join(table.Header, "|")+"|", "||") {
					t.Errorf("%s as %s: %d rows under %q, %v; want %d", what, format, len(table.Rows), table.Header, err, len(r.Rows))
				}
			}
		}
	})
	t.Run("an armorer reads and prints what is about people, and saves the rest", func(t *testing.T) {
		armorer, _ := s.Account("armorer1", "armorer")
		of := app.ReportQuery{Report: "activity", By: "person"}
		apptest.Must[app.Report](s, armorer, "Reports.Get", of)
		apptest.Must[app.File](s, armorer, "Reports.Print", of)
		for _, by := range []app.ReportQuery{of, {Report: "overdue", By: "person"}} {
			if code := s.Code(armorer, "Reports.Export", "csv", by); code != "FORBIDDEN" {
				t.Errorf("got %s", code)
			}
		}
		apptest.Must[app.File](s, armorer, "Reports.Export", "csv", app.ReportQuery{Report: "issues", By: "day"})
		screen, _ := s.Account("wall", "display")
		if code := s.Code(screen, "Reports.Get", of); code != "FORBIDDEN" {
			t.Errorf("a display: got %s", code)
		}
	})
	t.Run("what cannot be asked is said in a sentence", func(t *testing.T) {
		for name, q := range map[string]app.ReportQuery{
			"There is no report":          {Report: "weather"},
			"There is no report issues m": {Report: "issues", By: "moon"},
			"is no day":                   {Report: "issues", By: "day", From: "yesterday"},
			"ends before it begins":       {Report: "issues", By: "day", From: "2027-03-02", To: "2027-03-01"},
			"longer than 10 years":        {Report: "issues", By: "day", From: "1999-01-01", To: "2027-03-01"},
			"no such item":                {Report: "custody", Item: s.Person("P1")},
		} {
			_, err := apptest.Try[app.Report](s, s.Root, "Reports.Get", q)
			if err == nil || !strings.Contains(err.Message, name) || err.Fix == "" {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if code := s.Code(s.Root, "Reports.Export", "doc", app.ReportQuery{Report: "strength"}); code != "INVALID" {
			t.Errorf("another format: got %s", code)
		}
	})
}

// A random history, at all hours, counted again from the list of transactions.
func TestReportsTellAConversionFromAReturn(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name\nP1,SGT,One,A\n")
	s.Import("items", "model,serial\nM4,W1\n")
	taken := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
	s.Clock.Advance(time.Hour)
	apptest.Must[app.Transaction](s, s.Root, "Counter.Convert", app.ConvertRequest{TransactionID: taken.ID, ReceiptType: "PAR"})
	s.Clock.Advance(time.Hour)
	chain := func() []string {
		return cells(apptest.Must[app.Report](s, s.Root, "Reports.Get", app.ReportQuery{Report: "custody", Item: s.Item("W1")}))
	}
	if got := chain(); len(got) != 2 || !strings.Contains(got[0], "|stillOut|") || !strings.Contains(got[1], "|3600|converted|") || !strings.HasSuffix(got[1], "|Counter 1|") {
		t.Errorf("got %q", got)
	}
	apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W1"))
	if got := cells(reported(s, "activity", "item", "2027-03-01", "2027-03-01")); len(got) != 1 || !strings.HasPrefix(got[0], "M4 Carbine SN W1|W1|1|7200|2027-03-01T08:00:00Z") {
		t.Errorf("issued once, out for two hours: got %q", got)
	}
	if got := chain(); !strings.Contains(got[0], "|returned|") || !strings.HasSuffix(got[0], "|Counter 1|Counter 1") || !strings.Contains(got[1], "|converted|") {
		t.Errorf("got %q", got)
	}
}

func TestIssuesByDayAreThoseOfTheTransactions(t *testing.T) {
	for _, zone := range []*time.Location{time.FixedZone("PST", 8*3600), time.FixedZone("IST", 5*3600+1800), time.FixedZone("west", -9*3600)} {
		t.Run(zone.String(), func(t *testing.T) {
			inZone(t, zone)
			s := apptest.Found(t)
			s.Fill(6, 6)
			random, out := rand.New(rand.NewPCG(1, uint64(len(zone.String())))), map[int]bool{}
			for range 40 {
				s.Clock.Advance(time.Duration(random.IntN(4*3600)) * time.Second)
				s.Root = s.SignIn("root")
				n := random.IntN(6) + 1
				serial := "0000" + strconv.Itoa(n)
				if out[n] {
					apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W"+serial))
				} else {
					apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P"+serial, "W"+serial))
				}
				out[n] = !out[n]
			}
			from, to := "2027-02-28", "2027-03-20"
			takes, returns := map[string]int{}, map[string]int{}
			for _, tx := range apptest.Must[app.Page[app.Transaction]](s, s.Root, "Transactions.List", app.ListQuery{Limit: 500}).Items {
				at, err := time.Parse(time.RFC3339, tx.Time)
				if err != nil {
					t.Fatal(err)
				}
				day := at.Local().Format(time.DateOnly)
				if tx.Action == "Take" {
					takes[day]++
				} else {
					returns[day]++
				}
			}
			sum := 0
			for _, row := range reported(s, "issues", "day", from, to).Rows {
				if row.Cells[1] != strconv.Itoa(takes[row.Cells[0]]) || row.Cells[3] != strconv.Itoa(returns[row.Cells[0]]) {
					t.Errorf("got %v, want %d issues and %d returns", row.Cells, takes[row.Cells[0]], returns[row.Cells[0]])
				}
				n, _ := strconv.Atoi(row.Cells[1])
				sum += n
			}
			if sum == 0 {
				t.Error("nothing was issued: the test shows nothing")
			}
		})
	}
}
