package armory_test

import (
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestOneCommandCarriedOutAtSeveralCounters(t *testing.T) {
	s := &split{story: newStory(t, 3)}
	s.a, s.b = s.counters[0], s.counters[1]
	third := s.counters[2]
	juan, rifle := s.a.person("1001"), s.a.item("M4", "W100")
	s.meet(s.counters...)
	id := s.command()
	for _, c := range s.counters {
		if err := c.doesAs(id, take(juan, rifle)); err != nil {
			t.Fatal(err)
		}
	}
	s.meet(s.a, s.b)
	s.meet(s.b, third)
	s.meet(s.counters...)
	got := s.only(t, armory.ConflictCommand)
	if len(got.Entries) != 3 || !got.Open() {
		t.Errorf("got %+v", got)
	}
	receipts := map[string]bool{}
	for _, c := range s.counters {
		receipts[c.transaction(id).Receipt] = true
	}
	if len(receipts) != 1 {
		t.Errorf("one command has receipts %v", receipts)
	}
	s.a.must(armory.Resolve{Conflict: got.ID, Finding: "one client, three counters"})
	s.meet(s.counters...)
	if s.only(t, armory.ConflictCommand).Open() {
		t.Error("still open")
	}
}

func TestOneNumberRegisteredAtTwoCutOffCounters(t *testing.T) {
	s := newSplit(t)
	one, two := s.a.person("7777"), s.b.person("7777")
	s.heal()
	t.Run("keeps both records and says so, of the serial number and of the label", func(t *testing.T) {
		for _, c := range s.counters {
			if got := c.conflicts(armory.ConflictNumber); len(got) != 2 || len(got[0].People) != 2 {
				t.Fatalf("%d conflicts", len(got))
			}
		}
	})
	t.Run("a scan asks which", func(t *testing.T) {
		code, _ := armory.ReadCode("7777")
		found, err := armory.Lookup(s.a.state, code)
		if err != nil || len(found) != 2 {
			t.Errorf("found %d, %v", len(found), err)
		}
	})
	t.Run("cannot be talked away", func(t *testing.T) {
		_, err := s.a.does(armory.Resolve{Conflict: s.a.conflicts(armory.ConflictNumber)[0].ID, Finding: "never mind"})
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("heals when one is corrected", func(t *testing.T) {
		s.b.must(armory.Edit{Kind: armory.KindPerson, ID: two, Set: map[string]string{"serial": "7778"}})
		s.heal()
		for _, c := range s.counters {
			for _, left := range c.conflicts(armory.ConflictNumber) {
				if left.Detail == "7777" {
					t.Errorf("%s still has %+v", c.name, left)
				}
			}
		}
	})
	t.Run("a merge keeps the record registered first, and closes the rest", func(t *testing.T) {
		body := armory.MergeBody{From: two, Reason: "one man", Kind: armory.KindPerson}
		refs := []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: one}, {Kind: armory.SubjectRecord, ID: two}}
		s.a.write(s.command(), armory.Fact{Kind: armory.KindMerge, Subjects: refs, Body: body})
		body.From = one
		s.b.write(s.command(), armory.Fact{Kind: armory.KindMerge, Subjects: refs, Body: body})
		s.heal()
		s.none(t, armory.ConflictNumber)
		if kept := s.b.record(armory.KindPerson, one.ID); !kept.Merged.IsZero() {
			t.Error("both records are gone")
		}
		if gone := s.b.record(armory.KindPerson, two.ID); gone.Merged != one {
			t.Errorf("merged into %v", gone.Merged)
		}
	})
}

func TestARecordEditedAtTwoCutOffCounters(t *testing.T) {
	edit := func(id ledger.SubjectID, set map[string]string) armory.Edit {
		return armory.Edit{Kind: armory.KindPerson, ID: id, Set: set}
	}
	t.Run("different fields are no conflict and both stand", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(edit(s.juan, map[string]string{"phone": "111"}))
		s.b.must(edit(s.juan, map[string]string{"group": "HAS"}))
		s.heal()
		s.none(t, armory.ConflictEdited)
		if r := s.b.record(armory.KindPerson, s.juan.ID); r.Value("phone") != "111" || r.Value("group") != "HAS" {
			t.Errorf("got %v", r.Fields)
		}
	})
	t.Run("one field: the newest stands, a conflict says so, choosing either ends it", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(edit(s.juan, map[string]string{"phone": "111"}))
		s.b.must(edit(s.juan, map[string]string{"phone": "222"}))
		s.heal()
		got := s.only(t, armory.ConflictEdited)
		if got.Detail != "Phone" || !slices.Equal(got.People, []ledger.SubjectID{s.juan}) || len(got.Entries) != 2 {
			t.Errorf("got %+v", got)
		}
		shown := s.a.record(armory.KindPerson, s.juan.ID).Value("phone")
		if shown != s.b.record(armory.KindPerson, s.juan.ID).Value("phone") {
			t.Error("two counters show two numbers")
		}
		s.b.must(edit(s.juan, map[string]string{"phone": shown}))
		s.heal()
		s.none(t, armory.ConflictEdited)
	})
	t.Run("to the same value is none", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(edit(s.juan, map[string]string{"phone": "333"}))
		s.b.must(edit(s.juan, map[string]string{"phone": "333"}))
		s.heal()
		s.none(t, armory.ConflictEdited)
	})
	t.Run("does not keep the item in the rack", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(armory.Edit{Kind: armory.KindItem, ID: s.rifle, Set: map[string]string{"number": "0001"}})
		s.b.must(armory.Edit{Kind: armory.KindItem, ID: s.rifle, Set: map[string]string{"number": "0002"}})
		s.heal()
		s.only(t, armory.ConflictEdited)
		s.a.role = armory.RoleArmorer
		s.a.must(take(s.juan, s.rifle))
	})
}

