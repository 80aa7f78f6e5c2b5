package armory

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// Memory is State in maps: for tests of the rules, the simulator, and the yardstick the store is measured by.
type Memory struct {
	docs    map[Ref][]byte
	keys    map[DocKind]map[Key]map[ledger.ID]struct{}
	owned   map[Ref][]Key
	entries map[ledger.Hash]*ledger.Entry
	digest  Digest
	roster  bool
	order   []*ledger.Sealed // as they came
	unread  []ledger.Hash
	stale   bool // what was applied counts otherwise now
}

// NewMemory returns an empty state.
func NewMemory() *Memory {
	return &Memory{docs: map[Ref][]byte{}, keys: map[DocKind]map[Key]map[ledger.ID]struct{}{}, owned: map[Ref][]Key{},
		entries: map[ledger.Hash]*ledger.Entry{}}
}

// NewRoster returns an empty state that is given the entries about accounts and stations only: it knows nothing of the
// logs they stand in.
func NewRoster() *Memory {
	m := NewMemory()
	m.roster = true
	return m
}

// Apply keeps the entry and projects it, and all others anew when they count otherwise now.
func (m *Memory) Apply(s *ledger.Sealed) error {
	return errors.Join(m.Add(s), m.Settle())
}

// Add keeps the entry and projects it. After the last one Settle is called.
func (m *Memory) Add(s *ledger.Sealed) error {
	m.entries[s.Hash] = &s.Entry
	m.order = append(m.order, s)
	if m.roster {
		return newApplying(m, s).project()
	}
	return m.noted(s, Apply(m, s))
}

// noted keeps in mind what applying an entry came to.
func (m *Memory) noted(s *ledger.Sealed, err error) error {
	switch {
	case errors.Is(err, ErrAgain):
		m.stale = true
		return nil
	case errors.Is(err, ErrUnread):
		m.unread = append(m.unread, s.Hash)
	}
	return err
}

// Settle projects everything anew when entries count otherwise than when they were applied.
func (m *Memory) Settle() error {
	if !m.stale {
		return nil
	}
	judged, err := judge(m)
	if err != nil {
		return err
	}
	anew := NewMemory()
	anew.entries, anew.order = m.entries, m.order
	if err := judged.keep(anew); err != nil {
		return err
	}
	for _, s := range anew.order {
		if err := anew.noted(s, applyJudged(anew, s)); err != nil && !errors.Is(err, ErrUnread) {
			return err
		}
	}
	*m = *anew
	return nil
}

// Unread are the entries that this version cannot read.
func (m *Memory) Unread() []ledger.Hash { return m.unread }

// Digest is the digest of all documents.
func (m *Memory) Digest() Digest { return m.digest }

// Each calls f with every document's canonical form, in no order.
func (m *Memory) Each(f func(ref Ref, encoded []byte)) {
	for ref, encoded := range m.docs {
		f(ref, encoded)
	}
}

func (m *Memory) Load(into Doc) (bool, error) {
	encoded, ok := m.docs[into.Ref()]
	if !ok {
		return false, nil
	}
	return true, ledger.Decode(encoded, into)
}

func (m *Memory) Save(doc Doc) error {
	ref, encoded := doc.Ref(), ledger.Encode(doc)
	if old, ok := m.docs[ref]; ok {
		if bytes.Equal(old, encoded) {
			return nil
		}
		if err := m.Delete(ref); err != nil {
			return err
		}
	}
	m.docs[ref] = encoded
	m.digest.Toggle(ref, encoded)
	keys := doc.Keys()
	for _, key := range keys {
		byKey := m.keys[ref.Kind]
		if byKey == nil {
			byKey = map[Key]map[ledger.ID]struct{}{}
			m.keys[ref.Kind] = byKey
		}
		if byKey[key] == nil {
			byKey[key] = map[ledger.ID]struct{}{}
		}
		byKey[key][ref.ID] = struct{}{}
	}
	m.owned[ref] = keys
	return nil
}

func (m *Memory) Delete(ref Ref) error {
	old, ok := m.docs[ref]
	if !ok {
		return nil
	}
	m.digest.Toggle(ref, old)
	delete(m.docs, ref)
	for _, key := range m.owned[ref] {
		delete(m.keys[ref.Kind][key], ref.ID)
	}
	delete(m.owned, ref)
	return nil
}

func (m *Memory) Find(kind DocKind, key Key) ([]ledger.ID, error) {
	var out []ledger.ID
	for id := range m.keys[kind][key] {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b ledger.ID) int { return bytes.Compare(a[:], b[:]) })
	return out, nil
}

func (m *Memory) Entry(hash ledger.Hash) (*ledger.Entry, error) {
	e, ok := m.entries[hash]
	if !ok {
		return nil, fmt.Errorf("entry %s is not here", hash.Short())
	}
	return e, nil
}
