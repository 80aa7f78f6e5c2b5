package app

import (
	"fmt"
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// joinTwins is the choice that the records of one number are of one person or item.
const joinTwins = "join"

// twins are what may be decided of people or items that were registered under one number: that they are one, or which of
// them gets another number. Other records are edited.
func (s *show) twins(doc *armory.Conflict) ([]ConflictChoice, error) {
	kind, all := twinsOf(doc)
	if len(all) < 2 {
		return []ConflictChoice{}, nil
	}
	out := []ConflictChoice{{ID: joinTwins, Title: "They are one and the same: join them"}}
	for i, id := range all {
		name, err := s.called(kind, id)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			out[0].Consequence = "What was recorded of either belongs to " + name + ", the first. The numbers of the other find it too. This cannot be taken back."
		}
		set, err := armory.NewNumbers(s.State, kind, id)
		if err != nil {
			return nil, err
		}
		out = append(out, ConflictChoice{ID: id.String(), Title: "They are not: " + name + " gets another number",
			Consequence: newNumberWords(kind, set) + " Edit the record when the right number is known."})
	}
	return out, nil
}

// twinsOf are the people, or else the items, of a number that several have, the one registered first in front.
func twinsOf(doc *armory.Conflict) (armory.RecordKind, []ledger.SubjectID) {
	kind, all := armory.KindPerson, doc.People
	if len(all) == 0 {
		kind, all = armory.KindItem, doc.Items
	}
	if doc.Kind != armory.ConflictNumber {
		return kind, nil
	}
	return kind, all
}

// called is a person or an item by name, label and the station that registered it: all else may be the same of twins.
func (s *show) called(kind armory.RecordKind, id ledger.SubjectID) (string, error) {
	r, err := s.record(kind, id.ID)
	if err != nil {
		return "", err
	}
	station, err := s.stationOf(r.Added.Log)
	if err != nil {
		return "", err
	}
	name := armory.PersonName(r)
	if kind == armory.KindItem {
		item, model, err := s.item(id)
		if err != nil {
			return "", err
		}
		name = armory.ItemName(item, model)
	}
	return fmt.Sprintf("%s (%s, registered at %s)", name, r.Value("label"), station), nil
}

// newNumberWords says what becomes of the fields whose numbers another record has, in the order of the form.
func newNumberWords(kind armory.RecordKind, set map[string]string) string {
	var parts []string
	for _, f := range armory.Fields[kind] {
		switch value, ok := set[f.Name]; {
		case ok && value == "":
			parts = append(parts, f.Title+": taken off.")
		case ok:
			parts = append(parts, f.Title+": "+value+".")
		}
	}
	return strings.Join(parts, " ")
}

// separate is what carries out a choice about a number that several have; nothing when the conflict is another one.
func (s *Conflicts) separate(c *Caller, conflict ledger.ID, finding, choice string) ([]armory.Command, error) {
	var out []armory.Command
	return out, s.app.Store.Read(c.Context, func(view View) error {
		doc := &armory.Conflict{ID: conflict}
		known, err := view.Load(doc)
		if err != nil {
			return err
		}
		kind, all := twinsOf(doc)
		i := slices.IndexFunc(all, func(id ledger.SubjectID) bool { return id.String() == choice })
		switch {
		case choice == joinTwins && !known:
			return &Error{Code: "CHANGED", Message: "They do not share a number any more.", Fix: "Nothing has to be done."}
		case len(all) < 2:
			return nil
		case choice == joinTwins:
			for _, from := range all[1:] {
				out = append(out, armory.Merge{Kind: kind, From: from, Into: all[0], Reason: finding})
			}
			return nil
		case i >= 0:
			out = []armory.Command{armory.Renumber{Kind: kind, ID: all[i], Reason: finding}}
			return nil
		}
		return &Error{Code: armory.CodeInvalid, Message: "It was not said whether they are one or which of them gets another number.", Fix: "Choose one of the answers."}
	})
}
