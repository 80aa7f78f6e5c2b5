package storage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// crashEnv names the folder in which this test binary, started again, writes until it is killed.
const crashEnv = "ARMGUARD_STORAGE_CRASH"

// writeUntilKilled writes from several goroutines and says on stdout what was acknowledged.
func writeUntilKilled(dir string) {
	db := New(Options{Dir: filepath.Join(dir, "data"), AnchorDir: filepath.Join(dir, "anchor"), Log: quiet, Now: time.Now})
	if err := db.Open(context.Background(), nil); err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for {
				var n string
				if err := db.Write(context.Background(), func(tx *Tx) error {
					raw, _, err := tx.Setting("n")
					last, _ := strconv.Atoi(string(raw))
					n = strconv.Itoa(last + 1)
					return errors.Join(err, tx.SaveSetting("n", []byte(n)), tx.SaveSetting("n"+n, []byte("x")))
				}); err != nil {
					fmt.Println("failed", err)
					os.Exit(1)
				}
				fmt.Println(n)
			}
		})
	}
	writers.Wait()
}

func TestAKilledProcessLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]bool{}
	random := rand.New(rand.NewPCG(5, 6))
	for round := range 5 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), crashEnv+"="+dir)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		lines := bufio.NewScanner(out)
		kill := len(acknowledged) + 20 + random.IntN(300)
		for killed := false; lines.Scan(); {
			if _, err := strconv.Atoi(lines.Text()); err != nil {
				t.Errorf("round %d: %s", round, lines.Text())
			}
			acknowledged[lines.Text()] = true
			if !killed && len(acknowledged) >= kill {
				must(t, child.Process.Kill())
				killed = true
			}
		}
		if err := child.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		db := open(t, Options{Dir: filepath.Join(dir, "data"), AnchorDir: filepath.Join(dir, "anchor"), Log: quiet, Now: time.Now})
		last, err := strconv.Atoi(setting(t, db, "n"))
		must(t, err)
		for n := range acknowledged {
			if setting(t, db, "n"+n) != "x" {
				t.Errorf("round %d: write %s was acknowledged and is lost", round, n)
			}
		}
		for n := 1; n <= last; n++ {
			if setting(t, db, "n"+strconv.Itoa(n)) != "x" {
				t.Errorf("round %d: of %d the %d. is half written", round, last, n)
			}
		}
		closed(t, db)
	}
}

// TestAFlippedBitOnTheDiskIsNeverSilent flips bits in the files of a station whose power went: the database, its
// write-ahead log and the anchor. Each time the station must refuse to start, doubt its own log, name the damage when
// it is checked, or hold exactly what was acknowledged.
func TestAFlippedBitOnTheDiskIsNeverSilent(t *testing.T) {
	p := found(t)
	p.stock(8, 8)
	p.play(20)
	p.restart() // what was written so far is in the database, what comes now in its log
	p.play(20)
	want := memory(t, p.written).Digest()
	raw := map[string][]byte{}
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(filepath.Join(p.db.Dir, databaseFile+suffix))
		must(t, err)
		raw[databaseFile+suffix] = content
	}
	anchored, err := os.ReadFile(anchorOf(t, p.db.Options))
	must(t, err)
	if len(raw[databaseFile+"-wal"]) < 4096 {
		t.Fatal("there is no write-ahead log: the test shows nothing")
	}
	random := rand.New(rand.NewPCG(9, 10))
	flip := func(content []byte) []byte {
		out := slices.Clone(content)
		out[random.IntN(len(out))] ^= byte(1) << random.IntN(8)
		return out
	}
	outcomes := map[string]int{}
	for i := range 50 {
		o := options(t)
		must(t, os.MkdirAll(o.Dir, 0o700))
		name, err := anchorFile(o)
		must(t, err)
		files := map[string][]byte{filepath.Join(o.Dir, databaseFile): raw[databaseFile], filepath.Join(o.Dir, databaseFile+"-wal"): raw[databaseFile+"-wal"], name: anchored}
		hit := []string{filepath.Join(o.Dir, databaseFile), filepath.Join(o.Dir, databaseFile+"-wal"), name}[i%3]
		files[hit] = flip(files[hit])
		for name, content := range files {
			must(t, os.WriteFile(name, content, 0o600))
		}
		db := New(o)
		outcome := func() string {
			if err := db.Open(t.Context(), nil); err != nil {
				if !errors.As(err, new(*Problem)) {
					t.Errorf("flip %d in %s: %v, want it in words", i, filepath.Base(hit), err)
				}
				return "refused"
			}
			defer closed(t, db)
			doubt, err := db.Doubt(t.Context())
			must(t, err)
			if doubt != "" {
				return "doubted"
			}
			report, err := db.Verify(t.Context(), nil)
			if err != nil {
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("flip %d in %s: verify: %v", i, filepath.Base(hit), err)
				}
				return "named"
			}
			if report.FirstBad != "" {
				return "named"
			}
			if got := digest(t, db); got != want || report.Entries != len(p.written) {
				t.Errorf("flip %d in %s went unseen: %d of %d entries, digest %x instead of %x", i, filepath.Base(hit), report.Entries, len(p.written), got, want)
			}
			return "harmless"
		}()
		outcomes[outcome]++
	}
	if outcomes["refused"]+outcomes["doubted"]+outcomes["named"] < 10 {
		t.Errorf("the flips were %v: the test shows nothing", outcomes)
	}
	t.Logf("the flips were %v", outcomes)
}
