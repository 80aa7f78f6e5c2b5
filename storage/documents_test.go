package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestTheDocumentsAreTheOnesInMemory(t *testing.T) {
	p := found(t)
	p.stock(60, 80)
	p.play(2500)
	want := memory(t, p.written).Digest()
	if len(p.written) < 2500 {
		t.Fatalf("only %d entries were written", len(p.written))
	}
	t.Run("as they were written", func(t *testing.T) {
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
	t.Run("read back one by one", func(t *testing.T) {
		sum := armory.Digest{}
		read(t, p.db, func(v *View) error {
			var failed error
			memory(t, p.written).Each(func(ref armory.Ref, body []byte) {
				doc := newDoc(ref)
				known, err := v.Load(doc)
				if err != nil || !known {
					failed = errors.Join(failed, err)
				}
				sum.Toggle(ref, ledger.Encode(doc))
			})
			return failed
		})
		if sum != want {
			t.Errorf("digest %x, want %x", sum, want)
		}
	})
	t.Run("after a rebuild", func(t *testing.T) {
		var last, total int
		must(t, p.db.Rebuild(context.Background(), func(done, all int) { last, total = done, all }))
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
		if total != len(p.written) || last == 0 {
			t.Errorf("progress ended at %d of %d", last, total)
		}
	})
	t.Run("after writing on a rebuilt store", func(t *testing.T) {
		p.play(200)
		want = memory(t, p.written).Digest()
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
	t.Run("in a store of another projection version, which is made anew at start", func(t *testing.T) {
		write(t, p.db, func(tx *Tx) error {
			return errors.Join(tx.write("DELETE FROM doc WHERE kind = 'custody'"), tx.session.setMetaInt(metaProjection, armory.ProjectionVersion+1),
				tx.session.setMeta(metaDigest, make([]byte, 32)))
		})
		p.restart()
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
	t.Run("and the store verifies", func(t *testing.T) {
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
	})
}

func TestTwoStationsHaveOneSetOfDocuments(t *testing.T) {
	p := found(t)
	p.stock(20, 30)
	p.play(200)
	q := p.second()
	p.play(150) // cut off from each other
	q.play(150)
	send(t, p.db, q.db)
	send(t, q.db, p.db)
	p.play(50)
	send(t, p.db, q.db)
	all := entries(t, p.db)
	want := memory(t, all)
	conflicts := 0
	want.Each(func(ref armory.Ref, _ []byte) {
		if ref.Kind == armory.DocConflict {
			conflicts++
		}
	})
	if conflicts == 0 {
		t.Fatal("the two stations contradicted each other nowhere: the test shows nothing")
	}
	for name, db := range map[string]*DB{"the first": p.db, "the second": q.db} {
		t.Run(name+" station's digest", func(t *testing.T) {
			if got := digest(t, db); got != want.Digest() {
				t.Errorf("digest %x, want %x", got, want.Digest())
			}
		})
		t.Run(name+" station's lists are those of a rebuild", func(t *testing.T) {
			if bad := verified(t, db); bad != "" {
				t.Error(bad)
			}
		})
	}
}

func TestRebuildCancelledHalfWayLeavesTheOldProjection(t *testing.T) {
	p := found(t)
	p.stock(20, 20)
	p.play(1500)
	before := digest(t, p.db)
	ctx, cancel := context.WithCancel(context.Background())
	err := p.db.Rebuild(ctx, func(done, _ int) {
		if done >= 1000 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("rebuild: %v, want cancelled", err)
	}
	if got := digest(t, p.db); got != before {
		t.Errorf("digest %x, want %x", got, before)
	}
	p.play(20)
	if got, want := digest(t, p.db), memory(t, p.written).Digest(); got != want {
		t.Errorf("digest after more entries %x, want %x", got, want)
	}
	if bad := verified(t, p.db); bad != "" {
		t.Error(bad)
	}
	t.Run("also when it is cancelled at start, and the next start makes it anew", func(t *testing.T) {
		want := digest(t, p.db)
		write(t, p.db, func(tx *Tx) error { return tx.write("DELETE FROM meta WHERE key = ?", metaProjection) })
		closed(t, p.db)
		ctx, cancel := context.WithCancel(context.Background())
		again := New(p.db.Options)
		if err := again.Open(ctx, func(int, int) { cancel() }); !errors.Is(err, context.Canceled) {
			t.Fatalf("open: %v, want cancelled", err)
		}
		p.db = open(p.t, p.db.Options)
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
}

func TestAForkedLogKeepsBothBranches(t *testing.T) {
	p := found(t)
	p.stock(5, 5)
	tip := ledger.Tip{}
	read(t, p.db, func(v *View) (err error) {
		tip, err = v.Tip(p.log)
		return err
	})
	// The same station writes two different entries at the same place, as a cloned disk would.
	branch := func(person, item int) (out ledger.Sealed) {
		undone := errors.New("not here")
		err := p.db.Write(context.Background(), func(tx *Tx) error {
			facts, err := armory.Decide(tx, armory.Ask{Site: p.site, Command: p.command(), Account: p.account, Role: armory.RoleSuperuser, Now: p.now}, taking(p.people[person], p.items[item]))
			if err != nil {
				return err
			}
			if out, err = p.seal(tx, facts[0], p.command()); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		return out
	}
	a, b := branch(0, 0), branch(1, 1)
	if a.Entry.Seq != tip.Seq+1 || b.Entry.Seq != a.Entry.Seq || a.Hash == b.Hash {
		t.Fatal("that is no fork")
	}
	first, second := a, b
	if a.Hash.Compare(b.Hash) > 0 {
		first, second = b, a
	}
	write(t, p.db, func(tx *Tx) error { return errors.Join(tx.Append(&first), tx.Append(&second)) })
	t.Run("both entries are there", func(t *testing.T) {
		read(t, p.db, func(v *View) error {
			_, errA := v.Sealed(a.Hash)
			_, errB := v.Sealed(b.Hash)
			return errors.Join(errA, errB)
		})
	})
	t.Run("the order of the ledger is total", func(t *testing.T) {
		read(t, p.db, func(v *View) error {
			one, _, err := v.Entries(0, 1)
			if err != nil {
				return err
			}
			two, _, err := v.Entries(1, 1)
			if one[0] != second.Hash || two[0] != first.Hash {
				t.Errorf("newest %s, then %s; want %s, then %s", one[0].Short(), two[0].Short(), second.Hash.Short(), first.Hash.Short())
			}
			return err
		})
	})
	t.Run("a rebuild comes to the same documents", func(t *testing.T) {
		want := digest(t, p.db)
		must(t, p.db.Rebuild(context.Background(), nil))
		if got := digest(t, p.db); got != want {
			t.Errorf("digest %x, want %x", got, want)
		}
	})
	t.Run("a fork is not damage", func(t *testing.T) {
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
		p.restart()
	})
}

func TestAnEntryWithoutItsCausesIsRefused(t *testing.T) {
	p := found(t)
	p.stock(3, 3)
	q := open(t, options(t))
	all := entries(t, p.db)
	err := q.Write(context.Background(), func(tx *Tx) error { return errors.Join(tx.Append(&all[0]), tx.Append(&all[2])) })
	if !errors.Is(err, ledger.ErrChain) {
		t.Errorf("append after a gap: %v, want ErrChain", err)
	}
	read(t, q, func(v *View) error {
		if n, _, err := v.Counts(); n != 0 || err != nil {
			t.Errorf("%d entries are there, %v; want none", n, err)
		}
		return nil
	})
}

func TestAnEntryNobodyCanReadIsKeptAndCounted(t *testing.T) {
	p := found(t)
	p.stock(2, 2)
	write(t, p.db, func(tx *Tx) error {
		return p.append(tx, armory.Fact{Kind: "drone.fly", Body: map[string]string{"to": "the moon"}}, p.command())
	})
	before := digest(t, p.db)
	for _, name := range []string{"as it came", "after a rebuild"} {
		t.Run(name, func(t *testing.T) {
			read(t, p.db, func(v *View) error {
				_, unread, err := v.Counts()
				if unread != 1 {
					t.Errorf("%d unread, want 1", unread)
				}
				return err
			})
			if got := digest(t, p.db); got != before {
				t.Errorf("digest %x, want %x", got, before)
			}
			if bad := verified(t, p.db); bad != "" {
				t.Error(bad)
			}
		})
		must(t, p.db.Rebuild(context.Background(), nil))
	}
}

func TestTheSameEntryTwiceIsThereOnce(t *testing.T) {
	p := found(t)
	p.stock(2, 2)
	before, last := digest(t, p.db), p.written[len(p.written)-1]
	write(t, p.db, func(tx *Tx) error { return tx.Append(&last) })
	if got := digest(t, p.db); got != before {
		t.Errorf("digest %x, want %x", got, before)
	}
	if bad := verified(t, p.db); bad != "" {
		t.Error(bad)
	}
}

func TestTheSameCommandAtTwoStationsIsListedTheSameEverywhere(t *testing.T) {
	p := found(t)
	p.stock(4, 6)
	q := p.second()
	send(t, q.db, p.db)
	command := p.command()
	act := func(at *post, command armory.Command, id ledger.CommandID) {
		write(t, at.db, func(tx *Tx) error {
			at.now = at.now.Add(time.Minute)
			facts, err := armory.Decide(tx, armory.Ask{Site: at.site, Command: id, Account: at.account, Role: armory.RoleSuperuser, Now: at.now}, command)
			if err != nil {
				return err
			}
			return at.append(tx, facts[0], id)
		})
	}
	// One command issues different items at two counters that cannot see each other; each gets its items back.
	q.record(armory.Publish{ID: ledger.SubjectID{ID: q.id()}, Title: "So that this station's numbers run ahead"})
	act(q, taking(q.people[0], q.items[0]), command)
	act(p, taking(p.people[1], p.items[1]), command)
	back := p.command()
	act(q, returning(q.items[0]), back)
	act(p, returning(p.items[1]), back)
	send(t, p.db, q.db)
	send(t, q.db, p.db)
	if got, want := digest(t, p.db), digest(t, q.db); got != want {
		t.Errorf("the digests differ: %x and %x", got, want)
	}
	for name, at := range map[string]*post{"first": p, "second": q} {
		if bad := verified(t, at.db); bad != "" {
			t.Errorf("the %s station: %s", name, bad)
		}
	}
}
