package armory

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"armguard/app/ledger"
)

// Convert puts what a person still has out on a temporary receipt on a new one: a property acknowledgement receipt, or a
// temporary one that is due later. It stays with him and nothing of stock moves, so neither the limit nor what else keeps
// an item from going out counts; that he may hold something does.
type Convert struct {
	Receipt ledger.CommandID
	Items   []ledger.SubjectID // none: all that is still out on it
	Type    string             // TR, PAR
	DueMs   int64              // of a TR; 0: as long as the site gives, from now
	Notes   string

	Signature []byte // SHA-256 of an attachment; nil: none
}

func (Convert) Name() string { return MayTake }

func (c Convert) decide(st State, ask Ask) ([]Fact, error) {
	request := requestHash("Convert", c.Receipt, c.Items, c.Type, c.DueMs, c.Notes)
	if err := done(st, ask.Command, request); err != nil {
		return nil, err
	}
	notes, err := checkText("The note", c.Notes, maxNotes)
	if err != nil {
		return nil, err
	}
	old := &Transaction{Command: c.Receipt}
	known, err := st.Load(old)
	switch {
	case err != nil:
		return nil, err
	case !known || old.Action != ActionTake:
		return nil, refuse(CodeNotFound, "There is no such receipt of something issued.", "Read the list again.")
	case old.Type != ReceiptTR:
		return nil, refuse(CodeInvalid, "Receipt "+old.Receipt+" is a PAR: it stands until it is returned.", "Nothing has to be done.")
	}
	site := &Record{Kind: KindSite, ID: ask.Site.ID}
	if _, err := st.Load(site); err != nil {
		return nil, err
	}
	person, err := takesNow(st, old.Person)
	if err != nil {
		return nil, err
	}
	body := TakeBody{Person: old.Person, Purpose: old.Purpose, Type: c.Type, Notes: notes, Limit: site.Value("limit"), Request: request, Signature: c.Signature}
	if body.DueMs, err = c.due(ask, site); err != nil {
		return nil, err
	}
	if body.Held, err = Held(st, old.Person); err != nil {
		return nil, err
	}
	if body.Assigned, err = AssignedTo(st, person); err != nil {
		return nil, err
	}
	if err := c.lines(st, old, &body); err != nil {
		return nil, err
	}
	fact := Fact{Kind: KindTake, Permit: true, Subjects: []SubjectRef{{SubjectPerson, old.Person}}, Body: body}
	for _, line := range body.Lines {
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectItem, line.Item})
	}
	return []Fact{fact}, nil
}

// maxExtension is how far ahead a temporary receipt may be due; what is longer is a PAR.
const maxExtension = 366 * 24 * time.Hour

func (c Convert) due(ask Ask, site *Record) (int64, error) {
	switch c.Type {
	case ReceiptPAR:
		return 0, nil
	case ReceiptTR:
	default:
		return 0, refuse(CodeInvalid, fmt.Sprintf("There is no receipt type %q.", c.Type), "Choose TR or PAR.")
	}
	due := ask.Now.Add(time.Duration(site.Number("due_hours", 24)) * time.Hour)
	if c.DueMs != 0 {
		due = time.UnixMilli(c.DueMs)
	}
	switch {
	case !due.After(ask.Now):
		return 0, refuse(CodeInvalid, "The new due time is over already.", "Choose a later one.")
	case due.After(ask.Now.Add(maxExtension)):
		return 0, refuse(CodeInvalid, "A temporary receipt is due within "+strconv.Itoa(int(maxExtension.Hours()/24))+" days.", "Choose an earlier time, or make it a PAR.")
	}
	return due.UnixMilli(), nil
}

// lines are those of the old receipt that are asked for, as they are out now.
func (c Convert) lines(st State, old *Transaction, body *TakeBody) error {
	c.Items = slices.Clone(c.Items)
	for i := range c.Items {
		if err := One(st, &c.Items[i]); err != nil {
			return err
		}
		if !slices.ContainsFunc(old.Lines, func(l Line) bool { return l.Item == c.Items[i] }) {
			return refuse(CodeInvalid, "That item does not stand on receipt "+old.Receipt+".", "Open the receipt again and choose from its lines.")
		}
	}
	for _, line := range old.Lines {
		asked := slices.Contains(c.Items, line.Item)
		if len(c.Items) > 0 && !asked {
			continue
		}
		item, model, err := itemAndModel(st, line.Item)
		if err != nil {
			return err
		}
		custody := &Custody{ID: line.Item.ID}
		if _, err := st.Load(custody); err != nil {
			return err
		}
		switch name := ItemName(item, model); {
		case custody.OutOn(c.Receipt) && slices.ContainsFunc(custody.Heads, func(h Holding) bool { return !h.Out || h.Person != old.Person }):
			return &Refusal{Code: CodeBlocked, Item: line.Item, Message: "Stations that were cut off say different things of " + name + ".",
				Fix: "An administrator says who holds it, or it is returned. Then it can go on another receipt."}
		case custody.OutOn(c.Receipt):
		case asked:
			return &Refusal{Code: CodeNotOut, Item: line.Item, Message: name + " is not out on receipt " + old.Receipt + " any more.", Fix: "Open the receipt again."}
		default:
			continue
		}
		out := custody.Outs()[len(custody.Outs())-1]
		body.Lines = append(body.Lines, TakeLine{Item: line.Item, Category: model.Value("category"), Magazines: out.Magazines, Rounds: out.Rounds,
			Condition: out.Condition, SinceMs: out.SinceMs, Stock: out.Stock})
		body.Converts = append(body.Converts, c.Receipt)
	}
	if len(body.Lines) == 0 {
		return refuse(CodeNotOut, "Nothing is out on receipt "+old.Receipt+" any more.", "Open the receipt again.")
	}
	return nil
}

// from is the receipt that a line was on before; zero of one that was issued.
func (b TakeBody) from(line int) ledger.CommandID {
	if len(b.Converts) == 0 {
		return ledger.CommandID{}
	}
	return b.Converts[line]
}

// convertsAllOrNone reports whether every line is converted, or none is.
func (b TakeBody) convertsAllOrNone() bool {
	return len(b.Converts) == 0 || len(b.Converts) == len(b.Lines) && !slices.Contains(b.Converts, ledger.CommandID{})
}
