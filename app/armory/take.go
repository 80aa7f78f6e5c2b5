package armory

import (
	"fmt"
	"slices"
	"time"

	"armguard/app/ledger"
)

// Take issues items to a person on one receipt.
type Take struct {
	Person  ledger.SubjectID
	Lines   []TakeAsk
	Stock   []StockLine      // named lines of stock beside what the quantities say: accessories, certain lots
	Purpose ledger.SubjectID // zero: PurposeText as it is
	Text    string           // what for, with a free-text purpose or none
	Type    string           // TR (default), PAR
	Notes   string
	Draft   ledger.SubjectID

	Signature []byte // SHA-256 of an attachment; nil: none

	Mass ledger.SubjectID // the mass issue it belongs to, whose purpose and type count; zero: none
}

// TakeAsk is one item with the magazines and rounds that go with it. Negative means "as the purpose says".
type TakeAsk struct {
	Item      ledger.SubjectID
	Magazines int
	Rounds    int
}

func (Take) Name() string { return MayTake }

func (t Take) request() []byte {
	parts := []any{ActionTake, t.Person, t.Lines, t.Purpose, t.Text, t.Type, t.Notes, t.Stock}
	if !t.Mass.IsZero() {
		parts = append(parts, t.Mass)
	}
	return requestHash(parts...)
}

func (t Take) decide(st State, ask Ask) ([]Fact, error) {
	request := t.request()
	if err := done(st, ask.Command, request); err != nil {
		return nil, err
	}
	t, err := t.within(st)
	if err != nil {
		return nil, err
	}
	if t.Type, err = receiptType(t.Type); err != nil {
		return nil, err
	}
	switch {
	case len(t.Lines) == 0:
		return nil, refuse(CodeInvalid, "There is nothing to issue.", "Scan an item.")
	case len(t.Lines) > maxLines:
		return nil, refuse(CodeInvalid, fmt.Sprintf("A receipt holds at most %d lines.", maxLines), "Issue the rest on another receipt.")
	}
	notes, err := checkText("The note", t.Notes, maxNotes)
	if err != nil {
		return nil, err
	}
	t.Lines = slices.Clone(t.Lines)
	for i := range t.Lines {
		if err := One(st, &t.Person, &t.Lines[i].Item); err != nil {
			return nil, err
		}
	}
	person, err := takesNow(st, t.Person)
	if err != nil {
		return nil, err
	}
	purpose, text, err := purposeOf(st, t.Purpose, t.Text)
	if err != nil {
		return nil, err
	}
	site := &Record{Kind: KindSite, ID: ask.Site.ID}
	if _, err := st.Load(site); err != nil {
		return nil, err
	}
	held, err := Held(st, t.Person)
	if err != nil {
		return nil, err
	}
	body := TakeBody{Person: t.Person, Purpose: text, PurposeID: t.Purpose, Type: t.Type, Notes: notes, Limit: site.Value("limit"),
		Held: held, Draft: t.Draft, Request: request, Signature: t.Signature, Mass: t.Mass}
	if t.Type == ReceiptTR {
		body.DueMs = ask.Now.Add(time.Duration(site.Number("due_hours", 24)) * time.Hour).UnixMilli()
	}
	if body.Assigned, err = AssignedTo(st, person); err != nil {
		return nil, err
	}
	fact := Fact{Kind: KindTake, Permit: true, Subjects: []SubjectRef{{SubjectPerson, t.Person}}}
	hands := slices.Clone(held)
	lines := make([]packing, 0, len(t.Lines))
	for i, line := range t.Lines {
		if slices.ContainsFunc(t.Lines[:i], func(l TakeAsk) bool { return l.Item == line.Item }) {
			return nil, refuse(CodeInvalid, "The same item stands on the receipt twice.", "Take one line away.")
		}
		item, model, err := itemAndModel(st, line.Item)
		if err != nil {
			return nil, err
		}
		custody, err := available(st, ask, line.Item, item, model)
		if err != nil {
			return nil, err
		}
		category := model.Value("category")
		if err := unqualified(ask, site, person, line.Item, category); err != nil {
			return nil, err
		}
		hands = append(hands, HeldItem{Item: line.Item, Category: category})
		if overLimit(body.Limit, hands) {
			return nil, limitRefusal(st, person, held, body.Limit, category)
		}
		lines = append(lines, packing{line: TakeLine{Item: line.Item, Category: category, Condition: custody.Condition}, model: model})
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectItem, line.Item})
	}
	shelf := newShelf(st)
	if err := shelf.fit(t.Stock, lines); err != nil {
		return nil, err
	}
	for i, asked := range t.Lines {
		if err := shelf.pack(&lines[i], asked.Magazines, asked.Rounds, LoadoutFor(purpose, lines[i].line.Category)); err != nil {
			return nil, err
		}
		body.Lines = append(body.Lines, lines[i].line)
	}
	body.Stock, fact.Draws = shelf.taken, shelf.taken
	fact.Subjects = append(fact.Subjects, shelf.subjects()...)
	fact.Body = body
	return []Fact{fact}, nil
}

// receiptType is a type of receipt, TR when none is named.
func receiptType(text string) (string, error) {
	return choice("receipt type", text, ReceiptTR, []string{ReceiptTR, ReceiptPAR})
}

