package armory_test

import (
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

// histories is how many random histories one run tries; -rapid.checks says otherwise. Each is projected in so many orders.
const histories = 1000

var orders = flag.Int("orders", 50, "orders of arrival that each random history is projected in")

// world is a random history under way.
type world struct {
	*story
	r       *rand.Rand // of the act under way: rapid prefers small numbers, which would make every act a Take
	people  []ledger.SubjectID
	items   []ledger.SubjectID
	stock   ledger.SubjectID
	second  ledger.AccountID // another superuser
	fresh   ledger.SubjectID // nothing yet
	done    []commanded
	raised  []ledger.SubjectID
	told    []ledger.SubjectID
	counted []ledger.SubjectID
	refused map[string]int
}

type commanded struct {
	id      ledger.CommandID
	command armory.Command
}

func newWorld(rt *rapid.T) *world {
	w := &world{story: newStory(rt, rapid.IntRange(2, 4).Draw(rt, "counters")), refused: map[string]int{}}
	c := w.counters[0]
	w.people = []ledger.SubjectID{c.person("1001"), c.person("1002")}
	w.items = []ledger.SubjectID{c.item("M4", "W1"), c.item("M4", "W2"), c.item("GLOCK17", "G1")}
	w.stock = c.subject()
	c.must(armory.Register{Kind: armory.KindStock, ID: w.stock, Set: map[string]string{"name": "5.56 ball", "type": "ammunition", "calibre": "5.56"}})
	w.second = ledger.AccountID{ID: c.draw()}
	c.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: ledger.SubjectID{ID: w.second.ID}, Signer: w.boss, Sign: signer(w.bossKey), Set: map[string]string{
		"username": "second", "name": "TSGT Reyes", "role": armory.RoleSuperuser, "key": publicHex(keyOf("second")), "credential": hex.EncodeToString(make([]byte, 32))}})
	w.meet(w.counters...)
	w.founding = len(c.order)
	return w
}

func pick[T any](w *world, from []T) T { return from[w.r.IntN(len(from))] }

// act is one thing somebody does somewhere: often takes and returns, now and then everything else.
func (w *world) act() {
	c := pick(w, w.counters)
	person, item := pick(w, w.people), pick(w, w.items)
	c.reason = "the administrator says so"
	switch w.r.IntN(37) {
	case 0, 1, 2, 3, 4, 5, 6, 7:
		w.try(c, armory.Take{Person: person, Lines: []armory.TakeAsk{{Item: item, Rounds: w.r.IntN(4)}}})
	case 8, 9, 10, 11, 12, 13:
		w.try(c, armory.Return{Person: person, Lines: []armory.ReturnAsk{{Item: item, Magazines: -1, Rounds: w.r.IntN(4) - 1}}, Missing: armory.MissingExpended, Notes: "fired"})
	case 14:
		w.try(c, take(person, w.items...))
	case 15, 16:
		w.try(c, status(item, pick(w, []string{armory.StatusAvailable, armory.StatusMaintenance, armory.StatusLost})))
	case 17:
		w.try(c, personStatus(person, pick(w, []string{armory.PersonActive, armory.PersonSuspended, armory.PersonArchived})))
	case 18:
		w.try(c, armory.Edit{Kind: armory.KindPerson, ID: person, Set: map[string]string{
			"phone": pick(w, []string{"1", "2", ""}), "code": pick(w, []string{"", "B1"})}})
	case 19:
		w.try(c, armory.Edit{Kind: armory.KindSite, ID: ledger.SubjectID{ID: w.site.ID}, Set: map[string]string{
			"limit": pick(w, []string{armory.LimitOne, armory.LimitOneEach, "2"})}})
	case 20:
		kind := pick(w, []string{armory.KindStockMove, armory.KindStockMove, armory.KindStockCount})
		c.write(w.command(), armory.Fact{Kind: kind, Subjects: []armory.SubjectRef{{Kind: armory.SubjectStock, ID: w.stock}},
			Body: armory.StockBody{N: w.r.Int64N(11) - 5}})
	case 21:
		w.resolve(c)
	case 22: // the same command again, anywhere
		if len(w.done) > 0 {
			again := pick(w, w.done)
			w.said(c.doesAs(again.id, again.command))
		}
	case 23, 24:
		w.roster(c)
	case 25: // the same registration number
		w.try(c, armory.Register{Kind: armory.KindPerson, ID: c.subject(), Set: map[string]string{"serial": "9", "rank": "SGT", "last_name": "Nine", "first_name": "A"}})
	case 26:
		w.discrepancy(c, item)
	case 27:
		w.announcement(c)
	case 28:
		w.merge(c)
	case 29, 30, 31:
		w.count(c, item)
	case 32:
		w.mass(c, person, item)
	case 33, 34:
		w.convert(c, item)
	default:
		w.meet(c, pick(w, w.counters))
	}
}

func (w *world) try(c *counter, command armory.Command) {
	id, err := c.does(command)
	w.said(err)
	if err == nil {
		w.done = append(w.done, commanded{id, command})
	}
}

