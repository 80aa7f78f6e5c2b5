package storage

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// killedAtFirstOpening leaves the database of a folder as a program leaves it that is killed while it opens a restored one
// the first time: in the middle of a transaction with a rollback journal, of which some has reached the file.
func killedAtFirstOpening(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, databaseFile)
	db, err := sql.Open("sqlite", dsn(name, "rw"))
	must(t, err)
	db.SetMaxOpenConns(1)
	for _, query := range []string{"PRAGMA journal_mode=DELETE", "PRAGMA cache_size=1", "BEGIN IMMEDIATE", "DELETE FROM meta",
		"INSERT INTO setting (key, value) VALUES ('half', randomblob(200000))"} {
		if _, err := db.ExecContext(context.Background(), query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	left := map[string][]byte{}
	for _, suffix := range []string{"", "-journal"} {
		left[suffix], err = os.ReadFile(name + suffix)
		must(t, err)
	}
	must(t, db.Close())
	for suffix, raw := range left {
		must(t, os.WriteFile(name+suffix, raw, 0o600))
	}
}

func TestARestoredStoreWhoseFirstOpeningWasKilled(t *testing.T) {
	p, backup := backedUp(t)
	dir := p.db.Dir
	closed(t, p.db)
	must(t, Restore(t.Context(), backup, dir))
	killedAtFirstOpening(t, dir)
	t.Run("opens as it was restored", func(t *testing.T) {
		db := open(t, p.db.Options)
		if report, err := db.Verify(t.Context(), still); err != nil || report.FirstBad != "" {
			t.Errorf("verify: %v, %q", err, report.FirstBad)
		}
		must(t, db.Read(t.Context(), func(v *View) error {
			if _, there, err := v.Setting("half"); err != nil || there {
				t.Errorf("half a transaction is there: %v, %v", there, err)
			}
			return nil
		}))
		closed(t, db)
	})
	t.Run("can be restored once more, and the old journal does not reach the new database", func(t *testing.T) {
		killedAtFirstOpening(t, dir)
		must(t, Restore(t.Context(), backup, dir))
		if _, err := os.Stat(filepath.Join(dir, databaseFile+"-journal")); !os.IsNotExist(err) {
			t.Errorf("the old journal lies beside the new database: %v", err)
		}
		db := open(t, p.db.Options)
		if report, err := db.Verify(t.Context(), still); err != nil || report.FirstBad != "" {
			t.Errorf("verify: %v, %q", err, report.FirstBad)
		}
	})
}
