package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// state is how far a part has come. It is written after each step.
type state struct {
	Commit   string         // that the tested program was built from; with a plus when files were changed since
	Steps    int            // in all
	Done     int            // of them
	Seconds  float64        // of all steps
	Failures int            // steps that failed
	Failed   []uint64       // seeds
	Counts   map[string]int // what happened how often
	Least    map[string]int // and how often it must have, in a thousand
}

// work is one part under way.
type work struct {
	part
	dir     string
	workers int
	fuzz    time.Duration
	state   state
}

func (w *work) file(ending string) string { return filepath.Join(w.dir, w.name+"."+ending) }

// play does the steps that are left; done: all are.
func (w *work) play(ctx context.Context, fresh bool) (done bool, err error) {
	if err := os.MkdirAll(w.dir, 0o750); err != nil {
		return false, err
	}
	if fresh {
		if err := os.Remove(w.file("json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	if err := w.resume(ctx); err != nil {
		return false, err
	}
	for w.state.Done < w.state.Steps && ctx.Err() == nil {
		if err := w.next(ctx); err != nil {
			return false, err
		}
	}
	return w.state.Done >= w.state.Steps, nil
}

// next does one step and puts down what came of it. One that was interrupted is done again.
func (w *work) next(ctx context.Context) error {
	begun := time.Now()
	failed := w.step(ctx, w, w.state.Done)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // it failed because it was interrupted
	}
	if failed != nil {
		w.state.Failures++
		fmt.Printf("%s: step %d failed: %v\n", w.name, w.state.Done, failed)
	}
	w.state.Seconds += time.Since(begun).Seconds()
	w.state.Done++
	fmt.Printf("%s: %d of %d steps, %d failures, %.0f s\n", w.name, w.state.Done, w.state.Steps, w.state.Failures, w.state.Seconds)
	return w.save()
}

// resume reads how far the part has come, or begins it.
func (w *work) resume(ctx context.Context) error {
	raw, err := os.ReadFile(w.file("json"))
	if errors.Is(err, fs.ErrNotExist) {
		return w.begin(ctx)
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &w.state); err != nil {
		return fmt.Errorf("%s cannot be read, begin anew with -fresh: %w", w.file("json"), err)
	}
	return nil
}

// begin builds what is tested, so that what is changed meanwhile does not matter.
func (w *work) begin(ctx context.Context) error {
	commit, err := output(ctx, "git", "rev-parse", "--short=10", "HEAD")
	if err != nil {
		return err
	}
	changed, err := output(ctx, "git", "status", "--porcelain", "--", "*.go", "go.mod")
	if err != nil {
		return err
	}
	if changed != "" {
		commit += "+"
	}
	w.state = state{Commit: commit, Steps: w.steps, Counts: map[string]int{}, Least: map[string]int{}}
	for name, pkg := range w.packages {
		//nolint:gosec // the packages of the table of parts
		build := exec.CommandContext(ctx, "go", "test", "-c", "-o", w.binary(name), pkg)
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
	}
	return w.save()
}

// binary is the tests of a package, as a program.
func (w *work) binary(name string) string {
	path, err := filepath.Abs(filepath.Join(w.dir, w.part.name+"-"+name+".test"))
	if err != nil {
		panic(err)
	}
	return path
}

func (w *work) save() error {
	raw, err := json.MarshalIndent(w.state, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(w.file("tmp"), raw, 0o600); err != nil {
		return err
	}
	return os.Rename(w.file("tmp"), w.file("json"))
}

// test runs tests of a package in its folder; what they print is added to the part's log when they fail.
func (w *work) test(ctx context.Context, name, folder string, args ...string) (string, error) {
	//nolint:gosec // a program that begin built
	cmd := exec.CommandContext(ctx, w.binary(name), append([]string{"-test.v", "-test.timeout=0", fmt.Sprint("-test.cpu=", w.workers)}, args...)...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", w.workers))
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil && ctx.Err() == nil {
		log, err := os.OpenFile(w.file("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, _ = fmt.Fprintf(log, "%s step %d of %s: %s\n%s\n", w.name, w.state.Done, w.state.Commit, strings.Join(args, " "), out)
			_ = log.Close()
		}
	}
	return string(out), err
}

// goTest runs "go test" itself: fuzzing needs its instrumented build.
func (w *work) goTest(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test"}, args...)...) //nolint:gosec // the table of parts
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return string(out), err
}

// enter puts the part's line at the end of the table.
func (w *work) enter(page string) error {
	raw, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	result := "passed"
	if w.state.Failures > 0 {
		result = fmt.Sprintf("**%d failed**", w.state.Failures)
	}
	line := fmt.Sprintf("| %s | %s | %s | %s | %s | %.0f min |", w.name, w.state.Commit, w.size(w.state.Steps, w.fuzz), result, w.words(w.state), w.state.Seconds/60)
	text := string(raw)
	last := strings.LastIndex(text, "\n|") // a row of the table, or its head
	if last < 0 {
		return fmt.Errorf("%s has no table", page)
	}
	end := last + 1 + strings.IndexByte(text[last+1:]+"\n", '\n')
	text = text[:end] + "\n" + line + text[end:]
	if err := os.WriteFile(page, []byte(text), 0o644); err != nil { //nolint:gosec // a page of the documentation
		return err
	}
	return os.Rename(w.file("json"), w.file("done.json")) // the next call begins anew
}

func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output() //nolint:gosec // git
	return strings.TrimSpace(string(out)), err
}
