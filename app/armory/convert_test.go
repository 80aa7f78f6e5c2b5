package armory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// convert puts an item, if it is out, on another receipt.
func (w *world) convert(c *counter, item ledger.SubjectID) {
	if err := armory.One(c.state, &item); err != nil {
		w.t.Fatalf("%v", err)
	}
	if outs := c.custody(item).Outs(); len(outs) > 0 {
		w.try(c, armory.Convert{Receipt: pick(w, outs).Command, Type: pick(w, []string{armory.ReceiptTR, armory.ReceiptTR, armory.ReceiptPAR})})
	}
}

func toPAR(receipt ledger.CommandID, items ...ledger.SubjectID) armory.Convert {
	return armory.Convert{Receipt: receipt, Items: items, Type: armory.ReceiptPAR}
}

func TestConversion(t *testing.T) {
	t.Run("puts everything that is still out on a new receipt, with the same person since the same time", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		issue := take(d.juan, d.m4, d.glock)
		issue.Lines[0].Magazines, issue.Lines[0].Rounds = 3, 90
		old := d.must(issue)
		before := d.custody(d.m4).Now()
		id := d.must(toPAR(old))
		now, tx := d.custody(d.m4).Now(), d.transaction(id)
		if !now.Out || now.Person != d.juan || now.Command != id || now.SinceMs != before.SinceMs || now.DueMs != 0 || now.Magazines != 3 || now.Rounds != 90 {
			t.Errorf("custody %+v", now)
		}
		if tx.Action != armory.ActionTake || tx.Type != armory.ReceiptPAR || !tx.Converts() || len(tx.Lines) != 2 || tx.Lines[1].Taken != old || tx.Receipt == d.transaction(old).Receipt {
			t.Errorf("transaction %+v", tx)
		}
		if d.custody(d.m4).OutOn(old) || !d.custody(d.m4).OutOn(id) {
			t.Error("it is not out on the new receipt alone")
		}
		d.must(giveBack(d.m4, d.glock))
		if d.custody(d.m4).Status() != armory.StatusAvailable {
			t.Error("it cannot be returned")
		}
	})
	t.Run("of one item leaves the others on the old receipt", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		old := d.must(take(d.juan, d.m4, d.glock))
		id := d.must(toPAR(old, d.glock))
		if !d.custody(d.m4).OutOn(old) || !d.custody(d.glock).OutOn(id) || d.custody(d.m4).Now().DueMs == 0 {
			t.Errorf("custody %+v %+v", d.custody(d.m4).Now(), d.custody(d.glock).Now())
		}
		_, err := d.does(toPAR(old, d.glock))
		refused(t, err, armory.CodeNotOut)
		d.must(toPAR(old))
		_, err = d.does(toPAR(old))
		refused(t, err, armory.CodeNotOut)
	})
	t.Run("extends a temporary receipt to a later time", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		later := d.now.Add(72 * time.Hour)
		id := d.must(armory.Convert{Receipt: old, Type: armory.ReceiptTR, DueMs: later.UnixMilli()})
		if got := d.custody(d.m4).Now().DueMs; got != later.UnixMilli() {
			t.Errorf("due %d, want %d", got, later.UnixMilli())
		}
		for _, wrong := range []time.Time{d.now.Add(-time.Hour), d.now.Add(400 * 24 * time.Hour)} {
			_, err := d.does(armory.Convert{Receipt: id, Type: armory.ReceiptTR, DueMs: wrong.UnixMilli()})
			refused(t, err, armory.CodeInvalid)
		}
	})
	t.Run("counts against no limit, also when that was lowered", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		old := d.must(take(d.juan, d.m4, d.glock))
		d.limit(armory.LimitOne)
		d.must(toPAR(old))
		_, err := d.does(take(d.juan, d.m16))
		refused(t, err, armory.CodeLimit)
	})
	t.Run("of what was returned, of a PAR, of no receipt, to no type, for somebody suspended is refused", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		_, err := d.does(armory.Convert{Receipt: old, Type: "XX"})
		refused(t, err, armory.CodeInvalid)
		_, err = d.does(toPAR(d.command()))
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(toPAR(old, d.glock))
		refused(t, err, armory.CodeInvalid)
		d.must(personStatus(d.juan, armory.PersonSuspended))
		_, err = d.does(toPAR(old))
		refused(t, err, armory.CodeBlocked)
		d.must(personStatus(d.juan, armory.PersonActive))
		par := d.must(toPAR(old))
		_, err = d.does(armory.Convert{Receipt: par, Type: armory.ReceiptTR})
		refused(t, err, armory.CodeInvalid)
		back := d.must(giveBack(d.m4))
		_, err = d.does(toPAR(back))
		refused(t, err, armory.CodeNotFound)
		d.role = armory.RoleAuditor
		_, err = d.does(toPAR(old))
		refused(t, err, armory.CodeForbidden)
	})
	t.Run("asked for twice is one", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		id := d.must(toPAR(old))
		if err := d.doesAs(id, toPAR(old)); !errors.Is(err, armory.ErrDone) {
			t.Errorf("got %v", err)
		}
		refused(t, d.doesAs(id, armory.Convert{Receipt: old, Type: armory.ReceiptTR}), armory.CodeCommandReused)
	})
	t.Run("needs leave, for the person and every item", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		facts, err := armory.Decide(d.state, d.ask(d.command()), toPAR(old))
		if err != nil || len(facts) != 1 || !facts[0].Permit || len(facts[0].Subjects) != 2 {
			t.Errorf("got %+v, %v", facts, err)
		}
	})
	t.Run("that converts some lines and others not cannot be read", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		old := d.must(take(d.juan, d.m4, d.glock))
		facts, err := armory.Decide(d.state, d.ask(d.command()), toPAR(old))
		if err != nil {
			t.Fatal(err)
		}
		body := facts[0].Body.(armory.TakeBody)
		for _, wrong := range [][]ledger.CommandID{body.Converts[:1], {old, {}}} {
			body.Converts = wrong
			facts[0].Body = body
			if _, err := d.forge(d.command(), facts[0]); err == nil {
				t.Errorf("%v was read", wrong)
			}
		}
	})
}

