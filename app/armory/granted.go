package armory

import (
	"encoding/hex"
	"slices"

	"armguard/app/ledger"
)

// grantedTwice finds that one hub gave leave, in one term, for one item or person to this entry and to one it did not see.
// Both permits together prove it, when the hub's key signed them.
func (a *applying) grantedTwice(subject ledger.SubjectID, other *dated, about func(*Conflict)) error {
	p, q := a.entry.Permit, other.entry.Permit
	if !a.bothGrant(other.entry, subject) || p.Command == q.Command || p.Hub != q.Hub || p.Instance != q.Instance || p.Term != q.Term {
		return nil
	}
	hub := &Record{Kind: KindStation, ID: p.Hub.ID}
	if _, err := a.Load(hub); err != nil {
		return err
	}
	found := a.between(ConflictGranted, other)
	found.Records, found.Unproven = []ledger.SubjectID{ledger.SubjectID(p.Hub)}, !hub.permitted(a.entry) || !hub.permitted(other.entry)
	about(&found)
	return a.contradiction(found)
}

// bothGrant reports whether this entry and another have a permit for what they do to a subject, under the same id: a hub that
// had not heard that two ids are one gives leave for each.
func (a *applying) bothGrant(other *ledger.Entry, subject ledger.SubjectID) bool {
	for _, s := range a.entry.Subjects {
		if a.joins.one(s.ID) == subject && grants(a.entry, s.ID) && grants(other, s.ID) {
			return true
		}
	}
	return false
}

// grants reports whether an entry has a permit for what it does to a subject.
func grants(e *ledger.Entry, subject ledger.SubjectID) bool {
	return e.Permit != nil && e.Permit.Command == e.Command && slices.ContainsFunc(e.Permit.Heads, func(h ledger.PermitHead) bool { return h.Subject == subject })
}

// permitted reports whether a station signed an entry's permit.
func (r *Record) permitted(e *ledger.Entry) bool {
	return slices.ContainsFunc(r.Fields["key"], func(v Version) bool {
		key, err := hex.DecodeString(v.Text)
		return err == nil && ledger.VerifyPermit(key, e.Permit)
	})
}

// prove looks again at the permits that a station gave before it was known here with this key.
func (a *applying) prove(hub *Record) error {
	ids, err := a.State.Find(DocConflict, Key{"unproven", ledger.SubjectID{ID: hub.ID}.String()})
	if err != nil {
		return err
	}
	for _, id := range ids {
		doc := &Conflict{ID: id}
		if _, err := a.Load(doc); err != nil {
			return err
		}
		doc.Unproven = false
		for _, hash := range doc.Entries {
			e, err := a.Entry(hash)
			if err != nil {
				return err
			}
			doc.Unproven = doc.Unproven || !hub.permitted(e)
		}
		if err := a.Save(doc); err != nil {
			return err
		}
	}
	return nil
}
