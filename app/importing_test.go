package app_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/exchange"
)

// send uploads a file in pieces, as the import wizard does, and returns its id.
func send(s *apptest.Station, what, name, data string) string {
	s.T.Helper()
	id := apptest.Must[string](s, s.Root, "Exchange.Begin", what, name, len(data))
	for i, rest := 0, data; rest != ""; i++ {
		piece := rest[:min(len(rest), 512<<10)]
		rest = rest[len(piece):]
		apptest.Must[any](s, s.Root, "Exchange.Chunk", id, i, base64.StdEncoding.EncodeToString([]byte(piece)))
	}
	return id
}

// dryRun uploads a file, tries it and returns what was found.
func dryRun(s *apptest.Station, what, data string) (string, app.ImportPreview) {
	s.T.Helper()
	id := send(s, what, what+".csv", data)
	if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Exchange.DryRun", id)); job.State != "done" {
		s.T.Fatalf("the dry run failed: %+v %+v", job, job.Error)
	}
	return id, apptest.Must[app.ImportPreview](s, s.Root, "Exchange.Preview", id)
}

func commit(s *apptest.Station, id string) app.Job {
	s.T.Helper()
	job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Exchange.Commit", id))
	if job.State == "done" && (job.Done != job.Total || job.Total == 0) {
		s.T.Errorf("the job ended at %d of %d", job.Done, job.Total)
	}
	return job
}

