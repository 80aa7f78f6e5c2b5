package app

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Inventory is the list of items and one item's record.
type Inventory struct{ app *App }

// query checks a list's question and puts its bounds.
func (a *App) query(q ListQuery) (armory.Query, error) {
	if len(q.Text) > 200 {
		return armory.Query{}, &Error{Code: armory.CodeInvalid, Message: "The search text is too long.", Fix: "Search for fewer words."}
	}
	if q.Limit <= 0 {
		q.Limit = 100
	}
	return armory.Query{Text: q.Text, Filter: q.Filter, Sort: q.Sort, Offset: max(q.Offset, 0), Limit: min(q.Limit, 500), NowMs: a.Now().UnixMilli()}, nil
}

// list reads one window of a list and turns each id into a row.
func list[T any](c *Caller, a *App, name string, q ListQuery, row func(*show, ledger.ID) (T, error)) (Page[T], error) {
	page := Page[T]{Items: []T{}}
	query, err := a.query(q)
	if err != nil {
		return page, err
	}
	if q.After != "" {
		if query.Offset, err = readCursor(q.After); err != nil {
			return page, err
		}
	}
	return page, a.Store.Read(c.Context, func(view View) error {
		sh := a.show(view)
		var err error
		if query.SoonMs, err = sh.soonMs(); err != nil {
			return err
		}
		if query.Doubts, err = sh.inDoubt(); err != nil {
			return err
		}
		ids, total, err := view.List(name, query)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := row(sh, id)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, r)
		}
		page.Total = total
		if next := query.Offset + len(ids); next < total {
			page.Next = writeCursor(next)
		}
		return nil
	})
}

// List is a window of the items.
func (s *Inventory) List(c *Caller, q ListQuery) (Page[ItemRow], error) {
	return list(c, s.app, "items", q, func(sh *show, id ledger.ID) (ItemRow, error) { return sh.itemRow(ledger.SubjectID{ID: id}) })
}

// Get is one item with its custody history, newest first.
func (s *Inventory) Get(c *Caller, id string) (ItemRecord, error) {
	subject, err := subjectID(id, "item")
	if err != nil {
		return ItemRecord{}, err
	}
	var out ItemRecord
	return out, s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
		r, err := sh.record(armory.KindItem, subject.ID)
		if err != nil {
			return err
		}
		if r.Created == 0 || r.Kind != armory.KindItem {
			return &Error{Code: armory.CodeNotFound, Message: "There is no such item.", Fix: "Read the list again."}
		}
		if out.ItemRow, err = sh.itemRow(subject); err != nil {
			return err
		}
		_, model, err := sh.item(subject)
		if err != nil {
			return err
		}
		if out.TagCode, err = codePicture(armory.ItemCode(r, model.Value("category"))); err != nil {
			return err
		}
		out.Registered = rfc(r.Created)
		if out.Upkeep, err = sh.upkeep(subject); err != nil {
			return err
		}
		out.History, out.Older, err = sh.history(r.ID, historyLength)
		return err
	})
}

// Save registers an item (no id) or edits its fields.
func (s *Inventory) Save(c *Caller, form ItemForm) (ItemRow, error) {
	set := map[string]string{"model": form.ModelID, "serial": form.Serial, "number": form.Number, "code": form.Code, "description": form.Description, "photo": form.Photo}
	if err := s.app.Attachments.photo(c.Context, armory.KindItem, form.ID, form.Photo); err != nil {
		return ItemRow{}, err
	}
	id := s.app.Recorder.NewSubject()
	var command armory.Command = armory.Register{Kind: armory.KindItem, ID: id, Set: set, Status: form.Status, Condition: form.Condition}
	if form.ID != "" {
		var err error
		if id, err = subjectID(form.ID, "item"); err != nil {
			return ItemRow{}, err
		}
		command = armory.Edit{Kind: armory.KindItem, ID: id, Set: set}
	}
	if err := s.app.change(c, command); err != nil {
		return ItemRow{}, err
	}
	var out ItemRow
	return out, s.app.Store.Read(c.Context, func(view View) (err error) {
		out, err = s.app.show(view).itemRow(id)
		return err
	})
}

