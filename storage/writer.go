package storage

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// maxBatch is how many waiting pieces one commit takes at most. The disk's fsync is the window in which they gather:
// the writer never waits for a batch to fill.
const maxBatch = 64

// Keys of meta.
const (
	metaProjection = "projection"
	metaDigest     = "digest"
	metaCounts     = "counts"
	metaOwnLog     = "own_log"
	metaRestored   = "restored"
	metaDoubt      = "doubt"     // why the own log may not be continued, found out while the station ran
	metaFeedBase   = "feed_base" // the last number of the feeds before the own log began
	metaSeal       = "seal"      // of a backup: the sum of what no signature covers
)

// writer is the one goroutine that writes, with what it knows of the ledger's end.
type writer struct {
	owner *DB
	db    *sql.DB
	conn  *session
	queue chan *piece
	quit  chan struct{}
	done  sync.WaitGroup

	known   known
	commits uint64 // for tests: how many commits there were
}

// known is kept in memory beside the tables and undone with a savepoint.
type known struct {
	digest  armory.Digest
	entries int64
	unread  int64
	heads   map[ledger.LogID]head
	forks   map[ledger.LogID][]branch // the other ends of logs that fork
	own     ledger.LogID
}

type head struct {
	place ledger.Head
	lam   uint64
}

// piece is one Write that waits.
type piece struct {
	ctx  context.Context
	f    func(*Tx) error
	err  error
	done chan struct{}
}

func newWriter(owner *DB, db *sql.DB, conn *session) *writer {
	conn.strict = true
	return &writer{owner: owner, db: db, conn: conn, queue: make(chan *piece, maxBatch), quit: make(chan struct{})}
}

// load reads what is known from the tables.
func (w *writer) load(ctx context.Context) error {
	w.known = known{heads: map[ledger.LogID]head{}}
	var digest, counts []byte
	if err := w.conn.get(ctx, "SELECT value FROM meta WHERE key = ?", []any{metaDigest}, &digest); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return plain("read the digest", err)
	}
	copy(w.known.digest[:], digest)
	if err := w.conn.get(ctx, "SELECT value FROM meta WHERE key = ?", []any{metaCounts}, &counts); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return plain("read the counts", err)
	}
	if len(counts) == 16 {
		w.known.entries, w.known.unread = int64(binary.BigEndian.Uint64(counts)), int64(binary.BigEndian.Uint64(counts[8:]))
	}
	own, err := ownLog(w.conn)
	if err != nil {
		return err
	}
	w.known.own = own
	if w.known.forks, err = w.conn.forks(); err != nil {
		return plain("read the branches", err)
	}
	return eachHead(w.conn, func(place ledger.Head, lam uint64) { w.known.heads[place.Log] = head{place, lam} })
}

func (w *writer) start() { w.done.Go(w.run) }

// stop lets what was taken finish, refuses what waits and closes the connection.
func (w *writer) stop() error {
	close(w.quit)
	w.done.Wait()
	return errors.Join(w.conn.close(), w.db.Close())
}

func (w *writer) do(ctx context.Context, f func(*Tx) error) error {
	p := &piece{ctx: ctx, f: f, done: make(chan struct{})}
	select {
	case w.queue <- p:
	case <-w.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-p.done:
	case <-w.quit:
		w.done.Wait() // the writer answers what it had taken; what it had not is refused
		select {
		case <-p.done:
		default:
			return ErrClosed
		}
	}
	return p.err
}

func (w *writer) run() {
	for {
		select {
		case p := <-w.queue:
			w.batch(p)
		case <-w.quit:
			return
		}
	}
}

// batch commits a piece with everything else that waits.
func (w *writer) batch(first *piece) {
	pieces := []*piece{first}
gather:
	for len(pieces) < maxBatch {
		select {
		case p := <-w.queue:
			pieces = append(pieces, p)
		default:
			break gather
		}
	}
	// A reader of the queue's end who is about to put something in gets no turn: waiting for him would be waiting.
	before := w.copyKnown()
	appended, messages, err := w.commit(pieces)
	if err != nil {
		w.known = before
		_ = w.conn.anyway("ROLLBACK") // SQLite may have ended the transaction itself
		for _, p := range pieces {
			if p.err == nil {
				p.err = plain("write to the database", err)
			}
		}
	}
	w.owner.noteTrouble(pieces, err == nil && len(appended) > 0)
	if err == nil && w.owner.onAppend != nil && len(appended) > 0 {
		w.owner.onAppend(appended, listHeads(w.known.heads, w.known.forks))
	}
	if err == nil && w.owner.onCommit != nil && len(messages) > 0 {
		w.owner.onCommit(messages)
	}
	for _, p := range pieces {
		close(p.done)
	}
}

func (w *writer) copyKnown() known {
	copied := w.known
	copied.heads, copied.forks = maps.Clone(w.known.heads), maps.Clone(w.known.forks)
	return copied
}

// commit runs the pieces and commits them. It returns the entries and the messages of those that stood.
func (w *writer) commit(pieces []*piece) (entries []ledger.Sealed, messages []armory.Message, err error) {
	if err := w.conn.anyway("BEGIN IMMEDIATE"); err != nil {
		return nil, nil, err
	}
	wrote, appended := false, false
	for _, p := range pieces {
		tx := &Tx{View: View{session: w.conn, tx: true}, writer: w}
		tx.View.known = &w.known
		if p.err = p.ctx.Err(); p.err != nil {
			continue
		}
		var lost error
		if p.err, lost = w.piece(p, tx); lost != nil {
			return nil, nil, lost
		}
		if p.err != nil {
			continue
		}
		wrote = wrote || tx.saved
		appended = appended || tx.appended
		entries, messages = append(entries, tx.entries...), append(messages, tx.messages...)
	}
	if !wrote {
		return nil, nil, w.conn.anyway("ROLLBACK")
	}
	if appended {
		counts := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(w.known.entries)), uint64(w.known.unread))
		if err := w.conn.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?), (?, ?)", metaDigest, w.known.digest[:], metaCounts, counts); err != nil {
			return nil, nil, err
		}
	}
	if err := w.conn.exec("COMMIT"); err != nil {
		return nil, nil, err
	}
	w.commits++
	if own, ok := w.known.heads[w.known.own]; ok && appended {
		w.owner.anchor.note(own.place)
	}
	return entries, messages, nil
}

// piece runs one function; what it did is undone when it fails. lost says that the whole transaction is gone: SQLite
// gave it up, and nothing of it may be committed.
func (w *writer) piece(p *piece, tx *Tx) (err, lost error) {
	defer func() {
		r := recover()
		if r != nil {
			err = fmt.Errorf("a write panicked: %v", r)
		}
		if err == nil {
			err = w.conn.fault // f went on after a failure as if nothing had been
		}
		if tx.saved {
			if err != nil {
				w.known = tx.before
				lost = w.conn.anyway("ROLLBACK TO piece")
			}
			if lost == nil {
				lost = w.conn.anyway("RELEASE piece")
			}
			if lost != nil {
				lost = errors.Join(err, lost)
			}
		}
		w.conn.fault = nil
		err = plain("write to the database", err)
	}()
	return p.f(tx), nil
}
