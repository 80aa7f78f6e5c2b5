package paper

import "math"

// The paper a sheet is laid out for.
const (
	A4    = "A4"
	Legal = "Legal" // US Legal, 8.5 x 14 inches
)

// Printer is the paper in the printer, and by how much it has to be told to print further right and down (mm) so that
// the sheet comes out straight. Cards and tags have their own size and use only the offsets.
type Printer struct {
	Paper            string // A4 when empty
	OffsetX, OffsetY float64
}

const (
	// margin stays white around a page; maxOffset keeps what is shifted on the paper and off its unprintable edge.
	margin    = 10.0
	maxOffset = 5.0
	// smallOffset is the same for cards and tags, which are printed to the edge.
	smallOffset = 1.5
)

// CheckSheets says what is wrong with the printer for sheets on whole pages.
func (p Printer) CheckSheets() error {
	_, _, err := p.size()
	return err
}

// CheckSmall is CheckSheets for cards and tags.
func (p Printer) CheckSmall() error { return p.straight(smallOffset) }

// size is the page, mm.
func (p Printer) size() (width, height float64, err error) {
	if err := p.straight(maxOffset); err != nil {
		return 0, 0, err
	}
	switch p.Paper {
	case "", A4:
		return 210, 297, nil
	case Legal:
		return 215.9, 355.6, nil
	}
	return 0, 0, bad("Choose A4 or US Legal.", "There is no paper %q.", p.Paper)
}

// straight checks the offsets against the most that is possible.
func (p Printer) straight(most float64) error {
	for _, offset := range []float64{p.OffsetX, p.OffsetY} {
		if !(math.Abs(offset) <= most) { // so that what is no number is refused too
			return bad("Correct the printer's offsets.", "A printer's offset is %g mm, here at most %g mm either way.", offset, most)
		}
	}
	return nil
}
