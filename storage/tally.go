package storage

import (
	"context"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// day is what a row of tx_day counts: the transactions of one day (of UTC: a report adds up whole days and counts the
// rest of its local days one by one) that have all of this in common.
type day struct {
	n                int64 // days since 1970
	action, purpose  string
	station, account ledger.ID
}

// moved is how many transactions, and the items in them.
type moved struct{ n, items int }

const dayMs = 24 * 60 * 60 * 1000

func dayOf(wallMs int64, action, purpose string, station, account ledger.ID) day {
	n := wallMs / dayMs
	if wallMs%dayMs < 0 {
		n--
	}
	return day{n, action, purpose, station, account}
}

// count adds to a day; a transaction that moved nothing is not counted. While a projection is made days are kept in memory.
func (s *session) count(d day, n, items int) error {
	if items == 0 {
		return nil
	}
	if s.days != nil {
		sum := s.days[d]
		s.days[d] = moved{sum.n + n, sum.items + items}
		return nil
	}
	return s.exec(`INSERT INTO tx_day (day, action, purpose, station, account, n, items) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET n = n + excluded.n, items = items + excluded.items`, d.n, d.action, d.purpose, d.station[:], d.account[:], n, items)
}

// countAll writes the days that were kept in memory.
func (s *session) countAll() error {
	days := s.days
	s.days = nil
	for d, sum := range days {
		if sum.n == 0 {
			continue
		}
		if err := s.count(d, sum.n, sum.items); err != nil {
			return err
		}
	}
	return nil
}

// uncount takes a listed transaction out of its day.
func (s *session) uncount(id ledger.ID) error {
	var wallMs int64
	var action, purpose string
	var station, account []byte
	var items int
	if err := s.get(context.Background(), "SELECT wall_ms, action, purpose, station, account, items FROM tx_list WHERE id = ?", []any{id[:]},
		&wallMs, &action, &purpose, &station, &account, &items); err != nil {
		return err
	}
	if err := s.count(dayOf(wallMs, action, purpose, ledger.ID(station), ledger.ID(account)), -1, -items); err != nil {
		return err
	}
	return s.exec("DELETE FROM tx_day WHERE n = 0 AND day = ?", dayOf(wallMs, action, purpose, ledger.ID(station), ledger.ID(account)).n)
}

// add counts n transactions of an action with their items.
func add(m *armory.Moved, action string, n, items int) {
	if action == armory.ActionTake {
		m.Takes, m.Out = m.Takes+n, m.Out+items
		return
	}
	m.Returns, m.Back = m.Returns+n, m.Back+items
}
