package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Tx is one Write's part of the writing transaction.
type Tx struct {
	View
	writer   *writer
	saved    bool // the savepoint is open
	appended bool
	before   known // when the savepoint was opened
	entries  []ledger.Sealed
	messages []armory.Message
}

// begin opens the savepoint at the first write.
func (tx *Tx) begin() error {
	if tx.saved {
		return nil
	}
	if err := tx.session.exec("SAVEPOINT piece"); err != nil {
		return err
	}
	tx.before, tx.saved = tx.writer.copyKnown(), true
	return nil
}

// write opens the savepoint and executes.
func (tx *Tx) write(query string, args ...any) error {
	if err := tx.begin(); err != nil {
		return err
	}
	return tx.session.exec(query, args...)
}

// Append keeps an entry and projects it. A known one changes nothing. Its causes must be here.
func (tx *Tx) Append(s *ledger.Sealed) error {
	if err := tx.begin(); err != nil {
		return err
	}
	e := &s.Entry
	done, err := tx.session.change("INSERT OR IGNORE INTO entry (hash, log, seq, lam, kind, raw, sig, recv_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		s.Hash[:], e.Log.ID[:], int64(e.Seq), int64(e.Lam), e.Kind, s.Raw, s.Sig, tx.writer.owner.Now().UnixMilli())
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	k := &tx.writer.known
	if err := tx.causes(e, k.heads[e.Log].place.Hash); err != nil {
		return err
	}
	tx.appended = true
	k.entries++
	tx.entries = append(tx.entries, *s)
	if err := tx.grow(s); err != nil {
		return err
	}
	if err := tx.session.remember(s); err != nil {
		return err
	}
	if err := tx.name(e); err != nil {
		return err
	}
	switch err = armory.Apply(tx, s); {
	case errors.Is(err, armory.ErrUnread):
		k.unread++
		return tx.session.exec("INSERT INTO unread (hash) VALUES (?)", s.Hash[:])
	case errors.Is(err, armory.ErrAgain): // a station was revoked, or what it wrote after that was adopted: rare
		return tx.rebuild(context.Background(), nil)
	}
	return err
}

// causes refuses an entry whose predecessor or deps are not here: a store with a gap could never be verified again.
func (tx *Tx) causes(e *ledger.Entry, tip ledger.Hash) error {
	missing := func(hash ledger.Hash) error {
		var here int
		err := tx.session.get(context.Background(), "SELECT 1 FROM entry WHERE hash = ?", []any{hash[:]}, &here)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: entry %d of log %s rests on %s, which is not here", ledger.ErrChain, e.Seq, e.Log.Short(), hash.Short())
		}
		return err
	}
	if e.Seq > 1 && e.Prev != tip {
		if err := missing(e.Prev); err != nil {
			return err
		}
	}
	for _, dep := range e.Deps {
		if err := missing(dep.Hash); err != nil {
			return err
		}
	}
	return nil
}

// remember writes the entry into the histories of its subjects.
func (s *session) remember(e *ledger.Sealed) error {
	write := func(subject ledger.ID) error {
		return s.exec("INSERT OR IGNORE INTO history (subject, lam, log, hash) VALUES (?, ?, ?, ?)", subject[:], int64(e.Entry.Lam), e.Entry.Log.ID[:], e.Hash[:])
	}
	if err := eachSubject(&e.Entry, write); err != nil || !findable(&e.Entry) {
		return err
	}
	return write(e.Entry.Command.ID)
}

// findable reports that an entry is found by its command in the histories: one that needed leave, and one that must not be
// written twice when its answer was lost. A Take, the one kind of these that comes in numbers, is found by its transaction: a
// row for each would be a page more to write in every commit.
func findable(e *ledger.Entry) bool {
	switch e.Kind {
	case armory.KindStockMove, armory.KindStockCount, armory.KindMaintenance, armory.KindRaise:
		return true
	}
	return e.Why.Code != ledger.WhyFree && (e.Kind != armory.KindTake || e.KindVer != 1)
}

func eachSubject(e *ledger.Entry, f func(ledger.ID) error) error {
	for i, subject := range e.Subjects {
		if i > 0 && e.Subjects[i-1].ID == subject.ID {
			continue // record and custody of one item
		}
		if err := f(subject.ID.ID); err != nil {
			return err
		}
	}
	return nil
}

