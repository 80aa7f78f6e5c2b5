package storage

import (
	"errors"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestWhatIsLocalIsKept(t *testing.T) {
	db := open(t, options(t))
	account, other := ledger.AccountID{ID: ledger.ID{1}}, ledger.AccountID{ID: ledger.ID{2}}
	draft := armory.Draft{ID: ledger.ID{3}, Rev: 1, Station: ledger.StationID{ID: ledger.ID{4}}, Account: account, Command: ledger.CommandID{ID: ledger.ID{5}},
		Form: "take", Title: "Cruz", Body: `{"item":"W01"}`, SavedMs: 10}
	later := armory.Draft{ID: ledger.ID{6}, Rev: 1, Account: other, Form: "take", Body: "{}", SavedMs: 20}
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.SaveDraft(draft), tx.SaveDraft(later), tx.SaveSetting("theme", []byte("dark")), tx.SaveCredential(account, []byte("old")),
			tx.SaveCredential(account, []byte("new")))
	})
	closed(t, db)
	db = open(t, db.Options)
	t.Run("drafts, newest first", func(t *testing.T) {
		read(t, db, func(v *View) error {
			all, err := v.Drafts()
			if len(all) != 2 || all[0] != later || all[1] != draft {
				t.Errorf("got %+v", all)
			}
			return err
		})
	})
	t.Run("a draft saved again and one that ended", func(t *testing.T) {
		draft.Rev, draft.Body, draft.SavedMs = 2, `{"item":"W02"}`, 30
		write(t, db, func(tx *Tx) error {
			return errors.Join(tx.SaveDraft(draft), tx.DeleteDraft(later.ID), tx.DeleteDraft(ledger.ID{9}))
		})
		read(t, db, func(v *View) error {
			got, known, err := v.Draft(draft.ID)
			_, ended, endedErr := v.Draft(later.ID)
			if got != draft || !known || ended {
				t.Errorf("got %+v, %v; the other is there: %v", got, known, ended)
			}
			return errors.Join(err, endedErr)
		})
	})
	t.Run("settings", func(t *testing.T) {
		read(t, db, func(v *View) error {
			value, known, err := v.Setting("theme")
			_, unknown, unknownErr := v.Setting("nothing")
			if string(value) != "dark" || !known || unknown {
				t.Errorf("got %q, %v, %v", value, known, unknown)
			}
			return errors.Join(err, unknownErr)
		})
	})
	t.Run("only the newest credential, and nobody else's", func(t *testing.T) {
		read(t, db, func(v *View) error {
			own, err := v.Credential(account)
			none, noneErr := v.Credential(other)
			if string(own) != "new" || none != nil {
				t.Errorf("got %q and %q", own, none)
			}
			return errors.Join(err, noneErr)
		})
	})
	t.Run("but a piece that failed keeps none of it", func(t *testing.T) {
		refused := errors.New("refused")
		if err := db.Write(t.Context(), func(tx *Tx) error {
			return errors.Join(tx.SaveCredential(account, []byte("newer")), tx.DeleteDraft(draft.ID), tx.MarkRead(account, nil), refused)
		}); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		read(t, db, func(v *View) error {
			own, err := v.Credential(account)
			_, known, draftErr := v.Draft(draft.ID)
			if string(own) != "new" || !known {
				t.Errorf("credential %q, draft there: %v", own, known)
			}
			return errors.Join(err, draftErr)
		})
	})
}
