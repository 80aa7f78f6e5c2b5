package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Stock is what is counted and not numbered: magazines, ammunition by lot, accessories.
type Stock struct{ app *App }

// outListed is how many items that are out are looked through for who has some of a stock line.
const outListed = 5000

// List is every stock line, those that are not used any more last.
func (s *Stock) List(c *Caller) ([]StockRow, error) {
	out := []StockRow{}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		all, err := sortedRecords(view, armory.KindStock)
		if err != nil {
			return err
		}
		for _, r := range all {
			row, err := stockRow(view, r)
			if err != nil {
				return err
			}
			out = append(out, row)
		}
		return nil
	})
}

func stockRow(st armory.State, r *armory.Record) (StockRow, error) {
	doc := &armory.Stock{ID: r.ID}
	if _, err := st.Load(doc); err != nil {
		return StockRow{}, err
	}
	n, known := doc.OnHand()
	out := StockRow{ID: r.ID.String(), Name: r.Value("name"), Type: r.Value("type"), Calibre: r.Value("calibre"), Category: r.Value("category"),
		Lot: r.Value("lot"), Cap: r.Number("cap", 0), Low: r.Number("low", 0), Withdrawn: r.Value("withdrawn") != "", OnHand: int(n), State: "fine"}
	switch {
	case !known:
		out.OnHand, out.State = 0, "unknown"
	case n < 0:
		out.State = "below"
	case int(n) < out.Low && !out.Withdrawn:
		out.State = "low"
	}
	return out, nil
}

// lowStock counts the lines that are below what they warn at.
func lowStock(view View) (n int, err error) {
	all, err := sortedRecords(view, armory.KindStock)
	for _, r := range all {
		row, err := stockRow(view, r)
		if err != nil {
			return 0, err
		}
		if row.State == "low" || row.State == "below" {
			n++
		}
	}
	return n, err
}

// Get is one line with who has some of it and what moved it.
func (s *Stock) Get(c *Caller, id string) (StockRecord, error) {
	out := StockRecord{Out: []StockOut{}, Moves: []StockEvent{}}
	subject, err := subjectID(id, "stock line")
	if err != nil {
		return out, err
	}
	return out, s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
		r, err := sh.record(armory.KindStock, subject.ID)
		if err != nil {
			return err
		}
		if r.Created == 0 || r.Kind != armory.KindStock {
			return &Error{Code: armory.CodeNotFound, Message: "There is no such stock line.", Fix: "Read the list again."}
		}
		if out.StockRow, err = stockRow(view, r); err != nil {
			return err
		}
		if err := out.moved(sh, r.ID); err != nil {
			return err
		}
		return out.lent(sh, ledger.SubjectID{ID: r.ID})
	})
}

// moved fills in what moved the line.
func (r *StockRecord) moved(sh *show, id ledger.ID) error {
	events, older, err := sh.history(id, historyLength)
	r.Older = older
	if err != nil {
		return err
	}
	for _, event := range events {
		hash, err := ledger.ParseHash(event.Entry)
		if err != nil {
			return err
		}
		e, err := sh.view.Entry(hash)
		if err != nil {
			return err
		}
		n, counted := armory.MovedStock(e, ledger.SubjectID{ID: id})
		r.Moves = append(r.Moves, StockEvent{HistoryEvent: event, Quantity: int(n), Counted: counted})
	}
	return nil
}

// lent fills in who has some of the line.
func (r *StockRecord) lent(sh *show, id ledger.SubjectID) error {
	q := armory.Query{Filter: map[string]string{"status": "Out"}, Sort: "due", Limit: outWindow, NowMs: sh.nowMs}
	for ; q.Offset < outListed; q.Offset += outWindow {
		items, _, err := sh.view.List("items", q)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := r.lentWith(sh, ledger.SubjectID{ID: item}, id); err != nil {
				return err
			}
		}
		if len(items) < outWindow {
			return nil
		}
	}
	return nil
}

func (r *StockRecord) lentWith(sh *show, item, id ledger.SubjectID) error {
	custody := &armory.Custody{ID: item.ID}
	if _, err := sh.Load(custody); err != nil {
		return err
	}
	for _, h := range custody.Outs() {
		for _, l := range h.Stock {
			if l.Stock != id {
				continue
			}
			record, model, err := sh.item(item)
			if err != nil {
				return err
			}
			person, err := sh.person(h.Person)
			if err != nil {
				return err
			}
			r.Out = append(r.Out, StockOut{Quantity: int(l.N), ItemID: item.String(), Item: armory.ItemName(record, model), PersonID: h.Person.String(),
				Person: person, Since: rfc(h.SinceMs), Receipt: h.Receipt, Command: h.Command.String()})
			r.OutTotal += int(l.N)
		}
	}
	return nil
}

