package armory_test

import (
	"fmt"
	"reflect"
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
	first   map[ledger.SubjectID]ledger.SubjectID // of people and items that were joined, the one with the lowest id
}

type subjectRef struct {
	kind string
	id   ledger.SubjectID
}

func newOracle(entries []*ledger.Sealed) *oracle {
	o := &oracle{entries: map[ledger.Hash]*ledger.Entry{}, past: map[subjectRef]map[ledger.Hash]map[ledger.Hash]bool{}, touched: map[subjectRef][]ledger.Hash{}}
	for _, s := range entries {
		o.entries[s.Hash] = &s.Entry
	}
	o.join()
	for _, s := range entries {
		for _, subject := range s.Entry.Subjects {
			ref := subjectRef{subject.Kind, o.one(subject.ID)}
			if !slices.Contains(o.touched[ref], s.Hash) {
				o.touched[ref] = append(o.touched[ref], s.Hash)
			}
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

// join finds the lowest id that merges lead to from each id, by going round until nothing changes.
func (o *oracle) join() {
	o.first = map[ledger.SubjectID]ledger.SubjectID{}
	for changed := true; changed; {
		changed = false
		for _, e := range o.entries {
			if e.Kind != armory.KindMerge {
				continue
			}
			x, y := e.Subjects[0].ID, e.Subjects[1].ID
			low := slices.MinFunc([]ledger.SubjectID{o.one(x), o.one(y)}, func(a, b ledger.SubjectID) int { return slices.Compare(a.ID[:], b.ID[:]) })
			for _, id := range []ledger.SubjectID{x, y} {
				if o.one(id) != low {
					o.first[id], changed = low, true
				}
			}
		}
	}
}

func (o *oracle) one(id ledger.SubjectID) ledger.SubjectID {
	if first, ok := o.first[id]; ok {
		return first
	}
	return id
}

// under are the ids that an entry names a subject by.
func (o *oracle) under(ref subjectRef, h ledger.Hash) (out []ledger.SubjectID) {
	for _, s := range o.entries[h].Subjects {
		if s.Kind == ref.kind && o.one(s.ID) == ref.id {
			out = append(out, s.ID)
		}
	}
	return out
}

// related reports whether two entries about one subject can contradict each other: under a common id, or when one of them
// saw something under an id of the other.
func (o *oracle) related(ref subjectRef, x, y ledger.Hash) bool {
	common := func(p, q ledger.Hash) bool {
		return slices.ContainsFunc(o.under(ref, p), func(id ledger.SubjectID) bool { return slices.Contains(o.under(ref, q), id) })
	}
	saw := func(p, q ledger.Hash) bool {
		for h := range o.past[ref][p] {
			if o.entries[h] != nil && common(h, q) {
				return true
			}
		}
		return false
	}
	return common(x, y) || saw(x, y) || saw(y, x)
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
	var out []ledger.Hash
	for _, s := range e.Subjects {
		if s.Kind == ref.kind && o.one(s.ID) == ref.id {
			out = append(out, s.Parents...)
		}
	}
	return out
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
	moved  bool // only to another receipt
	counts bool // a Return told twice would change stock, rounds fired or discrepancies twice
}

func (o *oracle) claim(h ledger.Hash, item ledger.SubjectID) claim {
	e := o.entries[h]
	switch e.Kind {
	case armory.KindTake:
		var b armory.TakeBody
		decode(e, &b)
		return claim{kind: "take", out: true, person: o.one(b.Person), moved: len(b.Converts) > 0}
	case armory.KindReturn:
		var b armory.ReturnBody
		decode(e, &b)
		for _, l := range b.Lines {
			if l.Item, l.Holder = o.one(l.Item), o.one(l.Holder); l.Item == item {
				return claim{kind: "return", person: l.Holder, line: l, counts: len(b.Stock) > 0 || l.ShortMags+l.ShortRnds > 0 || l.Lacking != ""}
			}
		}
	case armory.KindResolve:
		var b armory.ResolveBody
		decode(e, &b)
		for _, l := range b.Custody {
			if o.one(l.Item) == item {
				return claim{kind: "resolve", out: l.Holding.Out, person: o.one(l.Holding.Person)}
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
				if !o.apart(ref, x, y) || !o.related(ref, x, y) {
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
	case is("take", "take") && (x.person != y.person || !x.moved && !y.moved):
		return armory.ConflictDouble
	case is("take", "return") && (x.moved || y.moved) && x.person == y.person:
		return armory.ConflictReturn
	case (is("take", "resolve") || is("resolve", "resolve")) && x.out && y.out && x.person != y.person:
		return armory.ConflictDouble
	case is("take", "status") && x.status+y.status != armory.StatusAvailable:
		return armory.ConflictRestricted
	case is("return", "return") && (x.counts || y.counts || !reflect.DeepEqual(x.line, y.line)):
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
		if o.one(p.Person) != person || o.one(q.Person) != person || len(p.Converts)+len(q.Converts) > 0 {
			return ""
		}
		items := map[ledger.SubjectID]string{}
		for _, t := range []armory.TakeBody{p, q} {
			for _, l := range t.Lines {
				items[o.one(l.Item)] = l.Category
			}
			for _, h := range t.Held {
				items[o.one(h.Item)] = h.Category
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
	if !newest.IsZero() {
		var b armory.StockBody
		decode(o.entries[newest], &b)
		n = b.N
	}
	for _, h := range o.touched[ref] {
		if !slices.ContainsFunc(counts, func(c ledger.Hash) bool { return o.past[ref][c][h] }) {
			n += o.moves(h, stock)
		}
	}
	return n
}

// moves is what an entry that is no count says came into a stock line.
func (o *oracle) moves(h ledger.Hash, stock ledger.SubjectID) (n int64) {
	var moved []armory.StockLine
	sign := int64(1)
	switch o.entries[h].Kind {
	case armory.KindStockMove:
		var b armory.StockBody
		decode(o.entries[h], &b)
		return b.N
	case armory.KindTake:
		var b armory.TakeBody
		decode(o.entries[h], &b)
		moved, sign = b.Stock, -1
	case armory.KindReturn:
		var b armory.ReturnBody
		decode(o.entries[h], &b)
		moved = b.Stock
	}
	for _, l := range moved {
		if l.Stock == stock {
			n += sign * l.N
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
	for id, first := range o.first {
		for _, doc := range []armory.Doc{&armory.Custody{ID: id.ID}, &armory.Person{ID: id.ID}} {
			if known, err := m.Load(doc); err != nil || known {
				say("%s stands for %s, which has a %s of its own: %v", first, id, doc.Ref().Kind, err)
			}
		}
		record := &armory.Record{ID: id.ID}
		if known, err := m.Load(record); err != nil || !known || record.Merged != first {
			say("%s is merged into %s, want %s: %v", id, record.Merged, first, err)
		}
	}
	items, people = o.distinct(items), o.distinct(people)
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

// distinct are what ids stand for, each once.
func (o *oracle) distinct(ids []ledger.SubjectID) (out []ledger.SubjectID) {
	for _, id := range ids {
		if id = o.one(id); !slices.Contains(out, id) {
			out = append(out, id)
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
