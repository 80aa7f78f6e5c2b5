package paper

import "strings"

// block is a piece of a page whose height is known before it is drawn; draw gets its top left corner.
type block struct {
	height float64
	draw   func(x, y float64)
}

// stack puts blocks below one another.
func stack(blocks ...block) block {
	height := 0.0
	for _, b := range blocks {
		height += b.height
	}
	return block{height, func(x, y float64) {
		for _, b := range blocks {
			b.draw(x, y)
			y += b.height
		}
	}}
}

// together draws blocks in one place; each sees to its own place across the page.
func together(blocks []block) block {
	height := 0.0
	for _, b := range blocks {
		height = max(height, b.height)
	}
	return block{height, func(x, y float64) {
		for _, b := range blocks {
			b.draw(x, y)
		}
	}}
}

// indented moves a block to the right.
func indented(by float64, b block) block {
	return block{b.height, func(x, y float64) { b.draw(x+by, y) }}
}

// space is an empty block.
func space(height float64) block { return block{height, func(float64, float64) {}} }

// ruled is a line over the whole width.
func (s *sheet) ruled(width, thickness float64) block {
	return block{0, func(x, y float64) { s.rule(x, y, x+width, y, thickness) }}
}

// paragraph is running text over the whole width; nothing for no text.
func (s *sheet) paragraph(st style, width float64, text string) block {
	if text == "" {
		return space(0)
	}
	l := lines{st, s.wrap(st, width, s.printable(text))}
	return block{l.height(), func(x, y float64) { s.setLines(x, y, 0, l) }}
}

// field is a value under its name, some columns wide.
type field struct {
	name, value string
	columns     int
	style       style
}

// Fields stand on a grid, so that rows below one another line up.
const (
	gridColumns = 12
	gridGap     = 4.0
)

// fields are fields in their order, on as many rows of the grid as they need; one without a value is left out.
func (s *sheet) fields(width float64, all ...field) block {
	rows, used := [][]field{nil}, 0
	for _, f := range all {
		if strings.TrimSpace(f.value) == "" {
			continue
		}
		if used += f.columns; used > gridColumns {
			rows, used = append(rows, nil), f.columns
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], f)
	}
	out := make([]block, len(rows))
	for i, row := range rows {
		out[i] = s.fieldRow(width, row)
	}
	return stack(out...)
}

// fieldRow is one row; its last field has the rest of it.
func (s *sheet) fieldRow(width float64, row []field) block {
	if len(row) == 0 {
		return space(0)
	}
	step, left := (width+gridGap)/gridColumns, 0.0
	values := make([]placed, len(row))
	for i, f := range row {
		wide := step*float64(f.columns) - gridGap
		if i == len(row)-1 {
			wide = width - left
		}
		values[i] = placed{s.fit(f.style, wide, f.value), left, 0}
		left += step * float64(f.columns)
	}
	out := s.onOneBaseline(values)
	for i, f := range row {
		name := block{label.leading(), func(x, y float64) { s.line(x+values[i].x, y, 0, label, f.name) }}
		out[i] = stack(name, out[i], space(1.2))
	}
	return together(out)
}

// placed is fitted text at a place across the page; fraction is as in line.
type placed struct {
	lines
	x, fraction float64
}

// onOneBaseline sets texts of any size so that their first lines stand on one line; the blocks belong in one place.
func (s *sheet) onOneBaseline(texts []placed) []block {
	baseline, height := 0.0, 0.0
	for _, t := range texts {
		baseline = max(baseline, t.style.baseline())
	}
	for _, t := range texts {
		height = max(height, baseline-t.style.baseline()+t.height())
	}
	out := make([]block, len(texts))
	for i, t := range texts {
		out[i] = block{height, func(x, y float64) { s.setLines(x+t.x, y+baseline-t.style.baseline(), t.fraction, t.lines) }}
	}
	return out
}

// notes is free text under its name as the end of a table; nothing for no text.
func (s *sheet) notes(name string, width float64, text string) part {
	if text == "" {
		return part{}
	}
	return part{space(0), []block{stack(space(1.5), s.fields(width, field{name, text, gridColumns, value.at(8)}))}}
}

// signature is room to sign, with who signs and as what below the line. The drawn signature is set over the line.
func (s *sheet) signature(width, room float64, as string, by Signatory) block {
	name := s.fit(value.at(8.5), width, by.fullName())
	office := space(0)
	if by.Title != "" {
		office = s.paragraph(small, width, by.Title)
	}
	return block{label.leading() + room + 0.8 + name.height() + office.height, func(x, y float64) {
		s.line(x, y, 0, label, as)
		y += label.leading()
		s.picture("signature", by.Signature, x, y, width, room-0.5, 0)
		y += room
		s.rule(x, y, x+width, y, thin)
		s.setLines(x, y+0.8, 0, name)
		office.draw(x, y+0.8+name.height())
	}}
}

// signatures are two rooms to sign side by side.
func (s *sheet) signatures(width, room float64, leftAs string, left Signatory, rightAs string, right Signatory) block {
	const gap = 10.0
	each := (width - gap) / 2
	return together([]block{s.signature(each, room, leftAs, left), indented(each+gap, s.signature(each, room, rightAs, right))})
}
