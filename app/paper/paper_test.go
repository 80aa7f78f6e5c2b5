package paper_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/paper"
)

var update = flag.Bool("update", false, "write the kept pictures anew: look at them before they are committed")

var (
	a4    = paper.Printer{Paper: paper.A4}
	legal = paper.Printer{Paper: paper.Legal}
)

// sample is an ordinary sheet of each kind: the codes on each of its pages and what has to stand on it whole.
type sample struct {
	name  string
	sheet sheet
	on    paper.Printer
	codes [][]string // of each page; nil: none
	texts []string
}

func signed(r paper.Receipt) paper.Receipt {
	r.HolderSign = scrawl()
	return r
}

func reprinted(r paper.Receipt) paper.Receipt {
	r.Copy = true
	return r
}

// longTerm is a PAR of somebody who has a weapon of his own, issued with a reason that a second person agreed to.
func longTerm(r paper.Receipt) paper.Receipt {
	r.Type, r.Due, r.Assigned = paper.PAR, time.Time{}, "M4 Carbine 0117"
	r.Override = "Alert: the LAN is down and his own is at Counter 2.\nSecond person: TSGT Ma. Lourdes Ibáñez."
	return r
}

func returned(r paper.Receipt) paper.Receipt {
	r.Action, r.Type, r.Due, r.Purpose = paper.Return, "", time.Time{}, ""
	r.Lines[1].Remark = "Held by SSGT REYES, Ana M."
	return r
}

const receiptCode = "RECEIPT:C8FKN-1042-Z:9F31C07B"

var receiptTexts = []string{"951st Armory", "Philippine Air Force, Headquarters Air Security Command", "C8FKN-1042-Z", "SGT DELA PEÑA-MANG̃UIAT, Ma. Niña Zoë Ü.",
	"PE-88231140326", "M4 Carbine", "0231", "W0I1O12345", "IR-W0I1O12345140326", "Rifle sling, bandoleer", "Holster, 3 pistol magazine pouches",
	"M855 5.56 ball", "LC-18K021-044", "Señor Lang̃it Quiñones (gate 2) was told.", "SSGT Ángel Muñoz", "25 Nov 2026 06:42", "For the unit", "For the holder"}

