package armory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"armguard/app/ledger"
)

// Return takes items back. It is always possible: from a suspended person, from somebody else than the holder, at
// another station.
type Return struct {
	Person  ledger.SubjectID // who brings them; zero: the holder
	Lines   []ReturnAsk
	Stock   []StockLine // named lines of stock as they came back, of all lines together; nil: what the quantities say, and all accessories
	Mags    *int        // of all lines together, spread over them in order; nil: as each line says
	Rounds  *int
	Missing string // what becomes of what is left out: "", discrepancy, expended
	Notes   string
	Draft   ledger.SubjectID
	Program bool // a program asks, which may say of what is expended no reason; the note then says so

	Signature []byte // SHA-256 of an attachment; nil: none
}

// ReturnAsk is one item as it comes back. Negative quantities mean "all that went out with it".
type ReturnAsk struct {
	Item      ledger.SubjectID
	Condition string // empty: as it went out
	Magazines int
	Rounds    int
	Missing   string // what becomes of what this line leaves out; empty: as the Return says
}

func (Return) Name() string { return MayReturn }

func (r Return) request() []byte {
	return requestHash(ActionReturn, r.Person, r.Lines, r.Mags, r.Rounds, r.Missing, r.Notes, r.Stock)
}

func (r Return) decide(st State, ask Ask) ([]Fact, error) {
	request := r.request()
	if err := done(st, ask.Command, request); err != nil {
		return nil, err
	}
	switch {
	case len(r.Lines) == 0:
		return nil, refuse(CodeInvalid, "There is nothing to return.", "Scan an item.")
	case len(r.Lines) > maxLines:
		return nil, refuse(CodeInvalid, fmt.Sprintf("A receipt holds at most %d lines.", maxLines), "Return the rest on another receipt.")
	case r.Mags != nil && *r.Mags < 0, r.Rounds != nil && *r.Rounds < 0:
		return nil, refuse(CodeInvalid, "Fewer than no magazines or rounds cannot come back.", "Correct the quantities.")
	}
	for _, became := range append([]string{r.Missing}, idsOf(r.Lines, func(l ReturnAsk) string { return l.Missing })...) {
		if became != "" && became != MissingDiscrepancy && became != MissingExpended {
			return nil, refuse(CodeInvalid, fmt.Sprintf("What does not come back cannot be %q.", became), "Choose discrepancy or expended.")
		}
	}
	basket, err := newBasket(st, r.Stock)
	if err != nil {
		return nil, err
	}
	notes, err := checkText("The note", r.Notes, maxNotes)
	if err != nil {
		return nil, err
	}
	r.Lines = slices.Clone(r.Lines)
	for i := range r.Lines {
		if err := One(st, &r.Person, &r.Lines[i].Item); err != nil {
			return nil, err
		}
	}
	body := ReturnBody{Person: r.Person, Missing: r.Missing, Notes: notes, Draft: r.Draft, Request: request, Signature: r.Signature}
	fact := Fact{Kind: KindReturn}
	people := []ledger.SubjectID{}
	mags, rounds := remaining(r.Mags), remaining(r.Rounds)
	for i, line := range r.Lines {
		if slices.ContainsFunc(r.Lines[:i], func(l ReturnAsk) bool { return l.Item == line.Item }) {
			return nil, refuse(CodeInvalid, "The same item stands on the receipt twice.", "Take one line away.")
		}
		if line, err = spread(st, line, mags, rounds, i == len(r.Lines)-1); err != nil {
			return nil, err
		}
		back, holders, err := r.line(st, line, basket)
		if err != nil {
			return nil, err
		}
		if back.Lacks() != "" && back.Became(body) == MissingExpended && len([]rune(notes)) < leastReason {
			if !r.Program {
				return nil, refuse(CodeInvalid, "It is not said what the rounds were used up for.", "Write it in the note.")
			}
			body.Notes = strings.Join(nonEmpty([]string{notes, noReason}), " ")
		}
		body.Lines = append(body.Lines, back)
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectItem, line.Item})
		people = append(people, holders...)
	}
	if body.Person.IsZero() {
		body.Person = body.Lines[0].Holder
	} else if _, err := load(st, KindPerson, r.Person.ID, "person"); err != nil {
		return nil, err
	}
	for _, id := range append(people, body.Person) {
		if ref := (SubjectRef{SubjectPerson, id}); !slices.Contains(fact.Subjects, ref) {
			fact.Subjects = append(fact.Subjects, ref)
		}
	}
	if err := basket.empty(); err != nil {
		return nil, err
	}
	body.Stock = basket.back
	for _, l := range body.Stock {
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectStock, l.Stock})
	}
	fact.Body = body
	return []Fact{fact}, nil
}

