package storage

import (
	"context"
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
	case armory.DocConflict:
		return &armory.Conflict{ID: ref.ID}
	case armory.DocDiscrepancy:
		return &armory.Discrepancy{ID: ref.ID}
	}
	return &armory.Stock{ID: ref.ID}
}

// list writes a document's row in the list it belongs to, for sorting, filtering and searching.
func (s *session) list(doc armory.Doc) error {
	switch d := doc.(type) {
	case *armory.Record:
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
		holder := []byte{}
		if now.Out {
			holder = now.Person.ID[:]
		}
		return s.exec("UPDATE item_list SET status = ?, condition = ?, holder = ?, due_ms = ? WHERE id = ?", status, now.Condition, holder, now.DueMs, d.ID[:])
	case *armory.Person:
		if _, err := s.row("person_list", d.ID); err != nil {
			return err
		}
		return s.exec("UPDATE person_list SET status = ? WHERE id = ? AND status <> ?", d.StatusNow(), d.ID[:], d.StatusNow())
	case *armory.Transaction:
		return s.listTransaction(d)
	}
	return nil
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
	if err := s.exec("UPDATE item_list SET label = ?, model = ?, serial = ?, number = ?, number_sort = ? WHERE n = ?",
		r.Value("label"), model, r.Value("serial"), number, sortable, n); err != nil {
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
	if err := s.exec("INSERT OR REPLACE INTO model_list (id, name, code, category) VALUES (?, ?, ?, ?)", r.ID[:], r.Value("name"), r.Value("code"), r.Value("category")); err != nil {
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

func (s *session) listTransaction(t *armory.Transaction) error {
	if err := s.exec(`INSERT OR REPLACE INTO tx_list (id, lam, log, wall_ms, action, person, purpose, receipt, account, station) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.Command.ID[:], int64(t.Stamp.Lam), t.Stamp.Log.ID[:], t.WallMs, t.Action, t.Person.ID[:], t.Purpose, t.Receipt, t.Account.ID[:], t.Station.ID[:]); err != nil {
		return err
	}
	for _, line := range t.Lines {
		if t.Action == armory.ActionReturn {
			if err := s.exec("INSERT INTO tx_line (tx, item, returned) VALUES (?1, ?2, ?3) ON CONFLICT (tx, item) DO UPDATE SET returned = ?3 WHERE returned IS NULL",
				line.Taken.ID[:], line.Item.ID[:], t.Command.ID[:]); err != nil {
				return err
			}
		}
		if err := s.exec("INSERT INTO tx_line (tx, item, taken) VALUES (?1, ?2, ?3) ON CONFLICT (tx, item) DO UPDATE SET taken = ?3",
			t.Command.ID[:], line.Item.ID[:], t.Action == armory.ActionTake); err != nil {
			return err
		}
	}
	return nil
}
