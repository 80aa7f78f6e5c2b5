package armory_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

// shelves are the stock lines of a desk: two lots of rifle rounds, rifle magazines, pistol rounds, a sling, a holster.
type shelves struct {
	*desk
	old, fresh, mags, pistol, sling, holster ledger.SubjectID
}

func newShelves(t failer) *shelves {
	t.Helper()
	s := &shelves{desk: newDesk(t)}
	s.limit("60")
	for _, line := range []struct {
		id  *ledger.SubjectID
		set map[string]string
	}{
		{&s.old, map[string]string{"name": "M855 5.56", "type": "ammunition", "calibre": "5.56", "lot": "A"}},
		{&s.fresh, map[string]string{"name": "M193 5.56", "type": "ammunition", "calibre": "5.56"}},
		{&s.mags, map[string]string{"name": "5.56 magazine", "type": "magazine", "calibre": "5.56"}},
		{&s.pistol, map[string]string{"name": "M882 9mm", "type": "ammunition", "calibre": "9mm"}},
		{&s.sling, map[string]string{"name": "Rifle sling", "type": "accessory", "category": "rifle", "cap": "1"}},
		{&s.holster, map[string]string{"name": "Holster", "type": "accessory", "category": "pistol", "cap": "1"}},
	} {
		*line.id = s.subject()
		s.must(armory.Register{Kind: armory.KindStock, ID: *line.id, Set: line.set})
	}
	return s
}

func (s *shelves) receive(id ledger.SubjectID, n int64) {
	s.t.Helper()
	s.must(armory.MoveStock{ID: id, N: n, How: armory.StockReceived})
}

func (c *counter) onHand(id ledger.SubjectID) (int64, bool) {
	doc := &armory.Stock{ID: id.ID}
	if _, err := c.state.Load(doc); err != nil {
		c.t.Fatalf("read stock: %v", err)
	}
	return doc.OnHand()
}

// has checks how much of a stock line is there.
func (s *shelves) has(t *testing.T, id ledger.SubjectID, want int64) {
	t.Helper()
	if got, known := s.onHand(id); got != want || !known {
		t.Errorf("%s: %d there (known: %v), want %d", s.record(armory.KindStock, id.ID).Value("name"), got, known, want)
	}
}

func with(item ledger.SubjectID, mags, rounds int) armory.TakeAsk {
	return armory.TakeAsk{Item: item, Magazines: mags, Rounds: rounds}
}

