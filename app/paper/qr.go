package paper

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

const (
	// leastModule is the smallest square of a code that a hand-held reader reads from a worn print, mm; mostModule is
	// where it becomes no better.
	leastModule = 0.4
	mostModule  = 0.6
	// quiet is the white around a code, in modules (ISO/IEC 18004).
	quiet = 4
)

// qr draws a code, black on white, as large as it goes in a square, its white border included; the rest of the square
// stays white. x is its left edge, y its top.
func (s *sheet) qr(x, y, side float64, text string) {
	made, err := qr.Encode(text, qr.M)
	if err == nil && side/float64(made.Size+2*quiet) < leastModule {
		made, err = qr.Encode(text, qr.L)
	}
	if err != nil || side/float64(made.Size+2*quiet) < leastModule {
		s.fail(bad("Give it a shorter code.", "The code %q is too long to be printed so that a scanner reads it.", text))
		return
	}
	module := min(side/float64(made.Size+2*quiet), mostModule)
	s.fill(x, y, side, side, 255)
	from := (side-module*float64(made.Size))/2 + s.on.OffsetX
	left, top := x+from, s.height-(y+from-s.on.OffsetX+s.on.OffsetY)
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
