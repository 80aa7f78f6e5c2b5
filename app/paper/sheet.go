package paper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// sheet is the surface that everything is drawn on; x and y are mm from the top left corner. Its first fault is kept
// and told by bytes.
type sheet struct {
	pdf           *fpdf.Fpdf
	on            Printer
	width, height float64
	fault         error
	pictures      map[[sha256.Size]byte]picture

	glyphs *sfnt.Font
	lookup sfnt.Buffer
}

// newSheet is a file of pages of one size, mm, with none yet.
func newSheet(name string, at time.Time, width, height float64, on Printer) (*sheet, error) {
	if at.IsZero() {
		return nil, bad("Set this PC's clock.", "The time of printing is missing.")
	}
	glyphs, err := glyphTable()
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.SetProducer("ArmGuard Station", true)
	pdf.SetTitle(name, true)
	pdf.SetLang("en")
	for name, data := range faces {
		pdf.AddUTF8FontFromBytes(string(name), "", data)
	}
	return &sheet{pdf: pdf, on: on, width: width, height: height, pictures: map[[sha256.Size]byte]picture{}, glyphs: glyphs}, nil
}

// bytes is the finished file.
func (s *sheet) bytes() ([]byte, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return out.Bytes(), nil
}

func (s *sheet) page() { s.pdf.AddPage() }

func (s *sheet) set(st style) {
	s.pdf.SetFont(string(st.face), "", st.size)
	s.pdf.SetTextColor(st.ink, st.ink, st.ink)
}

// measure is how wide a printable text is, mm.
func (s *sheet) measure(st style, text string) float64 {
	s.set(st)
	return s.pdf.GetStringWidth(text)
}

// line sets one line of printable text; y is its top. fraction says which part of the text lies left of x: 0 sets it
// from x to the right, 1 to the left, 0.5 around x.
func (s *sheet) line(x, y, fraction float64, st style, text string) {
	if text == "" {
		return
	}
	if fraction > 0 {
		x -= s.measure(st, text) * fraction
	}
	s.set(st)
	s.pdf.Text(x+s.on.OffsetX, y+s.on.OffsetY+st.baseline(), text)
}

// rule draws a straight line of a width in mm.
func (s *sheet) rule(x1, y1, x2, y2, width float64) {
	s.pdf.SetLineWidth(width)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.Line(x1+s.on.OffsetX, y1+s.on.OffsetY, x2+s.on.OffsetX, y2+s.on.OffsetY)
}

// cut draws the line to cut along.
func (s *sheet) cut(x1, y, x2 float64) {
	s.pdf.SetDashPattern([]float64{1.2, 1.2}, 0)
	s.rule(x1, y, x2, y, hairline)
	s.pdf.SetDashPattern(nil, 0)
}

// frame draws a box's outline.
func (s *sheet) frame(x, y, w, h, width float64) {
	s.pdf.SetLineWidth(width)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.Rect(x+s.on.OffsetX, y+s.on.OffsetY, w, h, "D")
}

// fill covers a box with ink.
func (s *sheet) fill(x, y, w, h float64, ink int) {
	s.pdf.SetFillColor(ink, ink, ink)
	s.pdf.Rect(x+s.on.OffsetX, y+s.on.OffsetY, w, h, "F")
}

// The widths of lines, mm.
const (
	hairline = 0.15
	thin     = 0.25
	thick    = 0.5
)

func (s *sheet) fail(err error) {
	if s.fault == nil {
		s.fault = err
	}
}
