package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"armguard/app/ledger"
)

func TestTheStoreIsDurable(t *testing.T) {
	db := open(t, options(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		t.Run(pragma+" is "+want, func(t *testing.T) {
			var got string
			write(t, db, func(tx *Tx) error { return tx.session.get(context.Background(), "PRAGMA "+pragma, nil, &got) })
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestWhatIsWrittenIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows has other rights")
	}
	old := syscall.Umask(0o022)
	defer syscall.Umask(old)
	p := found(t)
	dir := p.db.Dir
	if _, err := CreateKey(dir); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	if _, err := p.db.Backup(t.Context(), backup, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	modes := func(t *testing.T) {
		must(t, filepath.Walk(dir, func(name string, info os.FileInfo, err error) error {
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has mode %v", name, info.Mode())
			}
			return err
		}))
	}
	t.Run("in the data folder", modes)
	t.Run("in the backup", func(t *testing.T) {
		if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
		}
	})
	closed(t, p.db)
	t.Run("and a backup of a station with another key is refused", func(t *testing.T) {
		before, err := os.ReadFile(filepath.Join(dir, databaseFile))
		must(t, err)
		if err := Restore(t.Context(), backup, dir); !errors.Is(err, ErrNotOurs) {
			t.Errorf("restore: %v, want ErrNotOurs", err)
		}
		after, err := os.ReadFile(filepath.Join(dir, databaseFile))
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the store was changed: %v", err)
		}
	})
	must(t, os.RemoveAll(filepath.Join(dir, keyDir)))
	if err := Restore(t.Context(), backup, dir); err != nil {
		t.Fatalf("restore: %v", err)
	}
	t.Run("after a restore", modes)
	must(t, os.Chmod(filepath.Join(dir, databaseFile), 0o644))
	open(t, p.db.Options)
	t.Run("after somebody loosened it", modes)
}

func TestOpenTwiceIsRefused(t *testing.T) {
	db := open(t, options(t))
	t.Run("by the same store", func(t *testing.T) {
		if err := db.Open(t.Context(), nil); err == nil {
			t.Error("opened twice")
		}
	})
	t.Run("by a second start", func(t *testing.T) {
		if err := New(db.Options).Open(t.Context(), nil); !errors.Is(err, ErrInUse) {
			t.Errorf("open: %v, want ErrInUse", err)
		}
	})
	t.Run("by a restore", func(t *testing.T) {
		backup := filepath.Join(t.TempDir(), "backup")
		if _, err := db.Backup(t.Context(), backup, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		if err := Restore(t.Context(), backup, db.Dir); !errors.Is(err, ErrInUse) {
			t.Errorf("restore: %v, want ErrInUse", err)
		}
	})
	t.Run("and the first one goes on", func(t *testing.T) {
		write(t, db, func(tx *Tx) error { return tx.SaveSetting("a", []byte("x")) })
	})
	t.Run("and a closed one opens again", func(t *testing.T) {
		closed(t, db)
		must(t, db.Open(t.Context(), nil))
		if got := setting(t, db, "a"); got != "x" {
			t.Errorf("the setting is %q, want x", got)
		}
	})
}

// refusedWith opens a store that must be refused in words, and looks that the refusal left the folder as it was.
func refusedWith(t *testing.T, o Options, want error) {
	t.Helper()
	name := filepath.Join(o.Dir, databaseFile)
	before, missing := os.ReadFile(name)
	err := New(o).Open(t.Context(), nil)
	var problem *Problem
	if !errors.Is(err, want) || !errors.As(err, &problem) {
		t.Fatalf("open: %v, want %v", err, want)
	}
	if problem.Message == "" || problem.Fix == "" || strings.Contains(problem.Error(), "SQL") {
		t.Errorf("a person reads %q", problem.Error())
	}
	if after, _ := os.ReadFile(name); missing == nil && string(before) != string(after) {
		t.Error("the file was changed")
	}
}

func TestAFolderThatCannotBeUsedIsRefusedInWords(t *testing.T) {
	file := func(o Options, content []byte) {
		must(t, os.MkdirAll(o.Dir, 0o700))
		must(t, os.WriteFile(filepath.Join(o.Dir, databaseFile), content, 0o600))
	}
	t.Run("a database of a newer version", func(t *testing.T) {
		p := found(t)
		closed(t, p.db)
		raw, err := newSession(t.Context(), openRaw(t, filepath.Join(p.db.Dir, databaseFile)))
		must(t, err)
		must(t, raw.exec(fmt.Sprintf("PRAGMA user_version = %d", len(migrations)+1)))
		must(t, raw.close())
		refusedWith(t, p.db.Options, ErrNewer)
	})
	t.Run("a file that is no database", func(t *testing.T) {
		o := options(t)
		file(o, []byte(strings.Repeat("Dear diary, ", 1000)))
		refusedWith(t, o, ErrNotOurs)
	})
	t.Run("another program's database", func(t *testing.T) {
		o := options(t)
		file(o, nil)
		other := openRaw(t, filepath.Join(o.Dir, databaseFile))
		if _, err := other.Exec("CREATE TABLE bookmark (url TEXT)"); err != nil {
			t.Fatal(err)
		}
		must(t, other.Close())
		refusedWith(t, o, ErrNotOurs)
	})
	t.Run("a folder where the database should be", func(t *testing.T) {
		o := options(t)
		must(t, os.MkdirAll(filepath.Join(o.Dir, databaseFile), 0o700))
		refusedWith(t, o, ErrNotOurs)
	})
	t.Run("a file where the data folder should be", func(t *testing.T) {
		o := options(t)
		must(t, os.WriteFile(o.Dir, nil, 0o600))
		refusedWith(t, o, ErrNoFolder)
	})
	t.Run("a file where the anchor's folder should be", func(t *testing.T) {
		o := options(t)
		o.AnchorDir = filepath.Join(o.AnchorDir, "anchor")
		must(t, os.WriteFile(o.AnchorDir, nil, 0o600))
		refusedWith(t, o, ErrNoFolder)
	})
	t.Run("no folder for the anchor", func(t *testing.T) {
		for _, name := range []string{"HOME", "XDG_CONFIG_HOME", anchorEnv} {
			t.Setenv(name, "")
		}
		o := options(t)
		o.AnchorDir = ""
		refusedWith(t, o, errNoConfig)
	})
	t.Run("a database cut short", func(t *testing.T) {
		p := found(t)
		closed(t, p.db)
		must(t, os.Truncate(filepath.Join(p.db.Dir, databaseFile), 20_000))
		refusedWith(t, p.db.Options, ErrDamaged)
	})
	t.Run("a database with a page of rubbish", func(t *testing.T) {
		p := found(t)
		closed(t, p.db)
		name := filepath.Join(p.db.Dir, databaseFile)
		content, err := os.ReadFile(name)
		must(t, err)
		for i := 4096; i < len(content); i++ {
			content[i] = byte(i * 7)
		}
		must(t, os.WriteFile(name, content, 0o600))
		refusedWith(t, p.db.Options, ErrDamaged)
	})
	t.Run("a folder that is read-only", func(t *testing.T) {
		p := found(t)
		closed(t, p.db)
		readOnly(t, p.db.Dir)
		refusedWith(t, p.db.Options, ErrReadOnly)
	})
}

// readOnly makes a folder read-only, also for root, until the test ends.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		must(t, os.Chmod(dir, 0o500))
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
		return
	}
	mount(t, "--bind", dir, dir)
	if out, err := exec.Command("mount", "-o", "remount,bind,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("skipped: root may not make a mount read-only here: %s", out)
	}
}

