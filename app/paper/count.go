package paper

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// What came of a line of a count; empty while it is still to be counted.
const (
	Found      = "Found"
	Missing    = "Missing"
	Unexpected = "Unexpected"
)

// Count is a physical inventory: before it a list to tick with a pen, after it its result, for two to sign.
type Count struct {
	Site           Site
	Type           string // opening, closing, hand-over, monthly
	Station        string
	Opened, Closed time.Time
	Lines          []CountLine
	Totals         *CountTotals // of a result whose lines are not all there is; nil: the lines are counted
	Unknown        []string     // codes that nobody knows
	Notes          string
	First, Second  Signatory
	Printed        Printed
}

// CountTotals are the figures of a result.
type CountTotals struct{ Expected, Found, Missing, Unexpected int }

// CountLine is one item. Place is where the record has it, such as a rack or the name of its holder.
type CountLine struct {
	Model, Number, Serial, ID string
	Place                     string
	Result                    string // Found, Missing, Unexpected or empty
	Remark                    string
}

// PDF is the sheet on as many pages as it needs.
func (c Count) PDF(on Printer) ([]byte, error) {
	if n := len(c.Lines) + len(c.Unknown); n > 0 || c.Totals == nil { // the result of a count that found nothing is one too
		if err := few("lines of the count", n); err != nil {
			return nil, err
		}
	}
	of := map[string]int{}
	for _, l := range c.Lines {
		switch l.Result {
		case "", Found, Missing, Unexpected:
			of[l.Result]++
		default:
			return nil, bad("Choose Found, Missing or Unexpected.", "A line of a count cannot be %q.", l.Result)
		}
	}
	s, out, width, err := document(c.name(), "", c.Site, c.Printed, on)
	if err != nil {
		return nil, err
	}
	expected := len(c.Lines) - of[Unexpected]
	if t := c.Totals; t != nil {
		expected, of[Found], of[Missing], of[Unexpected] = t.Expected, t.Found, t.Missing, t.Unexpected
	}
	figures := []field{{"Expected", strconv.Itoa(expected), 2, figure}}
	for _, result := range []string{Found, Missing, Unexpected} {
		shown := field{result, "____", 2, style{plain, figure.size, 0}} // to be written in
		if of[""] < len(c.Lines) || c.Totals != nil {
			shown = field{result, strconv.Itoa(of[result]), 2, figure}
		}
		figures = append(figures, shown)
	}
	if of[""] > 0 && of[""] < len(c.Lines) {
		figures = append(figures, field{"Still to count", strconv.Itoa(of[""]), 2, figure})
	}
	out.first = stack(out.first,
		s.fields(width, field{"Opened", moment(c.Opened), 3, value}, field{"Closed", moment(c.Closed), 3, value}, field{"Station", c.Station, 6, value}),
		s.fields(width, figures...))
	if len(c.Lines) > 0 {
		out.parts = append(out.parts, c.items(s, width))
	}
	if len(c.Unknown) > 0 {
		out.parts = append(out.parts, c.unknown(s, width))
	}
	out.parts = append(out.parts, s.notes("Notes", width, c.Notes))
	out.closing = stack(space(4), s.signatures(width, 14, "Counted by", c.First, "Second signature", c.Second), space(3))
	return out.whole(s)
}

// name is what is counted when, as a title.
func (c Count) name() string {
	first, size := utf8.DecodeRuneInString(c.Type)
	if size == 0 {
		return "Count"
	}
	return string(unicode.ToUpper(first)) + c.Type[size:] + " count"
}

func (c Count) items(s *sheet, width float64) part {
	columns := []column{
		{"", 7, cell, true}, {"Model", 36, cell, false}, {"Number", 15, cell, false}, {"Serial number, item id", 44, cellID, false}, {"Place", 34, cell, false},
		{"", 5, cell.at(11), false}, {"Result, remarks", 34, cell, false},
	}
	out := part{head: s.columnHead("", width, columns)}
	for i, l := range c.Lines {
		mark := map[string]string{"": "□", Found: "✓"}[l.Result]
		out.rows = append(out.rows, s.row(width, columns, strconv.Itoa(i+1), l.Model, l.Number, joined("\n", l.Serial, l.ID), l.Place, mark, joined("\n", l.Result, l.Remark)))
	}
	return out
}

func (c Count) unknown(s *sheet, width float64) part {
	columns := []column{{"", 7, cell, true}, {"Code as it was scanned", 180, cellID, false}}
	out := part{head: s.columnHead("Codes that nobody knows", width, columns)}
	for i, text := range c.Unknown {
		out.rows = append(out.rows, s.row(width, columns, strconv.Itoa(i+1), text))
	}
	return out
}
