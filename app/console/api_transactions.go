package console

import (
	"errors"
	"net/http"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// transactAsk is the body of POST /api/transactions/.
type transactAsk struct {
	CommandID   string   `json:"command_id"`
	Action      string   `json:"action"`
	PersonnelID string   `json:"personnel_id"`
	ItemIDs     []string `json:"item_ids"`
	Stock       []struct {
		StockID  string `json:"stock_id"`
		Quantity int    `json:"quantity"`
	} `json:"stock"`
	DutyType  string `json:"duty_type"`
	Type      string `json:"receipt_type"`
	Mags      *int   `json:"mags"`
	Rounds    *int   `json:"rounds"`
	Condition string `json:"condition"`
	Missing   string `json:"missing"`
	Override  *struct {
		Reason    string `json:"reason"`
		Unchecked bool   `json:"unchecked"`
		Second    *struct {
			Username string `json:"username"`
			Password string `json:"password"`
		} `json:"second"`
	} `json:"override"`
	Notes string `json:"notes"`
}

// apiTransaction is a transaction as programs see it.
type apiTransaction struct {
	ID          string    `json:"id"`
	ReceiptNo   string    `json:"receipt_no"`
	Action      string    `json:"action"`
	Personnel   string    `json:"personnel"`
	PersonnelID string    `json:"personnel_id"`
	Items       []apiLine `json:"items"`
	DutyType    string    `json:"duty_type"`
	Mags        int       `json:"mags"`
	Rounds      int       `json:"rounds"`
	IssuedBy    string    `json:"issued_by"`
	Station     string    `json:"station"`
	Entry       string    `json:"entry"`
	Timestamp   string    `json:"timestamp"`
	OnStations  int       `json:"on_stations"`
	Converts    string    `json:"converts,omitempty"` // number of the receipt it takes over from; nothing went out by it
}

type apiLine struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Serial string `json:"serial"`
}

func transactionOf(t app.Transaction) apiTransaction {
	out := apiTransaction{ID: t.ID, ReceiptNo: t.ReceiptNo, Action: t.Action, Personnel: t.Person, PersonnelID: t.PersonLabel, Items: []apiLine{},
		DutyType: t.Purpose, Mags: t.Magazines, Rounds: t.Rounds, IssuedBy: t.Username, Station: t.Station, Entry: t.Entry, Timestamp: t.Time, OnStations: t.OnStations, Converts: t.FromNo}
	for _, line := range t.Lines {
		out.Items = append(out.Items, apiLine{ID: line.ItemID, Label: line.Label, Serial: line.Serial})
	}
	return out
}

func (c *Console) transact(w http.ResponseWriter, r *http.Request) {
	caller, leave, ok := c.caller(w, r, armory.MayTake)
	if !ok {
		return
	}
	defer leave()
	var ask transactAsk
	err := readJSON(w, r, &ask)
	if err == nil {
		var done app.Transaction
		if done, err = c.carryOut(caller, ask); err == nil {
			writeJSON(w, http.StatusCreated, transactionOf(done))
			return
		}
	}
	var refused *armory.Refusal
	if errors.As(err, &refused) && (refused.Code == armory.CodeCutOff || refused.Code == armory.CodeUnqualified) {
		asks := *refused // programs know one word for what a reason allows
		asks.Code, err = armory.CodeNeedsReason, &asks
	}
	c.fail(w, r, err)
}

