package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"

	"github.com/gofrs/flock"
	"modernc.org/sqlite" // and the driver
	sqlite3 "modernc.org/sqlite/lib"
)

// Names in a data folder.
const (
	databaseFile = "armguard.db"
	lockFile     = "armguard.lock"
)

// anchorEnv moves the anchor away from the user's configuration folder, for tests.
const anchorEnv = "ARMGUARD_ANCHOR_DIR"

// Options say where a store lies.
type Options struct {
	Dir       string // the data folder
	AnchorDir string // where the anchor lies; the user's configuration folder when empty
	Log       *slog.Logger
	Now       func() time.Time
}

// DB is the store of a station. New makes it, Open acquires the folder, Close waits.
type DB struct {
	Options
	onCommit func([]armory.Message)
	onAppend func([]ledger.Sealed, []ledger.Head)

	turn    sync.Mutex // held by Open and Close, for as long as they take
	mu      sync.Mutex // guards open
	open    bool
	backing sync.Mutex // one backup at a time

	trouble atomic.Pointer[trouble] // nil: the disk takes what is written

	lock    *flock.Flock
	writer  *writer
	readers *readers
	anchor  *anchor
}

// New returns a closed store. It does no I/O.
func New(o Options) *DB { return &DB{Options: o} }

// trouble is a write that the disk did not take.
type trouble struct {
	problem error
	at      time.Time
}

// troubleStays is how long a failed write says that the next one fails too: who waits for the end of it tries nothing, and only
// trying shows it.
const troubleStays = time.Minute

// Trouble is why the disk did not take a write a moment ago; nil once it took entries again.
func (db *DB) Trouble() error {
	if t := db.trouble.Load(); t != nil && time.Since(t.at) < troubleStays {
		return t.problem
	}
	return nil
}

// noteTrouble remembers what the disk did with some writes.
func (db *DB) noteTrouble(pieces []*piece, appended bool) {
	if appended {
		db.trouble.Store(nil)
	}
	for _, p := range pieces {
		if errors.Is(p.err, ErrFull) || errors.Is(p.err, ErrDisk) || errors.Is(p.err, ErrReadOnly) {
			db.trouble.Store(&trouble{p.err, time.Now()})
		}
	}
}

// OnCommit names the function that gets the messages of every commit, in order. Call it before Open.
func (db *DB) OnCommit(f func([]armory.Message)) { db.onCommit = f }

// OnAppend names the function that gets the entries of every commit that had some, in order, with the heads of all logs
// after it. The writer calls it before it answers those who wrote: it must not wait for a write. Call it before Open.
func (db *DB) OnAppend(f func(entries []ledger.Sealed, heads []ledger.Head)) { db.onAppend = f }

// InUse reports whether a station or a command works on a data folder at this moment.
func InUse(dir string) bool {
	name := filepath.Join(dir, lockFile)
	if _, err := os.Stat(name); err != nil {
		return false
	}
	lock := flock.New(name)
	free, err := lock.TryRLock()
	if free {
		_ = lock.Unlock()
	}
	return err == nil && !free
}

// Open acquires the folder, brings the database to this version, checks the end of the ledger, and rebuilds the
// projection where it is not this version's. Errors: ErrInUse, ErrNewer, ErrReadOnly, ErrFull, ErrNotOurs, ErrDamaged.
func (db *DB) Open(ctx context.Context, progress func(done, total int)) (err error) {
	db.turn.Lock()
	defer db.turn.Unlock()
	if db.isOpen() {
		return errors.New("the store is already open")
	}
	if err := os.MkdirAll(db.Dir, 0o700); err != nil {
		return plain("make the data folder", err)
	}
	db.lock = flock.New(filepath.Join(db.Dir, lockFile))
	locked, err := db.lock.TryLock()
	if err != nil {
		return plain("lock the data folder", err)
	}
	if !locked {
		return ErrInUse
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.release())
		}
	}()
	if err := writable(db.Dir); err != nil {
		return err
	}
	if err := finishRestore(db.Dir); err != nil {
		return err
	}
	err = recognize(ctx, filepath.Join(db.Dir, databaseFile), "ro")
	if unfinished(err) {
		err = recognize(ctx, filepath.Join(db.Dir, databaseFile), "rw")
	}
	if err != nil {
		return err
	}
	if err := private(filepath.Join(db.Dir, databaseFile)); err != nil {
		return err
	}
	writing, err := sql.Open("sqlite", dsn(filepath.Join(db.Dir, databaseFile), "rwc"))
	if err != nil {
		return plain("open the database", err)
	}
	writing.SetMaxOpenConns(1)
	conn, err := newSession(ctx, writing)
	if err != nil {
		return errors.Join(plain("open the database", err), writing.Close())
	}
	db.writer = newWriter(db, writing, conn)
	if err := db.prepare(ctx, conn, progress); err != nil {
		return err
	}
	if db.readers, err = newReaders(ctx, dsn(filepath.Join(db.Dir, databaseFile), "ro")+"&_pragma=query_only(1)", max(2, runtime.NumCPU())); err != nil {
		return plain("open the database for reading", err)
	}
	if db.anchor, err = openAnchor(db.Options, conn); err != nil {
		return err
	}
	db.writer.start()
	db.setOpen(true)
	return nil
}

func (db *DB) isOpen() bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.open
}

func (db *DB) setOpen(open bool) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.open = open
}

func dsn(path, mode string) string {
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()}).String() + "?mode=" + mode + "&_pragma=busy_timeout(5000)"
	if mode != "rwc" {
		return name // a file that is read, or copied: it keeps the journal it has
	}
	return name + "&_txlock=immediate&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
}

