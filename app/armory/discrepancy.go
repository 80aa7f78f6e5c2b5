package armory

import (
	"fmt"
	"slices"
	"strings"

	"armguard/app/ledger"
)

// maxWords is how much of what was written stands in a refusal's sentence, in characters.
const maxWords = 60

// MaxDiscrepancyPhotos is how many photos a discrepancy has at most.
const MaxDiscrepancyPhotos = 4

// Discrepancy is something a person found that does not add up, or magazines and rounds that a Return left out.
type Discrepancy struct {
	ID        ledger.ID        `cbor:"1,keyasint"`
	Kind      string           `cbor:"2,keyasint"`
	Item      ledger.SubjectID `cbor:"3,keyasint"`
	Person    ledger.SubjectID `cbor:"4,keyasint"`
	Command   ledger.CommandID `cbor:"5,keyasint"` // the transaction it was raised at
	Text      string           `cbor:"6,keyasint"`
	State     []Version        `cbor:"7,keyasint"` // states nobody replaced, by stamp
	Heads     []ledger.Hash    `cbor:"8,keyasint"`
	WallMs    int64            `cbor:"9,keyasint"`
	Account   ledger.AccountID `cbor:"10,keyasint"`
	Blocks    bool             `cbor:"11,keyasint"` // forbids the Take of its item while open
	Raised    Stamp            `cbor:"12,keyasint"` // the entry that says what it is; zero: it is not here, and nobody is shown this
	Photos    []ledger.Hash    `cbor:"13,keyasint"` // attachments
	Decisions []Decision       `cbor:"14,keyasint"` // all of them, by stamp
}

// Decision is one step of a discrepancy: who took it is in its entry.
type Decision struct {
	_       struct{} `cbor:",toarray"`
	Stamp   Stamp
	Status  string
	Finding string
	Account ledger.AccountID
	WallMs  int64
}

func (d *Discrepancy) Ref() Ref { return Ref{DocDiscrepancy, d.ID} }

// StateNow is the state furthest from closed: of decisions that did not see each other the more cautious one holds.
func (d *Discrepancy) StateNow() string { return mostRestrictive(d.State, discrepancyCaution) }

// Open reports whether somebody has to do something about it yet.
func (d *Discrepancy) Open() bool {
	state := d.StateNow()
	return state == DiscrepancyOpen || state == DiscrepancyReview
}

// Disputed reports whether stations that did not see each other left it in different states.
func (d *Discrepancy) Disputed() bool {
	return slices.ContainsFunc(d.State, func(v Version) bool { return v.Text != d.State[0].Text })
}

// MayBecome reports whether it may be given a state: a later one, or Open again. Where stations left it in different
// states, the one that holds may be said once more.
func (d *Discrepancy) MayBecome(state string) bool {
	from, to := slices.Index(discrepancyFlow, d.StateNow()), slices.Index(discrepancyFlow, state)
	return to > from || to == 0 && from > 0 || to == from && d.Disputed()
}

// Words are its kind and the beginning of what was written, on one line.
func (d *Discrepancy) Words() string {
	text := []rune(strings.TrimSuffix(Clean(d.Text, false), "."))
	if len(text) > maxWords {
		text = append(text[:maxWords-1], '…')
	}
	return strings.Join(nonEmpty([]string{d.Kind, string(text)}), ", ")
}

// Decided is the last decision that led to its state; false while there was none.
func (d *Discrepancy) Decided() (Decision, bool) {
	state := d.StateNow()
	for i := len(d.Decisions) - 1; i >= 0; i-- {
		if d.Decisions[i].Status == state {
			return d.Decisions[i], true
		}
	}
	return Decision{}, false
}

func (d *Discrepancy) Keys() []Key {
	if d.Raised.Hash.IsZero() {
		return nil
	}
	keys := []Key{{"state", d.StateNow()}}
	for _, about := range []ledger.SubjectID{d.Item, d.Person} {
		if !about.IsZero() {
			keys = append(keys, Key{"about", about.String()})
		}
	}
	if d.Blocks && !d.Item.IsZero() && d.Open() {
		keys = append(keys, Key{"blocks", d.Item.String()})
	}
	return keys
}

