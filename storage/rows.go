package storage

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// newDoc is an empty document of a kind, for reading one back.
func newDoc(ref armory.Ref) armory.Doc {
	switch ref.Kind {
	case armory.DocRecord:
		return &armory.Record{ID: ref.ID}
	case armory.DocCustody:
		return &armory.Custody{ID: ref.ID}
	case armory.DocPerson:
		return &armory.Person{ID: ref.ID}
	case armory.DocTransaction:
		return &armory.Transaction{Command: ledger.CommandID{ID: ref.ID}}
	case armory.DocLog:
		return &armory.Log{ID: ref.ID}
	case armory.DocAnnouncement:
		return &armory.Announcement{ID: ref.ID}
	case armory.DocMass:
		return &armory.Mass{ID: ref.ID}
	case armory.DocConflict:
		return &armory.Conflict{ID: ref.ID}
	case armory.DocDiscrepancy:
		return &armory.Discrepancy{ID: ref.ID}
	case armory.DocStock:
		return &armory.Stock{ID: ref.ID}
	case armory.DocRevocations:
		return &armory.Revocations{}
	case armory.DocJoins:
		return &armory.Joins{}
	case armory.DocUpkeep:
		return &armory.Upkeep{ID: ref.ID}
	case armory.DocCount:
		return &armory.Count{ID: ref.ID}
	case armory.DocCountScan:
		return &armory.CountScan{ID: ref.ID}
	case armory.DocQuarantined:
		return &armory.Quarantined{ID: ref.ID}
	}
	panic("storage cannot read documents of kind " + string(ref.Kind)) // a mistake in code: a kind was added
}

// list writes a document's row in the list it belongs to, for sorting, filtering and searching.
func (s *session) list(doc armory.Doc, isNew bool) error {
	switch d := doc.(type) {
	case *armory.Record:
		if !d.Merged.IsZero() { // another one stands for it, since before it was listed: a merge makes the lists anew
			return nil
		}
		switch d.Kind {
		case armory.KindItem:
			return s.listItem(d)
		case armory.KindPerson:
			return s.listPerson(d)
		case armory.KindModel:
			return s.listModel(d)
		}
	case *armory.Custody:
		now, status := d.Now(), d.Status()
		if _, err := s.row("item_list", d.ID); err != nil {
			return err
		}
		holder, tx, due := []byte{}, []byte{}, int64(0)
		if outs := d.Outs(); len(outs) > 0 { // the newest of the candidates; a newer head may say that it is in
			out := outs[len(outs)-1]
			holder, tx, due = out.Person.ID[:], out.Command.ID[:], out.DueMs
		}
		return s.exec("UPDATE item_list SET status = ?, condition = ?, holder = ?, due_ms = ?, tx = ? WHERE id = ?", status, now.Condition, holder, due, tx, d.ID[:])
	case *armory.Person:
		if _, err := s.row("person_list", d.ID); err != nil {
			return err
		}
		return s.exec("UPDATE person_list SET status = ? WHERE id = ? AND status <> ?", d.StatusNow(), d.ID[:], d.StatusNow())
	case *armory.Upkeep:
		if _, err := s.row("item_list", d.ID); err != nil {
			return err
		}
		last, _ := d.LastOf(armory.WorkInspected)
		return s.exec("UPDATE item_list SET inspected_ms = ?, fired = ? WHERE id = ?", last.WallMs, d.RoundsSince(), d.ID[:])
	case *armory.Transaction:
		return s.listTransaction(d, isNew)
	case *armory.Discrepancy:
		if d.Raised.Hash.IsZero() {
			return nil
		}
		return s.listDiscrepancy(d.ID, "person", d.Kind, d.StateNow(), d.Open(), d.WallMs, d.Item, d.Person, d.Text)
	case *armory.Conflict:
		if d.Unproven {
			return s.unlistDiscrepancy(d.ID)
		}
		item, person, state := append(d.Items, ledger.SubjectID{})[0], append(d.People, ledger.SubjectID{})[0], armory.DiscrepancyResolved
		if d.Open() {
			state = armory.DiscrepancyOpen
		}
		return s.listDiscrepancy(d.ID, "ledger", d.Kind, state, d.Open(), d.FoundMs, item, person, d.Detail)
	}
	return nil
}

