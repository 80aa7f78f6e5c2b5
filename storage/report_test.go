package storage

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// figures are everything that reports are made from.
type figures struct {
	Moved                                []armory.Moved
	Purposes, Stations, Accounts, People []armory.Activity
	Used                                 []armory.Use
	Late                                 []armory.Lateness
}

// sorted puts what has no order of its own into one.
func (f figures) sorted() figures {
	for _, tallies := range [][]armory.Activity{f.Purposes, f.Stations, f.Accounts, f.People} {
		slices.SortFunc(tallies, func(a, b armory.Activity) int {
			return cmp.Or(cmp.Compare(a.Word, b.Word), slices.Compare(a.ID[:], b.ID[:]))
		})
	}
	slices.SortFunc(f.Used, func(a, b armory.Use) int { return slices.Compare(a.Item[:], b.Item[:]) })
	slices.SortFunc(f.Late, func(a, b armory.Lateness) int { return slices.Compare(a.Person[:], b.Person[:]) })
	return f
}

func figuresOf(v *View, bounds []int64, nowMs int64) (f figures, err error) {
	from, to := bounds[0], bounds[len(bounds)-1]
	var errs [7]error
	f.Moved, errs[0] = v.Moved(bounds)
	f.Purposes, errs[1] = v.Tally(armory.ByPurpose, from, to)
	f.Stations, errs[2] = v.Tally(armory.ByStation, from, to)
	f.Accounts, errs[3] = v.Tally(armory.ByAccount, from, to)
	f.People, errs[4] = v.Tally(armory.ByPerson, from, to)
	f.Used, errs[5] = v.Used(from, to, nowMs)
	f.Late, errs[6] = v.Late(from, to, nowMs)
	return f.sorted(), errors.Join(errs[:]...)
}

// naive counts the same by going through every transaction.
func naive(t *testing.T, v *View, bounds []int64, nowMs int64) figures {
	t.Helper()
	from, to := bounds[0], bounds[len(bounds)-1]
	ids, err := v.ids("SELECT id FROM doc WHERE kind = ? ORDER BY id", string(armory.DocTransaction))
	must(t, err)
	var all []*armory.Transaction
	for _, id := range ids {
		tx := &armory.Transaction{Command: ledger.CommandID{ID: id}}
		_, err := v.Load(tx)
		must(t, err)
		all = append(all, tx)
	}
	f := figures{Moved: make([]armory.Moved, len(bounds)-1)}
	tally := func(list *[]armory.Activity, tx *armory.Transaction, word string, id ledger.ID, last bool) {
		i := slices.IndexFunc(*list, func(x armory.Activity) bool { return x.Word == word && x.ID == id })
		if i < 0 {
			i, *list = len(*list), append(*list, armory.Activity{Word: word, ID: id})
		}
		add(&(*list)[i].Moved, tx.Action, 1, len(tx.Lines))
		if last {
			(*list)[i].LastMs = max((*list)[i].LastMs, tx.WallMs)
		}
	}
	use, late := map[ledger.ID]armory.Use{}, map[ledger.ID]armory.Lateness{}
	for _, tx := range all {
		if tx.WallMs >= from && tx.WallMs < to {
			for i := range f.Moved {
				if tx.WallMs >= bounds[i] && tx.WallMs < bounds[i+1] {
					add(&f.Moved[i], tx.Action, 1, len(tx.Lines))
				}
			}
			tally(&f.Purposes, tx, tx.Purpose, ledger.ID{}, false)
			tally(&f.Stations, tx, "", tx.Station.ID, false)
			tally(&f.Accounts, tx, "", tx.Account.ID, false)
			tally(&f.People, tx, "", tx.Person.ID, true)
		}
		if tx.Action != armory.ActionTake {
			continue
		}
		for _, line := range tx.Lines {
			var back *armory.Transaction
			for _, other := range all {
				for _, l := range other.Lines {
					if other.Action == armory.ActionReturn && l.Item == line.Item && l.Taken == tx.Command && (back == nil || other.Stamp.Compare(back.Stamp) < 0) {
						back = other
					}
				}
			}
			custody := &armory.Custody{ID: line.Item.ID}
			_, err := v.Load(custody)
			must(t, err)
			outs := custody.Outs()
			isOut := back == nil && len(outs) > 0 && outs[len(outs)-1].Command == tx.Command
			until := int64(0)
			switch {
			case back != nil:
				until = back.WallMs
			case isOut:
				until = nowMs
			}
			if tx.WallMs >= from && tx.WallMs < to {
				u := use[line.Item.ID]
				u.Item, u.Takes, u.OutMs, u.LastMs = line.Item.ID, u.Takes+1, u.OutMs+max(until-tx.WallMs, 0), max(u.LastMs, tx.WallMs)
				use[line.Item.ID] = u
			}
			if isOut && custody.Status() != armory.StatusIssued {
				until = 0 // nobody knows who is late with it
			}
			if tx.DueMs > 0 && until > tx.DueMs && tx.DueMs < to && until > from {
				l := late[tx.Person.ID]
				l.Person, l.Times, l.TotalMs, l.LongestMs = tx.Person.ID, l.Times+1, l.TotalMs+until-tx.DueMs, max(l.LongestMs, until-tx.DueMs)
				if isOut {
					l.Now++
				}
				late[tx.Person.ID] = l
			}
		}
	}
	for _, u := range use {
		f.Used = append(f.Used, u)
	}
	for _, l := range late {
		f.Late = append(f.Late, l)
	}
	return f.sorted()
}