// said counts a refusal; any other error ends the test.
func (w *world) said(err error) {
	var r *armory.Refusal
	switch {
	case err == nil, errors.Is(err, armory.ErrDone), errors.Is(err, armory.ErrUnchanged):
	case errors.As(err, &r):
		w.refused[r.Code]++
	default:
		w.t.Fatalf("neither done nor refused: %v", err)
	}
}

// merge joins two people or two things, those with one number first.
func (w *world) merge(c *counter) {
	kind, pair := armory.KindItem, w.items[:2]
	switch w.r.IntN(3) {
	case 0:
		kind, pair = armory.KindPerson, w.people
	case 1:
		ids, err := c.state.Find(armory.DocRecord, armory.Key{Index: "person.serial", Value: "9"})
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		if len(ids) > 1 {
			kind, pair = armory.KindPerson, []ledger.SubjectID{{ID: ids[0]}, {ID: ids[len(ids)-1]}}
		}
	}
	i := w.r.IntN(2)
	w.try(c, armory.Merge{Kind: kind, From: pair[i], Into: pair[1-i], Reason: "one and the same"})
}

func (w *world) resolve(c *counter) {
	ids, err := c.state.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	if len(ids) > 0 {
		holder := pick(w, append([]ledger.SubjectID{{}}, w.people...))
		w.try(c, armory.Resolve{Conflict: pick(w, ids), Finding: "looked", Holder: holder})
	}
}

// roster has one of two superusers do something to the other or to himself, when his counter still believes he is one.
func (w *world) roster(c *counter) {
	by, other, key := w.boss, w.second, w.bossKey
	if w.r.IntN(2) == 0 {
		by, other, key = w.second, w.boss, keyOf("second")
	}
	account := c.record(armory.KindAccount, by.ID)
	newer := keyOf("newer " + by.String())
	switch account.Value("key") {
	case publicHex(newer):
		key = newer
	case publicHex(key):
	default:
		return
	}
	c.role, c.account = account.Value("role"), by
	defer func() { c.role, c.account = armory.RoleSuperuser, w.boss }()
	if account.Value("disabled") != "" {
		return
	}
	entry := armory.RosterEntry{Kind: armory.KindAccountEdit, ID: ledger.SubjectID(other), Signer: by, Sign: signer(key)}
	switch w.r.IntN(4) {
	case 0:
		entry.Set = map[string]string{"disabled": pick(w, []string{"", "yes"})}
	case 1:
		entry.Set = map[string]string{"role": pick(w, []string{armory.RoleSuperuser, armory.RoleArmorer})}
	case 2:
		entry.Kind, entry.ID, entry.Set = armory.KindAccountKey, ledger.SubjectID(by), map[string]string{"key": publicHex(newer)}
	case 3:
		entry.Kind, entry.ID = armory.KindAccountAdd, c.subject()
		entry.Set = map[string]string{"username": "clerk", "name": "Clerk", "role": armory.RoleArmorer, "key": publicHex(newer), "credential": "00"}
	}
	w.try(c, entry)
}

func (w *world) discrepancy(c *counter, item ledger.SubjectID) {
	if len(w.raised) == 0 || w.r.IntN(2) == 0 {
		id := c.subject()
		w.raised = append(w.raised, id)
		w.try(c, armory.Raise{ID: id, Kind: "Damaged", Item: item, Text: "the bolt sticks"})
		return
	}
	id := pick(w, w.raised)
	w.try(c, armory.SettleDiscrepancy{ID: id, State: pick(w, []string{armory.DiscrepancyReview, armory.DiscrepancyClosed}), Reason: "looked at it"})
}

func (w *world) announcement(c *counter) {
	if len(w.told) == 0 {
		w.told = append(w.told, c.subject())
		w.try(c, armory.Publish{ID: w.told[0], Title: "Alert", Text: "at six"})
		return
	}
	if w.r.IntN(2) == 0 {
		w.try(c, armory.Acknowledge{ID: w.told[0]})
		return
	}
	w.try(c, armory.Withdraw{ID: w.told[0], Reason: "it was an exercise"})
}

// mass opens or closes a mass issue, or issues into one.
func (w *world) mass(c *counter, person, item ledger.SubjectID) {
	all, err := c.state.Find(armory.DocMass, armory.Key{Index: "all", Value: "yes"})
	switch {
	case err != nil:
		w.t.Fatalf("%v", err)
	case len(all) == 0:
		w.try(c, armory.OpenMass{ID: c.subject(), Title: "Alert", Text: "Alert"})
	case w.r.IntN(4) == 0:
		w.try(c, armory.CloseMass{ID: ledger.SubjectID{ID: pick(w, all)}})
	default:
		w.try(c, inMass(ledger.SubjectID{ID: pick(w, all)}, person, item))
	}
}

// causes are the entries that have to be applied before an entry.
func causes(s *ledger.Sealed) []ledger.Hash {
	out := []ledger.Hash{s.Entry.Prev}
	for _, d := range s.Entry.Deps {
		out = append(out, d.Hash)
	}
	for _, subject := range s.Entry.Subjects {
		out = append(out, subject.Parents...)
	}
	return out
}

