package paper_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/paper"
)

// Cards, tags and codes have a box for each text: the longest that the record allows has to fit in it.
func TestTheLongestFieldsFitOnWhatIsSmall(t *testing.T) {
	card, tag, one := longCards().People[0], longTags().Items[0], longCodes().Codes[0]
	for name, c := range map[string]struct {
		sheet sheet
		texts []string
		codes map[int][]string // by page
		edge  float64
	}{
		"cards": {longCards(), []string{longSite().Name, longSite().Unit, card.Rank, card.Surname, card.Given, card.ID, card.Serial, card.Group,
			longSite().Commander.Rank + longSite().Commander.Name, longSite().Commander.Title}, map[int][]string{1: {card.Code}}, 2},
		"tags":  {longTags(), []string{tag.Model, tag.Number, tag.Serial, tag.ID, longSite().Name}, map[int][]string{0: {tag.Code}}, 1.5},
		"codes": {longCodes(), []string{longSite().Name, longSite().Unit, longCodes().Title, one.Name, one.Detail}, map[int][]string{0: codesOf(longCodes(), 21)[0]}, 9},
	} {
		t.Run(name, func(t *testing.T) {
			pdf := print(t, c.sheet, a4)
			got := words(t, pdf)
			for _, want := range c.texts {
				if !strings.Contains(got, tight(want)) {
					t.Errorf("%q is not on it", want)
				}
			}
			for _, fault := range collisions(wordPages(t, pdf), c.edge) {
				t.Error(fault)
			}
			for _, dpi := range []int{200, 300} {
				pages := rendered(t, pdf, dpi)
				for n, want := range c.codes {
					got := codes(t, pages[n])
					slices.Sort(got)
					if !slices.Equal(got, want) {
						t.Errorf("page %d at %d dpi: got %q, want %q", n+1, dpi, got, want)
					}
				}
			}
		})
	}
}

// A square of a code is at least 0.4 mm, whatever the code says, or it is not printed.
func TestACodeIsNeverTooFineForAScanner(t *testing.T) {
	const dpi = 508 // 20 pixels a mm
	printed := 0
	for n := 10; n <= 410; n += 40 {
		s := tags()
		s.Items = []paper.Tag{{Code: strings.Repeat("w", n)}}
		pdf, err := s.PDF(a4)
		if err != nil {
			refused(t, s, a4, "too long to be printed so that a scanner reads it")
			continue
		}
		printed++
		// The pattern in the upper left corner of a code begins with seven black squares in a row.
		page := rendered(t, pdf, dpi)[0]
		corner := ink(page).Min
		black := 1 // the first may be part white
		for page.GrayAt(corner.X+black, corner.Y+2).Y < 128 {
			black++
		}
		if module := float64(black) / 7 / 20; module < 0.395 {
			t.Errorf("%d characters: a square is %.3f mm", n, module)
		}
	}
	if printed < 5 || printed > 10 {
		t.Errorf("%d of 11 codes were printed, want most and not the longest", printed)
	}
}

func TestWhatIsSmallAndCannotBePrintedIsRefused(t *testing.T) {
	many := codeSheet()
	many.Codes = make([]paper.Code, 20001)
	for name, c := range map[string]struct {
		sheet sheet
		on    paper.Printer
		want  string
	}{
		"no cards":                      {paper.Cards{Site: site, Printed: printed}, a4, "no cards"},
		"no tags":                       {paper.Tags{Site: site, Printed: printed}, a4, "no tags"},
		"no codes":                      {paper.Codes{Site: site, Printed: printed}, a4, "no codes"},
		"too many codes":                {many, a4, "at most 20000"},
		"a card without a code":         {paper.Cards{Site: site, Printed: printed, People: []paper.Card{{Surname: "CRUZ"}}}, a4, "code"},
		"a tag without a code":          {paper.Tags{Site: site, Printed: printed, Items: []paper.Tag{{Model: "M4"}}}, a4, "code"},
		"a name that is too long":       {paper.Cards{Site: site, Printed: printed, People: []paper.Card{{Surname: long("x", 400), Code: "x"}}}, a4, "last name is too long"},
		"a photograph that is no image": {paper.Cards{Site: site, Printed: printed, People: []paper.Card{{Code: "x", Photo: []byte("GIF89a")}}}, a4, "photograph is not"},
		"an offset off a card":          {cards(), paper.Printer{OffsetX: -2}, "-2 mm"},
		"an offset off a tag":           {tags(), paper.Printer{OffsetY: 2}, "2 mm"},
		"no time of printing":           {paper.Tags{Site: site, Items: tags().Items, Printed: paper.Printed{At: time.Time{}}}, a4, "time of printing"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.sheet, c.on, c.want) })
	}
}

func TestCardsAndTagsHaveTheirSize(t *testing.T) {
	for name, c := range map[string]struct {
		sheet         sheet
		width, height float64
		pages         int
	}{
		"CR80":       {cards(), 85.6, 53.98, 4},
		"90 x 31 mm": {tags(), 90, 31, 2},
	} {
		t.Run(name, func(t *testing.T) {
			pages := wordPages(t, print(t, c.sheet, legal)) // the paper of sheets makes no difference
			if len(pages) != c.pages {
				t.Errorf("got %d pages, want %d", len(pages), c.pages)
			}
			for _, page := range pages {
				const mm = 25.4 / 72
				if got, want := fmt.Sprintf("%.1f x %.1f", page.Width*mm, page.Height*mm), fmt.Sprintf("%.1f x %.1f", c.width, c.height); got != want {
					t.Errorf("got %s mm, want %s", got, want)
				}
			}
		})
	}
}
