package armory_test

import (
	"fmt"
	"slices"
	"strings"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// oracle recomputes, the slow way and straight from the definitions, what a set of entries means. It shares no code with
// Apply: heads are the entries that nobody names as parent, the past is everything reachable by parents, and two
// entries that are not in each other's past are compared pair by pair.
type oracle struct {
	entries map[ledger.Hash]*ledger.Entry // those that can be read
	past    map[subjectRef]map[ledger.Hash]map[ledger.Hash]bool
	touched map[subjectRef][]ledger.Hash
}

type subjectRef struct {
	kind string
	id   ledger.SubjectID
}

func newOracle(entries []*ledger.Sealed) *oracle {
	o := &oracle{entries: map[ledger.Hash]*ledger.Entry{}, past: map[subjectRef]map[ledger.Hash]map[ledger.Hash]bool{}, touched: map[subjectRef][]ledger.Hash{}}
	for _, s := range entries {
		o.entries[s.Hash] = &s.Entry
		for _, subject := range s.Entry.Subjects {
			ref := subjectRef{subject.Kind, subject.ID}
			o.touched[ref] = append(o.touched[ref], s.Hash)
		}
	}
	for ref, hashes := range o.touched {
		o.past[ref] = map[ledger.Hash]map[ledger.Hash]bool{}
		for _, h := range hashes {
			seen := map[ledger.Hash]bool{}
			o.walk(ref, h, seen)
			o.past[ref][h] = seen
		}
	}
	return o
}

func (o *oracle) walk(ref subjectRef, h ledger.Hash, seen map[ledger.Hash]bool) {
	for _, p := range o.parents(ref, h) {
		if !seen[p] {
			seen[p] = true
			o.walk(ref, p, seen)
		}
	}
}

func (o *oracle) parents(ref subjectRef, h ledger.Hash) []ledger.Hash {
	e := o.entries[h]
	if e == nil {
		return nil
	}
	for _, s := range e.Subjects {
		if s.Kind == ref.kind && s.ID == ref.id {
			return s.Parents
		}
	}
	return nil
}

// heads are the entries about a subject that no entry names as parent.
func (o *oracle) heads(ref subjectRef) []ledger.Hash {
	var out []ledger.Hash
	for _, h := range o.touched[ref] {
		if !slices.ContainsFunc(o.touched[ref], func(other ledger.Hash) bool { return slices.Contains(o.parents(ref, other), h) }) {
			out = append(out, h)
		}
	}
	return ledger.SortHashes(out)
}

func (o *oracle) apart(ref subjectRef, x, y ledger.Hash) bool {
	return !o.past[ref][x][y] && !o.past[ref][y][x]
}

// claim is what an entry says of an item: out with whom, or in as what.
type claim struct {
	kind   string
	out    bool
	person ledger.SubjectID
	line   armory.ReturnLine
	status string
}

func (o *oracle) claim(h ledger.Hash, item ledger.SubjectID) claim {
	e := o.entries[h]
	switch e.Kind {
	case armory.KindTake:
		var b armory.TakeBody
		decode(e, &b)
		return claim{kind: "take", out: true, person: b.Person}
	case armory.KindReturn:
		var b armory.ReturnBody
		decode(e, &b)
		for _, l := range b.Lines {
			if l.Item == item {
				return claim{kind: "return", person: l.Holder, line: l}
			}
		}
	case armory.KindResolve:
		var b armory.ResolveBody
		decode(e, &b)
		for _, l := range b.Custody {
			if l.Item == item {
				return claim{kind: "resolve", out: l.Holding.Out, person: l.Holding.Person}
			}
		}
	case armory.KindItemStatus:
		var b armory.StatusBody
		decode(e, &b)
		return claim{kind: "status", status: b.Status}
	}
	return claim{kind: "other"}
}

func decode(e *ledger.Entry, into any) {
	if err := ledger.Decode(e.Body, into); err != nil {
		panic(err)
	}
}

// conflicts are all pairs of entries that contradict each other, as "kind hash hash".
func (o *oracle) conflicts() []string {
	found := map[string]bool{}
	add := func(kind string, x, y ledger.Hash) {
		pair := ledger.SortHashes([]ledger.Hash{x, y})
		found[fmt.Sprintf("%s %s %s", kind, pair[0].Short(), pair[1].Short())] = true
	}
	for ref, hashes := range o.touched {
		for i, x := range hashes {
			for _, y := range hashes[:i] {
				if !o.apart(ref, x, y) {
					continue
				}
				switch ref.kind {
				case armory.SubjectItem:
					if kind := o.itemConflict(o.claim(x, ref.id), o.claim(y, ref.id)); kind != "" {
						add(kind, x, y)
					}
				case armory.SubjectPerson:
					if kind := o.personConflict(ref.id, x, y); kind != "" {
						add(kind, x, y)
					}
				}
			}
		}
	}
	return sorted(found)
}

func (o *oracle) itemConflict(x, y claim) string {
	is := func(a, b string) bool { return x.kind == a && y.kind == b || x.kind == b && y.kind == a }
	switch {
	case is("take", "take"):
		return armory.ConflictDouble
	case (is("take", "resolve") || is("resolve", "resolve")) && x.out && y.out && x.person != y.person:
		return armory.ConflictDouble
	case is("take", "status") && x.status+y.status != armory.StatusAvailable:
		return armory.ConflictRestricted
	case is("return", "return") && x.line != y.line:
		return armory.ConflictReturn
	case is("return", "resolve") && (x.out || y.out):
		return armory.ConflictReturn
	}
	return ""
}

func (o *oracle) personConflict(person ledger.SubjectID, x, y ledger.Hash) string {
	a, b := o.entries[x], o.entries[y]
	if a.Kind != armory.KindTake {
		a, b = b, a
	}
	if a.Kind != armory.KindTake {
		return ""
	}
	switch b.Kind {
	case armory.KindPersonStatus:
		var s armory.StatusBody
		decode(b, &s)
		if s.Status != armory.PersonActive {
			return armory.ConflictRestricted
		}
	case armory.KindTake:
		var p, q armory.TakeBody
		decode(a, &p)
		decode(b, &q)
		if p.Person != person || q.Person != person {
			return ""
		}
		items := map[ledger.SubjectID]string{}
		for _, t := range []armory.TakeBody{p, q} {
			for _, l := range t.Lines {
				items[l.Item] = l.Category
			}
			for _, h := range t.Held {
				items[h.Item] = h.Category
			}
		}
		for _, limit := range []string{p.Limit, q.Limit} {
			perCategory := map[string]int{}
			for _, category := range items {
				perCategory[category]++
			}
			switch limit {
			case armory.LimitOne:
				if len(items) > 1 {
					return armory.ConflictLimit
				}
			case armory.LimitOneEach:
				for _, n := range perCategory {
					if n > 1 {
						return armory.ConflictLimit
					}
				}
			case "2":
				if len(items) > 2 {
					return armory.ConflictLimit
				}
			}
		}
	}
	return ""
}

// onHand is a stock line's quantity: the newest of the counts that no other count saw, and every movement that no count saw.
func (o *oracle) onHand(stock ledger.SubjectID) int64 {
	ref := subjectRef{armory.SubjectStock, stock}
	var counts []ledger.Hash
	for _, h := range o.touched[ref] {
		if o.entries[h].Kind == armory.KindStockCount {
			counts = append(counts, h)
		}
	}
	var n int64
	var newest ledger.Hash
	for _, h := range counts {
		covered := slices.ContainsFunc(counts, func(c ledger.Hash) bool { return o.past[ref][c][h] })
		if !covered && (newest.IsZero() || o.later(h, newest)) {
			newest = h
		}
	}
	body := func(h ledger.Hash) int64 {
		var b armory.StockBody
		decode(o.entries[h], &b)
		return b.N
	}
	if !newest.IsZero() {
		n = body(newest)
	}
	for _, h := range o.touched[ref] {
		counted := slices.ContainsFunc(counts, func(c ledger.Hash) bool { return o.past[ref][c][h] })
		if o.entries[h].Kind == armory.KindStockMove && !counted {
			n += body(h)
		}
	}
	return n
}

func (o *oracle) later(x, y ledger.Hash) bool {
	a, b := o.entries[x], o.entries[y]
	if a.Lam != b.Lam {
		return a.Lam > b.Lam
	}
	return slices.Compare(a.Log.ID[:], b.Log.ID[:]) > 0
}

// disagreements compares a state with the oracle; empty when they agree.
func (o *oracle) disagreements(m *armory.Memory, items, people []ledger.SubjectID, stock ledger.SubjectID) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, item := range items {
		doc := &armory.Custody{ID: item.ID}
		if _, err := m.Load(doc); err != nil {
			say("%v", err)
		}
		var heads []ledger.Hash
		outs := map[ledger.SubjectID]bool{}
		for _, h := range doc.Heads {
			heads = append(heads, h.Stamp.Hash)
			if want := o.claim(h.Stamp.Hash, item); want.out != h.Out || want.out && want.person != h.Person {
				say("head %s of item %s: out %v, want %v", h.Stamp.Hash.Short(), item, h.Out, want.out)
			}
		}
		want := o.heads(subjectRef{armory.SubjectItem, item})
		if !slices.Equal(ledger.SortHashes(heads), want) {
			say("item %s has heads %v, want %v", item, heads, want)
		}
		for _, h := range want {
			if c := o.claim(h, item); c.out {
				outs[c.person] = true
			}
		}
		switch status := doc.Status(); {
		case len(outs) > 1 && status != armory.StatusContested, len(outs) == 1 && status != armory.StatusIssued,
			len(outs) == 0 && (status == armory.StatusIssued || status == armory.StatusContested):
			say("item %s is %s with %d candidates", item, status, len(outs))
		}
		for _, person := range people {
			ids, err := m.Find(armory.DocCustody, armory.Key{Index: "holder", Value: person.String()})
			if err != nil || slices.Contains(ids, item.ID) != outs[person] {
				say("item %s found by its holder: %v, want %v", item, !outs[person], outs[person])
			}
		}
	}
	for _, person := range people {
		doc := &armory.Person{ID: person.ID}
		if _, err := m.Load(doc); err != nil {
			say("%v", err)
		}
		if want := o.heads(subjectRef{armory.SubjectPerson, person}); !slices.Equal(doc.Heads, want) {
			say("person %s has heads %v, want %v", person, doc.Heads, want)
		}
	}
	doc := &armory.Stock{ID: stock.ID}
	if _, err := m.Load(doc); err != nil {
		say("%v", err)
	}
	if n, _ := doc.OnHand(); n != o.onHand(stock) {
		say("stock %d, want %d", n, o.onHand(stock))
	}
	found := map[string]bool{}
	commands := map[ledger.ID]bool{}
	m.Each(func(ref armory.Ref, encoded []byte) {
		switch ref.Kind {
		case armory.DocConflict:
			c := &armory.Conflict{}
			if err := ledger.Decode(encoded, c); err != nil {
				say("%v", err)
			}
			switch c.Kind {
			case armory.ConflictDouble, armory.ConflictLimit, armory.ConflictReturn, armory.ConflictRestricted:
				found[fmt.Sprintf("%s %s %s", c.Kind, c.Entries[0].Short(), c.Entries[1].Short())] = true
			}
		case armory.DocTransaction:
			commands[ref.ID] = true
		}
	})
	if got, want := sorted(found), o.conflicts(); !slices.Equal(got, want) {
		say("conflicts\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	for h, e := range o.entries {
		if (e.Kind == armory.KindTake || e.Kind == armory.KindReturn) && !commands[e.Command.ID] {
			say("transaction %s is lost", h.Short())
		}
	}
	return out
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
