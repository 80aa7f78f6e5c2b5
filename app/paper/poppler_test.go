package paper_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"armguard/app/paper"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
)

// What a printer and a reader of the file see is asked of Poppler, whose programs draw and read PDFs.

// poppler runs one of its programs on a file; extra files it wrote into dir are the caller's to read.
func poppler(t *testing.T, program string, pdf []byte, args func(in, dir string) []string) (stdout []byte, dir string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("skipped: %s is not on this PC; build/install.sh test installs it (package poppler-utils)", program)
	}
	dir = t.TempDir()
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, args(in, dir)...)
	var warnings bytes.Buffer
	command.Stderr = &warnings
	stdout, err := command.Output()
	if err != nil || warnings.Len() > 0 {
		t.Fatalf("%s: %v: %s", program, err, warnings.String())
	}
	return stdout, dir
}

// rendered is every page as a printer of that resolution makes it, grey.
func rendered(t *testing.T, pdf []byte, dpi int) []*image.Gray {
	t.Helper()
	_, dir := poppler(t, "pdftoppm", pdf, func(in, dir string) []string {
		return []string{"-r", fmt.Sprint(dpi), "-gray", "-png", in, filepath.Join(dir, "page")}
	})
	names, err := filepath.Glob(filepath.Join(dir, "page-*.png")) // numbers are padded, so they are in order
	if err != nil || len(names) == 0 {
		t.Fatalf("no page was drawn: %v", err)
	}
	var pages []*image.Gray
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, gray(t, data))
	}
	return pages
}

func gray(t *testing.T, data []byte) *image.Gray {
	t.Helper()
	read, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewGray(read.Bounds())
	for y := range read.Bounds().Dy() {
		for x := range read.Bounds().Dx() {
			out.SetGray(x, y, color.GrayModel.Convert(read.At(x, y)).(color.Gray))
		}
	}
	return out
}

// codes are the texts of all codes on a page.
func codes(t *testing.T, page image.Image) []string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bits, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
	})
	if err != nil {
		t.Fatalf("no code was read: %v", err)
	}
	var texts []string
	for _, f := range found {
		texts = append(texts, f.GetText())
	}
	return texts
}

// words is the text of the file in the order it was written, without any white space, so that a value is found whole
// wherever it was wrapped.
func words(t *testing.T, pdf []byte) string {
	t.Helper()
	out, _ := poppler(t, "pdftotext", pdf, func(in, _ string) []string { return []string{"-raw", "-nopgbrk", in, "-"} })
	return tight(string(out))
}

func tight(text string) string { return strings.Join(strings.Fields(text), "") }

// word is where a word stands on its page, points from the top left.
type word struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

type wordPage struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []word  `xml:"word"`
}

func wordPages(t *testing.T, pdf []byte) []wordPage {
	t.Helper()
	out, _ := poppler(t, "pdftotext", pdf, func(in, _ string) []string { return []string{"-bbox", in, "-"} })
	var read struct {
		Pages []wordPage `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	return read.Pages
}

// collisions are the words that stand outside of the page less a border (mm), or upon one another.
func collisions(pages []wordPage, border float64) []string {
	const mm = 72 / 25.4
	var found []string
	for n, page := range pages {
		for i, a := range page.Words {
			if a.XMin < border*mm-0.1 || a.XMax > page.Width-border*mm+0.1 || a.YMin < border*mm-2 || a.YMax > page.Height-border*mm+2 {
				found = append(found, fmt.Sprintf("page %d: %q stands in the border", n+1, a.Text))
			}
			for _, b := range page.Words[i+1:] {
				// A word's box is as high as its font, which is more than its letters.
				high := 0.2 * min(a.YMax-a.YMin, b.YMax-b.YMin)
				if a.XMin < b.XMax-0.1 && b.XMin < a.XMax-0.1 && a.YMin < b.YMax-high && b.YMin < a.YMax-high {
					found = append(found, fmt.Sprintf("page %d: %q stands upon %q", n+1, a.Text, b.Text))
				}
			}
		}
	}
	return found
}

// sheet is anything that is printed.
type sheet interface {
	PDF(on paper.Printer) ([]byte, error)
}

func print(t *testing.T, s sheet, on paper.Printer) []byte {
	t.Helper()
	pdf, err := s.PDF(on)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}
