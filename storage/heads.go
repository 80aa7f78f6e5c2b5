package storage

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"armguard/app/ledger"
)

// A log that forks has several ends. The table head, and known.heads, have the end of its longest branch (of two as long
// the one that came first); the table branch, and known.forks, have the other ends. Logs hardly ever fork, so that is
// empty, and an entry that continues its log costs no more than its head.

// branch is another end of a forked log.
type branch struct {
	head
	since uint64 // the number from which on its entries may be others than those of the longest branch
}

// grow takes an entry in as an end of its log.
func (tx *Tx) grow(s *ledger.Sealed) error {
	log, end := s.Entry.Log, head{s.Head(), s.Entry.Lam}
	longest, known := tx.writer.known.heads[log]
	if !known || s.Entry.Prev == longest.place.Hash {
		return tx.setHead(end)
	}
	others := slices.Clone(tx.writer.known.forks[log]) // a savepoint may have the old ones
	since := s.Entry.Seq
	if i := slices.IndexFunc(others, func(b branch) bool { return b.place.Hash == s.Entry.Prev }); i >= 0 {
		since = others[i].since
		others = slices.Delete(others, i, i+1)
		if err := tx.session.exec("DELETE FROM branch WHERE hash = ?", s.Entry.Prev[:]); err != nil {
			return err
		}
	}
	other := branch{end, since}
	if end.place.Seq > longest.place.Seq {
		if err := tx.setHead(end); err != nil {
			return err
		}
		other.head = longest
	}
	tx.writer.known.forks[log] = append(others, other)
	return tx.session.saveBranch(other)
}

func (tx *Tx) setHead(end head) error {
	tx.writer.known.heads[end.place.Log] = end
	return tx.session.exec("INSERT OR REPLACE INTO head (log, seq, hash, lam) VALUES (?, ?, ?, ?)", end.place.Log.ID[:], int64(end.place.Seq), end.place.Hash[:], int64(end.lam))
}

func (s *session) saveBranch(b branch) error {
	return s.exec("INSERT INTO branch (hash, log, seq, lam, since) VALUES (?, ?, ?, ?, ?)", b.place.Hash[:], b.place.Log.ID[:], int64(b.place.Seq), int64(b.lam), int64(b.since))
}

func eachHead(s *session, f func(ledger.Head, uint64)) error {
	return s.each("SELECT log, seq, hash, lam FROM head", nil, func(scan func(...any) error) error {
		var log, hash []byte
		var seq, lam uint64
		if err := scan(&log, &seq, &hash, &lam); err != nil {
			return err
		}
		f(ledger.Head{Log: ledger.LogID{ID: ledger.ID(log)}, Seq: seq, Hash: ledger.Hash(hash)}, lam)
		return nil
	})
}

// forks are the other ends of all logs that fork.
func (s *session) forks() (map[ledger.LogID][]branch, error) {
	out := map[ledger.LogID][]branch{}
	return out, s.each("SELECT log, seq, hash, lam, since FROM branch ORDER BY log, hash", nil, func(scan func(...any) error) error {
		var log, hash []byte
		var b branch
		if err := scan(&log, &b.place.Seq, &hash, &b.lam, &b.since); err != nil {
			return err
		}
		b.place.Log, b.place.Hash = ledger.LogID{ID: ledger.ID(log)}, ledger.Hash(hash)
		out[b.place.Log] = append(out[b.place.Log], b)
		return nil
	})
}

// ends are the heads of all logs and the other ends of those that fork.
func (v *View) ends() (map[ledger.LogID]head, map[ledger.LogID][]branch, error) {
	if v.known != nil {
		return v.known.heads, v.known.forks, nil
	}
	heads := map[ledger.LogID]head{}
	err := eachHead(v.session, func(place ledger.Head, lam uint64) { heads[place.Log] = head{place, lam} })
	if err != nil {
		return nil, nil, plain("read the heads", err)
	}
	forks, err := v.session.forks()
	return heads, forks, plain("read the branches", err)
}

// Heads are the ends of all logs, by log and hash: several of a log that forks.
func (v *View) Heads() ([]ledger.Head, error) {
	heads, forks, err := v.ends()
	return listHeads(heads, forks), err
}

