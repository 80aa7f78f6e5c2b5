package app

import (
	"fmt"
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// closings are what closing a conflict comes to where no item is disputed, by kind.
var closings = map[string]string{
	armory.ConflictFork:       "The finding is kept. Both branches go on counting. Where the cause is a copied disk, revoke that station and enrol it anew.",
	armory.ConflictGranted:    "The finding is kept, and what was recorded stands. A hub that does this again is to be replaced: make another station the hub.",
	armory.ConflictLimit:      "The finding is kept. Everything stays issued as it is; what is too much has to come back to a counter.",
	armory.ConflictRestricted: "The finding is kept. What was issued stays issued until it comes back, and what forbade it stands as well.",
	armory.ConflictCommand:    "The finding is kept. The earliest receipt stands.",
}

// choices are what may be decided of an open conflict: who of those that an item was issued to has it, or that it is in;
// whether it counts; which value is right. Where all its items were handled since, there is only to say what was found.
// One that only heals has none.
func (s *show) choices(doc *armory.Conflict) ([]ConflictChoice, error) {
	switch {
	case doc.Kind == armory.ConflictEdited:
		return s.values(doc)
	case doc.Kind == armory.ConflictNumber:
		return s.twins(doc)
	case doc.Heals() != "":
		return []ConflictChoice{}, nil
	case doc.Kind == armory.ConflictTail:
		return []ConflictChoice{
			{ID: armory.Adopt, Title: "They count", Consequence: "What was recorded there counts as it was written, as if the station had not been revoked yet. The station stays revoked."},
			{ID: armory.Reject, Title: "They do not count", Consequence: "The entries stay in the record for everybody to read, and never count."},
		}, nil
	}
	out, everybody := []ConflictChoice{}, map[ledger.SubjectID]int{}
	var disputed []string
	var people []ledger.SubjectID
	for _, id := range doc.Items {
		custody := &armory.Custody{ID: id.ID}
		if _, err := s.Load(custody); err != nil {
			return nil, err
		}
		if len(custody.Heads) < 2 {
			continue
		}
		item, _, err := s.item(id)
		if err != nil {
			return nil, err
		}
		disputed = append(disputed, item.Value("label"))
		for _, person := range holdersOf(custody) {
			if everybody[person]++; everybody[person] == 1 {
				people = append(people, person)
			}
		}
	}
	if len(disputed) == 0 {
		consequence, known := closings[doc.Kind]
		if !known {
			consequence = "The finding is kept in the record. Nothing else changes."
		}
		return append(out, ConflictChoice{Title: "Close it", Consequence: consequence}), nil
	}
	items := strings.Join(disputed, ", ")
	for _, person := range people {
		if everybody[person] < len(disputed) {
			continue // he is no candidate for all of them
		}
		name, err := s.person(person)
		if err != nil {
			return nil, err
		}
		out = append(out, ConflictChoice{ID: person.String(), Title: name + " has it", Holder: name,
			Consequence: name + " answers for " + items + " from now on; nobody else does."})
	}
	return append(out, ConflictChoice{Title: "Nobody has it", Consequence: items + ": in the armory, and nobody answers for it any more."}), nil
}

// holdersOf are the people an item may be with.
func holdersOf(custody *armory.Custody) []ledger.SubjectID {
	var out []ledger.SubjectID
	for _, h := range custody.Outs() {
		if !slices.Contains(out, h.Person) {
			out = append(out, h.Person)
		}
	}
	return out
}

// values are those of a field that two stations changed, each by the entry that set it.
func (s *show) values(doc *armory.Conflict) ([]ConflictChoice, error) {
	out := []ConflictChoice{}
	r, field, err := doc.Edited(s.State)
	if err != nil || field.Name == "" || !armory.Editable(r.Kind, field.Name) {
		return out, err
	}
	seen := map[string]bool{}
	for _, v := range r.Fields[field.Name] {
		if seen[v.Text] {
			continue
		}
		seen[v.Text] = true
		event, err := s.event(v.Stamp.Hash, r.ID)
		if err != nil {
			return nil, err
		}
		value := s.valueWords(field.Name, v.Text)
		out = append(out, ConflictChoice{ID: v.Stamp.Hash.String(), Title: field.Title + ": " + value, AtOnce: true,
			Consequence: fmt.Sprintf("As %s wrote it at %s. It stands at every station from now on, and the other value is history.", event.Account, event.Station)})
	}
	return out, nil
}

// Resolve closes a conflict with a finding and the id of one of its choices: the true holder; none: the item is in; of what
// a revoked station recorded, whether it counts; of a record edited twice, whose value is right (needs no finding); of a
// number that several have, that they are one, or which of them gets another.
func (s *Conflicts) Resolve(c *Caller, id, finding, choice string) error {
	conflict, err := ledger.ParseID(id)
	if err != nil {
		return &Error{Code: armory.CodeNotFound, Message: "There is no such conflict.", Fix: "Read the list again."}
	}
	if entry, bad := ledger.ParseHash(choice); bad == nil {
		edit, err := s.value(c, conflict, entry, finding)
		if err != nil {
			return err
		}
		return s.app.change(c, edit)
	}
	if twins, err := s.separate(c, conflict, finding, choice); err != nil || twins != nil {
		if err == nil {
			err = s.app.Recorder.Record(c.Context, c.act(), twins...)
		}
		return err
	}
	command := armory.Resolve{Conflict: conflict, Finding: finding}
	switch choice {
	case "":
	case armory.Adopt, armory.Reject:
		command.Choice = choice
	default:
		if command.Holder, err = subjectID(choice, "person"); err != nil {
			return err
		}
	}
	return s.app.change(c, command)
}

// value is the edit that makes the value one entry set stand alone.
func (s *Conflicts) value(c *Caller, conflict ledger.ID, entry ledger.Hash, reason string) (armory.Edit, error) {
	var out armory.Edit
	return out, s.app.Store.Read(c.Context, func(view View) error {
		doc := &armory.Conflict{ID: conflict}
		known, err := view.Load(doc)
		if err != nil {
			return err
		}
		if !known {
			return &Error{Code: "CHANGED", Message: "Somebody has chosen a value already.", Fix: "Nothing has to be done."}
		}
		r, field, err := doc.Edited(view)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(r.Fields[field.Name], func(v armory.Version) bool { return v.Stamp.Hash == entry })
		if i < 0 {
			return &Error{Code: armory.CodeInvalid, Message: "That is not one of the values.", Fix: "Read the list again and choose one of its values."}
		}
		out = armory.Edit{Kind: r.Kind, ID: ledger.SubjectID{ID: r.ID}, Set: map[string]string{field.Name: r.Fields[field.Name][i].Text}, Reason: reason}
		return nil
	})
}
