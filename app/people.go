package app

import (
	"armguard/app/armory"
	"armguard/app/ledger"
)

// People is the list of people and one person's record.
type People struct{ app *App }

// List is a window of the people.
func (s *People) List(c *Caller, q ListQuery) (Page[PersonRow], error) {
	return list(c, s.app, "people", q, func(sh *show, id ledger.ID) (PersonRow, error) {
		row, _, err := sh.personRow(ledger.SubjectID{ID: id})
		return row, err
	})
}

// Get is one person with what he holds and his history, newest first.
func (s *People) Get(c *Caller, id string) (PersonRecord, error) {
	subject, err := subjectID(id, "person")
	if err != nil {
		return PersonRecord{}, err
	}
	var out PersonRecord
	return out, s.app.Store.Read(c.Context, func(view View) error {
		out, err = s.app.person(view, subject, true)
		return err
	})
}

// person reads a person's record; the counter needs no history.
func (a *App) person(view View, id ledger.SubjectID, history bool) (PersonRecord, error) {
	sh := a.show(view)
	out := PersonRecord{History: []HistoryEvent{}}
	r, err := sh.record(armory.KindPerson, id.ID)
	if err != nil {
		return out, err
	}
	if r.Created == 0 || r.Kind != armory.KindPerson {
		return out, &Error{Code: armory.CodeNotFound, Message: "There is no such person.", Fix: "Read the list again."}
	}
	if out.PersonRow, out.Held, err = sh.personRow(id); err != nil {
		return out, err
	}
	if id, bad := ledger.ParseID(out.Assigned); bad == nil {
		own, err := sh.itemRow(ledger.SubjectID{ID: id})
		if err != nil {
			return out, err
		}
		out.Own = &own
	}
	site, err := sh.record(armory.KindSite, a.Recorder.Here().Site.ID)
	if err != nil {
		return out, err
	}
	out.Registered, out.Limit = rfc(r.Created), armory.LimitWords(site.Value("limit"))
	if history {
		out.History, out.Older, err = sh.history(r.ID, historyLength)
	}
	return out, err
}

// Save registers a person (no id) or edits his fields.
func (s *People) Save(c *Caller, form PersonForm) (PersonRecord, error) {
	set := map[string]string{"serial": form.Serial, "rank": form.Rank, "last_name": form.LastName, "first_name": form.FirstName,
		"middle_initial": form.Middle, "group": form.Group, "phone": form.Phone, "code": form.Code, "photo": form.Photo, "assigned": form.Assigned,
		"qual_rifle": form.QualRifle, "qual_pistol": form.QualPistol, "qual_other": form.QualOther}
	if err := s.app.Attachments.photo(c.Context, armory.KindPerson, form.ID, form.Photo); err != nil {
		return PersonRecord{}, err
	}
	id, err := s.app.saveRecord(c, armory.KindPerson, form.ID, set)
	if err != nil {
		return PersonRecord{}, err
	}
	return s.Get(c, id)
}

// SetStatus changes a person's status, with a reason.
func (s *People) SetStatus(c *Caller, change StatusChange) (PersonRecord, error) {
	id, err := subjectID(change.ID, "person")
	if err != nil {
		return PersonRecord{}, err
	}
	if err := s.app.change(c, armory.SetPersonStatus{Person: id, Status: change.Status, Reason: change.Reason}); err != nil {
		return PersonRecord{}, err
	}
	return s.Get(c, change.ID)
}

// Holding is a window of the people with what each holds.
func (s *People) Holding(c *Caller, q ListQuery) (Page[PersonRecord], error) {
	return list(c, s.app, "people", q, func(sh *show, id ledger.ID) (PersonRecord, error) {
		row, held, err := sh.personRow(ledger.SubjectID{ID: id})
		return PersonRecord{PersonRow: row, Held: held, History: []HistoryEvent{}}, err
	})
}
