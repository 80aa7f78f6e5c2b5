package app

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Maintenance is what is being worked on, what has to be inspected, and what was done.
type Maintenance struct{ app *App }

// Now is a window of the items in maintenance.
func (s *Maintenance) Now(c *Caller, q ListQuery) (Page[MaintenanceRow], error) {
	return s.list(c, q, "status", armory.StatusMaintenance)
}

// Due is a window of the items in use that are due for inspection, those waiting longest first.
func (s *Maintenance) Due(c *Caller, q ListQuery) (Page[MaintenanceRow], error) {
	return s.list(c, q, "inspection", "due")
}

func (s *Maintenance) list(c *Caller, q ListQuery, filter, value string) (Page[MaintenanceRow], error) {
	with := map[string]string{}
	for name, v := range q.Filter {
		with[name] = v
	}
	with[filter] = value
	q.Filter, q.Sort = with, cmp.Or(q.Sort, "checked")
	return list(c, s.app, "items", q, func(sh *show, id ledger.ID) (MaintenanceRow, error) { return sh.maintained(ledger.SubjectID{ID: id}) })
}

// Log records work on an item.
func (s *Maintenance) Log(c *Caller, form WorkForm) (ItemRecord, error) {
	id, err := subjectID(form.ItemID, "item")
	if err != nil {
		return ItemRecord{}, err
	}
	once, err := s.app.command(form.CommandID)
	if err != nil {
		return ItemRecord{}, err
	}
	if err := s.app.once(c, once, armory.Work{Item: id, Work: form.Work, By: form.By, Rounds: form.Rounds, Text: form.Text, Status: form.Status, Condition: form.Condition}); err != nil {
		return ItemRecord{}, err
	}
	return s.app.Inventory.Get(c, form.ItemID)
}

// SetService sends an item to maintenance or returns it to service, with a reason.
func (s *Maintenance) SetService(c *Caller, change StatusChange) (ItemRecord, error) {
	id, err := subjectID(change.ID, "item")
	if err != nil {
		return ItemRecord{}, err
	}
	if err := s.app.change(c, armory.SetService{Item: id, Status: change.Status, Condition: change.Condition, Reason: change.Reason}); err != nil {
		return ItemRecord{}, err
	}
	return s.app.Inventory.Get(c, change.ID)
}

func (s *show) maintained(id ledger.SubjectID) (MaintenanceRow, error) {
	item, err := s.itemRow(id)
	if err != nil {
		return MaintenanceRow{}, err
	}
	row := MaintenanceRow{ItemRow: item}
	if row.Upkeep, err = s.upkeep(id); err != nil || item.Status != armory.StatusMaintenance {
		return row, err
	}
	custody := &armory.Custody{ID: id.ID}
	if _, err := s.Load(custody); err != nil {
		return row, err
	}
	for _, head := range custody.Heads {
		if head.Status != armory.StatusMaintenance {
			continue
		}
		event, err := s.event(head.Stamp.Hash, id.ID)
		if err != nil {
			return row, err
		}
		row.Since, row.By, row.Station = rfc(head.SinceMs), event.Account, event.Station
		if row.Why, err = s.reason(head.Stamp.Hash); err != nil {
			return row, err
		}
		row.Why = cmp.Or(row.Why, event.Title)
	}
	return row, nil
}

// reason is why a status was set; empty when the entry sets none, or gives none.
func (s *show) reason(hash ledger.Hash) (string, error) {
	e, err := s.view.Entry(hash)
	if err != nil || e.Kind != armory.KindItemStatus {
		return "", err
	}
	var body armory.StatusBody
	return body.Reason, ledger.Decode(e.Body, &body)
}

// upkeep is an item's maintenance.
func (s *show) upkeep(id ledger.SubjectID) (Upkeep, error) {
	item, model, err := s.item(id)
	if err != nil {
		return Upkeep{}, err
	}
	doc := &armory.Upkeep{ID: item.ID}
	if _, err := s.Load(doc); err != nil {
		return Upkeep{}, err
	}
	next := doc.Inspection(item, model, time.UnixMilli(s.nowMs))
	out := Upkeep{Rounds: int(doc.Rounds), Since: rfc(next.SinceMs), RoundsSince: int(next.Rounds), DaysSince: next.Days, EveryRounds: next.EveryRounds,
		EveryDays: next.EveryDays, Due: next.Due(), Last: []WorkDone{}}
	for _, w := range doc.Last {
		by, err := s.accountName(w.Account)
		if err != nil {
			return out, err
		}
		out.Last = append(out.Last, WorkDone{Work: w.Work, By: cmp.Or(w.By, by), Time: rfc(w.WallMs)})
	}
	return out, nil
}

// workWords say what a piece of work was.
func workWords(body armory.NoteBody) (title, detail string, err error) {
	by, fired := body.By, ""
	if by != "" {
		by = "by " + by
	}
	if body.N > 0 {
		fired = fmt.Sprintf("%s fired", armory.Quantities(0, int(body.N)))
	}
	return strings.ToUpper(body.Work[:min(1, len(body.Work))]) + body.Work[min(1, len(body.Work)):], join(by, fired, body.Text), nil
}

// warning says that a person is not qualified for a category, where the site only warns.
func (s *show) warning(site *armory.Record, person, category string) (string, error) {
	if site.Value("qualification") != armory.QualificationWarn || person == "" {
		return "", nil
	}
	id, err := subjectID(person, "person")
	if err != nil {
		return "", err
	}
	r, err := s.record(armory.KindPerson, id.ID)
	if err != nil {
		return "", err
	}
	return armory.Unqualified(r, category, time.UnixMilli(s.nowMs)), nil
}
