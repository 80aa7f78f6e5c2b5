package app_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

func TestAudit(t *testing.T) {
	s := apptest.Found(t)
	s.Fill(3, 3)
	auditor, _ := s.Account("auditor1", "auditor")

	t.Run("says what is in the store", func(t *testing.T) {
		got := apptest.Must[app.AuditSummary](s, auditor, "Audit.Summary")
		if got.Entries != s.Entries() || len(got.Logs) != 1 || !got.Logs[0].Own || got.Logs[0].Entries != s.Entries() || got.Logs[0].Station != "Counter 1" || got.Logs[0].Reason != "new" ||
			len(got.Digest) != 64 || got.StoreBytes == 0 || got.LastBackup != "" || got.LastVerify != "" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("checks the whole ledger and remembers it", func(t *testing.T) {
		job := s.Done(auditor, apptest.Must[app.Job](s, auditor, "Audit.Verify"))
		if job.State != "done" || !strings.Contains(job.Result, "whole") || job.Total == 0 || job.Done != job.Total {
			t.Errorf("got %+v", job)
		}
		if got := apptest.Must[app.AuditSummary](s, auditor, "Audit.Summary"); got.LastVerify == "" || got.LastVerifyResult != job.Result {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("lists every entry, newest first, in windows", func(t *testing.T) {
		seen, after := map[string]bool{}, ""
		for {
			page := apptest.Must[app.Page[app.HistoryEvent]](s, auditor, "Audit.Entries", app.ListQuery{Limit: 7, After: after})
			for _, event := range page.Items {
				if event.Title == "" || event.Title == "Newer entry" || event.Entry == "" || event.Account == "" && event.Kind != "log.open" {
					t.Errorf("got %+v", event)
				}
				seen[event.Entry] = true
			}
			if page.Total != s.Entries() {
				t.Fatalf("got a total of %d, want %d", page.Total, s.Entries())
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if len(seen) != s.Entries() {
			t.Errorf("got %d entries, want %d", len(seen), s.Entries())
		}
	})
	t.Run("writes a backup where it is told to, never over another file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "stick.armguard-backup")
		job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.BackupTo", file))
		if info, err := os.Stat(file); job.State != "done" || err != nil || info.Size() == 0 {
			t.Fatalf("got %+v, %v", job, err)
		}
		before, _ := os.ReadFile(file)
		job = s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.BackupTo", file))
		after, _ := os.ReadFile(file)
		if job.State != "failed" || job.Error.Code == "INTERNAL" || string(before) != string(after) {
			t.Errorf("got %+v", job)
		}
		if got := apptest.Must[app.AuditSummary](s, s.Root, "Audit.Summary"); got.LastBackup == "" {
			t.Error("the backup is not remembered")
		}
	})
	t.Run("names backups after the time, in the set folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "sub", "folder")
		apptest.Must[any](s, s.Root, "Audit.SetSchedule", dir, 24)
		for range 2 {
			if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.Backup", "")); job.State != "done" {
				t.Fatalf("got %+v", job)
			}
			s.Clock.Advance(time.Hour)
		}
		got := apptest.Must[[]app.BackupRow](s, auditor, "Audit.Backups")
		if len(got) != 2 || got[0].Path <= got[1].Path || filepath.Dir(got[0].Path) != dir || got[0].Bytes == 0 || got[0].Entries != s.Entries() || got[0].Bad != "" {
			t.Errorf("got %+v", got)
		}
		if err := os.WriteFile(got[0].Path, []byte("no backup at all"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := apptest.Must[[]app.BackupRow](s, auditor, "Audit.Backups"); len(got) != 2 || got[0].Bad == "" || got[1].Bad != "" {
			t.Errorf("of a file that is no backup: %+v", got)
		}
	})
	t.Run("refuses places that are none", func(t *testing.T) {
		for name, code := range map[string]string{
			"a relative folder":       s.Code(s.Root, "Audit.SetSchedule", "backups", 1),
			"a relative file":         s.Code(s.Root, "Audit.BackupTo", "backup"),
			"less than no hours":      s.Code(s.Root, "Audit.SetSchedule", "", -1),
			"more hours than a month": s.Code(s.Root, "Audit.SetSchedule", "", 745),
		} {
			if code != "INVALID" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		for _, dir := range []string{"relative", filepath.Join(s.Dir, "armguard.db", "below a file")} {
			if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.Backup", dir)); job.State != "failed" || job.Error.Code != "INVALID" {
				t.Errorf("%s: got %+v %+v", dir, job, job.Error)
			}
		}
		for _, path := range []string{"", s.Dir, filepath.Join(s.Dir, "nothing")} {
			if code := s.Code(s.Root, "Audit.Restore", path); code != "NOT_FOUND" {
				t.Errorf("restore %q: got %q", path, code)
			}
		}
	})
}

func TestRestore(t *testing.T) {
	s := apptest.Found(t)
	s.Fill(2, 2)
	file := filepath.Join(t.TempDir(), "b.armguard-backup")
	if job := s.Done(s.Root, apptest.Must[app.Job](s, s.Root, "Audit.BackupTo", file)); job.State != "done" {
		t.Fatalf("got %+v", job)
	}
	entries, log := s.Entries(), s.App.Recorder.Here().Log
	apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
	t.Run("of a file that is no backup leaves everything as it is", func(t *testing.T) {
		wrong := filepath.Join(t.TempDir(), "letter.txt")
		if err := os.WriteFile(wrong, []byte("Dear commander"), 0o600); err != nil {
			t.Fatal(err)
		}
		before := s.Entries()
		job := apptest.Must[app.Job](s, s.Root, "Audit.Restore", wrong)
		job = doneRestoring(s, job)
		if job.State != "failed" || job.Error.Code == "INTERNAL" {
			t.Errorf("got %+v %+v", job, job.Error)
		}
		if s.App.Healthy() != nil || s.Entries() < before || s.Code(s.Root, "Board.Get") != "" {
			t.Errorf("the station is %v with %d entries", s.App.Healthy(), s.Entries())
		}
	})
	t.Run("begins a new log and signs everybody out", func(t *testing.T) {
		over := s.App.Sessions.Find(s.Root).Ended()
		job := apptest.Must[app.Job](s, s.Root, "Audit.Restore", file)
		select {
		case <-over:
		case <-time.After(20 * time.Second):
			t.Fatalf("the session goes on: %+v", doneRestoring(s, job))
		}
		s.Root = s.SignIn("root")
		here := s.App.Recorder.Here()
		if here.Log == log || s.Entries() != entries+1 {
			t.Errorf("log %v after %v, %d entries, want %d and the opening of a log", here.Log, log, s.Entries(), entries)
		}
		if got := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "W00001"); got.Item.Status != "Available" {
			t.Errorf("the item is %s", got.Item.Status)
		}
		if code := s.Code(s.Root, "Counter.Issue", s.Take("P00002", "W00002")); code != "" {
			t.Errorf("got %q", code)
		}
	})
}

func TestARestoreThatIsStoppedLeavesTheStationWorking(t *testing.T) {
	reached := make(chan struct{})
	s := apptest.Open(t, apptest.Options{Restorer: func(ctx context.Context, _ string) error {
		close(reached)
		<-ctx.Done()
		return ctx.Err()
	}})
	s.Found()
	file := filepath.Join(t.TempDir(), "b.armguard-backup")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	job := apptest.Must[app.Job](s, s.Root, "Audit.Restore", file)
	<-reached
	if code := s.Code(s.Root, "Board.Get"); code != "SETTLING" {
		t.Errorf("meanwhile: got %q", code)
	}
	if err := s.App.Jobs.Cancel(own(s.App.Sessions.Find(s.Root).Account), job.ID); err != nil {
		t.Fatal(err)
	}
	if job = doneRestoring(s, job); job.State != "cancelled" {
		t.Errorf("got %+v %+v", job, job.Error)
	}
	if s.App.Healthy() != nil || s.Code(s.Root, "Board.Get") != "" {
		t.Errorf("the station is %v", s.App.Healthy())
	}
}

// doneRestoring waits for a restore that fails: meanwhile the station is closed, and says so to who asks.
func doneRestoring(s *apptest.Station, job app.Job) app.Job {
	s.T.Helper()
	ear := s.App.Push.Listen()
	defer ear.Close()
	for {
		now, refused := apptest.Try[app.Job](s, s.Root, "Jobs.Get", job.ID)
		if refused == nil && now.State != "running" {
			return now
		}
		if refused != nil && refused.Code != "SETTLING" && refused.Code != "CLOSED" {
			s.T.Fatalf("got %+v", refused)
		}
		select {
		case <-ear.Ready():
			ear.Take()
		case <-time.After(20 * time.Second):
			s.T.Fatalf("the restore does not end: %+v %+v", now, refused)
		}
	}
}

// scheduled runs f in a bubble of time on a station that keeps backups in the folder given to f.
func scheduled(t *testing.T, f func(t *testing.T, s *apptest.Station, skew *atomic.Int64, dir string)) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backups")
	synctest.Test(t, func(t *testing.T) {
		var skew atomic.Int64 // of the PC's clock, a time.Duration
		s := apptest.Open(t, apptest.Options{Now: func() time.Time { return time.Now().AddDate(28, 0, 0).Add(time.Duration(skew.Load())) }})
		s.Found()
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() { defer close(ended); s.App.KeepBackups(ctx) }()
		checked := make(chan struct{})
		go func() { defer close(checked); s.App.KeepChecked(ctx) }()
		defer func() { stop(); <-ended; <-checked }()
		f(t, s, &skew, dir)
	})
}

func backups(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.armguard-backup"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestTheRecordIsCheckedOnceADay(t *testing.T) {
	scheduled(t, func(t *testing.T, s *apptest.Station, _ *atomic.Int64, _ string) {
		last := func() time.Time {
			at, _ := time.Parse(time.RFC3339, apptest.Must[app.AuditSummary](s, s.Root, "Audit.Summary").LastVerify)
			return at
		}
		checks, before := 0, last()
		for range 3 * 4 {
			time.Sleep(6 * time.Hour)
			synctest.Wait()
			s.Root = s.SignIn("root")
			if now := last(); !now.Equal(before) {
				checks, before = checks+1, now
			}
		}
		if checks != 3 {
			t.Errorf("%d checks in three quiet days", checks)
		}
		if got := notifications(s, s.Root); got.Total != 0 {
			t.Errorf("got %+v", got.Items)
		}
		db, err := sql.Open("sqlite", filepath.Join(s.Dir, "armguard.db"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE entry SET sig = zeroblob(64) WHERE seq = 7"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24*time.Hour + 20*time.Minute)
		synctest.Wait()
		s.Root = s.SignIn("root")
		got := notifications(s, s.Root)
		if got.Total == 0 || got.Items[0].Title != "The record on this PC is damaged" || !strings.Contains(got.Items[0].Message, "Entry 7 of log") {
			t.Errorf("got %+v", got.Items)
		}
	})
}

func TestTheDailyCheckWaitsForAPause(t *testing.T) {
	scheduled(t, func(t *testing.T, s *apptest.Station, _ *atomic.Int64, _ string) {
		s.Fill(1, 1)
		for range 12 {
			apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
			time.Sleep(4 * time.Minute)
			apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00001"))
			time.Sleep(4 * time.Minute)
		}
		if got := apptest.Must[app.AuditSummary](s, s.Root, "Audit.Summary").LastVerify; got != "" {
			t.Errorf("checked at %s, in the middle of the work", got)
		}
		time.Sleep(25 * time.Minute)
		synctest.Wait()
		if got := apptest.Must[app.AuditSummary](s, s.Root, "Audit.Summary").LastVerify; got == "" {
			t.Error("not checked after it")
		}
	})
}

func TestOldScheduledBackupsAreThinnedOut(t *testing.T) {
	scheduled(t, func(t *testing.T, s *apptest.Station, _ *atomic.Int64, dir string) {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		made := func(at time.Time, whose string) string {
			path := filepath.Join(dir, at.UTC().Format("20060102-150405")+whose+".armguard-backup")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		start := s.App.Now()
		own := "-scheduled-" + s.App.Recorder.Here().Station.Short()
		kept := []string{made(start.AddDate(-9, 0, 0), ""), made(start.AddDate(-9, 0, 0), "-scheduled-OTHERS")}
		for day := range 1000 {
			for hour := range 2 {
				made(start.AddDate(0, 0, -day).Add(-time.Duration(1+hour)*time.Hour), own)
			}
		}
		apptest.Must[any](s, s.Root, "Audit.SetSchedule", dir, 2)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		// 14 days from today, 8 weeks of which 5 or 6 are further back, 24 months of which 22 or 23 are; the newest ten are of
		// the last five days.
		if got := backups(t, dir) - len(kept); got < 40 || got > 50 {
			t.Errorf("%d are kept of 2001", got)
		}
		for _, path := range kept {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("one that is not this station's by schedule: %v", err)
			}
		}
		oldest := start
		rows := apptest.Must[[]app.BackupRow](s, s.Root, "Audit.Backups")
		for _, row := range rows {
			if at, err := time.Parse("20060102-150405", filepath.Base(row.Path)[:15]); err == nil && strings.Contains(row.Path, own) && at.Before(oldest) {
				oldest = at
			}
		}
		if back := start.Sub(oldest); back < 22*30*24*time.Hour || back > 25*31*24*time.Hour {
			t.Errorf("the oldest is of %s, want one of 24 months ago", oldest)
		}
		if rows[0].Bad != "" || rows[0].Entries == 0 {
			t.Errorf("the new one: %+v", rows[0])
		}
	})
}

func TestScheduledBackups(t *testing.T) {
	wait := func(d time.Duration) {
		time.Sleep(d) // in the bubble: no time passes outside
		synctest.Wait()
	}
	t.Run("are made every so many hours, and not before they are wanted", func(t *testing.T) {
		scheduled(t, func(t *testing.T, s *apptest.Station, _ *atomic.Int64, dir string) {
			wait(3 * time.Hour)
			if got := backups(t, filepath.Join(s.Dir, "backups")); got != 0 {
				t.Errorf("%d were made without a schedule", got)
			}
			apptest.Must[any](s, s.Root, "Audit.SetSchedule", dir, 2)
			wait(2 * time.Minute)
			if got := backups(t, dir); got != 1 {
				t.Errorf("%d were made at once, want 1", got)
			}
			wait(time.Hour)
			if got := backups(t, dir); got != 1 {
				t.Errorf("%d were made after an hour, want 1", got)
			}
			wait(5 * time.Hour)
			if got := backups(t, dir); got != 3 && got != 4 {
				t.Errorf("%d were made after six hours, want one every two", got)
			}
		})
	})
	t.Run("go on when the clock was ten years ahead for a while", func(t *testing.T) {
		scheduled(t, func(t *testing.T, s *apptest.Station, skew *atomic.Int64, dir string) {
			skew.Store(int64(10 * 365 * 24 * time.Hour))
			s.Root = s.SignIn("root")
			apptest.Must[any](s, s.Root, "Audit.SetSchedule", dir, 2)
			wait(2 * time.Minute)
			skew.Store(0)
			wait(2 * time.Minute)
			if got := backups(t, dir); got != 2 {
				t.Errorf("%d were made, want one with the wrong clock and one with the right one", got)
			}
		})
	})
	t.Run("that fail are told to who may make them, once, and tried again", func(t *testing.T) {
		scheduled(t, func(t *testing.T, s *apptest.Station, _ *atomic.Int64, dir string) {
			if err := os.WriteFile(dir, []byte("a file where the folder should be"), 0o600); err != nil {
				t.Fatal(err)
			}
			armorer, _ := s.Account("armorer1", "armorer")
			apptest.Must[any](s, s.Root, "Audit.SetSchedule", dir, 2)
			wait(3*time.Hour + 2*time.Minute)
			page := notifications(s, s.Root)
			if page.Total != 1 || page.Items[0].Title != "The scheduled backup failed" || page.Items[0].Level != "error" || !strings.Contains(page.Items[0].Message, dir) {
				t.Errorf("got %+v", page)
			}
			if got := notifications(s, armorer); got.Total != 0 {
				t.Errorf("the armorer was told: %+v", got.Items)
			}
			if err := os.Remove(dir); err != nil {
				t.Fatal(err)
			}
			wait(time.Hour + time.Minute)
			if got := backups(t, dir); got != 1 {
				t.Errorf("%d were made when the folder could be made", got)
			}
		})
	})
}
