package armory

import (
	"slices"

	"armguard/app/ledger"
)

// A person or an item that was registered twice is joined by a record.merge. From then on both ids are one: whatever any
// entry says of either is projected under the one registered first. Which ids are one is a function of the set of entries,
// as what counts is, and where a merge changes it everything is applied anew. Entries keep the id they were written with,
// so each still says what its station knew.

// Joins are the merges and what they come to. There is one such document, and none while nothing was joined.
type Joins struct {
	ID     ledger.ID     `cbor:"1,keyasint"` // zero
	Merges []ledger.Hash `cbor:"2,keyasint"` // also those that do not count; sorted
	Into   []Join        `cbor:"3,keyasint"` // by id
}

// Join says that one id stands for another.
type Join struct {
	_    struct{} `cbor:",toarray"`
	ID   ledger.ID
	Into ledger.ID // registered first; itself joined to nothing
}

func (j *Joins) Ref() Ref    { return Ref{DocJoins, j.ID} }
func (j *Joins) Keys() []Key { return nil }

// one is the id that stands for another: mostly itself.
func (j *Joins) one(id ledger.SubjectID) ledger.SubjectID {
	i, joined := slices.BinarySearchFunc(j.Into, id.ID, func(j Join, id ledger.ID) int { return slices.Compare(j.ID[:], id[:]) })
	if joined {
		id.ID = j.Into[i].Into
	}
	return id
}

// One puts in place of ids of people and items those that stand for them.
func One(st State, ids ...*ledger.SubjectID) error {
	joins := &Joins{}
	known, err := st.Load(joins)
	if err != nil || !known {
		return err
	}
	for _, id := range ids {
		*id = joins.one(*id)
	}
	return nil
}

// Others are the ids that another one stands for.
func Others(st State, id ledger.ID) ([]ledger.ID, error) {
	return st.Find(DocRecord, Key{"merged", ledger.SubjectID{ID: id}.String()})
}

// join adds that two ids are one: all that either stands for goes with it, to the one registered first.
func (j *Joins) join(x, y ledger.ID) {
	x, y = j.one(ledger.SubjectID{ID: x}).ID, j.one(ledger.SubjectID{ID: y}).ID
	first, second := x, y
	if slices.Compare(x[:], y[:]) > 0 {
		first, second = y, x
	}
	if first == second {
		return
	}
	for i := range j.Into {
		if j.Into[i].Into == second {
			j.Into[i].Into = first
		}
	}
	j.Into = append(j.Into, Join{ID: second, Into: first})
	slices.SortFunc(j.Into, func(a, b Join) int { return slices.Compare(a.ID[:], b.ID[:]) })
}

// joined works the merges out that are known so far, but for those that are held or rest on what is held alone.
func joined(st State, held map[ledger.ID]*Quarantined) (*Joins, error) {
	out := &Joins{}
	if _, err := st.Load(out); err != nil {
		return nil, err
	}
	out.Into = nil
	for _, hash := range out.Merges {
		e, err := st.Entry(hash)
		if err != nil {
			return nil, err
		}
		_, pair, err := merges(st, e)
		if err != nil {
			return nil, err
		}
		stand := held[quarantined(hash).ID] == nil
		for _, s := range pair {
			ok, err := rests(st, held, s)
			if err != nil {
				return nil, err
			}
			stand = stand && ok
		}
		if stand {
			out.join(pair[0].ID.ID, pair[1].ID.ID)
		}
	}
	return out, nil
}

// rests reports whether a subject rests on an entry that is not held.
func rests(st State, held map[ledger.ID]*Quarantined, s ledger.Subject) (bool, error) {
	queue := slices.Clone(s.Parents)
	for i := 0; i < len(queue); i++ {
		if held[quarantined(queue[i]).ID] == nil {
			return true, nil
		}
		e, err := st.Entry(queue[i])
		if err != nil {
			return false, err
		}
		queue = addTo(queue, parentsOf(e, SubjectRef{s.Kind, s.ID})...)
	}
	return false, nil
}

