package armory

import (
	"crypto/sha256"
	"slices"

	"armguard/app/ledger"
)

// Count is a physical inventory: who opened it, who closed and signed it. What was scanned is not in it: each thing is a
// document of its own, so that a scan costs the same whatever was scanned before.
type Count struct {
	ID        ledger.ID          `cbor:"1,keyasint"`
	Heads     []ledger.Hash      `cbor:"2,keyasint"`
	Type      string             `cbor:"3,keyasint"`
	Blind     bool               `cbor:"4,keyasint"`
	Scope     []ledger.SubjectID `cbor:"5,keyasint"` // models; none: all
	Notes     string             `cbor:"6,keyasint"`
	Opened    CountAct           `cbor:"7,keyasint"`
	Closings  []CountResult      `cbor:"8,keyasint"`  // by stamp; one unless stations that were cut off closed it apart
	Signs     []CountSign        `cbor:"9,keyasint"`  // by stamp
	Cancelled CountAct           `cbor:"10,keyasint"` // zero while it was not
	Reason    string             `cbor:"11,keyasint"` // of Cancelled
}

// CountAct is who did something about a count, where and when.
type CountAct struct {
	_       struct{} `cbor:",toarray"`
	Stamp   Stamp
	Account ledger.AccountID
	Station ledger.StationID
	WallMs  int64
}

func (a CountAct) before(b CountAct) bool {
	return b.Stamp.Hash.IsZero() || a.Stamp.Compare(b.Stamp) < 0
}

// CountResult is a count's result, as its first signature has it.
type CountResult struct {
	_          struct{} `cbor:",toarray"`
	By         CountAct
	Notes      string
	Figures    CountFigures
	Missing    []ledger.SubjectID
	Unexpected []ledger.SubjectID
	Out        []ledger.SubjectID
	Unknown    []string
	Seen       []ScannedUpTo
}

// saw reports whether the closing knew a scan.
func (c *CountResult) saw(s Sighting) bool {
	return slices.ContainsFunc(c.Seen, func(u ScannedUpTo) bool { return u.Log == s.By.Stamp.Log && s.Seq <= u.Seq })
}

// CountSign is a second signature under a closing.
type CountSign struct {
	_       struct{} `cbor:",toarray"`
	Closing ledger.Hash
	By      CountAct
}

func (c *Count) Ref() Ref { return Ref{DocCount, c.ID} }

func (c *Count) Keys() []Key {
	if c.Opened.Stamp.Hash.IsZero() { // the opening does not count
		return nil
	}
	keys := []Key{{"all", "yes"}}
	if c.State() == CountOpen {
		keys = append(keys, Key{"open", "yes"})
	}
	return keys
}

// State is Open, Closed, Signed or Cancelled. A closing stands beside a cancelling that did not see it.
func (c *Count) State() string {
	closing, second := c.Result()
	switch {
	case second != nil:
		return CountSigned
	case closing != nil:
		return CountClosed
	case !c.Cancelled.Stamp.Hash.IsZero():
		return CountCancelled
	}
	return CountOpen
}

// Result is the closing that stands, with its second signature: the earliest that has one, or else the earliest. Nil while
// there is none.
func (c *Count) Result() (*CountResult, *CountAct) {
	for i := range c.Closings {
		for j := range c.Signs {
			sign := &c.Signs[j]
			if sign.Closing == c.Closings[i].By.Stamp.Hash && sign.By.Account != c.Closings[i].By.Account {
				return &c.Closings[i], &sign.By
			}
		}
	}
	if len(c.Closings) == 0 {
		return nil, nil
	}
	return &c.Closings[0], nil
}

// CountScan is an item, or a code that nobody knows, that was scanned in a count.
type CountScan struct {
	ID        ledger.ID        `cbor:"1,keyasint"`
	Count     ledger.SubjectID `cbor:"2,keyasint"`
	Item      ledger.SubjectID `cbor:"3,keyasint"` // zero: Code
	Code      string           `cbor:"4,keyasint"` // as it was scanned first
	Sightings []Sighting       `cbor:"5,keyasint"` // by stamp; the first one of each log
}

// Sighting is one scan of a thing, with what the record said of it then.
type Sighting struct {
	_         struct{} `cbor:",toarray"`
	By        CountAct
	Seq       uint64 // in its log
	Condition string
	Status    string
	Taken     ledger.CommandID
}

func (s *CountScan) Ref() Ref    { return Ref{DocCountScan, s.ID} }
func (s *CountScan) Keys() []Key { return []Key{{"count", s.Count.String()}} }

// Standing is the scan that counts, the earliest. In a count that was closed it is the earliest that the closing knew;
// late: none was, they came after it.
func (s *CountScan) Standing(closing *CountResult) (first Sighting, late bool) {
	if closing == nil {
		return s.Sightings[0], false
	}
	for _, one := range s.Sightings {
		if closing.saw(one) {
			return one, false
		}
	}
	return s.Sightings[0], true
}

// scanned names what a count scanned: an item, or a code in any letter case. It is the same at every station.
func scanned(count, item ledger.SubjectID, code string) *CountScan {
	h := sha256.New()
	h.Write([]byte("armguard/scan/1\x00"))
	h.Write(count.ID[:])
	h.Write(item.ID[:])
	h.Write([]byte(Fold(code)))
	return &CountScan{ID: ledger.ID(h.Sum(nil)[:16]), Count: count, Item: item, Code: code}
}
