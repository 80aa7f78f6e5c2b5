package paper

import (
	"fmt"
	"strconv"
	"time"
)

// Mass is the account of a mass issue: what of it is back and who still has what, for the commander's signature.
type Mass struct {
	Site              Site
	Title, Purpose    string
	Opened, Closed    time.Time // Closed: zero while it runs
	Note              string
	Models            []MassModel
	Lines             []MassLine // in the order to print; those that are out are listed apart
	Magazines, Rounds int        // did not come back with what is back
	Expended          int        // rounds that did not because they were fired
	Prepared          Signatory  // the commander of Site signs beside
	Printed           Printed
}

// MassModel is what became of the items of a model.
type MassModel struct {
	Model                      string
	Issued, Back, Out, Settled int
}

// MassLine is one item that was issued. Missing is what did not come back with it, Expended what was fired of it, in words.
type MassLine struct {
	Item, Serial, Person, Group, Receipt string
	Issued, Returned                     time.Time
	Out                                  bool
	Missing, Expended                    string
}

// PDF is the account on as many pages as it needs.
func (m Mass) PDF(on Printer) ([]byte, error) {
	if err := few("models", len(m.Models)); err != nil {
		return nil, err
	}
	if len(m.Lines) > maxRows {
		return nil, few("items", len(m.Lines))
	}
	sum := MassModel{Model: "All"}
	for _, row := range m.Models {
		sum.Issued, sum.Back, sum.Out, sum.Settled = sum.Issued+row.Issued, sum.Back+row.Back, sum.Out+row.Out, sum.Settled+row.Settled
	}
	s, out, width, err := document("Mass issue", m.Title, m.Site, m.Printed, on)
	if err != nil {
		return nil, err
	}
	closed := moment(m.Closed)
	if m.Closed.IsZero() {
		closed = "still open"
	}
	expended := "" // has no place where nothing was fired
	if m.Expended > 0 {
		expended = fmt.Sprintf("%d rd.", m.Expended)
	}
	out.first = stack(out.first,
		s.fields(width, field{"Mass issue", m.Title, 6, figure.at(13)}, field{"Issued", strconv.Itoa(sum.Issued), 2, figure.at(13)},
			field{"Back", strconv.Itoa(sum.Back), 2, figure.at(13)}, field{"Still out", strconv.Itoa(sum.Out), 2, figure.at(13)}),
		s.fields(width, field{"Purpose", m.Purpose, 3, value}, field{"Opened", moment(m.Opened), 3, value}, field{"Closed", closed, 3, value},
			field{"Missing", fmt.Sprintf("%d mag., %d rd.", m.Magazines, m.Rounds), 3, value}, field{"Expended", expended, 3, value}))
	out.parts = []part{m.models(s, width, sum)}
	for _, still := range []bool{true, false} {
		if list := m.lines(s, width, still); len(list.rows) > 0 {
			out.parts = append(out.parts, list)
		}
	}
	out.parts = append(out.parts, s.notes("Remarks", width, m.Note))
	out.closing = stack(space(4), s.signatures(width, 16, "Prepared by", m.Prepared, "Noted by", m.Site.Commander), space(3))
	return out.whole(s)
}

func (m Mass) models(s *sheet, width float64, sum MassModel) part {
	columns := []column{{"Model", 80, cell, false}}
	for _, name := range []string{"Issued", "Back", "Found otherwise", "Still out"} {
		columns = append(columns, column{name, 24, cell, true})
	}
	sums := make([]column, len(columns))
	for i, c := range columns {
		c.style.face = strong
		sums[i] = c
	}
	out := part{head: s.columnHead("", width, columns)}
	for _, row := range append(m.Models[:len(m.Models):len(m.Models)], sum) {
		style := columns
		if row == sum {
			style = sums
		}
		out.rows = append(out.rows, s.row(width, style, row.Model, count(row.Issued), count(row.Back), count(row.Settled), count(row.Out)))
	}
	return out
}

// lines lists what is still out, or what is not.
func (m Mass) lines(s *sheet, width float64, still bool) part {
	columns := []column{{"", 8, cell, true}, {"Item", 33, cell, false}, {"Serial number", 27, cellID, false}, {"Issued to, group", 60, cell, false}, {"Issued", 30, cell, false},
		{"Receipt", 28, cellID, false}}
	what := "Still out"
	if !still {
		what = "Back"
		columns = append(columns, column{"Returned, missing", 31, cell, false})
	}
	out := part{head: s.columnHead(what, width, columns)}
	for _, l := range m.Lines {
		if l.Out != still {
			continue
		}
		cells := []string{strconv.Itoa(len(out.rows) + 1), l.Item, l.Serial, joined("\n", l.Person, l.Group), moment(l.Issued), l.Receipt}
		if !still {
			returned := moment(l.Returned)
			if l.Returned.IsZero() {
				returned = "found otherwise"
			}
			if l.Expended != "" {
				l.Expended += " expended"
			}
			cells = append(cells, joined("\n", returned, l.Missing, l.Expended))
		}
		out.rows = append(out.rows, s.row(width, columns, cells...))
	}
	return out
}
