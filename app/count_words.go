package app

import (
	"fmt"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// countName is a type of count as a title: Opening count.
func countName(kind string) string {
	if kind == "" {
		return "Count"
	}
	return strings.ToUpper(kind[:1]) + kind[1:] + " count"
}

// resultWords are a count's figures in a sentence.
func resultWords(f armory.CountFigures) string {
	parts := []string{fmt.Sprintf("%d of %d found", f.Found+f.Handled, f.Expected)}
	for _, part := range []struct {
		n    int
		word string
	}{{f.Missing, "missing"}, {f.Unexpected, "unexpected"}, {f.Unknown, "unknown"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	return strings.Join(parts, ", ")
}

// countWords says what an entry about a count did; ok is false for other entries and for what cannot be read.
func (s *show) countWords(e *ledger.Entry) (title, detail string, ok bool) {
	doc := &armory.Count{}
	for _, subject := range e.Subjects {
		if subject.Kind == armory.SubjectCount {
			doc.ID = subject.ID.ID
		}
	}
	if _, err := s.Load(doc); err != nil {
		return "", "", false
	}
	name := countName(doc.Type)
	switch e.Kind {
	case armory.KindCountOpen, armory.KindCountClose:
		var body armory.CountBody
		if ledger.Decode(e.Body, &body) != nil {
			return "", "", false
		}
		if body.Figures != nil {
			return name + " closed", join(resultWords(*body.Figures), body.Notes), true
		}
		return countName(body.Type) + " opened", body.Notes, true
	case armory.KindCountScan:
		var body armory.CountScanBody
		if ledger.Decode(e.Body, &body) != nil {
			return "", "", false
		}
		if body.Condition != "" {
			body.Condition = "condition " + body.Condition
		}
		if body.Code != "" {
			return "Unknown code scanned", join(name, body.Code), true
		}
		return "Counted", join(name, body.Condition), true
	case armory.KindCountSign:
		return name + " signed a second time", "", true
	case armory.KindCountCancel:
		var body armory.NoteBody
		return name + " cancelled", body.Text, ledger.Decode(e.Body, &body) == nil
	}
	return "", "", false
}

// countClosed tells who may count that a result waits for the second signature.
func (p *publisher) countClosed() error {
	id, named := p.subject(armory.SubjectCount)
	doc := &armory.Count{ID: id}
	if known, err := p.tx.Load(doc); err != nil || !named || !known {
		return err
	}
	closing, second := doc.Result()
	if closing == nil || second != nil || closing.By.Stamp.Hash != p.entry.Hash {
		return nil
	}
	who, err := p.names.accountName(closing.By.Account)
	if err != nil {
		return err
	}
	level := "info"
	if closing.Figures.Missing+closing.Figures.Unexpected+closing.Figures.Unknown > 0 {
		level = "warning"
	}
	return p.notifyRoles(armory.MayCount, countName(doc.Type)+" closed: "+resultWords(closing.Figures), who+" closed it. It waits for a second signature.", level,
		map[string]any{"count": doc.ID.String()})
}
