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
	Repaired int    // attachments that were damaged, and are fetched again from other stations
}

// checker goes through the ledger, causes first, and remembers what later entries have to continue. A log may fork: each
// branch continues its own predecessor.
type checker struct {
	places map[ledger.Hash]place
	logs   map[ledger.LogID]*checkedLog
	ends   map[ledger.Hash]bool // entries that none continues
}

// place is where an entry stands.
type place struct {
	log *checkedLog
	seq uint64
	lam uint64
}

// checkedLog is a log with the entry that opened it, whose key signs it, and its highest number.
type checkedLog struct {
	open ledger.Sealed
	key  ed25519.PublicKey
	last uint64
}

func newChecker() *checker {
	return &checker{places: map[ledger.Hash]place{}, logs: map[ledger.LogID]*checkedLog{}, ends: map[ledger.Hash]bool{}}
}

// Verify checks the file, and every entry of every station: hash, form, signature, its place in its log, its causes; the
// ends of the logs against what the store and the anchor remember; that each log was opened with the key of an enrolled
// station; then makes the projection anew beside the one on disk and compares them. It works on one snapshot and disturbs nobody. Lists that are not what the entries say are made anew at
// the next start; attachments that are not what they were are fetched again.
func (db *DB) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	var report Report
	anchored, err := db.anchored(ctx) // before the snapshot, which is then at least as far
	if err != nil {
		return report, err
	}
	var lists bool
	var bad []ledger.Hash
	err = db.Read(ctx, func(v *View) (err error) {
		if bad, err = v.damagedAttachments(ctx); err != nil {
			return plain("check the attachments", err)
		}
		beside, err := newBeside(ctx)
		if err != nil {
			return plain("make room to compare", err)
		}
		defer func() { err = errors.Join(err, beside.close()) }()
		c := newChecker()
		err = v.eachRow(ctx, progress, func(row entryRow) error {
			report.Entries++
			s, problem := c.check(row)
			if problem != "" {
				report.FirstBad = problem
				return errStop
			}
			return beside.entry(&s)
		})
		report.Logs = len(c.logs)
		if err != nil {
			return err
		}
		if report.FirstBad, err = v.endsWhole(c); err != nil || report.FirstBad != "" {
			return err
		}
		if at, here := c.places[anchored.Hash]; anchored.Seq > 0 && (!here || at.seq != anchored.Seq) {
			report.FirstBad = fmt.Sprintf("Entry %d of log %s was written by this station and is not here any more.", anchored.Seq, anchored.Log.Short())
			return nil
		}
		if lists, report.FirstBad, err = v.compareProjection(ctx, beside); err != nil || report.FirstBad != "" && !lists {
			return err
		}
		foreign, err := c.notEnrolled(beside.memory)
		if foreign != "" {
			report.FirstBad = foreign
		}
		return err
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	if report.Repaired = len(bad); err == nil && len(bad) > 0 {
		err = db.Write(ctx, func(tx *Tx) error { return tx.wantAgain(bad) })
	}
	if err == nil && lists {
		err = db.Write(ctx, func(tx *Tx) error { return tx.write("DELETE FROM meta WHERE key = ?", metaProjection) })
	}
	return report, err
}

// anchored is how far the anchor says the own log had come; the zero Head while that log is in doubt.
func (db *DB) anchored(ctx context.Context) (ledger.Head, error) {
	own, err := db.OwnLog(ctx)
	if err != nil || own.IsZero() {
		return ledger.Head{}, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if !db.open {
		return ledger.Head{}, ErrClosed
	}
	if db.anchor.doubt != "" {
		return ledger.Head{}, nil
	}
	return db.anchor.furthest(own), nil
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
	err := v.session.once("SELECT hash, log, seq, lam, kind, raw, sig FROM entry ORDER BY lam, log, hash", nil, func(scan func(...any) error) error {
		if done%progressEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if progress != nil {
				progress(done, total)
			}
		}
		done++
		var row entryRow
		if err := scan(&row.hash, &row.log, &row.seq, &row.lam, &row.kind, &row.raw, &row.sig); err != nil {
			return err
		}
		return f(row)
	})
	if progress != nil {
		progress(done, total)
	}
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
	at := place{seq: e.Seq, lam: e.Lam, log: c.logs[e.Log]}
	var before ledger.Tip
	if e.Kind == ledger.KindLogOpen {
		body, err := ledger.OpenLog(&s)
		if err != nil {
			return s, name + " does not open its log with its own signature."
		}
		if at.log != nil {
			return s, name + " opens a log that another entry has opened."
		}
		at.log = &checkedLog{open: s, key: body.Key}
	} else {
		previous, here := c.places[e.Prev]
		if !here || previous.log != at.log {
			return s, name + " does not continue its log: an entry before it is missing or was changed."
		}
		before = ledger.Tip{Seq: previous.seq, Hash: e.Prev, Lam: previous.lam}
	}
	if s.Verify(at.log.key) != nil {
		return s, name + " does not carry its station's signature."
	}
	var depLam uint64
	for _, dep := range e.Deps {
		cause, here := c.places[dep.Hash]
		if !here || cause.log != c.logs[dep.Log] || cause.seq != dep.Seq {
			return s, name + " rests on an entry that is missing."
		}
		depLam = max(depLam, cause.lam)
	}
	if err := s.Continues(before, depLam); err != nil {
		return s, name + " does not continue its log: its number is not the next one."
	}
	c.places[s.Hash], c.logs[e.Log] = at, at.log
	at.log.last = max(at.log.last, e.Seq)
	c.ends[s.Hash] = true
	delete(c.ends, e.Prev)
	return s, ""
}

// notEnrolled names a log that was not opened with a key of its station in the roster, which the entries add up to.
func (c *checker) notEnrolled(roster armory.State) (string, error) {
	for id, log := range c.logs {
		body, err := ledger.OpenLog(&log.open)
		if err != nil {
			return "", err
		}
		enrolled, err := armory.Enrolled(roster, body)
		if err != nil {
			return "", err
		}
		if !enrolled {
			return "Log " + id.Short() + " was opened with a key that no superuser enrolled.", nil
		}
	}
	return "", nil
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

// endsWhole compares the ends the store remembers with those the entries give: entries cut off a log's end.
func (v *View) endsWhole(c *checker) (string, error) {
	heads, err := v.Heads()
	if err != nil {
		return "", err
	}
	known := map[ledger.LogID]bool{}
	for _, head := range heads {
		known[head.Log] = true
		at, here := c.places[head.Hash]
		if !here || at.seq != head.Seq {
			last := uint64(0)
			if log := c.logs[head.Log]; log != nil {
				last = log.last
			}
			return fmt.Sprintf("Log %s ends at entry %d, but entry %d was written: the end of it is missing.", head.Log.Short(), last, head.Seq), nil
		}
		if !c.ends[head.Hash] {
			return fmt.Sprintf("Entry %d of log %s is no end of it, as this PC remembers.", head.Seq, head.Log.Short()), nil
		}
	}
	entries, _, err := v.Counts()
	if err == nil && (len(heads) != len(c.ends) || entries != len(c.places)) {
		return fmt.Sprintf("There are %d entries in %d logs with %d ends, but %d in %d with %d were written.", len(c.places), len(c.logs), len(c.ends), entries,
			len(known), len(heads)), nil
	}
	return "", err
}

// checkTail checks the newest entries at each start: what was edited since yesterday shows at once.
func checkTail(ctx context.Context, conn *session) error {
	keys := map[ledger.LogID]ed25519.PublicKey{}
	var problem string
	var rows []entryRow
	err := conn.once("SELECT hash, log, seq, lam, kind, raw, sig FROM entry INDEXED BY entry_order ORDER BY lam DESC, log DESC, hash DESC LIMIT ?", []any{tailChecked}, func(scan func(...any) error) error {
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
		if bad == "" {
			if bad, err = hasCauses(ctx, conn, &s); err != nil {
				return err
			}
		}
		if bad != "" {
			problem = bad // the oldest bad one is named: the last of this order
		}
	}
	if problem == "" {
		if problem, err = headsThere(conn); err != nil {
			return err
		}
	}
	if problem != "" {
		return ErrDamaged.saying("The record on this PC is damaged. " + problem)
	}
	return nil
}

// hasCauses looks for what an entry continues.
func hasCauses(ctx context.Context, conn *session, s *ledger.Sealed) (string, error) {
	causes := make([]ledger.Hash, 0, 1+len(s.Entry.Deps))
	if s.Entry.Seq > 1 {
		causes = append(causes, s.Entry.Prev)
	}
	for _, dep := range s.Entry.Deps {
		causes = append(causes, dep.Hash)
	}
	for _, hash := range causes {
		var here int
		err := conn.get(ctx, "SELECT 1 FROM entry WHERE hash = ?", []any{hash[:]}, &here)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Sprintf("Entry %d of log %s does not continue its log: an entry before it is missing or was changed.", s.Entry.Seq, s.Entry.Log.Short()), nil
		}
		if err != nil {
			return "", plain("look for an entry's causes", err)
		}
	}
	return "", nil
}

// headsThere looks for the last entry of each log.
func headsThere(conn *session) (problem string, err error) {
	err = conn.each(`SELECT log, seq FROM (SELECT log, seq, hash FROM head UNION ALL SELECT log, seq, hash FROM branch) AS ends
		WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.hash = ends.hash)`, nil, func(scan func(...any) error) error {
		var log []byte
		var seq int64
		err := scan(&log, &seq)
		problem = fmt.Sprintf("Entry %d of log %s was written and is not here any more.", seq, logName(log))
		return err
	})
	return problem, plain("look for the ends of the logs", err)
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
	if s, err := ledger.Trust(raw, sig); err == nil {
		if body, err := ledger.OpenLog(&s); err == nil {
			return body.Key, nil
		}
	}
	return nil, nil
}