// Raise records a discrepancy a person found: about an item, a person or both.
type Raise struct {
	ID      ledger.SubjectID
	Kind    string // "" is Other
	Item    ledger.SubjectID
	Person  ledger.SubjectID
	Command ledger.CommandID // the transaction it came up at; zero: none
	Text    string           // needed for Other
	Photos  []ledger.Hash
}

func (Raise) Name() string { return MayRaise }

func (c Raise) decide(st State, _ Ask) ([]Fact, error) {
	if err := One(st, &c.Item, &c.Person); err != nil {
		return nil, err
	}
	body := DiscrepancyBody{Item: c.Item, Person: c.Person, Command: c.Command}
	var err error
	if body.Kind, err = choice("kind of discrepancy", c.Kind, OtherDiscrepancy, discrepancyKinds); err != nil {
		return nil, err
	}
	if c.Item.IsZero() && c.Person.IsZero() {
		return nil, refuse(CodeInvalid, "A discrepancy is about an item or a person.", "Scan or choose the item, the person, or both.")
	}
	if !c.Item.IsZero() {
		if _, err := load(st, KindItem, c.Item.ID, "item"); err != nil {
			return nil, err
		}
	}
	if !c.Person.IsZero() {
		if _, err := load(st, KindPerson, c.Person.ID, "person"); err != nil {
			return nil, err
		}
	}
	if !c.Command.IsZero() {
		if known, err := st.Load(&Transaction{Command: c.Command}); err != nil {
			return nil, err
		} else if !known {
			return nil, refuse(CodeNotFound, "There is no such transaction.", "Leave it out, or choose one from the list.")
		}
	}
	if body.Text, err = checkText("What was found", c.Text, maxNotes); err != nil {
		return nil, err
	}
	if body.Kind == OtherDiscrepancy && len([]rune(body.Text)) < 3 {
		return nil, refuse(CodeNeedsReason, "It was not said what is wrong.", "Write it in a few words, or choose another kind.")
	}
	for _, photo := range c.Photos {
		if !slices.ContainsFunc(body.Photos, func(p []byte) bool { return ledger.Hash(p) == photo }) {
			body.Photos = append(body.Photos, slices.Clone(photo[:]))
		}
	}
	if len(body.Photos) > MaxDiscrepancyPhotos {
		return nil, refuse(CodeInvalid, fmt.Sprintf("A discrepancy has at most %d photos.", MaxDiscrepancyPhotos), "Leave the others out.")
	}
	return []Fact{{Kind: KindRaise, Subjects: []SubjectRef{{SubjectDiscrepancy, c.ID}}, Body: body}}, nil
}

// SettleDiscrepancy moves a discrepancy on: under review, resolved, closed; or opens it again.
type SettleDiscrepancy struct {
	ID     ledger.SubjectID
	State  string
	Reason string // the finding; why it is opened again; may be empty for Under review
}

func (SettleDiscrepancy) Name() string { return MayResolve }

func (c SettleDiscrepancy) decide(st State, _ Ask) ([]Fact, error) {
	doc := &Discrepancy{ID: c.ID.ID}
	if _, err := st.Load(doc); err != nil {
		return nil, err
	}
	if doc.Raised.Hash.IsZero() {
		return nil, refuse(CodeNotFound, "There is no such discrepancy.", "Read the list again.")
	}
	body := StatusBody{}
	var err error
	if body.Status, err = choice("state of a discrepancy", c.State, "", discrepancyFlow); err != nil {
		return nil, err
	}
	switch now := doc.StateNow(); {
	case body.Status == "":
		return nil, refuse(CodeInvalid, "It was not said what becomes of the discrepancy.", "Choose under review, resolved, closed, or open again.")
	case doc.MayBecome(body.Status):
	case body.Status == now:
		return nil, ErrUnchanged
	default:
		return nil, refuse(CodeInvalid, "A discrepancy that is "+now+" cannot go back to "+body.Status+".", "Open it again first.")
	}
	switch body.Status {
	case DiscrepancyReview:
		body.Reason, err = checkText("The note", c.Reason, maxNotes)
	case DiscrepancyOpen:
		body.Reason, err = needReason(c.Reason)
	default:
		if body.Reason, err = checkText("The finding", c.Reason, maxNotes); err == nil && len([]rune(body.Reason)) < 3 {
			err = refuse(CodeNeedsReason, "It was not said what was found.", "Write the finding in a few words; it stays with the discrepancy.")
		}
	}
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindDecide, Subjects: []SubjectRef{{SubjectDiscrepancy, c.ID}}, Body: body}}, nil
}