func samples() []sample {
	return []sample{
		{"receipt-a4", signed(receipt()), a4, [][]string{{receiptCode, receiptCode}}, append([]string{"Temporary receipt (TR)", "Due back", "26 Nov 2026 06:42"}, receiptTexts...)},
		{"receipt-legal-copy", reprinted(receipt()), legal, [][]string{{receiptCode, receiptCode}}, append([]string{"COPY"}, receiptTexts...)},
		{"receipt-par", longTerm(receipt()), a4, [][]string{{receiptCode, receiptCode}}, append([]string{"Property acknowledgement receipt (PAR)", "when asked for", "Assigned weapon", "M4 Carbine 0117",
			"Issued with a reason", "the LAN is down", "Second person: TSGT Ma. Lourdes Ibáñez."}, receiptTexts...)},
		{"receipt-return", returned(receipt()), a4, [][]string{{receiptCode, receiptCode}}, append([]string{"Held by SSGT REYES, Ana M.", "Taken back by"}, receiptTexts...)},
		{"cards", cards(), paper.Printer{}, [][]string{nil, {"PERSONNEL:PE-88231140326:SGT Dela Peña, Ma. Niña Zoë:88231"}, nil, {"PE-1"}}, []string{site.Name, site.Unit,
			"SGT", "DELA PEÑA-MANG̃UIAT", "Ma. Niña Zoë Ü.", "PE-88231140326", "951st", "Issued 25 Nov 2026", "MAJ Iñigo S. Peñaflor", site.Commander.Title}},
		{"tags", tags(), paper.Printer{}, [][]string{{"ITEM:IR-W0I1O12345140326:M4:W0I1O12345"}, {"IX-88210140326"}}, []string{"M4 Carbine", "0231", "W0I1O12345",
			"IR-W0I1O12345140326", "Señuelo óptico", "951st Armory"}},
		{"codes", codeSheet(), a4, codesOf(codeSheet(), 21), []string{"Codes of people, 951st", "SGT PEÑA-ÜBEDA, Niño W.", "PE-88022140326", "2 / 2"}},
		{"count-blank", blankCount(), a4, nil, []string{"Monthly count", "Expected40", "Found____", "W0I1O00039", "IR-W0I1O00039140326", "Issued to SSGT REYES, Añe M.", "SSGT Ángel Muñoz",
			"TSGT Ma. Lourdes Ibáñez", "2 / 2"}},
		{"count-closed", closedCount(), legal, nil, []string{"Expected9", "Found7", "Missing2", "Unexpected2", "Last seen on Tuesday, niche 4", "ITEM:IX-0000:?:Ñ77", "25 Nov 2026 07:42", "✓Found"}},
		{"strength", strength(), a4, nil, []string{"Wednesday, 25 November 2026", "M16 Rifle1603114 1196", "All44464353516", "Issued on the day48", "Returned on the day41", "M16 Rifle 0048", "16O0I008",
			"A1C PEÑA-ÜBEDA, Niño C.", "Overdue25 Nov 2026 00:42", "C8FKN-1008-Z", "MAJ Iñigo S. Peñaflor", "Commanding Officer, 951st Squadron", "Two M14 Rifles are for turn-in."}},
		{"mass", massAccount(), a4, nil, []string{"Alert Bravo, 25 November", "Security", "25 Nov 2026 12:42", "All12912", "M4 Carbine 0231", "W0I1O00001", "C8FKN-1043-Z", "1 magazine", "found otherwise",
			"gate 2 keep theirs", "MAJ Iñigo S. Peñaflor"}},
		{"report-days", daily(), a4, nil, []string{"Issues by day", "2026-10-27 to 2026-11-25", "2026-11-252923", "All610725699", "Items issued", "SSGT Ángel Muñoz", "MAJ Iñigo S. Peñaflor"}},
		{"report-models", purposes(), legal, nil, []string{"as of 25 November 2026, 06:42", "Señuelo óptico4218C8FKN-1008-Z", "3 more rows."}},
		{"custody-item", itemCustody(), a4, nil, []string{"M4 Carbine 0231", "IR-W0I1O12345140326", "25 Mar 2026 06:42", "Issued to SGT DELA PEÑA-ÑIGO, Ma. Zoë Ü.", "27 Oct 2026 06:42 *", "* The clock of that station was wrong.",
			"C8FKN-933-Z", "2 / 2"}},
		{"custody-person", personCustody(), a4, nil, []string{"SGT DELA PEÑA, Ma. Niña Zoë Ü.", "PE-88231140326", "Took M4 Carbine 0231", "Vigil, 7 magazines, 210 rounds", "1 / 1"}},
	}
}

// codesOf are a sheet's codes, so many to a page.
func codesOf(c paper.Codes, each int) [][]string {
	var pages [][]string
	for page := range slices.Chunk(c.Codes, each) {
		var texts []string
		for _, one := range page {
			texts = append(texts, one.Text)
		}
		pages = append(pages, texts)
	}
	return pages
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	first := samples()
	for i, again := range samples() {
		t.Run(again.name, func(t *testing.T) {
			t.Parallel() // with others, which must not change it
			got, want := print(t, again.sheet, again.on), print(t, first[i].sheet, first[i].on)
			if !bytes.Equal(got, want) {
				t.Errorf("got %d bytes that differ from the %d of the first time", len(got), len(want))
			}
		})
	}
	t.Run("another sheet gives others", func(t *testing.T) {
		if bytes.Equal(print(t, receipt(), a4), print(t, reprinted(receipt()), a4)) {
			t.Error("a receipt and its reprint are the same file")
		}
	})
}

func TestEveryCodeIsReadAsItIsPrinted(t *testing.T) {
	for _, s := range samples() {
		if s.codes == nil {
			continue
		}
		for _, dpi := range []int{200, 300} {
			t.Run(fmt.Sprintf("%s at %d dpi", s.name, dpi), func(t *testing.T) {
				for n, page := range rendered(t, print(t, s.sheet, s.on), dpi) {
					if s.codes[n] == nil {
						continue
					}
					got, want := codes(t, page), slices.Clone(s.codes[n])
					slices.Sort(got)
					slices.Sort(want)
					if !slices.Equal(got, want) {
						t.Errorf("page %d: got codes %q, want %q", n+1, got, want)
					}
				}
			})
		}
	}
}

