package app

import (
	"fmt"
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
	armory.ConflictFork:       "The record of one station went two ways",
	armory.ConflictGranted:    "The hub gave leave twice for the same thing",
	armory.ConflictTail:       "Recorded by a revoked station",
}

// healing says what ends the conflicts that no decision closes.
var healing = map[string]string{
	armory.ConflictNumber:    "Edit the record with the wrong number.",
	armory.ConflictEdited:    "Edit the record and save the value that is right.",
	armory.ConflictStock:     "Count the stock line.",
	armory.ConflictCounts:    "Count the stock line again.",
	armory.ConflictSuperuser: "Make another account superuser.",
}

// List lists open conflicts first, then closed ones, newest first.
func (s *Conflicts) List(c *Caller) ([]Conflict, error) {
	out := []Conflict{}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
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
		People: []PersonRow{}, Events: []HistoryEvent{}, Sides: []ConflictSide{}, Choices: []ConflictChoice{}, Finding: doc.Finding, ClosedAt: rfc(doc.ClosedMs)}
	if doc.Detail != "" {
		out.Title += ": " + doc.Detail
	}
	if doc.Kind == armory.ConflictTail {
		name, err := s.station(ledger.StationID{ID: doc.Records[0].ID})
		if err != nil {
			return out, err
		}
		out.Title += fmt.Sprintf(": %s, %d entries", name, doc.Count)
		if doc.Count == 1 {
			out.Title = strings.TrimSuffix(out.Title, "ies") + "y"
		}
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
		if err := s.side(&out, hash, event); err != nil {
			return out, err
		}
	}
	switch {
	case !doc.Open():
	case doc.HealsItself():
		out.Heals = healing[doc.Kind]
	default:
		out.Choices, err = s.choices(doc)
	}
	return out, err
}

// side puts an event to those of the station that wrote it.
func (s *show) side(c *Conflict, hash ledger.Hash, event HistoryEvent) error {
	entry, err := s.view.Entry(hash)
	if err != nil {
		return err
	}
	log := &armory.Log{ID: entry.Log.ID}
	if _, err := s.Load(log); err != nil {
		return err
	}
	id := log.Station.String()
	i := slices.IndexFunc(c.Sides, func(side ConflictSide) bool { return side.StationID == id })
	if i < 0 {
		i = len(c.Sides)
		c.Sides = append(c.Sides, ConflictSide{Station: event.Station, StationID: id})
	}
	c.Sides[i].Events = append(c.Sides[i].Events, event)
	return nil
}

// choices are what may be decided of an open conflict: who of those that an item was issued to has it, or that it is in.
// Where all its items were handled since, there is only to say what was found.
func (s *show) choices(doc *armory.Conflict) ([]ConflictChoice, error) {
	if doc.Kind == armory.ConflictTail {
		return []ConflictChoice{
			{ID: armory.Adopt, Title: "They count", Consequence: "What was recorded there counts as it was written, as if the station had not been revoked yet."},
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
		return append(out, ConflictChoice{Title: "Close it", Consequence: "What was found is kept in the record. Nothing else changes."}), nil
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

// Resolve closes a conflict with a finding and the id of one of its choices: the true holder; none: the item is in; of what
// a revoked station recorded, whether it counts.
func (s *Conflicts) Resolve(c *Caller, id, finding, choice string) error {
	conflict, err := ledger.ParseID(id)
	if err != nil {
		return &Error{Code: armory.CodeNotFound, Message: "There is no such conflict.", Fix: "Read the list again."}
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