func TestADryRunListsEveryBadRow(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,code\nP0,SGT,There,Already,BADGE-0\n")
	s.Import("items", "model,serial,code\nM4,W0,FACTORY-0\nM4,TWICE,\nGlock 17,TWICE,\n")
	for _, c := range []struct {
		what, header string
		rows         []string
		bad          []string // row column: part of the reason
	}{
		{"people", "Serial No.,RANK,Last Name,first-name,Group,Phone,Status,Badge,Assigned weapon,Blood type", []string{
			"P1,SGT,Cruz,Juan,HAS,0917,Active,BADGE-1,factory-0,O",
			"p0,SGT,Cruz,Juan,,,,,,",
			"P2,KING,Cruz,Juan,,,,,,",
			"P3,SGT,,Juan,,,,,,",
			"P4,SGT,Cruz,,,,,,,",
			",SGT,Cruz,Juan,,,,,,",
			"P5,,Cruz,Juan,,,,,,",
			"P6,SGT,Cruz,Juan,Guests,,,,,",
			"P7,SGT,Cruz,Juan,,,Sleeping,,,",
			"P8,SGT," + strings.Repeat("x", 61) + ",Juan,,,,,,",
			"P1,SGT,Twin,Tom,,,,,,",
			"P9,SGT,Cruz,Juan,,,,badge-0,,",
			"P10,SGT,Cruz,Juan,,,,BADGE-1,,",
			"P11,SGT,Cruz,Juan,,,,,,,one cell too many",
			"P12,sgt,Peña,Ñoño,has,,suspended,,,",
			"P13,SGT,Cruz,Juan," + strings.Repeat("9", 40) + ",,,,,",
			"P14,SGT,Cruz,Juan,,,,,W404,",
			"P15,SGT,Cruz,Juan,,,,,twice,",
			"P16,SGT,Cruz,Juan,,,,,P0,",
			"P17,SGT,Cruz,Juan,,,,,PERSONNEL:P0,",
		}, []string{
			"3 serial: P0 is already registered", "4 rank: no rank \"KING\"", "5 last_name: Last name", "6 first_name: First name", "7 serial: Serial number", "8 rank: Rank",
			"9 group: no group \"Guests\"", "10 status: no status \"Sleeping\"", "11 last_name: Last name", "12 serial: P1 is already registered", "13 code: BADGE-0 is already registered",
			"14 code: BADGE-1 is already registered", "15 : more cells", "17 group: no group",
			"18 assigned: Assigned weapon \"W404\" is not registered", "19 assigned: Assigned weapon \"twice\" is more than one", "20 assigned: Assigned weapon \"P0\" is not",
			"21 assigned: Assigned weapon \"PERSONNEL:P0\" is not",
		}},
		{"items", "Model,Serial,Rack No,Condition,Status,Description,QR code", []string{
			"M4,W1,1,Good,Available,,",
			"m4 carbine,W2,2,fair,maintenance,,",
			"M99,W3,,,,,",
			",W4,,,,,",
			"M4,,,,,,",
			"M4,W5,,Rusty,,,",
			"M4,W6,,,Issued,,",
			"M4,w0,,,,,",
			"M4,w1,,,,,",
			"M4,W7,,,,,factory-0",
			"M4,W8," + strings.Repeat("7", 17) + ",,,,",
			"M4,W9,,,," + strings.Repeat("long ", 60) + ",",
			"M4," + strings.Repeat("W", 41) + ",,,,,",
			"Glock 17,W1,,,,,",
		}, []string{
			"4 model: no model \"M99\"", "5 model: Model", "6 serial: Serial number", "7 condition: no condition \"Rusty\"", "8 status: no status \"Issued\"", "9 serial: is already registered",
			"10 serial: is already registered", "11 code: FACTORY-0 is already registered", "12 number: Rack number", "13 description: Description", "14 serial: Serial number",
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			before := s.Entries()
			id, preview := dryRun(s, c.what, c.header+"\n"+strings.Join(c.rows, "\n")+"\n")
			if preview.Rows != len(c.rows) || preview.Good != len(c.rows)-len(c.bad) || len(preview.Missing) != 0 || preview.UploadID != id || preview.Format != "CSV, UTF-8, commas" {
				t.Errorf("got %d rows, %d good, missing %q, format %q", preview.Rows, preview.Good, preview.Missing, preview.Format)
			}
			var got []string
			for _, bad := range preview.Bad {
				got = append(got, fmt.Sprintf("%d %s: %s", bad.Row, bad.Column, bad.Reason))
				if len(bad.Cells) != len(preview.Columns) {
					t.Errorf("row %d shows %d cells under %d columns", bad.Row, len(bad.Cells), len(preview.Columns))
				}
			}
			for i, want := range c.bad {
				where, why, _ := strings.Cut(want, ": ")
				if i >= len(got) || !strings.HasPrefix(got[i], where+":") || !strings.Contains(got[i], why) {
					t.Errorf("got %q, want %q", append(got, "nothing")[min(i, len(got))], want)
				}
			}
			if len(got) != len(c.bad) {
				t.Errorf("got %d bad rows, want %d: %q", len(got), len(c.bad), got)
			}
			if len(preview.Sample) != preview.Good || s.Entries() != before {
				t.Errorf("got %d samples; %d entries were written", len(preview.Sample), s.Entries()-before)
			}
			t.Run("and the import of it writes nothing", func(t *testing.T) {
				job := commit(s, id)
				if job.State != "failed" || job.Error.Code == "INTERNAL" || !strings.HasPrefix(job.Error.Message, "Row ") || !strings.Contains(job.Error.Message, "Nothing was imported") {
					t.Errorf("got %+v %+v", job, job.Error)
				}
				if s.Entries() != before {
					t.Errorf("%d entries were written", s.Entries()-before)
				}
			})
		})
	}
	t.Run("unknown columns are ignored by name, required ones that lack are named", func(t *testing.T) {
		_, preview := dryRun(s, "people", "Serial,Shoe size,Blood type\nP1,44,O\n")
		if fmt.Sprint(preview.Ignored) != "[Shoe size Blood type]" || fmt.Sprint(preview.Missing) != "[rank last_name first_name]" || preview.Good != 0 {
			t.Errorf("got %+v", preview)
		}
		id := send(s, "people", "people.csv", "Serial\nP1\n")
		if job := commit(s, id); job.State != "failed" || job.Error.Message != "The file lacks the column rank." {
			t.Errorf("got %+v", job.Error)
		}
	})
	t.Run("a column that stands there twice is refused", func(t *testing.T) {
		id := send(s, "items", "items.csv", "Model,Serial,Serial Number\nM4,W1,W2\n")
		if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Exchange.DryRun", id)); job.State != "failed" || job.Error.Code != "INVALID" {
			t.Errorf("got %+v", job)
		}
	})
}

