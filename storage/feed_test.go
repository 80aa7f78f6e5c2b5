package storage

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func publish(t *testing.T, db *DB, feed, text string, account ledger.AccountID) (seq int64) {
	t.Helper()
	return publishOf(t, db, feed, text, account, ledger.Hash{1})
}

func publishOf(t *testing.T, db *DB, feed, text string, account ledger.AccountID, entry ledger.Hash) (seq int64) {
	t.Helper()
	write(t, db, func(tx *Tx) error {
		m := armory.Message{Feed: feed, Type: "said", Account: account, Entry: entry, WallMs: 7, Body: []byte(text)}
		err := tx.Publish(&m)
		seq = m.Seq
		return err
	})
	return seq
}

func seqs(messages []armory.Message) []int64 {
	out := make([]int64, 0, len(messages))
	for _, m := range messages {
		out = append(out, m.Seq)
	}
	return out
}

func lastSeq(t *testing.T, db *DB) (first, last int64) {
	t.Helper()
	read(t, db, func(v *View) (err error) {
		if first, err = v.FirstSeq(); err != nil {
			return err
		}
		last, err = v.LastSeq()
		return err
	})
	return first, last
}

func TestFeedNumbersGrowForEver(t *testing.T) {
	db := open(t, options(t))
	if first, last := lastSeq(t, db); first != 0 || last != 0 {
		t.Errorf("an empty feed goes from %d to %d", first, last)
	}
	var given []int64
	for i := range 3 {
		given = append(given, publish(t, db, "inventory", fmt.Sprint(i), ledger.AccountID{}))
	}
	closed(t, db)
	db = open(t, db.Options)
	given = append(given, publish(t, db, "transactions", "3", ledger.AccountID{}))
	write(t, db, func(tx *Tx) error { return tx.write("DELETE FROM feed WHERE seq > 2") })
	closed(t, db)
	db = open(t, db.Options)
	given = append(given, publish(t, db, "inventory", "4", ledger.AccountID{}))
	if want := []int64{1, 2, 3, 4, 5}; !slices.Equal(given, want) {
		t.Errorf("numbers %v, want %v: also after a restart, and after old ones were cut off", given, want)
	}
	if first, last := lastSeq(t, db); first != 1 || last != 5 {
		t.Errorf("kept from %d to %d, want 1 to 5", first, last)
	}
}

func TestFeedNumbersOfANewLogAreAboveAllBefore(t *testing.T) {
	db := open(t, options(t))
	base := func() (n int64) {
		read(t, db, func(v *View) (err error) {
			n, err = v.BaseSeq()
			return err
		})
		return n
	}
	if got := base(); got != 0 {
		t.Errorf("the first log begins above %d", got)
	}
	begin := func(above int64) { write(t, db, func(tx *Tx) error { return tx.BeginFeeds(above) }) }
	begin(100) // before there was any
	if got := publish(t, db, "inventory", "a", ledger.AccountID{}); got != 101 || base() != 100 {
		t.Errorf("got %d above %d, want 101 above 100", got, base())
	}
	begin(7) // which was given already
	if got := publish(t, db, "inventory", "b", ledger.AccountID{}); got != 102 || base() != 101 {
		t.Errorf("got %d above %d, want 102 above 101", got, base())
	}
	if err := db.Write(t.Context(), func(tx *Tx) error { return errors.Join(tx.BeginFeeds(900), errors.New("not this time")) }); err == nil {
		t.Fatal("want an error")
	}
	closed(t, db)
	db = open(t, db.Options)
	if got := publish(t, db, "inventory", "c", ledger.AccountID{}); got != 103 || base() != 101 {
		t.Errorf("after a failure and a restart: got %d above %d, want 103 above 101", got, base())
	}
}

