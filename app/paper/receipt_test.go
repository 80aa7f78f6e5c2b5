package paper_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"strings"
	"testing"
	"time"

	"armguard/app/paper"
)

func TestALongReceiptGoesOnAndNothingIsLost(t *testing.T) {
	for _, on := range []paper.Printer{a4, legal} {
		t.Run(on.Paper, func(t *testing.T) {
			r := longReceipt()
			pdf := print(t, r, on)
			got := words(t, pdf)
			want := []string{r.Site.Name, r.Site.Unit, r.Number, r.Purpose, r.Holder.Name, r.Holder.ID, r.Holder.Group, r.Issuer.Rank + r.Issuer.Name, r.Station, r.Notes, r.Assigned, r.Override}
			for _, l := range r.Lines {
				want = append(want, l.Model, l.Number, l.Serial, l.ID, l.Accessories, l.Remark)
			}
			for _, l := range r.Stock {
				want = append(want, l.Name, l.Lot)
			}
			for _, text := range want {
				if n := strings.Count(got, tight(text)); n < 2 {
					t.Errorf("%q is %d times on it, want on both halves", text, n)
				}
			}
			pages := wordPages(t, pdf)
			for _, fault := range collisions(pages, 9) {
				t.Error(fault)
			}
			if last := fmt.Sprintf("%d/%d", len(pages), len(pages)); len(pages) < 3 || strings.Count(got, last) != 2 {
				t.Errorf("got %d pages, want several, and %q on both halves of the last", len(pages), last)
			}
			if signs := strings.Count(got, "Receivedby"); signs != 2 {
				t.Errorf("it is signed in %d places, want once on each half", signs)
			}
		})
	}
}

func TestAThousandLinesArePrinted(t *testing.T) {
	r := receipt()
	r.Lines = nil
	for i := range 1000 {
		r.Lines = append(r.Lines, paper.ReceiptLine{Model: "M4 Carbine", Serial: fmt.Sprintf("W%05d", i)})
	}
	got := words(t, print(t, r, a4))
	for _, l := range r.Lines {
		if strings.Count(got, l.Serial) != 2 {
			t.Fatalf("%s is not on both halves", l.Serial)
		}
	}
}

// A signature alone on a page could be put under anything.
func TestTheSignaturesNeverStandAlone(t *testing.T) {
	for n := 1; n <= 40; n++ {
		r := receipt()
		r.Stock, r.Notes, r.Lines = nil, "", nil
		for i := range n {
			r.Lines = append(r.Lines, paper.ReceiptLine{Model: "M4 Carbine", Serial: fmt.Sprintf("W%05d", i)})
		}
		pages := wordPages(t, print(t, r, a4))
		last := ""
		for _, w := range pages[len(pages)-1].Words {
			last += w.Text
		}
		if want := fmt.Sprintf("W%05d", n-1); !strings.Contains(last, want) || !strings.Contains(last, "Receivedby") {
			t.Errorf("%d lines: the last page has not both %s and the signatures", n, want)
		}
	}
}

func TestTheOffsetsMoveEverything(t *testing.T) {
	const dpi = 127 // 5 pixels a mm, so that a page is moved by whole pixels
	for name, s := range map[string]sheet{"receipt": signed(receipt()), "cards": cards()} {
		straight := rendered(t, print(t, s, paper.Printer{}), dpi)
		for _, by := range []image.Point{{3, -1}, {-5, 7}} {
			moved := rendered(t, print(t, s, paper.Printer{OffsetX: float64(by.X) / 5, OffsetY: float64(by.Y) / 5}), dpi)
			for n := range straight {
				inner := straight[n].Bounds().Inset(8)
				if stayed, strayed := without(straight[n], moved[n], inner, by), without(moved[n], straight[n], inner.Add(by), by.Mul(-1)); stayed+strayed > 0 {
					t.Errorf("%s, page %d moved by %v pixels: %d black pixels did not move and %d are elsewhere", name, n+1, by, stayed, strayed)
				}
			}
		}
	}
}

