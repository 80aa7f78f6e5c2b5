package hubtest

import (
	"fmt"
	"maps"
	"slices"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/wire"
)

// oneHub checks that one station leads and all others follow it.
func (w *world) oneHub() {
	var roles []string
	hubs, members := 0, 0
	for _, p := range w.pcs {
		if p.core == nil {
			roles = append(roles, p.name()+" off")
			continue
		}
		if p.core.Barred() != "" {
			w.fault(nobodyIsLeftBarred, "%s: %s", p.name(), p.core.Barred())
		}
		card := p.core.Card()
		roles = append(roles, fmt.Sprintf("%s %s", p.name(), card.Role))
		switch card.Role {
		case wire.RoleHub:
			hubs++
		case wire.RoleMember:
			members++
		}
	}
	if hubs != 1 || members != len(w.pcs)-1 {
		w.fault(oneHubAfterHeal, "%v", roles)
	}
}

// judge checks what must hold when everybody has everything.
func (w *world) judge() {
	first := w.pcs[0].disk
	for _, p := range w.pcs {
		if w.revoked[p] != nil {
			continue // nobody tells it anything any more
		}
		for hash, s := range w.committed {
			if p.disk.byHash[hash] == nil {
				w.fault(nothingIsLost, "%s lacks %s %s/%d", p.name(), s.Entry.Kind, s.Entry.Log.Short(), s.Entry.Seq)
			}
		}
		if p.disk.state.Digest() != first.state.Digest() {
			w.fault(oneProjection, "%s and S0 differ in %v", p.name(), differing(p.disk.state, first.state))
		}
	}
	for _, item := range w.site.items {
		w.judgeItem(item)
	}
	w.judgeRevoked(first)
	w.judgeLogs(first)
	w.judgeLot(first)
	for id, l := range lingering(w.pcs) {
		w.fault(noDoubtLingers, "%s %s", id, l)
	}
	conflicts, err := first.state.Find(armory.DocConflict, armory.Key{Index: "state", Value: "open"})
	if err != nil {
		panic(err)
	}
	w.counts["conflicts"] += len(conflicts)
	if w.calm && len(conflicts) > 0 {
		w.fault(calmHasNoConflict, "%d", len(conflicts))
	}
}

// differing names the documents that two projections have otherwise.
func differing(a, b *armory.Memory) []string {
	encoded := map[armory.Ref]string{}
	a.Each(func(ref armory.Ref, text []byte) { encoded[ref] = string(text) })
	out := map[string]bool{}
	b.Each(func(ref armory.Ref, text []byte) {
		if encoded[ref] != string(text) {
			out[fmt.Sprintf("%s %s", ref.Kind, ref.ID)] = true
		}
		delete(encoded, ref)
	})
	for ref := range encoded {
		out[fmt.Sprintf("%s %s", ref.Kind, ref.ID)] = true
	}
	return slices.Sorted(maps.Keys(out))
}

// judgeItem looks at all Takes of an item: two that did not see each other must not rest on permits of one hub term.
func (w *world) judgeItem(item ledger.SubjectID) {
	var takes []*ledger.Sealed
	for _, s := range w.committed {
		if s.Entry.Kind == armory.KindTake && slices.ContainsFunc(s.Entry.Subjects, func(x ledger.Subject) bool { return x.ID == item }) {
			takes = append(takes, s)
		}
	}
	slices.SortFunc(takes, func(a, b *ledger.Sealed) int { return a.Hash.Compare(b.Hash) })
	for _, s := range takes {
		for _, parent := range parentsOf(s, item) {
			if p := w.committed[parent]; p != nil && p.Entry.Kind == armory.KindTake {
				w.fault(rulesHeldInside, "a Take of an item that it saw as out")
			}
		}
	}
	for i, a := range takes {
		past := w.past(a, item)
		for _, b := range takes[i+1:] {
			of := w.past(b, item)
			if past[b.Hash] || of[a.Hash] {
				continue
			}
			w.count("double issue")
			if w.single {
				w.fault(noDoubleIssue, "item %d", slices.Index(w.site.items, item))
			}
			if x, y := a.Entry.Permit, b.Entry.Permit; x != nil && y != nil && x.Hub == y.Hub && x.Instance == y.Instance && x.Term == y.Term &&
				!w.overridden(past, of) && !w.overridden(of, past) && !w.twins[a.Entry.Log] && !w.twins[b.Entry.Log] {
				w.fault(oneGrantATerm, "twice in term %d", x.Term)
			}
		}
	}
}

// overridden reports whether somebody overrode a doubt in one past and not in the other: then the hub was told to go on
// although it did not know of a Take.
func (w *world) overridden(past, other map[ledger.Hash]bool) bool {
	for hash := range past {
		if !other[hash] && w.committed[hash].Entry.Why.Code == ledger.WhyOverride {
			return true
		}
	}
	return false
}

