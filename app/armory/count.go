package armory

import (
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// How much of a result a closing's entry holds; the figures are whole.
const (
	mostMissing    = 250
	mostUnexpected = 120
	mostOut        = 200
	mostUnknown    = 2500 // bytes of codes
	maxCountNotes  = 400
	maxScope       = 60
	maxUnknown     = 120 // bytes of a code that is kept as scanned
)

// OpenCount begins a physical inventory.
type OpenCount struct {
	ID    ledger.SubjectID
	Type  string
	Blind bool               // what is expected is not shown before it is closed
	Scope []ledger.SubjectID // models; none: all
	Notes string
}

func (OpenCount) Name() string { return MayCount }

func (c OpenCount) decide(st State, _ Ask) ([]Fact, error) {
	body := CountBody{Blind: c.Blind}
	var err error
	if body.Type, err = choice("type of count", c.Type, "", countTypes); err != nil {
		return nil, err
	}
	if body.Type == "" {
		return nil, refuse(CodeInvalid, "The type of the count is missing.", "Choose opening, closing, hand-over or monthly.")
	}
	if len(c.Scope) > maxScope {
		return nil, refuse(CodeInvalid, fmt.Sprintf("A count takes at most %d models by name.", maxScope), "Count all models, or open several counts.")
	}
	for _, id := range c.Scope {
		if slices.Contains(body.Scope, id) {
			continue
		}
		if _, err := load(st, KindModel, id.ID, "model"); err != nil {
			return nil, err
		}
		body.Scope = append(body.Scope, id)
	}
	if body.Notes, err = checkText("The note", c.Notes, maxCountNotes); err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindCountOpen, Subjects: []SubjectRef{{SubjectCount, c.ID}}, Body: body}}, nil
}

// ScanCount says that something was seen. What the count has already is ErrUnchanged.
type ScanCount struct {
	Count     ledger.SubjectID
	Text      string // as the reader sends it, or an item's ULID
	Condition string // as it was seen; empty: nobody said
}

func (ScanCount) Name() string { return MayCount }

func (c ScanCount) decide(st State, _ Ask) ([]Fact, error) {
	if _, err := openCount(st, c.Count); err != nil {
		return nil, err
	}
	scan, err := ScanOf(st, c.Count, c.Text)
	if err != nil {
		return nil, err
	}
	body := CountScanBody{Item: scan.Item, Code: scan.Code}
	if body.Condition, err = choice("condition", c.Condition, "", conditions); err != nil {
		return nil, err
	}
	if len(scan.Sightings) > 0 {
		return nil, ErrUnchanged
	}
	subjects := []SubjectRef{{SubjectCount, c.Count}}
	if !scan.Item.IsZero() {
		custody := &Custody{ID: scan.Item.ID}
		if _, err := st.Load(custody); err != nil {
			return nil, err
		}
		body.Status = custody.Status()
		if outs := custody.Outs(); len(outs) > 0 {
			body.Taken = outs[len(outs)-1].Command
		}
		subjects = append(subjects, SubjectRef{SubjectSeen, scan.Item})
	}
	return []Fact{{Kind: KindCountScan, Subjects: subjects, Body: body}}, nil
}

// ScanOf is what a scanned text is in a count; without Sightings while it was not scanned. A person's code, a receipt's and
// a label that stands for several items are refused.
func ScanOf(st State, count ledger.SubjectID, text string) (*CountScan, error) {
	code, err := ReadCode(text)
	if err != nil {
		return nil, err
	}
	notAnItem := func(what string) error {
		return refuse(CodeInvalid, "This is "+what+" and no item: "+code.Text, "Scan the code of an item.")
	}
	if code.Receipt != "" {
		return nil, notAnItem("a receipt")
	}
	records, err := Lookup(st, code)
	if err != nil {
		return nil, err
	}
	items := slices.DeleteFunc(slices.Clone(records), func(r *Record) bool { return r.Kind != KindItem })
	switch {
	case len(items) > 1:
		return nil, refuse(CodeAmbiguous, fmt.Sprintf("%d items have this code: %s", len(items), code.Text), "Choose the one that was seen.")
	case len(items) == 0 && (len(records) > 0 || code.Kind == KindPerson):
		return nil, notAnItem("a person")
	case len(items) == 0 && len(code.Text) > maxUnknown:
		return nil, refuse(CodeInvalid, "Nobody knows this code, and it is too long to be kept.", "Scan one code at a time, or type the serial number.")
	}
	doc := scanned(count, ledger.SubjectID{}, code.Text)
	if len(items) == 1 {
		doc = scanned(count, ledger.SubjectID{ID: items[0].ID}, "")
	}
	_, err = st.Load(doc)
	return doc, err
}

