package app

import (
	"cmp"
	"slices"

	"armguard/app/ledger"
)

// rests are entries of other logs that this station's log rests on: the heads of those logs as they were.
type rests map[ledger.Hash]bool

// maxLook is how many entries that came since the station's own last one are looked at for what they rest on themselves.
// Of more, some heads are named that need not be: a larger entry, never a wrong one.
const maxLook = 64

// moved is the head of another log, with the entry there.
type moved struct {
	head  ledger.Head
	entry *ledger.Entry
}

// deps are the heads of other logs that the next entry names, and the highest Lamport number among them: those that moved
// since the entry before and lie in no other dep's past. Of a log that forks every branch's head is named. What the next
// entry rests on is added to covered.
//
// In the past of a dep is a head that an entry between what is covered and that dep names. Each head is looked back from
// along its own log, so a head that only a third log's entry leads to is found too, as far as maxLook reaches.
//
// At most ledger.MaxDeps are named, those with the highest Lamport numbers: all that a subject's parents can be is then
// before the entry in every store's order. The others are named by the entries that follow.
func (r *Recorder) deps(tx Tx, here Here, covered rests) ([]ledger.Head, uint64, error) {
	heads, err := tx.Heads()
	if err != nil {
		return nil, 0, err
	}
	var all []moved
	for _, head := range heads {
		if head.Log == here.Log || covered[head.Hash] {
			continue
		}
		entry, err := tx.Entry(head.Hash)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, moved{head, entry})
	}
	slices.SortFunc(all, func(a, b moved) int {
		return cmp.Or(cmp.Compare(b.entry.Lam, a.entry.Lam), a.head.Hash.Compare(b.head.Hash))
	})
	all = all[:min(len(all), ledger.MaxDeps)]
	past, err := pastOf(tx, all, covered)
	if err != nil {
		return nil, 0, err
	}
	var deps []ledger.Head
	var lam uint64
	for _, m := range all {
		covered[m.head.Hash] = true
		if !past[m.head.Hash] {
			deps, lam = append(deps, m.head), max(lam, m.entry.Lam)
		}
	}
	slices.SortFunc(deps, ledger.Head.Compare)
	return deps, lam, nil
}

// pastOf are the entries that these heads, and what leads to them from what is covered, name as causes.
func pastOf(tx Tx, heads []moved, covered rests) (map[ledger.Hash]bool, error) {
	past := map[ledger.Hash]bool{}
	if len(heads) < 2 {
		return past, nil
	}
	for _, m := range heads {
		entry := m.entry
		for look := maxLook / len(heads); ; look-- {
			for _, dep := range entry.Deps {
				past[dep.Hash] = true
			}
			if look == 0 || entry.Seq == 1 || covered[entry.Prev] {
				break
			}
			var err error
			if entry, err = tx.Entry(entry.Prev); err != nil {
				return nil, err
			}
		}
	}
	return past, nil
}
