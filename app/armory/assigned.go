package armory

import "armguard/app/ledger"

// assignedField names a person's own weapon by the item's ULID. Several people may share one: nothing is held by it, and
// nobody is kept from taking another's.
const assignedField = "assigned"

// AssignedTo is a person's own weapon; zero when he has none.
func AssignedTo(st State, person *Record) (ledger.SubjectID, error) {
	id, err := ledger.ParseID(person.Value(assignedField))
	if err != nil { // none was set, or by an entry that no Decide let through
		return ledger.SubjectID{}, nil //nolint:nilerr
	}
	out := ledger.SubjectID{ID: id}
	return out, One(st, &out)
}

// knownAssigned refuses to assign what is not registered.
func knownAssigned(st State, set map[string]string) error {
	if set[assignedField] == "" {
		return nil
	}
	id, err := ledger.ParseID(set[assignedField])
	if err != nil {
		return refuse(CodeInvalid, "The assigned weapon is no item.", "Choose it from the list.")
	}
	item := ledger.SubjectID{ID: id}
	if err := One(st, &item); err != nil {
		return err
	}
	r := &Record{Kind: KindItem, ID: item.ID}
	known, err := st.Load(r)
	if err == nil && (!known || r.Kind != KindItem) {
		err = refuse(CodeInvalid, "The assigned weapon is not registered.", "Scan it again, or choose it from the list.")
	}
	set[assignedField] = item.String()
	return err
}