func (a *applying) discrepancy() error {
	s, err := a.subject(SubjectDiscrepancy)
	if err != nil {
		return err
	}
	doc := &Discrepancy{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	var unseen []ledger.Hash
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	if a.entry.Kind == KindRaise {
		var body DiscrepancyBody
		if err := a.body(&body); err != nil {
			return err
		}
		return a.raise(doc, surviving(doc.State, missed, DiscrepancyOpen, a.stamp), Discrepancy{Kind: body.Kind, Item: body.Item, Person: body.Person,
			Command: body.Command, Text: body.Text, Blocks: true, Photos: Attachments(a.entry)})
	}
	var body StatusBody
	if err := a.body(&body); err != nil {
		return err
	}
	doc.State = surviving(doc.State, missed, body.Status, a.stamp)
	doc.Decisions = append(doc.Decisions, Decision{Stamp: a.stamp, Status: body.Status, Finding: body.Reason, Account: a.entry.Actor.Account, WallMs: a.entry.WallMs})
	slices.SortFunc(doc.Decisions, func(x, y Decision) int { return x.Stamp.Compare(y.Stamp) })
	return a.Save(doc)
}

// raise says what a discrepancy is. Told at two stations, the earlier stands.
func (a *applying) raise(doc *Discrepancy, state []Version, said Discrepancy) error {
	if doc.Raised.Hash.IsZero() || a.stamp.Compare(doc.Raised) < 0 {
		said.ID, said.Heads, said.Decisions, said.Raised = doc.ID, doc.Heads, doc.Decisions, a.stamp
		said.WallMs, said.Account = a.entry.WallMs, a.entry.Actor.Account
		*doc = said
	}
	doc.State = state
	return a.Save(doc)
}

// short turns what did not come back into discrepancies, when the person at the counter chose that.
func (a *applying) short(body ReturnBody) error {
	for i, id := range ShortOf(a.entry) {
		if id.IsZero() {
			continue
		}
		line, doc := body.Lines[i], &Discrepancy{ID: id}
		if _, err := a.Load(doc); err != nil {
			return err
		}
		doc.Heads, _ = a.replaceHeads(doc.Heads, ledger.Subject{})
		state := append(slices.Clone(doc.State), Version{Text: DiscrepancyOpen, Stamp: a.stamp})
		slices.SortFunc(state, func(x, y Version) int { return x.Stamp.Compare(y.Stamp) })
		if err := a.raise(doc, state, Discrepancy{Kind: "Incomplete accessories", Item: line.Item, Person: line.Holder, Command: a.entry.Command,
			Text: line.Lacks() + " did not come back"}); err != nil {
			return err
		}
	}
	return nil
}

// ShortOf are the discrepancies that a Return makes of what was left out, line by line; zero where nothing was.
func ShortOf(e *ledger.Entry) []ledger.ID {
	var body ReturnBody // as it was written: these ids do not change when items are joined
	if e.Kind != KindReturn || e.KindVer != 1 || ledger.Decode(e.Body, &body) != nil {
		return nil
	}
	out := make([]ledger.ID, len(body.Lines))
	for i, line := range body.Lines {
		if line.Lacks() != "" && line.Became(body) == MissingDiscrepancy {
			out[i] = conflictID("short", e.Command.ID[:], line.Item.ID[:])
		}
	}
	return out
}

// raises reports whether an entry is a Return that made a discrepancy, of which it is no subject.
func raises(e *ledger.Entry, subject SubjectRef) bool {
	return subject.Kind == SubjectDiscrepancy && slices.Contains(ShortOf(e), subject.ID.ID)
}
