package storage

import (
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// What an account has read is kept by the numbers of this PC's feed, and, so that other stations know too, by the entry
// that gave the notification: read at one station is read at all. A mark may come before the notification, or to a
// station that never gets it.

// How long marks are told to other stations, and kept.
const (
	marksToldFor = 30 * 24 * time.Hour
	marksKeptFor = 90 * 24 * time.Hour
)

// unread are an account's notifications it has not read: ?1 the account.
const unread = `feed = 'notifications' AND (account IS NULL OR account = ?1) AND seq > (SELECT coalesce(max(seq), 0) FROM read_up_to WHERE account = ?1)
	AND seq NOT IN (SELECT seq FROM read_mark WHERE account = ?1)
	AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.account = ?1 AND mark.entry = feed.entry)`

// Notifications lists an account's own and everybody's, newest first, before a sequence number (0: the end), and
// counts those it has not read.
func (v *View) Notifications(account ledger.AccountID, before int64, limit int) ([]armory.Message, int, error) {
	if before == 0 {
		before = 1 << 62
	}
	var out []armory.Message
	err := v.session.each(`SELECT `+messageColumns+` FROM feed WHERE feed = 'notifications' AND seq < ? AND (account IS NULL OR account = ?) ORDER BY seq DESC LIMIT ?`,
		[]any{before, account.ID[:], limit}, scanMessages(&out))
	if err != nil {
		return nil, 0, plain("read the notifications", err)
	}
	waiting := map[int64]bool{}
	if err := v.session.each("SELECT seq FROM feed WHERE "+unread, []any{account.ID[:]}, func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		waiting[seq] = true
		return err
	}); err != nil {
		return nil, 0, plain("read what was read", err)
	}
	for i := range out {
		out[i].Read = !waiting[out[i].Seq]
	}
	return out, len(waiting), nil
}

// MarkRead marks notifications as read by an account; nil: all up to now.
func (tx *Tx) MarkRead(account ledger.AccountID, seqs []int64) error {
	entries, err := tx.UnreadEntries(account, seqs)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, err := tx.TakeMark(account, entry); err != nil {
			return err
		}
	}
	if len(seqs) == 0 {
		last, err := tx.LastSeq()
		if err != nil {
			return err
		}
		if err := tx.write("INSERT OR REPLACE INTO read_up_to (account, seq) VALUES (?, ?)", account.ID[:], last); err != nil {
			return err
		}
		return tx.session.exec("DELETE FROM read_mark WHERE account = ?", account.ID[:])
	}
	for _, seq := range seqs {
		if err := tx.write("INSERT OR IGNORE INTO read_mark (account, seq) VALUES (?, ?)", account.ID[:], seq); err != nil {
			return err
		}
	}
	return nil
}

// UnreadEntries are the entries of which an account will have read all they told it once it has read these
// notifications; nil: any. Asked before MarkRead they are the marks that other stations have to be told.
func (v *View) UnreadEntries(account ledger.AccountID, seqs []int64) ([]ledger.Hash, error) {
	reading := map[int64]bool{}
	for _, seq := range seqs {
		reading[seq] = true
	}
	var out []ledger.Hash
	left := map[ledger.Hash]bool{} // whether something of an entry stays unread
	err := v.session.each("SELECT seq, entry FROM feed WHERE "+unread+" AND entry IS NOT NULL ORDER BY seq", []any{account.ID[:]}, func(scan func(...any) error) error {
		var seq int64
		var entry []byte
		if err := scan(&seq, &entry); err != nil {
			return err
		}
		hash := ledger.Hash(entry)
		stays, met := left[hash]
		if !met {
			out = append(out, hash)
		}
		left[hash] = stays || len(seqs) > 0 && !reading[seq]
		return nil
	})
	return slices.DeleteFunc(out, func(h ledger.Hash) bool { return left[h] }), plain("read what was not read", err)
}

// TakeMark remembers that an account has read what an entry told it, and reports whether that is new here.
func (tx *Tx) TakeMark(account ledger.AccountID, entry ledger.Hash) (bool, error) {
	if err := tx.begin(); err != nil {
		return false, err
	}
	now := tx.writer.owner.Now()
	done, err := tx.session.change("INSERT OR IGNORE INTO mark (account, entry, at_ms) VALUES (?, ?, ?)", account.ID[:], entry[:], now.UnixMilli())
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return true, tx.session.exec("DELETE FROM mark WHERE at_ms < ? AND account = ?", now.Add(-marksKeptFor).UnixMilli(), account.ID[:])
}

// AllMarks are what another station gets: by account, the entries of which it has read what they told. Those of the last
// 30 days up to the newest.
func (v *View) AllMarks() (map[ledger.AccountID][]ledger.Hash, error) {
	out := map[ledger.AccountID][]ledger.Hash{}
	err := v.session.each("SELECT account, entry FROM mark WHERE at_ms >= (SELECT max(at_ms) FROM mark) - ? ORDER BY account, entry", []any{marksToldFor.Milliseconds()}, func(scan func(...any) error) error {
		var account, entry []byte
		if err := scan(&account, &entry); err != nil {
			return err
		}
		id := ledger.AccountID{ID: ledger.ID(account)}
		out[id] = append(out[id], ledger.Hash(entry))
		return nil
	})
	return out, plain("read the marks", err)
}
