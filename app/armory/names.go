package armory

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"armguard/app/ledger"
)

// PersonName is a person as screens and receipts write him: SGT DELA CRUZ, Juan M.
func PersonName(r *Record) string {
	name := strings.ToUpper(r.Value("last_name"))
	if first := r.Value("first_name"); first != "" {
		name += ", " + first
	}
	if mi := strings.TrimSuffix(r.Value("middle_initial"), "."); mi != "" {
		name += " " + strings.ToUpper(mi) + "."
	}
	return strings.TrimSpace(r.Value("rank") + " " + name)
}

// ItemName is an item in a sentence: its model's code and its rack number or serial number.
func ItemName(item, model *Record) string {
	name := ""
	if model != nil {
		name = model.Value("name")
	}
	if n := item.Value("number"); n != "" {
		return strings.TrimSpace(name + " " + n)
	}
	return strings.TrimSpace(name + " SN " + item.Value("serial"))
}

// ListWords are the words of a site's list; empty when there is no such list.
func ListWords(st State, name string) ([]string, error) {
	list := &Record{Kind: KindList, ID: NamedID("list/" + name)}
	if _, err := st.Load(list); err != nil {
		return nil, err
	}
	return nonEmpty(strings.Split(list.Value("values"), "\n")), nil
}

// IsOfficer reports whether a rank stands in the officers' list.
func IsOfficer(st State, rank string) (bool, error) {
	words, err := ListWords(st, ListOfficers)
	return slices.Contains(words, rank), err
}

// personLabel is PE- or PO- + serial + DDMMYY of registration.
func personLabel(officer bool, serial string, at time.Time) string {
	prefix := "PE-"
	if officer {
		prefix = "PO-"
	}
	return prefix + compact(serial) + at.Format("020106")
}

// itemLabel is IR-, IP- or IX- + serial + DDMMYY of registration.
func itemLabel(category, serial string, at time.Time) string {
	prefix := map[string]string{CategoryRifle: "IR-", CategoryPistol: "IP-"}[category]
	if prefix == "" {
		prefix = "IX-"
	}
	return prefix + compact(serial) + at.Format("020106")
}

func compact(serial string) string { return strings.ReplaceAll(Fold(serial), " ", "") }

// load reads a record and says in words when it is not there.
func load(st State, kind RecordKind, id ledger.ID, what string) (*Record, error) {
	r := &Record{Kind: kind, ID: id}
	known, err := st.Load(r)
	if err != nil {
		return nil, err
	}
	if !known || r.Kind != kind {
		return nil, refuse(CodeNotFound, "There is no such "+what+".", "Read the list again; it may have been entered under another number.")
	}
	return r, nil
}

// itemAndModel reads an item's record with its model's.
func itemAndModel(st State, id ledger.SubjectID) (item, model *Record, err error) {
	if item, err = load(st, KindItem, id.ID, "item"); err != nil {
		return nil, nil, err
	}
	modelID, err := ledger.ParseID(item.Value("model"))
	if err != nil { // nobody named a model, which is no failure
		return item, &Record{Kind: KindModel}, nil //nolint:nilerr
	}
	model = &Record{Kind: KindModel, ID: modelID}
	_, err = st.Load(model)
	return item, model, err
}

// Quantities are magazines and rounds in words; empty for none.
func Quantities(magazines, rounds int) string {
	var parts []string
	for _, q := range []struct {
		n    int
		word string
	}{{magazines, "magazine"}, {rounds, "round"}} {
		switch {
		case q.n == 1:
			parts = append(parts, "1 "+q.word)
		case q.n > 1:
			parts = append(parts, strconv.Itoa(q.n)+" "+q.word+"s")
		}
	}
	return strings.Join(parts, ", ")
}
