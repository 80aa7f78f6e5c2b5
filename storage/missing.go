package storage

import (
	"cmp"
	"container/heap"
	"slices"

	"armguard/app/ledger"
)

// Missing are entries that a peer who has these heads lacks, causes first (by Lamport number, then hash), at most so many
// and so many bytes, but at least one; more: not all of them. A head that is not here says nothing, but that the peer
// knows more of a log than this station, or another branch of it: its entries will tell which. Until then a log of
// which the peer seems to know more is left out, and of one of which it seems to know less, everything is sent.
func (v *View) Missing(have []ledger.Head, entries, bytes int) (list []ledger.Sealed, more bool, err error) {
	theirs := map[ledger.LogID][]ledger.Head{}
	for _, h := range have {
		theirs[h.Log] = append(theirs[h.Log], h)
	}
	heads, forks, err := v.ends()
	if err != nil {
		return nil, false, err
	}
	var lacking []*stream
	for log, longest := range heads {
		of, err := v.lacking(longest.place, forks[log], theirs[log])
		if err != nil {
			return nil, false, err
		}
		lacking = append(lacking, of...)
	}
	merge := merging{}
	for _, s := range lacking {
		s.chunk = min(max(2*entries/len(lacking), leastChunk), mostChunk)
		if err := s.fill(v.session); err != nil {
			return nil, false, err
		}
		if len(s.rows) > 0 {
			merge = append(merge, s)
		}
	}
	heap.Init(&merge)
	for len(merge) > 0 {
		first := merge[0]
		row := first.rows[0]
		if len(list) > 0 && (len(list) >= entries || bytes < len(row.raw)+len(row.sig)) {
			return list, true, nil
		}
		bytes -= len(row.raw) + len(row.sig)
		s, err := ledger.Trust(row.raw, row.sig)
		if err != nil {
			return nil, false, ErrDamaged.saying("Entry " + row.hash.Short() + " of the record on this PC cannot be read.")
		}
		list = append(list, s)
		if first.rows = first.rows[1:]; len(first.rows) == 0 {
			if err := first.fill(v.session); err != nil {
				return nil, false, err
			}
		}
		if len(first.rows) == 0 {
			heap.Pop(&merge)
		} else {
			heap.Fix(&merge, 0)
		}
	}
	return list, false, nil
}

// lacking is what a peer lacks of one log, given that log's ends here and the heads of it that the peer has.
func (v *View) lacking(longest ledger.Head, others []branch, theirs []ledger.Head) ([]*stream, error) {
	has := map[ledger.Hash]uint64{} // of those that are here
	ahead, next := uint64(0), uint64(1)
	slices.SortFunc(theirs, func(a, b ledger.Head) int { return cmp.Compare(b.Seq, a.Seq) })
	for _, h := range theirs {
		ahead = max(ahead, h.Seq)
		if len(has) > 0 && len(others) == 0 {
			break // the furthest that is here stands for all before it
		}
		at, _, known, err := v.Place(h.Hash)
		if err != nil {
			return nil, err
		}
		if known && at.Log == longest.Log {
			has[h.Hash], next = at.Seq, max(next, at.Seq+1)
		}
	}
	if len(has) == 0 && ahead > longest.Seq {
		return nil, nil
	}
	if len(others) == 0 {
		if next > longest.Seq {
			return nil, nil
		}
		return []*stream{{log: longest.Log, next: next, end: longest.Seq + 1}}, nil
	}
	_, all := has[longest.Hash]
	since := others[0].since
	for _, b := range others {
		_, too := has[b.place.Hash]
		all, since = all && too, min(since, b.since)
	}
	if all {
		return nil, nil
	}
	tail, err := v.session.forked(longest.Log, since)
	if err != nil {
		return nil, plain("read a forked log", err)
	}
	for at := range has { // and all that it continues
		for s, there := tail[at]; there; s, there = tail[at] {
			delete(tail, at)
			at = s.Entry.Prev
		}
	}
	branches := &stream{}
	for _, s := range tail {
		branches.rows = append(branches.rows, row{s.Hash, s.Entry.Lam, s.Raw, s.Sig})
	}
	slices.SortFunc(branches.rows, row.compare)
	return []*stream{{log: longest.Log, next: next, end: since}, branches}, nil
}

// How many entries of a log are read at a time.
const (
	leastChunk = 8
	mostChunk  = 64
)

// stream are entries of one log in their order, read as they are needed.
type stream struct {
	log       ledger.LogID
	next, end uint64 // numbers that are not read yet; end is not one of them
	chunk     int
	rows      []row // the next ones
}

type row struct {
	hash     ledger.Hash
	lam      uint64
	raw, sig []byte
}

func (r row) compare(o row) int { return cmp.Or(cmp.Compare(r.lam, o.lam), r.hash.Compare(o.hash)) }

func (s *stream) fill(conn *session) error {
	if len(s.rows) > 0 || s.next >= s.end {
		return nil
	}
	s.rows = s.rows[:0]
	until := min(s.end, s.next+uint64(s.chunk))
	err := conn.each("SELECT hash, lam, raw, sig FROM entry WHERE log = ? AND seq >= ? AND seq < ? ORDER BY seq", []any{s.log.ID[:], int64(s.next), int64(until)},
		func(scan func(...any) error) error {
			var r row
			var hash []byte
			if err := scan(&hash, &r.lam, &r.raw, &r.sig); err != nil {
				return err
			}
			r.hash = ledger.Hash(hash)
			s.rows = append(s.rows, r)
			return nil
		})
	s.next, s.chunk = until, min(2*s.chunk, mostChunk)
	return plain("read a log", err)
}

// merging brings streams into one order: a heap by the next entry of each.
type merging []*stream

func (m merging) Len() int           { return len(m) }
func (m merging) Less(i, j int) bool { return m[i].rows[0].compare(m[j].rows[0]) < 0 }
func (m merging) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *merging) Push(any)          {} // heap.Interface; nothing is pushed
func (m *merging) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}
