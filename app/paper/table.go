package paper

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
	lefts, widths := places(width, columns)
	over, names, height := space(0), make([]lines, len(columns)), 0.0
	if what != "" {
		over = stack(space(1.5), s.paragraph(title.at(9.5), width, what), space(0.5))
	}
	for i, c := range columns {
		names[i] = s.fit(label, widths[i], c.name)
		height = max(height, names[i].height())
	}
	return stack(over, block{height + 1.4, func(x, y float64) {
		for i, c := range columns {
			s.setCell(x+lefts[i], y+height-names[i].height()+0.4, widths[i], c.right, names[i])
		}
		s.rule(x, y+height+1, x+width, y+height+1, thin)
	}})
}

// row is one row of a table, as high as its highest cell, with a hair line below. Cells are in the order of the columns.
func (s *sheet) row(width float64, columns []column, cells ...string) block {
	lefts, widths := places(width, columns)
	fitted, height := make([]lines, len(columns)), 0.0
	for i, c := range columns {
		fitted[i] = s.fit(c.style, widths[i], cells[i])
		height = max(height, fitted[i].height())
	}
	height += 2 * rowSpace
	return block{height, func(x, y float64) {
		for i, c := range columns {
			s.setCell(x+lefts[i], y+rowSpace, widths[i], c.right, fitted[i])
		}
		s.rule(x, y+height, x+width, y+height, hairline)
	}}
}

func (s *sheet) setCell(x, y, width float64, right bool, l lines) {
	if right {
		s.setLines(x+width, y, 1, l)
		return
	}
	s.setLines(x, y, 0, l)
}
