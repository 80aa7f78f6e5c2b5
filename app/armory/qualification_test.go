package armory_test

import (
	"strings"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func (c *counter) setting(name, value string) {
	c.t.Helper()
	c.must(armory.Edit{Kind: armory.KindSite, ID: c.siteSubject(), Set: map[string]string{name: value}})
}

func TestQualification(t *testing.T) {
	now := time.Date(2026, 11, 28, 23, 30, 0, 0, time.FixedZone("", 8*3600))
	of := func(set map[string]string) *armory.Record {
		return armory.NewRecord(armory.KindPersonAdd, ledger.ID{}, set)
	}
	for _, c := range []struct {
		name, until, category string
		want                  string // is in the sentence; empty: qualified
	}{
		{"none on record", "", armory.CategoryRifle, "no qualification for rifles"},
		{"over since yesterday", "2026-11-27", armory.CategoryRifle, "until 27 Nov 2026"},
		{"good through its day", "2026-11-28", armory.CategoryRifle, ""},
		{"good for years", "2030-01-01", armory.CategoryRifle, ""},
		{"for rifles is none for pistols", "2030-01-01", armory.CategoryPistol, "no qualification for pistols"},
		{"of a category nobody knows is other equipment", "2030-01-01", "mortar", "no qualification for other equipment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := armory.Unqualified(of(map[string]string{"rank": "SGT", "last_name": "Cruz", "qual_rifle": c.until}), c.category, now)
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q in it", got, c.want)
			}
		})
	}
	t.Run("is a date", func(t *testing.T) {
		for _, bad := range []string{"2026-13-01", "28-11-2026", "tomorrow", "0000-00-00", "2026-02-30"} {
			if _, err := armory.CheckField(armory.KindPerson, "qual_rifle", bad); err == nil {
				t.Errorf("%q was taken", bad)
			}
		}
	})
}

func TestATakeByWhomIsNotQualified(t *testing.T) {
	s := newSplit(t)
	for _, way := range []string{"", armory.QualificationOff, armory.QualificationWarn} {
		t.Run("is done where the site says "+way, func(t *testing.T) {
			if way != "" {
				s.a.setting("qualification", way)
			}
			s.a.must(take(s.juan, s.rifle))
			s.a.must(giveBack(s.rifle))
		})
	}
	s.a.setting("qualification", armory.QualificationRefuse)
	t.Run("is refused where the site says so, and names the item", func(t *testing.T) {
		before := len(s.a.order)
		_, err := s.a.does(take(s.juan, s.rifle))
		if r := refused(t, err, armory.CodeUnqualified); r.Item != s.rifle || !r.Reason {
			t.Errorf("got %+v", r)
		}
		if len(s.a.order) != before {
			t.Error("something was written")
		}
	})
	t.Run("is done with a reason by who may override", func(t *testing.T) {
		s.a.reason = "range day, under supervision"
		s.a.must(take(s.juan, s.rifle))
		s.a.must(giveBack(s.rifle))
		s.a.reason = "ok"
		_, err := s.a.does(take(s.juan, s.rifle))
		refused(t, err, armory.CodeUnqualified)
		s.a.reason = ""
	})
	t.Run("is done when he is qualified, and a pistol all the same is not", func(t *testing.T) {
		s.a.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"qual_rifle": "2099-12-31"}})
		_, err := s.a.does(take(s.juan, s.gun))
		refused(t, err, armory.CodeUnqualified)
		s.a.must(take(s.juan, s.rifle))
	})
	t.Run("and his Return asks nothing", func(t *testing.T) {
		s.a.must(armory.Edit{Kind: armory.KindPerson, ID: s.juan, Set: map[string]string{"qual_rifle": ""}})
		s.a.must(giveBack(s.rifle))
	})
}
