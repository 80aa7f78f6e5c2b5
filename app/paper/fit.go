package paper

import (
	"strings"
	"unicode"
)

// shrink is the part of its size that a text may become before it wraps.
const shrink = 0.85

// lines is a text made to fit a width.
type lines struct {
	style style
	rows  []string
}

func (l lines) height() float64 { return float64(len(l.rows)) * l.style.leading() }

// fit makes a text fit a width: as it is, else smaller, else smaller and on several lines.
func (s *sheet) fit(st style, width float64, text string) lines {
	text = s.printable(text)
	need := 0.0
	for row := range strings.SplitSeq(text, "\n") {
		need = max(need, s.measure(st, row))
	}
	if need > width {
		st = st.at(max(st.size*width/need*0.999, st.size*shrink))
	}
	return lines{st, s.wrap(st, width, text)}
}

// fitBox makes a text fit a box, on as many lines as it has room for; the largest size that fits wins, and a text that
// does not fit at the least size is a fault.
func (s *sheet) fitBox(what string, st style, least, width, height float64, text string) lines {
	text = s.printable(text)
	for {
		out := lines{st, s.wrap(st, width, text)}
		if out.height() <= height {
			return out
		}
		if st.size <= least {
			s.fail(bad("Shorten it.", "The %s is too long to be printed here: %s", what, text))
			return out
		}
		st = st.at(max(st.size-0.25, least))
	}
}

// wrap breaks printable text into lines no wider than width, or of one letter where that is wider: at spaces, else after a
// sign that parts, else anywhere.
func (s *sheet) wrap(st style, width float64, text string) []string {
	var rows []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		row := ""
		for _, word := range strings.Fields(paragraph) {
			if longer := joined(" ", row, word); s.measure(st, longer) <= width {
				row = longer
				continue
			}
			if row != "" {
				rows = append(rows, row)
			}
			for word != "" && s.measure(st, word) > width {
				head := s.piece(st, width, word)
				rows, word = append(rows, head), word[len(head):]
			}
			row = word
		}
		rows = append(rows, row)
	}
	return rows
}

// piece is as much of a word as fits a width, at least one letter with its accents.
func (s *sheet) piece(st style, width float64, word string) string {
	fits, parts := 0, 0
	for at, r := range word {
		if at > 0 && !unicode.Is(unicode.Mn, r) {
			if s.measure(st, word[:at]) > width {
				break
			}
			fits = at
			if strings.ContainsAny(word[at-1:at], "-/.:_") {
				parts = at
			}
		}
	}
	switch {
	case parts > fits/2:
		return word[:parts]
	case fits == 0:
		return firstLetter(word)
	}
	return word[:fits]
}

func firstLetter(word string) string {
	for at, r := range word {
		if at > 0 && !unicode.Is(unicode.Mn, r) {
			return word[:at]
		}
	}
	return word
}

// setLines draws fitted lines; y is the top. fraction is as in line.
func (s *sheet) setLines(x, y, fraction float64, l lines) {
	for _, row := range l.rows {
		s.line(x, y, fraction, l.style, row)
		y += l.style.leading()
	}
}