// shuffled is a random order that keeps causes before effects.
func shuffled(r *rand.Rand, entries []*ledger.Sealed) []*ledger.Sealed {
	waits, after := map[ledger.Hash]int{}, map[ledger.Hash][]*ledger.Sealed{}
	in := map[ledger.Hash]bool{}
	for _, s := range entries {
		in[s.Hash] = true
	}
	var ready []*ledger.Sealed
	for _, s := range entries {
		for _, cause := range causes(s) {
			if in[cause] {
				waits[s.Hash]++
				after[cause] = append(after[cause], s)
			}
		}
		if waits[s.Hash] == 0 {
			ready = append(ready, s)
		}
	}
	out := make([]*ledger.Sealed, 0, len(entries))
	for len(ready) > 0 {
		i := r.IntN(len(ready))
		s := ready[i]
		ready = slices.Delete(ready, i, i+1)
		out = append(out, s)
		for _, next := range after[s.Hash] {
			if waits[next.Hash]--; waits[next.Hash] == 0 {
				ready = append(ready, next)
			}
		}
	}
	return out
}

// check has rapid try so many histories unless the command line says otherwise, and keep no files.
func check(t *testing.T, histories int) {
	t.Helper()
	for name, value := range map[string]string{"rapid.checks": fmt.Sprint(histories), "rapid.nofailfile": "true"} {
		f := flag.Lookup(name)
		if f.Value.String() != f.DefValue {
			continue
		}
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
	}
}

// receipts checks that no number stands on two receipts.
func (w *world) receipts(rt *rapid.T) {
	of := map[string]ledger.ID{}
	w.counters[0].state.Each(func(ref armory.Ref, encoded []byte) {
		if ref.Kind != armory.DocTransaction {
			return
		}
		tx := &armory.Transaction{}
		if err := ledger.Decode(encoded, tx); err != nil {
			rt.Fatalf("read a transaction: %v", err)
		}
		if other, twice := of[tx.Receipt]; twice && other != ref.ID {
			rt.Fatalf("receipt %s stands for %s and for %s", tx.Receipt, other, ref.ID)
		}
		of[tx.Receipt] = ref.ID
	})
}

func TestRandomHistories(t *testing.T) {
	check(t, histories)
	refused, conflicts, tried, joined, entries := map[string]int{}, map[string]int{}, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		base := w.counters[0].state.Clone()
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 8, 30).Draw(rt, "acts") {
			w.r = rand.New(rand.NewPCG(seed, uint64(i)))
			w.act()
		}
		w.meet(w.counters...)
		c := w.counters[0]
		all := slices.Clone(c.order)
		slices.SortFunc(all, inOrder)

		readable := slices.DeleteFunc(slices.Clone(all), func(s *ledger.Sealed) bool { return w.unreadable[s.Hash] })
		if bad := newOracle(readable).disagreements(c.state, w.items, w.people, w.stock); len(bad) > 0 {
			rt.Fatalf("the projection is not what the entries say:\n%s", strings.Join(bad, "\n"))
		}
		if len(readable) != len(all) {
			rt.Fatalf("%d of %d entries that Decide allowed cannot be read", len(all)-len(readable), len(all))
		}
		founded := map[ledger.Hash]bool{}
		for _, s := range c.order[:w.founding] {
			founded[s.Hash] = true
		}
		w.receipts(rt)
		later := slices.DeleteFunc(all, func(s *ledger.Sealed) bool { return founded[s.Hash] })
		r := rand.New(rand.NewPCG(uint64(len(later)), rapid.Uint64().Draw(rt, "order")))
		for range *orders {
			m := base.Clone()
			for _, s := range shuffled(r, later) {
				if err := m.Apply(s); err != nil {
					rt.Fatalf("%s: %v", s.Entry.Kind, err)
				}
			}
			if m.Digest() != c.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(c.state, m))
			}
		}
		tried++
		entries += len(later)
		for code, n := range w.refused {
			refused[code] += n
		}
		c.state.Each(func(ref armory.Ref, encoded []byte) {
			if ref.Kind == armory.DocJoins {
				joined++
			}
			if ref.Kind == armory.DocConflict {
				doc := &armory.Conflict{}
				_ = ledger.Decode(encoded, doc)
				conflicts[doc.Kind]++
			}
		})
	})
	t.Logf("%d histories (%d with joined records), %d entries, %d orders each; conflicts %v; refusals %v", tried, joined, entries, *orders, conflicts, refused)
	if tried < 500 {
		return
	}
	if joined == 0 {
		t.Error("no history joined two records: the generator is too tame")
	}
	for _, kind := range []string{armory.ConflictDouble, armory.ConflictLimit, armory.ConflictReturn, armory.ConflictRestricted, armory.ConflictNumber,
		armory.ConflictCommand, armory.ConflictEdited, armory.ConflictStock, armory.ConflictCounts, armory.ConflictSuperuser} {
		if conflicts[kind] == 0 {
			t.Errorf("no history had a conflict %q: the generator is too tame", kind)
		}
	}
}
