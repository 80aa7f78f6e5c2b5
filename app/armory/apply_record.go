package armory

import (
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// What a kind of entry registers.
var recordOf = map[string]RecordKind{
	KindSiteCreate: KindSite, KindSiteEdit: KindSite, KindAccountAdd: KindAccount, KindAccountEdit: KindAccount,
	KindAccountKey: KindAccount, KindStationEnrol: KindStation, KindStationRevoke: KindStation, KindStationEdit: KindStation, KindPersonAdd: KindPerson,
	KindPersonEdit: KindPerson, KindItemAdd: KindItem, KindItemEdit: KindItem, KindModelAdd: KindModel,
	KindModelEdit: KindModel, KindPurposeAdd: KindPurpose, KindPurposeEdit: KindPurpose, KindListEdit: KindList,
	KindStockAdd: KindStock, KindStockEdit: KindStock,
}

// recordRanks settles what an id is when two stations registered different things under it: the first of these.
var recordRanks = []RecordKind{KindSite, KindAccount, KindStation, KindPerson, KindItem, KindModel, KindPurpose, KindStock, KindList}

// record adds a record or sets fields of one.
func (a *applying) record() error {
	s, err := a.subject(SubjectRecord)
	if err != nil {
		return err
	}
	var body RecordBody
	if err := a.body(&body); err != nil {
		return err
	}
	kind := recordOf[a.entry.Kind]
	if err := continues(a.State, a.entry, kind, s); err != nil {
		return err
	}
	if err := a.signed(body); err != nil {
		return err
	}
	doc := &Record{Kind: kind, ID: s.ID.ID, Fields: map[string][]Version{}}
	known, err := a.Load(doc)
	if err != nil {
		return err
	}
	before := doc.numbers()
	if known && doc.Kind != kind {
		if slices.Index(recordRanks, doc.Kind) < slices.Index(recordRanks, kind) {
			return a.registered(body)
		}
		for _, field := range doc.Disputed() {
			if err := a.Delete(Ref{DocConflict, editedID(doc.ID, field)}); err != nil {
				return err
			}
		}
		doc, known = &Record{Kind: kind, ID: s.ID.ID, Fields: map[string][]Version{}}, false
	}
	doc.Merged = a.standsFor(doc.ID)
	disputed := doc.Disputed()
	var unseen []ledger.Hash
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	for name, text := range body.Set {
		doc.Fields[name] = surviving(doc.Fields[name], missed, text, a.stamp)
	}
	if !known || a.stamp.Compare(doc.Added) < 0 {
		doc.Created, doc.Added = a.entry.WallMs, a.stamp
	}
	if err := a.Save(doc); err != nil {
		return err
	}
	if a.entry.Kind == KindStationEnrol {
		if err := a.prove(doc); err != nil {
			return err
		}
	}
	if kind == KindAccount {
		if err := a.lastSuperusers(doc); err != nil {
			return err
		}
	}
	if err := a.clashes(doc, before); err != nil {
		return err
	}
	if err := a.edited(doc, disputed); err != nil {
		return err
	}
	return a.registered(body)
}

// registered gives a new person or item its first status.
func (a *applying) registered(body RecordBody) error {
	switch a.entry.Kind {
	case KindPersonAdd:
		return a.setPersonStatus(body.Status)
	case KindItemAdd:
		return a.setItemStatus(body.Status, body.Condition)
	}
	return nil
}

// adding are the kinds that begin a record.
var adding = []string{KindSiteCreate, KindAccountAdd, KindStationEnrol, KindPersonAdd, KindItemAdd, KindModelAdd, KindPurposeAdd, KindStockAdd}

// continues refuses a registration of what is registered, and an edit of what its station did not see registered as
// that kind. A list has no registration: its first edit makes it.
func continues(st State, e *ledger.Entry, kind RecordKind, s ledger.Subject) error {
	switch begins := slices.Contains(adding, e.Kind); {
	case kind == KindSite && s.ID.ID != e.Site.ID:
		return fmt.Errorf("%w: %s of another site", ErrUnread, e.Kind)
	case begins && len(s.Parents) > 0:
		return fmt.Errorf("%w: %s of what is registered", ErrUnread, e.Kind)
	case !begins && kind != KindList && len(s.Parents) == 0:
		return fmt.Errorf("%w: %s of what was not registered", ErrUnread, e.Kind)
	}
	for _, parent := range s.Parents {
		before, err := st.Entry(parent)
		if err != nil {
			return err
		}
		if recordOf[before.Kind] != kind && before.Kind != KindMerge {
			return fmt.Errorf("%w: %s on a %s", ErrUnread, e.Kind, recordOf[before.Kind])
		}
	}
	return nil
}

// clashes keeps, for each number the record has or had, the conflict that says who else has it: there while two
// live records share it, gone when they do not.
func (a *applying) clashes(doc *Record, before []Key) error {
	now := doc.numbers()
	for _, key := range append(slices.DeleteFunc(before, func(k Key) bool { return slices.Contains(now, k) }), now...) {
		ids, err := a.State.Find(DocRecord, key)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id ledger.ID) bool { return id == doc.ID })
		if slices.Contains(now, key) {
			ids = append(ids, doc.ID)
		}
		id := conflictID(ConflictNumber, []byte(key.Index), []byte(key.Value))
		if len(ids) < 2 {
			if err := a.Delete(Ref{DocConflict, id}); err != nil {
				return err
			}
			continue
		}
		slices.SortFunc(ids, func(x, y ledger.ID) int { return slices.Compare(x[:], y[:]) })
		conflict := &Conflict{ID: id, Kind: ConflictNumber, Detail: key.Value}
		for _, other := range ids {
			record := &Record{Kind: doc.Kind, ID: other}
			if _, err := a.Load(record); err != nil {
				return err
			}
			conflict.Entries = append(conflict.Entries, record.Added.Hash)
			conflict.FoundMs = max(conflict.FoundMs, record.Created)
			conflict.about(doc.Kind, other)
		}
		ledger.SortHashes(conflict.Entries)
		if err := a.Save(conflict); err != nil {
			return err
		}
	}
	return nil
}

// edited keeps, for each field of a record, the conflict that says two stations changed it without seeing each other:
// there while the values differ, gone when somebody chose.
func (a *applying) edited(doc *Record, before []string) error {
	now := doc.Disputed()
	for _, field := range before {
		if !slices.Contains(now, field) {
			if err := a.Delete(Ref{DocConflict, editedID(doc.ID, field)}); err != nil {
				return err
			}
		}
	}
	for _, field := range now {
		f, _ := fieldOf(doc.Kind, field)
		conflict := &Conflict{ID: editedID(doc.ID, field), Kind: ConflictEdited, Detail: f.Title}
		for _, v := range doc.Fields[field] {
			conflict.Entries = append(conflict.Entries, v.Stamp.Hash)
			wallMs, err := a.wallMs(v.Stamp.Hash)
			if err != nil {
				return err
			}
			conflict.FoundMs = max(conflict.FoundMs, wallMs)
		}
		ledger.SortHashes(conflict.Entries)
		conflict.about(doc.Kind, doc.ID)
		if err := a.Save(conflict); err != nil {
			return err
		}
	}
	return nil
}

func editedID(record ledger.ID, field string) ledger.ID {
	return conflictID(ConflictEdited, record[:], []byte(field))
}
