package armory

import (
	"slices"
	"strings"

	"armguard/app/ledger"
)

// maxCode is the longest text taken for a scanned code, in bytes.
const maxCode = 512

// Code is a scanned or typed code taken apart.
type Code struct {
	Text string     // as scanned, without white space around
	Kind RecordKind // person or item when the code says so, else empty
	IDs  []string   // what to look for, best first: label or factory code, then serial number
	// Of a receipt's code: its number, and the first digits of its entry's hash, hex.
	Receipt, Entry string
}

// leastEntry is how many digits of an entry's hash a receipt's code has.
const leastEntry = 8

// ReadCode takes apart every form of code: a bare id or serial number, a factory code,
// PERSONNEL:id:rank surname, first:serial[:username], ITEM:id:type:serial and RECEIPT:number:entry, prefixes in any letter case.
// It returns a refusal for an empty or oversized code, and for a receipt's code that is not whole.
func ReadCode(text string) (Code, error) {
	if len(text) > maxCode {
		return Code{}, refuse(CodeInvalid, "That code is too long.", "Scan one code at a time.")
	}
	text = Clean(text, false)
	if text == "" {
		return Code{}, refuse(CodeInvalid, "The code is empty.", "Scan or type a code.")
	}
	parts := strings.Split(text, ":")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	code := Code{Text: text, IDs: []string{text}}
	switch prefix := strings.ToUpper(parts[0]); {
	case prefix == "PERSONNEL" && len(parts) >= 2:
		code.Kind, code.IDs = KindPerson, parts[1:2]
		if len(parts) >= 4 {
			code.IDs = append(code.IDs, parts[3])
		}
	case prefix == "ITEM" && len(parts) >= 2:
		code.Kind, code.IDs = KindItem, parts[1:2]
		if len(parts) >= 4 {
			code.IDs = append(code.IDs, parts[3])
		}
	case prefix == "RECEIPT" && len(parts) >= 2:
		code.IDs, code.Receipt, code.Entry = parts[1:2], strings.ToUpper(parts[1]), strings.ToLower(strings.Join(parts[2:], ":"))
		if code.Receipt == "" || len(code.Entry) < leastEntry || strings.Trim(code.Entry, "0123456789abcdef") != "" {
			return code, refuse(CodeInvalid, "The code of a receipt is not whole: "+text, "Scan it again, or look for the receipt by its number.")
		}
	}
	code.IDs = nonEmpty(code.IDs)
	if len(code.IDs) == 0 {
		return code, refuse(CodeInvalid, "The code names nothing: "+text, "Scan it again.")
	}
	return code, nil
}

// PersonCode is what the code on a person's card says; ReadCode takes it apart.
func PersonCode(r *Record) string {
	return written("PERSONNEL", r, strings.TrimSpace(r.Value("rank")+" "+r.Value("last_name")+", "+r.Value("first_name")))
}

// ItemCode is what the code on an item's tag says; category is its model's.
func ItemCode(r *Record, category string) string { return written("ITEM", r, category) }

// written is a code of parts. A label with the sign that parts them is a code by itself.
func written(prefix string, r *Record, name string) string {
	if strings.Contains(r.Value("label"), ":") {
		return r.Value("label")
	}
	return strings.Join([]string{prefix, r.Value("label"), strings.ReplaceAll(name, ":", " "), r.Value("serial")}, ":")
}

// Lookup finds the records a code stands for: none, one, or several when a label or serial number is doubled.
// Ids are tried in the code's order and the first that finds anything decides. A ULID finds its record.
func Lookup(st State, code Code) ([]*Record, error) {
	if code.Receipt != "" {
		return nil, nil
	}
	for _, text := range code.IDs {
		var ids []ledger.ID
		if id, err := ledger.ParseID(text); err == nil && len(text) == 26 {
			ids = append(ids, id)
		}
		found, err := st.Find(DocRecord, Key{"scan", Fold(text)})
		if err != nil {
			return nil, err
		}
		var out []*Record
		for _, id := range append(ids, found...) {
			one := ledger.SubjectID{ID: id}
			if err := One(st, &one); err != nil {
				return nil, err
			}
			record := &Record{ID: one.ID}
			known, err := st.Load(record)
			if err != nil {
				return nil, err
			}
			twice := slices.ContainsFunc(out, func(r *Record) bool { return r.ID == record.ID })
			if known && !twice && (record.Kind == KindPerson || record.Kind == KindItem) && (code.Kind == "" || code.Kind == record.Kind) {
				out = append(out, record)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// LookupReceipt finds the transaction of a receipt's code, nil when none has that number. genuine: the code names its entry;
// what else stands on the paper is for people to compare.
func LookupReceipt(st State, code Code) (tx *Transaction, genuine bool, err error) {
	ids, err := st.Find(DocTransaction, Key{"receipt", code.Receipt})
	if err != nil {
		return nil, false, err
	}
	for _, id := range ids { // two logs may share a prefix
		tx = &Transaction{Command: ledger.CommandID{ID: id}}
		if _, err := st.Load(tx); err != nil {
			return nil, false, err
		}
		if strings.HasPrefix(tx.Stamp.Hash.String(), code.Entry) {
			return tx, true, nil
		}
	}
	return tx, false, nil
}
