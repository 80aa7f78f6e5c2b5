package storage

import (
	"context"
	"fmt"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Moved counts in each of the intervals between neighbouring bounds.
func (v *View) Moved(bounds []int64) ([]armory.Moved, error) {
	out := make([]armory.Moved, max(len(bounds)-1, 0))
	for i := range out {
		m := &out[i]
		if err := v.session.get(context.Background(), `SELECT count(*) FILTER (WHERE action = 'Take'), coalesce(sum(items) FILTER (WHERE action = 'Take'), 0),
			count(*), coalesce(sum(items), 0) FROM tx_list WHERE wall_ms >= ? AND wall_ms < ? AND items > 0`,
			[]any{bounds[i], bounds[i+1]}, &m.Takes, &m.Out, &m.Returns, &m.Back); err != nil {
			return nil, plain("count transactions", err)
		}
		m.Returns, m.Back = m.Returns-m.Takes, m.Back-m.Out
	}
	return out, nil
}

// tallied are the columns that tx_day counts by.
var tallied = map[string]string{armory.ByPurpose: "purpose", armory.ByStation: "station", armory.ByAccount: "account"}

// Tally counts by purpose, station, account or person.
func (v *View) Tally(by string, fromMs, toMs int64) ([]armory.Activity, error) {
	if by == armory.ByPerson {
		return v.tallyPeople(fromMs, toMs)
	}
	column, ok := tallied[by]
	if !ok {
		return nil, fmt.Errorf("nothing is counted by %q", by)
	}
	first, last := dayOf(fromMs+dayMs-1, "", "", ledger.ID{}, ledger.ID{}).n, dayOf(toMs, "", "", ledger.ID{}, ledger.ID{}).n // whole days, without last
	if first >= last {
		first, last = 0, 0
	}
	at := map[string]int{}
	var out []armory.Activity
	tally := func(scan func(...any) error) error {
		var key []byte
		var action string
		var n, items int
		if err := scan(&key, &action, &n, &items); err != nil {
			return err
		}
		i, known := at[string(key)]
		if !known {
			i, at[string(key)] = len(out), len(out)
			out = append(out, armory.Activity{})
			if by == armory.ByPurpose {
				out[i].Word = string(key)
			} else {
				out[i].ID = ledger.ID(key)
			}
		}
		add(&out[i].Moved, action, n, items)
		return nil
	}
	pieces := [][2]int64{{fromMs, toMs}}
	if first < last {
		pieces = [][2]int64{{fromMs, first * dayMs}, {last * dayMs, toMs}}
	}
	if err := v.session.each("SELECT "+column+", action, sum(n), sum(items) FROM tx_day WHERE day >= ? AND day < ? GROUP BY 1, 2",
		[]any{first, last}, tally); err != nil {
		return nil, plain("count by days", err)
	}
	for _, piece := range pieces {
		if err := v.session.each("SELECT "+column+", action, count(*), sum(items) FROM tx_list WHERE wall_ms >= ? AND wall_ms < ? AND items > 0 GROUP BY 1, 2",
			[]any{piece[0], piece[1]}, tally); err != nil {
			return nil, plain("count transactions", err)
		}
	}
	return out, nil
}

func (v *View) tallyPeople(fromMs, toMs int64) ([]armory.Activity, error) {
	var out []armory.Activity
	err := v.session.each(`SELECT p.id, count(*) FILTER (WHERE t.action = 'Take'), coalesce(sum(t.items) FILTER (WHERE t.action = 'Take'), 0),
		count(*), sum(t.items), max(t.wall_ms) FROM person_list p CROSS JOIN tx_list t INDEXED BY tx_person
		ON t.person = p.id AND t.wall_ms >= ? AND t.wall_ms < ? AND t.items > 0 GROUP BY p.id`, []any{fromMs, toMs}, func(scan func(...any) error) error {
		var row armory.Activity
		var id []byte
		if err := scan(&id, &row.Takes, &row.Out, &row.Returns, &row.Back, &row.LastMs); err != nil {
			return err
		}
		row.ID, row.Returns, row.Back = ledger.ID(id), row.Returns-row.Takes, row.Back-row.Out
		out = append(out, row)
		return nil
	})
	return out, plain("count by people", err)
}

// Used says how often and how long items were out: of what was issued in a period, and of what was put on another receipt in
// it, the time from then on.
func (v *View) Used(fromMs, toMs, nowMs int64) ([]armory.Use, error) {
	var out []armory.Use
	err := v.session.each(`SELECT i.id, count(*) FILTER (WHERE l.taken = 1),
		sum(max(CASE WHEN l.back_ms > 0 THEN l.back_ms WHEN i.tx = l.tx THEN ?3 ELSE 0 END - l.taken_ms, 0)), coalesce(max(l.taken_ms) FILTER (WHERE l.taken = 1), 0)
		FROM item_list i CROSS JOIN tx_line l INDEXED BY tx_item ON l.item = i.id AND l.taken_ms >= max(?1, 1) AND l.taken_ms < ?2 GROUP BY i.id`,
		[]any{fromMs, toMs, nowMs}, func(scan func(...any) error) error {
			var row armory.Use
			var id []byte
			err := scan(&id, &row.Takes, &row.OutMs, &row.LastMs)
			if err == nil {
				row.Item = ledger.ID(id)
				out = append(out, row)
			}
			return err
		})
	return out, plain("count by items", err)
}

// Late says who was late in a period: an item's lateness counts where it reaches into the period.
func (v *View) Late(fromMs, toMs, nowMs int64) ([]armory.Lateness, error) {
	at := map[ledger.ID]int{}
	var out []armory.Lateness
	late := func(now int) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var id []byte
			var row armory.Lateness
			if err := scan(&id, &row.Times, &row.LongestMs, &row.TotalMs); err != nil {
				return err
			}
			row.Person = ledger.ID(id)
			i, known := at[row.Person]
			if !known {
				i, at[row.Person] = len(out), len(out)
				out = append(out, armory.Lateness{Person: row.Person})
			}
			sum := &out[i]
			sum.Times, sum.TotalMs, sum.Now = sum.Times+row.Times, sum.TotalMs+row.TotalMs, sum.Now+now*row.Times
			sum.LongestMs = max(sum.LongestMs, row.LongestMs)
			return nil
		}
	}
	if err := v.session.each(`SELECT person, count(*), max(back_ms - due_ms), sum(back_ms - due_ms) FROM tx_line INDEXED BY tx_late
		WHERE due_ms > 0 AND back_ms > due_ms AND due_ms < ? AND back_ms > ? GROUP BY person`, []any{toMs, fromMs}, late(0)); err != nil {
		return nil, plain("count what came late", err)
	}
	err := v.session.each(`SELECT holder, count(*), max(?1 - due_ms), sum(?1 - due_ms) FROM item_list
		WHERE status = 'Issued' AND due_ms > 0 AND due_ms < min(?1, ?2) AND ?1 > ?3 GROUP BY holder`, []any{nowMs, toMs, fromMs}, late(1))
	return out, plain("count what is overdue", err)
}

