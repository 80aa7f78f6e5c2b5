package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// BackupInfo is a backup that was written.
type BackupInfo struct {
	Path    string
	Time    time.Time
	Bytes   int64
	Entries int
}

// Backup writes a consistent copy of the database to a file that must not exist, while the station works on. It holds
// everything but the station's key, which is not in the database.
func (db *DB) Backup(ctx context.Context, path string, progress func(done, total int)) (BackupInfo, error) {
	info := BackupInfo{Path: path, Time: db.Now()}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return info, ErrExists
	}
	progress(0, 2)
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return info, plain("clear an unfinished backup", err)
	}
	err := db.copyTo(ctx, part, &info)
	if err == nil {
		progress(1, 2)
		err = syncFile(part)
	}
	if err == nil {
		err = os.Link(part, path) // fails when the name was taken meanwhile
		if errors.Is(err, os.ErrExist) {
			err = ErrExists
		} else if err != nil {
			err = os.Rename(part, path) // a file system without links, such as a USB stick's
		}
	}
	if removed := os.Remove(part); err == nil && removed != nil && !errors.Is(removed, os.ErrNotExist) {
		err = removed
	}
	if err != nil {
		return info, plain("write the backup", err)
	}
	progress(2, 2)
	return info, syncDir(filepath.Dir(path))
}

// copyTo copies what a reader sees: VACUUM INTO is one consistent snapshot and leaves no free pages.
func (db *DB) copyTo(ctx context.Context, part string, info *BackupInfo) error {
	conn, err := sql.Open("sqlite", dsn(filepath.Join(db.Dir, databaseFile), "rw"))
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return err
	}
	copied, err := sql.Open("sqlite", dsn(part, "ro"))
	if err != nil {
		return err
	}
	defer copied.Close()
	if err := copied.QueryRowContext(ctx, "SELECT count(*) FROM entry").Scan(&info.Entries); err != nil {
		return err
	}
	stat, err := os.Stat(part)
	if err == nil {
		info.Bytes = stat.Size()
	}
	return err
}

func syncFile(name string) error {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func syncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return plain("open the folder", err)
	}
	_ = dir.Sync() // not every file system syncs folders
	return dir.Close()
}

// Restore puts a backup in place of the database in dir, on which no station may run. The backup is checked whole
// before anything is touched; the old database is kept beside it under a name with the time. The next start opens a
// new log: what was restored is never continued as if nothing had happened.
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
	next := filepath.Join(dir, databaseFile+".restoring")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(next + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return plain("clear an unfinished restore", err)
		}
	}
	if err := takeBackup(ctx, from, next); err != nil {
		_ = os.Remove(next)
		return err
	}
	if err := setAside(dir); err != nil {
		return plain("set the old database aside", err)
	}
	if err := os.Rename(next, filepath.Join(dir, databaseFile)); err != nil {
		return plain("put the backup in place", err)
	}
	return syncDir(dir)
}

// takeBackup copies a backup, checks it whole, and marks the copy as restored.
func takeBackup(ctx context.Context, from, next string) error {
	source, err := sql.Open("sqlite", dsn(from, "ro"))
	if err != nil {
		return plain("open the backup", err)
	}
	defer source.Close()
	var id, version int
	if err := source.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return ErrNotOurs.because(err)
	}
	if err := source.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return ErrNotOurs.because(err)
	}
	switch {
	case id != applicationID:
		return ErrNotOurs
	case version > len(migrations):
		return ErrNewer.saying("This backup was written by a newer version of the program.")
	}
	var sound string
	if err := source.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&sound); err != nil || sound != "ok" {
		return ErrDamaged.saying("The backup file is damaged.")
	}
	if _, err := source.ExecContext(ctx, "VACUUM INTO ?", next); err != nil {
		return plain("copy the backup", err)
	}
	return markRestored(ctx, next)
}

func markRestored(ctx context.Context, next string) error {
	db, err := sql.Open("sqlite", dsn(next, "rw"))
	if err != nil {
		return plain("open the copy", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	conn, err := newSession(ctx, db)
	if err != nil {
		return plain("open the copy", err)
	}
	defer conn.close()
	c := newChecker()
	view := &View{session: conn}
	var bad string
	err = view.eachRow(ctx, func(int, int) {}, func(row entryRow) error {
		if _, bad = c.check(row); bad != "" {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	if bad != "" {
		return ErrDamaged.saying("The backup is damaged. " + bad)
	}
	if len(c.tips) == 0 {
		return ErrNotOurs.saying("The backup holds no record.")
	}
	if err := conn.setMeta(metaRestored, []byte{1}); err != nil {
		return plain("mark the copy", err)
	}
	if err := conn.exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return plain("finish the copy", err)
	}
	return nil
}

// setAside renames the old database, so that a wrong choice can be undone by hand.
func setAside(dir string) error {
	stamp := time.Now().UTC().Format("20060102-150405")
	for _, suffix := range []string{"-wal", "-shm", ""} {
		name := filepath.Join(dir, databaseFile+suffix)
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := os.Rename(name, filepath.Join(dir, fmt.Sprintf("replaced-%s-%s%s", stamp, databaseFile, suffix))); err != nil {
			return err
		}
	}
	return nil
}
