package armory

import (
	"cmp"
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// Types of stock lines, and how stock moves when no transaction moves it.
const (
	StockMagazine   = "magazine"
	StockAmmunition = "ammunition"
	StockAccessory  = "accessory"

	StockReceived = "received"
	StockAdjusted = "adjusted"
)

// maxStock is the largest quantity of a stock line.
const maxStock = 100_000_000

// MoveStock adds to a stock line what was received, or corrects it with a reason. What goes out has to be there.
type MoveStock struct {
	ID     ledger.SubjectID
	N      int64  // what comes in; negative what goes
	How    string // received, adjusted
	Reason string // of a correction; of what was received: where from
}

func (MoveStock) Name() string { return MayEditStock }

func (m MoveStock) decide(st State, _ Ask) ([]Fact, error) {
	line, onHand, known, err := stockLine(st, m.ID)
	if err != nil {
		return nil, err
	}
	reason, err := checkText("The reason", m.Reason, maxNotes)
	switch {
	case err != nil:
		return nil, err
	case m.How != StockReceived && m.How != StockAdjusted:
		return nil, refuse(CodeInvalid, fmt.Sprintf("Stock cannot be %q.", m.How), "Choose received or adjusted.")
	case m.N == 0:
		return nil, refuse(CodeInvalid, "The quantity is missing.", "Type how much came in or went.")
	case m.How == StockReceived && m.N < 0:
		return nil, refuse(CodeInvalid, "Less than nothing cannot be received.", "Adjust the line instead, with a reason.")
	case m.How == StockAdjusted && len([]rune(reason)) < 3:
		return nil, refuse(CodeNeedsReason, "A correction needs a reason.", "Write a few words that somebody reading this later will understand.")
	case m.N > maxStock || m.N < -maxStock || known && onHand+m.N > maxStock:
		return nil, refuse(CodeInvalid, fmt.Sprintf("A stock line holds at most %d.", maxStock), "Check the quantity.")
	case !known && m.How == StockAdjusted:
		return nil, refuse(CodeInvalid, line.Value("name")+" was never received or counted: there is nothing to correct.", "Receive it or count it.")
	case onHand+m.N < 0 && known:
		return nil, tooFew(line.Value("name"), onHand, -m.N)
	}
	fact := Fact{Kind: KindStockMove, Subjects: []SubjectRef{{SubjectStock, m.ID}}, Body: StockBody{N: m.N, Reason: reason, How: m.How}}
	if m.N < 0 {
		fact.Permit, fact.Draws = true, []StockLine{{Stock: m.ID, N: -m.N}}
	}
	if !known && onHand != 0 { // what was handed out before is no debt of what is received now
		return []Fact{{Kind: KindStockCount, Subjects: fact.Subjects, Body: StockBody{Reason: "Nothing was received or counted before"}}, fact}, nil
	}
	return []Fact{fact}, nil
}

// CountStock says how much of a stock line is there, by counting it. What moves at stations that did not see the count is
// added to it.
type CountStock struct {
	ID     ledger.SubjectID
	N      int64
	Reason string
}

func (CountStock) Name() string { return MayCount }

func (c CountStock) decide(st State, _ Ask) ([]Fact, error) {
	_, onHand, known, err := stockLine(st, c.ID)
	if err != nil {
		return nil, err
	}
	reason, err := checkText("The note", c.Reason, maxNotes)
	if err != nil {
		return nil, err
	}
	if c.N < 0 || c.N > maxStock {
		return nil, refuse(CodeInvalid, fmt.Sprintf("A count is a number from 0 to %d.", maxStock), "Type what you counted.")
	}
	fact := Fact{Kind: KindStockCount, Subjects: []SubjectRef{{SubjectStock, c.ID}}, Body: StockBody{N: c.N, Reason: reason}}
	if known && c.N < onHand {
		fact.Permit, fact.Draws = true, []StockLine{{Stock: c.ID, N: onHand - c.N}}
	}
	return []Fact{fact}, nil
}

// stockLine reads a stock line and what is there of it.
func stockLine(st State, id ledger.SubjectID) (line *Record, onHand int64, known bool, err error) {
	if line, err = load(st, KindStock, id.ID, "stock line"); err != nil {
		return nil, 0, false, err
	}
	doc := &Stock{ID: id.ID}
	_, err = st.Load(doc)
	onHand, known = doc.OnHand()
	return line, onHand, known, err
}

func tooFew(what string, left, asked int64) error {
	r := refuse(CodeBlocked, fmt.Sprintf("%d of %s are asked for, and %d are left.", asked, what, max(0, left)), "Hand out less, or receive or count the stock first.")
	if left == 1 {
		r.Message = fmt.Sprintf("%d of %s are asked for, and 1 is left.", asked, what)
	}
	return r
}

// StockOf lists the live stock lines of a type that fit a calibre, the oldest first: in the order they were registered.
func StockOf(st State, kind, calibre string) ([]*Record, error) {
	ids, err := st.Find(DocRecord, stockKey(kind, calibre))
	if err != nil {
		return nil, err
	}
	out := make([]*Record, 0, len(ids))
	for _, id := range ids {
		line := &Record{Kind: KindStock, ID: id}
		if _, err := st.Load(line); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(x, y *Record) int { return x.Added.Compare(y.Added) })
	return out, nil
}

func stockKey(kind, calibre string) Key { return Key{"stock", kind + " " + Fold(calibre)} }

// StockFits says why a stock line cannot go with a weapon of a model; nil when it can. A line without a calibre or a
// category fits every one.
func StockFits(line, model *Record) error {
	if calibre := line.Value("calibre"); calibre != "" && Fold(calibre) != Fold(model.Value("calibre")) {
		return refuse(CodeInvalid, fmt.Sprintf("%s (%s) does not fit %s (%s).", line.Value("name"), calibre, model.Value("name"), cmp.Or(model.Value("calibre"), "no calibre")),
			"Choose stock of the weapon's calibre.")
	}
	if category := line.Value("category"); category != "" && category != model.Value("category") {
		return refuse(CodeInvalid, fmt.Sprintf("%s goes with a %s, and %s is none.", line.Value("name"), category, model.Value("name")), "Choose another one.")
	}
	return nil
}
