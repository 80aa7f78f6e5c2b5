package app

import (
	"slices"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// openConflicts are the conflicts that wait for an administrator.
func openConflicts(st armory.State) ([]ledger.ID, error) {
	return st.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
}

// foundConflicts tells who decides of conflicts that were not open before: what stations contradict each other in shows when
// they meet, and nobody may be looking. It is told of once at each station, and what is read at one is read at all, whichever
// entry made it known there.
func foundConflicts(tx Tx, before []ledger.ID) error {
	ids, err := openConflicts(tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if slices.Contains(before, id) {
			continue
		}
		doc := &armory.Conflict{ID: id}
		if _, err := tx.Load(doc); err != nil {
			return err
		}
		p := &publisher{tx: tx, names: newNames(tx), entry: &ledger.Sealed{Entry: ledger.Entry{WallMs: doc.FoundMs}}}
		copy(p.entry.Hash[:], id[:])
		about := ""
		for _, item := range doc.Items {
			r, err := p.names.record(armory.KindItem, item.ID)
			if err != nil {
				return err
			}
			about = join(about, r.Value("label"))
		}
		for _, person := range doc.People {
			name, err := p.names.person(person)
			if err != nil {
				return err
			}
			about = join(about, name)
		}
		if err := p.notifyRoles(armory.MayResolve, conflictTitles[doc.Kind], about, "error", map[string]any{"discrepancy": id.String()}); err != nil {
			return err
		}
	}
	return nil
}
