package armory

import (
	"armguard/app/ledger"
)

// Publish sends an announcement to every station.
type Publish struct {
	ID    ledger.SubjectID
	Title string
	Text  string
	Level string // info when empty
}

func (Publish) Name() string { return MayPublish }

func (p Publish) decide(st State, _ Ask) ([]Fact, error) {
	body := AnnounceBody{Title: Clean(p.Title, false)}
	if n := len([]rune(body.Title)); n == 0 || n > 120 {
		return nil, refuse(CodeInvalid, "An announcement needs a title of 1 to 120 characters.", "Write what it is about.")
	}
	var err error
	if body.Text, err = checkText("The text", p.Text, 4000); err != nil {
		return nil, err
	}
	if body.Level, err = choice("level", p.Level, levels[0], levels); err != nil {
		return nil, err
	}
	ids, err := st.Find(DocRecord, Key{"kind", string(KindAccount)})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		account := &Record{Kind: KindAccount, ID: id}
		if _, err := st.Load(account); err != nil {
			return nil, err
		}
		if account.Value("disabled") == "" && Allows(account.Value("role"), MayAcknowledge) {
			body.Recipients = append(body.Recipients, ledger.AccountID{ID: id})
		}
	}
	return []Fact{{Kind: KindAnnounce, Subjects: []SubjectRef{{SubjectAnnouncement, p.ID}}, Body: body}}, nil
}

// Acknowledge says that the account has read an announcement.
type Acknowledge struct{ ID ledger.SubjectID }

func (Acknowledge) Name() string { return MayAcknowledge }

func (c Acknowledge) decide(st State, ask Ask) ([]Fact, error) {
	doc, err := announcement(st, c.ID)
	if err != nil {
		return nil, err
	}
	for _, ack := range doc.Acks {
		if ack.Account == ask.Account {
			return nil, ErrUnchanged
		}
	}
	return []Fact{{Kind: KindAcknowledge, Subjects: []SubjectRef{{SubjectAnnouncement, c.ID}}, Body: NoteBody{}}}, nil
}

// Withdraw takes an announcement off the screens. It stays in the record.
type Withdraw struct {
	ID     ledger.SubjectID
	Reason string
}

func (Withdraw) Name() string { return MayPublish }

func (c Withdraw) decide(st State, _ Ask) ([]Fact, error) {
	doc, err := announcement(st, c.ID)
	if err != nil {
		return nil, err
	}
	if doc.Withdrawn != "" {
		return nil, ErrUnchanged
	}
	reason, err := needReason(c.Reason)
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindWithdraw, Subjects: []SubjectRef{{SubjectAnnouncement, c.ID}}, Body: NoteBody{Text: reason}}}, nil
}

func announcement(st State, id ledger.SubjectID) (*Announcement, error) {
	doc := &Announcement{ID: id.ID}
	known, err := st.Load(doc)
	if err == nil && !known {
		err = refuse(CodeNotFound, "There is no such announcement.", "Read the list again.")
	}
	return doc, err
}
