package paper

import (
	"slices"
	"strings"
)

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

// field is a value under its name; share is its part of the row's width.
type field struct {
	name, value string
	share       float64
	style       style
}

const fieldGap = 4.0 // between two fields of a row

// fields is a row of fields; one without a value is left out and the others share its room.
func (s *sheet) fields(width float64, row ...field) block {
	row = slices.DeleteFunc(row, func(f field) bool { return strings.TrimSpace(f.value) == "" })
	if len(row) == 0 {
		return space(0)
	}
	shares := 0.0
	for _, f := range row {
		shares += f.share
	}
	values, lefts, height := make([]lines, len(row)), make([]float64, len(row)), 0.0
	left, unit := 0.0, (width-fieldGap*float64(len(row)-1))/shares
	for i, f := range row {
		lefts[i] = left
		values[i] = s.fit(f.style, f.share*unit, f.value)
		height = max(height, values[i].height())
		left += f.share*unit + fieldGap
	}
	return block{label.leading() + height + 1.2, func(x, y float64) {
		for i, f := range row {
			s.line(x+lefts[i], y, 0, label, f.name)
			s.setLines(x+lefts[i], y+label.leading(), 0, values[i])
		}
	}}
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

// beside puts blocks next to one another, each as wide as said, with the same gap between.
func beside(width, gap float64, blocks ...block) block {
	height := 0.0
	for _, b := range blocks {
		height = max(height, b.height)
	}
	return block{height, func(x, y float64) {
		for _, b := range blocks {
			b.draw(x, y)
			x += width + gap
		}
	}}
}

// signatures are two rooms to sign side by side.
func (s *sheet) signatures(width, room float64, leftAs string, left Signatory, rightAs string, right Signatory) block {
	const gap = 10.0
	each := (width - gap) / 2
	return beside(each, gap, s.signature(each, room, leftAs, left), s.signature(each, room, rightAs, right))
}