func TestStockGoesOutAndComesBack(t *testing.T) {
	t.Run("the oldest lot first, the next one for what it lacks", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.fresh, 500)
		s.receive(s.old, 100)
		s.receive(s.mags, 10)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 3, 90)}})
		s.has(t, s.old, 10)
		s.must(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 3, 90)}})
		s.has(t, s.old, 0)
		s.has(t, s.fresh, 420)
		s.has(t, s.mags, 4)
		want := []armory.StockLine{{Stock: s.mags, N: 3}, {Stock: s.old, N: 10}, {Stock: s.fresh, N: 80}}
		if got := s.custody(s.m16).Now().Stock; !slices.Equal(got, want) {
			t.Errorf("out with the M16: %v, want %v", got, want)
		}
		s.must(giveBack(s.m4, s.m16))
		s.has(t, s.old, 100)
		s.has(t, s.fresh, 500)
		s.has(t, s.mags, 10)
	})
	t.Run("more than is left is refused, and nothing is written", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 100)
		_, err := s.does(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 60), with(s.m16, 0, 60)}})
		if r := refused(t, err, armory.CodeBlocked); r.Message != "60 of rounds 5.56 are asked for, and 40 are left." || r.Reason {
			t.Errorf("got %+v", r)
		}
		s.has(t, s.old, 100)
		if s.custody(s.m4).Now().Out {
			t.Error("the M4 is out")
		}
	})
	t.Run("lines that were never received or counted refuse nothing", func(t *testing.T) {
		s := newShelves(t)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 3, 90)}, Stock: []armory.StockLine{{Stock: s.sling, N: 1}}})
		s.must(giveBack(s.m4))
		for _, id := range []ledger.SubjectID{s.old, s.mags, s.sling} {
			if n, known := s.onHand(id); n != 0 || known {
				t.Errorf("%d there, known %v", n, known)
			}
		}
	})
	t.Run("a named lot goes before the oldest, and only with a weapon it fits", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 100)
		s.receive(s.fresh, 100)
		s.receive(s.pistol, 100)
		named := func(id ledger.SubjectID, n int64) []armory.StockLine { return []armory.StockLine{{Stock: id, N: n}} }
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.glock, -1, -1), with(s.m4, -1, 50)}, Stock: named(s.fresh, 30)})
		s.has(t, s.fresh, 70)
		s.has(t, s.old, 80)
		if now := s.custody(s.m4).Now(); now.Rounds != 50 {
			t.Errorf("%d rounds", now.Rounds)
		}
		_, err := s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.pistol, 10)})
		if r := refused(t, err, armory.CodeInvalid); r.Message != "M882 9mm (9mm) does not fit M16 Rifle (5.56)." {
			t.Errorf("got %q", r.Message)
		}
		_, err = s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.holster, 1)})
		refused(t, err, armory.CodeInvalid)
		_, err = s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.sling, 2)})
		if r := refused(t, err, armory.CodeInvalid); r.Message != "At most 1 of Rifle sling go with one issue." {
			t.Errorf("got %q", r.Message)
		}
		_, err = s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.old, 0)})
		refused(t, err, armory.CodeInvalid)
		_, err = s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.fresh, 71)})
		refused(t, err, armory.CodeBlocked)
		_, err = s.does(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.m16, 0, 0)}, Stock: named(s.subject(), 1)})
		refused(t, err, armory.CodeNotFound)
	})
	t.Run("nothing is drawn from a line that goes with other weapons, and no more than its cap", func(t *testing.T) {
		s := newShelves(t)
		forPistols := map[string]string{"name": "9mm magazine", "type": "magazine", "calibre": "9mm", "category": "pistol"}
		carbine, mags := s.subject(), s.subject()
		s.must(armory.Register{Kind: armory.KindModel, ID: carbine, Set: map[string]string{"name": "Carbine 9", "code": "CAR9", "category": "rifle", "calibre": "9mm"}})
		s.must(armory.Register{Kind: armory.KindStock, ID: mags, Set: forPistols})
		s.receive(mags, 10)
		gun := s.subject()
		s.must(armory.Register{Kind: armory.KindItem, ID: gun, Set: map[string]string{"model": carbine.String(), "serial": "C1"}})
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(gun, 2, 0)}})
		s.has(t, mags, 10)
		s.must(armory.Take{Person: s.ana, Lines: []armory.TakeAsk{with(s.glock, 2, 0)}})
		s.has(t, mags, 8)

		s.must(armory.Edit{Kind: armory.KindStock, ID: s.old, Set: map[string]string{"cap": "60"}})
		s.receive(s.old, 500)
		_, err := s.does(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 90)}})
		if r := refused(t, err, armory.CodeInvalid); r.Message != "90 of rounds 5.56 are asked for, and 60 are allowed with one issue." {
			t.Errorf("got %q", r.Message)
		}
		s.receive(s.fresh, 500)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 50), with(s.m16, 0, 90)}, Stock: []armory.StockLine{{Stock: s.old, N: 40}}})
		s.has(t, s.old, 440)
		s.has(t, s.fresh, 420)
	})
	t.Run("less than nothing cannot come back", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 200)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 90)}})
		back := giveBack(s.m4)
		back.Stock, back.Missing = []armory.StockLine{{Stock: s.old, N: -100}}, armory.MissingExpended
		_, err := s.does(back)
		if r := refused(t, err, armory.CodeInvalid); r.Message != "Less than nothing of M855 5.56 (lot A) cannot come back." {
			t.Errorf("got %q", r.Message)
		}
	})
	t.Run("what does not come back is named, and becomes a discrepancy or is expended, line by line", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 100)
		s.receive(s.fresh, 500)
		s.receive(s.sling, 5)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 3, 150), with(s.m16, 0, 40)}, Stock: []armory.StockLine{{Stock: s.sling, N: 1}}})
		back := armory.Return{Stock: []armory.StockLine{}, Lines: []armory.ReturnAsk{{Item: s.m4, Magazines: 2, Rounds: 60}, {Item: s.m16, Magazines: -1, Rounds: 0}}}
		_, err := s.does(back)
		if r := refused(t, err, armory.CodeShort); r.Message != "M4 Carbine SN W1 did not come back whole; missing: 1 magazine, 90 rounds, 1 Rifle sling." {
			t.Errorf("got %q", r.Message)
		}
		back.Lines[0].Missing = armory.MissingDiscrepancy
		_, err = s.does(back)
		refused(t, err, armory.CodeShort) // of the M16 nothing was said
		back.Lines[1].Missing, back.Notes = armory.MissingExpended, "fired at the range"
		s.must(back)
		s.has(t, s.sling, 4)
		s.has(t, s.old, 10) // the newest lot comes back first
		s.has(t, s.fresh, 460)
		if got := s.open(t); len(got) != 1 || got[0].Text != "1 magazine, 90 rounds, 1 Rifle sling did not come back" || got[0].Item != s.m4 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("stock that did not go out does not come back", func(t *testing.T) {
		s := newShelves(t)
		s.must(take(s.juan, s.m4))
		back := giveBack(s.m4)
		back.Stock = []armory.StockLine{{Stock: s.sling, N: 1}}
		_, err := s.does(back)
		refused(t, err, armory.CodeInvalid)
		back.Stock[0].N = -1
		_, err = s.does(back)
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("60 weapons of two lots each stay within one entry, out and back", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 90*60)
		s.receive(s.fresh, 90*60)
		s.receive(s.mags, 1000)
		all := armory.Take{Person: s.juan}
		var items []ledger.SubjectID
		for i := range 60 {
			items = append(items, s.item("M16", fmt.Sprintf("L%d", i)))
			all.Lines = append(all.Lines, with(items[i], 6, 180))
		}
		for i := range 40 { // as many lines as can be named
			line := s.subject()
			s.must(armory.Register{Kind: armory.KindStock, ID: line, Set: map[string]string{"name": fmt.Sprintf("Thing %d", i), "type": "accessory"}})
			all.Stock = append(all.Stock, armory.StockLine{Stock: line, N: 1000})
		}
		s.must(all)
		s.must(giveBack(items...))
		s.has(t, s.fresh, 90*60)
	})
}

