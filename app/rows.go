package app

import (
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// show turns documents into the rows screens show.
type show struct {
	*names
	view     View
	nowMs    int64
	hub      Hub
	here     Here
	doubts   map[ledger.SubjectID]Doubt
	enrolled int   // stations that are not revoked; 0 while it was not counted
	soon     int64 // see soonMs; 0 while it was not read
}

// show shows what is in this picture of the store, and what the hub says of it now.
func (a *App) show(view View) *show {
	s := &show{names: newNames(view), view: view, nowMs: a.Now().UnixMilli(), hub: a.Recorder.hub, here: a.Recorder.Here(), doubts: map[ledger.SubjectID]Doubt{}}
	for _, doubt := range s.hub.Status().Doubts {
		for _, subject := range doubt.Subjects {
			s.doubts[subject] = doubt
		}
	}
	return s
}

// inDoubt are the items of which nobody knows whether they were issued; the record has them as Available.
func (s *show) inDoubt() ([]ledger.ID, error) {
	var out []ledger.ID
	for id := range s.doubts {
		custody := &armory.Custody{ID: id.ID}
		if _, err := s.Load(custody); err != nil {
			return nil, err
		}
		if custody.Status() == armory.StatusAvailable {
			out = append(out, id.ID)
		}
	}
	return out, nil
}

// strength counts the items by model and state, as lists show them.
func (s *show) strength() ([]armory.Strength, error) {
	rows, err := s.view.Strength(s.nowMs)
	if err != nil {
		return nil, err
	}
	doubted, err := s.inDoubt()
	if err != nil {
		return nil, err
	}
	for _, id := range doubted {
		item, model, err := s.item(ledger.SubjectID{ID: id})
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(rows, func(row armory.Strength) bool { return row.Model == model.ID && row.Status == armory.StatusAvailable })
		if item.ID == id && i >= 0 { // not one that was joined with another since
			rows[i].Count--
			rows = append(rows, armory.Strength{Model: model.ID, Status: armory.StatusInDoubt, Count: 1})
		}
	}
	return rows, nil
}

func rfc(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

func (s *show) holder(h armory.Holding) (Holder, error) {
	person, err := s.record(armory.KindPerson, h.Person.ID)
	if err != nil {
		return Holder{}, err
	}
	station, err := s.station(h.Station)
	if err != nil {
		return Holder{}, err
	}
	stock, err := s.quantities(h.Stock)
	return Holder{PersonID: h.Person.String(), Name: armory.PersonName(person), Label: person.Value("label"), Since: rfc(h.SinceMs),
		Due: rfc(h.DueMs), Station: station, ReceiptNo: h.Receipt, Transaction: h.Command.String(), Purpose: h.Purpose,
		Magazines: h.Magazines, Rounds: h.Rounds, Stock: stock}, err
}

// item is an item with its custody now.
func (s *show) itemRow(id ledger.SubjectID) (ItemRow, error) {
	item, model, err := s.item(id)
	if err != nil {
		return ItemRow{}, err
	}
	id.ID = item.ID
	custody := &armory.Custody{ID: id.ID}
	if _, err := s.Load(custody); err != nil {
		return ItemRow{}, err
	}
	row := ItemRow{ID: id.String(), Label: item.Value("label"), Model: model.Value("name"), ModelID: item.Value("model"),
		Category: model.Value("category"), Calibre: model.Value("calibre"), Serial: item.Value("serial"), Number: item.Value("number"),
		Code: item.Value("code"), Description: item.Value("description"), Photo: item.Value("photo"), Status: custody.Status(), Condition: custody.Now().Condition,
		Candidates: []Holder{}}
	for _, out := range custody.Outs() {
		h, err := s.holder(out)
		if err != nil {
			return row, err
		}
		row.Candidates = append(row.Candidates, h)
		if row.Status == armory.StatusIssued && out.DueMs != 0 && out.DueMs < s.nowMs {
			row.Status = armory.StatusOverdue
		}
		if row.Status == armory.StatusIssued && out.DueMs != 0 {
			soonMs, err := s.soonMs()
			if err != nil {
				return row, err
			}
			row.DueSoon = out.DueMs <= soonMs
		}
	}
	if len(row.Candidates) > 0 {
		newest := row.Candidates[len(row.Candidates)-1]
		row.Holder = &newest
	}
	if row.Status != armory.StatusContested {
		row.Candidates = []Holder{}
	}
	if doubt, ok := s.doubts[id]; ok && row.Status == armory.StatusAvailable {
		row.Status, row.Doubt = armory.StatusInDoubt, &Doubted{Since: rfc(doubt.SinceMs)}
		row.Doubt.Station, err = s.station(doubt.Station)
	}
	return row, err
}

// copies is on how many stations an entry is known to lie, and how many there are.
func (s *show) copies(tx *armory.Transaction) (on, of int, err error) {
	if s.enrolled == 0 {
		if s.enrolled, err = enrolledNow(s.State); err != nil {
			return 0, 0, err
		}
	}
	if tx.Station != s.here.Station {
		return 2, s.enrolled, nil // on the one that wrote it and on this one, at least
	}
	return max(s.hub.Copies(tx.Stamp.Log, tx.Seq), 1), s.enrolled, nil
}

func (s *show) itemRows(ids []ledger.ID) ([]ItemRow, error) {
	out := make([]ItemRow, 0, len(ids))
	for _, id := range ids {
		row, err := s.itemRow(ledger.SubjectID{ID: id})
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

func (s *show) heldBy(person ledger.SubjectID) ([]ItemRow, error) {
	ids, err := s.Find(armory.DocCustody, armory.Key{Index: "holder", Value: person.String()})
	if err != nil {
		return nil, err
	}
	return s.itemRows(ids)
}

func (s *show) personRow(id ledger.SubjectID) (PersonRow, []ItemRow, error) {
	r, err := s.record(armory.KindPerson, id.ID)
	if err != nil {
		return PersonRow{}, nil, err
	}
	id.ID = r.ID
	doc := &armory.Person{ID: id.ID}
	if _, err := s.Load(doc); err != nil {
		return PersonRow{}, nil, err
	}
	officer, err := armory.IsOfficer(s.view, r.Value("rank"))
	if err != nil {
		return PersonRow{}, nil, err
	}
	held, err := s.heldBy(id)
	if err != nil {
		return PersonRow{}, nil, err
	}
	row := PersonRow{ID: id.String(), Label: r.Value("label"), Serial: r.Value("serial"), Rank: r.Value("rank"), LastName: r.Value("last_name"),
		FirstName: r.Value("first_name"), Middle: r.Value("middle_initial"), Name: armory.PersonName(r), Officer: officer, Group: r.Value("group"),
		Phone: r.Value("phone"), Status: doc.StatusNow(), Code: r.Value("code"), Photo: r.Value("photo"), Assigned: r.Value("assigned"), Holds: len(held),
		Qualified: Qualified{QualRifle: r.Value("qual_rifle"), QualPistol: r.Value("qual_pistol"), QualOther: r.Value("qual_other")}}
	for _, item := range held {
		if item.Status == armory.StatusOverdue {
			row.Overdue++
		}
		if item.DueSoon {
			row.DueSoon++
		}
	}
	return row, held, nil
}

func (s *show) transaction(tx *armory.Transaction) (Transaction, error) {
	out := Transaction{ID: tx.Command.String(), ReceiptNo: tx.Receipt, ReceiptType: tx.Type, Action: tx.Action, Time: rfc(tx.WallMs),
		Due: rfc(tx.DueMs), PersonID: tx.Person.String(), Purpose: tx.Purpose, Lines: []TransactionLine{}, Notes: tx.Notes,
		Entry: tx.Stamp.Hash.String()}
	var err error
	if out.OnStations, out.Stations, err = s.copies(tx); err != nil {
		return out, err
	}
	person, err := s.record(armory.KindPerson, tx.Person.ID)
	if err != nil {
		return out, err
	}
	out.Person, out.PersonLabel = armory.PersonName(person), person.Value("label")
	if out.Account, err = s.accountName(tx.Account); err != nil {
		return out, err
	}
	if out.Username, err = s.account(tx.Account); err != nil {
		return out, err
	}
	if out.Station, err = s.station(tx.Station); err != nil {
		return out, err
	}
	entry, err := s.view.Entry(tx.Stamp.Hash)
	if err != nil {
		return out, err
	}
	out.Why, out.WhyReason, out.ClockSuspect = entry.Why.Code, entry.Why.Reason, entry.Clk == ledger.ClockSuspect
	if out.Second, err = s.accountName(entry.Why.Second); err != nil {
		return out, err
	}
	for _, hash := range armory.Attachments(entry) {
		out.Signature = hash.String()
	}
	if !tx.Mass.IsZero() {
		mass := &armory.Mass{ID: tx.Mass.ID}
		if _, err := s.Load(mass); err != nil {
			return out, err
		}
		out.Mass = mass.Title
	}
	if err := s.connect(tx, &out); err != nil {
		return out, err
	}
	for _, line := range tx.Lines {
		row, err := s.line(tx, line)
		if err != nil {
			return out, err
		}
		if row.Out {
			out.StillOut++
		}
		out.Lines = append(out.Lines, row)
		out.Magazines += line.Magazines
		out.Rounds += line.Rounds
	}
	return out, nil
}

func (s *show) line(tx *armory.Transaction, line armory.Line) (TransactionLine, error) {
	item, model, err := s.item(line.Item)
	if err != nil {
		return TransactionLine{}, err
	}
	row := TransactionLine{ItemID: line.Item.String(), Label: item.Value("label"), Model: model.Value("name"), Serial: item.Value("serial"),
		Number: item.Value("number"), Condition: line.Condition, Magazines: line.Magazines, Rounds: line.Rounds}
	if row.Stock, err = s.quantities(line.Stock); err != nil {
		return row, err
	}
	if tx.Action == armory.ActionReturn {
		if line.Holder != tx.Person {
			row.Holder, err = s.person(line.Holder)
		}
		return row, err
	}
	if row.Out, err = s.outOn(line.Item, tx.Command); err != nil {
		return row, err
	}
	by, ok, err := s.view.ReturnedBy(tx.Command, line.Item)
	if err != nil || !ok {
		return row, err
	}
	ended := &armory.Transaction{Command: by}
	if _, err := s.Load(ended); err != nil {
		return row, err
	}
	if ended.Converts() {
		row.ConvertedTo, row.ConvertedNo = by.String(), ended.Receipt
	} else {
		row.ReturnedAt = rfc(ended.WallMs)
	}
	return row, nil
}

// connect says what a transaction has to do with others and with what else happened: which it takes over from, whose own
// weapon is which, whether it was printed, until when it can be undone by who wrote it.
func (s *show) connect(tx *armory.Transaction, out *Transaction) (err error) {
	if out.Printed, err = s.wasPrinted(tx); err != nil {
		return err
	}
	if !tx.Assigned.IsZero() {
		item, model, err := s.item(tx.Assigned)
		if err != nil {
			return err
		}
		out.Assigned, out.AssignedID = armory.ItemName(item, model), tx.Assigned.String()
	}
	if tx.Converts() {
		from := &armory.Transaction{Command: tx.Lines[0].Taken}
		if _, err := s.Load(from); err != nil {
			return err
		}
		out.From, out.FromNo = from.Command.String(), from.Receipt
	}
	until, err := armory.UndoableUntil(s.State, armory.Ask{Station: s.here.Station, Account: tx.Account, Now: time.UnixMilli(s.nowMs)}, tx)
	out.UndoUntil = rfc(until)
	return err
}

func (s *show) transactionByID(id ledger.CommandID) (Transaction, error) {
	doc := &armory.Transaction{Command: id}
	known, err := s.Load(doc)
	if err != nil {
		return Transaction{}, err
	}
	if !known {
		return Transaction{}, &Error{Code: armory.CodeNotFound, Message: "There is no such transaction.", Fix: "Read the list again."}
	}
	return s.transaction(doc)
}
