package armory

import (
	"fmt"

	"armguard/app/ledger"
)

// Mass is a mass issue (an alert, an exercise): one purpose for everybody. Its Takes are found by the key "mass"; those
// made while cut off from the station that closed it belong to it all the same.
type Mass struct {
	ID        ledger.ID        `cbor:"1,keyasint"`
	Title     string           `cbor:"2,keyasint"`
	Purpose   string           `cbor:"3,keyasint"`
	PurposeID ledger.SubjectID `cbor:"4,keyasint"`
	Type      string           `cbor:"5,keyasint"` // TR, PAR
	Opened    MassAct          `cbor:"6,keyasint"` // the earliest counts
	Closed    MassAct          `cbor:"7,keyasint"` // the earliest counts; without a stamp while it runs
	Note      string           `cbor:"8,keyasint"` // of Closed
	Heads     []ledger.Hash    `cbor:"9,keyasint"`
}

// MassAct is who opened or closed a mass issue, where and when.
type MassAct struct {
	_       struct{} `cbor:",toarray"`
	Account ledger.AccountID
	Station ledger.StationID
	WallMs  int64
	Stamp   Stamp
}

func (m *Mass) Ref() Ref { return Ref{DocMass, m.ID} }

// Keys: one of which only the end is known is none yet.
func (m *Mass) Keys() []Key {
	switch {
	case m.Opened.Stamp.Hash.IsZero():
		return nil
	case m.Live():
		return []Key{{"all", "yes"}, {"live", "yes"}}
	}
	return []Key{{"all", "yes"}}
}

// Live reports whether it was opened and not closed.
func (m *Mass) Live() bool { return !m.Opened.Stamp.Hash.IsZero() && m.Closed.Stamp.Hash.IsZero() }

// OpenMass begins a mass issue. One runs at a time, as far as stations see each other.
type OpenMass struct {
	ID      ledger.SubjectID
	Title   string
	Purpose ledger.SubjectID // zero: Text as it is
	Text    string           // what for, with a free-text purpose or none
	Type    string           // TR (default), PAR
}

func (OpenMass) Name() string { return MayTake }

func (c OpenMass) decide(st State, _ Ask) ([]Fact, error) {
	body := MassBody{Title: Clean(c.Title, false), PurposeID: c.Purpose}
	if n := len([]rune(body.Title)); n == 0 || n > 60 {
		return nil, refuse(CodeInvalid, "A mass issue needs a name of 1 to 60 characters.", "Write what it is: an alert, an exercise, its date.")
	}
	var err error
	if body.Type, err = receiptType(c.Type); err != nil {
		return nil, err
	}
	if _, body.Purpose, err = purposeOf(st, c.Purpose, c.Text); err != nil {
		return nil, err
	}
	if body.Purpose == "" {
		return nil, refuse(CodeInvalid, "It is not said what everybody takes his weapon for.", "Choose a purpose.")
	}
	running, err := st.Find(DocMass, Key{"live", "yes"})
	if err != nil {
		return nil, err
	}
	if len(running) > 0 {
		other := &Mass{ID: running[0]}
		if _, err := st.Load(other); err != nil {
			return nil, err
		}
		return nil, refuse(CodeBlocked, fmt.Sprintf("The mass issue %q is running.", other.Title), "Join it, or close it first.")
	}
	return []Fact{{Kind: KindMassOpen, Subjects: []SubjectRef{{SubjectMass, c.ID}}, Body: body}}, nil
}

// CloseMass ends a mass issue. What it gave out stays out until it is returned.
type CloseMass struct {
	ID   ledger.SubjectID
	Note string
}

func (CloseMass) Name() string { return MayTake }

func (c CloseMass) decide(st State, _ Ask) ([]Fact, error) {
	doc, err := massOf(st, c.ID)
	if err != nil {
		return nil, err
	}
	if !doc.Live() {
		return nil, ErrUnchanged
	}
	note, err := checkText("The note", c.Note, maxNotes)
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindMassClose, Subjects: []SubjectRef{{SubjectMass, c.ID}}, Body: NoteBody{Text: note}}}, nil
}

// massOf reads a mass issue that was opened.
func massOf(st State, id ledger.SubjectID) (*Mass, error) {
	doc := &Mass{ID: id.ID}
	_, err := st.Load(doc)
	if err == nil && doc.Opened.Stamp.Hash.IsZero() {
		err = refuse(CodeNotFound, "There is no such mass issue.", "Read the list again.")
	}
	return doc, err
}

// within makes a Take that belongs to a mass issue one for its purpose, on its type of receipt.
func (t Take) within(st State) (Take, error) {
	if t.Mass.IsZero() {
		return t, nil
	}
	mass, err := massOf(st, t.Mass)
	if err != nil {
		return t, err
	}
	if !mass.Live() {
		return t, refuse(CodeBlocked, fmt.Sprintf("The mass issue %q was closed.", mass.Title), "Issue at the counter, or open another mass issue.")
	}
	t.Purpose, t.Text, t.Type = mass.PurposeID, mass.Purpose, mass.Type
	return t, nil
}

// mass opens or closes a mass issue. What is told twice counts as it was told first, whatever the order of arrival.
func (a *applying) mass() error {
	s, err := a.subject(SubjectMass)
	if err != nil {
		return err
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	doc := &Mass{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	doc.Heads, _ = a.replaceHeads(doc.Heads, s)
	act := MassAct{Account: a.entry.Actor.Account, Station: log.Station, WallMs: a.entry.WallMs, Stamp: a.stamp}
	if a.entry.Kind == KindMassOpen {
		var body MassBody
		if err := a.body(&body); err != nil {
			return err
		}
		if act.before(doc.Opened) {
			doc.Title, doc.Purpose, doc.PurposeID, doc.Type, doc.Opened = body.Title, body.Purpose, body.PurposeID, body.Type, act
		}
		return a.Save(doc)
	}
	var body NoteBody
	if err := a.body(&body); err != nil {
		return err
	}
	if act.before(doc.Closed) {
		doc.Note, doc.Closed = body.Text, act
	}
	return a.Save(doc)
}

// before reports whether the act comes before another, which may not have been told.
func (m MassAct) before(other MassAct) bool {
	return other.Stamp.Hash.IsZero() || m.Stamp.Compare(other.Stamp) < 0
}
