package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Publish keeps a live message and gives it the next sequence number.
func (tx *Tx) Publish(m *armory.Message) error {
	if err := tx.begin(); err != nil {
		return err
	}
	done, err := tx.session.change("INSERT INTO feed (feed, type, account, entry, wall_ms, body) VALUES (?, ?, ?, ?, ?, ?)", m.Feed, m.Type,
		orNull(m.Account.ID), hashOrNull(m.Entry), m.WallMs, m.Body)
	if err != nil {
		return err
	}
	if m.Seq, err = done.LastInsertId(); err != nil {
		return err
	}
	tx.messages = append(tx.messages, *m)
	return nil
}

// BeginFeeds lets the numbers of the feeds go on above one, and remembers it as where this station's log began: a client that
// has seen none above it read another log.
func (tx *Tx) BeginFeeds(above int64) error {
	last, err := tx.LastSeq()
	if err != nil {
		return err
	}
	above = max(above, last)
	if err := tx.write("DELETE FROM sqlite_sequence WHERE name = 'feed'"); err != nil {
		return err
	}
	if err := tx.session.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('feed', ?)", above); err != nil {
		return err
	}
	return tx.session.setMetaInt(metaFeedBase, int(above))
}

func orNull(id ledger.ID) any {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

func hashOrNull(h ledger.Hash) any {
	if h.IsZero() {
		return nil
	}
	return h[:]
}

const messageColumns = "seq, feed, type, account, entry, wall_ms, body"

func scanMessages(out *[]armory.Message) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var m armory.Message
		var account, entry []byte
		if err := scan(&m.Seq, &m.Feed, &m.Type, &account, &entry, &m.WallMs, &m.Body); err != nil {
			return err
		}
		if account != nil {
			m.Account = ledger.AccountID{ID: ledger.ID(account)}
		}
		if entry != nil {
			m.Entry = ledger.Hash(entry)
		}
		*out = append(*out, m)
		return nil
	}
}

func inFeeds(feeds []string) (string, []any) {
	args := make([]any, len(feeds))
	for i, feed := range feeds {
		args[i] = feed
	}
	return "feed IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(feeds)), ", ") + ")", args
}

// Messages lists what came after a sequence number, oldest first.
func (v *View) Messages(after int64, limit int, feeds []string) ([]armory.Message, error) {
	var out []armory.Message
	in, args := inFeeds(feeds)
	err := v.session.each("SELECT "+messageColumns+" FROM feed WHERE "+in+" AND seq > ? ORDER BY seq LIMIT ?", append(args, after, limit), scanMessages(&out))
	return out, plain("read the feeds", err)
}

// MessagesBefore lists what came before a sequence number (0: the end), newest first.
func (v *View) MessagesBefore(before int64, limit int, feeds []string) ([]armory.Message, error) {
	if before == 0 {
		before = 1 << 62
	}
	var out []armory.Message
	in, args := inFeeds(feeds)
	err := v.session.each("SELECT "+messageColumns+" FROM feed WHERE "+in+" AND seq < ? ORDER BY seq DESC LIMIT ?", append(args, before, limit), scanMessages(&out))
	return out, plain("read the feeds", err)
}

// LastSeq is the newest sequence number ever given; 0 before the first.
func (v *View) LastSeq() (int64, error) {
	return v.seq("SELECT seq FROM sqlite_sequence WHERE name = 'feed'")
}

// BaseSeq is the number above which those of this station's log are; 0 when it never wrote another.
func (v *View) BaseSeq() (int64, error) {
	n, _, err := v.session.metaInt(context.Background(), metaFeedBase)
	return int64(n), err
}

// FirstSeq is the oldest that is still kept; 0 when there is none.
func (v *View) FirstSeq() (int64, error) { return v.seq("SELECT coalesce(min(seq), 0) FROM feed") }

func (v *View) seq(query string) (int64, error) {
	var n int64
	err := v.session.get(context.Background(), query, nil, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, plain("read the feeds", err)
}
