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
		return errors.Join(tx.SaveDraft(draft), tx.SaveDraft(later), tx.SaveSetting("theme", []byte("dark")))
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
	t.Run("but a piece that failed keeps none of it", func(t *testing.T) {
		refused := errors.New("refused")
		if err := db.Write(t.Context(), func(tx *Tx) error {
			return errors.Join(tx.SaveSetting("theme", []byte("light")), tx.DeleteDraft(draft.ID), tx.MarkRead(account, nil), refused)
		}); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		read(t, db, func(v *View) error {
			theme, _, err := v.Setting("theme")
			_, known, draftErr := v.Draft(draft.ID)
			if string(theme) != "dark" || !known {
				t.Errorf("theme %q, draft there: %v", theme, known)
			}
			return errors.Join(err, draftErr)
		})
	})
}
