package armory_test

import (
	"slices"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// split is a site of two counters that know one person each way, two items, and then stop hearing each other.
type split struct {
	*story
	a, b       *counter
	juan, ana  ledger.SubjectID
	rifle, gun ledger.SubjectID
}

func newSplit(t *testing.T) *split {
	t.Helper()
	s := &split{story: newStory(t, 2)}
	s.a, s.b = s.counters[0], s.counters[1]
	s.juan, s.ana = s.a.person("1001"), s.a.person("1002")
	s.rifle, s.gun = s.a.item("M4", "W100"), s.a.item("GLOCK17", "G100")
	s.heal()
	return s
}

func (s *split) heal() {
	s.t.Helper()
	s.meet(s.a, s.b)
}

// only is the one conflict of a kind, the same at both counters.
func (s *split) only(t *testing.T, kind string) *armory.Conflict {
	t.Helper()
	for _, c := range s.counters {
		if found := c.conflicts(kind); len(found) != 1 {
			t.Fatalf("%s has %d conflicts %q, want 1", c.name, len(found), kind)
		}
	}
	got := s.a.conflicts(kind)[0]
	if !slices.IsSortedFunc(got.Entries, ledger.Hash.Compare) || len(got.Entries) < 1 {
		t.Errorf("the conflict's entries are not a sorted list: %v", got.Entries)
	}
	return got
}

func (s *split) none(t *testing.T, kind string) {
	t.Helper()
	for _, c := range s.counters {
		if found := c.conflicts(kind); len(found) != 0 {
			t.Fatalf("%s has %d conflicts %q, want none", c.name, len(found), kind)
		}
	}
}

func TestOneItemIssuedAtTwoCutOffCounters(t *testing.T) {
	issued := func(t *testing.T) *split {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.ana, s.rifle))
		s.heal()
		return s
	}
	t.Run("is a conflict at both, with both receipts, open", func(t *testing.T) {
		s := issued(t)
		got := s.only(t, armory.ConflictDouble)
		if !got.Open() || len(got.Entries) != 2 || !slices.Equal(got.Items, []ledger.SubjectID{s.rifle}) || len(got.People) != 2 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("leaves the item out with both as candidates", func(t *testing.T) {
		s := issued(t)
		custody := s.a.custody(s.rifle)
		if custody.Status() != armory.StatusContested || len(custody.Outs()) != 2 {
			t.Errorf("status %s with %d candidates", custody.Status(), len(custody.Outs()))
		}
		for _, c := range s.counters {
			_, err := c.does(take(s.juan, s.rifle))
			if r := refused(t, err, armory.CodeOut); len(r.Candidates) != 2 {
				t.Errorf("candidates %v", r.Candidates)
			}
			for _, who := range []ledger.SubjectID{s.juan, s.ana} {
				if held, err := armory.Held(c.state, who); err != nil || len(held) != 1 {
					t.Errorf("%s holds %v, %v", c.name, held, err)
				}
			}
		}
	})
	t.Run("is closed by a finding that names the true holder", func(t *testing.T) {
		s := issued(t)
		s.b.must(armory.Resolve{Conflict: s.only(t, armory.ConflictDouble).ID, Finding: "Ana has it", Holder: s.ana})
		s.heal()
		got, custody := s.only(t, armory.ConflictDouble), s.a.custody(s.rifle)
		if got.Open() || got.Finding != "Ana has it" {
			t.Errorf("got %+v", got)
		}
		if len(custody.Heads) != 1 || !custody.Now().Out || custody.Now().Person != s.ana {
			t.Errorf("custody %+v", custody)
		}
		_, err := s.a.does(armory.Resolve{Conflict: got.ID, Finding: "no, Juan", Holder: s.juan})
		refused(t, err, "CHANGED")
	})
	t.Run("is healed by the next return and stays open until it is resolved", func(t *testing.T) {
		s := issued(t)
		s.b.must(giveBack(s.rifle))
		s.heal()
		if custody := s.a.custody(s.rifle); custody.Status() != armory.StatusAvailable || len(custody.Heads) != 1 {
			t.Errorf("custody %+v", custody)
		}
		if !s.only(t, armory.ConflictDouble).Open() {
			t.Error("a return closed the conflict")
		}
		s.a.role = armory.RoleArmorer
		_, err := s.a.does(take(s.juan, s.rifle))
		refused(t, err, armory.CodeBlocked)
		s.a.role = armory.RoleAdministrator
		s.a.must(armory.Resolve{Conflict: s.only(t, armory.ConflictDouble).ID, Finding: "it is back"})
		s.a.must(take(s.juan, s.rifle))
	})
	t.Run("to the same person is a conflict but no contest", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.rifle))
		s.heal()
		if got := s.only(t, armory.ConflictDouble); len(got.People) != 1 {
			t.Errorf("people %v", got.People)
		}
		if got := s.b.custody(s.rifle).Status(); got != armory.StatusIssued {
			t.Errorf("status %s", got)
		}
	})
	t.Run("is found also when it came back and went out again at one of them", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.a.must(take(s.ana, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.b.must(take(s.juan, s.rifle))
		s.heal()
		for _, c := range s.counters {
			if got := len(c.conflicts(armory.ConflictDouble)); got != 2 {
				t.Errorf("%s has %d conflicts, want one with each Take", c.name, got)
			}
		}
		if got := s.a.custody(s.rifle); got.Status() != armory.StatusIssued {
			t.Errorf("the item is %s, but it is still out at the other counter", got.Status())
		}
	})
	t.Run("is no conflict when the second counter had heard of the return", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.heal()
		s.b.must(take(s.ana, s.rifle))
		s.heal()
		s.none(t, armory.ConflictDouble)
	})
}

