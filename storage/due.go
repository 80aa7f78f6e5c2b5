package storage

import (
	"armguard/app/armory"
	"armguard/app/ledger"
)

// stillOut are the transactions of which something is out now: see armory.Custody.OutOn.
func stillOut(string, armory.Query) (string, []any, error) {
	return `t.id IN (SELECT tx FROM item_list WHERE tx <> x'' UNION SELECT l.tx FROM item_list i JOIN tx_line l ON l.item = i.id
		WHERE i.status = ? AND l.taken > 0 AND l.returned IS NULL)`, []any{armory.StatusContested}, nil
}

// Due are the receipts with something out on them that is due until a time, the earliest first.
func (v *View) Due(untilMs int64) ([]armory.Due, error) {
	var out []armory.Due
	err := v.session.each("SELECT tx, due_ms, count(*) FROM item_list WHERE status = ? AND due_ms > 0 AND due_ms <= ? AND tx <> x'' GROUP BY tx, due_ms ORDER BY due_ms, tx",
		[]any{armory.StatusIssued, untilMs}, func(scan func(...any) error) error {
			var due armory.Due
			var receipt []byte
			if err := scan(&receipt, &due.AtMs, &due.Items); err != nil {
				return err
			}
			due.Receipt = ledger.CommandID{ID: ledger.ID(receipt)}
			out = append(out, due)
			return nil
		})
	return out, plain("read what is due", err)
}

// NextDue is the first due time after a time of what is out; 0 when there is none.
func (v *View) NextDue(afterMs int64) (int64, error) {
	var next int64
	err := v.one("SELECT coalesce(min(due_ms), 0) FROM item_list WHERE status = ? AND due_ms > ?", []any{armory.StatusIssued, afterMs}, &next)
	return next, plain("read what is due next", err)
}

// Told reports whether a notification was given under that name.
func (v *View) Told(notice ledger.Hash) (bool, error) {
	var told bool
	err := v.one("SELECT EXISTS (SELECT 1 FROM feed WHERE feed = 'notifications' AND entry = ?)", []any{notice[:]}, &told)
	return told, plain("read what was told", err)
}
