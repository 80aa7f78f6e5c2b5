package armory_test

import (
	"encoding/hex"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// colleague adds an account with a role.
func (c *counter) colleague(username, role string) ledger.AccountID {
	c.t.Helper()
	id := ledger.AccountID{ID: c.draw()}
	c.must(armory.RosterEntry{Kind: armory.KindAccountAdd, ID: ledger.SubjectID(id), Signer: c.boss, Sign: signer(c.bossKey), Set: map[string]string{
		"username": username, "name": username, "role": role, "key": publicHex(keyOf(username)), "credential": hex.EncodeToString(make([]byte, 32))}})
	return id
}

func TestASecondPerson(t *testing.T) {
	s := newSplit(t)
	admin, armorer, auditor := s.a.colleague("admin", armory.RoleAdministrator), s.a.colleague("armorer", armory.RoleArmorer), s.a.colleague("auditor", armory.RoleAuditor)
	gone := s.a.colleague("gone", armory.RoleAdministrator)
	s.a.must(armory.RosterEntry{Kind: armory.KindAccountEdit, ID: ledger.SubjectID(gone), Signer: s.boss, Sign: signer(s.bossKey), Set: map[string]string{"disabled": "yes"}})
	found := s.a.subject()
	s.a.must(armory.Raise{ID: found, Kind: "Damaged", Item: s.gun, Text: "the slide is cracked"})
	free := ledger.AccountID{}
	receipt := s.a.must(take(s.juan, s.a.item("M4", "W9")))
	s.a.limit("60")

	for _, c := range []struct {
		name    string
		setting string
		command armory.Command
		reason  string
		second  ledger.AccountID
		code    string // empty: it is done
	}{
		{"is not asked for by default", "", armory.Take{Person: s.juan, Lines: []armory.TakeAsk{{Item: s.rifle}}}, "no time to ask", free, ""},
		{"nor where only something else needs one", "resolve,retire", take(s.juan, s.rifle), "no time to ask", free, ""},
		{"nor for an issue that overrides nothing", "override", take(s.juan, s.rifle), "", free, ""},
		{"is for an override", "override", take(s.juan, s.rifle), "no time to ask", free, armory.CodeNeedsSecond},
		{"is for an override of a conversion", "override", toPAR(receipt), "no time to ask", free, armory.CodeNeedsSecond},
		{"is not for a conversion that overrides nothing", "override", toPAR(receipt), "", free, ""},
		{"who is himself is nobody", "override", take(s.juan, s.rifle), "no time to ask", s.boss, armory.CodeNeedsSecond},
		{"who may only look is nobody", "override", take(s.juan, s.rifle), "no time to ask", auditor, armory.CodeNeedsSecond},
		{"whom nobody knows is nobody", "override", take(s.juan, s.rifle), "no time to ask", ledger.AccountID{ID: ledger.ID{9}}, armory.CodeNeedsSecond},
		{"may be an armorer where he may do it himself", "override", take(s.juan, s.rifle), "no time to ask", armorer, ""},
		{"may not where he may not", "retire", status(s.rifle, armory.StatusRetired), "", armorer, armory.CodeNeedsSecond},
		{"may not when his account is disabled", "retire", status(s.rifle, armory.StatusRetired), "", gone, armory.CodeNeedsSecond},
		{"is for what is retired", "retire", status(s.rifle, armory.StatusRetired), "", free, armory.CodeNeedsSecond},
		{"in any letter case", "retire", status(s.rifle, "turned IN"), "", free, armory.CodeNeedsSecond},
		{"is for what is lost", "retire", status(s.rifle, armory.StatusLost), "", free, armory.CodeNeedsSecond},
		{"is not for maintenance", "retire", status(s.rifle, armory.StatusMaintenance), "", free, ""},
		{"ends it", "retire", status(s.rifle, armory.StatusRetired), "", admin, ""},
		{"is for the end of a discrepancy", "override,resolve", armory.SettleDiscrepancy{ID: found, State: armory.DiscrepancyResolved, Reason: "repaired"}, "", free, armory.CodeNeedsSecond},
		{"is not for looking at it", "resolve", armory.SettleDiscrepancy{ID: found, State: armory.DiscrepancyReview, Reason: "asked the holder"}, "", free, ""},
		{"ends a discrepancy", "resolve", armory.SettleDiscrepancy{ID: found, State: armory.DiscrepancyResolved, Reason: "repaired"}, "", admin, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			world := s.a.state
			order, vector, covered, tip := s.a.order, s.a.vector, s.a.covered, s.a.tip
			defer func() { s.a.state, s.a.order, s.a.vector, s.a.covered, s.a.tip = world, order, vector, covered, tip }()
			s.a.state, s.a.vector = world.Clone(), cloned(vector)
			if c.setting != "" {
				s.a.setting("two_person", c.setting)
			}
			s.a.reason, s.a.second = c.reason, c.second
			defer func() { s.a.reason, s.a.second = "", free }()
			_, err := s.a.does(c.command)
			if c.code == "" {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			refused(t, err, c.code)
		})
	}
	t.Run("is asked for only when everything else is in order", func(t *testing.T) {
		s.a.setting("two_person", "retire")
		_, err := s.a.does(armory.SetItemStatus{Item: s.rifle, Status: armory.StatusLost})
		refused(t, err, armory.CodeNeedsReason)
	})
	t.Run("is asked for only by words that are known", func(t *testing.T) {
		_, err := s.a.does(armory.Edit{Kind: armory.KindSite, ID: s.siteSubject(), Set: map[string]string{"two_person": "override,everything"}})
		refused(t, err, armory.CodeInvalid)
	})
}

func cloned(v ledger.Vector) ledger.Vector {
	out := ledger.Vector{}
	for log, head := range v {
		out[log] = head
	}
	return out
}