// Save writes a document, what it is found by, and its row in a list.
func (tx *Tx) Save(doc armory.Doc) error {
	if err := tx.begin(); err != nil {
		return err
	}
	ref, body := doc.Ref(), ledger.Encode(doc)
	var old []byte
	var oldKeys string
	err := tx.session.get(context.Background(), "SELECT body, keys FROM doc WHERE kind = ? AND id = ?", []any{string(ref.Kind), ref.ID[:]}, &old, &oldKeys)
	isNew := errors.Is(err, sql.ErrNoRows)
	if err != nil && !isNew {
		return err
	}
	if !isNew {
		if bytes.Equal(old, body) {
			return nil
		}
		tx.writer.known.digest.Toggle(ref, old)
	}
	tx.writer.known.digest.Toggle(ref, body)
	if err := tx.session.saveDoc(doc, body, doc.Keys(), oldKeys, isNew); err != nil {
		return err
	}
	if record, ok := doc.(*armory.Record); ok && record.Kind == armory.KindAccount {
		return tx.recount(record)
	}
	return nil
}

// saveDoc writes a document, new or with the former keys oldKeys.
func (s *session) saveDoc(doc armory.Doc, body []byte, keys []armory.Key, oldKeys string, isNew bool) error {
	ref, joined := doc.Ref(), joinKeys(keys)
	if err := s.exec("INSERT OR REPLACE INTO doc (kind, id, body, keys) VALUES (?, ?, ?, ?)", string(ref.Kind), ref.ID[:], body, joined); err != nil {
		return err
	}
	if joined != oldKeys {
		if err := s.dropKeys(ref, oldKeys); err != nil {
			return err
		}
		for _, key := range keys {
			if err := s.exec("INSERT OR IGNORE INTO idx (name, value, kind, id) VALUES (?, ?, ?, ?)", key.Index, key.Value, string(ref.Kind), ref.ID[:]); err != nil {
				return err
			}
		}
	}
	return s.list(doc, isNew)
}

// The unit and record separators between joined keys. They cannot stand in a cleaned value, but another station's
// entries may hold values that nobody cleaned.
var (
	escapeKey   = strings.NewReplacer("\x1b", "\x1b0", "\x1e", "\x1b1", "\x1f", "\x1b2")
	unescapeKey = strings.NewReplacer("\x1b0", "\x1b", "\x1b1", "\x1e", "\x1b2", "\x1f")
)

// joinKeys is what a document is found by in one text.
func joinKeys(keys []armory.Key) string {
	var b strings.Builder
	for _, key := range keys {
		b.WriteString(key.Index)
		b.WriteByte(0x1f)
		b.WriteString(escapeKey.Replace(key.Value))
		b.WriteByte(0x1e)
	}
	return b.String()
}

func (s *session) dropKeys(ref armory.Ref, joined string) error {
	for part := range strings.SplitSeq(joined, "\x1e") {
		name, value, ok := strings.Cut(part, "\x1f")
		if !ok {
			continue
		}
		if err := s.exec("DELETE FROM idx WHERE name = ? AND value = ? AND kind = ? AND id = ?", name, unescapeKey.Replace(value), string(ref.Kind), ref.ID[:]); err != nil {
			return err
		}
	}
	return nil
}

// Delete removes a document. Only documents without a row in a list are ever removed.
func (tx *Tx) Delete(ref armory.Ref) error {
	var body []byte
	var keys string
	err := tx.session.get(context.Background(), "SELECT body, keys FROM doc WHERE kind = ? AND id = ?", []any{string(ref.Kind), ref.ID[:]}, &body, &keys)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = tx.begin()
	}
	if err != nil {
		return err
	}
	tx.writer.known.digest.Toggle(ref, body)
	if err := tx.session.dropKeys(ref, keys); err != nil {
		return err
	}
	if ref.Kind == armory.DocConflict || ref.Kind == armory.DocDiscrepancy {
		if err := tx.session.unlistDiscrepancy(ref.ID); err != nil {
			return err
		}
	}
	return tx.session.exec("DELETE FROM doc WHERE kind = ? AND id = ?", string(ref.Kind), ref.ID[:])
}

// SetOwnLog says which log this station writes from now on. It is in no doubt.
func (tx *Tx) SetOwnLog(log ledger.LogID) error {
	if err := tx.write("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", metaOwnLog, log.ID[:]); err != nil {
		return err
	}
	tx.writer.known.own = log
	return tx.session.exec("DELETE FROM meta WHERE key IN (?, ?)", metaRestored, metaDoubt)
}

// DoubtOwnLog remembers why the own log may not be continued, until SetOwnLog names another.
func (tx *Tx) DoubtOwnLog(reason string) error {
	return tx.write("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", metaDoubt, []byte(reason))
}
