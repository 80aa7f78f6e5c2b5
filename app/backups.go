package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"armguard/app/armory"
)

// A backup's name is the time in UTC, of a scheduled one with a part that says whose, and the suffix: the folder may be
// that of several stations.
const (
	backupSuffix = ".armguard-backup"
	backupTime   = "20060102-150405"
)

func (a *App) backupDir(note auditNote) string {
	if note.BackupDir != "" {
		return note.BackupDir
	}
	return filepath.Join(a.DataDir, "backups")
}

// Backup writes a copy of the store into dir ("" = the set folder), under a name with the time.
func (s *Audit) Backup(c *Caller, dir string) (Job, error) {
	return s.app.Jobs.Run("backup", c.Session.Account, func(ctx context.Context, progress func(int, int)) (string, error) {
		path, err := s.app.backupPath(ctx, dir, "")
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

// backupPath is the name of a new backup in dir ("" = the set folder), which is made when it is not there. Whose is the
// part of the name after the time.
func (a *App) backupPath(ctx context.Context, dir, whose string) (string, error) {
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
	return filepath.Join(dir, a.Now().UTC().Format(backupTime)+whose+backupSuffix), nil
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
	for _, file := range slices.Backward(files) { // they come by name
		info, err := file.Info()
		if err != nil || !strings.HasSuffix(file.Name(), backupSuffix) {
			continue
		}
		row := BackupRow{Path: filepath.Join(s.app.backupDir(note), file.Name()), Time: rfc(info.ModTime().UnixMilli()), Bytes: int(info.Size())}
		if row.Entries, err = s.app.Keeper.BackupEntries(c.Context, row.Path); err != nil {
			row.Bad = "This is no backup, or it is damaged."
		}
		out = append(out, row)
	}
	return out, nil
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
	var after time.Time // not before, after a failure
	every(ctx, time.Minute, func() {
		if a.ready() != nil || a.Now().Before(after) || !a.backupDue(ctx) {
			return
		}
		whose := "-scheduled-" + a.Recorder.Here().Station.Short()
		path, err := a.backupPath(ctx, "", whose)
		if err == nil {
			_, err = a.Audit.BackupNow(ctx, path, func(int, int) {})
		}
		if err == nil {
			err = thinOut(filepath.Dir(path), whose)
		}
		if err != nil && ctx.Err() == nil {
			a.Log.Error("scheduled backup", "error", err)
			if after.IsZero() {
				a.tellOf(ctx, armory.MayBackUp, "The scheduled backup failed", asError(err))
			}
			after = a.Now().Add(time.Hour)
		} else {
			after = time.Time{}
		}
		a.Push.Emit(TopicAudit)
	})
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

// thinning says of which scheduled backups one is kept: the newest of all, and the last of so many days, weeks and months
// that have one. They are counted by the backups, not by the clock, which may be wrong; restic's forget does it like that.
var thinning = []struct {
	keep   int
	period string // of a time, by which the backups of one period are known
}{{10, backupTime}, {14, "20060102"}, {8, ""}, {24, "200601"}}

// outdated are those of some times of backups that thinning does not keep.
func outdated(made []time.Time) []time.Time {
	made = slices.SortedFunc(slices.Values(made), func(x, y time.Time) int { return y.Compare(x) })
	kept := map[time.Time]bool{}
	for _, rule := range thinning {
		last, left := "", rule.keep
		for _, at := range made {
			period := at.Format(rule.period)
			if rule.period == "" {
				year, week := at.ISOWeek()
				period = fmt.Sprint(year, week)
			}
			if left > 0 && period != last {
				last, left, kept[at] = period, left-1, true
			}
		}
	}
	return slices.DeleteFunc(made, func(at time.Time) bool { return kept[at] })
}

// thinOut removes this station's scheduled backups that are outdated, so that they never fill the drive. What somebody
// made by hand stays.
func thinOut(dir, whose string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var made []time.Time
	for _, file := range files {
		stamp, scheduled := strings.CutSuffix(file.Name(), whose+backupSuffix)
		if at, err := time.Parse(backupTime, stamp); err == nil && scheduled {
			made = append(made, at)
		}
	}
	for _, at := range outdated(made) {
		err = errors.Join(err, os.Remove(filepath.Join(dir, at.Format(backupTime)+whose+backupSuffix)))
	}
	return err
}