func TestEveryTextIsWhole(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			pdf := print(t, s.sheet, s.on)
			got := words(t, pdf)
			for _, want := range s.texts {
				if !strings.Contains(got, tight(want)) {
					t.Errorf("%q is not on it", want)
				}
			}
			for _, fault := range collisions(wordPages(t, pdf), 2) {
				t.Error(fault)
			}
		})
	}
	t.Run("a collision is seen", func(t *testing.T) {
		page := wordPage{Width: 100, Height: 100, Words: []word{{10, 10, 40, 20, "one"}, {35, 12, 60, 22, "two"}, {80, 50, 99, 60, "three"}}}
		if got := collisions([]wordPage{page}, 2); len(got) != 2 {
			t.Errorf("got %q, want one upon another and one in the border", got)
		}
	})
}

// A page may differ from its kept picture by as much as another version of the font renderer makes of it: on average
// less than meanTolerance of 255 steps of grey, and no block of 8 x 8 pixels by more than blockTolerance.
const (
	keptDPI        = 60
	meanTolerance  = 1.0
	blockTolerance = 32
)

func difference(got, want *image.Gray) error {
	if got.Bounds() != want.Bounds() {
		return fmt.Errorf("it is %v pixels, kept are %v", got.Bounds().Size(), want.Bounds().Size())
	}
	const side = 8
	size := got.Bounds().Size()
	total, worst, at := 0.0, 0.0, image.Point{}
	for top := 0; top < size.Y; top += side {
		for left := 0; left < size.X; left += side {
			sum := 0.0
			for y := top; y < min(top+side, size.Y); y++ {
				for x := left; x < min(left+side, size.X); x++ {
					sum += math.Abs(float64(got.GrayAt(x, y).Y) - float64(want.GrayAt(x, y).Y))
				}
			}
			total += sum
			if mean := sum / (side * side); mean > worst {
				worst, at = mean, image.Pt(left, top)
			}
		}
	}
	if mean := total / float64(size.X*size.Y); mean > meanTolerance || worst > blockTolerance {
		return fmt.Errorf("it differs by %.2f on average (at most %.1f) and by %.0f at %v (at most %d)", mean, meanTolerance, worst, at, blockTolerance)
	}
	return nil
}

func TestEveryPageLooksAsItsKeptPicture(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			for n, page := range rendered(t, print(t, s.sheet, s.on), keptDPI) {
				name := filepath.Join("testdata", fmt.Sprintf("%s-%d.png", s.name, n+1))
				if *update {
					var out bytes.Buffer
					if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, page); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatalf("%v; write it with go test ./app/paper -run Picture -update and look at it", err)
				}
				if err := difference(page, gray(t, data)); err != nil {
					t.Errorf("page %d is not as %s: %v", n+1, name, err)
				}
			}
		})
	}
	t.Run("a picture of something else is seen", func(t *testing.T) {
		page := rendered(t, print(t, receipt(), a4), keptDPI)[0]
		other := receipt()
		other.Number = "C8FKN-1043-Z"
		for name, changed := range map[string]sheet{"one figure of the number": other, "no signature": signed(receipt()), "a mark": reprinted(receipt())} {
			if difference(page, rendered(t, print(t, changed, a4), keptDPI)[0]) == nil {
				t.Errorf("%s makes no difference", name)
			}
		}
	})
}

// refused checks that something is not printed, and why.
func refused(t *testing.T, s sheet, on paper.Printer, want string) {
	t.Helper()
	pdf, err := s.PDF(on)
	var problem *paper.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.Message, want) || problem.Fix == "" || problem.Code == "" {
		t.Errorf("got %v, want a problem with %q and what to do", err, want)
	}
	if pdf != nil {
		t.Errorf("got a file of %d bytes beside the problem", len(pdf))
	}
}
