package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A restore in two steps, so that the power may go at any moment: the checked copy gets a name that begins with
// restoredFile and ends in a stamp; from then on it is decided, and whoever opens the folder next finishes it.
const (
	restoringFile = databaseFile + ".restoring"
	restoredFile  = databaseFile + ".restored-"
)

var databaseSuffixes = []string{"", "-wal", "-shm", "-journal"}

// Restore puts a backup in place of the database in dir, on which no station may run. The backup is checked whole
// before anything is touched; the old database is kept beside it under a name with the time. The next start makes the
// lists anew and opens a new log: what was restored is never continued as if nothing had happened.
func Restore(ctx context.Context, from, dir string) error {
	if info, err := os.Stat(from); err != nil || info.IsDir() {
		return ErrNotOurs.saying("There is no backup file " + from + ".")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return plain("make the data folder", err)
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	locked, err := lock.TryLock()
	if err != nil {
		return plain("lock the data folder", err)
	}
	if !locked {
		return ErrInUse
	}
	defer func() { _ = lock.Unlock() }()
	if err := finishRestore(dir); err != nil {
		return err
	}
	next := filepath.Join(dir, restoringFile)
	if err := clearCopy(next); err != nil {
		return plain("clear an unfinished restore", err)
	}
	if err := takeBackup(ctx, from, next); err != nil {
		return errors.Join(err, clearCopy(next))
	}
	if err := syncFile(next); err != nil {
		return plain("write the copy", errors.Join(err, clearCopy(next)))
	}
	if err := os.Rename(next, filepath.Join(dir, restoredFile+freeStamp(dir))); err != nil {
		return plain("decide the restore", err)
	}
	if err := syncDir(dir); err != nil {
		return err
	}
	return finishRestore(dir)
}

// clearCopy removes a copy that was not finished.
func clearCopy(name string) error {
	for _, suffix := range databaseSuffixes {
		if err := os.Remove(name + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// freeStamp is the time, and a number where two restores share a second: an old database is never overwritten.
func freeStamp(dir string) string {
	now := time.Now().UTC().Format("20060102-150405")
	stamp := now
	for n := 2; ; n++ {
		taken := false
		for _, suffix := range databaseSuffixes {
			_, err := os.Lstat(aside(dir, stamp, suffix))
			taken = taken || err == nil
		}
		if !taken {
			return stamp
		}
		stamp = fmt.Sprintf("%s.%d", now, n)
	}
}

// aside is the name under which a replaced database is kept.
func aside(dir, stamp, suffix string) string {
	return filepath.Join(dir, "replaced-"+stamp+"-"+databaseFile+suffix)
}

// finishRestore puts a restore that was decided in place. The old database and its write-ahead log or journal go aside
// together first: one that is left beside another database would be written into it.
func finishRestore(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return plain("look for a restore", err)
	}
	for _, file := range files {
		stamp, restored := strings.CutPrefix(file.Name(), restoredFile)
		if !restored {
			continue
		}
		for _, suffix := range databaseSuffixes {
			if err := os.Rename(filepath.Join(dir, databaseFile+suffix), aside(dir, stamp, suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return plain("set the old database aside", err)
			}
		}
		if err := os.Rename(filepath.Join(dir, file.Name()), filepath.Join(dir, databaseFile)); err != nil {
			return plain("put the backup in place", err)
		}
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// takeBackup copies a backup, checks it whole, and marks the copy as restored.
func takeBackup(ctx context.Context, from, next string) (err error) {
	if err := recognizeBackup(ctx, from); err != nil {
		return err
	}
	source, err := sql.Open("sqlite", dsn(from, "ro"))
	if err != nil {
		return plain("open the backup", err)
	}
	defer source.Close()
	conn, err := newSession(ctx, source)
	if err != nil {
		return damagedBackup(err)
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if err := soundFile(ctx, conn); err != nil {
		return err
	}
	if err := copyInto(ctx, source, next); err != nil {
		return plain("copy the backup", err)
	}
	return markRestored(ctx, next)
}

// recognizeBackup is recognize in the words of a backup.
func recognizeBackup(ctx context.Context, from string) error {
	if info, err := os.Stat(from); err != nil || info.Size() == 0 {
		return ErrNotOurs.saying("The file " + from + " is empty or cannot be read.")
	}
	switch err := recognize(ctx, from, "ro"); {
	case errors.Is(err, ErrNewer):
		return ErrNewer.saying("This backup was written by a newer version of the program.")
	case errors.Is(err, ErrReadOnly):
		return ErrNotOurs.saying("The file " + from + " cannot be read.").because(err)
	case err != nil && !errors.Is(err, ErrNotOurs) && ctx.Err() == nil:
		return damagedBackup(err)
	default:
		return err
	}
}

func damagedBackup(cause error) error {
	damaged := ErrDamaged.saying("The backup file is damaged; nothing was changed.").because(cause)
	damaged.Fix = "Choose an older backup."
	return damaged
}

// soundFile checks a database file as SQLite sees it, and the seal of a backup. A database that was copied by hand has
// no seal.
func soundFile(ctx context.Context, conn *session) error {
	var sound string
	if err := conn.get(ctx, "PRAGMA integrity_check(1)", nil, &sound); err != nil || sound != "ok" {
		return errors.Join(ctx.Err(), damagedBackup(err))
	}
	seal, err := conn.meta(metaSeal)
	if err != nil {
		return damagedBackup(err)
	}
	if seal == nil {
		return nil
	}
	if sum, err := unsigned(conn); err != nil || string(sum) != string(seal) {
		return damagedBackup(err)
	}
	return nil
}

func markRestored(ctx context.Context, next string) (err error) {
	db, err := sql.Open("sqlite", dsn(next, "rw"))
	if err != nil {
		return plain("open the copy", err)
	}
	defer db.Close()
	conn, err := newSession(ctx, db)
	if err != nil {
		return plain("open the copy", err)
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	c := newChecker()
	view := &View{session: conn}
	var bad string
	err = view.eachRow(ctx, nil, func(row entryRow) error {
		if _, bad = c.check(row); bad != "" {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	if len(c.logs) == 0 && bad == "" {
		return ErrNotOurs.saying("The backup holds no record.")
	}
	if bad == "" {
		if bad, err = view.endsWhole(c); err != nil {
			return err
		}
	}
	if bad != "" {
		damaged := ErrDamaged.saying("The backup is damaged. " + bad)
		damaged.Fix = "Choose an older backup."
		return damaged
	}
	if err := ofThisStation(ctx, conn, c, filepath.Dir(next)); err != nil {
		return err
	}
	if err := conn.setMeta(metaRestored, []byte{1}); err != nil {
		return plain("mark the copy", err)
	}
	// The lists carry no signature: they are made anew.
	return plain("mark the copy", conn.exec("DELETE FROM meta WHERE key IN (?, ?)", metaProjection, metaSeal))
}

// ofThisStation refuses the backup of another station where the folder holds a station's key: that key's log is not in it.
// A folder without a key takes any backup; a superuser enrols it then.
func ofThisStation(ctx context.Context, conn *session, c *checker, dir string) error {
	key, err := LoadKey(dir)
	if err != nil || key == nil {
		return err
	}
	for log := range c.logs {
		wrote, err := keyOfLog(ctx, conn, log)
		if err != nil {
			return err
		}
		if wrote.Equal(key.Public()) {
			return nil
		}
	}
	other := ErrNotOurs.saying("This backup is of another station; nothing was changed.")
	other.Fix = "Choose a backup of this station, or restore into an empty folder."
	return other
}
