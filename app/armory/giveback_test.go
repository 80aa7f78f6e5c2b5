package armory_test

import (
	"fmt"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestReturn(t *testing.T) {
	t.Run("puts the item back, with its condition, and ends its Take", func(t *testing.T) {
		d := newDesk(t)
		taken := d.must(take(d.juan, d.m4))
		id := d.must(armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Condition: "Poor", Magazines: -1, Rounds: -1}}, Notes: "muddy"})
		tx, now := d.transaction(id), d.custody(d.m4).Now()
		if tx.Action != armory.ActionReturn || tx.Person != d.juan || tx.Notes != "muddy" || len(tx.Lines) != 1 || tx.Lines[0].Taken != taken || tx.Lines[0].Holder != d.juan {
			t.Errorf("got %+v", tx)
		}
		if now.Out || now.Condition != "Poor" || d.custody(d.m4).Status() != armory.StatusAvailable {
			t.Errorf("got %+v", now)
		}
		if held, err := armory.Held(d.state, d.juan); err != nil || len(held) != 0 {
			t.Errorf("he still holds %v, %v", held, err)
		}
	})
	t.Run("keeps the condition it went out in unless told otherwise", func(t *testing.T) {
		d := newDesk(t)
		d.must(armory.SetItemStatus{Item: d.m4, Condition: "Fair", Reason: "worn"})
		d.must(take(d.juan, d.m4))
		d.must(giveBack(d.m4))
		if got := d.custody(d.m4).Now().Condition; got != "Fair" {
			t.Errorf("got %s", got)
		}
	})
	for _, word := range []string{armory.PersonInactive, armory.PersonSuspended} {
		t.Run("is possible by somebody "+word, func(t *testing.T) {
			d := newDesk(t)
			d.must(take(d.juan, d.m4))
			d.must(personStatus(d.juan, word))
			d.must(giveBack(d.m4))
		})
	}
	t.Run("is possible by somebody who was archived at another station meanwhile", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(personStatus(s.juan, armory.PersonArchived))
		s.heal()
		s.b.must(giveBack(s.rifle))
		s.heal()
		if got := s.a.custody(s.rifle).Status(); got != armory.StatusAvailable {
			t.Errorf("status %s", got)
		}
	})
	t.Run("by another person is recorded as such", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		back := giveBack(d.m4)
		back.Person = d.ana
		tx := d.transaction(d.must(back))
		if tx.Person != d.ana || tx.Lines[0].Holder != d.juan {
			t.Errorf("brought by %v for %v", tx.Person, tx.Lines[0].Holder)
		}
	})
	t.Run("at another station that heard of the issue", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.heal()
		s.b.must(giveBack(s.rifle))
		s.heal()
		if got := s.a.custody(s.rifle); got.Status() != armory.StatusAvailable || got.Now().Station != s.b.station {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("of several people's items on one receipt", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		d.must(take(d.ana, d.glock))
		tx := d.transaction(d.must(giveBack(d.m4, d.glock)))
		if len(tx.Lines) != 2 || tx.Lines[0].Holder != d.juan || tx.Lines[1].Holder != d.ana {
			t.Errorf("got %+v", tx.Lines)
		}
		for _, who := range []ledger.SubjectID{d.juan, d.ana} {
			if held, _ := armory.Held(d.state, who); len(held) != 0 {
				t.Errorf("%v still holds %v", who, held)
			}
		}
	})
	t.Run("of 60 items of 60 people stays within one entry", func(t *testing.T) {
		d := newDesk(t)
		var items []ledger.SubjectID
		for i := range 60 {
			item := d.item("M14", fmt.Sprintf("L%d", i))
			d.must(armory.Take{Person: d.person(fmt.Sprintf("8%03d", i)), Lines: []armory.TakeAsk{{Item: item, Magazines: 10, Rounds: 300}}})
			items = append(items, item)
		}
		back := giveBack(items...)
		back.Person, back.Notes, back.Missing = d.ana, strings.Repeat("\U0001F52B", 1000), armory.MissingDiscrepancy
		for i := range back.Lines {
			back.Lines[i].Magazines, back.Lines[i].Rounds, back.Lines[i].Condition = 0, 0, "Damaged"
		}
		d.must(back)
	})
	t.Run("of what is not out says so", func(t *testing.T) {
		d := newDesk(t)
		_, err := d.does(giveBack(d.m4))
		refused(t, err, armory.CodeNotOut)
		d.must(take(d.juan, d.m4))
		d.must(giveBack(d.m4))
		_, err = d.does(giveBack(d.m4))
		if r := refused(t, err, armory.CodeNotOut); r.Item != d.m4 {
			t.Errorf("got %+v", r)
		}
	})
	for name, bad := range map[string]func(*desk) (armory.Return, string){
		"of nothing":        func(*desk) (armory.Return, string) { return giveBack(), armory.CodeInvalid },
		"of one item twice": func(d *desk) (armory.Return, string) { return giveBack(d.m4, d.m4), armory.CodeInvalid },
		"of 61 items": func(d *desk) (armory.Return, string) {
			return giveBack(make([]ledger.SubjectID, 61)...), armory.CodeInvalid
		},
		"of an unknown item": func(d *desk) (armory.Return, string) { return giveBack(d.subject()), armory.CodeNotFound },
		"by an unknown person": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Person = d.subject()
			return r, armory.CodeNotFound
		},
		"in an unknown condition": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Lines[0].Condition = "Shiny"
			return r, armory.CodeInvalid
		},
		"with something else missing": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Missing = "sold"
			return r, armory.CodeInvalid
		},
		"with minus three magazines": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Mags = number(-3)
			return r, armory.CodeInvalid
		},
		"with minus one round": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Rounds = number(-1)
			return r, armory.CodeInvalid
		},
		"with 101 magazines": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Lines[0].Magazines = 101
			return r, armory.CodeInvalid
		},
		"with a long note": func(d *desk) (armory.Return, string) {
			r := giveBack(d.m4)
			r.Notes = strings.Repeat("n", 1001)
			return r, armory.CodeInvalid
		},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			d := newDesk(t)
			d.must(armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Magazines: 3, Rounds: 90}}})
			before := d.state.Digest()
			command, code := bad(d)
			_, err := d.does(command)
			refused(t, err, code)
			if d.state.Digest() != before {
				t.Error("something was written")
			}
		})
	}
}

