package storage

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// tailChecked is how many of the newest entries are checked at each start.
const tailChecked = 1000

// Report is what a full check found.
type Report struct {
	Entries  int
	Logs     int
	FirstBad string // a sentence that names the first bad entry; empty when all is well
}

// checker goes through the ledger and remembers what the next entries have to continue.
type checker struct {
	keys map[ledger.LogID]ed25519.PublicKey
	tips map[ledger.LogID]ledger.Tip
	lams map[ledger.Hash]uint64 // of every entry seen, for deps
}

func newChecker() *checker {
	return &checker{keys: map[ledger.LogID]ed25519.PublicKey{}, tips: map[ledger.LogID]ledger.Tip{}, lams: map[ledger.Hash]uint64{}}
}

// Verify checks every entry: hash, form, signature, its place in its log, its causes; then makes the projection anew
// in memory and compares it with the one on disk. It works on one snapshot and disturbs nobody.
func (db *DB) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	var report Report
	err := db.Read(ctx, func(v *View) error {
		c := newChecker()
		memory := armory.NewMemory()
		err := v.eachRow(ctx, progress, func(row entryRow) error {
			report.Entries++
			s, problem := c.check(row)
			if problem != "" {
				report.FirstBad = problem
				return errStop
			}
			if err := memory.Apply(&s); err != nil && !errors.Is(err, armory.ErrUnread) {
				return err
			}
			return nil
		})
		report.Logs = len(c.tips)
		if err != nil || report.FirstBad != "" {
			return err
		}
		kept, err := v.endsWhole(c)
		if err != nil || kept != "" {
			report.FirstBad = kept
			return err
		}
		return v.compareProjection(memory, &report)
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return report, err
}

var errStop = errors.New("stop")

type entryRow struct {
	hash, log, raw, sig []byte
	seq, lam            int64
	kind                string
}

func (v *View) eachRow(ctx context.Context, progress func(done, total int), f func(entryRow) error) error {
	var total int
	if err := v.session.get(ctx, "SELECT count(*) FROM entry", nil, &total); err != nil {
		return plain("count the entries", err)
	}
	done := 0
	err := v.session.once("SELECT hash, log, seq, lam, kind, raw, sig FROM entry ORDER BY lam, log", nil, func(scan func(...any) error) error {
		if done%progressEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(done, total)
		}
		done++
		var row entryRow
		if err := scan(&row.hash, &row.log, &row.seq, &row.lam, &row.kind, &row.raw, &row.sig); err != nil {
			return err
		}
		return f(row)
	})
	progress(done, total)
	if errors.Is(err, errStop) || errors.Is(err, context.Canceled) {
		return err
	}
	return plain("read the ledger", err)
}

// check says what is wrong with a row; empty when nothing is.
func (c *checker) check(row entryRow) (ledger.Sealed, string) {
	s, problem := checkRow(row)
	if problem != "" {
		return s, problem
	}
	e := &s.Entry
	name := fmt.Sprintf("Entry %d of log %s", e.Seq, e.Log.Short())
	if e.Kind == ledger.KindLogOpen {
		body, err := ledger.OpenLog(&s)
		if err != nil {
			return s, name + " does not open its log with its own signature."
		}
		c.keys[e.Log] = body.Key
	}
	key, known := c.keys[e.Log]
	if !known {
		return s, name + " stands in a log that nobody opened."
	}
	if s.Verify(key) != nil {
		return s, name + " does not carry its station's signature."
	}
	var depLam uint64
	for _, dep := range e.Deps {
		lam, here := c.lams[dep.Hash]
		if !here {
			return s, name + " rests on an entry that is missing."
		}
		depLam = max(depLam, lam)
	}
	if err := s.Continues(c.tips[e.Log], depLam); err != nil {
		return s, name + " does not continue its log: an entry before it is missing or was changed."
	}
	c.tips[e.Log] = ledger.Tip{Seq: e.Seq, Hash: s.Hash, Lam: e.Lam}
	c.lams[s.Hash] = e.Lam
	return s, ""
}

