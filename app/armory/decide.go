package armory

import (
	"errors"
	"slices"
	"time"

	"armguard/app/ledger"
)

// Fact is what an accepted command becomes: one entry, before it has a place and a signature. The recorder reads
// each subject's heads inside the writing transaction (Parents).
type Fact struct {
	Kind     string
	Subjects []SubjectRef
	Body     any
	Permit   bool        // needs a hub's permit for its items and person, and for what it draws
	Draws    []StockLine // what leaves each stock line, at most: the hub keeps so much for it, and locks no line
}

// Ask is who asks for a command, when, and under which command id.
type Ask struct {
	Site    ledger.SiteID
	Station ledger.StationID // where it is asked
	Command ledger.CommandID
	Account ledger.AccountID
	Second  ledger.AccountID // who approved it beside, with his own password
	Role    string
	Now     time.Time // in the site's time zone: labels carry its date
	Reason  string    // of an override; empty when nobody overrides
	CutOff  bool      // other stations exist and none is visible
}

// Command is something a person asks for. Name is its row in the policy table.
type Command interface {
	Name() string
	decide(st State, ask Ask) ([]Fact, error)
}

// ErrDone is returned by Decide when this very command was carried out before: nothing is to be written, the
// answer is the transaction that stands.
var ErrDone = errors.New("the command was carried out before")

// Decide says what a command becomes in a state: facts, or a *Refusal that says why not. It changes nothing.
func Decide(st State, ask Ask, command Command) ([]Fact, error) {
	if !Allows(ask.Role, command.Name()) {
		return nil, refuse(CodeForbidden, "Your account may not do this.", "Ask an administrator.")
	}
	facts, err := command.decide(st, ask)
	if err != nil {
		return nil, err
	}
	return facts, needSecond(st, ask, command)
}

// Parents are the heads a subject has now, sorted: what an entry written now rests on.
func Parents(st State, ref SubjectRef) ([]ledger.Hash, error) {
	if ref.Kind == SubjectItem || ref.Kind == SubjectPerson || ref.Kind == SubjectStock {
		if err := One(st, &ref.ID); err != nil {
			return nil, err
		}
	}
	switch ref.Kind {
	case SubjectItem:
		doc := &Custody{ID: ref.ID.ID}
		_, err := st.Load(doc)
		var out []ledger.Hash
		for _, h := range doc.Heads {
			out = append(out, h.Stamp.Hash)
		}
		return ledger.SortHashes(out), err
	case SubjectPerson:
		doc := &Person{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectRecord, SubjectSigner:
		doc := &Record{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectSpared:
		doc := &Record{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Spared, err
	case SubjectStock:
		doc := &Stock{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectAnnouncement:
		doc := &Announcement{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectMass:
		doc := &Mass{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectDiscrepancy:
		doc := &Discrepancy{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectCount:
		doc := &Count{ID: ref.ID.ID}
		_, err := st.Load(doc)
		return doc.Heads, err
	case SubjectLog:
		doc := &Log{ID: ref.ID.ID}
		_, err := st.Load(doc)
		var out []ledger.Hash
		for _, end := range doc.longest() {
			out = append(out, end.Hash)
		}
		return ledger.SortHashes(out), err
	}
	return nil, nil
}

// Held lists what a person has out, with categories, in the order of the items' ids.
func Held(st State, person ledger.SubjectID) ([]HeldItem, error) {
	ids, err := st.Find(DocCustody, Key{"holder", person.String()})
	if err != nil {
		return nil, err
	}
	var out []HeldItem
	for _, id := range ids {
		_, model, err := itemAndModel(st, ledger.SubjectID{ID: id})
		if err != nil {
			return nil, err
		}
		out = append(out, HeldItem{Item: ledger.SubjectID{ID: id}, Category: model.Value("category")})
	}
	return out, nil
}

// done answers a command that is already in the ledger: ErrDone for the same request, COMMAND_REUSED for another.
func done(st State, command ledger.CommandID, request []byte) error {
	tx := &Transaction{Command: command}
	known, err := st.Load(tx)
	if err != nil || !known {
		return err
	}
	if slices.Equal(tx.Body, request) {
		return ErrDone
	}
	return refuse(CodeCommandReused, "This command was already used for receipt "+tx.Receipt+".", "Begin again with a new command.")
}

func checkText(what, text string, most int) (string, error) {
	text = Clean(text, true)
	if len([]rune(text)) > most {
		return "", refuse(CodeInvalid, what+" is too long.", "Shorten it.")
	}
	return text, nil
}

const leastReason = 3 // letters

func needReason(reason string) (string, error) {
	reason, err := checkText("The reason", reason, maxNotes)
	if err == nil && len([]rune(reason)) < leastReason {
		err = refuse(CodeNeedsReason, "A reason is needed.", "Write a few words that somebody reading this later will understand.")
	}
	return reason, err
}
