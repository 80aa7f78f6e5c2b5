package armory

import (
	"container/heap"
	"slices"

	"armguard/app/ledger"
)

// SubjectRef names a subject of entries.
type SubjectRef struct {
	Kind string
	ID   ledger.SubjectID
}

// replaceHeads takes what the entry saw of a subject out of heads and puts the entry in. What stays beside it did not see
// it, nor it them: entries come causes first, so a head that it rests on is named by it or was named before.
func (a *applying) replaceHeads(heads []ledger.Hash, s ledger.Subject) (next, unseen []ledger.Hash) {
	parents, through := a.parents[SubjectRef{s.Kind, s.ID}]
	if !through {
		parents = s.Parents
	}
	for _, h := range heads {
		if !slices.Contains(parents, h) {
			unseen = append(unseen, h)
		}
	}
	return ledger.SortHashes(append(slices.Clone(unseen), a.stamp.Hash)), unseen
}

// dated is an entry on the way back along a subject's parents.
type dated struct {
	stamp Stamp
	entry *ledger.Entry
	mine  bool // in the past of the entry that asks
}

type backwards []*dated

func (b backwards) Len() int           { return len(b) }
func (b backwards) Less(i, j int) bool { return b[i].stamp.Compare(b[j].stamp) > 0 }
func (b backwards) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *backwards) Push(x any)        { *b = append(*b, x.(*dated)) }
func (b *backwards) Pop() any {
	old := *b
	last := old[len(old)-1]
	*b = old[:len(old)-1]
	return last
}

// beside lists the entries that can be reached from unseen and not from parents, going from each to those before it. It
// walks both backwards, newest first, and stops where everything left is shared.
func beside(st State, unseen, parents []ledger.Hash, before func(*ledger.Entry) []ledger.Hash) ([]*dated, error) {
	if len(unseen) == 0 {
		return nil, nil
	}
	known := map[ledger.Hash]*dated{}
	queue := &backwards{}
	open := 0 // in the queue and not mine
	visit := func(hash ledger.Hash, mine bool) error {
		if d, ok := known[hash]; ok {
			if mine && !d.mine {
				d.mine = true
				open--
			}
			return nil
		}
		e, err := st.Entry(hash)
		if err != nil {
			return err
		}
		d := &dated{Stamp{Lam: e.Lam, Log: e.Log, Hash: hash}, e, mine}
		known[hash] = d
		heap.Push(queue, d)
		if !mine {
			open++
		}
		return nil
	}
	for _, h := range parents {
		if err := visit(h, true); err != nil {
			return nil, err
		}
	}
	for _, h := range unseen {
		if err := visit(h, false); err != nil {
			return nil, err
		}
	}
	var out []*dated
	for open > 0 {
		d := heap.Pop(queue).(*dated)
		if !d.mine {
			open--
			out = append(out, d)
		}
		for _, parent := range before(d.entry) {
			if err := visit(parent, d.mine); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// back goes from what an item's custody rests on to what came before it, entry by entry that counts, as long as further
// says so. Each is met once.
func (c *Custody) back(st State, further func(*dated) bool) error {
	subject := SubjectRef{SubjectItem, ledger.SubjectID{ID: c.ID}}
	joins := &Joins{}
	if _, err := st.Load(joins); err != nil {
		return err
	}
	var queue []ledger.Hash
	for _, h := range c.Heads {
		queue = append(queue, h.Stamp.Hash)
	}
	for i := 0; i < len(queue); i++ {
		e, err := st.Entry(queue[i])
		if err != nil {
			return err
		}
		counts, err := Counts(st, queue[i])
		if err != nil {
			return err
		}
		if !counts || further(&dated{stamp: Stamp{Lam: e.Lam, Log: e.Log, Hash: queue[i]}, entry: e}) {
			queue = addTo(queue, joins.parentsOf(e, subject)...)
		}
	}
	return nil
}

// moves reports whether an entry says that items went out or came back. A conversion moves nothing.
func moves(e *ledger.Entry) bool {
	var body TakeBody
	return e.Kind == KindReturn || e.Kind == KindTake && ledger.Decode(e.Body, &body) == nil && len(body.Converts) == 0
}

func parentsOf(e *ledger.Entry, subject SubjectRef) []ledger.Hash {
	for _, s := range e.Subjects {
		if s.ID == subject.ID && s.Kind == subject.Kind {
			return s.Parents
		}
	}
	return nil
}

// surviving drops the versions the entry saw and adds its own. seen says whether an entry is not among those it missed.
func surviving(versions []Version, missed []*dated, text string, stamp Stamp) []Version {
	kept := slices.DeleteFunc(slices.Clone(versions), func(v Version) bool {
		return !slices.ContainsFunc(missed, func(d *dated) bool { return d.stamp.Hash == v.Stamp.Hash })
	})
	kept = append(kept, Version{Text: text, Stamp: stamp})
	slices.SortFunc(kept, func(a, b Version) int { return a.Stamp.Compare(b.Stamp) })
	return kept
}