func TestStockOfTwoCutOffCounters(t *testing.T) {
	stock := func(t *testing.T) (*split, ledger.SubjectID) {
		s := newSplit(t)
		id := s.subject()
		s.a.must(armory.Register{Kind: armory.KindStock, ID: id, Set: map[string]string{"name": "M855 5.56", "type": "ammunition", "calibre": "5.56"}})
		s.heal()
		return s, id
	}
	move := func(c *counter, id ledger.SubjectID, kind string, n int64) {
		c.write(c.command(), armory.Fact{Kind: kind, Subjects: []armory.SubjectRef{{Kind: armory.SubjectStock, ID: id}}, Body: armory.StockBody{N: n, Reason: "by hand"}})
	}
	onHand := func(c *counter, id ledger.SubjectID) (int64, bool) {
		doc := &armory.Stock{ID: id.ID}
		c.load(doc)
		return doc.OnHand()
	}
	t.Run("both movements count", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockMove, 100)
		s.heal()
		move(s.a, id, armory.KindStockMove, -30)
		move(s.b, id, armory.KindStockMove, -40)
		s.heal()
		if n, known := onHand(s.b, id); n != 30 || !known {
			t.Errorf("on hand %d, known %v, want 30", n, known)
		}
		s.none(t, armory.ConflictStock)
	})
	t.Run("below zero is a conflict until the line is counted", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockMove, 100)
		s.heal()
		move(s.a, id, armory.KindStockMove, -60)
		move(s.b, id, armory.KindStockMove, -60)
		s.heal()
		if got := s.only(t, armory.ConflictStock); got.Detail != "-20" || !slices.Equal(got.Records, []ledger.SubjectID{id}) {
			t.Errorf("got %+v", got)
		}
		move(s.b, id, armory.KindStockCount, 4)
		s.heal()
		s.none(t, armory.ConflictStock)
		if n, _ := onHand(s.a, id); n != 4 {
			t.Errorf("on hand %d, want 4", n)
		}
	})
	t.Run("an unknown quantity is never below zero", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockMove, -10)
		if n, known := onHand(s.a, id); known || n != -10 {
			t.Errorf("on hand %d, known %v", n, known)
		}
		s.heal()
		s.none(t, armory.ConflictStock)
	})
	t.Run("what moved beside a count is added to it", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockMove, 100)
		s.heal()
		move(s.a, id, armory.KindStockCount, 90)
		move(s.b, id, armory.KindStockMove, -5)
		s.heal()
		if n, _ := onHand(s.a, id); n != 85 {
			t.Errorf("on hand %d, want 85", n)
		}
	})
	t.Run("two counts that differ are a conflict until the next count", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockCount, 50)
		move(s.b, id, armory.KindStockCount, 49)
		s.heal()
		if got := s.only(t, armory.ConflictCounts); len(got.Entries) != 2 {
			t.Errorf("got %+v", got)
		}
		move(s.a, id, armory.KindStockCount, 50)
		s.heal()
		s.none(t, armory.ConflictCounts)
	})
	t.Run("two equal counts agree", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockCount, 50)
		move(s.b, id, armory.KindStockCount, 50)
		s.heal()
		s.none(t, armory.ConflictCounts)
	})
	t.Run("a Take hands out and a Return brings back", func(t *testing.T) {
		s, id := stock(t)
		move(s.a, id, armory.KindStockCount, 100)
		s.heal()
		for _, c := range []struct {
			*counter
			item ledger.SubjectID
			who  ledger.SubjectID
		}{{s.a, s.rifle, s.juan}, {s.b, s.gun, s.ana}} {
			facts, err := armory.Decide(c.state, c.ask(s.command()), take(c.who, c.item))
			if err != nil {
				t.Fatal(err)
			}
			body := facts[0].Body.(armory.TakeBody)
			body.Stock = []armory.StockLine{{Stock: id, N: 60}}
			facts[0].Body, facts[0].Subjects = body, append(facts[0].Subjects, armory.SubjectRef{Kind: armory.SubjectStock, ID: id})
			c.write(s.command(), facts[0])
		}
		s.heal()
		if got := s.only(t, armory.ConflictStock); got.Detail != "-20" {
			t.Errorf("got %+v", got)
		}
	})
}
