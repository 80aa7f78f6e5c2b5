package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"armguard/app/exchange"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const bom = "\xef\xbb\xbf"

// encoded is text as a program that writes that encoding saves it.
func encoded(t *testing.T, with encoding.Encoding, text string) string {
	t.Helper()
	out, err := with.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(name, data string) (exchange.Table, error) {
	return exchange.Read(context.Background(), name, []byte(data))
}

func TestReadUnderstandsWhatSpreadsheetProgramsSave(t *testing.T) {
	const text = "Serial,Last name\r\nP1,Peña\r\n"
	semicolons := strings.ReplaceAll(text, ",", ";")
	for _, c := range []struct {
		name, data, format string
	}{
		{"UTF-8", text, "CSV, UTF-8, commas"},
		{"UTF-8 with a byte order mark", bom + text, "CSV, UTF-8, commas"},
		{"UTF-16 little endian", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text), "CSV, UTF-16, commas"},
		{"UTF-16 big endian", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text), "CSV, UTF-16, commas"},
		{"UTF-16 little endian without a mark", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), text), "CSV, UTF-16, commas"},
		{"UTF-16 big endian without a mark", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), text), "CSV, UTF-16, commas"},
		{"Windows-1252", encoded(t, charmap.Windows1252, text), "CSV, Windows-1252, commas"},
		{"semicolons", semicolons, "CSV, UTF-8, semicolons"},
		{"semicolons in Windows-1252", encoded(t, charmap.Windows1252, semicolons), "CSV, Windows-1252, semicolons"},
		{"tabs", strings.ReplaceAll(text, ",", "\t"), "CSV, UTF-8, tabs"},
		{"bars", strings.ReplaceAll(text, ",", "|"), "CSV, UTF-8, bars"},
		{"tabs in UTF-16, as a spreadsheet's Unicode text", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.ReplaceAll(text, ",", "\t")), "CSV, UTF-16, tabs"},
		{"old line ends", strings.ReplaceAll(text, "\r\n", "\r"), "CSV, UTF-8, commas"},
		{"plain line ends", strings.ReplaceAll(text, "\r\n", "\n"), "CSV, UTF-8, commas"},
		{"no line end at the end", strings.TrimSpace(text), "CSV, UTF-8, commas"},
		{"letters made of two signs", strings.ReplaceAll(text, "ñ", "n\u0303"), "CSV, UTF-8, commas"},
		{"white space and signs nobody sees", strings.ReplaceAll(text, "Peña", " \u00a0Pe\u202eña\u200b "), "CSV, UTF-8, commas"},
		{"quoted cells", "\"Serial\",\"Last name\"\n\"P1\",\"Peña\"\n", "CSV, UTF-8, commas"},
		{"a separator inside a quoted header", "Serial;\"Last name\"\nP1;Peña\n", "CSV, UTF-8, semicolons"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := read("people.csv", c.data)
			if err != nil {
				t.Fatal(err)
			}
			if table.Format != c.format {
				t.Errorf("got format %q, want %q", table.Format, c.format)
			}
			if !slices.Equal(table.Header, []string{"Serial", "Last name"}) || len(table.Rows) != 1 || !slices.Equal(table.Rows[0].Cells, []string{"P1", "Peña"}) {
				t.Errorf("got %+v", table)
			}
		})
	}
}

