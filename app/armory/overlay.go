package armory

import (
	"armguard/app/ledger"
)

// overlay holds back what an entry changes until the whole entry is understood, so that an entry that cannot be
// read, or that makes Apply panic, changes nothing.
type overlay struct {
	State
	saved   []Doc
	at      map[Ref]int
	deleted map[Ref]bool
}

func newOverlay(st State) *overlay {
	return &overlay{State: st, at: map[Ref]int{}, deleted: map[Ref]bool{}}
}

func (o *overlay) Load(into Doc) (bool, error) {
	ref := into.Ref()
	if i, ok := o.at[ref]; ok {
		return true, ledger.Decode(ledger.Encode(o.saved[i]), into)
	}
	if o.deleted[ref] {
		return false, nil
	}
	return o.State.Load(into)
}

func (o *overlay) Save(doc Doc) error {
	ref := doc.Ref()
	delete(o.deleted, ref)
	if i, ok := o.at[ref]; ok {
		o.saved[i] = doc
		return nil
	}
	o.at[ref] = len(o.saved)
	o.saved = append(o.saved, doc)
	return nil
}

func (o *overlay) Delete(ref Ref) error {
	o.deleted[ref] = true
	if i, ok := o.at[ref]; ok {
		delete(o.at, ref)
		o.saved[i] = nil
	}
	return nil
}

// flush writes what was held back, in the order in which it was saved, and holds nothing back any more.
func (o *overlay) flush() error {
	for ref := range o.deleted {
		if err := o.State.Delete(ref); err != nil {
			return err
		}
	}
	for _, doc := range o.saved {
		if doc == nil {
			continue
		}
		if err := o.State.Save(doc); err != nil {
			return err
		}
	}
	*o = *newOverlay(o.State)
	return nil
}
