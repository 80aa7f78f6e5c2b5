package armory

import (
	"cmp"
	"slices"

	"armguard/app/ledger"
)

// chain puts the entry at the end of its log, whatever it says. Where another entry continues the same one already, the
// log forks: both are kept as branches, each counts its receipts by itself, and it is a conflict.
func (a *applying) chain() error {
	log, err := a.log()
	if err != nil {
		return err
	}
	a.station = log.Station
	end := End{Seq: a.entry.Seq, Hash: a.stamp.Hash}
	if i := slices.IndexFunc(log.Ends, func(e End) bool { return e.Hash == a.entry.Prev }); i >= 0 {
		end.Receipts = log.Ends[i].Receipts
		log.Ends = slices.Delete(log.Ends, i, i+1)
	} else if len(log.Ends) > 0 {
		if end.Receipts, err = a.receiptsUpTo(a.entry.Prev); err != nil {
			return err
		}
		if err := a.forks(log); err != nil {
			return err
		}
	}
	counts, err := counted(a.State, a.entry)
	if err != nil {
		return err
	}
	if counts {
		end.Receipts++
	}
	a.receipts = end.Receipts
	log.Ends = append(log.Ends, end)
	slices.SortFunc(log.Ends, func(x, y End) int { return cmp.Or(cmp.Compare(x.Seq, y.Seq), x.Hash.Compare(y.Hash)) })
	return a.Save(log)
}

// counted reports whether an entry has a receipt.
func counted(st State, e *ledger.Entry) (bool, error) {
	if e.Kind != KindTake && e.Kind != KindReturn {
		return false, nil
	}
	return sound(st, e)
}

// receiptsUpTo counts the transactions of a log up to one of its entries: back to the newest whose number is known.
func (a *applying) receiptsUpTo(hash ledger.Hash) (n uint64, err error) {
	for !hash.IsZero() {
		e, err := a.Entry(hash)
		if err != nil {
			return 0, err
		}
		counts, err := counted(a.State, e)
		if err != nil {
			return 0, err
		}
		if counts {
			tx := &Transaction{Command: e.Command}
			if known, err := a.Load(tx); err != nil || known && tx.Stamp.Hash == hash {
				return n + tx.count(), err
			}
			n++
		}
		hash = e.Prev
	}
	return n, nil
}

// forks records that the log has other entries where this one stands.
func (a *applying) forks(log *Log) error {
	conflict := Conflict{ID: conflictID(ConflictFork, log.ID[:], a.entry.Prev[:]), Kind: ConflictFork, Entries: []ledger.Hash{a.stamp.Hash},
		FoundMs: a.entry.WallMs, Records: addTo(nil, ledger.SubjectID{ID: log.Station.ID})}
	for _, end := range log.Ends {
		for hash, seq := end.Hash, end.Seq; seq >= a.entry.Seq; seq-- {
			e, err := a.Entry(hash)
			if err != nil {
				return err
			}
			if e.Prev == a.entry.Prev {
				conflict.Entries = addTo(conflict.Entries, hash)
				conflict.FoundMs = max(conflict.FoundMs, e.WallMs)
			}
			hash = e.Prev
		}
	}
	return a.contradiction(conflict)
}