func TestImport(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)

	t.Run("writes one entry a row in one commit, once", func(t *testing.T) {
		var file strings.Builder
		file.WriteString("Serial;Rank;Last name;First name\n")
		for i := range 300 {
			fmt.Fprintf(&file, "S%04d;SGT;Cruz;Juan %s\n", i, strings.Repeat("x", 10))
		}
		id, preview := dryRun(s, "people", file.String())
		if preview.Good != 300 || len(preview.Sample) != 20 {
			t.Fatalf("got %+v", preview)
		}
		before := s.Entries()
		if job := commit(s, id); job.State != "done" || job.Result != "300 people imported." {
			t.Fatalf("got %+v %+v", job, job.Error)
		}
		if got := s.Entries() - before; got != 300 {
			t.Errorf("%d entries were written", got)
		}
		if job := commit(s, id); job.State != "failed" || s.Entries()-before != 300 {
			t.Errorf("pressed twice: got %+v and %d entries", job, s.Entries()-before)
		}
	})
	t.Run("that is stopped writes nothing", func(t *testing.T) {
		var file strings.Builder
		file.WriteString("model,serial\n")
		for i := range exchange.MaxRows {
			fmt.Fprintf(&file, "M4,R%05d\n", i)
		}
		id := send(s, "items", "items.csv", file.String())
		before := s.Entries()
		ear := s.App.Push.Listen()
		defer ear.Close()
		job := apptest.Must[app.Job](s, s.Root, "Exchange.Commit", id)
		for now := job; now.Done == 0 && now.State == "running"; now = apptest.Must[app.Job](s, s.Root, "Jobs.Get", job.ID) {
			select {
			case <-ear.Ready():
				ear.Take()
			case <-time.After(20 * time.Second):
				t.Fatal("no progress")
			}
		}
		apptest.Must[any](s, s.Root, "Jobs.Cancel", job.ID)
		if job = s.Done(s.Root, job); job.State != "cancelled" {
			t.Fatalf("got %+v", job)
		}
		if s.Entries() != before || items(s, app.ListQuery{Text: "R00000"}).Total != 0 {
			t.Errorf("%d entries were written", s.Entries()-before)
		}
	})
	t.Run("of what is no table says so", func(t *testing.T) {
		for name, data := range map[string]string{"a.csv": "\x00\x01\x02 binary", "b.xlsx": "PK\x03\x04 no workbook", "c.csv": "\n\n", "d.xlsx": "serial,rank\n"} {
			id := send(s, "people", name, data)
			for _, method := range []string{"Exchange.DryRun", "Exchange.Commit"} {
				if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, method, id)); job.State != "failed" || job.Error.Code != "INVALID" || job.Error.Fix == "" {
					t.Errorf("%s of %s: got %+v %+v", method, name, job, job.Error)
				}
			}
		}
	})
	t.Run("takes the file in pieces, whole, in order, from who began", func(t *testing.T) {
		for name, code := range map[string]string{
			"of something else": s.Code(s.Root, "Exchange.Begin", "ammunition", "a.csv", 10),
			"of nothing":        s.Code(s.Root, "Exchange.Begin", "people", "a.csv", 0),
			"of 33 MB":          s.Code(s.Root, "Exchange.Begin", "people", "a.csv", 33<<20),
		} {
			if code != "INVALID" && code != "TOO_LARGE" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		id := apptest.Must[string](s, s.Root, "Exchange.Begin", "people", "a.csv", 6)
		piece := base64.StdEncoding.EncodeToString([]byte("abc"))
		if code := s.Code(s.Root, "Exchange.Chunk", id, 1, piece); code != "INVALID" {
			t.Errorf("the second first: got %q", code)
		}
		apptest.Must[any](s, s.Root, "Exchange.Chunk", id, 0, piece)
		if code := s.Code(s.Root, "Exchange.Chunk", id, 0, piece); code != "INVALID" {
			t.Errorf("the first twice: got %q", code)
		}
		if code := s.Code(s.Root, "Exchange.Chunk", id, 1, "not base64!"); code != "INVALID" {
			t.Errorf("garbled: got %q", code)
		}
		if job := commit(s, id); job.State != "failed" || job.Error.Code != "INVALID" {
			t.Errorf("half a file: got %+v", job)
		}
		apptest.Must[any](s, s.Root, "Exchange.Chunk", id, 1, piece)
		if code := s.Code(s.Root, "Exchange.Chunk", id, 2, piece); code != "INVALID" {
			t.Errorf("more than was said: got %q", code)
		}
		other, _ := s.Account("other", "administrator")
		for _, method := range []string{"Exchange.DryRun", "Exchange.Commit", "Exchange.Preview"} {
			if code := s.Code(other, method, id); code != "NOT_FOUND" {
				t.Errorf("%s by another account: got %q", method, code)
			}
		}
		if code := s.Code(s.Root, "Exchange.Preview", id); code != "NOT_FOUND" {
			t.Errorf("before it was tried: got %q", code)
		}
	})
}

