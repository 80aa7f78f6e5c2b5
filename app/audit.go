package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// backupSuffix ends the name of a backup file.
const backupSuffix = ".armguard-backup"

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

func (a *App) backupDir(note auditNote) string {
	if note.BackupDir != "" {
		return note.BackupDir
	}
	return filepath.Join(a.DataDir, "backups")
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

// Backup writes a copy of the store into dir ("" = the set folder), under a name with the time.
func (s *Audit) Backup(c *Caller, dir string) (Job, error) {
	return s.app.Jobs.Run("backup", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		path, err := s.app.backupPath(ctx, dir)
		if err != nil {
			return "", err
		}
		return s.BackupNow(ctx, path, progress)
	}), nil
}

// BackupTo writes a copy of the store to a file that does not exist yet.
func (s *Audit) BackupTo(c *Caller, path string) (Job, error) {
	if !filepath.IsAbs(path) {
		return Job{}, notAbsolute(path)
	}
	return s.app.Jobs.Run("backup", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		return s.BackupNow(ctx, path, progress)
	}), nil
}

// BackupNow writes the copy and says where it is.
func (s *Audit) BackupNow(ctx context.Context, path string, progress func(done, total int)) (string, error) {
	row, err := s.app.Keeper.Backup(ctx, path, progress)
	if err != nil {
		return "", err
	}
	now := s.app.Now().UnixMilli()
	if err := s.app.noteAudit(ctx, func(n *auditNote) { n.BackupMs = now }); err != nil {
		return "", err
	}
	return fmt.Sprintf("Backup of %d entries written to %s.", row.Entries, row.Path), nil
}

// backupPath is the name of a new backup in dir ("" = the set folder), which is made when it is not there.
func (a *App) backupPath(ctx context.Context, dir string) (string, error) {
	if dir == "" {
		var note auditNote
		if err := a.Store.Read(ctx, func(view View) (err error) {
			note, err = readAudit(view)
			return err
		}); err != nil {
			return "", err
		}
		dir = a.backupDir(note)
	}
	if !filepath.IsAbs(dir) {
		return "", notAbsolute(dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", &Error{Code: armory.CodeInvalid, Message: "The folder " + dir + " cannot be made.", Fix: "Choose a folder this program may write to."}
	}
	return filepath.Join(dir, a.Now().UTC().Format("20060102-150405")+backupSuffix), nil
}

func notAbsolute(dir string) error {
	return &Error{Code: armory.CodeInvalid, Message: dir + " is not a full path.", Fix: "Write it from the root, such as /media/usb/armguard or D:\\armguard."}
}

// Backups lists the backups in the set folder, newest first.
func (s *Audit) Backups(c *Caller) ([]BackupRow, error) {
	out := []BackupRow{}
	var note auditNote
	if err := s.app.Store.Read(c.Context, func(view View) (err error) {
		note, err = readAudit(view)
		return err
	}); err != nil {
		return out, err
	}
	files, err := os.ReadDir(s.app.backupDir(note))
	if errors.Is(err, os.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return out, &Error{Code: armory.CodeInvalid, Message: "The folder " + s.app.backupDir(note) + " cannot be read.", Fix: "Choose another folder for backups."}
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || !strings.HasSuffix(file.Name(), backupSuffix) {
			continue
		}
		out = append(out, BackupRow{Path: filepath.Join(s.app.backupDir(note), file.Name()), Time: info.ModTime().UTC().Format(time.RFC3339), Bytes: int(info.Size())})
	}
	sortBy(out, func(b BackupRow) string { return b.Path })
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
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

// SetSchedule says where backups go and how often one is made; 0 hours: only by hand.
func (s *Audit) SetSchedule(c *Caller, dir string, everyHours int) error {
	dir = strings.TrimSpace(dir)
	if dir != "" && !filepath.IsAbs(dir) {
		return notAbsolute(dir)
	}
	if everyHours < 0 || everyHours > 24*31 {
		return &Error{Code: armory.CodeInvalid, Message: "A backup can be made every 1 to 744 hours.", Fix: "Choose a number in between, or 0 for none."}
	}
	err := s.app.noteAudit(c.Context, func(n *auditNote) { n.BackupDir, n.BackupHours = dir, everyHours })
	s.app.Push.Emit(TopicAudit)
	return err
}

// KeepBackups makes the scheduled backups until ctx ends. A failure notifies those who may make backups, and is tried
// again an hour later.
func (a *App) KeepBackups(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	var after time.Time // not before, after a failure
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if a.ready() != nil || a.Now().Before(after) || !a.backupDue(ctx) {
			continue
		}
		path, err := a.backupPath(ctx, "")
		if err == nil {
			_, err = a.Audit.BackupNow(ctx, path, func(int, int) {})
		}
		if err != nil && ctx.Err() == nil {
			a.Log.Error("scheduled backup", "error", err)
			if after.IsZero() {
				a.backupFailed(ctx, err)
			}
			after = a.Now().Add(time.Hour)
		} else {
			after = time.Time{}
		}
		a.Push.Emit(TopicAudit)
	}
}

// backupDue reports whether the time of the next backup has come. A last one in the future was made while the clock
// was wrong, and says nothing.
func (a *App) backupDue(ctx context.Context) bool {
	var note auditNote
	err := a.Store.Read(ctx, func(view View) (err error) {
		note, err = readAudit(view)
		return err
	})
	since := a.Now().Sub(time.UnixMilli(note.BackupMs))
	return err == nil && note.BackupHours > 0 && (since < 0 || since >= time.Duration(note.BackupHours)*time.Hour)
}

func (a *App) backupFailed(ctx context.Context, why error) {
	shown := asError(why)
	err := a.Store.Write(ctx, func(tx Tx) error {
		p := &publisher{tx: tx, names: newNames(tx), entry: &ledger.Sealed{Entry: ledger.Entry{WallMs: a.Now().UnixMilli()}}}
		return p.notifyRoles(armory.MayBackUp, "The scheduled backup failed", shown.Message+" "+shown.Fix, "error", nil)
	})
	if err != nil {
		a.Log.Error("tell of a failed backup", "error", err)
	}
	a.Push.Emit(TopicNotifications, TopicShell)
}
