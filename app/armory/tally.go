package armory

import (
	"slices"

	"armguard/app/ledger"
)

// Verdict is what a count says of one item. Each item of the record has exactly one.
type Verdict string

const (
	VerdictNone       Verdict = ""        // not counted: another model, or off the books and not scanned
	VerdictFound      Verdict = "found"   // scanned, and the record has it in
	VerdictHandled    Verdict = "handled" // not scanned, but issued or returned since the opening
	VerdictMissing    Verdict = "missing" // the record has it in and nobody saw it
	VerdictUnexpected Verdict = "unexpected"
	VerdictOut        Verdict = "out" // on receipt
	VerdictUnknown    Verdict = "unknown"
)

// Tally is a count's result as the record is now: figures, and the items behind them in the order of their ids.
type Tally struct {
	CountFigures
	By      map[Verdict][]ledger.SubjectID // without VerdictNone
	Unknown []string                       // codes, in the order of their scans
	Scans   map[ledger.SubjectID]*CountScan
	Seen    []ScannedUpTo // by log
}

// Tally adds a count up. It reads every item of the record.
func (c *Count) Tally(st State) (*Tally, error) {
	out := &Tally{By: map[Verdict][]ledger.SubjectID{}, Scans: map[ledger.SubjectID]*CountScan{}}
	scans, err := c.Scans(st)
	if err != nil {
		return nil, err
	}
	for _, scan := range scans {
		if scan.Item.IsZero() {
			out.Unknown = append(out.Unknown, scan.Code)
		} else {
			out.Scans[scan.Item] = scan
		}
		out.see(scan)
	}
	out.CountFigures.Unknown = len(out.Unknown)
	items, err := st.Find(DocRecord, Key{"kind", string(KindItem)})
	if err != nil {
		return nil, err
	}
	for _, id := range items {
		item := ledger.SubjectID{ID: id}
		verdict, err := c.Verdict(st, item, out.Scans[item])
		if err != nil {
			return nil, err
		}
		out.add(verdict, item)
	}
	return out, nil
}

// Scans is everything that was scanned, by the first scan of each thing.
func (c *Count) Scans(st State) ([]*CountScan, error) {
	ids, err := st.Find(DocCountScan, Key{"count", ledger.SubjectID{ID: c.ID}.String()})
	if err != nil {
		return nil, err
	}
	out := make([]*CountScan, len(ids))
	for i, id := range ids {
		out[i] = &CountScan{ID: id}
		if _, err := st.Load(out[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(x, y *CountScan) int { return x.Sightings[0].By.Stamp.Compare(y.Sightings[0].By.Stamp) })
	return out, nil
}

func (t *Tally) see(scan *CountScan) {
	for _, s := range scan.Sightings {
		i, known := slices.BinarySearchFunc(t.Seen, s.By.Stamp.Log, func(u ScannedUpTo, log ledger.LogID) int { return slices.Compare(u.Log.ID[:], log.ID[:]) })
		if !known {
			t.Seen = slices.Insert(t.Seen, i, ScannedUpTo{Log: s.By.Stamp.Log})
		}
		t.Seen[i].Seq = max(t.Seen[i].Seq, s.Seq)
	}
}

func (t *Tally) add(verdict Verdict, item ledger.SubjectID) {
	switch verdict {
	case VerdictNone, VerdictUnknown:
		return
	case VerdictFound:
		t.Found++
		t.Expected++
	case VerdictHandled:
		t.Handled++
		t.Expected++
	case VerdictMissing:
		t.Missing++
		t.Expected++
	case VerdictUnexpected:
		t.Unexpected++
	case VerdictOut:
		t.Out++
	}
	t.By[verdict] = append(t.By[verdict], item)
}

// Verdict says what the count comes to for one item, with its scan (nil: not scanned).
func (c *Count) Verdict(st State, item ledger.SubjectID, scan *CountScan) (Verdict, error) {
	counted, err := c.counts(st, item)
	if err != nil {
		return VerdictNone, err
	}
	custody := &Custody{ID: item.ID}
	if _, err := st.Load(custody); err != nil {
		return VerdictNone, err
	}
	now := custody.Status()
	if scan != nil {
		return scan.verdict(st, counted, custody)
	}
	if !counted || !isIn(now) && !isOut(now) {
		return VerdictNone, nil
	}
	handled, err := c.handled(st, custody)
	switch {
	case err != nil:
		return VerdictNone, err
	case handled:
		return VerdictHandled, nil
	case isOut(now):
		return VerdictOut, nil
	}
	return VerdictMissing, nil
}

func (s *CountScan) verdict(st State, counted bool, custody *Custody) (Verdict, error) {
	saw, now := s.Sightings[0], custody.Status()
	switch {
	case !counted:
		return VerdictUnexpected, nil
	case isIn(saw.Status), isIn(now): // it went out after it was scanned, or came back
		return VerdictFound, nil
	case !isOut(saw.Status):
		return VerdictUnexpected, nil
	case !isOut(now): // it came back and was written off
		return VerdictFound, nil
	}
	still, err := saw.stillOut(st, custody)
	if still || err != nil {
		return VerdictUnexpected, err
	}
	return VerdictFound, nil // it came back and went out again
}

// counts reports whether an item's model is counted.
func (c *Count) counts(st State, item ledger.SubjectID) (bool, error) {
	if len(c.Scope) == 0 {
		return true, nil
	}
	r := &Record{Kind: KindItem, ID: item.ID}
	if _, err := st.Load(r); err != nil {
		return false, err
	}
	model := r.Value("model")
	return slices.ContainsFunc(c.Scope, func(m ledger.SubjectID) bool { return m.String() == model }), nil
}

// handled reports whether an item was issued or taken back since the count was opened, in the ledger's order, whatever was
// said of it afterwards.
func (c *Count) handled(st State, custody *Custody) (handled bool, err error) {
	if !slices.ContainsFunc(custody.Heads, func(h Holding) bool { return h.Stamp.Compare(c.Opened.Stamp) > 0 }) {
		return false, nil // as for nearly every item: no entry has to be read
	}
	err = custody.back(st, func(d *dated) bool {
		since := d.stamp.Compare(c.Opened.Stamp) > 0
		handled = handled || since && moves(d.entry)
		return since && !handled
	})
	return handled, err
}

// stillOut reports whether an item is out as it was when it was scanned: nobody took it back since, at most it stands on
// another receipt.
func (s *Sighting) stillOut(st State, custody *Custody) (still bool, err error) {
	err = custody.back(st, func(d *dated) bool {
		still = still || d.entry.Kind == KindTake && d.entry.Command == s.Taken
		return !still && !moves(d.entry)
	})
	return still, err
}

// isIn reports whether an item of that status should be in the armory.
func isIn(status string) bool {
	return status == StatusAvailable || status == StatusMaintenance || status == StatusForTurnIn
}

func isOut(status string) bool { return status == StatusIssued || status == StatusContested }

// Why is what makes a scanned item unexpected, as it was when it was scanned: scope (another model), out (on receipt) or
// status (off the books).
func (c *Count) Why(st State, scan *CountScan) (string, error) {
	counted, err := c.counts(st, scan.Item)
	switch {
	case err != nil || !counted:
		return "scope", err
	case isOut(scan.Sightings[0].Status):
		return "out", nil
	}
	return "status", nil
}