func (c *Console) carryOut(caller *app.Caller, ask transactAsk) (app.Transaction, error) {
	if len(ask.ItemIDs) == 0 {
		return app.Transaction{}, &app.Error{Code: armory.CodeInvalid, Message: "item_ids is empty.", Fix: "Name at least one item."}
	}
	if ask.Mags != nil && *ask.Mags < 0 || ask.Rounds != nil && *ask.Rounds < 0 {
		return app.Transaction{}, &app.Error{Code: armory.CodeInvalid, Message: "mags and rounds cannot be negative.", Fix: "Leave them out to take what the duty type gives."}
	}
	items, err := c.App.Resolve(caller, armory.KindItem, ask.ItemIDs...)
	if err != nil {
		return app.Transaction{}, err
	}
	person := ""
	if ask.PersonnelID != "" || ask.Action == armory.ActionTake {
		people, err := c.App.Resolve(caller, armory.KindPerson, ask.PersonnelID)
		if err != nil {
			return app.Transaction{}, err
		}
		person = people[0].String()
	}
	switch ask.Action {
	case armory.ActionTake:
		return c.take(caller, ask, person, items)
	case armory.ActionReturn:
		return c.giveBack(caller, ask, person, items)
	}
	return app.Transaction{}, &app.Error{Code: armory.CodeInvalid, Message: "action has to be Take or Return.", Fix: "Say which."}
}

// take puts all magazines and rounds that are named on the first line; without them each line gets its purpose's loadout.
func (c *Console) take(caller *app.Caller, ask transactAsk, person string, items []ledger.SubjectID) (app.Transaction, error) {
	req := app.IssueRequest{CommandID: ask.CommandID, PersonID: person, ReceiptType: ask.Type, Notes: ask.Notes}
	var err error
	if req.PurposeID, req.PurposeText, err = c.App.PurposeNamed(caller, ask.DutyType); err != nil {
		return app.Transaction{}, err
	}
	if ask.Stock != nil {
		req.Stock = ask.stock()
	}
	for i, item := range items {
		req.Lines = append(req.Lines, app.IssueLine{ItemID: item.String(), Magazines: onFirst(ask.Mags, i), Rounds: onFirst(ask.Rounds, i)})
	}
	if ask.Override != nil {
		req.Override = &app.Override{Reason: ask.Override.Reason, Unchecked: ask.Override.Unchecked}
		if ask.Override.Second != nil {
			req.Override.SecondUsername, req.Override.SecondPassword = ask.Override.Second.Username, ask.Override.Second.Password
		}
	}
	return c.App.Counter.Issue(caller, req)
}

// stock is what was named beside the items.
func (a transactAsk) stock() []app.StockQuantity {
	out := []app.StockQuantity{}
	for _, s := range a.Stock {
		out = append(out, app.StockQuantity{StockID: s.StockID, Quantity: s.Quantity})
	}
	return out
}

func onFirst(n *int, line int) int {
	switch {
	case n == nil:
		return -1
	case line == 0:
		return *n
	}
	return 0
}

// giveBack hands the named magazines and rounds over as they are: of all lines together.
func (c *Console) giveBack(caller *app.Caller, ask transactAsk, person string, items []ledger.SubjectID) (app.Transaction, error) {
	req := app.ReturnRequest{CommandID: ask.CommandID, PersonID: person, Missing: ask.Missing, Notes: ask.Notes, Magazines: ask.Mags, Rounds: ask.Rounds}
	if ask.Stock != nil {
		named := ask.stock()
		req.Stock = &named
	}
	for _, item := range items {
		req.Lines = append(req.Lines, app.ReturnLine{ItemID: item.String(), Condition: ask.Condition, Magazines: -1, Rounds: -1})
	}
	return c.App.Counter.Return(caller, req)
}

func (c *Console) listTransactions(w http.ResponseWriter, r *http.Request) {
	// Oldest first: a program that reads on with since gets each transaction once while new ones come.
	serveList(c, w, r, func(q *app.ListQuery) { q.Sort = "time" }, c.App.Transactions.List, transactionOf)
}

func (c *Console) oneTransaction(w http.ResponseWriter, r *http.Request) {
	caller, leave, ok := c.caller(w, r, armory.MayRead)
	if !ok {
		return
	}
	defer leave()
	t, err := c.App.Transactions.Get(caller, r.PathValue("id"))
	if err != nil {
		c.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, transactionOf(t))
}