// change records a command; one that changes nothing is fine.
func (a *App) change(c *Caller, command armory.Command) error {
	return a.carryOut(c, c.act(), command)
}

func (a *App) carryOut(c *Caller, act Act, command armory.Command) error {
	err := a.Recorder.Record(c.Context, act, command)
	if errors.Is(err, armory.ErrUnchanged) || errors.Is(err, armory.ErrDone) {
		return nil
	}
	return err
}

// once records a command whose answer may be lost: sent again under the same id, it was carried out already, and nothing
// counts twice.
func (a *App) once(c *Caller, id ledger.CommandID, command armory.Command) error {
	act := c.act()
	act.Command, act.Again = id, true
	return a.carryOut(c, act, command)
}

// SetStatus changes status or condition, with a reason.
func (s *Inventory) SetStatus(c *Caller, change StatusChange) (ItemRecord, error) {
	id, err := subjectID(change.ID, "item")
	if err != nil {
		return ItemRecord{}, err
	}
	if err := s.app.change(c, armory.SetItemStatus{Item: id, Status: change.Status, Condition: change.Condition, Reason: change.Reason}); err != nil {
		return ItemRecord{}, err
	}
	return s.Get(c, change.ID)
}

// Models lists the models, those not used any more last.
func (s *Inventory) Models(c *Caller) ([]Model, error) {
	return records(c, s.app, armory.KindModel, func(r *armory.Record) Model {
		return Model{ID: r.ID.String(), Name: r.Value("name"), Code: r.Value("code"), Category: r.Value("category"), Calibre: r.Value("calibre"),
			Withdrawn: r.Value("withdrawn") != "", InspectRounds: r.Number("inspect_rounds", 0), InspectDays: r.Number("inspect_days", 0)}
	})
}

// SaveModel adds a model (no id) or changes one.
func (s *Inventory) SaveModel(c *Caller, m Model) (Model, error) {
	set := map[string]string{"name": m.Name, "code": m.Code, "category": m.Category, "calibre": m.Calibre, "withdrawn": yesWord(m.Withdrawn),
		"inspect_rounds": countWord(m.InspectRounds), "inspect_days": countWord(m.InspectDays)}
	id, err := s.app.saveRecord(c, armory.KindModel, m.ID, set)
	m.ID = id
	return m, err
}

// countWord is a number as a field that is empty for none.
func countWord(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yesWord(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// saveRecord adds a record (no id) or edits one and returns its id.
func (a *App) saveRecord(c *Caller, kind armory.RecordKind, id string, set map[string]string) (string, error) {
	if id == "" {
		subject := a.Recorder.NewSubject()
		return subject.String(), a.change(c, armory.Register{Kind: kind, ID: subject, Set: set})
	}
	subject, err := subjectID(id, string(kind))
	if err != nil {
		return id, err
	}
	return id, a.change(c, armory.Edit{Kind: kind, ID: subject, Set: set})
}

// records reads all records of a small kind, live ones first.
func records[T any](c *Caller, a *App, kind armory.RecordKind, row func(*armory.Record) T) ([]T, error) {
	out := []T{}
	return out, a.Store.Read(c.Context, func(view View) error {
		all, err := sortedRecords(view, kind)
		for _, r := range all {
			out = append(out, row(r))
		}
		return err
	})
}

func sortedRecords(view View, kind armory.RecordKind) ([]*armory.Record, error) {
	ids, err := view.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(kind)})
	if err != nil {
		return nil, err
	}
	var all []*armory.Record
	for _, id := range ids {
		r := &armory.Record{Kind: kind, ID: id}
		if _, err := view.Load(r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	// In the order in which they were added, as the people of the site thought of them; what is not used any more last.
	slices.SortFunc(all, func(a, b *armory.Record) int {
		return cmp.Or(cmp.Compare(a.Value("withdrawn"), b.Value("withdrawn")), a.Added.Compare(b.Added))
	})
	return all, nil
}