// open are the discrepancies that are open.
func (c *counter) open(t *testing.T) (out []*armory.Discrepancy) {
	t.Helper()
	ids, err := c.state.Find(armory.DocDiscrepancy, armory.Key{Index: "state", Value: armory.DiscrepancyOpen})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		doc := &armory.Discrepancy{ID: id}
		c.load(doc)
		out = append(out, doc)
	}
	return out
}

func TestMoveAndCountStock(t *testing.T) {
	s := newShelves(t)
	for name, c := range map[string]struct {
		command armory.Command
		code    string
	}{
		"nothing received":                {armory.MoveStock{ID: s.old, How: armory.StockReceived}, armory.CodeInvalid},
		"less than nothing received":      {armory.MoveStock{ID: s.old, N: -1, How: armory.StockReceived}, armory.CodeInvalid},
		"corrected without a reason":      {armory.MoveStock{ID: s.old, N: 5, How: armory.StockAdjusted}, armory.CodeNeedsReason},
		"moved in no way there is":        {armory.MoveStock{ID: s.old, N: 5, How: "found"}, armory.CodeInvalid},
		"corrected before it was counted": {armory.MoveStock{ID: s.old, N: 5, How: armory.StockAdjusted, Reason: "by eye"}, armory.CodeInvalid},
		"of a line nobody registered":     {armory.MoveStock{ID: s.juan, N: 5, How: armory.StockReceived}, armory.CodeNotFound},
		"more than a line holds":          {armory.MoveStock{ID: s.old, N: 1 << 40, How: armory.StockReceived}, armory.CodeInvalid},
		"fewer than none counted":         {armory.CountStock{ID: s.old, N: -1}, armory.CodeInvalid},
		"counted of a line that is not":   {armory.CountStock{ID: s.m4, N: 1}, armory.CodeNotFound},
		"more taken away than is on hand": {armory.MoveStock{ID: s.mags, N: -11, How: armory.StockAdjusted, Reason: "broken springs"}, armory.CodeBlocked},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			s := newShelves(t)
			s.receive(s.mags, 10)
			_, err := s.does(c.command)
			refused(t, err, c.code)
			s.has(t, s.mags, 10)
		})
	}
	t.Run("lowering stock needs leave for what goes, raising it needs none", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.mags, 10)
		for _, c := range []struct {
			command armory.Command
			draws   int64
		}{
			{armory.MoveStock{ID: s.mags, N: 4, How: armory.StockReceived}, 0},
			{armory.MoveStock{ID: s.mags, N: -4, How: armory.StockAdjusted, Reason: "broken springs"}, 4},
			{armory.CountStock{ID: s.mags, N: 12}, 0},
			{armory.CountStock{ID: s.mags, N: 3}, 7},
		} {
			facts, err := armory.Decide(s.state, s.ask(s.command()), c.command)
			if err != nil || len(facts) != 1 {
				t.Fatal(facts, err)
			}
			var draws int64
			for _, d := range facts[0].Draws {
				draws += d.N
			}
			if facts[0].Permit != (c.draws > 0) || draws != c.draws {
				t.Errorf("%+v: permit %v for %d, want %d", c.command, facts[0].Permit, draws, c.draws)
			}
		}
	})
	t.Run("what went out before anything was received is no debt", func(t *testing.T) {
		s := newShelves(t)
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 30)}, Stock: []armory.StockLine{{Stock: s.old, N: 30}}})
		s.receive(s.old, 100)
		s.has(t, s.old, 100)
		s.must(giveBack(s.m4))
		s.has(t, s.old, 130)
	})
	t.Run("a count says what is there, and movements go on from it", func(t *testing.T) {
		s := newShelves(t)
		s.receive(s.old, 1000)
		s.must(armory.CountStock{ID: s.old, N: 994, Reason: "monthly"})
		s.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(s.m4, 0, 90)}})
		s.has(t, s.old, 904)
		s.must(armory.CountStock{ID: s.old, N: 900})
		s.must(giveBack(s.m4))
		s.has(t, s.old, 990)
	})
}

