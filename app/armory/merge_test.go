package armory_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// twins is a split at whose sides one man and one rifle were registered, before the sides met.
type twins struct {
	*split
	him, again    ledger.SubjectID // registered first at a, then at b
	rifle, double ledger.SubjectID
}

func newTwins(t *testing.T) *twins {
	t.Helper()
	s := &twins{split: newSplit(t)}
	s.him, s.rifle = s.a.person("7777"), s.a.item("M4", "W777")
	s.again, s.double = s.b.person("7777"), s.b.item("M4", "W777")
	s.heal()
	s.a.reason, s.b.reason = "it lies before me", "it lies before me" // a number that two have keeps a rifle in the rack
	return s
}

func joinPeople(from, into ledger.SubjectID) armory.Merge {
	return armory.Merge{Kind: armory.KindPerson, From: from, Into: into, Reason: "one man, two counters"}
}

func joinItems(from, into ledger.SubjectID) armory.Merge {
	return armory.Merge{Kind: armory.KindItem, From: from, Into: into, Reason: "one rifle, two counters"}
}

// scanned are the ids a code finds.
func (c *counter) scanned(text string) (out []ledger.SubjectID) {
	c.t.Helper()
	code, err := armory.ReadCode(text)
	if err != nil {
		c.t.Fatalf("%v", err)
	}
	found, err := armory.Lookup(c.state, code)
	if err != nil {
		c.t.Fatalf("%v", err)
	}
	for _, r := range found {
		out = append(out, ledger.SubjectID{ID: r.ID})
	}
	return out
}

func (c *counter) held(person ledger.SubjectID) (out []ledger.SubjectID) {
	c.t.Helper()
	all, err := armory.Held(c.state, person)
	if err != nil {
		c.t.Fatalf("%v", err)
	}
	for _, h := range all {
		out = append(out, h.Item)
	}
	return out
}