func TestMessagesAfterANumber(t *testing.T) {
	db := open(t, options(t))
	for i := range 9 {
		publish(t, db, []string{"inventory", "transactions", "notifications"}[i%3], fmt.Sprint(i+1), ledger.AccountID{})
	}
	for name, c := range map[string]struct {
		after  int64
		limit  int
		feeds  []string
		want   []int64
		before bool
	}{
		"all":                        {0, 100, []string{"inventory", "transactions", "notifications"}, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}, false},
		"one feed":                   {0, 100, []string{"transactions"}, []int64{2, 5, 8}, false},
		"two feeds":                  {0, 100, []string{"transactions", "inventory"}, []int64{1, 2, 4, 5, 7, 8}, false},
		"after a number":             {5, 100, []string{"transactions", "inventory"}, []int64{7, 8}, false},
		"at most so many":            {0, 2, []string{"inventory"}, []int64{1, 4}, false},
		"after the last":             {9, 100, []string{"inventory"}, []int64{}, false},
		"of a feed that is none":     {0, 100, []string{"x' OR 1=1 --"}, []int64{}, false},
		"of no feed":                 {0, 100, nil, []int64{}, false},
		"the newest":                 {0, 2, []string{"inventory", "transactions"}, []int64{8, 7}, true},
		"before a number":            {7, 100, []string{"inventory", "transactions"}, []int64{5, 4, 2, 1}, true},
		"before the first":           {1, 100, []string{"inventory", "transactions"}, []int64{}, true},
		"before a number, so many":   {7, 1, []string{"inventory"}, []int64{4}, true},
		"before one that is to come": {99, 1, []string{"inventory"}, []int64{7}, true},
	} {
		t.Run(name, func(t *testing.T) {
			read(t, db, func(v *View) error {
				ask := v.Messages
				if c.before {
					ask = v.MessagesBefore
				}
				got, err := ask(c.after, c.limit, c.feeds)
				if !slices.Equal(seqs(got), c.want) {
					t.Errorf("got %v, want %v", seqs(got), c.want)
				}
				for _, m := range got {
					if string(m.Body) != fmt.Sprint(m.Seq) || m.Type != "said" || m.Entry != (ledger.Hash{1}) || m.WallMs != 7 || !m.Account.IsZero() {
						t.Errorf("message %d came back as %+v", m.Seq, m)
					}
				}
				return err
			})
		})
	}
}

func TestNotificationsOfAnAccount(t *testing.T) {
	db := open(t, options(t))
	ana, ben := ledger.AccountID{ID: ledger.ID{1}}, ledger.AccountID{ID: ledger.ID{2}}
	publish(t, db, "notifications", "all", ledger.AccountID{}) // 1
	publish(t, db, "notifications", "ana", ana)                // 2
	publish(t, db, "inventory", "no notification", ledger.AccountID{})
	publish(t, db, "notifications", "ben", ben)                // 4
	publish(t, db, "notifications", "all", ledger.AccountID{}) // 5
	wants := func(t *testing.T, account ledger.AccountID, before int64, limit int, want []int64, wantRead []int64, wantUnread int) {
		t.Helper()
		read(t, db, func(v *View) error {
			got, unread, err := v.Notifications(account, before, limit)
			if !slices.Equal(seqs(got), want) || unread != wantUnread {
				t.Errorf("got %v with %d unread, want %v with %d", seqs(got), unread, want, wantUnread)
			}
			for _, m := range got {
				if m.Read != slices.Contains(wantRead, m.Seq) {
					t.Errorf("notification %d is read: %v", m.Seq, m.Read)
				}
			}
			return err
		})
	}
	mark := func(account ledger.AccountID, seqs ...int64) {
		write(t, db, func(tx *Tx) error { return tx.MarkRead(account, seqs) })
	}
	t.Run("are his own and everybody's, newest first", func(t *testing.T) {
		wants(t, ana, 0, 10, []int64{5, 2, 1}, nil, 3)
		wants(t, ben, 0, 10, []int64{5, 4, 1}, nil, 3)
	})
	t.Run("come in pages, all counted", func(t *testing.T) {
		wants(t, ana, 0, 2, []int64{5, 2}, nil, 3)
		wants(t, ana, 2, 2, []int64{1}, nil, 3)
	})
	t.Run("are read one by one, twice is once", func(t *testing.T) {
		mark(ana, 2)
		mark(ana, 2, 1)
		wants(t, ana, 0, 10, []int64{5, 2, 1}, []int64{2, 1}, 1)
	})
	t.Run("and not by anybody else", func(t *testing.T) { wants(t, ben, 0, 10, []int64{5, 4, 1}, nil, 3) })
	t.Run("are all read up to now", func(t *testing.T) {
		mark(ana)
		wants(t, ana, 0, 10, []int64{5, 2, 1}, []int64{5, 2, 1}, 0)
		publishOf(t, db, "notifications", "new", ana, ledger.Hash{2}) // 6
		wants(t, ana, 0, 10, []int64{6, 5, 2, 1}, []int64{5, 2, 1}, 1)
	})
	t.Run("stay read after a restart", func(t *testing.T) {
		closed(t, db)
		db = open(t, db.Options)
		wants(t, ana, 0, 10, []int64{6, 5, 2, 1}, []int64{5, 2, 1}, 1)
	})
}