func TestAResolutionThatCrossesAnotherHandling(t *testing.T) {
	contested := func(t *testing.T) (*split, ledger.ID) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.ana, s.rifle))
		s.heal()
		return s, s.only(t, armory.ConflictDouble).ID
	}
	t.Run("by an issue to a third is a double issue again", func(t *testing.T) {
		s, id := contested(t)
		s.a.must(armory.Resolve{Conflict: id, Finding: "Juan has it", Holder: s.juan})
		s.b.reason = "the conflict is being looked into"
		s.b.must(giveBack(s.rifle))
		s.b.must(take(s.ana, s.rifle))
		s.heal()
		open := 0
		for _, c := range s.a.conflicts(armory.ConflictDouble) {
			if c.Open() {
				open++
			}
		}
		if open != 1 {
			t.Errorf("%d open conflicts about an item that two people may have, want 1", open)
		}
		if got := s.a.custody(s.rifle).Status(); got != armory.StatusContested {
			t.Errorf("status %s", got)
		}
	})
	t.Run("by another finding is a double issue again", func(t *testing.T) {
		s, id := contested(t)
		s.a.must(armory.Resolve{Conflict: id, Finding: "Juan has it", Holder: s.juan})
		s.b.must(armory.Resolve{Conflict: id, Finding: "Ana has it", Holder: s.ana})
		s.heal()
		if got := s.a.conflicts(armory.ConflictDouble); len(got) != 2 {
			t.Errorf("%d conflicts, want the closed one and a new one", len(got))
		}
	})
	t.Run("by the same finding agrees", func(t *testing.T) {
		s, id := contested(t)
		s.a.must(armory.Resolve{Conflict: id, Finding: "Juan has it", Holder: s.juan})
		s.b.must(armory.Resolve{Conflict: id, Finding: "with Juan", Holder: s.juan})
		s.heal()
		if s.only(t, armory.ConflictDouble).Open() || s.a.custody(s.rifle).Status() != armory.StatusIssued {
			t.Error("two equal findings do not agree")
		}
	})
	t.Run("by a return says so, and the item counts as out until somebody looks", func(t *testing.T) {
		s, id := contested(t)
		s.a.must(armory.Resolve{Conflict: id, Finding: "Juan has it", Holder: s.juan})
		s.b.must(giveBack(s.rifle))
		s.heal()
		if !s.only(t, armory.ConflictReturn).Open() || s.a.custody(s.rifle).Status() != armory.StatusIssued {
			t.Error("a return was lost against a finding")
		}
		s.a.must(giveBack(s.rifle))
		s.heal()
		if got := s.b.custody(s.rifle).Status(); got != armory.StatusAvailable {
			t.Errorf("status %s", got)
		}
	})
}

