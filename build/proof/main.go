package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "proof:", err)
		os.Exit(1)
	}
}

func run() error {
	name := flag.String("part", "", "one of "+names()+"; empty: all, one after another")
	size := flag.Int("size", 0, "steps of the part instead of the usual number")
	minutes := flag.Duration("for", 55*time.Minute, "end after so long; called again, the part goes on")
	each := flag.Duration("fuzz", 30*time.Minute, "how long each fuzz target runs")
	dir := flag.String("dir", filepath.Join("build", "out", "proof"), "where unfinished parts are kept")
	table := flag.String("table", filepath.Join("docs", "proof.md"), "the page whose table gets a line for each finished part")
	workers := flag.Int("workers", 2, "processors to use")
	fresh := flag.Bool("fresh", false, "forget what was done of the part and begin anew")
	flag.Parse()

	wanted := parts
	if *name != "" {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == *name })
		if i < 0 {
			return fmt.Errorf("there is no part %q: choose one of %s", *name, names())
		}
		wanted = parts[i : i+1]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *minutes)
	defer cancel()
	for _, p := range wanted {
		if *size > 0 {
			p.steps = *size
		}
		w := work{part: p, dir: *dir, workers: *workers, fuzz: *each}
		done, err := w.play(ctx, *fresh)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", p.name, err)
		case !done:
			fmt.Printf("%s: %d of %d steps are done; call it again to go on\n", p.name, w.state.Done, w.state.Steps)
			return nil
		}
		if err := w.enter(*table); err != nil {
			return err
		}
		if w.state.Failures > 0 {
			return fmt.Errorf("%s: %d failures, see %s", p.name, w.state.Failures, w.file("log"))
		}
	}
	return nil
}

func names() string {
	var out []string
	for _, p := range parts {
		out = append(out, p.name)
	}
	return strings.Join(out, ", ")
}