func number(n int) *int { return &n }

func TestWhatDoesNotComeBack(t *testing.T) {
	out := func(t *testing.T) *desk {
		d := newDesk(t)
		d.limit("5")
		d.must(armory.Take{Person: d.juan, Lines: []armory.TakeAsk{{Item: d.m4, Magazines: 3, Rounds: 90}, {Item: d.glock, Magazines: 2, Rounds: 30}}})
		return d
	}
	discrepancies := func(t *testing.T, d *desk) []*armory.Discrepancy {
		t.Helper()
		ids, err := d.state.Find(armory.DocDiscrepancy, armory.Key{Index: "state", Value: armory.DiscrepancyOpen})
		if err != nil {
			t.Fatal(err)
		}
		var out []*armory.Discrepancy
		for _, id := range ids {
			doc := &armory.Discrepancy{ID: id}
			d.load(doc)
			out = append(out, doc)
		}
		return out
	}
	short := func(d *desk, missing string) armory.Return {
		return armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Magazines: 2, Rounds: 60}}, Missing: missing}
	}
	fired := func(d *desk, what string) armory.Return {
		return armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Magazines: 3, Rounds: 60}}, Missing: armory.MissingExpended, Notes: what}
	}
	t.Run("is never passed over in silence", func(t *testing.T) {
		d := out(t)
		_, err := d.does(short(d, ""))
		if r := refused(t, err, armory.CodeShort); r.Holder != d.juan || !strings.Contains(r.Message, "1 magazine, 30 rounds") {
			t.Errorf("got %+v", r)
		}
		if d.custody(d.m4).Status() != armory.StatusIssued {
			t.Error("it was returned all the same")
		}
	})
	t.Run("becomes a discrepancy by choice", func(t *testing.T) {
		d := out(t)
		id := d.must(short(d, armory.MissingDiscrepancy))
		got := discrepancies(t, d)
		if len(got) != 1 || got[0].Item != d.m4 || got[0].Person != d.juan || got[0].Command != id || got[0].Kind != "Incomplete accessories" || !strings.Contains(got[0].Text, "1 magazine, 30 rounds") {
			t.Fatalf("got %+v", got)
		}
		d.must(armory.SettleDiscrepancy{ID: ledger.SubjectID{ID: got[0].ID}, State: armory.DiscrepancyResolved, Reason: "found in the truck"})
		if left := discrepancies(t, d); len(left) != 0 {
			t.Errorf("still open: %+v", left)
		}
	})
	t.Run("was expended by choice, and nothing is raised", func(t *testing.T) {
		d := out(t)
		d.must(fired(d, "fired at the range"))
		if got := discrepancies(t, d); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("was not expended without a word what for", func(t *testing.T) {
		d := out(t)
		_, err := d.does(fired(d, " x "))
		if r := refused(t, err, armory.CodeInvalid); r.Message != "It is not said what the rounds were used up for." {
			t.Errorf("got %q", r.Message)
		}
	})
	t.Run("a program need not say what for, and the receipt says that it did not", func(t *testing.T) {
		d := out(t)
		asks := fired(d, "")
		asks.Program = true
		if tx := d.transaction(d.must(asks)); tx.Notes != "Expended, as a program said without a reason." {
			t.Errorf("got %q", tx.Notes)
		}
	})
	t.Run("magazines are never expended", func(t *testing.T) {
		d := out(t)
		asks := short(d, "")
		asks.Notes, asks.Lines[0].Missing = "fired at the range", armory.MissingExpended
		_, err := d.does(asks)
		if r := refused(t, err, armory.CodeInvalid); r.Message != "Only rounds can be expended; M4 Carbine SN W1 lacks: 1 magazine, 30 rounds." {
			t.Errorf("got %q", r.Message)
		}
	})
	t.Run("said of the whole, it is expended where rounds alone lack and a discrepancy where more does", func(t *testing.T) {
		d := out(t)
		asks := short(d, armory.MissingExpended)
		asks.Notes, asks.Lines = "fired at the range", append(asks.Lines, armory.ReturnAsk{Item: d.glock, Magazines: 2, Rounds: 10})
		d.must(asks)
		got := discrepancies(t, d)
		if len(got) != 1 || got[0].Item != d.m4 || got[0].Text != "1 magazine, 30 rounds did not come back" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("is not asked about when all is there", func(t *testing.T) {
		d := out(t)
		d.must(armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Magazines: 3, Rounds: 90}}})
	})
	t.Run("more than went out is refused, because stock would not get it", func(t *testing.T) {
		for _, more := range [][2]int{{4, 90}, {3, 91}} {
			d := out(t)
			_, err := d.does(armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Magazines: more[0], Rounds: more[1]}}})
			if r := refused(t, err, armory.CodeInvalid); r.Message != "3 magazines and 90 rounds went out with M4 Carbine SN W1; more cannot come back with it." {
				t.Errorf("got %q", r.Message)
			}
		}
	})
	t.Run("counted together is spread over the lines in order", func(t *testing.T) {
		d := out(t)
		r := armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4}, {Item: d.glock}}, Mags: number(5), Rounds: number(115), Missing: armory.MissingExpended, Notes: "fired at the range"}
		lines := d.transaction(d.must(r)).Lines
		if lines[0].Magazines != 3 || lines[1].Magazines != 2 || lines[0].Rounds != 90 || lines[1].Rounds != 25 {
			t.Errorf("got %+v", lines)
		}
	})
	t.Run("counted together and short asks", func(t *testing.T) {
		d := out(t)
		r := armory.Return{Lines: []armory.ReturnAsk{{Item: d.m4, Rounds: -1}, {Item: d.glock, Rounds: -1}}, Mags: number(4)}
		_, err := d.does(r)
		if got := refused(t, err, armory.CodeShort); got.Item != d.glock {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("the same return told at two stations is one discrepancy that can be closed", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{{Item: s.rifle, Magazines: 3, Rounds: 90}}})
		s.heal()
		id := s.command()
		back := armory.Return{Lines: []armory.ReturnAsk{{Item: s.rifle, Magazines: 2, Rounds: 90}}, Missing: armory.MissingDiscrepancy}
		for _, c := range s.counters {
			if err := c.doesAs(id, back); err != nil {
				t.Fatal(err)
			}
		}
		s.heal()
		ids, err := s.b.state.Find(armory.DocDiscrepancy, armory.Key{Index: "state", Value: armory.DiscrepancyOpen})
		if err != nil || len(ids) != 1 {
			t.Fatalf("%v %v", ids, err)
		}
		s.b.must(armory.SettleDiscrepancy{ID: ledger.SubjectID{ID: ids[0]}, State: armory.DiscrepancyClosed, Reason: "found"})
		s.heal()
		if left, _ := s.a.state.Find(armory.DocDiscrepancy, armory.Key{Index: "state", Value: armory.DiscrepancyOpen}); len(left) != 0 {
			t.Error("still open")
		}
	})
}

