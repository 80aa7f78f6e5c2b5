package console

import (
	"net/http"

	"armguard/app"
	"armguard/app/armory"
)

// apiItem is an item as programs see it.
type apiItem struct {
	ID         string             `json:"id"`
	ULID       string             `json:"ulid"`
	Model      string             `json:"model"`
	Category   string             `json:"category"`
	Serial     string             `json:"serial"`
	Number     string             `json:"number"`
	Status     string             `json:"status"`
	Condition  string             `json:"condition"`
	Holder     *apiHolder         `json:"holder"`
	Candidates []apiHolder        `json:"candidates"`
	History    []app.HistoryEvent `json:"history,omitempty"`
	Older      bool               `json:"history_older,omitempty"` // there is more of it
}

type apiHolder struct {
	ID      string `json:"id"`
	ULID    string `json:"ulid"`
	Name    string `json:"name"`
	Since   string `json:"since"`
	Station string `json:"station"`
}

type apiPerson struct {
	ID        string             `json:"id"`
	ULID      string             `json:"ulid"`
	Serial    string             `json:"serial"`
	Rank      string             `json:"rank"`
	LastName  string             `json:"last_name"`
	FirstName string             `json:"first_name"`
	Middle    string             `json:"middle_initial"`
	Group     string             `json:"group"`
	Status    string             `json:"status"`
	Holds     []string           `json:"holds"`
	History   []app.HistoryEvent `json:"history,omitempty"`
	Older     bool               `json:"history_older,omitempty"` // there is more of it
}

func itemOf(row app.ItemRow) apiItem {
	out := apiItem{ID: row.Label, ULID: row.ID, Model: row.Model, Category: row.Category, Serial: row.Serial, Number: row.Number, Status: row.Status,
		Condition: row.Condition, Candidates: []apiHolder{}}
	if row.Holder != nil {
		h := holderOf(*row.Holder)
		out.Holder = &h
	}
	for _, h := range row.Candidates {
		out.Candidates = append(out.Candidates, holderOf(h))
	}
	return out
}

func holderOf(h app.Holder) apiHolder {
	return apiHolder{ID: h.Label, ULID: h.PersonID, Name: h.Name, Since: h.Since, Station: h.Station}
}

func personOf(row app.PersonRow, held []app.ItemRow) apiPerson {
	out := apiPerson{ID: row.Label, ULID: row.ID, Serial: row.Serial, Rank: row.Rank, LastName: row.LastName, FirstName: row.FirstName,
		Middle: row.Middle, Group: row.Group, Status: row.Status, Holds: []string{}}
	for _, item := range held {
		out.Holds = append(out.Holds, item.Label)
	}
	return out
}

func (c *Console) listItems(w http.ResponseWriter, r *http.Request) {
	serveList(c, w, r, nil, c.App.Inventory.List, itemOf)
}

func (c *Console) listPeople(w http.ResponseWriter, r *http.Request) {
	serveList(c, w, r, nil, c.App.People.Holding, func(p app.PersonRecord) apiPerson { return personOf(p.PersonRow, p.Held) })
}

func (c *Console) oneItem(w http.ResponseWriter, r *http.Request) {
	c.one(w, r, armory.KindItem, func(caller *app.Caller, id string) (any, error) {
		record, err := c.App.Inventory.Get(caller, id)
		out := itemOf(record.ItemRow)
		out.History, out.Older = record.History, record.Older
		return out, err
	})
}

func (c *Console) onePerson(w http.ResponseWriter, r *http.Request) {
	c.one(w, r, armory.KindPerson, func(caller *app.Caller, id string) (any, error) {
		record, err := c.App.People.Get(caller, id)
		out := personOf(record.PersonRow, record.Held)
		out.History, out.Older = record.History, record.Older
		return out, err
	})
}

// one answers one record, found by label, code or ULID.
func (c *Console) one(w http.ResponseWriter, r *http.Request, kind armory.RecordKind, get func(*app.Caller, string) (any, error)) {
	caller, leave, ok := c.caller(w, r, armory.MayRead)
	if !ok {
		return
	}
	defer leave()
	ids, err := c.App.Resolve(caller, kind, r.PathValue("id"))
	if err == nil {
		var body any
		if body, err = get(caller, ids[0].String()); err == nil {
			writeJSON(w, http.StatusOK, body)
			return
		}
	}
	c.fail(w, r, err)
}
