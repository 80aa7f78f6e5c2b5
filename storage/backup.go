package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"
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
	if _, _, err := db.parts(); err != nil {
		return info, err
	}
	db.backing.Lock()
	defer db.backing.Unlock()
	if _, err := os.Lstat(path); err == nil {
		return info, ErrExists
	}
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return info, errBackupFolder.saying("There is no folder " + filepath.Dir(path) + " to write the backup to.")
	}
	progress(0, 2)
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return info, backupProblem(path, err)
	}
	err := db.copyTo(ctx, part, &info)
	if err == nil {
		progress(1, 2)
		err = giveName(part, path)
	}
	if removed := os.Remove(part); err == nil && removed != nil && !errors.Is(removed, os.ErrNotExist) {
		err = removed
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return info, backupProblem(path, err)
	}
	progress(2, 2)
	return info, nil
}

// BackupEntries is how many entries a backup file has, as it says itself: it is checked when it is restored.
func (*DB) BackupEntries(ctx context.Context, path string) (entries int, err error) {
	if err := recognizeBackup(ctx, path); err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite", dsn(path, "ro"))
	if err != nil {
		return 0, plain("open the backup", err)
	}
	defer db.Close()
	conn, err := newSession(ctx, db)
	if err != nil {
		return 0, damagedBackup(err)
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if entries, _, err = (&View{session: conn}).Counts(); err != nil {
		return 0, damagedBackup(err)
	}
	return entries, nil
}

// giveName gives a finished file its name, which nobody else must have.
func giveName(part, path string) error {
	if err := syncFile(part); err != nil {
		return err
	}
	err := os.Link(part, path) // fails when the name was taken meanwhile
	if err == nil {
		return nil
	}
	if _, taken := os.Lstat(path); taken == nil || errors.Is(err, os.ErrExist) {
		return ErrExists
	}
	return os.Rename(part, path) // a file system without links, such as a USB stick's
}

var errBackupFolder = &Problem{Code: "READ_ONLY", Message: "The backup could not be written.", Fix: "Check that the folder is there and may be written to, or choose another one."}

// backupProblem says it of the place of the backup, which is seldom that of the data folder.
func backupProblem(path string, err error) error {
	dir := filepath.Dir(path)
	switch shown := plain("write the backup", err); {
	case errors.Is(shown, ErrFull):
		full := ErrFull.saying("The disk is full; the backup was not written.").because(err)
		full.Fix = "Free some space on the drive of " + dir + ", or choose another place."
		return full
	case errors.Is(shown, ErrReadOnly):
		return errBackupFolder.saying("The backup could not be written to " + dir + ".").because(err)
	default:
		return shown
	}
}

// copyTo copies what a reader sees and seals the copy.
func (db *DB) copyTo(ctx context.Context, part string, info *BackupInfo) error {
	conn, err := sql.Open("sqlite", dsn(filepath.Join(db.Dir, databaseFile), "rw"))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := copyInto(ctx, conn, part); err != nil {
		return err
	}
	if info.Entries, err = sealCopy(ctx, part); err != nil {
		return err
	}
	stat, err := os.Stat(part)
	if err == nil {
		info.Bytes = stat.Size()
	}
	return err
}

// copyInto writes one consistent snapshot without free pages to a new file that only this account may read: it holds
// people's names and wrapped keys.
func copyInto(ctx context.Context, from *sql.DB, name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	_, err = from.ExecContext(ctx, "VACUUM INTO ?", name)
	return err
}

// sealCopy writes into a copy the sum of what no signature covers, and counts its entries.
func sealCopy(ctx context.Context, name string) (entries int, err error) {
	db, err := sql.Open("sqlite", dsn(name, "rw"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	conn, err := newSession(ctx, db)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if err := conn.get(ctx, "SELECT count(*) FROM entry", nil, &entries); err != nil {
		return 0, err
	}
	sum, err := unsigned(conn)
	if err != nil {
		return 0, err
	}
	return entries, conn.setMeta(metaSeal, sum)
}

// unsigned is a sum over everything in a database but the entries, which carry signatures, and the projection, which a
// restored station makes anew. A backup of an older version lacks some of the tables.
func unsigned(conn *session) ([]byte, error) {
	var all [32]byte
	for _, table := range []string{
		"(SELECT type, name, tbl_name, sql FROM sqlite_schema)", "pragma_user_version", "(SELECT count(*) FROM entry)", "sqlite_sequence",
		"head", "(SELECT * FROM meta WHERE key <> '" + metaSeal + "')", "feed", "read_mark", "read_up_to", "draft", "setting", "credential", "branch", "mark", "attachment", "wanted",
	} {
		if slices.Contains([]string{"branch", "mark", "attachment", "wanted"}, table) {
			var there bool
			if err := conn.get(context.Background(), "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", []any{table}, &there); err != nil || !there {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		sum, err := conn.sum("SELECT * FROM " + table)
		if err != nil {
			return nil, err
		}
		all = sha256.Sum256(append(all[:], sum[:]...))
	}
	return all[:], nil
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
