package armory

import (
	"slices"
	"strconv"

	"armguard/app/ledger"
)

// stock applies a movement or a count of one stock line.
func (a *applying) stock() error {
	s, err := a.subject(SubjectStock)
	if err != nil {
		return err
	}
	var body StockBody
	if err := a.body(&body); err != nil {
		return err
	}
	return a.moveStock(s, body.N, a.entry.Kind == KindStockCount)
}

// moveStock adds a movement, or a count in place of every count and movement it saw.
func (a *applying) moveStock(s ledger.Subject, n int64, counted bool) error {
	doc := &Stock{ID: s.ID.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	before := doc.differing()
	var unseen []ledger.Hash
	doc.Heads, unseen = a.replaceHeads(doc.Heads, s)
	if counted {
		if err := a.countStock(doc, s, n, unseen); err != nil {
			return err
		}
	} else {
		doc.Moved += n                                                        // what a count saw came before it
		doc.Received = doc.Received || n > 0 && a.entry.Kind == KindStockMove // what a Return brings had left before
	}
	if err := a.Save(doc); err != nil {
		return err
	}
	return a.stockConflicts(doc, before)
}

// countStock puts a count in place of the counts it saw, and adds up what neither it nor any other count saw.
func (a *applying) countStock(doc *Stock, s ledger.Subject, n int64, unseen []ledger.Hash) error {
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	among := func(all []*dated) func(ledger.Hash) bool {
		return func(hash ledger.Hash) bool {
			return slices.ContainsFunc(all, func(d *dated) bool { return d.stamp.Hash == hash })
		}
	}
	notSeen := []func(ledger.Hash) bool{among(missed)} // by each of the counts
	doc.Counts = slices.DeleteFunc(doc.Counts, func(c Quantity) bool { return !notSeen[0](c.Stamp.Hash) })
	for _, c := range doc.Counts {
		later, err := beside(a.State, unseen, []ledger.Hash{c.Stamp.Hash}, func(e *ledger.Entry) []ledger.Hash {
			return a.joins.parentsOf(e, SubjectRef{SubjectStock, s.ID})
		})
		if err != nil {
			return err
		}
		notSeen = append(notSeen, among(later))
	}
	doc.Moved = 0
	for _, d := range missed {
		if !slices.ContainsFunc(notSeen, func(of func(ledger.Hash) bool) bool { return !of(d.stamp.Hash) }) {
			doc.Moved += a.moved(d.entry, s.ID)
		}
	}
	doc.Counts = append(doc.Counts, Quantity{N: n, Stamp: a.stamp})
	slices.SortFunc(doc.Counts, func(x, y Quantity) int { return x.Stamp.Compare(y.Stamp) })
	return nil
}

// moved is what an entry brings into a stock line, negative what it takes out.
func (a *applying) moved(e *ledger.Entry, stock ledger.SubjectID) int64 {
	n, counted := movedBy(e, stock, a.says)
	if counted {
		return 0
	}
	return n
}

// MovedStock is what an entry brought into a stock line, negative what it took out; of a count what was there.
func MovedStock(e *ledger.Entry, stock ledger.SubjectID) (n int64, counted bool) {
	return movedBy(e, stock, func(e *ledger.Entry, into any) bool { return ledger.Decode(e.Body, into) == nil })
}

func movedBy(e *ledger.Entry, stock ledger.SubjectID, says func(*ledger.Entry, any) bool) (n int64, counted bool) {
	switch e.Kind {
	case KindStockMove, KindStockCount:
		var body StockBody
		if says(e, &body) {
			return body.N, e.Kind == KindStockCount
		}
	case KindTake:
		var body TakeBody
		if says(e, &body) {
			return -sumOf(body.Stock, stock), false
		}
	case KindReturn:
		var body ReturnBody
		if says(e, &body) {
			return sumOf(body.Stock, stock), false
		}
	}
	return 0, false
}

// sumOf is how much of a stock line stands in a list.
func sumOf(lines []StockLine, stock ledger.SubjectID) (n int64) {
	for _, l := range lines {
		if l.Stock == stock {
			n += l.N
		}
	}
	return n
}

// differing are the counts of a line that did not see each other and do not agree.
func (s *Stock) differing() []ledger.Hash {
	var out []ledger.Hash
	for _, c := range s.Counts {
		if c.N != s.Counts[0].N {
			for _, all := range s.Counts {
				out = append(out, all.Stamp.Hash)
			}
			return ledger.SortHashes(out)
		}
	}
	return nil
}

func differingID(counts []ledger.Hash) ledger.ID {
	var parts [][]byte
	for _, h := range counts {
		parts = append(parts, h[:])
	}
	return conflictID(ConflictCounts, parts...)
}

// stockConflicts keeps what a line's quantity says against itself: below zero, or two counts that differ. Both are
// there until the next count.
func (a *applying) stockConflicts(doc *Stock, before []ledger.Hash) error {
	record := []ledger.SubjectID{{ID: doc.ID}}
	now := doc.differing()
	if len(before) > 0 && !slices.Equal(before, now) {
		if err := a.Delete(Ref{DocConflict, differingID(before)}); err != nil {
			return err
		}
	}
	latest := func(hashes []ledger.Hash) (out int64, err error) {
		for _, h := range hashes {
			wallMs, err := a.wallMs(h)
			if err != nil {
				return 0, err
			}
			out = max(out, wallMs)
		}
		return out, nil
	}
	if len(now) > 0 {
		found, err := latest(now)
		if err != nil {
			return err
		}
		if err := a.Save(&Conflict{ID: differingID(now), Kind: ConflictCounts, Entries: now, FoundMs: found, Records: record}); err != nil {
			return err
		}
	}
	below := conflictID(ConflictStock, doc.ID[:])
	n, known := doc.OnHand()
	if !known || n >= 0 {
		return a.Delete(Ref{DocConflict, below})
	}
	found, err := latest(doc.Heads)
	if err != nil {
		return err
	}
	return a.Save(&Conflict{ID: below, Kind: ConflictStock, Entries: doc.Heads, FoundMs: found, Records: record, Detail: strconv.FormatInt(n, 10)})
}
