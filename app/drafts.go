package app

import (
	"crypto/rand"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// The longest body, title and form of a draft, in bytes.
const (
	maxDraft      = 16 << 10
	maxDraftTitle = 200
	maxDraftForm  = 40
)

// Drafts are unfinished forms, kept while they are typed. They are not part of the ledger.
type Drafts struct{ app *App }

func (s *Drafts) row(n *names, d armory.Draft, me ledger.AccountID) (Draft, error) {
	out := Draft{ID: d.ID.String(), CommandID: d.Command.String(), Form: d.Form, Title: d.Title, Saved: rfc(d.SavedMs), Rev: int(d.Rev), Body: d.Body,
		Mine: d.Account == me && d.Station == s.app.Recorder.Here().Station, Live: s.app.liveAt(d.Account, d.Station)}
	var err error
	if out.Account, err = n.accountName(d.Account); err != nil {
		return out, err
	}
	if out.Username, err = n.account(d.Account); err != nil {
		return out, err
	}
	out.Station, err = n.station(d.Station)
	return out, err
}

// List lists the open drafts of everybody, newest first, one's own before others'.
func (s *Drafts) List(c *Caller) ([]Draft, error) {
	out := []Draft{}
	err := s.app.Store.Read(c.Context, func(view View) error {
		drafts, err := view.Drafts()
		if err != nil {
			return err
		}
		n := newNames(view)
		for _, d := range drafts {
			row, err := s.row(n, d, c.Session.Account)
			if err != nil {
				return err
			}
			out = append(out, row)
		}
		return nil
	})
	sortBy(out, func(d Draft) int {
		if d.Mine {
			return 0
		}
		return 1
	})
	return out, err
}

// Save keeps a draft: a new one without id, else the revision after Rev. One that was taken over since, by somebody else or
// at another station, is STALE_DRAFT, and so is one of another Username: what one person typed does not become that of the
// next at the same screen.
func (s *Drafts) Save(c *Caller, d Draft) (Draft, error) {
	if len(d.Body) > maxDraft || len(d.Title) > maxDraftTitle || len(d.Form) > maxDraftForm {
		return d, &Error{Code: "TOO_LARGE", Message: "The draft is too long to be saved.", Fix: "Finish it, or shorten the notes."}
	}
	if d.Username != "" && d.Username != c.Account.Value("username") {
		return d, staleDraft()
	}
	next := armory.Draft{Station: s.app.Recorder.Here().Station, Account: c.Session.Account, Form: armory.Clean(d.Form, false),
		Title: armory.Clean(d.Title, false), Body: d.Body, SavedMs: s.app.Now().UnixMilli(), Rev: 1}
	var err error
	if next.ID, err = draftID(d.ID, s.app); err != nil {
		return d, err
	}
	if d.CommandID != "" {
		if next.Command.ID, err = ledger.ParseID(d.CommandID); err != nil {
			return d, &Error{Code: armory.CodeInvalid, Message: "The command id is not a ULID.", Fix: "Leave it out."}
		}
	}
	var out Draft
	err = s.app.Store.Write(c.Context, func(tx Tx) error {
		old, known, err := tx.Draft(next.ID)
		if err != nil {
			return err
		}
		if d.ID != "" && (!known || old.Rev != int64(d.Rev) || old.Account != c.Session.Account || old.Station != next.Station) {
			return staleDraft()
		}
		if known {
			next.Rev = old.Rev + 1
		}
		if d.CommandID == "" {
			if next.Command = old.Command; !known {
				next.Command = s.app.Recorder.NewCommand()
			}
		}
		if err := tx.SaveDraft(next); err != nil {
			return err
		}
		out, err = s.row(newNames(tx), next, c.Session.Account)
		return err
	})
	if err == nil {
		s.app.Push.Emit(TopicDrafts)
		s.app.Recorder.hub.Share(SharedDraft{next, false})
	}
	return out, err
}

func draftID(text string, a *App) (ledger.ID, error) {
	if text == "" {
		return ledger.NewID(a.Now(), rand.Reader), nil
	}
	id, err := ledger.ParseID(text)
	if err != nil {
		return id, &Error{Code: armory.CodeNotFound, Message: "There is no such draft.", Fix: "Look at the list of drafts."}
	}
	return id, nil
}

func staleDraft() error {
	return &Error{Code: "STALE_DRAFT", Message: "This draft was finished or taken over elsewhere.", Fix: "Look at the list of drafts."}
}

// finish ends a draft by the transaction it was for, and returns the revision to share. One that was finished, discarded
// or taken over elsewhere can do nothing any more: it is STALE_DRAFT.
func finish(tx Tx, id ledger.ID, act Act) (armory.Draft, error) {
	d, known, err := tx.Draft(id)
	if err != nil {
		return d, err
	}
	if !known || d.Account != act.Account || d.Command != act.Command {
		return d, staleDraft()
	}
	return tx.EndDraft(id)
}

// Discard ends a draft of the caller's; somebody else's has to be taken over first.
func (s *Drafts) Discard(c *Caller, text string) error {
	id, err := draftID(text, s.app)
	if err != nil {
		return err
	}
	var ended armory.Draft
	err = s.app.Store.Write(c.Context, func(tx Tx) error {
		d, known, err := tx.Draft(id)
		if err != nil || !known {
			return err
		}
		if d.Account != c.Session.Account {
			return &Error{Code: armory.CodeForbidden, Message: "This draft is somebody else's.", Fix: "Take it over first."}
		}
		ended, err = tx.EndDraft(id)
		return err
	})
	s.app.Push.Emit(TopicDrafts)
	if err == nil && !ended.ID.IsZero() {
		s.app.Recorder.hub.Share(SharedDraft{ended, true})
	}
	return err
}

// TakeOver makes somebody's draft the caller's, or brings his own from another station, under a new command: the old
// one's button can do nothing any more.
func (s *Drafts) TakeOver(c *Caller, text string) (Draft, error) {
	id, err := draftID(text, s.app)
	if err != nil {
		return Draft{}, err
	}
	var out Draft
	var taken armory.Draft
	err = s.app.Store.Write(c.Context, func(tx Tx) error {
		d, known, err := tx.Draft(id)
		if err != nil {
			return err
		}
		if !known {
			return &Error{Code: armory.CodeNotFound, Message: "This draft was finished or discarded.", Fix: "Look at the list of drafts."}
		}
		here := s.app.Recorder.Here().Station
		if d.Account != c.Session.Account || d.Station != here {
			d.Command = s.app.Recorder.NewCommand()
		}
		d.Rev, d.Account, d.Station, d.SavedMs = d.Rev+1, c.Session.Account, here, s.app.Now().UnixMilli()
		taken = d
		if err := tx.SaveDraft(d); err != nil {
			return err
		}
		out, err = s.row(newNames(tx), d, c.Session.Account)
		return err
	})
	s.app.Push.Emit(TopicDrafts)
	if err == nil {
		s.app.Recorder.hub.Share(SharedDraft{taken, false})
	}
	return out, err
}

// liveAt reports whether an account is on line at a station now.
func (a *App) liveAt(account ledger.AccountID, station ledger.StationID) bool {
	if station == a.Recorder.Here().Station {
		station = ledger.StationID{}
	}
	for _, one := range a.Presence.Sessions() {
		if one.Account == account && one.Station == station {
			return true
		}
	}
	return false
}
