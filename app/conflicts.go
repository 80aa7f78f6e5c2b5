package app

import (
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Conflicts are contradictions the ledger found between entries that did not see each other.
type Conflicts struct{ app *App }

// conflictTitles are the kinds in words.
var conflictTitles = map[string]string{
	armory.ConflictDouble:     "Issued twice while stations were cut off",
	armory.ConflictLimit:      "More issued to one person than the limit allows",
	armory.ConflictReturn:     "Returned twice, with different contents",
	armory.ConflictRestricted: "Issued while it was being forbidden elsewhere",
	armory.ConflictNumber:     "The same number twice",
	armory.ConflictCommand:    "The same transaction written by several stations",
	armory.ConflictEdited:     "Changed at two stations that did not see each other",
	armory.ConflictStock:      "More handed out than there was",
	armory.ConflictCounts:     "Two counts that do not agree",
	armory.ConflictSuperuser:  "The last superuser was kept, against an entry that took him away",
}

// List lists open conflicts first, then closed ones, newest first.
func (s *Conflicts) List(c *Caller) ([]Conflict, error) {
	out := []Conflict{}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		sh := newShow(view, s.app.Now())
		for _, state := range []string{"open", "closed"} {
			ids, err := view.Find(armory.DocConflict, armory.Key{Index: "state", Value: state})
			if err != nil {
				return err
			}
			from := len(out)
			for _, id := range ids {
				row, err := sh.conflict(id)
				if err != nil {
					return err
				}
				out = append(out, row)
			}
			slices.SortStableFunc(out[from:], func(a, b Conflict) int { return strings.Compare(b.Found, a.Found) })
		}
		return nil
	})
}

func (s *show) conflict(id ledger.ID) (Conflict, error) {
	doc := &armory.Conflict{ID: id}
	if _, err := s.Load(doc); err != nil {
		return Conflict{}, err
	}
	out := Conflict{ID: id.String(), Kind: doc.Kind, Title: conflictTitles[doc.Kind], State: "Open", Found: rfc(doc.FoundMs), Items: []ItemRow{},
		People: []PersonRow{}, Events: []HistoryEvent{}, Finding: doc.Finding, ClosedAt: rfc(doc.ClosedMs)}
	if doc.Detail != "" {
		out.Title += ": " + doc.Detail
	}
	if !doc.Open() {
		out.State = "Resolved"
	}
	var err error
	if out.ClosedBy, err = s.accountName(doc.ClosedBy); err != nil {
		return out, err
	}
	for _, item := range doc.Items {
		row, err := s.itemRow(item)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, row)
	}
	for _, person := range doc.People {
		row, _, err := s.personRow(person)
		if err != nil {
			return out, err
		}
		out.People = append(out.People, row)
	}
	for _, hash := range doc.Entries {
		event, err := s.event(hash, ledger.ID{})
		if err != nil {
			return out, err
		}
		out.Events = append(out.Events, event)
	}
	return out, nil
}

// Resolve closes a conflict with a finding and the true holder; none: the item is in.
func (s *Conflicts) Resolve(c *Caller, id, finding, holder string) error {
	conflict, err := ledger.ParseID(id)
	if err != nil {
		return &Error{Code: armory.CodeNotFound, Message: "There is no such conflict.", Fix: "Read the list again."}
	}
	command := armory.Resolve{Conflict: conflict, Finding: finding}
	if holder != "" {
		if command.Holder, err = subjectID(holder, "person"); err != nil {
			return err
		}
	}
	return s.app.change(c, command)
}
