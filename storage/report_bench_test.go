package storage

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// BenchmarkReports says how long the figures of every report take over two years of 980,000 transactions (with -short a
// tenth of them): 10,000 people, 20,000 items, 4 stations, 6 accounts, 5 purposes. The target is a second each.
// go test ./storage -run '^$' -bench Reports -benchtime 1x
func BenchmarkReports(b *testing.B) {
	takes := 490_000
	if testing.Short() {
		takes /= 10
	}
	db := open(b, options(b))
	const begun, span = int64(1_700_000_000_000), int64(730 * dayMs)
	id := func(kind byte, n int) (out ledger.ID) {
		out[0] = kind
		binary.BigEndian.PutUint64(out[8:], uint64(n))
		return out
	}
	purposes := []string{"Duty Sentinel", "Duty Security", "Vigil", "Guard Duty", "Training"}
	random := rand.New(rand.NewPCG(1, 2))
	write(b, db, func(tx *Tx) error {
		if err := tx.begin(); err != nil {
			return err
		}
		s := tx.session
		for n := range 10_000 {
			if _, err := s.row("person_list", id('p', n)); err != nil {
				return err
			}
		}
		for n := range 20_000 {
			if _, err := s.row("item_list", id('i', n)); err != nil {
				return err
			}
		}
		for n := range takes {
			at := begun + span/int64(takes)*int64(n)
			take := &armory.Transaction{Command: ledger.CommandID{ID: id('t', 2*n)}, Stamp: armory.Stamp{Lam: uint64(2 * n)}, Action: armory.ActionTake,
				Person: ledger.SubjectID{ID: id('p', random.IntN(10_000))}, Account: ledger.AccountID{ID: id('a', random.IntN(6))},
				Station: ledger.StationID{ID: id('s', random.IntN(4))}, WallMs: at, DueMs: at + dayMs, Type: armory.ReceiptTR, Purpose: purposes[random.IntN(5)],
				Lines: []armory.Line{{Item: ledger.SubjectID{ID: id('i', random.IntN(20_000))}}}}
			back := *take
			back.Command, back.Stamp.Lam, back.Action, back.Purpose, back.Type, back.DueMs = ledger.CommandID{ID: id('t', 2*n+1)}, uint64(2*n+1), armory.ActionReturn, "", "", 0
			back.WallMs, back.Lines = at+random.Int64N(26*60*60*1000), []armory.Line{{Item: take.Lines[0].Item, Taken: take.Command}}
			for _, t := range []*armory.Transaction{take, &back} {
				if err := s.listTransaction(t, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
	days := func(from int64) (bounds []int64) {
		for at := from; at <= begun+span; at += dayMs {
			bounds = append(bounds, at)
		}
		return bounds
	}
	hours := func(from int64) (bounds []int64) {
		for at := from; at <= begun+span; at += dayMs / 24 {
			bounds = append(bounds, at)
		}
		return bounds
	}
	const offset = 8 * 60 * 60 * 1000 // local midnight is none of UTC
	for name, from := range map[string]int64{"all": begun - offset, "quarter": begun + span - 90*dayMs - offset} {
		to := begun + span
		for report, f := range map[string]func(*View) error{
			"days":     func(v *View) error { _, err := v.Moved(days(from)); return err },
			"hours":    func(v *View) error { _, err := v.Moved(hours(from)); return err },
			"purposes": func(v *View) error { _, err := v.Tally(armory.ByPurpose, from, to); return err },
			"accounts": func(v *View) error { _, err := v.Tally(armory.ByAccount, from, to); return err },
			"people":   func(v *View) error { _, err := v.Tally(armory.ByPerson, from, to); return err },
			"items":    func(v *View) error { _, err := v.Used(from, to, to); return err },
			"late":     func(v *View) error { _, err := v.Late(from, to, to); return err },
			"custody":  func(v *View) error { _, _, err := v.Custodians(id('i', 7), 200); return err },
		} {
			b.Run(report+"/"+name, func(b *testing.B) {
				for range b.N {
					read(b, db, f)
				}
			})
		}
	}
}
