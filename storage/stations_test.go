package storage

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// forked is the store of a station that has both branches of another's log: it was restored from a copy and went on.
func forked(t *testing.T) (p *post, one, two []ledger.Sealed) {
	t.Helper()
	p = found(t)
	p.stock(10, 10)
	q := p.second()
	twin := *q
	twin.db = open(t, options(t))
	send(t, q.db, twin.db)
	twin.covered, twin.out = maps.Clone(q.covered), maps.Clone(q.out)
	twin.random = rand.New(rand.NewPCG(77, 78))
	for who, n := range map[*post]int{q: 6, &twin: 9} {
		for i := range n {
			who.record(armory.Edit{Kind: armory.KindPerson, ID: p.people[i%3], Set: map[string]string{"first_name": fmt.Sprintf("Juan %d %d", n, i)}})
		}
	}
	send(t, q.db, p.db)
	send(t, twin.db, p.db)
	return p, q.written, twin.written
}

func TestAForkedLogIsWhole(t *testing.T) {
	p, one, two := forked(t)
	ends := []ledger.Hash{one[len(one)-1].Hash, two[len(two)-1].Hash}
	if got := heads(t, p.db); len(got) != 3 {
		t.Fatalf("the heads are %v", got)
	}
	t.Run("in the full check", func(t *testing.T) {
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
	})
	t.Run("at the next start", func(t *testing.T) {
		before := heads(t, p.db)
		p.restart()
		if got := heads(t, p.db); !slices.Equal(got, before) {
			t.Errorf("the heads are %v, want %v", got, before)
		}
	})
	for name, c := range map[string]struct {
		hash   ledger.Hash
		script string
		names  string
	}{
		"but not without the end of its longer branch":  {ends[1], "DELETE FROM entry WHERE hash = ?", "the end of it is missing"},
		"but not without the end of its shorter branch": {ends[0], "DELETE FROM entry WHERE hash = ?", "the end of it is missing"},
		"nor when that end is forgotten too":            {ends[0], "DELETE FROM branch WHERE hash = ?", "were written"},
	} {
		t.Run(name, func(t *testing.T) {
			p, one, two := forked(t)
			hash := map[ledger.Hash]ledger.Hash{ends[0]: one[len(one)-1].Hash, ends[1]: two[len(two)-1].Hash}[c.hash]
			editLive(t, p, c.script, hash[:])
			if bad := verified(t, p.db); !strings.Contains(bad, c.names) {
				t.Errorf("verify says %q, want %q in it", bad, c.names)
			}
		})
	}
}

func TestWhatWasChangedInAnotherStationsEntryIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ script, names string }{
		"an edited entry":     {"UPDATE entry SET raw = CAST(replace(raw, 'Guard', 'Group') AS BLOB) WHERE hash = ?", "was changed"},
		"an edited signature": {"UPDATE entry SET sig = zeroblob(64) WHERE hash = ?", "does not carry its station's signature"},
		"a deleted entry":     {"DELETE FROM entry WHERE hash = ?", "does not continue its log"},
	} {
		t.Run(name, func(t *testing.T) {
			p := found(t)
			p.stock(10, 10)
			q := p.second()
			q.play(30)
			send(t, q.db, p.db)
			i := slices.IndexFunc(q.written, func(s ledger.Sealed) bool { return s.Entry.Kind == armory.KindTake })
			bad := q.written[i]
			editLive(t, p, c.script, bad.Hash[:])
			named := bad.Entry.Seq
			if name == "a deleted entry" {
				named++
			}
			want := fmt.Sprintf("Entry %d of log %s", named, q.log.Short())
			if got := verified(t, p.db); !strings.Contains(got, want) || !strings.Contains(got, c.names) {
				t.Errorf("verify says %q, want %q and %q", got, want, c.names)
			}
			closed(t, p.db)
			if err := New(p.db.Options).Open(t.Context(), nil); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), want) {
				t.Errorf("open: %v, want ErrDamaged with %q", err, want)
			}
		})
	}
	t.Run("a whole log that nobody enrolled", func(t *testing.T) {
		p := found(t)
		a := newAuthor(1)
		a.site = p.site
		first := a.next(t, nil)
		keep(t, p.db, first, a.next(t, first))
		if got := verified(t, p.db); !strings.Contains(got, "Log "+a.log.Short()+" was opened with a key that no superuser enrolled") {
			t.Errorf("verify says %q", got)
		}
	})
}