// CloseCount ends a count with its result and the first signature.
type CloseCount struct {
	ID    ledger.SubjectID
	Notes string
}

func (CloseCount) Name() string { return MayCount }

func (c CloseCount) decide(st State, _ Ask) ([]Fact, error) {
	doc, err := openCount(st, c.ID)
	if err != nil {
		return nil, err
	}
	body := CountBody{Type: doc.Type, Blind: doc.Blind}
	if body.Notes, err = checkText("The note", c.Notes, maxCountNotes); err != nil {
		return nil, err
	}
	tally, err := doc.Tally(st)
	if err != nil {
		return nil, err
	}
	body.Figures, body.Seen = &tally.CountFigures, tally.Seen
	body.Missing, body.Unexpected, body.Out = first(tally.By[VerdictMissing], mostMissing), first(tally.By[VerdictUnexpected], mostUnexpected), first(tally.By[VerdictOut], mostOut)
	room := mostUnknown
	for _, code := range tally.Unknown {
		if room -= len(code) + 2; room < 0 {
			break
		}
		body.Unknown = append(body.Unknown, code)
	}
	return []Fact{{Kind: KindCountClose, Subjects: []SubjectRef{{SubjectCount, c.ID}}, Body: body}}, nil
}

func first(ids []ledger.SubjectID, most int) []ledger.SubjectID { return ids[:min(len(ids), most)] }

// SignCount is the second signature under a count's result, by another account than the first.
type SignCount struct{ ID ledger.SubjectID }

func (SignCount) Name() string { return MayCount }

func (c SignCount) decide(st State, ask Ask) ([]Fact, error) {
	doc, err := aCount(st, c.ID)
	if err != nil {
		return nil, err
	}
	closing, _ := doc.Result()
	switch {
	case doc.State() == CountSigned:
		return nil, refuse(CodeBlocked, "This count was signed a second time already.", "Read it again.")
	case closing == nil:
		return nil, refuse(CodeBlocked, "This count has no result to sign.", "Close it first.")
	case ask.Account == closing.By.Account:
		return nil, refuse(CodeForbidden, "Who closed the count cannot sign it a second time.", "Ask a colleague to sign.")
	}
	return []Fact{{Kind: KindCountSign, Subjects: []SubjectRef{{SubjectCount, c.ID}}, Body: CountSignBody{Closing: closing.By.Stamp.Hash}}}, nil
}

// CancelCount ends a count that was opened by mistake, without a result.
type CancelCount struct {
	ID     ledger.SubjectID
	Reason string
}

func (CancelCount) Name() string { return MayCount }

func (c CancelCount) decide(st State, _ Ask) ([]Fact, error) {
	if _, err := openCount(st, c.ID); err != nil {
		return nil, err
	}
	reason, err := needReason(c.Reason)
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindCountCancel, Subjects: []SubjectRef{{SubjectCount, c.ID}}, Body: NoteBody{Text: reason}}}, nil
}

func aCount(st State, id ledger.SubjectID) (*Count, error) {
	doc := &Count{ID: id.ID}
	known, err := st.Load(doc)
	if err == nil && (!known || doc.Opened.Stamp.Hash.IsZero()) {
		err = refuse(CodeNotFound, "There is no such count.", "Read the list again.")
	}
	return doc, err
}

// openCount is a count that may be scanned into, closed or cancelled.
func openCount(st State, id ledger.SubjectID) (*Count, error) {
	doc, err := aCount(st, id)
	if err != nil {
		return nil, err
	}
	switch doc.State() {
	case CountOpen:
		return doc, nil
	case CountCancelled:
		return nil, ended("The count is cancelled", doc.Cancelled)
	}
	closing, _ := doc.Result()
	return nil, ended("The count is closed", closing.By)
}

func ended(how string, by CountAct) error {
	return &Refusal{Code: CodeBlocked, Message: how, Fix: "Open another count.", Station: by.Station, SinceMs: by.WallMs}
}
