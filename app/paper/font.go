package paper

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The faces; font/README.md says what they are and how they were made.
var (
	//go:embed font/text.ttf
	textFace []byte
	//go:embed font/strong.ttf
	strongFace []byte
	//go:embed font/code.ttf
	codeFace []byte
)

// face names one of them.
type face string

const (
	plain  face = "text"
	strong face = "strong"
	code   face = "code" // ids, serial and receipt numbers
)

var faces = map[face][]byte{plain: textFace, strong: strongFace, code: codeFace}

// style is how a text is set: face, size in points, and ink from 0 (black) to 255 (white).
type style struct {
	face face
	size float64
	ink  int
}

func (s style) at(size float64) style {
	s.size = size
	return s
}

// leading is the distance of lines, mm.
func (s style) leading() float64 { return s.size * 1.25 * point }

// baseline is how far below the top of a line its letters stand, mm: half the leading, and half a capital letter.
func (s style) baseline() float64 { return s.size * (0.625 + 0.73/2) * point }

// point is a typographic point, mm.
const point = 25.4 / 72

// The styles of a form.
var (
	label   = style{plain, 6.5, 85}
	value   = style{plain, 9, 0}
	valueID = style{code, 9, 0}
	cell    = style{plain, 8.5, 0}
	cellID  = style{code, 8.5, 0}
	small   = style{plain, 7, 85}
	title   = style{strong, 11, 0}
	figure  = style{strong, 15, 0}
)

// printable is text in what the font has: letters with their accents in one sign, no control characters but the line
// break, and □ for a sign it does not have.
func (s *sheet) printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch glyph, err := s.glyphs.GlyphIndex(&s.lookup, r); {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case err != nil || glyph == 0:
			return '□'
		}
		return r
	}, norm.NFC.String(text))
}

// glyphTable tells which signs the faces have; all three have the same.
func glyphTable() (*sfnt.Font, error) { return sfnt.Parse(textFace) }
