package exchange

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limits on a file.
const (
	MaxRows    = 20000
	maxColumns = 200
	maxCell    = 4000 // characters
	maxFile    = 32 << 20
)

// Table is what a spreadsheet holds.
type Table struct {
	Format string // in words: "CSV, UTF-16, semicolons", "XLSX, sheet People"
	Header []string
	Rows   []Row
}

// Row is one line with its number as a spreadsheet shows it. Cells are as many as the header has; Extra says that
// there were more.
type Row struct {
	Number int
	Cells  []string
	Extra  bool
}

// Read reads a .csv or .xlsx file. What it is shows from its content first, then from its name. Errors are *Problem,
// or ctx's own.
func Read(ctx context.Context, name string, data []byte) (Table, error) {
	extension := strings.ToLower(filepath.Ext(name))
	switch {
	case len(data) == 0:
		return Table{}, bad("The file is empty.", "Choose another file.")
	case len(data) > maxFile:
		return Table{}, large("The file is larger than 32 MB.", "Split it into several files.")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), extension == ".xlsx" && !looksLikeText(data):
		return readWorkbook(ctx, data)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return Table{}, bad("This is an old .xls workbook, or one with a password.", "Open it in the spreadsheet program and save it as .xlsx without a password.")
	case extension == ".xlsx" || extension == ".xls":
		return Table{}, bad("This file is called "+extension+" but is no workbook.", "Open it in the spreadsheet program and save it as .xlsx.")
	}
	return readText(ctx, data)
}

func looksLikeText(data []byte) bool {
	return !bytes.ContainsFunc(data[:min(len(data), 512)], func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}

// tableOf takes the first row with content as the header and checks the rest against the limits.
func tableOf(ctx context.Context, format string, next func() (cells []string, number int, ok bool, err error)) (Table, error) {
	table := Table{Format: format}
	for read := 0; ; read++ {
		cells, number, ok, err := next()
		if err != nil || !ok {
			if err == nil && table.Header == nil {
				err = bad("The file holds no rows.", "Choose another file.")
			}
			if err == nil && len(table.Rows) == 0 {
				err = bad("The file holds column names but no rows.", "Fill in at least one row.")
			}
			return table, err
		}
		if read%1000 == 0 && ctx.Err() != nil {
			return table, ctx.Err()
		}
		for i, cell := range cells {
			if strings.ContainsRune(cell, unicode.ReplacementChar) {
				return table, bad(fmt.Sprintf("Row %d has a letter that was lost when the file was saved.", number), "Open the original in the spreadsheet program and save it as CSV (UTF-8) or .xlsx.")
			}
			if cells[i] = clean(cell); len([]rune(cells[i])) > maxCell {
				return table, bad(fmt.Sprintf("Row %d has a cell with more than %d characters.", number, maxCell), "Shorten it.")
			}
		}
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		switch {
		case len(cells) == 0:
			continue
		case len(cells) > maxColumns:
			return table, bad(fmt.Sprintf("Row %d has more than %d columns.", number, maxColumns), "Leave only the columns that are needed.")
		case table.Header == nil:
			table.Header = slices.Clone(cells)
			continue
		case len(table.Rows) == MaxRows:
			return table, large(fmt.Sprintf("The file has more than %d rows.", MaxRows), "Split it into several files.")
		}
		row := Row{Number: number, Cells: make([]string, len(table.Header)), Extra: len(cells) > len(table.Header)}
		copy(row.Cells, cells)
		table.Rows = append(table.Rows, row)
	}
}

// clean strips what cannot be seen: control and bidirectional characters, white space around and doubled. Letters are
// put in their composed form (NFC), so that the same name is the same text.
func clean(cell string) string {
	plain := true
	for i := range len(cell) {
		if cell[i] < ' ' || cell[i] >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return strings.Join(strings.Fields(cell), " ")
	}
	mapped := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, cell)
	return norm.NFC.String(strings.Join(strings.Fields(mapped), " "))
}
