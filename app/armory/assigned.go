package armory

import (
	"fmt"

	"armguard/app/ledger"
)

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

// FindAssigned finds the item that a list of people names as a scan does, by its id, serial number or code; a refusal when
// that is no item, or more than one.
func FindAssigned(st State, text string) (*Record, error) {
	code, err := ReadCode(text)
	if err != nil {
		return nil, err
	}
	if code.Kind == "" {
		code.Kind = KindItem // a person's serial number may be the same
	}
	found, err := Lookup(st, code)
	if err != nil {
		return nil, err
	}
	switch {
	case len(found) > 1:
		return nil, refuse(CodeInvalid, fmt.Sprintf("Assigned weapon %q is more than one item.", text), "Write its id instead, as on its tag.")
	case len(found) == 0 || found[0].Kind != KindItem:
		return nil, refuse(CodeInvalid, fmt.Sprintf("Assigned weapon %q is not registered.", text), "Correct it, or import the items first.")
	}
	return found[0], nil
}