// named are an entry's subjects as what they are one with, each once.
func (j *Joins) named(e *ledger.Entry) []ledger.Subject {
	if len(j.Into) == 0 {
		return e.Subjects
	}
	var out []ledger.Subject
	for _, s := range e.Subjects {
		if s.Kind == SubjectItem || s.Kind == SubjectPerson || s.Kind == SubjectUpkeep {
			s.ID = j.one(s.ID)
		}
		if i := slices.IndexFunc(out, func(o ledger.Subject) bool { return o.Kind == s.Kind && o.ID == s.ID }); i >= 0 {
			out[i].Parents = ledger.SortHashes(addTo(slices.Clone(out[i].Parents), s.Parents...))
		} else {
			out = append(out, s)
		}
	}
	return out
}

// parentsOf is what an entry saw of a subject, under any of its ids.
func (j *Joins) parentsOf(e *ledger.Entry, subject SubjectRef) []ledger.Hash {
	for _, s := range j.named(e) {
		if subject.is(s) {
			return s.Parents
		}
	}
	return nil
}

// body puts in place of the people and items of a body those that stand for them.
func (j *Joins) body(body any) {
	if len(j.Into) == 0 {
		return
	}
	switch b := body.(type) {
	case *TakeBody:
		b.Person, b.Assigned = j.one(b.Person), j.one(b.Assigned)
		for i := range b.Lines {
			b.Lines[i].Item = j.one(b.Lines[i].Item)
		}
		for i := range b.Held {
			b.Held[i].Item = j.one(b.Held[i].Item)
		}
	case *ReturnBody:
		b.Person = j.one(b.Person)
		for i := range b.Lines {
			b.Lines[i].Item, b.Lines[i].Holder = j.one(b.Lines[i].Item), j.one(b.Lines[i].Holder)
		}
	case *ResolveBody:
		for i := range b.Custody {
			b.Custody[i].Item, b.Custody[i].Holding.Person = j.one(b.Custody[i].Item), j.one(b.Custody[i].Holding.Person)
		}
	case *DiscrepancyBody:
		b.Item, b.Person = j.one(b.Item), j.one(b.Person)
	case *CountScanBody:
		b.Item = j.one(b.Item)
	}
}

// says decodes the body of an entry met on the way back; false when it is none of that kind.
func (a *applying) says(e *ledger.Entry, into any) bool {
	if ledger.Decode(e.Body, into) != nil {
		return false
	}
	a.joins.body(into)
	return true
}

// comparable reports whether this entry and one it did not see can contradict each other about a subject: they speak of it
// under the same id, or one of them rests on what was done under the other's. What was done with two records nobody had
// joined yet is two stories, which the one who joined them read.
func (a *applying) comparable(subject SubjectRef, other *ledger.Entry) (bool, error) {
	if len(a.joins.Into) == 0 {
		return true, nil
	}
	mine, theirs := a.idsOf(a.entry, subject), a.idsOf(other, subject)
	if slices.ContainsFunc(theirs, func(id ledger.SubjectID) bool { return slices.Contains(mine, id) }) {
		return true, nil
	}
	knows, err := a.knows(a.entry, subject, theirs)
	if err != nil || knows {
		return knows, err
	}
	return a.knows(other, subject, mine)
}

// idsOf are the ids under which an entry names a subject.
func (a *applying) idsOf(e *ledger.Entry, subject SubjectRef) (out []ledger.SubjectID) {
	for _, s := range e.Subjects {
		if s.Kind == subject.Kind && a.joins.one(s.ID) == subject.ID {
			out = append(out, s.ID)
		}
	}
	return out
}

// knows reports whether an entry rests on what was done under one of these ids of its subject.
func (a *applying) knows(e *ledger.Entry, subject SubjectRef, ids []ledger.SubjectID) (bool, error) {
	queue := slices.Clone(a.joins.parentsOf(e, subject))
	seen := map[ledger.Hash]bool{}
	for i := 0; i < len(queue); i++ {
		if seen[queue[i]] {
			continue
		}
		seen[queue[i]] = true
		before, err := a.Entry(queue[i])
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(a.idsOf(before, subject), func(id ledger.SubjectID) bool { return slices.Contains(ids, id) }) {
			return true, nil
		}
		queue = append(queue, a.joins.parentsOf(before, subject)...)
	}
	return false, nil
}
