package armory

import (
	"armguard/app/ledger"
)

// How a site issues what was last returned at a station that cannot be asked, while this one is cut off from all others:
// the setting cut_off. An item that was returned here, or never issued, is issued as always.
const (
	CutOffConfirm   = "confirm"    // with a typed reason
	CutOffFree      = "free"       // as always
	CutOffTwoPerson = "two-person" // with a typed reason and a second account
)

// elsewhere refuses a cut-off Take of an item whose last Return was at another station, until it is said why, and by
// enough people.
func elsewhere(st State, ask Ask, id ledger.SubjectID, name string, custody *Custody) error {
	if !ask.CutOff {
		return nil
	}
	site := &Record{Kind: KindSite, ID: ask.Site.ID}
	if _, err := st.Load(site); err != nil {
		return err
	}
	fix := "That station cannot be asked now. Take another one, or say why it is issued all the same."
	signed := true
	switch site.Value("cut_off") {
	case CutOffFree:
		return nil
	case CutOffTwoPerson:
		fix = "That station cannot be asked now. Take another one, or say why it is issued all the same and have a second person sign with his password."
		signed = !ask.Second.IsZero() && ask.Second != ask.Account
	}
	if _, unsaid := needReason(ask.Reason); unsaid == nil && signed {
		return nil
	}
	returns, err := lastReturns(st, custody)
	if err != nil {
		return err
	}
	for _, e := range returns {
		log := &Log{ID: e.Log.ID}
		if _, err := st.Load(log); err != nil {
			return err
		}
		if log.Station != ask.Station {
			return &Refusal{Code: CodeCutOff, Reason: true, Item: id, Station: log.Station, SinceMs: e.WallMs,
				Message: name + " was returned at another station and has been there", Fix: fix}
		}
	}
	return nil
}

// lastReturns are the Returns nobody handled the item after but to change its status. They are several where stations that
// did not see each other took it back, and none before it was issued. A finding that it is in counts as its Return.
func lastReturns(st State, custody *Custody) (out []*ledger.Entry, err error) {
	err = custody.back(st, func(d *dated) bool {
		last := d.entry.Kind == KindReturn || d.entry.Kind == KindResolve
		if last {
			out = append(out, d.entry)
		}
		return !last
	})
	return out, err
}