func listHeads(heads map[ledger.LogID]head, forks map[ledger.LogID][]branch) []ledger.Head {
	out := make([]ledger.Head, 0, len(heads))
	for _, h := range heads {
		out = append(out, h.place)
	}
	for _, others := range forks {
		for _, b := range others {
			out = append(out, b.place)
		}
	}
	slices.SortFunc(out, ledger.Head.Compare)
	return out
}

// Vector is the head of every log: of one that forks, of its longest branch.
func (v *View) Vector() (ledger.Vector, error) {
	out := ledger.Vector{}
	heads, _, err := v.ends()
	for log, h := range heads {
		out[log] = h.place
	}
	return out, err
}

// Tip is the end of a log, of one that forks the end of its longest branch; the zero Tip when it is not here. A station
// does not continue a log of its own that forks: it opens a new one.
func (v *View) Tip(log ledger.LogID) (ledger.Tip, error) {
	if v.known != nil {
		h := v.known.heads[log]
		return ledger.Tip{Seq: h.place.Seq, Hash: h.place.Hash, Lam: h.lam}, nil
	}
	var tip ledger.Tip
	var hash []byte
	err := v.session.get(context.Background(), "SELECT seq, hash, lam FROM head WHERE log = ?", []any{log.ID[:]}, &tip.Seq, &hash, &tip.Lam)
	if errors.Is(err, sql.ErrNoRows) {
		return tip, nil
	}
	if err == nil {
		tip.Hash = ledger.Hash(hash)
	}
	return tip, plain("read a head", err)
}

// Place says where an entry stands; known is false when it is not here.
func (v *View) Place(hash ledger.Hash) (at ledger.Head, lam uint64, known bool, err error) {
	var log []byte
	err = v.session.get(context.Background(), "SELECT log, seq, lam FROM entry WHERE hash = ?", []any{hash[:]}, &log, &at.Seq, &lam)
	if errors.Is(err, sql.ErrNoRows) {
		return at, 0, false, nil
	}
	if err != nil {
		return at, 0, false, plain("look for an entry", err)
	}
	at.Log, at.Hash = ledger.LogID{ID: ledger.ID(log)}, hash
	return at, lam, true, nil
}

// findBranches looks for the other ends of logs in a database that did not keep them.
func findBranches(conn *session) error {
	since := map[ledger.LogID]uint64{}
	err := conn.each("SELECT log, min(seq) FROM (SELECT log, seq FROM entry GROUP BY log, seq HAVING count(*) > 1) GROUP BY log", nil, func(scan func(...any) error) error {
		var log []byte
		var seq uint64
		err := scan(&log, &seq)
		if err == nil {
			since[ledger.LogID{ID: ledger.ID(log)}] = seq
		}
		return err
	})
	if err != nil {
		return err
	}
	heads := map[ledger.LogID]head{}
	if err := eachHead(conn, func(place ledger.Head, lam uint64) { heads[place.Log] = head{place, lam} }); err != nil {
		return err
	}
	for log, seq := range since {
		tail, err := conn.forked(log, seq)
		if err != nil {
			return err
		}
		ends := maps.Clone(tail)
		for _, s := range tail {
			delete(ends, s.Entry.Prev)
		}
		delete(ends, heads[log].place.Hash)
		for _, s := range ends {
			if err := conn.saveBranch(branch{head{s.Head(), s.Entry.Lam}, seq}); err != nil {
				return err
			}
		}
	}
	return nil
}

// forked are the entries of a log from a number on.
func (s *session) forked(log ledger.LogID, since uint64) (map[ledger.Hash]ledger.Sealed, error) {
	out := map[ledger.Hash]ledger.Sealed{}
	return out, s.each("SELECT raw, sig FROM entry WHERE log = ? AND seq >= ?", []any{log.ID[:], int64(since)}, func(scan func(...any) error) error {
		var raw, sig []byte
		if err := scan(&raw, &sig); err != nil {
			return err
		}
		entry, err := ledger.Trust(raw, sig)
		out[entry.Hash] = entry
		return err
	})
}
