package storage

import (
	"context"
	"database/sql"
	"errors"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// beside is a projection made anew in a database of its own, to compare the one on disk with.
type beside struct {
	*making
	db *sql.DB
}

// newBeside opens a database that SQLite keeps in a temporary file and forgets when it is closed.
func newBeside(ctx context.Context) (*beside, error) {
	db, err := sql.Open("sqlite", "file:?mode=rwc&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := newSession(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	b := &beside{making: newMaking(conn), db: db}
	if _, err := conn.conn.ExecContext(ctx, "BEGIN; "+projection); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *beside) close() error {
	b.stop()
	return errors.Join(b.conn.close(), b.db.Close())
}

// listed are the tables of the projection beside its documents, with what has to be equal. item_list and person_list
// number their rows as they come; the words searched for cannot be read back.
var listed = []string{
	"SELECT kind, id, body, keys FROM doc", "SELECT * FROM idx", "SELECT * FROM history", "SELECT * FROM unread", "SELECT * FROM model_list", "SELECT * FROM tx_list", "SELECT * FROM tx_line", "SELECT * FROM discrepancy_list", "SELECT * FROM tx_day",
	"SELECT id, label, model, serial, number, number_sort, status, condition, holder, due_ms, tx FROM item_list",
	"SELECT id, label, serial, rank, last_name, first_name, grp, status FROM person_list",
}

const listsChanged = "The lists on this PC are not what the record says: somebody changed the database. The record itself is whole; the lists are made anew at the next start."

// compareProjection says whether the lists have to be made anew, and what is wrong in words.
func (v *View) compareProjection(ctx context.Context, b *beside) (lists bool, problem string, err error) {
	var sound string
	if err := v.session.get(ctx, "PRAGMA integrity_check(1)", nil, &sound); err != nil || sound != "ok" {
		return false, "The database file is damaged: " + sound + ".", plain("check the database", err)
	}
	if err := b.documents(); err != nil {
		return false, "", err
	}
	kept, err := v.Digest()
	if err != nil {
		return false, "", err
	}
	var onDisk armory.Digest
	if err := v.session.once("SELECT kind, id, body FROM doc", nil, func(scan func(...any) error) error {
		var kind string
		var id, body []byte
		if err := scan(&kind, &id, &body); err != nil {
			return err
		}
		if len(id) == 16 {
			onDisk.Toggle(armory.Ref{Kind: armory.DocKind(kind), ID: ledger.ID(id)}, body)
		}
		return nil
	}); err != nil {
		return false, "", plain("read the documents", err)
	}
	if onDisk != b.memory.Digest() || kept != onDisk {
		return true, listsChanged, nil
	}
	for _, query := range listed {
		there, err := v.session.sum(query)
		if err != nil {
			return false, "", plain("read the lists", err)
		}
		here, err := b.conn.sum(query)
		if err != nil {
			return false, "", plain("read the compared lists", err)
		}
		if there != here {
			return true, listsChanged, nil
		}
	}
	return false, "", nil
}