func TestReadKeepsQuotedCellsWhole(t *testing.T) {
	table, err := read("items.csv", "model,serial,description\n\nM4,W1,\"14.5\"\" barrel, worn\"\nM4,W2,\"two\nlines\"\nM4,W3,last\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range table.Rows {
		got = append(got, fmt.Sprintf("%d:%s", row.Number, row.Cells[2]))
	}
	// A line break inside a cell begins no row of a spreadsheet: W3 stands in row 5 there.
	if want := []string{`3:14.5" barrel, worn`, "4:two lines", "5:last"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadPutsRowsUnderTheHeader(t *testing.T) {
	table, err := read("items.csv", ",,\n\nmodel,serial,number,,\nM4,W1\nM4,W2,7,extra\n,,\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Header) != 3 || len(table.Rows) != 2 {
		t.Fatalf("got %+v", table)
	}
	if short := table.Rows[0]; !slices.Equal(short.Cells, []string{"M4", "W1", ""}) || short.Extra || short.Number != 4 {
		t.Errorf("a short row is %+v", short)
	}
	if long := table.Rows[1]; len(long.Cells) != 3 || !long.Extra {
		t.Errorf("a row that is too long is %+v", long)
	}
}

func TestReadRefusesWhatIsNoTable(t *testing.T) {
	rows := func(n int) string { return "serial,rank\n" + strings.Repeat("P1,SGT\n", n) }
	for _, c := range []struct {
		name, file, data, code, says string
	}{
		{"an empty file", "a.csv", "", "INVALID", "empty"},
		{"only white space", "a.csv", "\n \n,,\n", "INVALID", "no rows"},
		{"only column names", "a.csv", "serial,rank\n", "INVALID", "column names but no rows"},
		{"NUL bytes", "a.csv", "serial,rank\nP\x001,SGT\n", "INVALID", "no text"},
		{"a picture", "a.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", "INVALID", "no text"},
		{"a PDF", "a.csv", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x01\x02stream", "INVALID", "no text"},
		{"UTF-8 with a mark and bytes that are none", "a.csv", bom + "serial,last_name\nP1,Pe\xf1a\n", "INVALID", "no text"},
		{"letters that were lost before", "a.csv", "serial,last_name\nP1,Pe\ufffda\n", "INVALID", "Row 2 has a letter that was lost"},
		{"a quotation mark that is not closed", "a.csv", "serial,last_name\nP1,\"Cruz\nP2,Reyes\nP3,Santos\n", "INVALID", "Row 2 has a quotation mark"},
		{"a quotation mark inside a cell", "a.csv", "serial,description\nW1,14.5\" barrel\nW2,\n", "INVALID", "Row 2 has a quotation mark"},
		{"20,001 rows", "a.csv", rows(exchange.MaxRows + 1), "TOO_LARGE", "more than 20000 rows"},
		{"a cell without end", "a.csv", "serial,rank\nP1," + strings.Repeat("x", 5000), "INVALID", "Row 2 has a cell with more than 4000"},
		{"a thousand columns", "a.csv", "serial,rank\nP1" + strings.Repeat(",x", 1000), "INVALID", "more than 200 columns"},
		{"more than 32 MB", "a.csv", strings.Repeat(strings.Repeat("x", 1023)+"\n", 33<<10), "TOO_LARGE", "larger than 32 MB"},
		{"text called a workbook", "a.xlsx", "serial,rank\nP1,SGT\n", "INVALID", "called .xlsx but is no workbook"},
		{"rubbish called a workbook", "a.xlsx", "\x01\x02\x03\x04", "INVALID", "no workbook"},
		{"an archive cut short", "a.xlsx", "PK\x03\x04 and then nothing", "INVALID", "no workbook"},
		{"an old workbook", "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "INVALID", "old .xls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := read(c.file, c.data)
			var problem *exchange.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("got %v and %d rows, want a problem", err, len(table.Rows))
			}
			if problem.Code != c.code || !strings.Contains(problem.Message, c.says) || problem.Fix == "" {
				t.Errorf("got %s %q %q, want %s with %q", problem.Code, problem.Message, problem.Fix, c.code, c.says)
			}
		})
	}
	t.Run("20,000 rows are fine", func(t *testing.T) {
		table, err := read("a.csv", rows(exchange.MaxRows))
		if err != nil || len(table.Rows) != exchange.MaxRows {
			t.Errorf("got %d rows, %v", len(table.Rows), err)
		}
	})
	t.Run("who stops waiting gets his own reason", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := exchange.Read(ctx, "a.csv", []byte(rows(5000))); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestMatchFindsColumnsHoweverTheyAreWritten(t *testing.T) {
	m := exchange.Match([]string{" SERIAL NO. ", "Rank*", "Last Name", "FIRST-NAME", "m.i.", "Blood type", ""}, exchange.People)
	for column, at := range map[string]int{"serial": 0, "rank": 1, "last_name": 2, "first_name": 3, "middle_initial": 4} {
		if got, ok := m.At[column]; !ok || got != at {
			t.Errorf("%s: got %d %v, want %d", column, got, ok, at)
		}
	}
	if !slices.Equal(m.Ignored, []string{"Blood type"}) || len(m.Missing)+len(m.Doubled) != 0 {
		t.Errorf("got %+v", m)
	}
	if m := exchange.Match([]string{"serial", "Serial number", "rank"}, exchange.People); !slices.Equal(m.Doubled, []string{"serial"}) ||
		!slices.Equal(m.Missing, []string{"last_name", "first_name"}) {
		t.Errorf("got %+v, want serial doubled and the names missing", m)
	}
}