// writable says in words that a folder cannot be written, before SQLite fails in its own.
func writable(dir string) error {
	probe, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return plain("write to the data folder", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// unfinished reports that a database could not be looked at because a program was killed in the middle of a transaction
// with a rollback journal, as a restored database has one until it is opened the first time. Whoever opens it for writing
// next undoes that transaction and changes nothing else.
func unfinished(err error) bool {
	var coded *sqlite.Error
	return errors.As(err, &coded) && coded.Code() == sqlite3.SQLITE_READONLY_ROLLBACK
}

// recognize refuses a file that is no database of ours, or one of a newer version, before anything in it is touched: to
// open it in mode rwc would already change another program's file.
func recognize(ctx context.Context, name, mode string) error {
	info, err := os.Stat(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return plain("open the database", err)
	}
	if info.IsDir() {
		return ErrNotOurs.saying("There is a folder at " + name + " where the station's database should be.")
	}
	if info.Size() == 0 {
		return nil
	}
	looking, err := sql.Open("sqlite", dsn(name, mode))
	if err != nil {
		return plain("open the database", err)
	}
	defer looking.Close()
	var version, id, tables int
	for query, into := range map[string]*int{"PRAGMA user_version": &version, "PRAGMA application_id": &id, "SELECT count(*) FROM sqlite_schema": &tables} {
		if err := looking.QueryRowContext(ctx, query).Scan(into); err != nil {
			return plain("read the database", err)
		}
	}
	switch {
	case id != applicationID && (tables > 0 || version != 0):
		return ErrNotOurs
	case version > len(migrations):
		return ErrNewer
	}
	return nil
}

// private makes the database file readable by this account only; SQLite gives its other files the same mode.
func private(name string) error {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return plain("open the database", err)
	}
	if err := file.Close(); err != nil {
		return plain("open the database", err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Chmod(name+suffix, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
			return plain("make the database private", err)
		}
	}
	return nil
}

// prepare brings the database into this version's form.
func (db *DB) prepare(ctx context.Context, conn *session, progress func(done, total int)) error {
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	var mode string
	var synchronous int
	if err := conn.get(ctx, "PRAGMA journal_mode", nil, &mode); err != nil {
		return err
	}
	if err := conn.get(ctx, "PRAGMA synchronous", nil, &synchronous); err != nil {
		return err
	}
	if mode != "wal" || synchronous != 2 {
		return fmt.Errorf("the database runs with journal %s and synchronous %d instead of wal and 2 (FULL)", mode, synchronous)
	}
	if err := checkTail(ctx, conn); err != nil {
		return err
	}
	version, known, err := conn.metaInt(ctx, metaProjection)
	if err != nil {
		return err
	}
	if !known || version != armory.ProjectionVersion {
		if err := rebuild(ctx, conn, progress); err != nil {
			return err
		}
	}
	return db.writer.load(ctx)
}

func migrate(ctx context.Context, conn *session) (err error) {
	var version int
	if err := conn.get(ctx, "PRAGMA user_version", nil, &version); err != nil {
		return plain("read the database", err)
	}
	if version == len(migrations) {
		return nil
	}
	if err := conn.anyway("BEGIN IMMEDIATE"); err != nil {
		return plain("bring the database to this version", err)
	}
	for ; version < len(migrations) && err == nil; version++ {
		script := fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", migrations[version].script, applicationID, version+1)
		if _, err = conn.conn.ExecContext(ctx, script); err == nil && migrations[version].then != nil {
			err = migrations[version].then(conn)
		}
	}
	if err == nil {
		err = conn.exec("COMMIT")
	}
	if err != nil {
		_ = conn.anyway("ROLLBACK")
	}
	return plain("bring the database to this version", err)
}

// Close ends every goroutine and gives the folder back. It may be called twice. It waits for those who read and write,
// who may still ask the store things and hear ErrClosed.
func (db *DB) Close() error {
	db.turn.Lock()
	defer db.turn.Unlock()
	if !db.isOpen() {
		return nil
	}
	db.setOpen(false)
	return db.release()
}

func (db *DB) release() error {
	var err error
	if db.readers != nil {
		err = db.readers.close()
		db.readers = nil
	}
	// The writer closes last: the last connection folds the write-ahead log into the database.
	if db.writer != nil {
		err = errors.Join(err, db.writer.stop())
		db.writer = nil
	}
	if db.anchor != nil {
		err = errors.Join(err, db.anchor.close())
		db.anchor = nil
	}
	if db.lock != nil {
		err = errors.Join(err, db.lock.Unlock())
		db.lock = nil
	}
	return err
}

// parts are what calls need while the store is open.
func (db *DB) parts() (*writer, *readers, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if !db.open {
		return nil, nil, ErrClosed
	}
	return db.writer, db.readers, nil
}

// Write runs f in the one writing transaction and returns after its commit is durable. An error of f undoes what f
// did and nothing else. f must not keep tx, nor wait for anything.
func (db *DB) Write(ctx context.Context, f func(*Tx) error) error {
	w, _, err := db.parts()
	if err != nil {
		return err
	}
	return w.do(ctx, f)
}

// Read runs f on one snapshot. f must not keep view.
func (db *DB) Read(ctx context.Context, f func(*View) error) error {
	_, r, err := db.parts()
	if err != nil {
		return err
	}
	return r.do(ctx, f)
}

// Bytes is the size of the database with its log on disk.
func (db *DB) Bytes() int64 {
	var total int64
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(filepath.Join(db.Dir, databaseFile+suffix)); err == nil {
			total += info.Size()
		}
	}
	return total
}