// line reads one item's custody: who answers for it and what went out with it.
func (r Return) line(st State, line ReturnAsk, basket *basket) (ReturnLine, []ledger.SubjectID, error) {
	item, model, err := itemAndModel(st, line.Item)
	if err != nil {
		return ReturnLine{}, nil, err
	}
	name := ItemName(item, model)
	custody := &Custody{ID: line.Item.ID}
	if _, err := st.Load(custody); err != nil {
		return ReturnLine{}, nil, err
	}
	outs := custody.Outs()
	if len(outs) == 0 {
		return ReturnLine{}, nil, &Refusal{Code: CodeNotOut, Item: line.Item, Message: name + " is not out: " + custody.Status() + ".",
			Fix: "Nothing has to be returned. Look at its history if you think otherwise."}
	}
	out := outs[len(outs)-1]
	var people []ledger.SubjectID
	for _, o := range outs {
		people = append(people, o.Person)
		if o.Person == r.Person {
			out = o
		}
	}
	if err := basket.count(&line, out); err != nil {
		return ReturnLine{}, nil, err
	}
	if line.Magazines > maxMagazines || line.Rounds > maxRounds {
		return ReturnLine{}, nil, refuse(CodeInvalid, fmt.Sprintf("At most %d magazines and %d rounds come back with one item.", maxMagazines, maxRounds), "Correct the quantities.")
	}
	if err := noMoreThanWent(name, line, outs); err != nil {
		return ReturnLine{}, nil, err
	}
	if line.Condition == "" {
		line.Condition = out.Condition
	}
	if !slices.Contains(conditions, line.Condition) {
		return ReturnLine{}, nil, refuse(CodeInvalid, fmt.Sprintf("There is no condition %q.", line.Condition), "Choose Good, Fair, Poor or Damaged.")
	}
	back := ReturnLine{Item: line.Item, Condition: line.Condition, Magazines: line.Magazines, Rounds: line.Rounds, Holder: out.Person,
		Taken: out.Command, ShortMags: max(0, out.Magazines-line.Magazines), ShortRnds: max(0, out.Rounds-line.Rounds)}
	if kept := custody.restriction(); kept != StatusLost { // what comes back was not lost
		back.Status = kept
	}
	if err := basket.unpack(&back, out); err != nil {
		return back, nil, err
	}
	back.Missing, err = r.became(line, back, name, out)
	return back, people, err
}

// noReason is the note where a program says that rounds were expended, and not what for.
const noReason = "Expended, as a program said without a reason."

// became is what becomes of what a line lacks; empty: as the Return says. Only rounds are used up: where more than rounds
// lacks, all of it is a discrepancy, as on the counter's screen, and a line that says otherwise is refused.
func (r Return) became(line ReturnAsk, back ReturnLine, name string, out Holding) (string, error) {
	lacking, more := back.Lacks(), back.ShortMags > 0 || back.Lacking != ""
	switch {
	case lacking == "":
	case cmp.Or(line.Missing, r.Missing) == "":
		return "", &Refusal{Code: CodeShort, Item: line.Item, Holder: out.Person,
			Message: name + " did not come back whole; missing: " + lacking + ".",
			Fix:     "Say what became of it: a discrepancy, or expended."}
	case more && line.Missing == MissingExpended:
		return "", &Refusal{Code: CodeInvalid, Item: line.Item, Holder: out.Person,
			Message: "Only rounds can be expended; " + name + " lacks: " + lacking + ".",
			Fix:     "Make what is missing a discrepancy."}
	case more && line.Missing == "" && r.Missing == MissingExpended:
		return MissingDiscrepancy, nil
	}
	return line.Missing, nil
}

// noMoreThanWent refuses more than went out by any of the receipts an item is out under: stock would not get it back.
func noMoreThanWent(name string, line ReturnAsk, outs []Holding) error {
	mags, rounds := 0, 0
	for _, o := range outs {
		mags, rounds = max(mags, o.Magazines), max(rounds, o.Rounds)
	}
	if line.Magazines <= mags && line.Rounds <= rounds {
		return nil
	}
	return refuse(CodeInvalid, fmt.Sprintf("%d magazines and %d rounds went out with %s; more cannot come back with it.", mags, rounds, name),
		"Correct the quantities; what was found besides is received on the stock page.")
}

func remaining(n *int) *int {
	if n == nil {
		return nil
	}
	left := *n
	return &left
}

// spread gives a line its part of what came back for all lines together: up to what went out with it, the rest on the last.
func spread(st State, line ReturnAsk, mags, rounds *int, last bool) (ReturnAsk, error) {
	custody := &Custody{ID: line.Item.ID}
	if _, err := st.Load(custody); err != nil {
		return line, err
	}
	out := custody.Now()
	part := func(left *int, most, asked int) int {
		if left == nil {
			return asked
		}
		n := min(*left, most)
		if last {
			n = *left
		}
		*left -= n
		return n
	}
	line.Magazines, line.Rounds = part(mags, out.Magazines, line.Magazines), part(rounds, out.Rounds, line.Rounds)
	return line, nil
}
