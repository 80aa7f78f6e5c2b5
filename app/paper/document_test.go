package paper_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"armguard/app/paper"
)

func TestLongDocumentsGoOnAndNothingIsLost(t *testing.T) {
	for name, c := range longDocuments() {
		for _, on := range []paper.Printer{a4, legal} {
			t.Run(name+" on "+on.Paper, func(t *testing.T) {
				pdf := print(t, c.sheet, on)
				got := words(t, pdf)
				for _, want := range c.texts {
					if !strings.Contains(got, tight(want)) {
						t.Errorf("%q is not on it", want)
					}
				}
				pages := wordPages(t, pdf)
				for _, fault := range collisions(pages, 9) {
					t.Error(fault)
				}
				if last := fmt.Sprintf("%d/%d", len(pages), len(pages)); len(pages) < 3 || !strings.Contains(got, last) {
					t.Errorf("got %d pages, want several, and %q on the last", len(pages), last)
				}
			})
		}
	}
}

// Each page says of itself what it is, so that a pile that fell down can be put together.
func TestEveryPageSaysWhatItIsOf(t *testing.T) {
	for n, page := range wordPages(t, print(t, itemCustody(), a4)) {
		text := ""
		for _, w := range page.Words {
			text += w.Text
		}
		for _, want := range []string{"Custodyhistory", "M4Carbine0231", "IR-W0I1O12345140326", "951stArmory", "Whathappened", fmt.Sprintf("%d/2", n+1)} {
			if !strings.Contains(text, want) {
				t.Errorf("page %d does not say %q", n+1, want)
			}
		}
	}
}

func TestACountSaysWhatIsStillToDo(t *testing.T) {
	c := blankCount()
	c.Type, c.Lines = "", countLines(10, paper.Found, "")
	got := words(t, print(t, c, a4))
	for _, want := range []string{"Expected10", "Found5", "Missing0", "Unexpected0", "Stilltocount5", "□", "✓"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on it: %q", want, got[:300])
		}
	}
}

func TestADocumentThatCannotBePrintedIsRefused(t *testing.T) {
	counted := func(result string) paper.Count {
		c := blankCount()
		c.Lines[3].Result = result
		return c
	}
	reported := func(m paper.ModelStrength) paper.Strength {
		r := strength()
		r.Models[1] = m
		return r
	}
	crowded, late := strength(), itemCustody()
	crowded.Out = make([]paper.OutLine, 20001)
	late.Printed.At = time.Time{}
	wordy := personCustody()
	wordy.Events[1].Detail = strings.Repeat("vigil ", 4000)
	for name, c := range map[string]struct {
		sheet sheet
		on    paper.Printer
		want  string
	}{
		"a count of nothing":          {paper.Count{Site: site, Printed: printed}, a4, "no lines of the count"},
		"a result that is no word":    {counted("found"), a4, `"found"`},
		"strength of no models":       {paper.Strength{Site: site, Printed: printed}, a4, "no models"},
		"less than none":              {reported(paper.ModelStrength{Model: "M4", Available: -1}), a4, "figures of M4 cannot be right"},
		"more overdue than issued":    {reported(paper.ModelStrength{Model: "M4", Issued: 1, Overdue: 2}), a4, "figures of M4 cannot be right"},
		"a report of too many rows":   {paper.Report{Site: site, Printed: printed, Rows: make([][]string, 20001)}, a4, "20001 rows"},
		"a row without its cells":     {paper.Report{Site: site, Printed: printed, Columns: daily().Columns, Rows: [][]string{{"x"}}}, a4, "1 cells under 4 columns"},
		"too much out":                {crowded, a4, "20001 items out"},
		"a history of nothing":        {paper.Custody{Site: site, Printed: printed}, a4, "no events"},
		"an event that fills pages":   {wordy, a4, "too long for a page"},
		"no time of printing":         {late, a4, "time of printing"},
		"other paper":                 {strength(), paper.Printer{Paper: "Letter"}, `no paper "Letter"`},
		"an offset off the paper":     {blankCount(), paper.Printer{OffsetY: -6}, "-6 mm"},
		"a signature that is no sign": {paper.Count{Site: site, Lines: countLines(1), First: paper.Signatory{Signature: []byte("x")}, Printed: printed}, a4, "signature is not"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.sheet, c.on, c.want) })
	}
}
