package paper

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

const (
	// leastModule is the smallest square of a code that a hand-held reader reads from a worn print, mm.
	leastModule = 0.4
	// quiet is the white around a code, in modules (ISO/IEC 18004).
	quiet = 4
)

// qr draws a code, black on white, into a square with its white border. x is the square's left edge, y its top.
func (s *sheet) qr(x, y, side float64, text string) {
	if text == "" {
		s.fail(bad("Open the record again and print it from there.", "There is no text for a code."))
		return
	}
	made, err := qr.Encode(text, qr.M)
	if err == nil && side/float64(made.Size+2*quiet) < leastModule {
		made, err = qr.Encode(text, qr.L)
	}
	if err != nil || side/float64(made.Size+2*quiet) < leastModule {
		s.fail(bad("Give it a shorter code.", "The code %q is too long to be printed so that a scanner reads it.", text))
		return
	}
	module := side / float64(made.Size+2*quiet)
	s.fill(x, y, side, side, 255)
	// The file's own axes begin at the bottom left corner.
	left, top := x+quiet*module+s.on.OffsetX, s.height-(y+quiet*module+s.on.OffsetY)
	// One path for the whole code: squares that are filled one by one show hair lines between them.
	var path strings.Builder
	path.WriteString("0 g\n")
	for row := range made.Size {
		for column := 0; column < made.Size; column++ {
			run := 0
			for made.Black(column+run, row) {
				run++
			}
			if run == 0 {
				continue
			}
			fmt.Fprintf(&path, "%.3f %.3f %.3f %.3f re\n", (left+float64(column)*module)/point, (top-float64(row+1)*module)/point,
				float64(run)*module/point, module/point)
			column += run
		}
	}
	path.WriteString("f")
	s.pdf.RawWriteStr(path.String())
}