func TestConversionWhileCutOff(t *testing.T) {
	out := func(t *testing.T) (*split, ledger.CommandID) {
		s := newSplit(t)
		old := s.a.must(take(s.juan, s.rifle))
		s.heal()
		return s, old
	}
	t.Run("against a return is a conflict, and the next return heals it", func(t *testing.T) {
		s, old := out(t)
		s.a.must(toPAR(old))
		s.b.must(giveBack(s.rifle))
		s.heal()
		found := s.only(t, armory.ConflictReturn)
		if !slices.Equal(found.People, []ledger.SubjectID{s.juan}) || !slices.Equal(found.Items, []ledger.SubjectID{s.rifle}) {
			t.Errorf("got %+v", found)
		}
		if custody := s.b.custody(s.rifle); custody.Status() != armory.StatusIssued || len(custody.Heads) != 2 {
			t.Errorf("custody %+v", custody)
		}
		_, err := s.b.does(armory.Convert{Receipt: s.b.custody(s.rifle).Outs()[0].Command, Type: armory.ReceiptTR})
		refused(t, err, armory.CodeInvalid) // a PAR
		s.b.must(giveBack(s.rifle))
		s.heal()
		if custody := s.a.custody(s.rifle); custody.Status() != armory.StatusAvailable || len(custody.Heads) != 1 {
			t.Errorf("custody %+v", custody)
		}
	})
	t.Run("an extension against a return cannot be converted again before it is healed", func(t *testing.T) {
		s, old := out(t)
		id := s.a.must(armory.Convert{Receipt: old, Type: armory.ReceiptTR})
		s.b.must(giveBack(s.rifle))
		s.heal()
		_, err := s.b.does(toPAR(id))
		refused(t, err, armory.CodeBlocked)
	})
	t.Run("against a return is closed by a finding that it is in", func(t *testing.T) {
		s, old := out(t)
		s.a.must(toPAR(old))
		s.b.must(giveBack(s.rifle))
		s.heal()
		s.a.must(armory.Resolve{Conflict: s.only(t, armory.ConflictReturn).ID, Finding: "it is in the rack"})
		s.heal()
		if custody := s.b.custody(s.rifle); custody.Status() != armory.StatusAvailable || s.only(t, armory.ConflictReturn).Open() {
			t.Errorf("custody %+v", custody)
		}
	})
	t.Run("against an issue to another is issued twice", func(t *testing.T) {
		s, old := out(t)
		s.a.must(toPAR(old))
		s.b.must(giveBack(s.rifle))
		s.b.must(take(s.ana, s.rifle))
		s.heal()
		s.only(t, armory.ConflictDouble)
		if got := s.a.custody(s.rifle).Status(); got != armory.StatusContested {
			t.Errorf("status %s", got)
		}
	})
	t.Run("against another conversion leaves it with its holder on the newer receipt", func(t *testing.T) {
		s, old := out(t)
		s.a.must(toPAR(old))
		s.b.must(armory.Convert{Receipt: old, Type: armory.ReceiptTR})
		s.heal()
		s.none(t, armory.ConflictDouble)
		s.none(t, armory.ConflictLimit)
		custody := s.a.custody(s.rifle)
		if custody.Status() != armory.StatusIssued || len(custody.Outs()) != 2 || !custody.OutOn(custody.Now().Command) || custody.OutOn(custody.Outs()[0].Command) {
			t.Errorf("custody %+v", custody)
		}
		s.b.must(giveBack(s.rifle))
		s.heal()
		if got := s.a.custody(s.rifle); got.Status() != armory.StatusAvailable {
			t.Errorf("custody %+v", got)
		}
	})
	t.Run("against another issue to the same person is over the limit once, by the issues alone", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(toPAR(s.a.must(take(s.juan, s.rifle))))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		s.only(t, armory.ConflictLimit)
	})
	t.Run("against a suspension crossed a restriction", func(t *testing.T) {
		s, old := out(t)
		s.a.must(toPAR(old))
		s.b.must(personStatus(s.juan, armory.PersonSuspended))
		s.heal()
		s.only(t, armory.ConflictRestricted)
	})
}

