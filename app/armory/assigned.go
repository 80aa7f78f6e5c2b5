package armory

import "armguard/app/ledger"

// assignedField names a person's own weapon by the item's ULID. Several people may share one: nothing is held by it, and
// nobody is kept from taking another's.
const assignedField = "assigned"

// AssignedTo is a person's own weapon; zero when he has none.
func AssignedTo(st State, person *Record) (ledger.SubjectID, error) {
	id, bad := ledger.ParseID(person.Value(assignedField))
	if bad != nil { // none was set
		return ledger.SubjectID{}, nil
	}
	out := ledger.SubjectID{ID: id}
	return out, One(st, &out)
}

// knownAssigned refuses to assign what is not registered.
func knownAssigned(st State, set map[string]string) error {
	id, bad := ledger.ParseID(set[assignedField])
	if bad != nil { // none; CheckField let nothing else through
		return nil
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
