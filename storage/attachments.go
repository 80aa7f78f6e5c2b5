package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// An attachment is known by the SHA-256 of its bytes, which an entry names. It is kept before that entry is written; one that
// no entry came to name is dropped a day later. That of another station's entry is wanted until it comes from there, and what
// nobody wants is not taken.

// unnamedFor is how long an attachment waits for its entry.
const unnamedFor = 24 * time.Hour

// ErrAttachment is returned for an attachment that is empty or larger than armory.MaxAttachment.
var ErrAttachment = errors.New("not an attachment")

// Attachment is the bytes of an attachment; nil when it is not here.
func (v *View) Attachment(hash ledger.Hash) ([]byte, error) {
	var body []byte
	err := v.session.get(context.Background(), "SELECT body FROM attachment WHERE hash = ?", []any{hash[:]}, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, plain("read an attachment", err)
}

// Wanted are attachments that entries name and that are not here, in the order of their hashes, after one of them.
func (v *View) Wanted(after ledger.Hash, limit int) ([]ledger.Hash, error) {
	var out []ledger.Hash
	err := v.session.each("SELECT hash FROM wanted WHERE hash > ? ORDER BY hash LIMIT ?", []any{after[:], limit}, scanHashes(&out))
	return out, plain("list missing attachments", err)
}

// SaveAttachment keeps an attachment and returns its hash.
func (tx *Tx) SaveAttachment(body []byte) (ledger.Hash, error) {
	hash, now := ledger.Hash(sha256.Sum256(body)), tx.writer.owner.Now()
	if len(body) == 0 || len(body) > armory.MaxAttachment {
		return hash, fmt.Errorf("%w: %d bytes", ErrAttachment, len(body))
	}
	wanted, err := tx.wants(hash)
	if err != nil {
		return hash, err
	}
	if err := tx.write("INSERT OR IGNORE INTO attachment (hash, named, at_ms, body) VALUES (?, ?, ?, ?)", hash[:], wanted, now.UnixMilli(), body); err != nil {
		return hash, err
	}
	if wanted {
		return hash, tx.session.exec("DELETE FROM wanted WHERE hash = ?", hash[:])
	}
	return hash, tx.session.exec("DELETE FROM attachment WHERE named = 0 AND at_ms < ?", now.Add(-unnamedFor).UnixMilli())
}

// TakeAttachment keeps an attachment that came from another station, and reports whether it was wanted.
func (tx *Tx) TakeAttachment(body []byte) (bool, error) {
	wanted, err := tx.wants(sha256.Sum256(body))
	if err != nil || !wanted {
		return false, err
	}
	_, err = tx.SaveAttachment(body)
	return err == nil, err
}

func (tx *Tx) wants(hash ledger.Hash) (wanted bool, err error) {
	err = tx.session.get(context.Background(), "SELECT EXISTS (SELECT 1 FROM wanted WHERE hash = ?)", []any{hash[:]}, &wanted)
	return wanted, plain("look for an attachment", err)
}

// name notes which attachments an entry names, and wants those that are not here.
func (tx *Tx) name(e *ledger.Entry) error {
	for _, hash := range armory.Attachments(e) {
		done, err := tx.session.change("UPDATE attachment SET named = 1 WHERE hash = ?", hash[:])
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err == nil && n == 0 {
			err = tx.session.exec("INSERT OR IGNORE INTO wanted (hash) VALUES (?)", hash[:])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// damagedAttachments are those whose bytes are not what they were.
func (v *View) damagedAttachments(ctx context.Context) (bad []ledger.Hash, err error) {
	err = v.session.each("SELECT hash, body FROM attachment", nil, func(scan func(...any) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var hash, body []byte
		if err := scan(&hash, &body); err != nil {
			return err
		}
		if sum := sha256.Sum256(body); string(sum[:]) != string(hash) {
			bad = append(bad, ledger.Hash(hash))
		}
		return nil
	})
	return bad, err
}

// wantAgain gives up damaged attachments: other stations have them.
func (tx *Tx) wantAgain(bad []ledger.Hash) error {
	for _, hash := range bad {
		if err := tx.write("DELETE FROM attachment WHERE hash = ?", hash[:]); err != nil {
			return err
		}
		if err := tx.session.exec("INSERT OR IGNORE INTO wanted (hash) VALUES (?)", hash[:]); err != nil {
			return err
		}
	}
	return nil
}