func TestAMerge(t *testing.T) {
	for _, named := range []string{"as it stands", "the other way round"} {
		t.Run("lets the record registered first stand for both, "+named, func(t *testing.T) {
			s := newTwins(t)
			s.a.must(armory.Edit{Kind: armory.KindPerson, ID: s.again, Set: map[string]string{"code": "BADGE-2"}})
			s.heal()
			from, into := s.again, s.him
			if named != "as it stands" {
				from, into = into, from
			}
			s.a.must(joinPeople(from, into))
			s.heal()
			for _, c := range s.counters {
				if gone := c.record(armory.KindPerson, s.again.ID); gone.Merged != s.him || gone.Value("serial") != "7777" {
					t.Errorf("got %+v", gone)
				}
				if kept := c.record(armory.KindPerson, s.him.ID); !kept.Merged.IsZero() {
					t.Errorf("got %+v", kept)
				}
				for _, code := range []string{"7777", "BADGE-2", s.again.String(), s.him.String(), c.record(armory.KindPerson, s.again.ID).Value("label")} {
					if got := c.scanned(code); !slices.Equal(got, []ledger.SubjectID{s.him}) {
						t.Errorf("%s finds %v", code, got)
					}
				}
				for _, left := range c.conflicts(armory.ConflictNumber) {
					if len(left.People) > 0 {
						t.Errorf("left: %+v", left)
					}
				}
			}
		})
	}
	t.Run("gives what either holds, and is named for, to the one that stands", func(t *testing.T) {
		s := newTwins(t)
		s.b.must(take(s.again, s.gun))
		s.heal()
		s.a.must(joinPeople(s.again, s.him))
		if got := s.a.held(s.him); !slices.Equal(got, []ledger.SubjectID{s.gun}) {
			t.Errorf("he holds %v", got)
		}
		_, err := s.a.does(take(s.again, s.double))
		if r := refused(t, err, armory.CodeLimit); r.Holder != s.him {
			t.Errorf("got %+v", r)
		}
		id := s.a.must(giveBack(s.gun))
		s.heal()
		if got := s.b.transaction(id); got.Person != s.him || got.Lines[0].Holder != s.him {
			t.Errorf("got %+v", got)
		}
		s.none(t, armory.ConflictReturn)
	})
	t.Run("makes the custody of two rifles one", func(t *testing.T) {
		s := newTwins(t)
		s.b.must(take(s.juan, s.double))
		s.heal()
		s.a.must(joinItems(s.double, s.rifle))
		s.heal()
		for _, c := range s.counters {
			if got := c.custody(s.rifle); got.Status() != armory.StatusIssued || got.Now().Person != s.juan {
				t.Errorf("got %+v", got)
			}
			_, err := c.does(take(s.ana, s.rifle))
			refused(t, err, armory.CodeOut)
			_, err = c.does(take(s.ana, s.double))
			refused(t, err, armory.CodeOut)
		}
		s.b.must(giveBack(s.double))
		s.heal()
		s.a.must(take(s.ana, s.rifle))
		s.heal()
		if got := s.b.custody(s.rifle); len(got.Heads) != 1 || got.Now().Person != s.ana {
			t.Errorf("got %+v", got)
		}
		s.none(t, armory.ConflictDouble)
		s.none(t, armory.ConflictReturn)
	})
	t.Run("takes the more restrictive of two states", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(status(s.double, armory.StatusMaintenance))
		s.a.must(personStatus(s.again, armory.PersonSuspended))
		s.a.must(joinItems(s.double, s.rifle))
		s.a.must(joinPeople(s.again, s.him))
		s.heal()
		_, err := s.b.does(take(s.juan, s.rifle))
		refused(t, err, armory.CodeBlocked)
		_, err = s.b.does(take(s.him, s.gun))
		refused(t, err, armory.CodeBlocked)
		s.b.must(status(s.rifle, armory.StatusAvailable))
		s.b.must(personStatus(s.him, armory.PersonActive))
		s.b.must(take(s.him, s.rifle))
	})
	t.Run("calls nothing a contradiction that was done with two records before it", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(take(s.juan, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.heal()
		s.b.must(take(s.ana, s.double))
		s.b.must(giveBack(s.double))
		s.heal()
		s.a.must(joinItems(s.double, s.rifle))
		s.heal()
		s.none(t, armory.ConflictDouble)
		s.none(t, armory.ConflictReturn)
	})
	t.Run("finds an issue at a counter that had not heard of it", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(joinItems(s.double, s.rifle))
		s.a.must(take(s.juan, s.rifle))
		s.b.must(take(s.ana, s.double)) // in its eyes another rifle
		s.heal()
		found := s.only(t, armory.ConflictDouble)
		if !slices.Equal(found.Items, []ledger.SubjectID{s.rifle}) || len(found.People) != 2 {
			t.Errorf("got %+v", found)
		}
		if got := s.b.custody(s.rifle).Status(); got != armory.StatusContested {
			t.Errorf("status %s", got)
		}
		s.b.must(armory.Resolve{Conflict: found.ID, Finding: "Ana showed it", Holder: s.ana})
		s.heal()
		if got := s.a.custody(s.rifle); got.Status() != armory.StatusIssued || got.Now().Person != s.ana {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("of two that are joined crosswise with a third makes all three one", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(joinPeople(s.again, s.him))
		s.b.must(joinPeople(s.again, s.juan)) // registered before either
		s.heal()
		for _, c := range s.counters {
			for _, id := range []ledger.SubjectID{s.him, s.again} {
				if got := c.record(armory.KindPerson, id.ID).Merged; got != s.juan {
					t.Errorf("%s stands for %s", got, id)
				}
			}
		}
		_, err := s.a.does(joinPeople(s.again, s.him))
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("by a station that was revoked before counts no more, and both stand again", func(t *testing.T) {
		s := newTwins(t)
		s.b.must(joinItems(s.double, s.rifle)) // after what the cut leaves to it
		s.a.must(armory.RosterEntry{Kind: armory.KindStationRevoke, ID: ledger.SubjectID{ID: s.b.station.ID}, Signer: s.boss, Sign: signer(s.bossKey),
			Set: map[string]string{"revoked": "yes"}, Reason: "stolen"})
		s.heal()
		if got := s.a.record(armory.KindItem, s.double.ID); !got.Merged.IsZero() {
			t.Errorf("merged into %s", got.Merged)
		}
		s.a.must(take(s.juan, s.rifle))
		s.a.must(take(s.ana, s.double))
		tail := s.a.conflicts(armory.ConflictTail)
		if len(tail) != 1 {
			t.Fatalf("got %+v", tail)
		}
		s.a.must(armory.Resolve{Conflict: tail[0].ID, Finding: "it was ours", Choice: armory.Adopt})
		s.heal()
		if got := s.a.record(armory.KindItem, s.double.ID); got.Merged != s.rifle {
			t.Errorf("adopted, it is merged into %s", got.Merged)
		}
		if got := s.b.custody(s.rifle).Status(); got != armory.StatusContested {
			t.Errorf("status %s", got)
		}
	})
	for name, bad := range map[string]struct {
		merge func(*twins) armory.Merge
		code  string
		says  string
	}{
		"of two rifles that are both out": {func(s *twins) armory.Merge {
			s.a.must(take(s.juan, s.rifle))
			s.a.must(take(s.ana, s.double))
			return joinItems(s.double, s.rifle)
		}, armory.CodeHolding, "is out with SGT CRUZ1002"},
		"of two people who together hold too much": {func(s *twins) armory.Merge {
			s.a.must(take(s.him, s.rifle))
			s.a.must(take(s.again, s.gun))
			return joinPeople(s.again, s.him)
		}, armory.CodeHolding, "one item at a time"},
		"of a rifle and a pistol":  {func(s *twins) armory.Merge { return joinItems(s.gun, s.rifle) }, armory.CodeInvalid, "cannot be"},
		"of a person with himself": {func(s *twins) armory.Merge { return joinPeople(s.him, s.him) }, armory.CodeInvalid, "one record"},
		"of a person with a rifle": {func(s *twins) armory.Merge { return joinPeople(s.him, s.rifle) }, armory.CodeNotFound, "person"},
		"of an item with nothing":  {func(s *twins) armory.Merge { return joinItems(s.rifle, s.subject()) }, armory.CodeNotFound, "item"},
		"of two purposes": {func(s *twins) armory.Merge {
			return armory.Merge{Kind: armory.KindPurpose, From: s.him, Into: s.again, Reason: "one"}
		}, armory.CodeInvalid, "not joined"},
		"without a reason":          {func(s *twins) armory.Merge { return armory.Merge{Kind: armory.KindPerson, From: s.him, Into: s.again} }, armory.CodeNeedsReason, "reason"},
		"of what was joined before": {func(s *twins) armory.Merge { s.a.must(joinPeople(s.again, s.him)); return joinPeople(s.him, s.again) }, armory.CodeInvalid, "already"},
	} {
		t.Run(name+" is refused and says why", func(t *testing.T) {
			s := newTwins(t)
			merge := bad.merge(s)
			_, err := s.a.does(merge)
			if r := refused(t, err, bad.code); !strings.Contains(r.Message, bad.says) {
				t.Errorf("it says %q", r.Message)
			}
		})
	}
	t.Run("of anything but people and items does not count, whatever a station writes", func(t *testing.T) {
		s := newTwins(t)
		lots := []ledger.SubjectID{s.a.subject(), s.a.subject()}
		for i, id := range lots {
			s.a.must(armory.Register{Kind: armory.KindStock, ID: id, Set: map[string]string{"name": fmt.Sprint("M855 lot ", i), "type": "ammunition", "calibre": "5.56"}})
			s.a.must(armory.MoveStock{ID: id, N: 10, How: armory.StockReceived})
		}
		_, err := s.a.forge(s.a.command(), armory.Fact{Kind: armory.KindMerge, Subjects: []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: lots[0]}, {Kind: armory.SubjectRecord, ID: lots[1]}},
			Body: armory.MergeBody{From: lots[1], Reason: "one lot", Kind: armory.KindStock}})
		if !errors.Is(err, armory.ErrUnread) {
			t.Errorf("got %v", err)
		}
		s.a.must(armory.MoveStock{ID: lots[1], N: 5, How: armory.StockReceived})
		for i, want := range []int64{10, 15} {
			if n, _ := s.a.onHand(lots[i]); n != want {
				t.Errorf("%d of lot %d, want %d", n, i, want)
			}
		}
	})
	t.Run("leaves nothing to edit of the one that was given up", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(joinPeople(s.again, s.him))
		_, err := s.a.does(armory.Edit{Kind: armory.KindPerson, ID: s.again, Set: map[string]string{"phone": "1"}})
		refused(t, err, armory.CodeNotFound)
	})
}

