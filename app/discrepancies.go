package app

import (
	"slices"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Discrepancies are what does not add up, in one list: what people raised and the conflicts the ledger found.
type Discrepancies struct{ app *App }

// List is a window of them, open ones first. Filters: state (one of them; open, done), kind (one of them; ledger), item, person.
func (s *Discrepancies) List(c *Caller, q ListQuery) (Page[DiscrepancyRow], error) {
	return list(c, s.app, "discrepancies", q, func(sh *show, id ledger.ID) (DiscrepancyRow, error) {
		doc := &armory.Discrepancy{ID: id}
		if raised, err := sh.Load(doc); err != nil || raised {
			if err != nil {
				return DiscrepancyRow{}, err
			}
			return sh.discrepancyRow(doc)
		}
		conflict := &armory.Conflict{ID: id}
		if _, err := sh.Load(conflict); err != nil {
			return DiscrepancyRow{}, err
		}
		return sh.conflictRow(conflict)
	})
}

// Get is one with everything about it. NOT_FOUND when neither a person nor the ledger knows it.
func (s *Discrepancies) Get(c *Caller, id string) (Discrepancy, error) {
	subject, err := subjectID(id, "discrepancy")
	if err != nil {
		return Discrepancy{}, err
	}
	var out Discrepancy
	return out, s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
		doc, conflict := &armory.Discrepancy{ID: subject.ID}, &armory.Conflict{ID: subject.ID}
		if _, err := view.Load(doc); err != nil {
			return err
		}
		if !doc.Raised.Hash.IsZero() {
			out, err = sh.discrepancy(doc)
			return err
		}
		known, err := view.Load(conflict)
		if err != nil {
			return err
		}
		if !known || conflict.Unproven {
			return &Error{Code: armory.CodeNotFound, Message: "There is no such discrepancy.", Fix: "It may have ended by itself. Read the list again."}
		}
		out = Discrepancy{Photos: []string{}, Timeline: []HistoryEvent{}, Next: []string{}}
		if out.DiscrepancyRow, err = sh.conflictRow(conflict); err != nil {
			return err
		}
		whole, err := sh.conflict(subject.ID)
		out.Conflict = &whole
		return err
	})
}

// Raise records what somebody found. Its photos were brought to the station before.
func (s *Discrepancies) Raise(c *Caller, form NewDiscrepancy) (Discrepancy, error) {
	once, err := s.app.command(form.CommandID)
	if err != nil {
		return Discrepancy{}, err
	}
	command := armory.Raise{ID: ledger.SubjectID(once), Kind: form.Kind, Text: form.Text}
	for _, about := range []struct {
		text, what string
		into       *ledger.ID
	}{{form.ItemID, "item", &command.Item.ID}, {form.PersonID, "person", &command.Person.ID}, {form.Transaction, "transaction", &command.Command.ID}} {
		if about.text == "" {
			continue
		}
		id, err := subjectID(about.text, about.what)
		if err != nil {
			return Discrepancy{}, err
		}
		*about.into = id.ID
	}
	for _, photo := range form.Photos {
		hash, err := s.app.Attachments.named(c.Context, photo)
		if err != nil {
			return Discrepancy{}, err
		}
		if hash != nil {
			command.Photos = append(command.Photos, ledger.Hash(hash))
		}
	}
	if err = s.app.once(c, once, command); err != nil {
		return Discrepancy{}, err
	}
	return s.Get(c, command.ID.String())
}

// Decide moves one that a person raised on, or opens it again.
func (s *Discrepancies) Decide(c *Caller, d DiscrepancyDecision) (Discrepancy, error) {
	id, err := subjectID(d.ID, "discrepancy")
	if err != nil {
		return Discrepancy{}, err
	}
	if err := s.app.change(c, armory.SettleDiscrepancy{ID: id, State: d.State, Reason: d.Finding}); err != nil {
		return Discrepancy{}, err
	}
	return s.Get(c, d.ID)
}

func (s *show) discrepancyRow(doc *armory.Discrepancy) (DiscrepancyRow, error) {
	out := DiscrepancyRow{ID: doc.ID.String(), Kind: doc.Kind, Text: doc.Text, State: doc.StateNow(), Disputed: doc.Disputed(), Found: rfc(doc.WallMs),
		PhotoCount: len(doc.Photos)}
	if decided, ok := doc.Decided(); ok && !doc.Open() {
		out.Finding = decided.Finding
	}
	var err error
	if out.By, err = s.accountName(doc.Account); err != nil {
		return out, err
	}
	if out.Station, err = s.stationOf(doc.Raised.Log); err != nil {
		return out, err
	}
	return out, s.about(&out, doc.Item, doc.Person)
}

func (s *show) conflictRow(doc *armory.Conflict) (DiscrepancyRow, error) {
	out := DiscrepancyRow{ID: doc.ID.String(), Ledger: true, Kind: doc.Kind, State: armory.DiscrepancyOpen, Found: rfc(doc.FoundMs), Finding: doc.Finding}
	if !doc.Open() {
		out.State = armory.DiscrepancyResolved
	}
	var err error
	if out.Text, err = s.conflictTitle(doc); err != nil {
		return out, err
	}
	var item, person ledger.SubjectID
	if len(doc.Items) > 0 {
		item = doc.Items[0]
	}
	if len(doc.People) > 0 {
		person = doc.People[0]
	}
	return out, s.about(&out, item, person)
}

// about names what a discrepancy is about.
func (s *show) about(row *DiscrepancyRow, item, person ledger.SubjectID) (err error) {
	if !item.IsZero() {
		record, model, err := s.item(item)
		if err != nil {
			return err
		}
		row.ItemID, row.ItemName = record.ID.String(), armory.ItemName(record, model)
	}
	if !person.IsZero() {
		row.PersonID = person.String()
		row.PersonName, err = s.person(person)
	}
	return err
}

func (s *show) discrepancy(doc *armory.Discrepancy) (Discrepancy, error) {
	out := Discrepancy{Blocks: doc.Blocks && !doc.Item.IsZero(), Photos: []string{}, Timeline: []HistoryEvent{}, Next: nextStates(doc)}
	var err error
	if out.DiscrepancyRow, err = s.discrepancyRow(doc); err != nil {
		return out, err
	}
	if !doc.Item.IsZero() {
		row, err := s.itemRow(doc.Item)
		if err != nil {
			return out, err
		}
		out.Item = &row
	}
	if !doc.Person.IsZero() {
		row, _, err := s.personRow(doc.Person)
		if err != nil {
			return out, err
		}
		out.Person = &row
	}
	for _, photo := range doc.Photos {
		out.Photos = append(out.Photos, photo.String())
	}
	if !doc.Command.IsZero() {
		tx := &armory.Transaction{Command: doc.Command}
		known, err := s.Load(tx)
		if err != nil {
			return out, err
		}
		if known {
			out.ReceiptNo, out.Transaction = tx.Receipt, tx.Command.String()
		}
	}
	entries := []ledger.Hash{doc.Raised.Hash}
	for _, d := range doc.Decisions {
		entries = append(entries, d.Stamp.Hash)
	}
	for _, entry := range slices.Backward(entries) {
		event, err := s.event(entry, doc.ID)
		if err != nil {
			return out, err
		}
		out.Timeline = append(out.Timeline, event)
	}
	return out, nil
}

// nextStates are the states a discrepancy may be given.
func nextStates(doc *armory.Discrepancy) []string {
	out := []string{}
	for _, state := range armory.DiscrepancyStates() {
		if doc.MayBecome(state) {
			out = append(out, state)
		}
	}
	return out
}
