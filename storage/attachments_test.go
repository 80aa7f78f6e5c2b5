package storage

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func attachment(t *testing.T, db *DB, hash ledger.Hash) (body []byte) {
	t.Helper()
	read(t, db, func(v *View) (err error) {
		body, err = v.Attachment(hash)
		return err
	})
	return body
}

func wanted(t *testing.T, db *DB) (out []ledger.Hash) {
	t.Helper()
	read(t, db, func(v *View) error {
		for after := (ledger.Hash{}); ; { // in windows of one
			next, err := v.Wanted(after, 1)
			if err != nil || len(next) == 0 {
				return err
			}
			out, after = append(out, next[0]), next[0]
		}
	})
	return out
}

// saves keeps an attachment at a station and has a person's photo be it.
func (p *post) saves(t *testing.T, body []byte, person ledger.SubjectID) (hash ledger.Hash) {
	t.Helper()
	write(t, p.db, func(tx *Tx) (err error) {
		hash, err = tx.SaveAttachment(body)
		return err
	})
	if !person.IsZero() {
		p.record(armory.Edit{Kind: armory.KindPerson, ID: person, Set: map[string]string{"photo": hash.String()}})
	}
	return hash
}

func take(t *testing.T, db *DB, body []byte) (took bool) {
	t.Helper()
	write(t, db, func(tx *Tx) (err error) {
		took, err = tx.TakeAttachment(body)
		return err
	})
	return took
}

func TestAttachments(t *testing.T) {
	one := found(t)
	person := one.addPerson("1", "SGT", "Cruz", "Ana")
	two := one.second()
	send(t, one.db, two.db)
	face := []byte("a face")
	hash := one.saves(t, face, person)

	t.Run("are here before their entry, and no others are", func(t *testing.T) {
		if got := attachment(t, one.db, hash); !bytes.Equal(got, face) || len(wanted(t, one.db)) != 0 {
			t.Errorf("got %q, wanted %v", got, wanted(t, one.db))
		}
		if got := attachment(t, one.db, ledger.Hash{1}); got != nil {
			t.Errorf("got %q", got)
		}
	})
	t.Run("of none or too many bytes are refused", func(t *testing.T) {
		for _, body := range [][]byte{nil, make([]byte, armory.MaxAttachment+1)} {
			err := one.db.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.SaveAttachment(body)
				return err
			})
			if !errors.Is(err, ErrAttachment) {
				t.Errorf("%d bytes: %v", len(body), err)
			}
		}
	})
	t.Run("of another station's entry are wanted until they come, and nothing else is taken", func(t *testing.T) {
		send(t, one.db, two.db)
		if got := wanted(t, two.db); len(got) != 1 || got[0] != hash {
			t.Fatalf("wanted %v", got)
		}
		if take(t, two.db, []byte("something else")) || !take(t, two.db, face) || take(t, two.db, face) {
			t.Error("what came was not told from what is wanted")
		}
		if got := attachment(t, two.db, hash); !bytes.Equal(got, face) || len(wanted(t, two.db)) != 0 {
			t.Errorf("got %q, wanted %v", got, wanted(t, two.db))
		}
	})
	t.Run("are in a backup", func(t *testing.T) {
		dir := t.TempDir()
		backup := filepath.Join(dir, "b")
		if _, err := one.db.Backup(t.Context(), backup, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		restored := filepath.Join(dir, "restored")
		must(t, Restore(t.Context(), backup, restored))
		if got := attachment(t, open(t, Options{Dir: restored, AnchorDir: filepath.Join(dir, "anchor"), Log: one.db.Log, Now: one.db.Now}), hash); !bytes.Equal(got, face) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("that are damaged are found and wanted again", func(t *testing.T) {
		write(t, two.db, func(tx *Tx) error { return tx.write("UPDATE attachment SET body = ?", []byte("a mask")) })
		report, err := two.db.Verify(context.Background(), func(int, int) {})
		if err != nil || report.FirstBad != "" || report.Repaired != 1 {
			t.Errorf("got %+v, %v", report, err)
		}
		if got := wanted(t, two.db); len(got) != 1 || got[0] != hash {
			t.Errorf("wanted %v", got)
		}
		if !take(t, two.db, face) || !bytes.Equal(attachment(t, two.db, hash), face) {
			t.Error("it was not repaired")
		}
	})
	t.Run("stay when the projection is made anew", func(t *testing.T) {
		must(t, two.db.Rebuild(t.Context(), nil))
		if got := attachment(t, two.db, hash); !bytes.Equal(got, face) || len(wanted(t, two.db)) != 0 {
			t.Errorf("got %q", got)
		}
	})
	t.Run("that no entry came to name go after a day, and others stay", func(t *testing.T) {
		left := one.saves(t, []byte("never used"), ledger.SubjectID{})
		write(t, one.db, func(tx *Tx) error {
			return tx.write("UPDATE attachment SET at_ms = at_ms - ?", (25 * time.Hour).Milliseconds())
		})
		next := one.saves(t, []byte("the next one"), ledger.SubjectID{})
		if attachment(t, one.db, left) != nil || attachment(t, one.db, next) == nil || attachment(t, one.db, hash) == nil {
			t.Error("the wrong ones went")
		}
	})
}
