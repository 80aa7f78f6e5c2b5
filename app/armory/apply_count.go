package armory

import (
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// countBody is an empty body for each kind of entry about a count; false for other kinds.
func countBody(kind string) (any, bool) {
	switch kind {
	case KindCountOpen, KindCountClose:
		return &CountBody{}, true
	case KindCountScan:
		return &CountScanBody{}, true
	case KindCountSign:
		return &CountSignBody{}, true
	case KindCountCancel:
		return &NoteBody{}, true
	}
	return nil, false
}

// count keeps what is said of a count. All that is kept is a set, put in order by stamp: what did not see what stands
// beside it.
func (a *applying) count() error {
	s, err := a.subject(SubjectCount)
	if err != nil {
		return err
	}
	said, _ := countBody(a.entry.Kind)
	if err := a.body(said); err != nil {
		return err
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	by := CountAct{Stamp: a.stamp, Account: a.entry.Actor.Account, Station: log.Station, WallMs: a.entry.WallMs}
	if scan, ok := said.(*CountScanBody); ok {
		return a.countScan(s.ID, by, scan)
	}
	doc := &Count{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	doc.Heads, _ = a.replaceHeads(doc.Heads, s)
	switch b := said.(type) {
	case *CountBody:
		if a.entry.Kind == KindCountClose {
			return a.closeCount(doc, by, b)
		}
		if by.before(doc.Opened) {
			doc.Type, doc.Blind, doc.Scope, doc.Notes, doc.Opened = b.Type, b.Blind, b.Scope, b.Notes, by
		}
	case *CountSignBody:
		doc.Signs = append(doc.Signs, CountSign{Closing: b.Closing, By: by})
		slices.SortFunc(doc.Signs, func(x, y CountSign) int { return x.By.Stamp.Compare(y.By.Stamp) })
	case *NoteBody:
		if by.before(doc.Cancelled) {
			doc.Cancelled, doc.Reason = by, b.Text
		}
	}
	return a.Save(doc)
}

func (a *applying) closeCount(doc *Count, by CountAct, b *CountBody) error {
	if b.Figures == nil {
		return fmt.Errorf("%w: a closing without figures", ErrUnread)
	}
	doc.Closings = append(doc.Closings, CountResult{By: by, Notes: b.Notes, Figures: *b.Figures, Missing: b.Missing, Unexpected: b.Unexpected, Out: b.Out,
		Unknown: b.Unknown, Seen: b.Seen})
	slices.SortFunc(doc.Closings, func(x, y CountResult) int { return x.By.Stamp.Compare(y.By.Stamp) })
	return a.Save(doc)
}

func (a *applying) countScan(count ledger.SubjectID, by CountAct, b *CountScanBody) error {
	doc := scanned(count, b.Item, b.Code)
	if _, err := a.Load(doc); err != nil {
		return err
	}
	saw := Sighting{By: by, Seq: a.entry.Seq, Condition: b.Condition, Status: b.Status, Taken: b.Taken}
	i := slices.IndexFunc(doc.Sightings, func(s Sighting) bool { return s.By.Stamp.Log == by.Stamp.Log })
	switch {
	case i < 0:
		doc.Sightings = append(doc.Sightings, saw)
	case by.before(doc.Sightings[i].By):
		doc.Sightings[i] = saw
	}
	slices.SortFunc(doc.Sightings, func(x, y Sighting) int { return x.By.Stamp.Compare(y.By.Stamp) })
	if b.Code != "" && doc.Sightings[0].By == by {
		doc.Code = b.Code
	}
	return a.Save(doc)
}
