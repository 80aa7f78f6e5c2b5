package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Audit checks this PC's copy of the ledger and keeps copies of it.
type Audit struct{ app *App }

// auditNote is what is remembered of checks and backups on this PC.
type auditNote struct {
	VerifyMs    int64  `json:"verify_ms"`
	Verify      string `json:"verify"`
	BackupMs    int64  `json:"backup_ms"`
	BackupDir   string `json:"backup_dir"`
	BackupHours int    `json:"backup_hours"`
}

const auditKey = "audit"

func readAudit(view View) (auditNote, error) {
	var note auditNote
	raw, known, err := view.Setting(auditKey)
	if err != nil || !known {
		return note, err
	}
	return note, json.Unmarshal(raw, &note)
}

func (a *App) noteAudit(ctx context.Context, change func(*auditNote)) error {
	return a.Store.Write(ctx, func(tx Tx) error {
		note, err := readAudit(tx)
		if err != nil {
			return err
		}
		change(&note)
		raw, err := json.Marshal(note)
		if err != nil {
			return err
		}
		return tx.SaveSetting(auditKey, raw)
	})
}

// Summary is the state of this PC's store.
func (s *Audit) Summary(c *Caller) (AuditSummary, error) {
	a := s.app
	out := AuditSummary{Logs: []LogRow{}, DataDir: a.DataDir, StoreBytes: int(a.Keeper.Bytes())}
	return out, a.Store.Read(c.Context, func(view View) error {
		note, err := readAudit(view)
		if err != nil {
			return err
		}
		out.LastVerify, out.LastVerifyResult, out.LastBackup = rfc(note.VerifyMs), note.Verify, rfc(note.BackupMs)
		out.BackupDir, out.BackupEveryHours = a.backupDir(note), note.BackupHours
		if out.Entries, out.Unread, err = view.Counts(); err != nil {
			return err
		}
		digest, err := view.Digest()
		if err != nil {
			return err
		}
		out.Digest = hex.EncodeToString(digest[:])
		vector, err := view.Vector()
		if err != nil {
			return err
		}
		n, own := newNames(view), a.Recorder.Here().Log
		for id, head := range vector {
			log := &armory.Log{ID: id.ID}
			if _, err := view.Load(log); err != nil {
				return err
			}
			station, err := n.station(log.Station)
			if err != nil {
				return err
			}
			out.Logs = append(out.Logs, LogRow{Log: id.String(), Station: station, Entries: int(head.Seq), Opened: rfc(log.Opened), Reason: log.Reason, Own: id == own})
		}
		sortBy(out.Logs, func(l LogRow) string { return l.Opened })
		return nil
	})
}

// Verify checks the whole ledger on this PC.
func (s *Audit) Verify(c *Caller) (Job, error) {
	return s.app.Jobs.Run("verify", c.Session.Account, s.VerifyNow), nil
}

// VerifyNow checks the whole ledger and says in a sentence that all is well; DAMAGED names the first bad entry.
func (s *Audit) VerifyNow(ctx context.Context, progress func(done, total int)) (string, error) {
	found, err := s.app.Keeper.Verify(ctx, progress)
	if err != nil {
		return "", err
	}
	result := fmt.Sprintf("All %d entries in %d logs are whole, signed and in their place.", found.Entries, found.Logs)
	if found.FirstBad != "" {
		result = found.FirstBad
	}
	now := s.app.Now().UnixMilli()
	if err := s.app.noteAudit(ctx, func(n *auditNote) { n.VerifyMs, n.Verify = now, result }); err != nil {
		return "", err
	}
	if found.FirstBad != "" {
		return "", &Error{Code: "DAMAGED", Message: found.FirstBad, Fix: "Restore a backup of this PC, and find out who had access to its files."}
	}
	return result, nil
}

// Restore puts a backup in place of the store and starts again on it, in a new log. Everybody has to sign in again.
func (s *Audit) Restore(c *Caller, path string) (Job, error) {
	a := s.app
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return Job{}, &Error{Code: armory.CodeNotFound, Message: "There is no backup file " + path + ".", Fix: "Choose one from the list."}
	}
	return a.Jobs.Run("restore", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		a.state.set(func(st *state) { st.ready, st.open, st.busy = false, false, "restoring" })
		if err := errors.Join(a.Hub.Close(), a.Store.Close()); err != nil {
			return "", err
		}
		restored := a.Restorer(ctx, path)
		if err := a.Open(context.WithoutCancel(ctx)); err != nil { // also after a restore that was stopped
			return "", err
		}
		if restored != nil {
			return "", restored
		}
		for _, session := range a.Sessions.All() {
			a.Sessions.End(session)
		}
		return "The backup is in place. Sign in again.", nil
	}), nil
}

// Entries is a window of the whole ledger, newest first.
func (s *Audit) Entries(c *Caller, q ListQuery) (Page[HistoryEvent], error) {
	page := Page[HistoryEvent]{Items: []HistoryEvent{}}
	query, err := s.app.query(q)
	if err != nil {
		return page, err
	}
	if q.After != "" {
		if query.Offset, err = readCursor(q.After); err != nil {
			return page, err
		}
	}
	return page, s.app.Store.Read(c.Context, func(view View) error {
		hashes, total, err := view.Entries(query.Offset, query.Limit)
		if err != nil {
			return err
		}
		sh := s.app.show(view)
		for _, hash := range hashes {
			event, err := sh.event(hash, ledger.ID{})
			if err != nil {
				return err
			}
			page.Items = append(page.Items, event)
		}
		page.Total = total
		if next := query.Offset + len(hashes); next < total {
			page.Next = writeCursor(next)
		}
		return nil
	})
}