func TestACommandThatWasWrittenUnderLeaveIsFound(t *testing.T) {
	p := found(t)
	p.stock(2, 2)
	written := func(command ledger.CommandID) (there bool) {
		read(t, p.db, func(v *View) (err error) {
			there, err = v.Written(command)
			return err
		})
		return there
	}
	for name, command := range map[string]armory.Command{
		"a Take":            taking(p.people[0], p.items[0]),
		"an item's status":  armory.SetItemStatus{Item: p.items[1], Status: armory.StatusMaintenance, Reason: "Extractor worn"},
		"a person's status": armory.SetPersonStatus{Person: p.people[1], Status: armory.PersonSuspended, Reason: "On leave"},
	} {
		t.Run(name, func(t *testing.T) {
			p.record(command)
			last := p.written[len(p.written)-1].Entry.Command
			if !written(last) || written(ledger.CommandID{ID: p.id()}) {
				t.Errorf("found: %v; one that was never written: %v", written(last), written(ledger.CommandID{ID: p.id()}))
			}
			must(t, p.db.Rebuild(t.Context(), nil))
			if !written(last) {
				t.Error("it is not found in lists that were made anew")
			}
		})
	}
	t.Run("a Take of a newer version of the program", func(t *testing.T) {
		a := newAuthor(1)
		a.site = p.site
		first := a.next(t, nil)
		a.kind, a.version, a.why = armory.KindTake, 2, ledger.WhyPermit
		take := a.next(t, first)
		keep(t, p.db, first, take)
		if !written(take.Entry.Command) {
			t.Error("it is not found")
		}
	})
	t.Run("in its history too, which verifies", func(t *testing.T) {
		if bad := verified(t, p.db); bad != "" && !strings.Contains(bad, "no superuser enrolled") {
			t.Error(bad)
		}
	})
}

// version1 takes a closed store back to what version 1 of the program kept.
func version1(t *testing.T, p *post) {
	t.Helper()
	conn, err := newSession(t.Context(), openRaw(t, filepath.Join(p.db.Dir, databaseFile)))
	must(t, err)
	defer conn.close()
	_, err = conn.conn.ExecContext(t.Context(), `
		DROP TABLE attachment; DROP TABLE wanted; DROP TABLE branch; DROP TABLE mark; ALTER TABLE draft DROP COLUMN ended;
		CREATE TABLE credential1 (account BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
		INSERT INTO credential1 SELECT account, value FROM credential;
		DROP TABLE credential; ALTER TABLE credential1 RENAME TO credential;
		DELETE FROM history WHERE lam > 20; PRAGMA user_version = 1`)
	must(t, err)
}

func TestAStoreOfVersion1Opens(t *testing.T) {
	p, _, _ := forked(t)
	draft := armory.Draft{ID: ledger.ID{3}, Rev: 1, Form: "take", Title: "Cruz", Body: "{}", SavedMs: 10}
	write(t, p.db, func(tx *Tx) error {
		return errors.Join(tx.SaveCredential(p.account, []byte(bossCredential)), tx.SaveDraft(draft), tx.SaveSetting("theme", []byte("dark")))
	})
	wantHeads, wantDigest := heads(t, p.db), digest(t, p.db)
	closed(t, p.db)
	version1(t, p)
	p.db = open(t, p.db.Options)
	if got := heads(t, p.db); !slices.Equal(got, wantHeads) {
		t.Errorf("its heads are %v, want %v", got, wantHeads)
	}
	if got := digest(t, p.db); got != wantDigest {
		t.Error("it says something else")
	}
	if bad := verified(t, p.db); bad != "" {
		t.Error(bad)
	}
	p.opens(bossCredential, 1)
	read(t, p.db, func(v *View) error {
		open, ended, err := v.AllDrafts()
		if len(open) != 1 || open[0] != draft || len(ended) != 0 {
			t.Errorf("its drafts are %+v and %+v", open, ended)
		}
		return err
	})
	if got := setting(t, p.db, "theme"); got != "dark" {
		t.Errorf("its theme is %q", got)
	}
	p.play(10)
}

func TestADoubtFoundWhileTheStationRanStaysUntilANewLog(t *testing.T) {
	p := found(t)
	write(t, p.db, func(tx *Tx) error { return tx.DoubtOwnLog("behind") })
	for range 2 {
		p.restart()
		if doubt, err := p.db.Doubt(t.Context()); err != nil || doubt != "behind" {
			t.Errorf("got %q, %v, want behind", doubt, err)
		}
	}
	old := p.log
	p.log = ledger.LogID{ID: p.id()}
	write(t, p.db, func(tx *Tx) error { return p.openLog(tx, "behind") })
	p.restart()
	if doubt, err := p.db.Doubt(t.Context()); err != nil || doubt != "" || bytes.Equal(old.ID[:], p.log.ID[:]) {
		t.Errorf("after a new log: %q, %v", doubt, err)
	}
}
