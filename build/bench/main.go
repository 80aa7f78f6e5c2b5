package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sizes are how long and on how much a run measures.
type sizes struct {
	paced   int           // issues at ten a second
	flat    time.Duration // flat out, for each number of writers
	floor   time.Duration // each bare insert
	crowd   int           // the larger crowd of feed clients
	entries int           // of the large store
	rows    int           // of the tables of items and of people
	starts  int           // repeated starts
	station int           // stations of the LAN
	losses  int           // hubs lost, of each kind
	asks    int           // repeated list reads
	million bool
}

var (
	usual = sizes{paced: 200, flat: 5 * time.Second, floor: 2 * time.Second, crowd: 500, entries: 100_000, rows: 100_000, starts: 5, asks: 60, station: 20, losses: 20}
	quick = sizes{paced: 40, flat: time.Second, floor: 500 * time.Millisecond, crowd: 100, entries: 5_000, rows: 2_000, starts: 3, asks: 20, station: 4, losses: 2}
)

// bench is one run.
type bench struct {
	sizes
	program string
	dir     string
	report  *report
}

// part is one group of figures, which can be asked for by its name.
type part struct {
	name    string
	measure func(*bench) error
}

var parts = []part{
	{"floor", (*bench).floors}, {"console", (*bench).console}, {"recorder", (*bench).recorder}, {"large", (*bench).large},
	{"tables", (*bench).tables}, {"lan", (*bench).lan}, {"failover", (*bench).failover}, {"million", (*bench).millionEntries},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	program := flag.String("program", "build/bin/armguard-headless", "the station to measure")
	short := flag.Bool("quick", false, "small sizes, under a minute: whether everything works, not how fast")
	million := flag.Bool("million", false, "also a store of 1,000,000 entries (some minutes more)")
	dir := flag.String("dir", filepath.Join("build", "bench-data"), "a folder on the disk to measure; what is made in it is removed")
	to := flag.String("json", "", "also write the figures to this file")
	only := flag.String("only", "", "parts, by comma: floor, console, recorder, large, tables, lan, failover, million")
	profile := flag.String("profile", "", "measure nothing: write FILE.cpu and FILE.mem of a station in this process, flat out")
	flag.Parse()
	b := &bench{sizes: usual, report: &report{}}
	if *short {
		b.sizes = quick
	}
	b.million = *million
	wanted := strings.Split(*only, ",")
	for _, name := range wanted {
		if *only != "" && !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return fmt.Errorf("there is no part %q: choose from floor, console, recorder, large, tables, lan, failover, million", name)
		}
	}
	if b.program, err = filepath.Abs(*program); err != nil {
		return err
	}
	if _, err := os.Stat(b.program); err != nil {
		return fmt.Errorf("there is no program at %s: build it with make headless, or name it with -program", *program)
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return fmt.Errorf("the folder for the data cannot be made: %w", err)
	}
	if inMemory(*dir) {
		return fmt.Errorf("%s lies in memory, where a commit costs nothing: name a folder on a disk with -dir", *dir)
	}
	if b.dir, err = os.MkdirTemp(*dir, "run-"); err != nil {
		return err
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	defer b.clear(*dir)
	if err := os.Setenv("ARMGUARD_ANCHOR_DIR", filepath.Join(b.dir, "anchor")); err != nil {
		return err
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		stopAll()
		b.clear(*dir)
		os.Exit(1)
	}()
	defer stopAll()
	if *profile != "" {
		return b.profile(*profile)
	}
	began := time.Now()
	fmt.Printf("%s, %d processors, load %s, %s\n\n", runtime.GOARCH, runtime.NumCPU(), load(), began.Format(time.DateTime))
	fmt.Println(heading())
	for _, p := range parts {
		if *only != "" && !slices.Contains(wanted, p.name) {
			continue
		}
		if err := p.measure(b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	fmt.Printf("\n%d figures in %.0f s, load now %s. %s\n", len(b.report.Figures), time.Since(began).Seconds(), load(), b.report.verdict())
	if *to == "" {
		return nil
	}
	b.report.Machine = machine{runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load()}
	raw, err := json.MarshalIndent(b.report, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(*to, append(raw, '\n'), 0o644)
}

// clear removes what this run made, and the folder when nothing else lies in it.
func (b *bench) clear(parent string) {
	_ = os.RemoveAll(b.dir)
	_ = os.Remove(parent)
}
