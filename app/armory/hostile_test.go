package armory_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

// misbehave writes what no Decide would allow: any kind, about anything, resting on any part of what is known. It is
// what a stolen station, or one with a mistake in its program, may send.
func (w *world) misbehave(c *counter) {
	kind := pick(w, armory.EveryKind)
	person, item, other := pick(w, w.people), pick(w, w.items), pick(w, w.items)
	rec := func(set map[string]string) armory.RecordBody {
		return armory.RecordBody{Set: set, Status: "Suspended", Condition: "Poor"}
	}
	anyID := pick(w, slices.Concat(w.people, w.items, []ledger.SubjectID{w.stock, w.bossSubject(), w.siteSubject(), {ID: w.second.ID}, w.fresh}))
	refs := []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: anyID}}
	var body any
	switch kind {
	case armory.KindTake:
		body = armory.TakeBody{Person: person, Lines: []armory.TakeLine{{Item: item, Category: pick(w, []string{"rifle", "pistol", ""})}}, Limit: pick(w, []string{"one", "one-each", "2", "??"}),
			Held: []armory.HeldItem{{Item: other, Category: "pistol"}}}
		refs = []armory.SubjectRef{{Kind: armory.SubjectItem, ID: item}, {Kind: armory.SubjectPerson, ID: person}}
	case armory.KindReturn:
		body = armory.ReturnBody{Person: person, Missing: armory.MissingDiscrepancy, Lines: []armory.ReturnLine{{Item: item, Holder: pick(w, w.people), ShortMags: 1, Status: pick(w, []string{"", "Lost"})}}}
		refs = []armory.SubjectRef{{Kind: armory.SubjectItem, ID: item}, {Kind: armory.SubjectPerson, ID: person}}
	case armory.KindResolve:
		ids, _ := c.state.Find(armory.DocConflict, armory.Key{Index: "state", Value: pick(w, []string{"open", "closed"})})
		body = armory.ResolveBody{Conflict: pick(w, append(ids, ledger.ID{1})), Finding: "so I say", Custody: []armory.ResolveLine{{Item: item, Holding: armory.Holding{Out: w.r.IntN(2) == 0, Person: person, Status: "Lost"}}}}
		refs = []armory.SubjectRef{{Kind: armory.SubjectItem, ID: item}, {Kind: armory.SubjectPerson, ID: person}}
	case armory.KindPersonStatus:
		body, refs = armory.StatusBody{Status: pick(w, []string{"Active", "Suspended", "Haunted"})}, []armory.SubjectRef{{Kind: armory.SubjectPerson, ID: person}}
	case armory.KindItemStatus:
		body, refs = armory.StatusBody{Status: pick(w, []string{"Available", "Lost", "Melted"})}, []armory.SubjectRef{{Kind: armory.SubjectItem, ID: item}}
	case armory.KindStockMove, armory.KindStockCount:
		body, refs = armory.StockBody{N: w.r.Int64N(9) - 4}, []armory.SubjectRef{{Kind: armory.SubjectStock, ID: w.stock}}
	case armory.KindRaise:
		body, refs = armory.DiscrepancyBody{Kind: "Other", Item: item, Text: pick(w, []string{"a", "b"})}, []armory.SubjectRef{{Kind: armory.SubjectDiscrepancy, ID: w.fresh}}
	case armory.KindDecide:
		body, refs = armory.StatusBody{Status: pick(w, []string{"Closed", "Open"})}, []armory.SubjectRef{{Kind: armory.SubjectDiscrepancy, ID: w.fresh}}
	case armory.KindAnnounce:
		body, refs = armory.AnnounceBody{Title: pick(w, []string{"a", "b"})}, []armory.SubjectRef{{Kind: armory.SubjectAnnouncement, ID: w.fresh}}
	case armory.KindMassOpen:
		body, refs = armory.MassBody{Title: pick(w, []string{"a", "b"}), Type: "IOU"}, []armory.SubjectRef{{Kind: armory.SubjectMass, ID: w.fresh}}
	case armory.KindMassClose:
		body, refs = armory.NoteBody{Text: pick(w, []string{"a", "b"})}, []armory.SubjectRef{{Kind: armory.SubjectMass, ID: w.fresh}}
	case armory.KindAcknowledge, armory.KindWithdraw:
		body, refs = armory.NoteBody{Text: pick(w, []string{"a", "b"})}, []armory.SubjectRef{{Kind: armory.SubjectAnnouncement, ID: w.fresh}}
	case armory.KindMerge:
		kind, from := armory.KindPerson, w.people
		if w.r.IntN(2) == 0 {
			kind, from = armory.KindItem, w.items
		}
		if w.r.IntN(4) == 0 {
			from = slices.Concat(w.people, w.items, []ledger.SubjectID{w.fresh})
		}
		i := w.r.IntN(len(from))
		one, two := from[i], from[(i+1)%len(from)]
		body = armory.MergeBody{From: one, Kind: kind}
		refs = []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: one}, {Kind: armory.SubjectRecord, ID: two}}
	case armory.KindAccountAdd, armory.KindAccountEdit, armory.KindAccountKey, armory.KindStationEnrol, armory.KindStationRevoke:
		by, key := w.boss, w.bossKey
		if w.r.IntN(2) == 0 {
			by, key = w.second, keyOf("second")
		}
		fact := signed(c, key, kind, anyID, by, map[string]string{"role": pick(w, armory.Roles()), "disabled": pick(w, []string{"", "yes"}), "username": "rogue", "key": publicHex(key)})
		body, refs = fact.Body, append(fact.Subjects, armory.SubjectRef{Kind: armory.SubjectSpared, ID: ledger.SubjectID(by)})
	case armory.KindCountOpen, armory.KindCountClose, armory.KindCountScan, armory.KindCountSign, armory.KindCountCancel:
		body, refs = w.hostileCount(kind, item)
	case armory.KindAccountLock, armory.KindMaintenance:
		body = armory.NoteBody{}
	default:
		body = rec(map[string]string{"serial": pick(w, []string{"1", "2"}), "name": pick(w, []string{"x", "y"}), "code": "same", "key": "00", "root": publicHex(keyOf("thief")), "role": "superuser"})
		if w.r.IntN(2) == 0 {
			body = rec(map[string]string{"serial": pick(w, []string{"1", "2"}), "name": pick(w, []string{"x", "y"}), "code": "same"})
		}
		if kind == armory.KindPersonAdd {
			refs = append(refs, armory.SubjectRef{Kind: armory.SubjectPerson, ID: anyID})
		}
		if kind == armory.KindItemAdd {
			refs = append(refs, armory.SubjectRef{Kind: armory.SubjectItem, ID: anyID})
		}
	}
	command := w.command()
	if len(w.done) > 0 && w.r.IntN(3) == 0 {
		command = pick(w, w.done).id
	}
	if _, err := c.seal(command, kind, w.resting(c, refs), body); err != nil && !errors.Is(err, armory.ErrUnread) {
		w.t.Fatalf("%s: neither read nor unread: %v", kind, err)
	}
}

