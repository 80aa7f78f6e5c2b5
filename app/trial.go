package app

import (
	"fmt"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// trial is a view in which the rows tried so far count as registered, so that a dry run finds what the file itself
// has twice. Nothing is written.
type trial struct {
	View
	seen map[armory.Key]ledger.ID
	rows map[ledger.ID]*armory.Record
}

func newTrial(view View) *trial {
	return &trial{View: view, seen: map[armory.Key]ledger.ID{}, rows: map[ledger.ID]*armory.Record{}}
}

func (t *trial) Load(into armory.Doc) (bool, error) {
	if record, ok := into.(*armory.Record); ok {
		if row := t.rows[record.ID]; row != nil {
			*record = *row
			return true, nil
		}
	}
	return t.View.Load(into)
}

func (t *trial) Find(kind armory.DocKind, key armory.Key) ([]ledger.ID, error) {
	ids, err := t.View.Find(kind, key)
	if id, ok := t.seen[key]; ok && kind == armory.DocRecord {
		ids = append(ids, id)
	}
	return ids, err
}

// keep remembers a row's registration.
func (t *trial) keep(facts []armory.Fact) error {
	for _, fact := range facts {
		body, ok := fact.Body.(armory.RecordBody)
		if !ok {
			return fmt.Errorf("a row became %s", fact.Kind)
		}
		id := fact.Subjects[0].ID.ID
		record := armory.NewRecord(fact.Kind, id, body.Set)
		t.rows[id] = record
		for _, key := range record.Keys() {
			if key.Index != "kind" {
				t.seen[key] = id
			}
		}
	}
	return nil
}
