package storage

import (
	"bytes"
	"cmp"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Stations share their drafts; of an id the greatest (rev, station) counts, and of two such the one that ended. A draft
// that ended stays as its bare name, so that it does not come back from a station that still has it open.

// draftEndedFor is how long a draft that ended is remembered. A station that was off for longer brings it back.
const draftEndedFor = 30 * 24 * time.Hour

const draftColumns = "id, rev, station, account, command, form, title, body, saved_ms"

func scanDrafts(out *[]armory.Draft) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var d armory.Draft
		var id, station, account, command []byte
		if err := scan(&id, &d.Rev, &station, &account, &command, &d.Form, &d.Title, &d.Body, &d.SavedMs); err != nil {
			return err
		}
		d.ID, d.Station, d.Account = ledger.ID(id), ledger.StationID{ID: ledger.ID(station)}, ledger.AccountID{ID: ledger.ID(account)}
		d.Command = ledger.CommandID{ID: ledger.ID(command)}
		*out = append(*out, d)
		return nil
	}
}

// Drafts lists the open drafts, newest first.
func (v *View) Drafts() ([]armory.Draft, error) {
	var out []armory.Draft
	err := v.session.each("SELECT "+draftColumns+" FROM draft WHERE ended = 0 ORDER BY saved_ms DESC LIMIT 500", nil, scanDrafts(&out))
	return out, plain("read the drafts", err)
}

// AllDrafts are what another station gets: every open draft, and the names of those that ended.
func (v *View) AllDrafts() (open, ended []armory.Draft, err error) {
	if err := v.session.each("SELECT "+draftColumns+" FROM draft WHERE ended = 0 ORDER BY id", nil, scanDrafts(&open)); err != nil {
		return nil, nil, plain("read the drafts", err)
	}
	err = v.session.each("SELECT "+draftColumns+" FROM draft WHERE ended = 1 ORDER BY id", nil, scanDrafts(&ended))
	return open, ended, plain("read the drafts", err)
}

// Draft reads one open draft.
func (v *View) Draft(id ledger.ID) (armory.Draft, bool, error) {
	var out []armory.Draft
	err := v.session.each("SELECT "+draftColumns+" FROM draft WHERE id = ? AND ended = 0", []any{id[:]}, scanDrafts(&out))
	if err != nil || len(out) == 0 {
		return armory.Draft{}, false, plain("read a draft", err)
	}
	return out[0], true, nil
}

// SaveDraft keeps a draft of this station.
func (tx *Tx) SaveDraft(d armory.Draft) error { return tx.keepDraft(d, false) }

// EndDraft ends a draft and returns what other stations have to be told: its next revision without content. The zero
// Draft when it is not open.
func (tx *Tx) EndDraft(id ledger.ID) (armory.Draft, error) {
	d, open, err := tx.Draft(id)
	if err != nil || !open {
		return armory.Draft{}, err
	}
	d.Rev, d.SavedMs = d.Rev+1, tx.writer.owner.Now().UnixMilli()
	d.Form, d.Title, d.Body = "", "", ""
	return d, tx.keepDraft(d, true)
}

// DeleteDraft is EndDraft for who tells nobody.
func (tx *Tx) DeleteDraft(id ledger.ID) error {
	_, err := tx.EndDraft(id)
	return err
}

// TakeDraft keeps another station's draft where it is newer than what is here, and reports whether it was.
func (tx *Tx) TakeDraft(d armory.Draft, ended bool) (changed bool, err error) {
	var here []armory.Draft
	if err := tx.session.each("SELECT "+draftColumns+" FROM draft WHERE id = ?", []any{d.ID[:]}, scanDrafts(&here)); err != nil {
		return false, plain("read a draft", err)
	}
	if len(here) > 0 {
		_, open, err := tx.Draft(d.ID)
		if err != nil {
			return false, err
		}
		newer := cmp.Or(cmp.Compare(d.Rev, here[0].Rev), bytes.Compare(d.Station.ID[:], here[0].Station.ID[:]))
		if newer < 0 || newer == 0 && (!ended || !open) {
			return false, nil
		}
	} else if ended && d.SavedMs < tx.forgotten() {
		return false, nil // it would only be told round for ever
	}
	if ended {
		d.Form, d.Title, d.Body = "", "", ""
	}
	return true, tx.keepDraft(d, ended)
}

// forgotten is before when a draft must have ended to be forgotten, in Unix milliseconds.
func (tx *Tx) forgotten() int64 { return tx.writer.owner.Now().Add(-draftEndedFor).UnixMilli() }

func (tx *Tx) keepDraft(d armory.Draft, ended bool) error {
	err := tx.write("INSERT OR REPLACE INTO draft ("+draftColumns+", ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", d.ID[:], d.Rev, d.Station.ID[:], d.Account.ID[:],
		d.Command.ID[:], d.Form, d.Title, d.Body, d.SavedMs, ended)
	if err != nil || !ended {
		return err
	}
	return tx.session.exec("DELETE FROM draft WHERE ended = 1 AND saved_ms < ?", tx.forgotten())
}
