package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// progressEvery is after how many entries a long piece of work says how far it is and looks whether it should stop.
const progressEvery = 500

// rebuild makes the projection anew from the entries: applied in memory, then written in one transaction.
func rebuild(ctx context.Context, conn *session, progress func(done, total int)) error {
	if err := conn.exec("BEGIN IMMEDIATE"); err != nil {
		return plain("begin to rebuild", err)
	}
	err := rebuildAll(ctx, conn, progress)
	if err == nil {
		err = conn.exec("COMMIT")
	}
	if err != nil {
		_ = conn.exec("ROLLBACK")
		return plain("rebuild the projection", err)
	}
	return nil
}

func rebuildAll(ctx context.Context, conn *session, progress func(done, total int)) error {
	for _, table := range projectionTables {
		if _, err := conn.conn.ExecContext(ctx, "DROP TABLE IF EXISTS "+table); err != nil {
			return err
		}
	}
	if _, err := conn.conn.ExecContext(ctx, projection); err != nil {
		return err
	}
	memory := armory.NewMemory()
	entries, unread := 0, 0
	err := eachEntry(ctx, conn, progress, func(s *ledger.Sealed) error {
		entries++
		if err := eachSubject(&s.Entry, func(subject ledger.ID) error {
			return conn.exec("INSERT OR IGNORE INTO history (subject, lam, log, hash) VALUES (?, ?, ?, ?)", subject[:], int64(s.Entry.Lam), s.Entry.Log.ID[:], s.Hash[:])
		}); err != nil {
			return err
		}
		err := memory.Apply(s)
		if errors.Is(err, armory.ErrUnread) {
			unread++
			return conn.exec("INSERT INTO unread (hash) VALUES (?)", s.Hash[:])
		}
		return err
	})
	if err != nil {
		return err
	}
	// Models first, so that items are found by their names at once.
	for _, models := range []bool{true, false} {
		var failed error
		memory.Each(func(ref armory.Ref, body []byte) {
			if failed != nil {
				return
			}
			doc := newDoc(ref)
			if failed = ledger.Decode(body, doc); failed != nil {
				return
			}
			record, ok := doc.(*armory.Record)
			if isModel := ok && record.Kind == armory.KindModel; isModel == models {
				failed = conn.saveDoc(doc, body, doc.Keys(), "")
			}
		})
		if failed != nil {
			return failed
		}
	}
	digest := memory.Digest()
	counts := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(entries)), uint64(unread))
	return errors.Join(conn.setMeta(metaDigest, digest[:]), conn.setMeta(metaCounts, counts), conn.setMetaInt(metaProjection, armory.ProjectionVersion))
}

// eachEntry reads the whole ledger in an order that keeps causes before effects: by Lamport number.
func eachEntry(ctx context.Context, conn *session, progress func(done, total int), f func(*ledger.Sealed) error) error {
	var total int
	if err := conn.get(ctx, "SELECT count(*) FROM entry", nil, &total); err != nil {
		return err
	}
	done := 0
	return conn.once("SELECT raw, sig FROM entry ORDER BY lam, log", nil, func(scan func(...any) error) error {
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
	return w.do(ctx, func(tx *Tx) error {
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
	})
}