// TestReportsAreWhatANaiveCountSays: over days of two stations, cut off from each other and together, as they were
// written and made anew.
func TestReportsAreWhatANaiveCountSays(t *testing.T) {
	p := found(t)
	p.stock(12, 25)
	begun := p.now.UnixMilli()
	days := func(at *post, n int) {
		for range n {
			at.play(20)
			at.now = at.now.Add(7 * time.Hour) // returns come late
		}
	}
	days(p, 8)
	q := p.second()
	days(p, 5)
	days(q, 5)
	send(t, p.db, q.db)
	send(t, q.db, p.db)
	days(p, 4)
	now := p.now.UnixMilli()
	check := func(t *testing.T, db *DB) {
		read(t, db, func(v *View) error {
			rapid.Check(t, func(r *rapid.T) {
				var bounds []int64
				for range rapid.IntRange(2, 6).Draw(r, "bounds") {
					bounds = append(bounds, begun-dayMs+rapid.Int64Range(0, now-begun+3*dayMs).Draw(r, "at"))
				}
				slices.Sort(bounds)
				at := rapid.Int64Range(begun, now+2*dayMs).Draw(r, "now")
				got, err := figuresOf(v, bounds, at)
				if err != nil {
					r.Fatal(err)
				}
				if want := naive(t, v, bounds, at); !reflect.DeepEqual(got, want) {
					r.Fatalf("got  %+v\nwant %+v", got, want)
				}
			})
			whole := []int64{begun, now + 1}
			if all, err := figuresOf(v, whole, now); err != nil || len(all.Late) == 0 || len(all.Used) == 0 || all.Moved[0].Takes == 0 {
				t.Errorf("the history is too quiet to show anything: %+v, %v", all, err)
			}
			return nil
		})
	}
	t.Run("as they were written", func(t *testing.T) { check(t, p.db) })
	must(t, p.db.Rebuild(context.Background(), nil))
	t.Run("made anew", func(t *testing.T) { check(t, p.db) })
}

func TestAChainOfCustodyIsNewestFirst(t *testing.T) {
	p := found(t)
	p.stock(3, 1)
	for i := range 3 {
		p.record(taking(p.people[i], p.items[0]))
		if i < 2 {
			p.record(returning(p.items[0]))
		}
	}
	read(t, p.db, func(v *View) error {
		chain, total, err := v.Custodians(p.items[0].ID, 2)
		if total != 3 || len(chain) != 2 || !chain[0].Return.IsZero() || chain[1].Return.IsZero() {
			t.Errorf("got %d of %d: %+v", len(chain), total, chain)
		}
		under, wrong := v.OutUnder()
		if len(under) != 1 || under[0].Count != 1 || under[0].Type != armory.ReceiptTR {
			t.Errorf("out: %+v", under)
		}
		return errors.Join(err, wrong)
	})
}
