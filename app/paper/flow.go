package paper

import "fmt"

// flow is a document that goes on over as many pages as it needs: what stands over the first page and over the others,
// tables, and what ends it. It is laid out before it is drawn, so that every page knows how many there are.
type flow struct {
	first, further block
	parts          []part
	closing        block  // at the bottom of the last page
	foot           string // small print on every page
}

// part is rows under a head, which every page repeats that they go on to.
type part struct {
	head block
	rows []block
}

// stretch is the rows of one part that stand on one page.
type stretch struct{ part, from, to int }

// footHeight is room for two lines of small print, and white above.
const footHeight = 6.0

// pages lays the rows on pages of a height.
func (f flow) pages(height float64) ([][]stretch, error) {
	height -= footHeight
	if max(f.first.height, f.further.height) > height {
		return nil, bad("Shorten what is written in it.", "What stands over the table is too long for a page.")
	}
	pages, left := [][]stretch{nil}, height-f.first.height
	turn := func() {
		pages, left = append(pages, nil), height-f.further.height
	}
	for p, part := range f.parts {
		for r, row := range part.rows {
			last := &pages[len(pages)-1]
			goesOn := len(*last) > 0 && (*last)[len(*last)-1].part == p
			if goesOn && row.height <= left {
				(*last)[len(*last)-1].to, left = r+1, left-row.height
				continue
			}
			if need := part.head.height + row.height; goesOn || need > left {
				turn()
				last = &pages[len(pages)-1]
				if need > left {
					return nil, bad("Shorten what is written in it.", "A row is too long for a page.")
				}
			}
			*last = append(*last, stretch{p, r, r + 1})
			left -= part.head.height + row.height
		}
	}
	if f.closing.height <= left {
		return pages, nil
	}
	// Nobody should sign a page with nothing on it: the last row goes along where it leaves another one behind.
	before := &pages[len(pages)-1]
	turn()
	if end := len(*before) - 1; end >= 0 && ((*before)[end].to-(*before)[end].from > 1 || end > 0) {
		moved := (*before)[end]
		moved.from = moved.to - 1
		rows := f.parts[moved.part].head.height + f.parts[moved.part].rows[moved.from].height
		if rows+f.closing.height <= left {
			if (*before)[end].to--; (*before)[end].to == (*before)[end].from {
				*before = (*before)[:end]
			}
			pages[len(pages)-1] = []stretch{moved}
			left -= rows
		}
	}
	if f.closing.height > left {
		return nil, bad("Shorten what is written in it.", "The end of the sheet is too long for a page.")
	}
	return pages, nil
}

// drawPage draws one page into a box whose top left corner is x, y.
func (f flow) drawPage(s *sheet, pages [][]stretch, n int, x, y, width, height float64) {
	bottom, head := y+height, f.first
	if n > 0 {
		head = f.further
	}
	head.draw(x, y)
	y += head.height
	for _, on := range pages[n] {
		part := f.parts[on.part]
		part.head.draw(x, y)
		y += part.head.height
		for _, row := range part.rows[on.from:on.to] {
			row.draw(x, y)
			y += row.height
		}
	}
	if n == len(pages)-1 {
		f.closing.draw(x, bottom-footHeight-f.closing.height)
	}
	number := fmt.Sprintf("%d / %d", n+1, len(pages))
	foot := s.fitBox("foot of the page", small.at(6.5), 5, width-s.measure(small, number)-columnGap, footHeight-1, f.foot)
	s.setLines(x, bottom-foot.height(), 0, foot)
	s.line(x+width, bottom-small.leading(), 1, small, number)
}

// whole draws a document on pages of its own and returns the file.
func (f flow) whole(s *sheet) ([]byte, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	width, height := s.width-2*margin, s.height-2*margin
	pages, err := f.pages(height)
	if err != nil {
		return nil, err
	}
	for n := range pages {
		s.page()
		f.drawPage(s, pages, n, margin, margin, width, height)
	}
	return s.bytes()
}
