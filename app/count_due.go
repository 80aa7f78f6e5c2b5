package app

import (
	"time"

	"armguard/app/armory"
)

// countsDue are the counts that the site's settings want opened today and tomorrow and that were not, with the times by
// which they should be. It is worked out when it is asked for: nothing of it is kept. Now is in the time zone of this PC.
func countsDue(st armory.State, site *armory.Record, now time.Time) ([]CountDue, error) {
	out := []CountDue{}
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	for _, count := range []struct{ kind, field string }{{armory.CountOpening, "opening_count"}, {armory.CountClosing, "closing_count"}} {
		at, err := time.Parse("15:04", site.Value(count.field))
		if err != nil {
			continue // nobody wants to be reminded
		}
		opened, err := openedSince(st, count.kind, midnight)
		if err != nil {
			return nil, err
		}
		for day := range 2 {
			if day > 0 || !opened {
				due := time.Date(now.Year(), now.Month(), now.Day()+day, at.Hour(), at.Minute(), 0, 0, now.Location())
				out = append(out, CountDue{Type: count.kind, At: due.UTC().Format(time.RFC3339)})
			}
		}
	}
	return out, nil
}

// openedSince reports whether a count of a type was opened, and not cancelled, since a time.
func openedSince(st armory.State, kind string, since time.Time) (bool, error) {
	ids, err := st.Find(armory.DocCount, armory.Key{Index: "all", Value: "yes"})
	if err != nil {
		return false, err
	}
	for i := len(ids) - 1; i >= 0; i-- { // by when they were opened, as far as clocks were right
		doc := &armory.Count{ID: ids[i]}
		if _, err := st.Load(doc); err != nil {
			return false, err
		}
		if doc.Opened.WallMs < since.Add(-24*time.Hour).UnixMilli() {
			return false, nil
		}
		if doc.Type == kind && doc.State() != armory.CountCancelled && doc.Opened.WallMs >= since.UnixMilli() {
			return true, nil
		}
	}
	return false, nil
}
