package paper

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Report is a table of figures with a picture of some of them, for a signature.
type Report struct {
	Site     Site
	Title    string // what it is
	About    string // the period, or the time it is of
	Columns  []ReportColumn
	Rows     [][]string // cells in the order of the columns
	Sums     []string   // as a last row; empty: there is none
	Stacked  bool       // the columns that are drawn add up to a whole
	Missing  int        // rows that are left out
	Prepared Signatory  // the commander of Site signs beside
	Printed  Printed
}

// ReportColumn is a column of a report. Figures stand on the right; a Bar is drawn, and its cells are whole numbers.
type ReportColumn struct {
	Name              string
	Share             float64 // part of the width
	Figure, Code, Bar bool
}

// What is drawn: of a longer table only the first rows, or nothing where they would be narrower than this.
const (
	drawnRows  = 92
	drawnBars  = 12 // beside one another with their names
	chartTall  = 34.0
	leastTick  = 9.0 // between two names under a chart, mm
	barLeading = 4.2
)

// The inks of a picture's series, dark to light; more than these are not drawn.
var inks = []int{40, 110, 160, 200, 230}

// PDF is the report on as many pages as it needs.
func (r Report) PDF(on Printer) ([]byte, error) {
	if len(r.Rows) > maxRows {
		return nil, few("rows", len(r.Rows))
	}
	rows := r.Rows
	if len(r.Sums) > 0 {
		rows = append(rows[:len(rows):len(rows)], r.Sums)
	}
	for _, row := range rows {
		if len(row) != len(r.Columns) {
			return nil, bad("Report this fault.", "A row has %d cells under %d columns.", len(row), len(r.Columns))
		}
	}
	s, out, width, err := document(r.Title, r.About, r.Site, r.Printed, on)
	if err != nil {
		return nil, err
	}
	if r.About != "" {
		out.first = stack(out.first, s.paragraph(value.at(10), width, r.About), space(2))
	}
	if len(r.Rows) == 0 {
		out.first = stack(out.first, s.paragraph(value, width, "Nothing is recorded for this report."))
	}
	out.first = stack(out.first, r.chart(s, width))
	columns := make([]column, len(r.Columns))
	for i, c := range r.Columns {
		columns[i] = column{c.Name, c.Share, cell, c.Figure}
		if c.Code {
			columns[i].style = cellID
		}
	}
	table := part{head: s.columnHead("", width, columns)}
	for _, row := range r.Rows {
		table.rows = append(table.rows, s.row(width, columns, row...))
	}
	if len(r.Sums) > 0 {
		for i := range columns {
			columns[i].style.face = strong
		}
		table.rows = append(table.rows, s.row(width, columns, r.Sums...))
	}
	out.parts = []part{table}
	if r.Missing > 0 {
		out.parts = append(out.parts, s.notes("Not printed", width, fmt.Sprintf("%d more rows. Choose a shorter period, or save the report as a spreadsheet.", r.Missing)))
	}
	out.closing = stack(space(4), s.signatures(width, 16, "Prepared by", r.Prepared, "Noted by", r.Site.Commander), space(3))
	return out.whole(s)
}

// series are the numbers to draw: one slice a drawn column.
func (r Report) series() (names []string, values [][]int) {
	for i, c := range r.Columns {
		if !c.Bar || len(names) == len(inks) {
			continue
		}
		names, values = append(names, c.Name), append(values, nil)
		for _, row := range r.Rows {
			n, _ := strconv.Atoi(row[i]) // a figure; anything else is drawn as nothing
			values[len(values)-1] = append(values[len(values)-1], max(n, 0))
		}
	}
	return names, values
}

// chart draws the rows as bars with their names, or as columns side by side where they are too many for that.
func (r Report) chart(s *sheet, width float64) block {
	names, values := r.series()
	most := 0
	for i := range r.Rows {
		most = max(most, r.tall(values, i))
	}
	switch {
	case most == 0 || len(r.Rows) < 2:
		return space(0)
	case len(r.Rows) <= drawnBars:
		return stack(r.legend(s, width, names), r.bars(s, width, values, most), space(3))
	case len(r.Rows) <= drawnRows && r.inOrder():
		return stack(r.legend(s, width, names), r.beside(s, width, values, most), space(3))
	}
	return space(0)
}

// inOrder reports that the rows are days, months or hours that follow one another, so that neighbours belong beside one
// another and their names are short.
func (r Report) inOrder() bool {
	for i, row := range r.Rows {
		if len(row[0]) > len(time.DateOnly) || i > 0 && row[0] <= r.Rows[i-1][0] {
			return false
		}
	}
	return true
}

// tall is how much a row is drawn: the whole of what adds up, or the most of what does not.
func (r Report) tall(values [][]int, row int) (n int) {
	for _, v := range values {
		if r.Stacked {
			n += v[row]
		} else {
			n = max(n, v[row])
		}
	}
	return n
}

func (r Report) legend(s *sheet, width float64, names []string) block {
	if len(names) < 2 {
		return space(0)
	}
	return block{small.leading() + 1.5, func(x, y float64) {
		for i, name := range names {
			text := s.printable(name)
			s.fill(x, y+0.5, 2.2, 2.2, inks[i])
			s.line(x+3.2, y, 0, small, text)
			x += 3.2 + s.measure(small, text) + 5
		}
	}}
}

// bars are rows lying, each after its name and before its figure.
func (r Report) bars(s *sheet, width float64, values [][]int, most int) block {
	const named, figured = 44.0, 14.0
	unit := (width - named - figured) / float64(most)
	rows := make([]block, len(r.Rows))
	for i, row := range r.Rows {
		name := s.fit(small, named-2, row[0])
		high := max(barLeading, name.height())
		rows[i] = block{high, func(x, y float64) {
			s.setLines(x, y, 0, name)
			left, each := x+named, (barLeading-1.2)/float64(len(values))
			for n, v := range values {
				w := float64(v[i]) * unit
				if r.Stacked {
					s.fill(left, y+0.3, w, barLeading-1.2, inks[n])
					left += w
					continue
				}
				s.fill(left, y+0.3+each*float64(n), w, each, inks[n])
			}
			s.line(x+named+float64(r.tall(values, i))*unit+1.2, y, 0, small, count(r.tall(values, i)))
		}}
	}
	return stack(rows...)
}

// beside are rows standing, in their order, with a line at the most of them.
func (r Report) beside(s *sheet, width float64, values [][]int, most int) block {
	step := width / float64(len(r.Rows))
	return block{chartTall + small.leading() + 1, func(x, y float64) {
		bottom := y + chartTall
		s.rule(x, y, x+width, y, hairline)
		s.line(x+width, y-small.leading(), 1, small, count(most))
		next := 0.0
		for i, row := range r.Rows {
			left, each := x+step*float64(i), step*0.76/float64(len(values))
			for n, v := range values {
				h := float64(v[i]) / float64(most) * chartTall
				s.fill(left+step*0.12+each*float64(n), bottom-h, each, h, inks[n])
			}
			if at := step * float64(i); at >= next && at+leastTick <= width {
				text := s.printable(short(row[0]))
				s.line(left, bottom+0.6, 0, small, text)
				next = at + max(leastTick, s.measure(small, text)+3)
			}
		}
		s.rule(x, bottom, x+width, bottom, thin)
	}}
}

// short is a day without its year.
func short(name string) string {
	if year, day, ok := strings.Cut(name, "-"); ok && len(year) == 4 && len(day) == 5 {
		return day
	}
	return name
}
