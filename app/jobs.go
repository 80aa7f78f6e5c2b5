package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// How many finished jobs are kept for screens that ask late.
const jobsKept = 50

// jobPush is how often a running job tells screens how far it is.
const jobPush = 200 * time.Millisecond

// Jobs are the long pieces of work: each has progress and can be stopped.
type Jobs struct {
	push *Push
	log  *slog.Logger
	now  func() time.Time
	wg   sync.WaitGroup

	mu     sync.Mutex // guards what follows
	jobs   map[string]*job
	order  []string
	closed bool
}

type job struct {
	Job
	owner  ledger.AccountID
	cancel context.CancelFunc
	pushed time.Time
}

// NewJobs returns no jobs.
func NewJobs(push *Push, log *slog.Logger, now func() time.Time) *Jobs {
	return &Jobs{push: push, log: log, now: now, jobs: map[string]*job{}}
}

// Run begins work. The work reports progress (total 0 = unknown) and returns one sentence, or an error; it must stop
// soon after its context ends.
func (j *Jobs) Run(kind string, owner ledger.AccountID, work func(ctx context.Context, progress func(done, total int)) (string, error)) Job {
	ctx, cancel := context.WithCancel(context.Background())
	id := ledger.NewID(j.now(), rand.Reader).String()
	one := &job{Job: Job{ID: id, Kind: kind, State: "running"}, owner: owner, cancel: cancel}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		cancel()
		one.State, one.Error = "failed", &Error{Code: "CLOSED", Message: "The station is closing.", Fix: "Start it again."}
		return one.Job
	}
	j.jobs[id] = one
	j.order = append(j.order, id)
	for len(j.order) > jobsKept && j.jobs[j.order[0]].State != "running" {
		delete(j.jobs, j.order[0])
		j.order = j.order[1:]
	}
	j.wg.Go(func() {
		defer cancel()
		result, err := j.carryOut(ctx, one, work)
		j.finish(one, result, err, ctx.Err() != nil)
	})
	return one.Job
}

// carryOut does the work. One that panics fails alone: the station goes on issuing.
func (j *Jobs) carryOut(ctx context.Context, one *job, work func(ctx context.Context, progress func(done, total int)) (string, error)) (result string, err error) {
	defer func() {
		if r := recover(); r != nil {
			j.log.Error("a job panicked", "kind", one.Kind, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			result, err = "", errors.New("panic")
		}
	}()
	return work(ctx, func(done, total int) { j.progress(one, done, total) })
}

func (j *Jobs) progress(one *job, done, total int) {
	j.mu.Lock()
	one.Done, one.Total = done, total
	tell := j.now().Sub(one.pushed) > jobPush
	if tell {
		one.pushed = j.now()
	}
	j.mu.Unlock()
	if tell {
		j.push.Emit(TopicJobs)
	}
}

func (j *Jobs) finish(one *job, result string, err error, stopped bool) {
	j.mu.Lock()
	one.State, one.Result = "done", result
	if err != nil {
		one.State, one.Error = "failed", asError(err)
		if stopped && errors.Is(err, context.Canceled) {
			one.State, one.Error = "cancelled", &Error{Code: "CANCELLED", Message: "It was stopped. Nothing was changed.", Fix: "Begin again when you like."}
		} else if one.Error.Code == "INTERNAL" {
			j.log.Error("a job failed", "kind", one.Kind, "error", err)
		}
	}
	j.mu.Unlock()
	j.push.Emit(TopicJobs, TopicAudit)
}

// Get reads a job of the caller's.
func (j *Jobs) Get(c *Caller, id string) (Job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	one, ok := j.jobs[id]
	if !ok || one.owner != c.Session.Account {
		return Job{}, &Error{Code: armory.CodeNotFound, Message: "There is no such job.", Fix: "Begin it again."}
	}
	return one.Job, nil
}

// Cancel asks a job to stop.
func (j *Jobs) Cancel(c *Caller, id string) error {
	if _, err := j.Get(c, id); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.jobs[id].cancel()
	return nil
}

// Close stops every job and waits for them.
func (j *Jobs) Close() {
	j.mu.Lock()
	j.closed = true
	for _, one := range j.jobs {
		one.cancel()
	}
	j.mu.Unlock()
	j.wg.Wait()
}