// Save registers a line (no id) or edits its fields.
func (s *Stock) Save(c *Caller, form StockForm) (StockRow, error) {
	if form.Cap < 0 || form.Low < 0 {
		return StockRow{}, &Error{Code: armory.CodeInvalid, Message: "A cap or a warning cannot be below zero.", Fix: "Leave it empty for none."}
	}
	set := map[string]string{"name": form.Name, "type": form.Type, "calibre": form.Calibre, "category": form.Category, "lot": form.Lot,
		"cap": orEmpty(form.Cap), "low": orEmpty(form.Low), "withdrawn": ""}
	if form.Withdrawn {
		set["withdrawn"] = "yes"
	}
	id := s.app.Recorder.NewSubject()
	var command armory.Command = armory.Register{Kind: armory.KindStock, ID: id, Set: set}
	if form.ID != "" {
		var err error
		if id, err = subjectID(form.ID, "stock line"); err != nil {
			return StockRow{}, err
		}
		command = armory.Edit{Kind: armory.KindStock, ID: id, Set: set, Reason: form.Reason}
	}
	if err := s.app.change(c, command); err != nil {
		return StockRow{}, err
	}
	return s.row(c, id)
}

func orEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (s *Stock) row(c *Caller, id ledger.SubjectID) (out StockRow, err error) {
	return out, s.app.Store.Read(c.Context, func(view View) error {
		r, err := newNames(view).record(armory.KindStock, id.ID)
		if err == nil {
			out, err = stockRow(view, r)
		}
		return err
	})
}

// Change receives or adjusts a line, or says what was counted of it.
func (s *Stock) Change(c *Caller, change StockChange) (StockRow, error) {
	id, err := subjectID(change.ID, "stock line")
	if err != nil {
		return StockRow{}, err
	}
	once, err := s.app.command(change.CommandID)
	if err != nil {
		return StockRow{}, err
	}
	var command armory.Command = armory.MoveStock{ID: id, N: int64(change.Quantity), How: change.How, Reason: change.Reason}
	if change.How == "counted" {
		command = armory.CountStock{ID: id, N: int64(change.Quantity), Reason: change.Reason}
	}
	if err := s.app.once(c, once, command); err != nil {
		return StockRow{}, err
	}
	return s.row(c, id)
}

// quantities are stock lines with their names.
func (s *show) quantities(lines []armory.StockLine) ([]StockQuantity, error) {
	out := []StockQuantity{}
	for _, l := range lines {
		r, err := s.record(armory.KindStock, l.Stock.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, StockQuantity{StockID: l.Stock.String(), Name: armory.StockName(r), Type: r.Value("type"), Quantity: int(l.N)})
	}
	return out, nil
}

// stockWords says what a movement or a count was.
func stockWords(kind string, body armory.StockBody) (title, detail string, err error) {
	switch {
	case kind == armory.KindStockCount:
		return fmt.Sprintf("Counted: %d", body.N), body.Reason, nil
	case body.How == armory.StockReceived:
		return fmt.Sprintf("Received %d", body.N), body.Reason, nil
	case body.How == armory.StockAdjusted:
		return fmt.Sprintf("Corrected by %+d", body.N), body.Reason, nil
	}
	return fmt.Sprintf("Moved %+d", body.N), body.Reason, nil
}

// otherStock is what went out beside magazines and rounds, in words: with one item, or over the whole receipt.
func (s *show) otherStock(lines []armory.TakeLine, item ledger.ID) (string, error) {
	one := slices.ContainsFunc(lines, func(l armory.TakeLine) bool { return l.Item.ID == item })
	var parts []string
	for _, line := range lines {
		if one && line.Item.ID != item {
			continue
		}
		quantities, err := s.quantities(line.Stock)
		if err != nil {
			return "", err
		}
		for _, q := range quantities {
			if q.Type == armory.StockAccessory {
				parts = append(parts, fmt.Sprintf("%d %s", q.Quantity, q.Name))
			}
		}
	}
	return strings.Join(parts, ", "), nil
}

// missingWords says what did not come back, of one item or of all, and what became of it.
func missingWords(body armory.ReturnBody, item ledger.ID) string {
	one := slices.ContainsFunc(body.Lines, func(l armory.ReturnLine) bool { return l.Item.ID == item })
	var parts []string
	for _, line := range body.Lines {
		if lacking := line.Lacks(); lacking != "" && (!one || line.Item.ID == item) {
			parts = append(parts, lacking+" "+line.Became(body))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "missing: " + strings.Join(parts, "; ")
}

// stockLines are the quantities that a screen or a program named.
func stockLines(named []StockQuantity) ([]armory.StockLine, error) {
	var out []armory.StockLine
	for _, n := range named {
		id, err := subjectID(n.StockID, "stock line")
		if err != nil {
			return nil, err
		}
		out = append(out, armory.StockLine{Stock: id, N: int64(n.Quantity)})
	}
	return out, nil
}