func TestANewNumberForOneOfTwo(t *testing.T) {
	s := newTwins(t)
	s.b.must(armory.Renumber{Kind: armory.KindItem, ID: s.double, Reason: "they lie side by side"})
	s.b.must(armory.Renumber{Kind: armory.KindPerson, ID: s.again, Reason: "two men"})
	s.heal()
	s.none(t, armory.ConflictNumber)
	if got := s.a.scanned("W777"); !slices.Equal(got, []ledger.SubjectID{s.rifle}) {
		t.Errorf("W777 finds %v", got)
	}
	if got := s.a.scanned("W777-2"); !slices.Equal(got, []ledger.SubjectID{s.double}) {
		t.Errorf("W777-2 finds %v", got)
	}
	one, two := s.a.record(armory.KindPerson, s.him.ID), s.a.record(armory.KindPerson, s.again.ID)
	if two.Value("label") != one.Value("label")+"-2" || two.Value("serial") != "7777-2" {
		t.Errorf("got %s %s", two.Value("label"), two.Value("serial"))
	}
	_, err := s.a.does(armory.Renumber{Kind: armory.KindItem, ID: s.double, Reason: "once more"})
	refused(t, err, armory.ErrUnchanged.Code)
	_, err = s.a.does(armory.Renumber{Kind: armory.KindItem, ID: s.double})
	refused(t, err, armory.CodeNeedsReason)
	t.Run("takes a badge off that two have", func(t *testing.T) {
		s := newTwins(t)
		s.a.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"code": "BADGE-1"}})
		s.b.must(armory.Edit{Kind: armory.KindPerson, ID: s.ana, Set: map[string]string{"code": "BADGE-1"}})
		s.heal()
		s.a.must(armory.Renumber{Kind: armory.KindPerson, ID: s.ana, Reason: "it is Juan's"})
		if got := s.a.scanned("BADGE-1"); !slices.Equal(got, []ledger.SubjectID{s.juan}) {
			t.Errorf("it finds %v", got)
		}
	})
}