// checkRow compares a row with the entry in it.
func checkRow(row entryRow) (ledger.Sealed, string) {
	name := fmt.Sprintf("Entry %d of log %s", row.seq, logName(row.log))
	s, err := ledger.Open(row.raw, row.sig)
	if err != nil {
		return s, name + " was changed: it is not an entry any more."
	}
	e := &s.Entry
	if string(s.Hash[:]) != string(row.hash) || string(e.Log.ID[:]) != string(row.log) || int64(e.Seq) != row.seq || int64(e.Lam) != row.lam || e.Kind != row.kind {
		return s, name + " was changed after it was written."
	}
	return s, ""
}

func logName(raw []byte) string {
	if len(raw) != 16 {
		return "?"
	}
	return ledger.ID(raw).Short()
}

// endsWhole compares the heads the store remembers with those the entries give: entries cut off a log's end.
func (v *View) endsWhole(c *checker) (string, error) {
	vector, err := v.Vector()
	if err != nil {
		return "", err
	}
	for log, place := range vector {
		if tip := c.tips[log]; tip.Seq != place.Seq || tip.Hash != place.Hash {
			return fmt.Sprintf("Log %s ends at entry %d, but entry %d was written: the end of it is missing.", log.Short(), tip.Seq, place.Seq), nil
		}
	}
	return "", nil
}

// compareProjection compares every document on disk with the one the entries give.
func (v *View) compareProjection(memory *armory.Memory, report *Report) error {
	var onDisk armory.Digest
	err := v.session.once("SELECT kind, id, body FROM doc", nil, func(scan func(...any) error) error {
		var kind string
		var id, body []byte
		if err := scan(&kind, &id, &body); err != nil {
			return err
		}
		onDisk.Toggle(armory.Ref{Kind: armory.DocKind(kind), ID: ledger.ID(id)}, body)
		return nil
	})
	if err != nil {
		return plain("read the documents", err)
	}
	kept, err := v.Digest()
	if err == nil && (onDisk != memory.Digest() || kept != onDisk) {
		report.FirstBad = "The lists on this PC are not what the record says: somebody changed the database. The record itself is whole; the lists are made anew at the next start."
	}
	return err
}

// checkTail checks the newest entries at each start: what was edited since yesterday shows at once.
func checkTail(ctx context.Context, conn *session) error {
	keys := map[ledger.LogID]ed25519.PublicKey{}
	var problem string
	var rows []entryRow
	err := conn.once("SELECT hash, log, seq, lam, kind, raw, sig FROM entry ORDER BY lam DESC, log DESC LIMIT ?", []any{tailChecked}, func(scan func(...any) error) error {
		var row entryRow
		err := scan(&row.hash, &row.log, &row.seq, &row.lam, &row.kind, &row.raw, &row.sig)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return plain("check the end of the ledger", err)
	}
	for _, row := range rows {
		s, bad := checkRow(row)
		if bad == "" {
			key, known := keys[s.Entry.Log]
			if !known {
				if key, err = keyOfLog(ctx, conn, s.Entry.Log); err != nil {
					return err
				}
				keys[s.Entry.Log] = key
			}
			if s.Verify(key) != nil {
				bad = fmt.Sprintf("Entry %d of log %s does not carry its station's signature.", s.Entry.Seq, s.Entry.Log.Short())
			}
		}
		if bad != "" {
			problem = bad // the oldest bad one is named: the last of this order
		}
	}
	if problem != "" {
		return ErrDamaged.saying("The record on this PC is damaged. " + problem)
	}
	return nil
}

// keyOfLog is the key with which a log was opened; nil when its first entry is missing or not what it was.
func keyOfLog(ctx context.Context, conn *session, log ledger.LogID) (ed25519.PublicKey, error) {
	var raw, sig []byte
	err := conn.get(ctx, "SELECT raw, sig FROM entry WHERE log = ? AND seq = 1", []any{log.ID[:]}, &raw, &sig)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, plain("read a log's first entry", err)
	}
	s, err := ledger.Trust(raw, sig)
	if err != nil {
		return nil, nil
	}
	body, err := ledger.OpenLog(&s)
	if err != nil {
		return nil, nil
	}
	return body.Key, nil
}
