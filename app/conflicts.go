package app

import (
	"cmp"
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
	armory.ConflictReturn:     "Returned twice while stations were cut off",
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
	out := Conflict{ID: id.String(), Kind: doc.Kind, State: "Open", Found: rfc(doc.FoundMs), Items: []ItemRow{},
		People: []PersonRow{}, Events: []HistoryEvent{}, Sides: []ConflictSide{}, Choices: []ConflictChoice{}, Finding: doc.Finding, ClosedAt: rfc(doc.ClosedMs)}
	if !doc.Open() {
		out.State = "Resolved"
	}
	var err error
	if out.Title, err = s.conflictTitle(doc); err != nil {
		return out, err
	}
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
	if err := s.sides(&out, doc); err != nil || !doc.Open() {
		return out, err
	}
	if out.Now, err = s.standsNow(doc); err != nil {
		return out, err
	}
	if out.Choices, err = s.choices(doc); len(out.Choices) == 0 {
		out.Heals = doc.Heals()
	}
	return out, err
}

// conflictTitle is the kind in words, and what it is about where that is neither an item nor a person.
func (s *show) conflictTitle(doc *armory.Conflict) (string, error) {
	var about []string
	if doc.Kind != armory.ConflictSuperuser && doc.Kind != armory.ConflictNumber { // their detail says it already
		for _, id := range doc.Records {
			r := &armory.Record{ID: id.ID}
			if _, err := s.Load(r); err != nil {
				return "", err
			}
			about = append(about, r.Value("name"))
		}
	}
	detail := doc.Detail
	if id, number, both := strings.Cut(detail, " "); both && doc.Kind == armory.ConflictNumber {
		if _, err := ledger.ParseID(id); err == nil { // an item's serial number, unique within its model
			detail = number
		}
	}
	if doc.Kind == armory.ConflictTail {
		detail = fmt.Sprintf("%d entries", doc.Count)
		if doc.Count == 1 {
			detail = "1 entry"
		}
	}
	title := conflictTitles[doc.Kind]
	if words := strings.Join(slices.DeleteFunc(append(about, detail), func(w string) bool { return w == "" }), ", "); words != "" {
		title += ": " + words
	}
	return title, nil
}

// standsNow says what holds until an open conflict ends, where the state of its items and people does not tell.
func (s *show) standsNow(doc *armory.Conflict) (string, error) {
	switch doc.Kind {
	case armory.ConflictEdited:
		r, field, err := doc.Edited(s.State)
		if err != nil || field.Name == "" {
			return "", err
		}
		return field.Title + ": " + s.valueWords(field.Name, r.Value(field.Name)) + ".", nil
	case armory.ConflictStock, armory.ConflictCounts:
		stock := &armory.Stock{ID: doc.Records[0].ID}
		if _, err := s.Load(stock); err != nil {
			return "", err
		}
		n, _ := stock.OnHand()
		if n < 0 {
			return fmt.Sprintf("By the record %d more went out than there were.", -n), nil
		}
		return fmt.Sprintf("By the record there are %d.", n), nil
	case armory.ConflictNumber:
		return "Both records stand. A scan of the number asks which one is meant.", nil
	case armory.ConflictSuperuser:
		return "The account stays superuser.", nil
	case armory.ConflictFork:
		return "Both branches are kept, and what is in them counts.", nil
	case armory.ConflictTail:
		return "None of it counts. It is kept in the record, struck through.", nil
	case armory.ConflictCommand:
		stock, err := s.stockTwice(doc)
		return strings.TrimSpace("The earliest of them stands as the receipt. " + stock), err
	case armory.ConflictDouble, armory.ConflictReturn:
		return s.stockTwice(doc)
	}
	return "", nil
}

// stockTwice names the stock that each entry of a conflict moved, though it went or came once; empty where none did.
func (s *show) stockTwice(doc *armory.Conflict) (string, error) {
	var names []string
	for _, hash := range doc.Entries {
		e, err := s.view.Entry(hash)
		if err != nil {
			return "", err
		}
		for _, subject := range e.Subjects {
			if subject.Kind != armory.SubjectStock {
				continue
			}
			line, err := s.record(armory.KindStock, subject.ID.ID)
			if err != nil {
				return "", err
			}
			if name := armory.StockName(line); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return "Stock was reckoned with each of them: " + strings.Join(names, ", ") + ". Count it when it is clear what happened.", nil
}

// sides are the entries of a conflict, oldest first, by the station that wrote them; of a log that went two ways by
// branch. Across from what a revoked station recorded stands who revoked it.
func (s *show) sides(c *Conflict, doc *armory.Conflict) error {
	hashes := slices.Clone(doc.Entries)
	if doc.Kind == armory.ConflictTail {
		of, err := s.view.History(doc.Records[0].ID, 0, historyLength)
		if err != nil {
			return err
		}
		for _, hash := range of {
			e, err := s.view.Entry(hash)
			if err != nil {
				return err
			}
			if e.Kind == armory.KindStationRevoke {
				hashes = append(hashes, hash)
			}
		}
	}
	entries := map[ledger.Hash]*ledger.Entry{}
	for _, hash := range hashes {
		e, err := s.view.Entry(hash)
		if err != nil {
			return err
		}
		entries[hash] = e
	}
	slices.SortFunc(hashes, func(x, y ledger.Hash) int {
		return cmp.Or(cmp.Compare(entries[x].Lam, entries[y].Lam), x.Compare(y))
	})
	for _, hash := range hashes {
		event, err := s.event(hash, ledger.ID{})
		if err != nil {
			return err
		}
		log := &armory.Log{ID: entries[hash].Log.ID}
		if _, err := s.Load(log); err != nil {
			return err
		}
		side := ConflictSide{Station: event.Station, StationID: log.Station.String()}
		switch {
		case doc.Kind == armory.ConflictFork:
			side.Branch = len(c.Sides) + 1
		case doc.Kind == armory.ConflictTail && log.Station.ID == doc.Records[0].ID:
			side.More = max(doc.Count-len(doc.Entries), 0)
		}
		i := slices.IndexFunc(c.Sides, func(o ConflictSide) bool { return o.StationID == side.StationID && o.Branch == side.Branch })
		if i < 0 {
			i = len(c.Sides)
			c.Sides = append(c.Sides, side)
		}
		c.Events, c.Sides[i].Events = append(c.Events, event), append(c.Sides[i].Events, event)
	}
	return nil
}
