package storage

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"armguard/app/armory"
)

// holdWriter keeps the writer busy until release is called.
func holdWriter(t *testing.T, db *DB) (release func()) {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	var held sync.WaitGroup
	held.Go(func() {
		if err := db.Write(context.Background(), func(tx *Tx) error {
			close(begun)
			<-end
			return tx.SaveSetting("held", []byte{1})
		}); err != nil {
			t.Errorf("the piece that held the writer: %v", err)
		}
	})
	<-begun
	return func() { close(end); held.Wait() }
}

// waitQueued waits until n writes wait.
func waitQueued(db *DB, n int) {
	for len(db.writer.queue) < n {
		runtime.Gosched()
	}
}

func commits(t *testing.T, db *DB) (n uint64) {
	t.Helper()
	write(t, db, func(tx *Tx) error {
		n = tx.writer.commits
		return nil
	})
	return n
}

func setting(t *testing.T, db *DB, key string) (value string) {
	t.Helper()
	read(t, db, func(v *View) error {
		raw, _, err := v.Setting(key)
		value = string(raw)
		return err
	})
	return value
}

func TestManyWaitingWritesAreOneCommit(t *testing.T) {
	db := open(t, options(t))
	before := commits(t, db)
	release := holdWriter(t, db)
	var waiting sync.WaitGroup
	for i := range maxBatch {
		waiting.Go(func() {
			if err := db.Write(context.Background(), func(tx *Tx) error { return tx.SaveSetting(string(rune('A'+i)), []byte("x")) }); err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	waitQueued(db, maxBatch)
	release()
	waiting.Wait()
	if got := commits(t, db) - before; got != 2 {
		t.Errorf("%d writes and the one they waited for took %d commits, want 2", maxBatch, got)
	}
	for i := range maxBatch {
		if got := setting(t, db, string(rune('A'+i))); got != "x" {
			t.Errorf("write %d is not there", i)
		}
	}
}

func TestAPieceThatFailsTakesNothingElseWithIt(t *testing.T) {
	p := found(t)
	p.stock(2, 2)
	before := digest(t, p.db)
	refused := errors.New("refused")
	for name, fail := range map[string]func() error{
		"error": func() error { return refused },
		"panic": func() error { panic("a mistake in code") },
	} {
		t.Run(name, func(t *testing.T) {
			release := holdWriter(t, p.db)
			var messages []armory.Message
			var waiting sync.WaitGroup
			results := make([]error, 3)
			for i := range results {
				waitQueued(p.db, i)
				waiting.Go(func() {
					results[i] = p.db.Write(context.Background(), func(tx *Tx) error {
						if err := tx.SaveSetting(name+string(rune('0'+i)), []byte("x")); err != nil {
							return err
						}
						if i != 1 {
							return nil
						}
						p.now = morning
						if err := p.append(tx, armory.Fact{Kind: "drone.fly"}, p.command()); err != nil {
							return err
						}
						if err := tx.Save(&armory.Announcement{ID: p.id()}); err != nil {
							return err
						}
						m := armory.Message{Feed: "notifications", Type: "t", Body: []byte("{}")}
						return errors.Join(tx.Publish(&m), fail())
					})
				})
			}
			waitQueued(p.db, len(results))
			release()
			waiting.Wait()
			if results[0] != nil || results[2] != nil {
				t.Errorf("its neighbours got %v and %v", results[0], results[2])
			}
			if results[1] == nil {
				t.Error("the piece got no error")
			}
			if name == "error" && !errors.Is(results[1], refused) {
				t.Errorf("the piece got %v, want its own error", results[1])
			}
			if a, b, c := setting(t, p.db, name+"0"), setting(t, p.db, name+"1"), setting(t, p.db, name+"2"); a != "x" || b != "" || c != "x" {
				t.Errorf("kept %q, %q, %q; want all but the second", a, b, c)
			}
			if got := digest(t, p.db); got != before {
				t.Errorf("digest %x, want %x", got, before)
			}
			read(t, p.db, func(v *View) (err error) {
				messages, err = v.Messages(0, 10, []string{"notifications"})
				return err
			})
			if len(messages) != 0 {
				t.Errorf("its message was kept: %v", messages)
			}
			if bad := verified(t, p.db); bad != "" {
				t.Error(bad)
			}
		})
	}
	t.Run("and the log goes on where it was", func(t *testing.T) {
		p.written = nil
		p.record(taking(p.people[0], p.items[0]))
		if bad := verified(t, p.db); bad != "" {
			t.Error(bad)
		}
	})
}

func TestAPieceThatHidesAFailureIsNotCommitted(t *testing.T) {
	db := open(t, options(t))
	err := db.Write(context.Background(), func(tx *Tx) error {
		if err := tx.SaveSetting("a", []byte("x")); err != nil {
			return err
		}
		_ = tx.write("INSERT INTO no_such_table VALUES (1)")
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "no_such_table") {
		t.Errorf("write: %v, want the failure", err)
	}
	if got := setting(t, db, "a"); got != "" {
		t.Errorf("the setting is %q, want none", got)
	}
}

func TestATransactionThatSQLiteGaveUpIsNotCommittedInParts(t *testing.T) {
	db := open(t, options(t))
	release := holdWriter(t, db)
	var waiting sync.WaitGroup
	results := make([]error, 3)
	for i := range results {
		waitQueued(db, i)
		waiting.Go(func() {
			results[i] = db.Write(context.Background(), func(tx *Tx) error {
				if err := tx.SaveSetting(string(rune('0'+i)), []byte("x")); err != nil {
					return err
				}
				if i == 1 { // what SQLite does by itself when the disk is full
					return errors.Join(tx.session.anyway("ROLLBACK"), errors.New("the disk is full"))
				}
				return nil
			})
		})
	}
	waitQueued(db, len(results))
	release()
	waiting.Wait()
	for i, err := range results {
		kept := setting(t, db, string(rune('0'+i))) != ""
		if (err == nil) != kept {
			t.Errorf("write %d got %v, and kept is %v", i, err, kept)
		}
	}
	if results[1] == nil {
		t.Error("the piece that failed got no error")
	}
	write(t, db, func(tx *Tx) error { return tx.SaveSetting("after", []byte("x")) })
	if setting(t, db, "after") != "x" {
		t.Error("the store does not go on")
	}
}

func TestACancelledWriteIsNotCarriedOut(t *testing.T) {
	db := open(t, options(t))
	ctx, cancel := context.WithCancel(context.Background())
	release := holdWriter(t, db)
	result := make(chan error)
	go func() {
		result <- db.Write(ctx, func(tx *Tx) error { return tx.SaveSetting("late", []byte("x")) })
	}()
	waitQueued(db, 1)
	cancel()
	release()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("write: %v, want cancelled", err)
	}
	if got := setting(t, db, "late"); got != "" {
		t.Errorf("the setting is %q, want none", got)
	}
}

func TestReadersSeeOnlyWhatIsCommitted(t *testing.T) {
	db := open(t, options(t))
	write(t, db, func(tx *Tx) error {
		if err := tx.SaveSetting("a", []byte("x")); err != nil {
			return err
		}
		if raw, _, err := tx.Setting("a"); string(raw) != "x" || err != nil {
			t.Errorf("the writer itself sees %q, %v", raw, err)
		}
		if got := setting(t, db, "a"); got != "" {
			t.Errorf("a reader sees %q before the commit", got)
		}
		return nil
	})
	if got := setting(t, db, "a"); got != "x" {
		t.Errorf("a reader sees %q after the commit", got)
	}
	read(t, db, func(v *View) error {
		if _, _, err := v.Setting("a"); err != nil {
			return err
		}
		write(t, db, func(tx *Tx) error { return tx.SaveSetting("a", []byte("y")) })
		if raw, _, err := v.Setting("a"); string(raw) != "x" || err != nil {
			t.Errorf("the picture changed to %q, %v while it was read", raw, err)
		}
		return nil
	})
}

func TestAReaderCannotWrite(t *testing.T) {
	db := open(t, options(t))
	read(t, db, func(v *View) error {
		if err := v.Save(&armory.Log{}); err == nil {
			t.Error("a view saved a document")
		}
		if err := v.Delete(armory.Ref{}); err == nil {
			t.Error("a view deleted a document")
		}
		if err := v.session.exec("DELETE FROM entry"); err == nil {
			t.Error("a reading connection deleted entries")
		}
		return nil
	})
}

func TestMessagesComeOutInTheOrderOfTheirNumbers(t *testing.T) {
	o := options(t)
	db := New(o)
	var mu sync.Mutex
	var got []int64
	db.OnCommit(func(messages []armory.Message) {
		mu.Lock()
		defer mu.Unlock()
		for _, m := range messages {
			got = append(got, m.Seq)
		}
	})
	must(t, db.Open(t.Context(), nil))
	defer db.Close()
	var waiting sync.WaitGroup
	for range 8 {
		waiting.Go(func() {
			for i := range 20 {
				err := db.Write(context.Background(), func(tx *Tx) error {
					m := armory.Message{Feed: "inventory", Type: "t", Body: []byte("{}")}
					if err := tx.Publish(&m); err != nil || i%5 != 4 {
						return err
					}
					return errors.New("undone") // its number is given again, and nobody heard it
				})
				if (err != nil) != (i%5 == 4) {
					t.Errorf("write: %v", err)
				}
			}
		})
	}
	waiting.Wait()
	if len(got) != 8*16 {
		t.Errorf("%d messages, want %d", len(got), 8*16)
	}
	for i, seq := range got {
		if seq != int64(i+1) {
			t.Fatalf("message %d has number %d", i, seq)
		}
	}
}

func TestNothingIsAnsweredAfterClose(t *testing.T) {
	db := New(options(t))
	must(t, db.Open(t.Context(), nil))
	release := holdWriter(t, db)
	late := make(chan error, 2)
	go func() {
		late <- db.Write(context.Background(), func(tx *Tx) error { return tx.SaveSetting("late", []byte("x")) })
	}()
	waitQueued(db, 1)
	over := make(chan error)
	go func() { over <- db.Close() }()
	for db.isOpen() {
		runtime.Gosched()
	}
	release()
	if err := <-over; err != nil {
		t.Errorf("close: %v", err)
	}
	err := <-late // either it was carried out before the end, or it was refused
	refused := errors.Is(err, ErrClosed)
	if err != nil && !refused {
		t.Errorf("the write that waited: %v", err)
	}
	if err := db.Write(context.Background(), func(*Tx) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v, want ErrClosed", err)
	}
	if err := db.Read(context.Background(), func(*View) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("read: %v, want ErrClosed", err)
	}
	if _, err := db.Backup(context.Background(), t.TempDir()+"/b", func(int, int) {}); !errors.Is(err, ErrClosed) {
		t.Errorf("backup: %v, want ErrClosed", err)
	}
	if _, err := db.Verify(context.Background(), nil); !errors.Is(err, ErrClosed) {
		t.Errorf("verify: %v, want ErrClosed", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
	again := open(t, db.Options)
	read(t, again, func(v *View) error {
		if _, there, err := v.Setting("late"); there == refused || err != nil {
			t.Errorf("the late write is there: %v, and it was refused: %v, %v", there, refused, err)
		}
		return nil
	})
}

func TestCloseWaitsForReadersWhoStillAsk(t *testing.T) {
	db := New(options(t))
	must(t, db.Open(t.Context(), nil))
	reading, end := make(chan struct{}), make(chan struct{})
	read := make(chan error)
	go func() {
		read <- db.Read(context.Background(), func(v *View) error {
			close(reading)
			<-end
			if _, err := db.Doubt(context.Background()); !errors.Is(err, ErrClosed) {
				t.Errorf("doubt: %v, want ErrClosed", err)
			}
			if err := db.Write(context.Background(), func(*Tx) error { return nil }); !errors.Is(err, ErrClosed) {
				t.Errorf("write: %v, want ErrClosed", err)
			}
			_, err := v.LastSeq()
			return err
		})
	}()
	<-reading
	over := make(chan error)
	go func() { over <- db.Close() }()
	for db.isOpen() {
		runtime.Gosched()
	}
	close(end)
	if err := <-read; err != nil {
		t.Errorf("the reader: %v", err)
	}
	if err := <-over; err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestAReaderWhoComesTooLateIsTurnedAway(t *testing.T) {
	db := New(options(t))
	must(t, db.Open(t.Context(), nil))
	_, late, err := db.parts() // between asking for the store and reading, the store closes
	must(t, err)
	closed(t, db)
	if err := late.do(context.Background(), func(*View) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("read: %v, want ErrClosed", err)
	}
}
