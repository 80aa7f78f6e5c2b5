package storage

import (
	"context"
	"database/sql"
	"errors"

	"armguard/app/armory"
	"armguard/app/ledger"
)

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
	err := v.session.each("SELECT "+draftColumns+" FROM draft ORDER BY saved_ms DESC LIMIT 500", nil, scanDrafts(&out))
	return out, plain("read the drafts", err)
}

// Draft reads one draft.
func (v *View) Draft(id ledger.ID) (armory.Draft, bool, error) {
	var out []armory.Draft
	err := v.session.each("SELECT "+draftColumns+" FROM draft WHERE id = ?", []any{id[:]}, scanDrafts(&out))
	if err != nil || len(out) == 0 {
		return armory.Draft{}, false, plain("read a draft", err)
	}
	return out[0], true, nil
}

// SaveDraft keeps a draft.
func (tx *Tx) SaveDraft(d armory.Draft) error {
	return tx.write("INSERT OR REPLACE INTO draft ("+draftColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", d.ID[:], d.Rev, d.Station.ID[:], d.Account.ID[:],
		d.Command.ID[:], d.Form, d.Title, d.Body, d.SavedMs)
}

// DeleteDraft ends a draft.
func (tx *Tx) DeleteDraft(id ledger.ID) error {
	return tx.write("DELETE FROM draft WHERE id = ?", id[:])
}

// Credential is an account's credential; nil when there is none here.
func (v *View) Credential(account ledger.AccountID) ([]byte, error) {
	value, _, err := v.value("SELECT value FROM credential WHERE account = ?", account.ID[:])
	return value, err
}

// SaveCredential replaces an account's credential; the older one is gone.
func (tx *Tx) SaveCredential(account ledger.AccountID, credential []byte) error {
	return tx.write("INSERT OR REPLACE INTO credential (account, value) VALUES (?, ?)", account.ID[:], credential)
}

// Setting is something this PC remembers for itself.
func (v *View) Setting(key string) ([]byte, bool, error) {
	return v.value("SELECT value FROM setting WHERE key = ?", key)
}

// SaveSetting remembers something.
func (tx *Tx) SaveSetting(key string, value []byte) error {
	return tx.write("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key, value)
}

func (v *View) value(query string, key any) ([]byte, bool, error) {
	var value []byte
	err := v.session.get(context.Background(), query, []any{key}, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, plain("read a value", err)
}