// smallDisk mounts a disk of a size such as 2m.
func smallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("skipped: only root can mount a small disk")
	}
	dir = t.TempDir()
	mount(t, "-t", "tmpfs", "-o", "size="+size, "none", dir)
	return dir
}

func mount(t *testing.T, args ...string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("skipped: mounts are made on Linux only")
	}
	if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
		t.Skipf("skipped: root may not mount here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", args[len(args)-1]).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
}

// fillDisk writes until nothing more goes in, leaving left bytes.
func fillDisk(t *testing.T, dir string, left int64) (empty func()) {
	t.Helper()
	name := filepath.Join(dir, "filler")
	file, err := os.Create(name)
	must(t, err)
	block := make([]byte, 1024)
	for err == nil {
		_, err = file.Write(block)
	}
	info, err := file.Stat()
	must(t, err)
	must(t, file.Truncate(max(0, info.Size()-left)))
	must(t, file.Close())
	return func() { must(t, os.Remove(name)) }
}

func TestAFullDiskLosesNothing(t *testing.T) {
	dir := smallDisk(t, "4m")
	for _, left := range []int64{0, 4 << 10, 16 << 10, 40 << 10, 100 << 10, 200 << 10} {
		t.Run(fmt.Sprintf("with %d KiB left", left>>10), func(t *testing.T) {
			o := options(t)
			o.Dir = filepath.Join(dir, "data")
			defer os.RemoveAll(o.Dir)
			p := foundIn(t, o)
			p.stock(5, 5)
			empty := fillDisk(t, dir, left)
			acknowledged := p.written
			var err error
			for range 2000 {
				p.written = nil
				if err = p.db.Write(t.Context(), func(tx *Tx) error { return p.act(tx) }); err == nil {
					acknowledged = append(acknowledged, p.written...)
				} else if errors.As(err, new(*Problem)) {
					break
				}
			}
			if !errors.Is(err, ErrFull) {
				t.Errorf("the write that found no room: %v, want ErrFull", err)
			}
			if err := p.db.Write(t.Context(), func(tx *Tx) error { return tx.SaveSetting("big", make([]byte, 1<<20)) }); !errors.Is(err, ErrFull) {
				t.Errorf("a big write: %v, want ErrFull", err)
			}
			there := func(t *testing.T) {
				t.Helper()
				if got, want := digest(t, p.db), memory(t, acknowledged).Digest(); got != want {
					t.Errorf("%d acknowledged entries, but the digest is %x instead of %x", len(acknowledged), got, want)
				}
			}
			there(t)
			if err := p.db.Trouble(); !errors.Is(err, ErrFull) {
				t.Errorf("the trouble is %v, want ErrFull", err)
			}
			empty()
			p.out = map[ledger.SubjectID]ledger.SubjectID{}
			p.written = nil
			p.play(20)
			acknowledged = append(acknowledged, p.written...)
			there(t)
			if err := p.db.Trouble(); err != nil {
				t.Errorf("with room again the trouble is %v", err)
			}
			if bad := verified(t, p.db); bad != "" {
				t.Error(bad)
			}
			p.restart()
			there(t)
			closed(t, p.db)
		})
	}
}

func TestAStartOnAFullDiskIsRefusedInWords(t *testing.T) {
	dir := smallDisk(t, "2m")
	o := options(t)
	o.Dir = filepath.Join(dir, "data")
	empty := fillDisk(t, dir, 0)
	if err := New(o).Open(t.Context(), nil); !errors.Is(err, ErrFull) {
		t.Errorf("open: %v, want ErrFull", err)
	}
	empty()
	open(t, o)
}
