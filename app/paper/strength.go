package paper

import (
	"strconv"
	"time"
)

// Strength is the daily report of what is in and what is out, for the commander's signature.
type Strength struct {
	Site     Site
	Day      time.Time
	Models   []ModelStrength
	Issued   int // items on the day
	Returned int
	Out      []OutLine // what is out now, in the order to print
	Remarks  string
	Prepared Signatory // the commander of Site signs beside
	Printed  Printed
}

// ModelStrength is how many items of a model are where; Overdue are some of Issued. Their total is not handed in, so that
// it cannot differ.
type ModelStrength struct {
	Model                                          string
	Available, Issued, Overdue, Maintenance, Other int
}

func (m ModelStrength) total() int { return m.Available + m.Issued + m.Maintenance + m.Other }

// OutLine is an item that is out.
type OutLine struct {
	Item, Serial, Holder, Receipt string
	Since, Due                    time.Time
	Overdue                       bool
}

// PDF is the report on as many pages as it needs.
func (r Strength) PDF(on Printer) ([]byte, error) {
	if err := few("models", len(r.Models)); err != nil {
		return nil, err
	}
	if len(r.Out) > maxRows {
		return nil, few("items out", len(r.Out))
	}
	sum := ModelStrength{Model: "All"}
	for _, m := range r.Models {
		if min(m.Available, m.Issued, m.Overdue, m.Maintenance, m.Other, m.Issued-m.Overdue) < 0 {
			return nil, bad("Check the ledger on the audit page.", "The figures of %s cannot be right: %d available, %d issued, %d of them overdue, %d in maintenance, %d others.",
				m.Model, m.Available, m.Issued, m.Overdue, m.Maintenance, m.Other)
		}
		sum.Available, sum.Issued, sum.Overdue = sum.Available+m.Available, sum.Issued+m.Issued, sum.Overdue+m.Overdue
		sum.Maintenance, sum.Other = sum.Maintenance+m.Maintenance, sum.Other+m.Other
	}
	s, out, width, err := document("Daily strength report", "", r.Site, r.Printed, on)
	if err != nil {
		return nil, err
	}
	out.first = stack(out.first, s.fields(width,
		field{"Day", r.Day.Format("Monday, 2 January 2006"), 6, figure.at(13)}, field{"Available", strconv.Itoa(sum.Available), 2, figure.at(13)},
		field{"Issued", strconv.Itoa(sum.Issued), 2, figure.at(13)}, field{"Overdue", strconv.Itoa(sum.Overdue), 2, figure.at(13)}))
	out.parts = []part{r.models(s, width, sum), r.day(s, width)}
	if len(r.Out) > 0 {
		out.parts = append(out.parts, r.out(s, width))
	}
	out.parts = append(out.parts, s.notes("Remarks", width, r.Remarks))
	out.closing = stack(space(4), s.signatures(width, 16, "Prepared by", r.Prepared, "Noted by", r.Site.Commander), space(3))
	return out.whole(s)
}

func (r Strength) models(s *sheet, width float64, sum ModelStrength) part {
	names := []string{"Available", "Issued", "of them overdue", "Maintenance", "Other", "Total"}
	columns := []column{{"Model", 66, cell, false}}
	for _, name := range names {
		columns = append(columns, column{name, 18, cell, true})
	}
	columns[len(columns)-1].style.face = strong
	sums := make([]column, len(columns))
	for i, c := range columns {
		c.style.face = strong
		sums[i] = c
	}
	row := func(columns []column, m ModelStrength) block {
		return s.row(width, columns, m.Model, count(m.Available), count(m.Issued), count(m.Overdue), count(m.Maintenance), count(m.Other), count(m.total()))
	}
	out := part{head: s.columnHead("", width, columns)}
	for _, m := range r.Models {
		out.rows = append(out.rows, row(columns, m))
	}
	out.rows = append(out.rows, row(sums, sum))
	return out
}

// day is what was done on it.
func (r Strength) day(s *sheet, width float64) part {
	return part{space(0), []block{stack(space(2), s.fields(width,
		field{"Issued on the day", strconv.Itoa(r.Issued), 2, value}, field{"Returned on the day", strconv.Itoa(r.Returned), 2, value}))}}
}

func (r Strength) out(s *sheet, width float64) part {
	columns := []column{
		{"", 7, cell, true}, {"Item", 36, cell, false}, {"Serial number", 28, cellID, false}, {"Held by", 40, cell, false}, {"Since", 27, cell, false}, {"Due", 27, cell, false},
		{"Receipt", 25, cellID, false},
	}
	out := part{head: s.columnHead("Out", width, columns)}
	for i, l := range r.Out {
		due := moment(l.Due)
		if l.Overdue {
			due = joined("\n", "Overdue", due)
		}
		out.rows = append(out.rows, s.row(width, columns, strconv.Itoa(i+1), l.Item, l.Serial, l.Holder, moment(l.Since), due, l.Receipt))
	}
	return out
}
