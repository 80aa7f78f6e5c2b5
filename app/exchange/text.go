package exchange

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText reads CSV in UTF-8, UTF-16 or Windows-1252, parted by commas, semicolons, tabs or bars.
func readText(ctx context.Context, data []byte) (Table, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	separator, word := separatorOf(text)
	reader := csv.NewReader(strings.NewReader(text))
	// Lax reading would take everything after a quotation mark that is not closed for one cell, and lose its rows.
	reader.Comma, reader.FieldsPerRecord = separator, -1
	inner := 0 // line breaks inside cells so far: they begin no row of a spreadsheet
	return tableOf(ctx, "CSV, "+encoding+", "+word, func() ([]string, int, bool, error) {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil, 0, false, nil
		}
		var fault *csv.ParseError
		if errors.As(err, &fault) {
			return nil, 0, false, bad(fmt.Sprintf("Row %d has a quotation mark that is not closed, or stands alone inside a cell.", fault.StartLine-inner),
				"Open the file in the spreadsheet program and save it as CSV again.")
		}
		if err != nil {
			return nil, 0, false, err
		}
		line, _ := reader.FieldPos(0)
		number := line - inner
		for i, cell := range cells {
			inner += strings.Count(cell, "\n")
			cells[i] = plain(cell)
		}
		return cells, number, true, nil
	})
}

// plain takes away the apostrophe that WriteCSV puts in front of what looks like a formula.
func plain(cell string) string {
	if rest, quoted := strings.CutPrefix(cell, "'"); quoted && harmless(rest) != rest {
		return rest
	}
	return cell
}

// decode finds out how the bytes are to be read and reads them.
func decode(data []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		if !utf8.Valid(data) {
			return "", "", notText()
		}
		return wide(data[3:], "UTF-8")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}), halfZero(data, 1), halfZero(data, 0):
		order := unicode.LittleEndian
		if bytes.HasPrefix(data, []byte{0xfe, 0xff}) || !bytes.HasPrefix(data, []byte{0xff, 0xfe}) && halfZero(data, 0) {
			order = unicode.BigEndian
		}
		out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", "", notText()
		}
		return wide(out, "UTF-16")
	case utf8.Valid(data):
		return wide(data, "UTF-8")
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", notText()
	}
	return wide(out, "Windows-1252")
}

// wide refuses what is no text after all and gives lines one kind of ending.
func wide(data []byte, encoding string) (string, string, error) {
	if bytes.ContainsFunc(data, func(r rune) bool { return r == 0 || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' }) {
		return "", "", notText()
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), encoding, nil
}

func notText() error {
	return bad("The file holds bytes that are no text.", "Open it in the spreadsheet program and save it as CSV (UTF-8) or .xlsx.")
}

// halfZero reports UTF-16 without a mark: nearly every byte at this parity is zero.
func halfZero(data []byte, parity int) bool {
	data = data[:min(len(data), 4096)]
	if len(data) < 8 {
		return false
	}
	zero := 0
	for i := parity; i < len(data); i += 2 {
		if data[i] == 0 {
			zero++
		}
	}
	return zero*10 > len(data)/2*8
}

// separatorOf is the sign that stands most often outside quotation marks in the first line with content.
func separatorOf(text string) (rune, string) {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	counts, quoted := map[rune]int{}, false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[r]++
		}
	}
	best, word := ',', "commas"
	for _, s := range []struct {
		sign rune
		word string
	}{{';', "semicolons"}, {'\t', "tabs"}, {'|', "bars"}} {
		if counts[s.sign] > counts[best] {
			best, word = s.sign, s.word
		}
	}
	return best, word
}
