package paper

import "slices"

// column is one of a table's columns; share is its part of the width.
type column struct {
	name  string
	share float64
	style style
	right bool // figures
}

// Between two columns, and above and below a row's text.
const (
	columnGap = 2.5
	rowSpace  = 0.75
)

// places are each column's left edge and width.
func places(width float64, columns []column) (lefts, widths []float64) {
	shares := 0.0
	for _, c := range columns {
		shares += c.share
	}
	left, unit := 0.0, (width-columnGap*float64(len(columns)-1))/shares
	for _, c := range columns {
		lefts, widths = append(lefts, left), append(widths, c.share*unit)
		left += c.share*unit + columnGap
	}
	return lefts, widths
}

// columnHead is a table's head: what it lists, if that needs saying, and the columns' names, with a line below.
func (s *sheet) columnHead(what string, width float64, columns []column) block {
	over := space(0)
	if what != "" {
		over = stack(space(1.5), s.paragraph(title.at(9.5), width, what), space(0.5))
	}
	names := make([]string, len(columns))
	named := slices.Clone(columns)
	for i, c := range columns {
		names[i], named[i].style = c.name, label
	}
	return stack(over, space(0.4), s.cells(width, named, names), space(0.6), s.ruled(width, thin), space(0.4))
}

// row is one row of a table, as high as its highest cell, with a hair line below. Cells are in the order of the columns.
func (s *sheet) row(width float64, columns []column, cells ...string) block {
	return stack(space(rowSpace), s.cells(width, columns, cells), space(rowSpace), s.ruled(width, hairline))
}

func (s *sheet) cells(width float64, columns []column, texts []string) block {
	lefts, widths := places(width, columns)
	fitted := make([]placed, len(columns))
	for i, c := range columns {
		fitted[i] = placed{s.fit(c.style, widths[i], texts[i]), lefts[i], 0}
		if c.right {
			fitted[i].x, fitted[i].fraction = lefts[i]+widths[i], 1
		}
	}
	return together(s.onOneBaseline(fitted))
}