// past is everything of an item's history that an entry saw.
func (w *world) past(s *ledger.Sealed, item ledger.SubjectID) map[ledger.Hash]bool {
	out := map[ledger.Hash]bool{}
	queue := []*ledger.Sealed{s}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		for _, parent := range parentsOf(e, item) {
			if p := w.committed[parent]; p != nil && !out[parent] {
				out[parent] = true
				queue = append(queue, p)
			}
		}
	}
	return out
}

// parentsOf are the entries of an item that an entry saw.
func parentsOf(s *ledger.Sealed, item ledger.SubjectID) []ledger.Hash {
	for _, subject := range s.Entry.Subjects {
		if subject.ID == item && subject.Kind == armory.SubjectItem {
			return subject.Parents
		}
	}
	return nil
}

// judgeRevoked looks for Takes that count although their station was revoked where nobody knew of them.
func (w *world) judgeRevoked(d *disk) {
	for p, known := range w.revoked {
		for hash, s := range d.byHash {
			if known[hash] != nil || d.owner[s.Entry.Log] != p.station || s.Entry.Kind != armory.KindTake {
				continue
			}
			w.count("take past the cut")
			counts, err := d.state.Load(&armory.Transaction{Command: s.Entry.Command})
			if err != nil {
				panic(err)
			}
			if counts {
				w.fault(revokedIsCutOff, "a Take of %s", p.name())
			}
		}
	}
}

// judgeLogs looks at the form of what is there: Lamport numbers, places in logs, and Returns that gave nothing back.
func (w *world) judgeLogs(d *disk) {
	type place struct {
		log ledger.LogID
		seq uint64
	}
	at := map[place]bool{}
	forks := map[ledger.LogID]bool{}
	for _, s := range d.byHash {
		e := &s.Entry
		if here := (place{e.Log, e.Seq}); at[here] {
			forks[e.Log] = true
		} else {
			at[here] = true
		}
		var lam uint64
		for _, dep := range append([]ledger.Head{{Hash: e.Prev}}, e.Deps...) {
			if cause := d.byHash[dep.Hash]; cause != nil {
				lam = max(lam, cause.Entry.Lam)
			}
		}
		if e.Lam != lam+1 {
			w.fault(lamIsAuthentic, "%s %s/%d has %d instead of %d", e.Kind, e.Log.Short(), e.Seq, e.Lam, lam+1)
		}
		if e.Kind == armory.KindReturn && !w.hadOut(d, s) {
			w.fault(rulesHeldInside, "a Return of an item that it saw as here")
		}
	}
	for log := range forks {
		w.count("forked log")
		if !w.doubled[log] {
			w.fault(onePlaceOneEntry, "two in log %s", log.Short())
		}
	}
}

// hadOut reports whether a Return saw its item as out.
func (w *world) hadOut(d *disk, s *ledger.Sealed) bool {
	for _, item := range w.site.items {
		for _, parent := range parentsOf(s, item) {
			if p := d.byHash[parent]; p != nil && p.Entry.Kind == armory.KindTake {
				return true
			}
		}
	}
	return false
}

// judgeLot adds up what was handed out of the lot.
func (w *world) judgeLot(d *disk) {
	type of struct {
		hub  ledger.StationID
		inst ledger.Instance
		term uint64
	}
	left, lowest := int64(lot), map[of]int64{}
	for _, s := range d.byHash {
		if s.Entry.Kind != armory.KindStockMove {
			continue
		}
		var body armory.StockBody
		if err := ledger.Decode(s.Entry.Body, &body); err != nil {
			panic(err)
		}
		left += body.N
		if p := s.Entry.Permit; p != nil {
			lowest[of{p.Hub, p.Instance, p.Term}] += body.N
		}
	}
	for hub, n := range lowest {
		if n < -lot {
			w.fault(lotNeverBelowZero, "%d of %d in term %d", -n, lot, hub.term)
		}
	}
	doc := &armory.Stock{ID: w.site.stock.ID}
	if _, err := d.state.Load(doc); err != nil {
		panic(err)
	}
	if onHand, _ := doc.OnHand(); onHand != left {
		w.fault(lotIsItsEntries, "%d, the projection says %d", left, onHand)
	}
	if left < 0 {
		w.count("lot below zero")
	}
	if w.calm && left < 0 {
		w.fault(lotNeverBelowZero, "%d although nothing went wrong", left)
	}
}

// lingering are doubts and locks that nothing will end.
func lingering(pcs []*pc) map[string]string {
	out := map[string]string{}
	for _, p := range pcs {
		if p.core == nil {
			continue
		}
		for _, d := range p.core.Doubts() {
			out[p.name()+" "+d.Command.String()] = "of " + d.Station.Short()
		}
	}
	return out
}