func TestStatusByHand(t *testing.T) {
	t.Run("of an issued item never changes", func(t *testing.T) {
		for _, word := range armory.ItemStatuses() {
			d := newDesk(t)
			d.must(take(d.juan, d.m4))
			_, err := d.does(status(d.m4, word))
			if r := refused(t, err, armory.CodeHolding); r.Holder != d.juan {
				t.Errorf("%s: %+v", word, r)
			}
		}
	})
	t.Run("is never Issued", func(t *testing.T) {
		for _, word := range []string{armory.StatusIssued, armory.StatusOverdue, armory.StatusContested, "Sold"} {
			d := newDesk(t)
			_, err := d.does(status(d.m4, word))
			refused(t, err, armory.CodeInvalid)
			_, err = d.does(armory.Register{Kind: armory.KindItem, ID: d.subject(), Status: word, Set: map[string]string{"model": d.record(armory.KindItem, d.m4.ID).Value("model"), "serial": "X"}})
			refused(t, err, armory.CodeInvalid)
		}
	})
	t.Run("that takes a reason is not had by registering an item so, but by an import", func(t *testing.T) {
		for i, word := range []string{armory.StatusRetired, armory.StatusLost, "turned in", armory.StatusForTurnIn, armory.StatusMaintenance} {
			d := newDesk(t)
			add := armory.Register{Kind: armory.KindItem, ID: d.subject(), Status: word, Set: map[string]string{"model": d.record(armory.KindItem, d.m4.ID).Value("model"), "serial": "X"}}
			if word == armory.StatusMaintenance {
				d.must(add)
				continue
			}
			_, err := d.does(add)
			refused(t, err, armory.CodeInvalid)
			add.Importing = true
			d.must(add)
			if got := d.custody(add.ID).Status(); got != []string{armory.StatusRetired, armory.StatusLost, armory.StatusTurnedIn, armory.StatusForTurnIn}[i] {
				t.Errorf("%s was imported as %s", word, got)
			}
		}
	})
	t.Run("needs a reason, a change, and something that exists", func(t *testing.T) {
		d := newDesk(t)
		for _, reason := range []string{"", "  ", "x", "\u202e\u200b\u0007"} {
			_, err := d.does(armory.SetItemStatus{Item: d.m4, Status: armory.StatusLost, Reason: reason})
			refused(t, err, armory.CodeNeedsReason)
			_, err = d.does(armory.SetPersonStatus{Person: d.juan, Status: armory.PersonSuspended, Reason: reason})
			refused(t, err, armory.CodeNeedsReason)
		}
		_, err := d.does(status(d.m4, armory.StatusAvailable))
		refused(t, err, "UNCHANGED")
		_, err = d.does(personStatus(d.juan, armory.PersonActive))
		refused(t, err, "UNCHANGED")
		_, err = d.does(status(d.juan, armory.StatusLost))
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(personStatus(d.m4, armory.PersonSuspended))
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(personStatus(d.juan, "Dead"))
		refused(t, err, armory.CodeInvalid)
		_, err = d.does(armory.SetItemStatus{Item: d.m4, Status: armory.StatusLost, Reason: strings.Repeat("r", 1001)})
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("archived is nobody who holds something", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		_, err := d.does(personStatus(d.juan, armory.PersonArchived))
		if r := refused(t, err, armory.CodeHolding); r.Item != d.m4 || r.Holder != d.juan {
			t.Errorf("got %+v", r)
		}
		d.must(personStatus(d.juan, armory.PersonSuspended))
		d.must(giveBack(d.m4))
		d.must(personStatus(d.juan, armory.PersonArchived))
		d.must(personStatus(d.juan, armory.PersonActive))
		d.must(take(d.juan, d.m4))
	})
	t.Run("of what may need a hub's permit says so", func(t *testing.T) {
		d := newDesk(t)
		for want, command := range map[bool][]armory.Command{
			true:  {take(d.juan, d.m4), status(d.m4, armory.StatusLost), personStatus(d.juan, armory.PersonArchived)},
			false: {personStatus(d.juan, armory.PersonSuspended), armory.Raise{ID: d.subject(), Item: d.m4, Text: "torn"}},
		} {
			for _, c := range command {
				facts, err := armory.Decide(d.state, d.ask(d.command()), c)
				if err != nil || len(facts) != 1 || facts[0].Permit != want {
					t.Errorf("%s: permit %v, want %v, %v", c.Name(), facts[0].Permit, want, err)
				}
			}
		}
		d.must(take(d.juan, d.m4))
		facts, err := armory.Decide(d.state, d.ask(d.command()), giveBack(d.m4))
		if err != nil || facts[0].Permit {
			t.Errorf("a return asks for a permit, %v", err)
		}
	})
}
