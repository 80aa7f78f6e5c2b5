package app

import (
	"armguard/app/armory"
	"armguard/app/ledger"
)

// Resolve finds what a label, a scanned code or a ULID stands for. Errors: NOT_FOUND, AMBIGUOUS with the candidates.
func (a *App) Resolve(c *Caller, kind armory.RecordKind, texts ...string) ([]ledger.SubjectID, error) {
	out := make([]ledger.SubjectID, 0, len(texts))
	return out, a.Store.Read(c.Context, func(view View) error {
		out = out[:0]
		for _, text := range texts {
			id, err := resolve(view, kind, text)
			if err != nil {
				return err
			}
			out = append(out, id)
		}
		return nil
	})
}

func resolve(view View, kind armory.RecordKind, text string) (ledger.SubjectID, error) {
	what := string(kind)
	code, err := armory.ReadCode(text)
	if err != nil {
		return ledger.SubjectID{}, err
	}
	if code.Kind == "" {
		code.Kind = kind
	}
	found, err := armory.Lookup(view, code)
	if err != nil {
		return ledger.SubjectID{}, err
	}
	if code.Kind != kind {
		return ledger.SubjectID{}, &Error{Code: armory.CodeInvalid, Message: code.Text + " is not the code of a " + what + ".", Fix: "Scan the right one."}
	}
	switch len(found) {
	case 0:
		return ledger.SubjectID{}, &Error{Code: armory.CodeNotFound, Message: "No " + what + " is registered under " + code.Text + ".", Fix: "Check the number, or register it first."}
	case 1:
		return ledger.SubjectID{ID: found[0].ID}, nil
	}
	e := &Error{Code: armory.CodeAmbiguous, Message: code.Text + " stands for several.", Fix: "Use the ULID of the one that is meant."}
	for _, r := range found {
		e.Candidates = append(e.Candidates, r.ID.String())
	}
	return ledger.SubjectID{}, e
}

// PurposeNamed finds a purpose by its name. One that is not in the list is free text under the site's free-text
// purpose, so that no client of the older program is turned away for a word.
func (a *App) PurposeNamed(c *Caller, name string) (id, text string, err error) {
	name = armory.Clean(name, false)
	if name == "" {
		return "", "", nil
	}
	err = a.Store.Read(c.Context, func(view View) error {
		ids, err := view.Find(armory.DocRecord, armory.Key{Index: "purpose.name", Value: armory.Fold(name)})
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			id, text = ids[0].String(), name
			return nil
		}
		all, err := sortedRecords(view, armory.KindPurpose)
		for _, r := range all {
			if r.Value("free_text") != "" && r.Value("withdrawn") == "" {
				id, text = r.ID.String(), name
				return nil
			}
		}
		return err
	})
	return id, text, err
}
