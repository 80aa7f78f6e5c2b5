package storage

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func still(int, int) {}

// backedUp is a closed store with some history and its backup.
func backedUp(t *testing.T) (*post, string) {
	t.Helper()
	p := found(t)
	p.stock(10, 10)
	p.play(60)
	write(t, p.db, func(tx *Tx) error {
		m := armory.Message{Feed: "notifications", Type: "t", Body: []byte(`{"text":"the armory is closed"}`)}
		return errors.Join(tx.Publish(&m), tx.SaveSetting("theme", []byte("dark")), tx.SaveCredential(p.account, []byte("wrapped")),
			tx.SaveDraft(armory.Draft{ID: p.id(), Rev: 1, Form: "take", Body: `{"person":"Cruz"}`, SavedMs: 5}))
	})
	name := filepath.Join(t.TempDir(), "armguard.backup")
	info, err := p.db.Backup(t.Context(), name, still)
	must(t, err)
	if info.Entries != len(p.written) || info.Bytes == 0 {
		t.Fatalf("the backup says %d entries in %d bytes, want %d", info.Entries, info.Bytes, len(p.written))
	}
	closed(t, p.db)
	return p, name
}

// picture is every file of a folder and what is in it.
func picture(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == lockFile {
			return err
		}
		if d.Type()&fs.ModeSymlink != 0 {
			out[name], err = os.Readlink(name)
			return err
		}
		content, err := os.ReadFile(name)
		out[name] = string(content)
		return err
	}))
	return out
}

func TestABackupTakenWhileWritesGoOnIsWhole(t *testing.T) {
	p := found(t)
	p.stock(10, 10)
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() {
		for range 120 { // and no more, so that a slow PC comes to an end
			select {
			case <-stop:
				return
			default:
				p.play(5)
			}
		}
	})
	for i := range 3 {
		name := filepath.Join(t.TempDir(), "armguard.backup")
		info, err := p.db.Backup(t.Context(), name, still)
		if err != nil {
			t.Errorf("backup %d: %v", i, err)
			continue
		}
		o := options(t)
		if err := Restore(t.Context(), name, o.Dir); err != nil {
			t.Errorf("restore %d: %v", i, err)
			continue
		}
		copied := open(t, o)
		all := entries(t, copied)
		if len(all) != info.Entries {
			t.Errorf("backup %d holds %d entries and said %d", i, len(all), info.Entries)
		}
		if got, want := digest(t, copied), memory(t, all).Digest(); got != want {
			t.Errorf("backup %d: digest %x, want %x", i, got, want)
		}
		if bad := verified(t, copied); bad != "" {
			t.Errorf("backup %d: %s", i, bad)
		}
	}
	close(stop)
	writing.Wait()
	if bad := verified(t, p.db); bad != "" {
		t.Error(bad)
	}
}

func TestABackupIsNeverWrittenOverAnything(t *testing.T) {
	p := found(t)
	dir := t.TempDir()
	write := func(name string) string {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o600))
		return filepath.Join(dir, name)
	}
	must(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "link")))
	for name, path := range map[string]string{"a file": write("there"), "a folder": dir, "a link to nothing": filepath.Join(dir, "link")} {
		t.Run(name, func(t *testing.T) {
			before := picture(t, dir)
			if _, err := p.db.Backup(t.Context(), path, still); !errors.Is(err, ErrExists) {
				t.Errorf("backup: %v, want ErrExists", err)
			}
			if !maps.Equal(before, picture(t, dir)) {
				t.Error("the folder was changed")
			}
		})
	}
}

