package armory_test

import (
	"errors"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// fuzzed is a site with something of everything, made once.
type fuzzed struct {
	*desk
	base     *armory.Memory
	tip      ledger.Tip
	subjects map[string][]ledger.Subject // what a good entry of each kind names
}

func newFuzzed(t failer) *fuzzed {
	d := newDesk(t)
	d.must(take(d.juan, d.m4))
	raised, told, stock := d.subject(), d.subject(), d.subject()
	d.must(armory.Raise{ID: raised, Item: d.m16, Text: "scratched"})
	d.must(armory.Publish{ID: told, Title: "Alert"})
	d.must(armory.Register{Kind: armory.KindStock, ID: stock, Set: map[string]string{"name": "9mm", "type": "ammunition"}})
	f := &fuzzed{desk: d, base: d.state, tip: d.tip, subjects: map[string][]ledger.Subject{}}
	named := func(refs ...armory.SubjectRef) []ledger.Subject {
		var out []ledger.Subject
		for _, ref := range refs {
			parents, err := armory.Parents(d.state, ref)
			if err != nil {
				t.Fatalf("%v", err)
			}
			out = append(out, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
		}
		return out
	}
	record := func(id ledger.SubjectID) armory.SubjectRef {
		return armory.SubjectRef{Kind: armory.SubjectRecord, ID: id}
	}
	item := armory.SubjectRef{Kind: armory.SubjectItem, ID: d.m4}
	person := armory.SubjectRef{Kind: armory.SubjectPerson, ID: d.juan}
	line := armory.SubjectRef{Kind: armory.SubjectStock, ID: stock}
	fresh := d.subject()
	for _, kind := range armory.EveryKind {
		switch kind {
		case armory.KindTake, armory.KindReturn:
			f.subjects[kind] = named(person, item, line)
		case armory.KindResolve:
			f.subjects[kind] = named(person, item)
		case armory.KindPersonStatus:
			f.subjects[kind] = named(person)
		case armory.KindItemStatus:
			f.subjects[kind] = named(item)
		case armory.KindStockMove, armory.KindStockCount:
			f.subjects[kind] = named(line)
		case armory.KindAnnounce, armory.KindAcknowledge, armory.KindWithdraw:
			f.subjects[kind] = named(armory.SubjectRef{Kind: armory.SubjectAnnouncement, ID: told})
		case armory.KindMassOpen, armory.KindMassClose:
			f.subjects[kind] = named(armory.SubjectRef{Kind: armory.SubjectMass, ID: fresh})
		case armory.KindRaise, armory.KindDecide:
			f.subjects[kind] = named(armory.SubjectRef{Kind: armory.SubjectDiscrepancy, ID: raised})
		case armory.KindPersonAdd:
			f.subjects[kind] = named(record(fresh), armory.SubjectRef{Kind: armory.SubjectPerson, ID: fresh})
		case armory.KindItemAdd:
			f.subjects[kind] = named(record(fresh), armory.SubjectRef{Kind: armory.SubjectItem, ID: fresh})
		case armory.KindMerge:
			f.subjects[kind] = named(record(d.juan), record(d.ana))
		case armory.KindPersonEdit:
			f.subjects[kind] = named(record(d.juan))
		case armory.KindItemEdit:
			f.subjects[kind] = named(record(d.m4))
		case armory.KindSiteEdit:
			f.subjects[kind] = named(record(d.siteSubject()))
		case armory.KindAccountEdit, armory.KindAccountKey:
			f.subjects[kind] = named(record(d.bossSubject()), armory.SubjectRef{Kind: armory.SubjectSigner, ID: d.bossSubject()})
		case armory.KindStockEdit:
			f.subjects[kind] = named(record(stock))
		default:
			f.subjects[kind] = named(record(fresh))
		}
	}
	return f
}

// hears applies an entry of a kind with these bytes as body, beside (not after) what the counter knows when apart.
func (f *fuzzed) hears(t *testing.T, kind string, version uint16, body []byte, apart bool) {
	t.Helper()
	subjects := slices.Clone(f.subjects[kind])
	if apart {
		for i := range subjects {
			subjects[i].Parents = nil
		}
	}
	s, _, err := ledger.Seal(f.key, f.tip, 0, ledger.Entry{Site: f.site, Log: f.log, Kind: kind, KindVer: version, Subjects: subjects, Command: ledger.CommandID{ID: fixed(4)},
		Actor: ledger.Actor{Account: f.boss, Method: "password"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: body})
	if err != nil {
		return // the form itself refuses it
	}
	state := f.base.Clone()
	before := state.Said()
	err = state.Apply(&s)
	switch {
	case err == nil:
	case !errors.Is(err, armory.ErrUnread):
		t.Errorf("%s with % x: neither read nor unread: %v", kind, body, err)
	case state.Said() != before:
		t.Errorf("%s with % x: unread, and it changed something", kind, body)
	}
	state.Each(func(ref armory.Ref, encoded []byte) {
		if doc := emptyDoc(ref); ledger.Decode(encoded, doc) != nil || doc.Ref() != ref {
			t.Errorf("%s with % x left a %s that cannot be read", kind, body, ref.Kind)
		}
	})
}

func emptyDoc(ref armory.Ref) armory.Doc {
	switch ref.Kind {
	case armory.DocRecord:
		return &armory.Record{}
	case armory.DocCustody:
		return &armory.Custody{}
	case armory.DocPerson:
		return &armory.Person{}
	case armory.DocTransaction:
		return &armory.Transaction{}
	case armory.DocLog:
		return &armory.Log{}
	case armory.DocAnnouncement:
		return &armory.Announcement{}
	case armory.DocMass:
		return &armory.Mass{}
	case armory.DocConflict:
		return &armory.Conflict{}
	case armory.DocDiscrepancy:
		return &armory.Discrepancy{}
	case armory.DocRevocations:
		return &armory.Revocations{}
	case armory.DocQuarantined:
		return &armory.Quarantined{}
	case armory.DocJoins:
		return &armory.Joins{}
	}
	return &armory.Stock{}
}

// FuzzApply: whatever a body holds, Apply does not panic, and what it cannot read changes nothing.
func FuzzApply(f *testing.F) {
	site := newFuzzed(f)
	bodies := goldenBodies()
	for i, kind := range armory.EveryKind {
		for _, apart := range []bool{false, true} {
			f.Add(uint8(i), uint16(1), ledger.Encode(bodies[kind]), apart)
		}
	}
	f.Add(uint8(0), uint16(1), []byte{}, true)
	f.Add(uint8(0), uint16(2), []byte{0xa0}, false)
	f.Fuzz(func(t *testing.T, kind uint8, version uint16, body []byte, apart bool) {
		site.hears(t, armory.EveryKind[int(kind)%len(armory.EveryKind)], version, body, apart)
	})
}

func TestWhatCannotBeReadChangesNothing(t *testing.T) {
	site := newFuzzed(t)
	bodies := goldenBodies()
	for _, kind := range armory.EveryKind {
		t.Run(kind, func(t *testing.T) {
			good := ledger.Encode(bodies[kind])
			for i := range good { // every prefix, and every byte turned round
				site.hears(t, kind, 1, good[:i], false)
				turned := slices.Clone(good)
				turned[i] ^= 0xff
				site.hears(t, kind, 1, turned, i%2 == 0)
			}
			site.hears(t, kind, 2, good, false)
		})
	}
	apply := func(kind string, version uint16, subjects []ledger.Subject, body any) error {
		s, _, err := ledger.Seal(site.key, site.tip, 0, ledger.Entry{Site: site.site, Log: site.log, Kind: kind, KindVer: version, Subjects: subjects, Command: ledger.CommandID{ID: fixed(4)},
			Actor: ledger.Actor{Method: "station"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(body)})
		if err != nil {
			t.Fatal(err)
		}
		state := site.base.Clone()
		before := state.Said()
		err = state.Apply(&s)
		if errors.Is(err, armory.ErrUnread) && state.Said() != before {
			t.Error("it changed something")
		}
		return err
	}
	for name, err := range map[string]error{
		"an unknown kind": apply("parade", 1, nil, armory.NoteBody{}),
		"a newer version": apply(armory.KindMaintenance, 2, nil, armory.NoteBody{}),
		"a Take that touches an item beside its lines": apply(armory.KindTake, 1, append(slices.Clone(site.subjects[armory.KindTake][:2]), ledger.Subject{Kind: armory.SubjectItem, ID: site.glock}),
			armory.TakeBody{Person: site.juan, Lines: []armory.TakeLine{{Item: site.m4}}}),
		"a Take that names no items":           apply(armory.KindTake, 1, site.subjects[armory.KindTake][:1], armory.TakeBody{Person: site.juan, Lines: []armory.TakeLine{{Item: site.m16}}}),
		"a Take without its person":            apply(armory.KindTake, 1, []ledger.Subject{{Kind: armory.SubjectItem, ID: site.m16}}, armory.TakeBody{Person: site.juan, Lines: []armory.TakeLine{{Item: site.m16}}}),
		"a Take of an item that is on no line": apply(armory.KindTake, 1, site.subjects[armory.KindTake], armory.TakeBody{Person: site.juan}),
		"an edit of what nobody registered":    apply(armory.KindPersonEdit, 1, []ledger.Subject{{Kind: armory.SubjectRecord, ID: site.subject()}}, armory.RecordBody{Set: map[string]string{"phone": "1"}}),
		"a registration of what is registered": apply(armory.KindPersonAdd, 1, site.subjects[armory.KindPersonEdit], armory.RecordBody{Set: map[string]string{"phone": "1"}}),
		"an item's edit of a person":           apply(armory.KindItemEdit, 1, site.subjects[armory.KindPersonEdit], armory.RecordBody{Set: map[string]string{"serial": "1"}}),
	} {
		t.Run(name, func(t *testing.T) {
			if !errors.Is(err, armory.ErrUnread) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("an entry that rests on what is not here is neither read nor unread", func(t *testing.T) {
		err := apply(armory.KindItemStatus, 1, []ledger.Subject{{Kind: armory.SubjectItem, ID: site.m4, Parents: []ledger.Hash{{1}}}}, armory.StatusBody{Status: armory.StatusLost})
		if err == nil || errors.Is(err, armory.ErrUnread) {
			t.Errorf("got %v: it would be forgotten, not parked", err)
		}
	})
}