func TestOnePersonServedAtTwoCutOffCounters(t *testing.T) {
	t.Run("over the limit is a conflict that an administrator closes", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		got := s.only(t, armory.ConflictLimit)
		if !slices.Equal(got.People, []ledger.SubjectID{s.juan}) || len(got.Items) != 2 || !got.Open() {
			t.Errorf("got %+v", got)
		}
		s.none(t, armory.ConflictDouble)
		s.a.must(armory.Resolve{Conflict: got.ID, Finding: "it was an alert"})
		s.heal()
		if s.only(t, armory.ConflictLimit).Open() {
			t.Error("still open")
		}
		if held, err := armory.Held(s.b.state, s.juan); err != nil || len(held) != 2 {
			t.Errorf("resolving took something from him: %v %v", held, err)
		}
	})
	t.Run("one pistol and one rifle under one-each is none", func(t *testing.T) {
		s := newSplit(t)
		s.a.limit(armory.LimitOneEach)
		s.heal()
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		s.none(t, armory.ConflictLimit)
	})
	t.Run("what each knew he held counts too", func(t *testing.T) {
		s := newSplit(t)
		third := s.a.item("M16", "W300")
		s.a.limit("2")
		s.a.must(take(s.juan, third))
		s.heal()
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		if got := s.only(t, armory.ConflictLimit); len(got.Items) != 2 {
			t.Errorf("items %v", got.Items)
		}
	})
	t.Run("is judged by the stricter limit when the limit changed in between", func(t *testing.T) {
		s := newSplit(t)
		s.a.limit("5")
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.juan, s.gun))
		s.heal()
		s.only(t, armory.ConflictLimit)
	})
}

