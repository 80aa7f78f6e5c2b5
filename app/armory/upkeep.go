package armory

import (
	"slices"
	"time"

	"armguard/app/ledger"
)

// Kinds of maintenance work. They stand in entries, so they never change.
const (
	WorkCleaned   = "cleaned"
	WorkInspected = "inspected"
	WorkTestFired = "test-fired"
	WorkRepaired  = "repaired"
)

var works = []string{WorkCleaned, WorkInspected, WorkTestFired, WorkRepaired}

// Works are the words a person may choose from.
func Works() []string { return slices.Clone(works) }

// Upkeep is what was done to an item and fired with it. It is the same for any order of arrival: rounds add up, and of
// each kind of work the newest by stamp is the last. Which rounds were fired before an inspection the stamps say too.
type Upkeep struct {
	ID     ledger.ID  `cbor:"1,keyasint"` // the item's
	Rounds int64      `cbor:"2,keyasint"` // fired, all that is known
	Fired  []Quantity `cbor:"3,keyasint"` // since the last inspection, by stamp
	Last   []Worked   `cbor:"4,keyasint"` // the newest of each kind of work, by kind
}

// Worked is one piece of work.
type Worked struct {
	_       struct{} `cbor:",toarray"`
	Work    string
	By      string           // in words; empty: Account
	Account ledger.AccountID // who logged it
	WallMs  int64
	Stamp   Stamp
}

func (u *Upkeep) Ref() Ref    { return Ref{DocUpkeep, u.ID} }
func (u *Upkeep) Keys() []Key { return nil }

// LastOf is the newest work of a kind; false when there was none.
func (u *Upkeep) LastOf(work string) (Worked, bool) {
	i := slices.IndexFunc(u.Last, func(w Worked) bool { return w.Work == work })
	if i < 0 {
		return Worked{}, false
	}
	return u.Last[i], true
}

// RoundsSince are the rounds fired since the last inspection, or ever.
func (u *Upkeep) RoundsSince() (n int64) {
	for _, q := range u.Fired {
		n += q.N
	}
	return n
}

// fire adds rounds.
func (u *Upkeep) fire(n int64, stamp Stamp) {
	u.Rounds += n
	if n > 0 {
		u.Fired = append(u.Fired, Quantity{N: n, Stamp: stamp})
		slices.SortFunc(u.Fired, func(x, y Quantity) int { return x.Stamp.Compare(y.Stamp) })
	}
	u.forget()
}

// work notes a piece of work where it is the newest of its kind.
func (u *Upkeep) work(w Worked) {
	last, known := u.LastOf(w.Work)
	if known && w.Stamp.Compare(last.Stamp) < 0 {
		return
	}
	u.Last = append(slices.DeleteFunc(u.Last, func(o Worked) bool { return o.Work == w.Work }), w)
	slices.SortFunc(u.Last, func(x, y Worked) int { return slices.Index(works, x.Work) - slices.Index(works, y.Work) })
	u.forget()
}

// forget drops what was fired before, or for, the last inspection.
func (u *Upkeep) forget() {
	if last, known := u.LastOf(WorkInspected); known {
		u.Fired = slices.DeleteFunc(u.Fired, func(q Quantity) bool { return q.Stamp.Compare(last.Stamp) <= 0 })
	}
}

// Inspection is how an item stands towards its next inspection.
type Inspection struct {
	Rounds      int64 // fired since the last one, or ever
	EveryRounds int   // of its model; 0: rounds do not call for one
	SinceMs     int64 // of the last one or, when there was none, of registration
	Days        int   // whole ones since then
	EveryDays   int   // of its model; 0: time does not call for one
}

// Due reports that an inspection is called for.
func (i Inspection) Due() bool {
	return i.EveryRounds > 0 && i.Rounds >= int64(i.EveryRounds) || i.EveryDays > 0 && i.Days >= i.EveryDays
}

// Inspection is worked out when it is read: time makes inspections due, no entry does.
func (u *Upkeep) Inspection(item, model *Record, now time.Time) Inspection {
	out := Inspection{Rounds: u.RoundsSince(), EveryRounds: model.Number("inspect_rounds", 0), EveryDays: model.Number("inspect_days", 0), SinceMs: item.Created}
	if last, known := u.LastOf(WorkInspected); known {
		out.SinceMs = last.WallMs
	}
	out.Days = max(0, int(now.Sub(time.UnixMilli(out.SinceMs))/(24*time.Hour)))
	return out
}

// maintenance counts logged work.
func (a *applying) maintenance() error {
	s, err := a.subject(SubjectUpkeep)
	if err != nil {
		return err
	}
	var body NoteBody
	if err := a.body(&body); err != nil {
		return err
	}
	return a.upkeep(s.ID, func(doc *Upkeep) {
		doc.fire(body.N, a.stamp)
		doc.work(Worked{Work: body.Work, By: body.By, Account: a.entry.Actor.Account, WallMs: a.entry.WallMs, Stamp: a.stamp})
	})
}

// expended counts the rounds that did not come back with an item because they were fired. A command that stands in two
// logs counts twice, as it moves stock twice; that is a conflict, which somebody looks at.
func (a *applying) expended(body ReturnBody, line ReturnLine) error {
	if line.Became(body) != MissingExpended || line.ShortRnds <= 0 {
		return nil
	}
	return a.upkeep(line.Item, func(doc *Upkeep) { doc.fire(int64(line.ShortRnds), a.stamp) })
}

func (a *applying) upkeep(item ledger.SubjectID, change func(*Upkeep)) error {
	doc := &Upkeep{ID: item.ID}
	if _, err := a.Load(doc); err != nil {
		return err
	}
	change(doc)
	return a.Save(doc)
}
