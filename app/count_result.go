package app

import (
	"slices"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// late is what came after the closing, beside the verdicts.
const late armory.Verdict = "late"

// countResult is what a count comes to in one picture of the store.
type countResult struct {
	digest  armory.Digest // of that picture
	figures CountFigures
	of      map[armory.Verdict][]counted // also late
	scans   []counted                    // newest first
}

// counted is one thing of a count.
type counted struct {
	item    ledger.SubjectID
	scan    *armory.CountScan // nil: not scanned
	verdict armory.Verdict
	why     string // of unexpected
	result  *armory.CountResult
}

// maxResults is how many counts are kept added up.
const maxResults = 8

// result adds a count up, or takes what it came to when nothing was written since.
func (s *Counts) result(view View, doc *armory.Count) (*countResult, error) {
	digest, err := view.Digest()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.results[doc.ID]; known != nil && known.digest == digest {
		return known, nil
	}
	out := &countResult{digest: digest, of: map[armory.Verdict][]counted{}}
	if closing, _ := doc.Result(); closing != nil {
		err = out.closed(view, doc, closing)
	} else {
		err = out.open(view, doc)
	}
	if err != nil {
		return nil, err
	}
	slices.Reverse(out.scans)
	for _, one := range out.scans {
		of := one.verdict
		if one.result != nil {
			if _, isLate := one.scan.Standing(one.result); isLate {
				of = late
			}
		}
		out.of[of] = append(out.of[of], one)
	}
	if len(s.results) >= maxResults {
		clear(s.results)
	}
	s.results[doc.ID] = out
	return out, nil
}

// open adds up a count that is going on, or was cancelled.
func (r *countResult) open(view View, doc *armory.Count) error {
	tally, err := doc.Tally(view)
	if err != nil {
		return err
	}
	r.figures = figuresOf(tally.CountFigures)
	verdicts := map[ledger.SubjectID]armory.Verdict{}
	for verdict, items := range tally.By {
		for _, item := range items {
			verdicts[item] = verdict
			if tally.Scans[item] == nil {
				r.of[verdict] = append(r.of[verdict], counted{item: item, verdict: verdict})
			}
		}
	}
	return r.scanned(view, doc, nil, func(scan *armory.CountScan) armory.Verdict { return verdicts[scan.Item] })
}

// closed takes a count's result from its closing.
func (r *countResult) closed(view View, doc *armory.Count, closing *armory.CountResult) error {
	r.figures = figuresOf(closing.Figures)
	for verdict, items := range map[armory.Verdict][]ledger.SubjectID{armory.VerdictMissing: closing.Missing, armory.VerdictOut: closing.Out} {
		for _, item := range items {
			r.of[verdict] = append(r.of[verdict], counted{item: item, verdict: verdict})
		}
	}
	unexpected := map[ledger.SubjectID]bool{}
	for _, item := range closing.Unexpected {
		unexpected[item] = true
	}
	err := r.scanned(view, doc, closing, func(scan *armory.CountScan) armory.Verdict {
		if unexpected[scan.Item] {
			return armory.VerdictUnexpected
		}
		return armory.VerdictFound
	})
	for _, one := range r.scans {
		if _, isLate := one.scan.Standing(closing); isLate {
			r.figures.Late++
		}
	}
	return err
}

func (r *countResult) scanned(view View, doc *armory.Count, closing *armory.CountResult, verdict func(*armory.CountScan) armory.Verdict) error {
	scans, err := doc.Scans(view)
	if err != nil {
		return err
	}
	for _, scan := range scans {
		one := counted{item: scan.Item, scan: scan, verdict: armory.VerdictUnknown, result: closing}
		if !scan.Item.IsZero() {
			if one.verdict = verdict(scan); one.verdict == armory.VerdictUnexpected {
				if one.why, err = doc.Why(view, scan); err != nil {
					return err
				}
			}
		}
		r.scans = append(r.scans, one)
	}
	return nil
}

func figuresOf(f armory.CountFigures) CountFigures {
	return CountFigures{Expected: f.Expected, Found: f.Found, Handled: f.Handled, Missing: f.Missing, Unexpected: f.Unexpected, Out: f.Out, Unknown: f.Unknown}
}

// totals are how many there are of each verdict; a closing lists fewer where an entry had no room.
func totals(f CountFigures) map[armory.Verdict]int {
	return map[armory.Verdict]int{armory.VerdictFound: f.Found, armory.VerdictHandled: f.Handled, armory.VerdictMissing: f.Missing,
		armory.VerdictUnexpected: f.Unexpected, armory.VerdictOut: f.Out, armory.VerdictUnknown: f.Unknown}
}

func (s *show) countLines(all []counted) ([]CountLine, error) {
	out := make([]CountLine, 0, len(all))
	for _, one := range all {
		line, err := s.countLine(one)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

func (s *show) countLine(one counted) (CountLine, error) {
	out := CountLine{Key: one.item.String(), Verdict: string(one.verdict), Why: one.why}
	if !one.item.IsZero() {
		row, err := s.itemRow(one.item)
		if err != nil {
			return out, err
		}
		out.Item = &row
	}
	if one.scan == nil {
		return out, nil
	}
	var err error
	var saw armory.Sighting
	saw, out.Late = one.scan.Standing(one.result)
	out.Key, out.Code, out.Was, out.Condition = one.scan.ID.String(), one.scan.Code, saw.Status, saw.Condition
	out.Scanned, err = s.countActor(saw.By)
	return out, err
}

func (s *show) countActor(by armory.CountAct) (out CountActor, err error) {
	if by.Stamp.Hash.IsZero() {
		return out, nil
	}
	out.Time = rfc(by.WallMs)
	if out.Name, err = s.accountName(by.Account); err != nil {
		return out, err
	}
	out.Station, err = s.station(by.Station)
	return out, err
}

func (s *show) countRow(doc *armory.Count) (CountRow, error) {
	out := CountRow{ID: doc.ID.String(), Type: doc.Type, State: doc.State(), Blind: doc.Blind, Models: []string{}}
	for _, id := range doc.Scope {
		model, err := s.record(armory.KindModel, id.ID)
		if err != nil {
			return out, err
		}
		out.Models = append(out.Models, model.Value("name"))
	}
	scans, err := s.Find(armory.DocCountScan, armory.Key{Index: "count", Value: out.ID})
	if err != nil {
		return out, err
	}
	out.Scanned = len(scans)
	acts := map[*CountActor]armory.CountAct{&out.Opened: doc.Opened, &out.Cancelled: doc.Cancelled}
	closing, second := doc.Result()
	if closing != nil {
		figures := figuresOf(closing.Figures)
		out.Result, acts[&out.Closed] = &figures, closing.By
	}
	if second != nil {
		acts[&out.Second] = *second
	}
	for into, act := range acts {
		if *into, err = s.countActor(act); err != nil {
			return out, err
		}
	}
	return out, nil
}

// countOthers are the closings beside the one that stands.
func (s *show) countOthers(doc *armory.Count) ([]CountOther, error) {
	out := []CountOther{}
	standing, _ := doc.Result()
	for i := range doc.Closings {
		if one := &doc.Closings[i]; one != standing {
			by, err := s.countActor(one.By)
			if err != nil {
				return nil, err
			}
			out = append(out, CountOther{By: by, Figures: figuresOf(one.Figures)})
		}
	}
	return out, nil
}