func TestReturnedAtTwoCutOffCounters(t *testing.T) {
	out := func(t *testing.T) *split {
		s := newSplit(t)
		s.a.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{{Item: s.rifle, Magazines: 3, Rounds: 90}}})
		s.heal()
		return s
	}
	t.Run("equal returns are one return told twice", func(t *testing.T) {
		s := out(t)
		s.a.must(giveBack(s.rifle))
		s.b.must(giveBack(s.rifle))
		s.heal()
		s.none(t, armory.ConflictReturn)
		if got := s.a.custody(s.rifle).Status(); got != armory.StatusAvailable {
			t.Errorf("status %s", got)
		}
	})
	t.Run("equal returns that put stock back, or say what is missing, count twice and are shown", func(t *testing.T) {
		for _, stocked := range []bool{true, false} {
			s := newSplit(t)
			mags := s.a.subject()
			s.a.must(armory.Register{Kind: armory.KindStock, ID: mags, Set: map[string]string{"name": "5.56 magazine", "type": "magazine", "calibre": "5.56"}})
			back := giveBack(s.rifle)
			if stocked {
				s.a.must(armory.MoveStock{ID: mags, N: 10, How: armory.StockReceived})
			} else {
				back.Lines[0].Magazines, back.Missing = 2, armory.MissingDiscrepancy
			}
			s.a.must(armory.Take{Person: s.juan, Lines: []armory.TakeAsk{{Item: s.rifle, Magazines: 3}}})
			s.heal()
			s.a.must(back)
			s.b.must(back)
			s.heal()
			if got := s.only(t, armory.ConflictReturn); !got.Open() {
				t.Errorf("got %+v", got)
			}
			if n, _ := s.a.onHand(mags); stocked && n != 13 {
				t.Errorf("%d there", n)
			}
		}
	})
	t.Run("different contents are a mismatch", func(t *testing.T) {
		s := out(t)
		s.a.must(giveBack(s.rifle))
		s.b.must(armory.Return{Lines: []armory.ReturnAsk{{Item: s.rifle, Condition: "Poor", Magazines: 2, Rounds: 60}}, Missing: armory.MissingExpended, Notes: "fired"})
		s.heal()
		if got := s.only(t, armory.ConflictReturn); !got.Open() || !slices.Equal(got.Items, []ledger.SubjectID{s.rifle}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("each ending its own issue of a split says the same at both", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.b.must(take(s.ana, s.rifle))
		s.b.must(giveBack(s.rifle))
		s.heal()
		if got := s.only(t, armory.ConflictReturn); len(got.People) != 2 {
			t.Errorf("people %v", got.People)
		}
		s.only(t, armory.ConflictDouble)
	})
}

func TestATakeThatCrossedARestriction(t *testing.T) {
	t.Run("a suspension: both stand, loudly", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(personStatus(s.juan, armory.PersonSuspended))
		s.heal()
		got := s.only(t, armory.ConflictRestricted)
		if got.Detail != armory.PersonSuspended || !slices.Equal(got.Items, []ledger.SubjectID{s.rifle}) || !slices.Equal(got.People, []ledger.SubjectID{s.juan}) {
			t.Errorf("got %+v", got)
		}
		if s.b.custody(s.rifle).Status() != armory.StatusIssued {
			t.Error("the suspension took the rifle from him")
		}
		_, err := s.a.does(take(s.juan, s.gun))
		refused(t, err, armory.CodeBlocked)
	})
	t.Run("a retirement: both stand, and a return finds the way back", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(status(s.rifle, armory.StatusRetired))
		s.heal()
		got := s.only(t, armory.ConflictRestricted)
		if got.Detail != armory.StatusRetired || s.a.custody(s.rifle).Status() != armory.StatusIssued {
			t.Errorf("got %+v, item %s", got, s.a.custody(s.rifle).Status())
		}
		s.b.must(giveBack(s.rifle))
		s.heal()
		if !s.only(t, armory.ConflictRestricted).Open() {
			t.Error("closed by itself")
		}
		if got := s.a.custody(s.rifle).Status(); got != armory.StatusRetired {
			t.Errorf("status %s after the return, want the retirement to stand", got)
		}
	})
	t.Run("a finding that nobody has it leaves it forbidden", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(take(s.juan, s.rifle))
		s.b.must(status(s.rifle, armory.StatusRetired))
		s.heal()
		s.a.must(armory.Resolve{Conflict: s.only(t, armory.ConflictRestricted).ID, Finding: "he never took it"})
		s.heal()
		if got := s.b.custody(s.rifle).Status(); got != armory.StatusRetired {
			t.Errorf("status %s, want the retirement to stand", got)
		}
	})
	t.Run("lifting a suspension crosses nothing", func(t *testing.T) {
		s := newSplit(t)
		s.b.must(personStatus(s.juan, armory.PersonSuspended))
		s.b.must(personStatus(s.juan, armory.PersonActive))
		s.heal()
		s.a.must(take(s.juan, s.rifle))
		s.b.must(status(s.gun, armory.StatusMaintenance))
		s.b.must(status(s.gun, armory.StatusAvailable))
		s.heal()
		s.none(t, armory.ConflictRestricted)
	})
}

func TestStatusesThatCrossed(t *testing.T) {
	t.Run("the most restrictive wins, of a person and of an item", func(t *testing.T) {
		s := newSplit(t)
		s.a.must(personStatus(s.juan, armory.PersonSuspended))
		s.b.must(personStatus(s.juan, armory.PersonInactive))
		s.a.must(status(s.rifle, armory.StatusLost))
		s.b.must(status(s.rifle, armory.StatusMaintenance))
		s.heal()
		doc := &armory.Person{ID: s.juan.ID}
		s.b.load(doc)
		if doc.StatusNow() != armory.PersonSuspended || s.b.custody(s.rifle).Status() != armory.StatusLost {
			t.Errorf("person %s, item %s", doc.StatusNow(), s.b.custody(s.rifle).Status())
		}
		s.b.must(personStatus(s.juan, armory.PersonActive))
		s.heal()
		s.a.load(doc)
		if doc.StatusNow() != armory.PersonActive {
			t.Errorf("person %s after a decision that saw both", doc.StatusNow())
		}
	})
}