// Custodians lists the Takes of an item, newest first.
func (v *View) Custodians(item ledger.ID, limit int) ([]armory.Custodian, int, error) {
	var total int
	if err := v.session.get(context.Background(), "SELECT count(*) FROM tx_line WHERE item = ? AND taken > 0", []any{item[:]}, &total); err != nil {
		return nil, 0, plain("count who had an item", err)
	}
	var out []armory.Custodian
	err := v.session.each(`SELECT l.tx, coalesce(l.returned, x'') FROM tx_line l JOIN tx_list t ON t.id = l.tx WHERE l.item = ? AND l.taken > 0
		ORDER BY t.lam DESC, t.log DESC, l.tx DESC LIMIT ?`, []any{item[:], limit}, func(scan func(...any) error) error {
		var take, back []byte
		if err := scan(&take, &back); err != nil {
			return err
		}
		row := armory.Custodian{Take: ledger.CommandID{ID: ledger.ID(take)}}
		copy(row.Return.ID[:], back)
		out = append(out, row)
		return nil
	})
	return out, total, plain("list who had an item", err)
}

// OutUnder counts what is out, by model and type of receipt.
func (v *View) OutUnder() ([]armory.OutUnder, error) {
	var out []armory.OutUnder
	err := v.session.each(`SELECT i.model, coalesce((SELECT type FROM tx_list t WHERE t.id = i.tx), '') AS type, count(*) FROM item_list i
		WHERE i.holder <> x'' GROUP BY 1, 2`, nil, func(scan func(...any) error) error {
		var row armory.OutUnder
		var model []byte
		err := scan(&model, &row.Type, &row.Count)
		if err == nil && len(model) == len(row.Model) {
			row.Model = ledger.ID(model)
			out = append(out, row)
		}
		return err
	})
	return out, plain("count what is out", err)
}
