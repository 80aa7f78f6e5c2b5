package storage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// progressEvery is after how many entries a long piece of work says how far it is and looks whether it should stop.
const progressEvery = 500

// rebuild makes the projection anew from the entries: applied in memory, then written in one transaction.
func rebuild(ctx context.Context, conn *session, progress func(done, total int)) error {
	if err := conn.anyway("BEGIN IMMEDIATE"); err != nil {
		return plain("begin to rebuild", err)
	}
	err := rebuildAll(ctx, conn, progress)
	if err == nil {
		err = conn.exec("COMMIT")
	}
	if err != nil {
		_ = conn.anyway("ROLLBACK")
		return plain("rebuild the projection", err)
	}
	return nil
}

// rebuildPages is how much memory the pages of a projection in the making may take, in KiB: with SQLite's usual 2 MiB
// most of the time goes into writing pages out and reading them again.
const rebuildPages = 64 << 10

func rebuildAll(ctx context.Context, conn *session, progress func(done, total int)) (err error) {
	if _, err := conn.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = -%d", rebuildPages)); err != nil {
		return err
	}
	defer func() {
		_, shrunk := conn.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA cache_size = -2000; PRAGMA shrink_memory")
		err = errors.Join(err, shrunk)
	}()
	for _, table := range projectionTables {
		if _, err := conn.conn.ExecContext(ctx, "DROP TABLE IF EXISTS "+table); err != nil {
			return err
		}
	}
	if _, err := conn.conn.ExecContext(ctx, projection); err != nil {
		return err
	}
	m := newMaking(conn)
	defer m.stop()
	if err := eachEntry(ctx, conn, progress, m.entry); err != nil {
		return err
	}
	if err := m.documents(); err != nil {
		return err
	}
	if _, err := conn.conn.ExecContext(ctx, projectionIndexes); err != nil {
		return err
	}
	digest := m.memory.Digest()
	counts := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(m.entries)), uint64(len(m.memory.Unread())))
	return errors.Join(conn.setMeta(metaDigest, digest[:]), conn.setMeta(metaCounts, counts), conn.setMetaInt(metaProjection, armory.ProjectionVersion))
}

// making is a projection that is being made in empty tables: entry by entry, then the documents they add up to. What
// an entry means is found out in a goroutine of its own, while the next one is read and its history written.
type making struct {
	conn    *session
	memory  *armory.Memory
	entries int
	queue   chan *ledger.Sealed
	stop    func() // ends the queue; may be called twice
	over    chan struct{}

	// Of the goroutine, until over.
	failed error
}

// newMaking starts it; the caller calls stop.
func newMaking(conn *session) *making {
	m := &making{conn: conn, memory: armory.NewMemory(), queue: make(chan *ledger.Sealed, 256), over: make(chan struct{})}
	m.stop = sync.OnceFunc(func() {
		close(m.queue)
		<-m.over
	})
	go m.apply()
	return m
}

func (m *making) apply() {
	defer close(m.over)
	for s := range m.queue {
		if err := m.memory.Add(s); err != nil && !errors.Is(err, armory.ErrUnread) && m.failed == nil {
			m.failed = err
		}
	}
	if m.failed == nil {
		m.failed = m.memory.Settle()
	}
}

func (m *making) entry(s *ledger.Sealed) error {
	m.entries++
	m.queue <- s
	return m.conn.remember(s)
}

// documents writes the documents in the order of their tables: models first, so that items are found by their names at
// once, then by kind and id. No more entries come.
func (m *making) documents() error {
	m.stop()
	if m.failed != nil {
		return m.failed
	}
	for _, hash := range m.memory.Unread() {
		if err := m.conn.exec("INSERT INTO unread (hash) VALUES (?)", hash[:]); err != nil {
			return err
		}
	}
	type encoded struct {
		ref  armory.Ref
		body []byte
	}
	var all []encoded
	m.memory.Each(func(ref armory.Ref, body []byte) { all = append(all, encoded{ref, body}) })
	slices.SortFunc(all, func(a, b encoded) int {
		return cmp.Or(cmp.Compare(a.ref.Kind, b.ref.Kind), bytes.Compare(a.ref.ID[:], b.ref.ID[:]))
	})
	m.conn.days = map[day]moved{}
	defer func() { m.conn.days = nil }()
	for _, models := range []bool{true, false} {
		for _, one := range all {
			if models && one.ref.Kind != armory.DocRecord {
				continue
			}
			doc := newDoc(one.ref)
			if err := ledger.Decode(one.body, doc); err != nil {
				return err
			}
			record, ok := doc.(*armory.Record)
			if isModel := ok && record.Kind == armory.KindModel; isModel != models {
				continue
			}
			if err := m.conn.saveDoc(doc, one.body, doc.Keys(), "", true); err != nil {
				return err
			}
		}
	}
	return m.conn.countAll()
}

// eachEntry reads the whole ledger in the one order that keeps causes before effects: Lamport number, log, hash. The
// hash parts the branches of a forked log.
func eachEntry(ctx context.Context, conn *session, progress func(done, total int), f func(*ledger.Sealed) error) error {
	var total int
	if err := conn.get(ctx, "SELECT count(*) FROM entry", nil, &total); err != nil {
		return err
	}
	done := 0
	return conn.once("SELECT raw, sig FROM entry ORDER BY lam, log, hash", nil, func(scan func(...any) error) error {
		var raw, sig []byte
		if err := scan(&raw, &sig); err != nil {
			return err
		}
		if done%progressEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if progress != nil {
				progress(done, total)
			}
		}
		done++
		s, err := ledger.Trust(raw, sig)
		if err != nil {
			return ErrDamaged.saying(fmt.Sprintf("Entry %d of the record on this PC cannot be read.", done))
		}
		return f(&s)
	})
}

// Rebuild makes the projection anew while the store is open. Writes wait for it.
func (db *DB) Rebuild(ctx context.Context, progress func(done, total int)) error {
	w, _, err := db.parts()
	if err != nil {
		return err
	}
	return w.do(ctx, func(tx *Tx) error { return tx.rebuild(ctx, progress) })
}

// rebuild makes the projection anew from all that was appended until now.
func (tx *Tx) rebuild(ctx context.Context, progress func(done, total int)) error {
	if err := tx.begin(); err != nil {
		return err
	}
	if err := rebuildAll(ctx, tx.session, progress); err != nil {
		return err
	}
	own := tx.writer.known.own
	err := tx.writer.load(ctx)
	tx.writer.known.own, tx.appended = own, true
	return err
}