// without counts the black pixels of a page, inside a box, that have none in the other page where they were moved to, give
// or take the one pixel that a renderer rounds an edge by.
func without(page, other *image.Gray, inside image.Rectangle, by image.Point) int {
	missing := 0
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		for x := inside.Min.X; x < inside.Max.X; x++ {
			if page.GrayAt(x, y).Y > 100 {
				continue
			}
			found := false
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					found = found || other.GrayAt(x+by.X+dx, y+by.Y+dy).Y < 200
				}
			}
			if !found {
				missing++
			}
		}
	}
	return missing
}

// ink is the smallest box around what is not white.
func ink(page *image.Gray) image.Rectangle {
	var box image.Rectangle
	for y := range page.Bounds().Dy() {
		for x := range page.Bounds().Dx() {
			if page.GrayAt(x, y).Y < 200 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestSignsTheFontDoesNotHaveAreShownAsBoxes(t *testing.T) {
	r := receipt()
	r.Notes = "Ana \u202e\u0007 漢 😀\u00a0Nin\u0303a"
	if got := words(t, print(t, r, a4)); !strings.Contains(got, "Ana□□Niña") {
		t.Errorf("want boxes for two signs, none for those nobody sees, and the accent in its letter; got %q", got)
	}
}

func TestAReceiptThatCannotBePrintedIsRefused(t *testing.T) {
	var large bytes.Buffer
	if err := png.Encode(&large, image.NewGray(image.Rect(0, 0, 5000, 1))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*paper.Receipt)
		on     paper.Printer
		want   string
	}{
		"nothing on it":                {func(r *paper.Receipt) { *r = paper.Receipt{} }, a4, "has no number"},
		"no lines":                     {func(r *paper.Receipt) { r.Lines, r.Stock = nil, nil }, a4, "no lines"},
		"too many lines":               {func(r *paper.Receipt) { r.Lines = make([]paper.ReceiptLine, 20001) }, a4, "at most 20000"},
		"no number":                    {func(r *paper.Receipt) { r.Number = " " }, a4, "has no number"},
		"no entry":                     {func(r *paper.Receipt) { r.Entry = "" }, a4, "entry"},
		"another action":               {func(r *paper.Receipt) { r.Action = "Gift" }, a4, `"Gift"`},
		"another type":                 {func(r *paper.Receipt) { r.Type = "IOU" }, a4, `"IOU"`},
		"no time of printing":          {func(r *paper.Receipt) { r.Printed.At = time.Time{} }, a4, "time of printing"},
		"a number without an end":      {func(r *paper.Receipt) { r.Number = strings.Repeat("9", 400) }, a4, "receipt number is too long"},
		"a row that fills pages":       {func(r *paper.Receipt) { r.Lines[0].Accessories = strings.Repeat("holster ", 1000) }, a4, "too long for a page"},
		"a head that fills pages":      {func(r *paper.Receipt) { r.Holder.Name = strings.Repeat("Ana ", 4000) }, a4, "over the table is too long"},
		"a signature that is no image": {func(r *paper.Receipt) { r.HolderSign = []byte("%PDF-1.4") }, a4, "signature is not"},
		"a signature that is cut off":  {func(r *paper.Receipt) { r.HolderSign = scrawl()[:300] }, a4, "signature is not"},
		"a signature that is too wide": {func(r *paper.Receipt) { r.HolderSign = large.Bytes() }, a4, "5000 x 1 pixels"},
		"other paper":                  {func(*paper.Receipt) {}, paper.Printer{Paper: "A5"}, `no paper "A5"`},
		"an offset off the paper":      {func(*paper.Receipt) {}, paper.Printer{OffsetX: 5.5}, "5.5 mm"},
		"an offset that is no number":  {func(*paper.Receipt) {}, paper.Printer{OffsetY: math.NaN()}, "NaN mm"},
	} {
		t.Run(name, func(t *testing.T) {
			r := receipt()
			c.change(&r)
			refused(t, r, c.on, c.want)
		})
	}
}
