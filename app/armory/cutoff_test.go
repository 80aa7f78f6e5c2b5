package armory_test

import (
	"errors"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Who has had the rifle before its counter is cut off.
func returnedAt(c func(*split) *counter) func(*split) {
	return func(s *split) {
		s.a.must(take(s.juan, s.rifle))
		s.heal()
		c(s).must(giveBack(s.rifle))
		s.heal()
	}
}

func atA(s *split) *counter { return s.a }
func atB(s *split) *counter { return s.b }

func TestATakeWhileCutOff(t *testing.T) {
	colleague := ledger.AccountID{ID: ledger.ID{7}}
	for _, c := range []struct {
		name   string
		way    string
		before func(*split)
		now    func(*counter) // how it is asked at counter A
		code   string         // of the refusal; empty: it is issued
	}{
		{"of an item returned elsewhere asks for a reason", armory.CutOffConfirm, returnedAt(atB), nil, armory.CodeCutOff},
		{"with a reason is issued", armory.CutOffConfirm, returnedAt(atB), func(c *counter) { c.reason = "the LAN is down" }, ""},
		{"with blanks for a reason is asked again", armory.CutOffConfirm, returnedAt(atB), func(c *counter) { c.reason = "  \n " }, armory.CodeCutOff},
		{"of an item returned here asks nothing", armory.CutOffConfirm, returnedAt(atA), nil, ""},
		{"of an item that was never issued asks nothing", armory.CutOffConfirm, func(*split) {}, nil, ""},
		{"of an item that was registered elsewhere and never issued asks nothing", armory.CutOffConfirm, func(s *split) { s.rifle = s.b.item("M4", "W77"); s.heal() }, nil, ""},
		{"of an item returned elsewhere whose status was changed here since asks all the same", armory.CutOffConfirm, func(s *split) {
			returnedAt(atB)(s)
			s.a.must(armory.SetItemStatus{Item: s.rifle, Condition: "Fair", Reason: "worn"})
		}, nil, armory.CodeCutOff},
		{"of an item returned here whose status was changed elsewhere asks nothing", armory.CutOffConfirm, func(s *split) {
			returnedAt(atA)(s)
			s.b.must(armory.SetItemStatus{Item: s.rifle, Condition: "Fair", Reason: "worn"})
			s.heal()
		}, nil, ""},
		{"of an item that two stations took back asks", armory.CutOffConfirm, func(s *split) {
			s.a.must(take(s.juan, s.rifle))
			s.heal()
			s.a.must(giveBack(s.rifle))
			s.b.must(giveBack(s.rifle))
			s.heal()
		}, nil, armory.CodeCutOff},
		{"of an item that was found to be in elsewhere asks", armory.CutOffConfirm, func(s *split) {
			s.a.must(take(s.juan, s.rifle))
			s.b.must(take(s.ana, s.rifle))
			s.heal()
			s.b.must(armory.Resolve{Conflict: s.a.conflicts(armory.ConflictDouble)[0].ID, Finding: "it hangs in the rack"})
			s.heal()
		}, nil, armory.CodeCutOff},
		{"of an item whose double was returned elsewhere before they were joined asks", armory.CutOffConfirm, func(s *split) {
			double := s.b.item("M4", "W101")
			s.b.must(take(s.juan, double))
			s.b.must(giveBack(double))
			s.b.must(armory.SetItemStatus{Item: double, Condition: "Fair", Reason: "worn"})
			s.heal()
			s.a.must(armory.Merge{Kind: armory.KindItem, From: double, Into: s.rifle, Reason: "one rifle, two plates"})
		}, nil, armory.CodeCutOff},
		{"in sight of the others asks nothing", armory.CutOffConfirm, returnedAt(atB), func(c *counter) { c.cutOff = false }, ""},
		{"where the site says free asks nothing", armory.CutOffFree, returnedAt(atB), nil, ""},
		{"where two persons are wanted is refused without a reason", armory.CutOffTwoPerson, returnedAt(atB), nil, armory.CodeCutOff},
		{"and with the reason of one", armory.CutOffTwoPerson, returnedAt(atB), func(c *counter) { c.reason = "the LAN is down" }, armory.CodeCutOff},
		{"and when he signs twice", armory.CutOffTwoPerson, returnedAt(atB), func(c *counter) { c.reason, c.second = "the LAN is down", c.account }, armory.CodeCutOff},
		{"and when the second gives no reason", armory.CutOffTwoPerson, returnedAt(atB), func(c *counter) { c.second = colleague }, armory.CodeCutOff},
		{"and is issued with the reason and another's signature", armory.CutOffTwoPerson, returnedAt(atB), func(c *counter) { c.reason, c.second = "the LAN is down", colleague }, ""},
		{"where two persons are wanted, of an item returned here, asks nothing", armory.CutOffTwoPerson, returnedAt(atA), nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSplit(t)
			if c.way != armory.CutOffConfirm { // as a site is founded
				s.a.must(armory.Edit{Kind: armory.KindSite, ID: s.siteSubject(), Set: map[string]string{"cut_off": c.way}})
			}
			c.before(s)
			s.a.cutOff = true
			if c.now != nil {
				c.now(s.a)
			}
			early := armory.CanTake(s.a.state, s.a.ask(s.command()), s.rifle)
			_, err := s.a.does(take(s.juan, s.rifle))
			if c.code == "" {
				if err != nil || early != nil {
					t.Errorf("refused: %v, early: %v", err, early)
				}
				return
			}
			r := refused(t, err, c.code)
			if r.Item != s.rifle || r.Station != s.b.station || r.SinceMs == 0 || !r.Reason || !strings.Contains(r.Message, "another station") {
				t.Errorf("got %+v", r)
			}
			if twice := strings.Contains(r.Fix, "second person"); twice != (c.way == armory.CutOffTwoPerson) {
				t.Errorf("what to do: %q", r.Fix)
			}
			if !errors.As(early, new(*armory.Refusal)) {
				t.Errorf("seen early: %v", early)
			}
		})
	}
}
