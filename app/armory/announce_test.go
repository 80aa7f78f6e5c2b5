package armory_test

import (
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestAnnouncements(t *testing.T) {
	published := func(t *testing.T) (*counter, ledger.SubjectID) {
		c := newStory(t, 1).counters[0]
		c.addAccount("armorer", armory.RoleArmorer)
		c.addAccount("screen", armory.RoleDisplay)
		gone := c.addAccount("gone", armory.RoleArmorer)
		if err := c.edit(c.boss, c.bossKey, gone, map[string]string{"disabled": "yes"}); err != nil {
			t.Fatal(err)
		}
		id := c.subject()
		c.must(armory.Publish{ID: id, Title: " Alert\u202e ", Text: "Muster at 06:00.\n\nBring it all."})
		return c, id
	}
	read := func(c *counter, id ledger.SubjectID) *armory.Announcement {
		doc := &armory.Announcement{ID: id.ID}
		c.load(doc)
		return doc
	}
	t.Run("go to the enabled accounts that can acknowledge", func(t *testing.T) {
		c, id := published(t)
		got := read(c, id)
		if got.Title != "Alert" || got.Level != "info" || got.Author != c.boss || len(got.Recipients) != 2 || !slices.Contains(got.Recipients, c.boss) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("are acknowledged once an account", func(t *testing.T) {
		c, id := published(t)
		c.must(armory.Acknowledge{ID: id})
		_, err := c.does(armory.Acknowledge{ID: id})
		refused(t, err, "UNCHANGED")
		if got := read(c, id).Acks; len(got) != 1 || got[0].Account != c.boss || got[0].Station != c.station {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("acknowledged at two cut-off stations: the earlier counts", func(t *testing.T) {
		s := newStory(t, 2)
		a, b := s.counters[0], s.counters[1]
		id := s.subject()
		a.must(armory.Publish{ID: id, Title: "Alert", Level: "Warning"})
		s.meet(a, b)
		b.must(armory.Acknowledge{ID: id})
		a.must(armory.Acknowledge{ID: id})
		s.meet(a, b)
		got := read(a, id)
		if len(got.Acks) != 1 || got.Level != "warning" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("are withdrawn with a reason and stay in the record", func(t *testing.T) {
		c, id := published(t)
		_, err := c.does(armory.Withdraw{ID: id})
		refused(t, err, armory.CodeNeedsReason)
		c.must(armory.Withdraw{ID: id, Reason: "it was an exercise"})
		if got := read(c, id); got.Withdrawn != "it was an exercise" || got.Title != "Alert" {
			t.Errorf("got %+v", got)
		}
		live, err := c.state.Find(armory.DocAnnouncement, armory.Key{Index: "live", Value: "yes"})
		if err != nil || len(live) != 0 {
			t.Errorf("still on the screens: %v %v", live, err)
		}
		_, err = c.does(armory.Withdraw{ID: id, Reason: "again, please"})
		refused(t, err, "UNCHANGED")
	})
	t.Run("withdrawn on both sides of a split give one reason", func(t *testing.T) {
		s := newStory(t, 2)
		id := s.subject()
		s.counters[0].must(armory.Publish{ID: id, Title: "Alert"})
		s.meet(s.counters...)
		s.counters[0].must(armory.Withdraw{ID: id, Reason: "first reason"})
		s.counters[1].must(armory.Withdraw{ID: id, Reason: "second reason"})
		s.meet(s.counters...)
	})
	t.Run("told twice under one id: the earlier stands at both", func(t *testing.T) {
		s := newStory(t, 2)
		id, command := s.subject(), s.command()
		for i, c := range s.counters {
			if err := c.doesAs(command, armory.Publish{ID: id, Title: "Alert " + string(rune('A'+i))}); err != nil {
				t.Fatal(err)
			}
		}
		s.meet(s.counters...)
	})
	for name, bad := range map[string]armory.Command{
		"without a title":      armory.Publish{Title: " \u200b"},
		"with a long title":    armory.Publish{Title: strings.Repeat("t", 121)},
		"with a long text":     armory.Publish{Title: "x", Text: strings.Repeat("t", 4001)},
		"with another level":   armory.Publish{Title: "x", Level: "shout"},
		"that nobody wrote":    armory.Acknowledge{},
		"that cannot be taken": armory.Withdraw{Reason: "never was"},
	} {
		t.Run(name+" are refused", func(t *testing.T) {
			c := newStory(t, 1).counters[0]
			_, err := c.does(bad)
			code := armory.CodeInvalid
			if _, publish := bad.(armory.Publish); !publish {
				code = armory.CodeNotFound
			}
			refused(t, err, code)
		})
	}
}

func TestDiscrepancies(t *testing.T) {
	t.Run("told twice under one id, at two cut-off stations, are one", func(t *testing.T) {
		s := newSplit(t)
		id := s.subject()
		s.a.must(armory.Raise{ID: id, Kind: "Missing", Item: s.rifle, Text: "not in the rack"})
		s.b.must(armory.Raise{ID: id, Kind: "Damaged", Item: s.gun, Text: "broken sight"})
		s.heal()
		for _, item := range []ledger.SubjectID{s.rifle, s.gun} {
			_, _ = s.a.does(take(s.juan, item))
		}
	})
	t.Run("of nothing, or in no words, are refused", func(t *testing.T) {
		d := newDesk(t)
		_, err := d.does(armory.Raise{ID: d.subject(), Item: d.subject(), Text: "lost it"})
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(armory.Raise{ID: d.subject(), Item: d.m4, Text: " "})
		refused(t, err, armory.CodeNeedsReason)
		_, err = d.does(armory.Raise{ID: d.subject(), Kind: "Boredom", Text: "nothing to do"})
		refused(t, err, armory.CodeInvalid)
		_, err = d.does(armory.SettleDiscrepancy{ID: d.subject(), State: armory.DiscrepancyClosed, Reason: "done"})
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(armory.Resolve{Conflict: d.draw(), Finding: "done"})
		refused(t, err, armory.CodeNotFound)
	})
	t.Run("move on step by step", func(t *testing.T) {
		d := newDesk(t)
		id := d.subject()
		d.must(armory.Raise{ID: id, Item: d.m4, Text: "scratched"})
		for _, state := range []string{armory.DiscrepancyReview, armory.DiscrepancyResolved, armory.DiscrepancyClosed, armory.DiscrepancyOpen} {
			d.must(armory.SettleDiscrepancy{ID: id, State: state, Reason: "on it goes"})
			doc := &armory.Discrepancy{ID: id.ID}
			d.load(doc)
			if doc.StateNow() != state {
				t.Errorf("got %s", doc.StateNow())
			}
		}
		_, err := d.does(armory.SettleDiscrepancy{ID: id, State: armory.DiscrepancyOpen, Reason: "on it goes"})
		refused(t, err, "UNCHANGED")
	})
}