// resting gives subjects parents out of all that the counter knows: those there are, some of them, older ones, or entries
// about something else.
func (w *world) resting(c *counter, refs []armory.SubjectRef) []ledger.Subject {
	var out []ledger.Subject
	for _, ref := range refs {
		s := ledger.Subject{Kind: ref.Kind, ID: ref.ID}
		switch w.r.IntN(4) {
		case 0, 1:
			s.Parents, _ = armory.Parents(c.state, ref)
		case 2:
			for _, e := range c.order {
				if slices.ContainsFunc(e.Entry.Subjects, func(x ledger.Subject) bool { return x.Kind == ref.Kind && x.ID == ref.ID }) && w.r.IntN(2) == 0 && len(s.Parents) < 3 {
					s.Parents = append(s.Parents, e.Hash)
				}
			}
			ledger.SortHashes(s.Parents)
		case 3:
			if w.r.IntN(3) == 0 {
				s.Parents = []ledger.Hash{pick(w, c.order).Hash}
			}
		}
		out = append(out, s)
	}
	return out
}

// TestHostileHistories: whatever a station writes among the others, every order of arrival gives one state, and no entry
// is half read.
func TestHostileHistories(t *testing.T) {
	const histories, orders = 200, 20
	check(t, histories)
	read, unread := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		w.fresh = w.subject()
		base := w.counters[0].state.Clone()
		rogue := w.counters[len(w.counters)-1]
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 10, 40).Draw(rt, "acts") {
			w.r = rand.New(rand.NewPCG(seed, uint64(i)))
			if w.r.IntN(2) == 0 {
				w.misbehave(rogue)
			} else {
				w.act()
			}
		}
		w.meet(w.counters...)
		c := w.counters[0]
		later := slices.Clone(c.order[w.founding:])
		r := rand.New(rand.NewPCG(uint64(len(later)), rapid.Uint64().Draw(rt, "order")))
		for _, s := range later {
			if w.unreadable[s.Hash] {
				unread++
			} else {
				read++
			}
		}
		for range orders {
			m := base.Clone()
			for _, s := range shuffled(r, later) {
				before := m.Said()
				err := m.Apply(s)
				if (err != nil) != w.unreadable[s.Hash] || err != nil && m.Said() != before {
					rt.Fatalf("%s is read in one order and not in another, or half: %v", s.Entry.Kind, err)
				}
			}
			if m.Digest() != c.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(c.state, m))
			}
		}
	})
	t.Logf("%d entries read, %d not", read, unread)
}
