package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/exchange"

	"github.com/xuri/excelize/v2"
)

// workbook is what fill makes of a new book with one sheet, Sheet1.
func workbook(t *testing.T, fill func(book *excelize.File) error) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	if err := fill(book); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func setRows(book *excelize.File, sheet string, from int, rows ...[]any) error {
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, from+i)
		if err == nil {
			err = book.SetSheetRow(sheet, at, &row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func TestReadUnderstandsWorkbooks(t *testing.T) {
	t.Run("empty rows are passed over and rows keep their numbers", func(t *testing.T) {
		table, err := read("items.xlsx", workbook(t, func(book *excelize.File) error {
			return errors.Join(setRows(book, "Sheet1", 3, []any{"Model", "Serial"}), setRows(book, "Sheet1", 6, []any{"M4", "W1"}), setRows(book, "Sheet1", 9, []any{"M4", 12345}))
		}))
		if err != nil {
			t.Fatal(err)
		}
		if table.Format != "XLSX, sheet Sheet1" || len(table.Rows) != 2 || table.Rows[0].Number != 6 || table.Rows[1].Number != 9 || table.Rows[1].Cells[1] != "12345" {
			t.Errorf("got %+v", table)
		}
	})
	t.Run("a formula is what it came to, a date is as it is shown", func(t *testing.T) {
		table, err := read("items.xlsx", workbook(t, func(book *excelize.File) error {
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: ptr("yyyy-mm-dd")})
			if err != nil {
				return err
			}
			return errors.Join(setRows(book, "Sheet1", 1, []any{"Model", "Serial", "Number", "Description"}, []any{"M4", "W1", nil, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)}),
				book.SetCellStyle("Sheet1", "D2", "D2", style), book.SetCellValue("Sheet1", "C2", 42), book.SetCellFormula("Sheet1", "C2", "=40+2"))
		}))
		if err != nil {
			t.Fatal(err)
		}
		if got := table.Rows[0].Cells; !slices.Equal(got, []string{"M4", "W1", "42", "2026-03-04"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("the first visible sheet with rows is taken", func(t *testing.T) {
		table, err := read("items.xlsx", workbook(t, func(book *excelize.File) error {
			_, hidden := book.NewSheet("Old")
			_, shown := book.NewSheet("Rifles")
			return errors.Join(hidden, shown, setRows(book, "Old", 1, []any{"Model", "Serial"}, []any{"M4", "OLD"}), book.SetSheetVisible("Old", false),
				setRows(book, "Rifles", 1, []any{"Model", "Serial"}, []any{"M4", "W1"}))
		}))
		if err != nil || table.Format != "XLSX, sheet Rifles" || table.Rows[0].Cells[1] != "W1" {
			t.Errorf("got %+v, %v", table, err)
		}
	})
	t.Run("what it is shows in the bytes, not in the name", func(t *testing.T) {
		data := workbook(t, func(book *excelize.File) error {
			return setRows(book, "Sheet1", 1, []any{"Model", "Serial"}, []any{"M4", "W1"})
		})
		if table, err := read("items.csv", data); err != nil || len(table.Rows) != 1 {
			t.Errorf("got %+v, %v", table, err)
		}
	})
}

func ptr(s string) *string { return &s }

// zipped is an archive with one part of n zero bytes in place of a sheet.
func zipped(t *testing.T, name string, n int64) string {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	part, err := archive.Create(name)
	if err == nil {
		_, err = io.CopyN(part, zeros{}, n)
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestReadRefusesHarmfulWorkbooks(t *testing.T) {
	problem := func(t *testing.T, data string) *exchange.Problem {
		t.Helper()
		_, err := read("a.xlsx", data)
		var p *exchange.Problem
		if !errors.As(err, &p) {
			t.Fatalf("got %v, want a problem", err)
		}
		return p
	}
	t.Run("a zip bomb", func(t *testing.T) {
		bomb := zipped(t, "xl/worksheets/sheet1.xml", 300<<20)
		if len(bomb) > 4<<20 {
			t.Fatalf("the bomb is no bomb: %d bytes", len(bomb))
		}
		if p := problem(t, bomb); p.Code != "TOO_LARGE" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("a zip bomb that lies about its size", func(t *testing.T) {
		bomb := []byte(zipped(t, "xl/worksheets/sheet1.xml", 300<<20))
		central := bytes.LastIndex(bomb, []byte("PK\x01\x02"))
		copy(bomb[central+24:], []byte{16, 0, 0, 0}) // the uncompressed size that the directory declares
		if p := problem(t, string(bomb)); p.Code != "TOO_LARGE" && p.Code != "INVALID" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("an archive of thousands of parts", func(t *testing.T) {
		var out bytes.Buffer
		archive := zip.NewWriter(&out)
		for range 3000 {
			if _, err := archive.Create("xl/" + strings.Repeat("x", 8)); err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		if p := problem(t, out.String()); p.Code != "TOO_LARGE" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("an archive that is no workbook", func(t *testing.T) {
		if p := problem(t, zipped(t, "letter.txt", 10)); p.Code != "INVALID" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("a workbook with a damaged sheet", func(t *testing.T) {
		data := []byte(workbook(t, func(book *excelize.File) error {
			return setRows(book, "Sheet1", 1, []any{"Model", "Serial"}, []any{"M4", "W1"})
		}))
		for at := range data {
			if at%97 == 0 && at > 40 && at < len(data)-200 {
				data[at] ^= 0x55
			}
		}
		if p := problem(t, string(data)); p.Code != "INVALID" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("20,001 rows", func(t *testing.T) {
		data := workbook(t, func(book *excelize.File) error {
			out, err := book.NewStreamWriter("Sheet1")
			for n := 1; err == nil && n <= exchange.MaxRows+2; n++ {
				at, _ := excelize.CoordinatesToCellName(1, n)
				err = out.SetRow(at, []any{"M4", "W1"})
			}
			return errors.Join(err, out.Flush())
		})
		if p := problem(t, data); p.Code != "TOO_LARGE" {
			t.Errorf("got %+v", p)
		}
	})
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	header := []string{"serial", "phone", "description"}
	rows := [][]string{
		{"0012", "+63 917 555 0101", "=HYPERLINK(\"http://evil.example\")"},
		{"-7", "@home", "'quoted' by hand"},
		{"P1", "", "a \"quoted\", cell; with separators"},
		{"Ñ-1", "\t=1+1", "-"},
	}
	want := [][]string{rows[0], rows[1], rows[2], {"Ñ-1", "=1+1", "-"}}
	same := func(t *testing.T, table exchange.Table, err error) {
		t.Helper()
		if err != nil || !slices.Equal(table.Header, header) || len(table.Rows) != len(want) {
			t.Fatalf("got %+v, %v", table, err)
		}
		for i, row := range table.Rows {
			if !slices.Equal(row.Cells, want[i]) {
				t.Errorf("row %d: got %q, want %q", i, row.Cells, want[i])
			}
		}
	}
	t.Run("as CSV, where no cell is a formula", func(t *testing.T) {
		var out bytes.Buffer
		if err := exchange.WriteCSV(&out, header, rows); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		if !strings.HasPrefix(text, bom) || strings.Count(text, "\r\n") != 1+len(rows) {
			t.Errorf("got %q, want a byte order mark and CRLF", text)
		}
		for _, harmful := range []string{"\n=", ",=", ",\"=", "\n-", ",-", ",+", ",@", ",\t"} {
			if strings.Contains(text, harmful) {
				t.Errorf("a cell begins as a formula does: %q in %q", harmful, text)
			}
		}
		table, err := exchange.Read(context.Background(), "a.csv", out.Bytes())
		same(t, table, err)
	})
	t.Run("as XLSX, where every cell is text", func(t *testing.T) {
		var out bytes.Buffer
		if err := exchange.WriteXLSX(&out, "people", header, rows); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		if formula, err := book.GetCellFormula("people", "C2"); err != nil || formula != "" {
			t.Errorf("got formula %q, %v", formula, err)
		}
		if kind, err := book.GetCellType("people", "A2"); err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("a serial number with zeros is of type %v, %v", kind, err)
		}
		table, err := exchange.Read(context.Background(), "a.xlsx", out.Bytes())
		same(t, table, err)
	})
}