// listDiscrepancy lists what a person raised and what the ledger found, in one table. Of several items and people the
// first is searched for.
func (s *session) listDiscrepancy(id ledger.ID, found, kind, state string, open bool, ms int64, item, person ledger.SubjectID, text string) error {
	return s.exec("INSERT OR REPLACE INTO discrepancy_list (id, found, kind, state, done, ms, item, person, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id[:], found, kind, state, !open, ms, item.ID[:], person.ID[:], text)
}

func (s *session) unlistDiscrepancy(id ledger.ID) error {
	return s.exec("DELETE FROM discrepancy_list WHERE id = ?", id[:])
}

// row makes sure that a list has a row for an id and returns its number. The two sides of an item come in any order.
func (s *session) row(list string, id ledger.ID) (n int64, err error) {
	if err := s.exec("INSERT OR IGNORE INTO "+list+" (id) VALUES (?)", id[:]); err != nil {
		return 0, err
	}
	err = s.get(context.Background(), "SELECT n FROM "+list+" WHERE id = ?", []any{id[:]}, &n)
	return n, err
}

func (s *session) listItem(r *armory.Record) error {
	n, err := s.row("item_list", r.ID)
	if err != nil {
		return err
	}
	model, number := modelOf(r), r.Value("number")
	sortable, _ := strconv.ParseInt(strings.TrimLeft(number, "0"), 10, 64)
	if err := s.exec("UPDATE item_list SET label = ?, model = ?, serial = ?, number = ?, number_sort = ?, registered_ms = ? WHERE n = ?",
		r.Value("label"), model, r.Value("serial"), number, sortable, r.Created, n); err != nil {
		return err
	}
	var name, code string
	_ = s.get(context.Background(), "SELECT name, code FROM model_list WHERE id = ?", []any{model}, &name, &code) // no model: found by the rest
	return s.index("item_fts", n, name, code, r.Value("label"), r.Value("serial"), number, r.Value("code"), r.Value("description"))
}

func modelOf(r *armory.Record) []byte {
	id, err := ledger.ParseID(r.Value("model"))
	if err != nil {
		return []byte{}
	}
	return id[:]
}

func (s *session) index(table string, n int64, words ...string) error {
	return s.exec("INSERT OR REPLACE INTO "+table+" (rowid, text) VALUES (?, ?)", n, strings.Join(words, " "))
}

func (s *session) listPerson(r *armory.Record) error {
	n, err := s.row("person_list", r.ID)
	if err != nil {
		return err
	}
	if err := s.exec("UPDATE person_list SET label = ?, serial = ?, rank = ?, last_name = ?, first_name = ?, grp = ? WHERE n = ?", r.Value("label"),
		r.Value("serial"), r.Value("rank"), r.Value("last_name"), r.Value("first_name"), r.Value("group"), n); err != nil {
		return err
	}
	return s.index("person_fts", n, r.Value("rank"), r.Value("last_name"), r.Value("first_name"), r.Value("middle_initial"), r.Value("serial"),
		r.Value("label"), r.Value("code"), r.Value("group"))
}

// listModel keeps a model's names; its items are found by the new ones.
func (s *session) listModel(r *armory.Record) error {
	if err := s.exec("INSERT OR REPLACE INTO model_list (id, name, code, category, inspect_rounds, inspect_days) VALUES (?, ?, ?, ?, ?, ?)", r.ID[:],
		r.Value("name"), r.Value("code"), r.Value("category"), r.Number("inspect_rounds", 0), r.Number("inspect_days", 0)); err != nil {
		return err
	}
	v := &View{session: s}
	items, err := v.ids("SELECT id FROM item_list WHERE model = ?", r.ID[:])
	if err != nil {
		return err
	}
	for _, id := range items {
		item := &armory.Record{ID: id}
		if _, err := v.Load(item); err != nil {
			return err
		}
		if err := s.listItem(item); err != nil {
			return err
		}
	}
	return nil
}

// What a line of a transaction is: the column taken.
const (
	lineReturned  = 0
	lineTaken     = 1
	lineConverted = 2 // it was out already, on another receipt
)

// listTransaction writes a transaction's row and lines. Which Return or conversion ended a line does not depend on the order in
// which they came: the earliest one did.
func (s *session) listTransaction(t *armory.Transaction, isNew bool) error {
	if !isNew { // the same command in two logs: another entry stands for it now
		if err := errors.Join(s.unlistLines(t.Command.ID), s.uncount(t.Command.ID)); err != nil {
			return err
		}
	}
	if err := s.exec(`INSERT OR REPLACE INTO tx_list (id, lam, log, wall_ms, action, person, purpose, receipt, account, station, type, items)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, t.Command.ID[:], int64(t.Stamp.Lam), t.Stamp.Log.ID[:], t.WallMs, t.Action, t.Person.ID[:], t.Purpose,
		t.Receipt, t.Account.ID[:], t.Station.ID[:], t.Type, t.Moved()); err != nil {
		return err
	}
	if err := s.count(dayOf(t.WallMs, t.Action, t.Purpose, t.Station.ID, t.Account.ID), 1, t.Moved()); err != nil {
		return err
	}
	if err := s.endLines(t); err != nil {
		return err
	}
	person, taken, takenMs := []byte{}, lineReturned, int64(0)
	if t.Action == armory.ActionTake {
		person, taken, takenMs = t.Person.ID[:], lineTaken, t.WallMs
		if t.Converts() {
			taken = lineConverted
		}
	}
	for _, line := range t.Lines {
		if err := s.exec(`INSERT INTO tx_line (tx, item, taken, person, taken_ms, due_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
			ON CONFLICT (tx, item) DO UPDATE SET taken = ?3, person = ?4, taken_ms = ?5, due_ms = ?6`,
			t.Command.ID[:], line.Item.ID[:], taken, person, takenMs, t.DueMs); err != nil {
			return err
		}
	}
	return nil
}

// endLines ends the lines that a Return gives back or a conversion takes over, where nothing earlier did.
func (s *session) endLines(t *armory.Transaction) error {
	for _, line := range t.Lines {
		if line.Taken.IsZero() {
			continue
		}
		if err := s.exec(`INSERT INTO tx_line (tx, item, returned, back_ms) VALUES (?1, ?2, ?3, ?6) ON CONFLICT (tx, item) DO UPDATE SET returned = ?3, back_ms = ?6
			WHERE returned IS NULL OR (SELECT lam, log, id FROM tx_list WHERE id = returned) > (?4, ?5, ?3)`,
			line.Taken.ID[:], line.Item.ID[:], t.Command.ID[:], int64(t.Stamp.Lam), t.Stamp.Log.ID[:], t.WallMs); err != nil {
			return err
		}
	}
	return nil
}

// unlistLines takes away what a transaction's former lines said.
func (s *session) unlistLines(id ledger.ID) error {
	v := &View{session: s}
	others, err := v.ids(`SELECT DISTINCT o.tx FROM tx_line l JOIN tx_line o ON o.item = l.item JOIN tx_list t ON t.id = o.tx
		WHERE l.returned = ?1 AND o.tx <> ?1 AND (t.action = 'Return' OR t.items = 0) ORDER BY o.tx`, id[:])
	if err != nil {
		return err
	}
	for _, query := range []string{"UPDATE tx_line SET returned = NULL, back_ms = 0 WHERE returned = ?",
		"UPDATE tx_line SET taken = 0, person = x'', taken_ms = 0, due_ms = 0 WHERE tx = ?",
		"DELETE FROM tx_line WHERE returned IS NULL AND taken = 0 AND (tx = ? OR NOT EXISTS (SELECT 1 FROM tx_list t WHERE t.id = tx AND t.action = 'Return'))"} {
		if err := s.exec(query, id[:]); err != nil {
			return err
		}
	}
	for _, other := range others {
		t := &armory.Transaction{Command: ledger.CommandID{ID: other}}
		if _, err := v.Load(t); err != nil {
			return err
		}
		if err := s.endLines(t); err != nil {
			return err
		}
	}
	return nil
}