// On one hub, whose counters see each other, no line that was received or counted is ever below zero.
func TestStockIsNeverNegativeOnOneHub(t *testing.T) {
	check(t, 300)
	acted := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		s := newShelves(rt)
		lines := []ledger.SubjectID{s.old, s.fresh, s.mags, s.pistol, s.sling}
		weapons := []ledger.SubjectID{s.m4, s.m16, s.glock, s.second}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 10, 40).Draw(rt, "acts") {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			line, weapon := lines[r.IntN(len(lines))], weapons[r.IntN(len(weapons))]
			var command armory.Command
			switch r.IntN(8) {
			case 0:
				command = armory.MoveStock{ID: line, N: 1 + r.Int64N(60), How: armory.StockReceived}
			case 1:
				command = armory.MoveStock{ID: line, N: -r.Int64N(60), How: armory.StockAdjusted, Reason: "corroded"}
			case 2:
				command = armory.CountStock{ID: line, N: r.Int64N(60)}
			case 3, 4:
				command = armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(weapon, r.IntN(4), r.IntN(40))}}
			case 5:
				command = armory.Take{Person: s.juan, Lines: []armory.TakeAsk{with(weapon, -1, -1)}, Stock: []armory.StockLine{{Stock: line, N: 1 + r.Int64N(20)}}}
			default:
				command = armory.Return{Missing: armory.MissingExpended, Notes: "fired", Lines: []armory.ReturnAsk{{Item: weapon, Magazines: r.IntN(4) - 1, Rounds: r.IntN(40) - 1}}}
			}
			_, err := s.does(command)
			acted[fmt.Sprintf("%T, refused %v", command, err != nil)]++
			for _, id := range lines {
				if n, known := s.onHand(id); known && n < 0 {
					rt.Fatalf("after %+v: %d there", command, n)
				}
			}
		}
	})
	t.Log(acted)
	for _, name := range []string{"MoveStock", "Take"} {
		for _, refused := range []bool{false, true} {
			if n := acted[fmt.Sprintf("armory.%s, refused %v", name, refused)]; n < 100 {
				t.Errorf("%s, refused %v: %d times, the acts are too tame", name, refused, n)
			}
		}
	}
}