func TestWhatIsReadAtOneStationIsReadAtAll(t *testing.T) {
	here, there := open(t, options(t)), open(t, options(t))
	ana, ben := ledger.AccountID{ID: ledger.ID{1}}, ledger.AccountID{ID: ledger.ID{2}}
	one, two, later := ledger.Hash{1}, ledger.Hash{2}, ledger.Hash{3}
	for i, db := range []*DB{here, there} {
		if i == 1 {
			publishOf(t, db, "inventory", "the numbers differ here", ana, one)
		}
		publishOf(t, db, "notifications", "lost", ana, one)
		publishOf(t, db, "notifications", "and another", ana, one)
		publishOf(t, db, "notifications", "reason given", ana, two)
		publishOf(t, db, "notifications", "reason given", ben, two)
	}
	unread := func(t *testing.T, db *DB, account ledger.AccountID, want int) {
		t.Helper()
		read(t, db, func(v *View) error {
			list, got, err := v.Notifications(account, 0, 10)
			count := 0
			for _, m := range list {
				if !m.Read {
					count++
				}
			}
			if got != want || count != want {
				t.Errorf("%d are unread, and listed %d, want %d", got, count, want)
			}
			return err
		})
	}
	// reading reads at here and brings the marks to there.
	reading := func(t *testing.T, want []ledger.Hash, seqs ...int64) {
		t.Helper()
		write(t, here, func(tx *Tx) error {
			marks, err := tx.UnreadEntries(ana, seqs)
			if !slices.Equal(marks, want) {
				t.Errorf("to be told: %v, want %v", marks, want)
			}
			return errors.Join(err, tx.MarkRead(ana, seqs))
		})
		read(t, here, func(v *View) error {
			all, err := v.AllMarks()
			write(t, there, func(tx *Tx) error {
				for account, entries := range all {
					for _, entry := range entries {
						if _, err := tx.TakeMark(account, entry); err != nil {
							return err
						}
					}
				}
				return nil
			})
			return err
		})
	}
	t.Run("but not while the entry told something else that is unread", func(t *testing.T) {
		reading(t, []ledger.Hash{}, 1)
		unread(t, here, ana, 2)
		unread(t, there, ana, 3)
	})
	t.Run("once all an entry told is read", func(t *testing.T) {
		reading(t, []ledger.Hash{one}, 2)
		unread(t, here, ana, 1)
		unread(t, there, ana, 1)
	})
	t.Run("and by nobody else", func(t *testing.T) { unread(t, there, ben, 1) })
	t.Run("when everything is read at once", func(t *testing.T) {
		reading(t, []ledger.Hash{two})
		unread(t, there, ana, 0)
		unread(t, there, ben, 1)
	})
	t.Run("also when the mark comes before the notification", func(t *testing.T) {
		write(t, there, func(tx *Tx) error {
			for _, want := range []bool{true, false} {
				if fresh, err := tx.TakeMark(ana, later); fresh != want || err != nil {
					t.Errorf("new: %v %v, want %v", fresh, err, want)
				}
			}
			return nil
		})
		publishOf(t, there, "notifications", "late", ana, later)
		unread(t, there, ana, 0)
	})
}

func TestMarksAreToldForAMonthAndKeptForThree(t *testing.T) {
	o, now := options(t), morning
	o.Now = func() time.Time { return now }
	db := open(t, o)
	ana := ledger.AccountID{ID: ledger.ID{1}}
	for i, days := range []int{0, 70, 20} { // marks on day 0, 70 and 90
		now = now.AddDate(0, 0, days)
		write(t, db, func(tx *Tx) error {
			_, err := tx.TakeMark(ana, ledger.Hash{byte(i + 1)})
			return err
		})
	}
	told := func(want ...ledger.Hash) {
		t.Helper()
		read(t, db, func(v *View) error {
			all, err := v.AllMarks()
			if !slices.Equal(all[ana], want) {
				t.Errorf("told are %v, want %v", all[ana], want)
			}
			return err
		})
	}
	told(ledger.Hash{2}, ledger.Hash{3})
	now = now.AddDate(0, 0, 1)
	write(t, db, func(tx *Tx) error {
		_, err := tx.TakeMark(ana, ledger.Hash{4})
		return err
	})
	read(t, db, func(v *View) error {
		kept, err := v.ids("SELECT substr(entry, 1, 16) FROM mark ORDER BY entry")
		if len(kept) != 3 || kept[0] != (ledger.ID{2}) {
			t.Errorf("kept are %v, want all but the one of 91 days ago", kept)
		}
		return err
	})
}