func TestABackupThatCannotBeWrittenLeavesNothingAndIsSaidInWords(t *testing.T) {
	p := found(t)
	fails := func(t *testing.T, path string, want error, words string) {
		t.Helper()
		before := picture(t, filepath.Dir(path))
		_, err := p.db.Backup(t.Context(), path, still)
		var problem *Problem
		if !errors.Is(err, want) || !errors.As(err, &problem) || !strings.Contains(problem.Message, words) {
			t.Errorf("backup: %v, want %v with %q", err, want, words)
		}
		if !maps.Equal(before, picture(t, filepath.Dir(path))) {
			t.Error("something was left behind")
		}
	}
	t.Run("no folder", func(t *testing.T) {
		_, err := p.db.Backup(t.Context(), filepath.Join(t.TempDir(), "nowhere", "b"), still)
		if !errors.Is(err, errBackupFolder) || !strings.Contains(err.Error(), "There is no folder") {
			t.Errorf("backup: %v", err)
		}
	})
	t.Run("a read-only folder", func(t *testing.T) {
		dir := t.TempDir()
		readOnly(t, dir)
		fails(t, filepath.Join(dir, "b"), errBackupFolder, "could not be written to "+dir)
	})
	t.Run("a full disk", func(t *testing.T) {
		dir := smallDisk(t, "100k")
		fails(t, filepath.Join(dir, "b"), ErrFull, "the backup was not written")
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		dir := t.TempDir()
		if _, err := p.db.Backup(ctx, filepath.Join(dir, "b"), still); !errors.Is(err, context.Canceled) {
			t.Errorf("backup: %v, want cancelled", err)
		}
		if left := picture(t, dir); len(left) > 0 {
			t.Errorf("left behind: %v", slices.Collect(maps.Keys(left)))
		}
	})
	t.Run("and an unfinished one is cleared away", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "b")
		must(t, os.WriteFile(name+".part", []byte("half a backup"), 0o600))
		_, err := p.db.Backup(t.Context(), name, still)
		must(t, err)
		if exists(name + ".part") {
			t.Error("it is still there")
		}
	})
}

func TestARestoredStore(t *testing.T) {
	p, backup := backedUp(t)
	want := memory(t, p.written).Digest()
	p.db = open(t, p.db.Options)
	p.play(30) // work the backup does not know
	newer := memory(t, p.written).Digest()
	closed(t, p.db)
	must(t, Restore(t.Context(), backup, p.db.Dir))
	p.db = open(t, p.db.Options)
	t.Run("holds what was backed up", func(t *testing.T) {
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
		if got := setting(t, p.db, "theme"); got != "dark" {
			t.Errorf("the setting is %q, want dark", got)
		}
		read(t, p.db, func(v *View) error {
			credential, err := v.Credential(p.account)
			if string(credential) != "wrapped" {
				t.Errorf("the credential is %q", credential)
			}
			drafts, draftErr := v.Drafts()
			messages, feedErr := v.Messages(0, 10, []string{"notifications"})
			if len(drafts) != 1 || len(messages) != 1 {
				t.Errorf("%d drafts and %d messages, want 1 and 1", len(drafts), len(messages))
			}
			return errors.Join(err, draftErr, feedErr)
		})
	})
	doubted := func(t *testing.T, want string) {
		t.Helper()
		if doubt, err := p.db.Doubt(t.Context()); doubt != want || err != nil {
			t.Errorf("doubt %q, %v; want %q", doubt, err, want)
		}
	}
	t.Run("may not continue its log", func(t *testing.T) { doubted(t, "restored") })
	t.Run("also not after another start", func(t *testing.T) {
		p.restart()
		doubted(t, "restored")
	})
	t.Run("goes on in a new log", func(t *testing.T) {
		p.log, p.covered = ledger.LogID{ID: p.id()}, ledger.Vector{}
		write(t, p.db, func(tx *Tx) error { return p.openLog(tx, "restored") })
		p.restart()
		doubted(t, "")
		p.out = map[ledger.SubjectID]ledger.SubjectID{}
		p.play(5)
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
	})
	t.Run("lies beside the one it replaced", func(t *testing.T) {
		old, err := filepath.Glob(filepath.Join(p.db.Dir, "replaced-*-"+databaseFile))
		if err != nil || len(old) != 1 {
			t.Fatalf("set aside: %v, %v", old, err)
		}
		o := options(t)
		must(t, Restore(t.Context(), old[0], o.Dir))
		if got := digest(t, open(t, o)); got != newer {
			t.Errorf("digest %x, want %x", got, newer)
		}
	})
	t.Run("twice in one second keeps both old ones", func(t *testing.T) {
		closed(t, p.db)
		for range 3 {
			must(t, Restore(t.Context(), backup, p.db.Dir))
		}
		if old, err := filepath.Glob(filepath.Join(p.db.Dir, "replaced-*-"+databaseFile)); err != nil || len(old) != 4 {
			t.Errorf("set aside: %v, %v; want 4", old, err)
		}
	})
}