// purposeOf reads what items are taken for, as a record (empty when free) and in words.
func purposeOf(st State, id ledger.SubjectID, text string) (*Record, string, error) {
	text, err := checkText("The purpose", text, 100)
	if err != nil {
		return nil, "", err
	}
	if id.IsZero() {
		return &Record{Kind: KindPurpose}, text, nil
	}
	purpose, err := load(st, KindPurpose, id.ID, "purpose")
	if err != nil {
		return nil, "", err
	}
	switch {
	case purpose.Value("withdrawn") != "":
		return nil, "", refuse(CodeInvalid, purpose.Value("name")+" is not used any more.", "Choose another purpose.")
	case purpose.Value("free_text") == "":
		text = purpose.Value("name")
	case text == "":
		return nil, "", refuse(CodeInvalid, "It is not said what the items are for.", "Write it beside the purpose "+purpose.Value("name")+".")
	}
	return purpose, text, nil
}

// takesNow says whether anything can be issued to a person.
func takesNow(st State, id ledger.SubjectID) (*Record, error) {
	person, err := load(st, KindPerson, id.ID, "person")
	if err != nil {
		return nil, err
	}
	doc := &Person{ID: id.ID}
	if _, err := st.Load(doc); err != nil {
		return nil, err
	}
	if status := doc.StatusNow(); status != PersonActive {
		return nil, &Refusal{Code: CodeBlocked, Message: PersonName(person) + " is " + status + ".", Holder: id,
			Fix: "Nothing can be issued to him until an administrator sets him Active. A return is always possible."}
	}
	return person, nil
}

// TakesNow says why nothing can be issued to a person now; nil when it can.
func TakesNow(st State, person ledger.SubjectID) error {
	if err := One(st, &person); err != nil {
		return err
	}
	_, err := takesNow(st, person)
	return err
}

// CanTake says why an item cannot be issued now; nil when it can.
func CanTake(st State, ask Ask, id ledger.SubjectID) error {
	if err := One(st, &id); err != nil {
		return err
	}
	item, model, err := itemAndModel(st, id)
	if err != nil {
		return err
	}
	_, err = available(st, ask, id, item, model)
	return err
}

func available(st State, ask Ask, id ledger.SubjectID, item, model *Record) (Holding, error) {
	custody := &Custody{ID: id.ID}
	if _, err := st.Load(custody); err != nil {
		return Holding{}, err
	}
	now, name := custody.Now(), ItemName(item, model)
	if outs := custody.Outs(); len(outs) > 0 {
		return now, outRefusal(st, id, name, outs)
	}
	if status := custody.Status(); status != StatusAvailable {
		return now, &Refusal{Code: CodeBlocked, Item: id, Message: name + " is not available: " + status + ".",
			Fix: "Take another one, or have an administrator set it Available."}
	}
	blocks, err := st.Find(DocDiscrepancy, Key{"blocks", id.String()})
	if err != nil {
		return now, err
	}
	conflicts, err := st.Find(DocConflict, Key{"item", id.String()})
	if err != nil {
		return now, err
	}
	_, unsaid := needReason(ask.Reason)
	if all := append(blocks, conflicts...); len(all) > 0 && (unsaid != nil || !Allows(ask.Role, MayResolve)) {
		r := &Refusal{Code: CodeBlocked, Item: id, Reason: Allows(ask.Role, MayResolve), Discrepancy: all[0], Message: name + " has an open discrepancy.",
			Fix: "An administrator closes it, or issues the item all the same with a reason."}
		if len(blocks) > 0 {
			doc := &Discrepancy{ID: blocks[0]}
			if _, err := st.Load(doc); err != nil {
				return now, err
			}
			r.Message = name + " has an open discrepancy: " + doc.Words() + "."
		}
		return now, r
	}
	if now.Condition == "Damaged" && unsaid != nil {
		return now, &Refusal{Code: CodeNeedsReason, Reason: true, Item: id, Message: name + " is recorded as damaged.",
			Fix: "Take another one, or say why it is issued all the same."}
	}
	return now, elsewhere(st, ask, id, name, custody)
}

func outRefusal(st State, id ledger.SubjectID, name string, outs []Holding) error {
	r := &Refusal{Code: CodeOut, Item: id, Holder: outs[len(outs)-1].Person, Station: outs[len(outs)-1].Station,
		SinceMs: outs[len(outs)-1].SinceMs, Fix: "It has to be returned first."}
	var names []string
	for _, out := range outs {
		person := &Record{Kind: KindPerson, ID: out.Person.ID}
		if _, err := st.Load(person); err != nil {
			return err
		}
		r.Candidates = append(r.Candidates, out.Person)
		names = append(names, PersonName(person))
	}
	r.Message = name + " is out with " + names[len(names)-1]
	if len(outs) > 1 {
		r.Message = name + " was issued to several while stations were cut off: " + fmt.Sprint(len(outs)) + " candidate holders"
		r.Fix = "An administrator says who holds it, or it is returned."
	}
	return r
}

func limitRefusal(st State, person *Record, held []HeldItem, limit, category string) error {
	r := &Refusal{Code: CodeLimit, Holder: ledger.SubjectID{ID: person.ID},
		Message: PersonName(person) + " may hold " + LimitWords(limit) + " at a time"}
	for _, h := range held {
		if limit == LimitOneEach && h.Category != category {
			continue
		}
		item, model, err := itemAndModel(st, h.Item)
		if err != nil {
			return err
		}
		r.Message += " and has " + ItemName(item, model)
		r.Item = h.Item
		break
	}
	r.Message += "."
	r.Fix = "Return what he holds first, or take a line off the receipt."
	return r
}