func TestExport(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("items", "model,serial,description\nM4,W1,\"=cmd|'/c calc'!A1\"\nM4,W2,\n")
	s.Import("people", "serial,rank,last_name,first_name,phone,assigned\nP1,SGT,Cruz,Juan,+63 917 555 0101,\nP2,CPT,Peña,Ana,-,w2\n")
	apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P1", "W1"))
	armorer, _ := s.Account("armorer1", "armorer")
	export := func(what, format string, q app.ListQuery) (app.File, exchange.Table) {
		t.Helper()
		file := apptest.Must[app.File](s, s.Root, "Exchange.Export", what, format, q)
		raw, err := base64.StdEncoding.DecodeString(file.Base64)
		if err != nil {
			t.Fatal(err)
		}
		if format == "csv" && strings.Contains(string(raw), ",=") {
			t.Errorf("a cell is a formula: %q", raw)
		}
		table, err := exchange.Read(context.Background(), file.Name, raw)
		if err != nil {
			t.Fatal(err)
		}
		return file, table
	}
	for _, format := range []string{"csv", "xlsx"} {
		file, table := export("people", format, app.ListQuery{Sort: "serial"})
		if !strings.HasSuffix(file.Name, " people."+format) || len(table.Rows) != 2 || table.Rows[0].Cells[7] != "+63 917 555 0101" || table.Rows[1].Cells[3] != "Peña" || table.Rows[1].Cells[7] != "-" {
			t.Errorf("%s: got %s %+v", format, file.Name, table)
		}
		_, table = export("items", format, app.ListQuery{Filter: map[string]string{"status": "Issued"}})
		if len(table.Rows) != 1 || table.Rows[0].Cells[6] != "=cmd|'/c calc'!A1" || table.Rows[0].Cells[8] != "SGT CRUZ, Juan" {
			t.Errorf("%s: got %+v", format, table)
		}
		if _, table = export("transactions", format, app.ListQuery{}); len(table.Rows) != 1 || table.Rows[0].Cells[2] != "Take" {
			t.Errorf("%s: got %+v", format, table)
		}
	}
	t.Run("of people is not for an armorer, who may have the rest", func(t *testing.T) {
		if code := s.Code(armorer, "Exchange.Export", "people", "csv", app.ListQuery{}); code != "FORBIDDEN" {
			t.Errorf("got %q", code)
		}
		if code := s.Code(armorer, "Exchange.Export", "items", "csv", app.ListQuery{}); code != "" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("of stock has every line with what is there", func(t *testing.T) {
		line := apptest.Must[[]app.StockRow](s, s.Root, "Stock.List")[0]
		apptest.Must[app.StockRow](s, s.Root, "Stock.Change", app.StockChange{ID: line.ID, How: "received", Quantity: 120})
		_, table := export("stock", "xlsx", app.ListQuery{})
		for _, row := range table.Rows {
			if row.Cells[0] == line.Name && row.Cells[2] == line.Lot && row.Cells[5] != "120" {
				t.Errorf("got %q", row.Cells)
			}
		}
		if all := apptest.Must[[]app.StockRow](s, s.Root, "Stock.List"); len(table.Rows) != len(all) || len(all) < 3 {
			t.Errorf("got %d rows of %d lines", len(table.Rows), len(all))
		}
	})
	t.Run("of another list or in another format is refused", func(t *testing.T) {
		if code := s.Code(s.Root, "Exchange.Export", "accounts", "csv", app.ListQuery{}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
		if code := s.Code(s.Root, "Exchange.Export", "items", "exe", app.ListQuery{}); code != "INVALID" {
			t.Errorf("got %q", code)
		}
	})
	t.Run("holds every row of a list longer than a window", func(t *testing.T) {
		s.Fill(1203, 1)
		if _, table := export("people", "csv", app.ListQuery{}); len(table.Rows) != 1205 {
			t.Errorf("got %d rows", len(table.Rows))
		}
	})
	t.Run("of people can be imported again elsewhere", func(t *testing.T) {
		_, table := export("people", "csv", app.ListQuery{Text: "Peña"})
		there := apptest.Found(t)
		there.Import("items", "model,serial\nM4,W2\n")
		var text strings.Builder
		text.WriteString(strings.Join(table.Header, ";") + "\n")
		for _, row := range table.Rows {
			text.WriteString(strings.Join(row.Cells, ";") + "\n")
		}
		there.Import("people", text.String())
		if got := people(there, app.ListQuery{}); got.Total != 1 || got.Items[0].LastName != "Peña" || got.Items[0].Phone != "-" || got.Items[0].Assigned == "" {
			t.Errorf("got %+v", got)
		}
	})
}

// The wizard tells people of the same columns before they choose a file.
func TestTheScreenNamesTheColumnsOfAnImport(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../frontend/src/features/importing/columns.ts")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range regexp.MustCompile(`\{ name: "(\w+)", required: (true|false)`).FindAllSubmatch(source, -1) {
		got = append(got, string(m[1])+" "+string(m[2]))
	}
	for _, c := range slices.Concat(exchange.People, exchange.Items) {
		want = append(want, fmt.Sprint(c.Name, " ", c.Required))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