func TestARestoreThatIsRefusedChangesNothing(t *testing.T) {
	p, backup := backedUp(t)
	whole, err := os.ReadFile(backup)
	must(t, err)
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
		return filepath.Join(dir, name)
	}
	changed := func(name, script string) string {
		path := file(name, whole)
		raw := openRaw(t, path)
		_, err := raw.Exec(script)
		must(t, errors.Join(err, raw.Close()))
		return path
	}
	other := filepath.Join(dir, "bookmarks")
	raw := openRaw(t, file("bookmarks", nil))
	_, err = raw.Exec("CREATE TABLE bookmark (url TEXT)")
	must(t, errors.Join(err, raw.Close()))
	empty := open(t, options(t))
	nothing := filepath.Join(dir, "nothing")
	_, err = empty.Backup(t.Context(), nothing, still)
	must(t, err)
	before := picture(t, p.db.Dir)
	for name, c := range map[string]struct {
		from string
		want error
	}{
		"a file that is not there":      {filepath.Join(dir, "nowhere"), ErrNotOurs},
		"a folder":                      {dir, ErrNotOurs},
		"an empty file":                 {file("empty", nil), ErrNotOurs},
		"a text":                        {file("text", []byte(strings.Repeat("Dear diary, ", 1000))), ErrNotOurs},
		"another program's database":    {other, ErrNotOurs},
		"a store without a record":      {nothing, ErrNotOurs},
		"one of a newer version":        {changed("newer", "PRAGMA user_version = 99"), ErrNewer},
		"one that is cut short":         {file("short", whole[:len(whole)*2/3]), ErrDamaged},
		"one that is cut to its header": {file("header", whole[:4096]), ErrDamaged},
		"an edited entry":               {changed("raw", "UPDATE entry SET raw = CAST(replace(raw, 'Guard', 'Group') AS BLOB) WHERE kind = 'take'"), ErrDamaged},
		"a missing entry":               {changed("gap", "DELETE FROM entry WHERE seq = 40"), ErrDamaged},
		"a missing end":                 {changed("end", "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)"), ErrDamaged},
		"an edited message":             {changed("feed", "UPDATE feed SET body = x'7b7d'"), ErrDamaged},
		"an edited credential":          {changed("credential", "UPDATE credential SET value = x'00'"), ErrDamaged},
		"a table more":                  {changed("trigger", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE seq = 1; END"), ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			err := Restore(t.Context(), c.from, p.db.Dir)
			var problem *Problem
			if !errors.Is(err, c.want) || !errors.As(err, &problem) || problem.Fix == "" {
				t.Errorf("restore: %v, want %v", err, c.want)
			}
			if !maps.Equal(before, picture(t, p.db.Dir)) {
				t.Error("the data folder was changed")
			}
		})
	}
	t.Run("on a full disk", func(t *testing.T) {
		small := smallDisk(t, "200k")
		data := filepath.Join(small, "data")
		if err := Restore(t.Context(), backup, data); !errors.Is(err, ErrFull) {
			t.Errorf("restore: %v, want ErrFull", err)
		}
		if left := picture(t, data); len(left) > 0 {
			t.Errorf("left behind: %v", slices.Collect(maps.Keys(left)))
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := Restore(ctx, backup, p.db.Dir); !errors.Is(err, context.Canceled) {
			t.Errorf("restore: %v, want cancelled", err)
		}
		if !maps.Equal(before, picture(t, p.db.Dir)) {
			t.Error("the data folder was changed")
		}
	})
	t.Run("and the store still opens as it was", func(t *testing.T) {
		p.db = open(p.t, p.db.Options)
		if doubt, err := p.db.Doubt(t.Context()); doubt != "" || err != nil {
			t.Errorf("doubt %q, %v", doubt, err)
		}
		if got, want := digest(t, p.db), memory(t, p.written).Digest(); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
}

func TestAFlippedBitInABackupIsRefusedOrHarmless(t *testing.T) {
	p, backup := backedUp(t)
	want := memory(t, p.written).Digest()
	whole, err := os.ReadFile(backup)
	must(t, err)
	random := rand.New(rand.NewPCG(7, 8))
	refused := 0
	const flips = 40
	for range flips {
		at, bit := random.IntN(len(whole)), byte(1)<<random.IntN(8)
		content := slices.Clone(whole)
		content[at] ^= bit
		name := filepath.Join(t.TempDir(), "flipped")
		must(t, os.WriteFile(name, content, 0o600))
		o := options(t)
		if err := Restore(t.Context(), name, o.Dir); err != nil {
			refused++
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotOurs) && !errors.Is(err, ErrNewer) {
				t.Errorf("bit %#x of byte %d: %v, want it in words", bit, at, err)
			}
			if left := picture(t, o.Dir); len(left) > 0 {
				t.Errorf("bit %#x of byte %d was refused and left %v", bit, at, slices.Collect(maps.Keys(left)))
			}
			continue
		}
		db := open(t, o) // the flip lay where nothing is, or in a list, which is made anew
		if got := digest(t, db); got != want {
			t.Errorf("bit %#x of byte %d went unseen: digest %x, want %x", bit, at, got, want)
		}
		if bad := verified(t, db); bad != "" {
			t.Errorf("bit %#x of byte %d: %s", bit, at, bad)
		}
		read(t, db, func(v *View) error {
			messages, err := v.Messages(0, 9, []string{"notifications"})
			if len(messages) != 1 || string(messages[0].Body) != `{"text":"the armory is closed"}` {
				t.Errorf("bit %#x of byte %d changed a message: %v", bit, at, messages)
			}
			return err
		})
		closed(t, db)
	}
	if refused == 0 || refused == flips {
		t.Errorf("%d of %d were refused: the test shows nothing", refused, flips)
	}
}

func TestAPowerCutInTheMiddleOfARestore(t *testing.T) {
	p, backup := backedUp(t)
	want := digestOf(t, backup)
	name := filepath.Join(p.db.Dir, databaseFile)
	undecided := func(t *testing.T) Options {
		o := options(t)
		must(t, os.CopyFS(o.Dir, os.DirFS(p.db.Dir)))
		return o
	}
	t.Run("before it was decided leaves the old store", func(t *testing.T) {
		o := undecided(t)
		must(t, os.WriteFile(filepath.Join(o.Dir, restoringFile), []byte("half a copy"), 0o600))
		if got, want := digest(t, open(t, o)), memory(t, p.written).Digest(); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
	for _, moved := range [][]string{{}, {""}, {"", "-wal"}} {
		t.Run("after it was decided and "+strings.Join(append(moved, "."), " ")+" is finished at the next start", func(t *testing.T) {
			o := undecided(t)
			must(t, os.WriteFile(filepath.Join(o.Dir, databaseFile+"-wal"), []byte("the old database's log"), 0o600))
			must(t, takeBackup(t.Context(), backup, filepath.Join(o.Dir, restoredFile+"20260302-070000")))
			for _, suffix := range moved {
				must(t, os.Rename(filepath.Join(o.Dir, databaseFile+suffix), aside(o.Dir, "20260302-070000", suffix)))
			}
			db := open(t, o)
			if got := digest(t, db); got != want {
				t.Errorf("digest %x, want %x", got, want)
			}
			if doubt, _ := db.Doubt(t.Context()); doubt != "restored" {
				t.Errorf("doubt %q, want restored", doubt)
			}
			if !exists(aside(o.Dir, "20260302-070000", "")) || !exists(aside(o.Dir, "20260302-070000", "-wal")) {
				t.Error("the old database and its log are not kept together")
			}
		})
	}
	if !exists(name) {
		t.Error("the test lost its own store")
	}
}

// digestOf restores a backup elsewhere to look at it.
func digestOf(t *testing.T, backup string) armory.Digest {
	t.Helper()
	o := options(t)
	must(t, Restore(t.Context(), backup, o.Dir))
	return digest(t, open(t, o))
}