func TestUndo(t *testing.T) {
	t.Run("returns everything on the receipt, with a note", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		issue := take(d.juan, d.m4, d.glock)
		issue.Lines[0].Rounds = 30
		id := d.must(issue)
		if until, err := armory.UndoableUntil(d.state, d.ask(d.command()), d.transaction(id)); err != nil || until == 0 {
			t.Errorf("until %d, %v", until, err)
		}
		undone := d.must(armory.Undo{Receipt: id})
		tx := d.transaction(undone)
		if tx.Action != armory.ActionReturn || !strings.Contains(tx.Notes, "mistake") || len(tx.Lines) != 2 || tx.Lines[0].Rounds != 30 || tx.Lines[0].Taken != id {
			t.Errorf("got %+v", tx)
		}
		if err := d.doesAs(undone, armory.Undo{Receipt: id}); !errors.Is(err, armory.ErrDone) {
			t.Errorf("again: %v", err)
		}
		_, err := d.does(armory.Undo{Receipt: id})
		refused(t, err, armory.CodeInvalid)
	})
	for name, since := range map[string]func(d *desk, id ledger.CommandID){
		"after it was returned":  func(d *desk, _ ledger.CommandID) { d.must(giveBack(d.m4)) },
		"after it was converted": func(d *desk, id ledger.CommandID) { d.must(toPAR(id)) },
		"after it went out again": func(d *desk, _ ledger.CommandID) {
			d.must(giveBack(d.m4))
			d.must(take(d.juan, d.m4))
		},
		"later":              func(d *desk, _ ledger.CommandID) { d.story.now = d.now.Add(armory.UndoWithin + time.Second) },
		"by another account": func(d *desk, _ ledger.CommandID) { d.account = ledger.AccountID{ID: d.draw()} },
		"elsewhere":          func(d *desk, _ ledger.CommandID) { d.station = ledger.StationID{ID: d.draw()} },
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			d := newDesk(t)
			id := d.must(take(d.juan, d.m4))
			since(d, id)
			if until, err := armory.UndoableUntil(d.state, d.ask(d.command()), d.transaction(id)); err != nil || until != 0 {
				t.Errorf("until %d, %v", until, err)
			}
			_, err := d.does(armory.Undo{Receipt: id})
			refused(t, err, armory.CodeInvalid)
		})
	}
	t.Run("of a conversion or a return is refused", func(t *testing.T) {
		d := newDesk(t)
		par := d.must(toPAR(d.must(take(d.juan, d.m4))))
		_, err := d.does(armory.Undo{Receipt: par})
		refused(t, err, armory.CodeInvalid)
		_, err = d.does(armory.Undo{Receipt: d.must(giveBack(d.m4))})
		refused(t, err, armory.CodeNotFound)
	})
}

func TestAssignedWeapon(t *testing.T) {
	assign := func(d *desk, item string) error {
		_, err := d.does(armory.Edit{Kind: armory.KindPerson, ID: d.juan, Set: map[string]string{"assigned": item}})
		return err
	}
	t.Run("stands on what is issued afterwards", func(t *testing.T) {
		d := newDesk(t)
		if err := assign(d, d.m4.String()); err != nil {
			t.Fatal(err)
		}
		if got := d.transaction(d.must(take(d.juan, d.glock))).Assigned; got != d.m4 {
			t.Errorf("got %s", got)
		}
		if got := d.transaction(d.must(take(d.ana, d.m4))).Assigned; !got.IsZero() {
			t.Errorf("got %s", got)
		}
	})
	t.Run("that is no registered item is refused", func(t *testing.T) {
		d := newDesk(t)
		for _, wrong := range []string{d.ana.String(), d.draw().String(), "W100"} {
			refused(t, assign(d, wrong), armory.CodeInvalid)
		}
	})
}
