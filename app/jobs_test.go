package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// own is a caller who is signed in as an account, as far as jobs look.
func own(account ledger.AccountID) *app.Caller {
	return &app.Caller{Context: context.Background(), Session: &app.SignedInSession{Account: account}}
}

func TestJobs(t *testing.T) {
	t.Parallel()
	me, somebody := ledger.AccountID{ID: ledger.RandomID()}, ledger.AccountID{ID: ledger.RandomID()}
	var log bytes.Buffer
	push := app.NewPush()
	jobs := app.NewJobs(push, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
	defer jobs.Close()
	// end waits for a job to end.
	end := func(t *testing.T, ear *app.Listener, id string) app.Job {
		t.Helper()
		for {
			job, err := jobs.Get(own(me), id)
			if err != nil {
				t.Fatal(err)
			}
			if job.State != "running" {
				return job
			}
			select {
			case <-ear.Ready():
			case <-time.After(10 * time.Second):
				t.Fatalf("still running: %+v", job)
			}
		}
	}
	ear := push.Listen()
	defer ear.Close()

	t.Run("say how far they are and how they ended", func(t *testing.T) {
		reached, goOn := make(chan struct{}), make(chan struct{})
		job := jobs.Run("count", me, func(_ context.Context, progress func(int, int)) (string, error) {
			progress(3, 10)
			close(reached)
			<-goOn
			return "All ten counted.", nil
		})
		<-reached
		if got, err := jobs.Get(own(me), job.ID); err != nil || got.State != "running" || got.Done != 3 || got.Total != 10 || got.Kind != "count" {
			t.Errorf("got %+v, %v", got, err)
		}
		close(goOn)
		if got := end(t, ear, job.ID); got.State != "done" || got.Result != "All ten counted." || got.Error != nil {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("are stopped by their owner, and by nobody else", func(t *testing.T) {
		job := jobs.Run("wait", me, func(ctx context.Context, _ func(int, int)) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})
		if _, err := jobs.Get(own(somebody), job.ID); app.Shown(err).Code != armory.CodeNotFound {
			t.Errorf("somebody else sees it: %v", err)
		}
		if err := jobs.Cancel(own(somebody), job.ID); app.Shown(err).Code != armory.CodeNotFound {
			t.Errorf("somebody else stops it: %v", err)
		}
		if err := jobs.Cancel(own(me), job.ID); err != nil {
			t.Fatal(err)
		}
		if got := end(t, ear, job.ID); got.State != "cancelled" || got.Error == nil || got.Error.Code != "CANCELLED" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("that were asked to stop when they were done are done", func(t *testing.T) {
		asked := make(chan struct{})
		job := jobs.Run("quick", me, func(ctx context.Context, _ func(int, int)) (string, error) {
			<-asked
			<-ctx.Done()
			return "Written.", nil
		})
		close(asked)
		if err := jobs.Cancel(own(me), job.ID); err != nil {
			t.Fatal(err)
		}
		if got := end(t, ear, job.ID); got.State != "done" || got.Result != "Written." {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("that fail say why, and what is nobody's business goes to the log", func(t *testing.T) {
		refused := jobs.Run("import", me, func(context.Context, func(int, int)) (string, error) {
			return "", &app.Error{Code: "INVALID", Message: "Row 3 is wrong.", Fix: "Correct it."}
		})
		if got := end(t, ear, refused.ID); got.State != "failed" || got.Error.Message != "Row 3 is wrong." {
			t.Errorf("got %+v", got)
		}
		broken := jobs.Run("import", me, func(context.Context, func(int, int)) (string, error) { return "", errors.New("disk on fire") })
		if got := end(t, ear, broken.ID); got.State != "failed" || got.Error.Code != "INTERNAL" || strings.Contains(got.Error.Message, "fire") {
			t.Errorf("got %+v", got)
		}
		if !strings.Contains(log.String(), "disk on fire") {
			t.Errorf("the log says %q", log.String())
		}
	})
	t.Run("that panic fail alone", func(t *testing.T) {
		job := jobs.Run("import", me, func(context.Context, func(int, int)) (string, error) {
			panic("a row nobody thought of")
		})
		if got := end(t, ear, job.ID); got.State != "failed" || got.Error.Code != "INTERNAL" {
			t.Errorf("got %+v", got)
		}
		if !strings.Contains(log.String(), "panicked") {
			t.Error("the log does not say so")
		}
	})
	t.Run("are forgotten when there are too many, those that run last", func(t *testing.T) {
		var first string
		for range 60 {
			job := jobs.Run("quick", me, func(context.Context, func(int, int)) (string, error) { return "", nil })
			if first == "" {
				first = job.ID
			}
			end(t, ear, job.ID)
		}
		if _, err := jobs.Get(own(me), first); app.Shown(err).Code != armory.CodeNotFound {
			t.Errorf("got %v", err)
		}
	})
	t.Run("end with the station", func(t *testing.T) {
		job := jobs.Run("wait", me, func(ctx context.Context, _ func(int, int)) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})
		jobs.Close()
		if got, err := jobs.Get(own(me), job.ID); err != nil || got.State != "cancelled" {
			t.Errorf("got %+v, %v", got, err)
		}
		late := jobs.Run("late", me, func(context.Context, func(int, int)) (string, error) { return "", nil })
		if late.State != "failed" || late.Error.Code != "CLOSED" {
			t.Errorf("got %+v", late)
		}
	})
}

func TestASlowScreenGetsEachTopicOnce(t *testing.T) {
	t.Parallel()
	push := app.NewPush()
	slow, gone := push.Listen(), push.Listen()
	gone.Close()
	for range 1000 {
		push.Emit("items", "board")
	}
	push.Emit()
	<-slow.Ready()
	got := slow.Take()
	if len(got) != 2 || got[0].Topic != "items" || got[0].Rev != 1000 || got[1].Topic != "board" {
		t.Errorf("got %+v", got)
	}
	if len(slow.Take()) != 0 || len(gone.Take()) != 0 {
		t.Error("something is left")
	}
	push.Emit("people")
	if got := slow.Take(); len(got) != 1 || got[0].Rev != 1001 {
		t.Errorf("got %+v", got)
	}
}
