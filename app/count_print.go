package app

import (
	"fmt"
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/paper"
)

// Count is a count's result for its two signatures or, while it is open, what is expected as a list to tick by hand.
func (s *Print) Count(c *Caller, id string) (File, error) {
	subject, err := subjectID(id, "count")
	if err != nil {
		return File{}, err
	}
	return s.file(c, func(p *press) (string, printable, error) {
		doc := &armory.Count{ID: subject.ID}
		known, err := p.Load(doc)
		switch {
		case err != nil:
			return "", nil, err
		case !known || doc.State() == armory.CountCancelled:
			return "", nil, &Error{Code: armory.CodeNotFound, Message: "There is no such count, or it was cancelled.", Fix: "Read the list again."}
		case hides(doc):
			return "", nil, &Error{Code: armory.CodeBlocked, Message: "This count is blind: what is expected is shown when it is closed.", Fix: "Close it first."}
		}
		result, err := s.app.Counts.result(p.view, doc)
		if err != nil {
			return "", nil, err
		}
		row, err := p.countRow(doc)
		if err != nil {
			return "", nil, err
		}
		out := paper.Count{Site: p.site, Type: doc.Type, Station: row.Opened.Station, Opened: local(row.Opened.Time), Closed: local(row.Closed.Time), Notes: doc.Notes,
			First: paper.Signatory{Name: row.Closed.Name}, Second: paper.Signatory{Name: row.Second.Name}, Printed: p.printed}
		closing, _ := doc.Result()
		if closing == nil {
			err = p.toTick(&out, result)
		} else {
			err = p.counted(&out, result, closing)
		}
		return countName(doc.Type) + " " + out.Opened.Format("2006-01-02 1504"), out, err
	})
}

// toTick fills in what is expected, in the order of racks, with what was scanned so far.
func (p *press) toTick(out *paper.Count, result *countResult) error {
	for _, of := range []struct {
		verdict armory.Verdict
		word    string
	}{{armory.VerdictMissing, ""}, {armory.VerdictFound, paper.Found}, {armory.VerdictHandled, ""}} {
		if err := p.countedLines(out, result.of[of.verdict], of.word); err != nil {
			return err
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b paper.CountLine) int { return strings.Compare(a.Model+a.Number, b.Model+b.Number) })
	return nil
}

// counted fills in a result: what is wrong first.
func (p *press) counted(out *paper.Count, result *countResult, closing *armory.CountResult) error {
	f := result.figures
	out.Totals = &paper.CountTotals{Expected: f.Expected, Found: f.Found + f.Handled, Missing: f.Missing, Unexpected: f.Unexpected}
	for _, of := range []struct {
		verdict armory.Verdict
		word    string
	}{{armory.VerdictMissing, paper.Missing}, {armory.VerdictUnexpected, paper.Unexpected}, {armory.VerdictFound, paper.Found}} {
		if err := p.countedLines(out, result.of[of.verdict], of.word); err != nil {
			return err
		}
	}
	out.Unknown = closing.Unknown
	for _, note := range []struct {
		n    int
		text string
	}{
		{f.Out, "On receipt with people: %d."}, {f.Handled, "Not scanned, but issued or returned at a counter during the count: %d (among those found)."},
		{f.Missing - len(result.of[armory.VerdictMissing]), "Missing and not listed here: %d."},
		{f.Unexpected - len(result.of[armory.VerdictUnexpected]), "Unexpected and not marked here: %d."},
		{f.Unknown - len(closing.Unknown), "Unknown codes that are not listed here: %d."},
		{f.Late, "Scanned at stations that were cut off, and not part of this result: %d."},
	} {
		if note.n > 0 {
			out.Notes = strings.TrimSpace(out.Notes + "\n" + fmt.Sprintf(note.text, note.n))
		}
	}
	out.Notes = strings.TrimSpace(out.Notes + "\n" + closing.Notes)
	return nil
}

func (p *press) countedLines(out *paper.Count, lines []counted, result string) error {
	for _, one := range lines {
		item, model, err := p.item(one.item)
		if err != nil {
			return err
		}
		line := paper.CountLine{Model: model.Value("name"), Number: item.Value("number"), Serial: item.Value("serial"), ID: item.Value("label"), Result: result}
		switch one.why {
		case "scope":
			line.Remark = "of another model than is counted"
		case "out", "status":
			saw, _ := one.scan.Standing(one.result)
			line.Remark = "the record says " + saw.Status
			if one.why == "out" {
				line.Place, err = p.holderOf(saw)
			}
		}
		if err != nil {
			return err
		}
		if one.scan != nil {
			if saw, _ := one.scan.Standing(one.result); saw.Condition != "" {
				line.Remark = join(line.Remark, "condition "+saw.Condition)
			}
		}
		out.Lines = append(out.Lines, line)
	}
	return nil
}

// holderOf is who had an item on the receipt that it was out on when it was scanned.
func (p *press) holderOf(saw armory.Sighting) (string, error) {
	tx := &armory.Transaction{Command: saw.Taken}
	if known, err := p.Load(tx); err != nil || !known {
		return "", err
	}
	return p.person(tx.Person)
}
