package storage

import (
	"slices"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestOfTwoVersionsOfADraftTheNewerCounts(t *testing.T) {
	id, low, high := ledger.ID{1}, ledger.StationID{ID: ledger.ID{2}}, ledger.StationID{ID: ledger.ID{3}}
	version := func(rev int64, station ledger.StationID, text string) armory.Draft {
		return armory.Draft{ID: id, Rev: rev, Station: station, Form: "counter", Title: "Cruz", Body: text, SavedMs: morning.UnixMilli()}
	}
	type step struct {
		d       armory.Draft
		ended   bool
		changes bool
	}
	for name, c := range map[string]struct {
		steps []step
		want  string // the body of the open draft; empty when it is not open
	}{
		"a first one":                        {[]step{{version(1, low, "a"), false, true}}, "a"},
		"a later revision":                   {[]step{{version(1, high, "a"), false, true}, {version(2, low, "b"), false, true}}, "b"},
		"an earlier revision":                {[]step{{version(2, low, "b"), false, true}, {version(1, high, "a"), false, false}}, "b"},
		"of the same the greater station's":  {[]step{{version(1, low, "a"), false, true}, {version(1, high, "b"), false, true}}, "b"},
		"not the lesser station's":           {[]step{{version(1, high, "b"), false, true}, {version(1, low, "a"), false, false}}, "b"},
		"the same one twice":                 {[]step{{version(1, low, "a"), false, true}, {version(1, low, "a"), false, false}}, "a"},
		"one that ended":                     {[]step{{version(1, low, "a"), false, true}, {version(2, low, ""), true, true}}, ""},
		"of the same the one that ended":     {[]step{{version(2, low, "a"), false, true}, {version(2, low, ""), true, true}}, ""},
		"one that ended does not come back":  {[]step{{version(3, low, ""), true, true}, {version(3, low, "a"), false, false}, {version(2, high, "a"), false, false}}, ""},
		"but a later revision is open again": {[]step{{version(2, low, ""), true, true}, {version(3, low, "more"), false, true}}, "more"},
		"one that ended, twice":              {[]step{{version(2, low, ""), true, true}, {version(2, low, ""), true, false}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, options(t))
			for i, s := range c.steps {
				write(t, db, func(tx *Tx) error {
					changed, err := tx.TakeDraft(s.d, s.ended)
					if changed != s.changes {
						t.Errorf("step %d changed something: %v, want %v", i, changed, s.changes)
					}
					return err
				})
			}
			read(t, db, func(v *View) error {
				d, open, err := v.Draft(id)
				if d.Body != c.want || open != (c.want != "") {
					t.Errorf("open: %v %q, want %q", open, d.Body, c.want)
				}
				if listed, _ := v.Drafts(); len(listed) > 0 != open {
					t.Errorf("listed are %+v", listed)
				}
				return err
			})
		})
	}
}

func TestADraftThatEnded(t *testing.T) {
	o, now := options(t), morning
	o.Now = func() time.Time { return now }
	db := open(t, o)
	d := armory.Draft{ID: ledger.ID{1}, Rev: 4, Station: ledger.StationID{ID: ledger.ID{2}}, Account: ledger.AccountID{ID: ledger.ID{3}},
		Command: ledger.CommandID{ID: ledger.ID{4}}, Form: "counter", Title: "Cruz", Body: "{}", SavedMs: morning.UnixMilli()}
	other := d
	other.ID = ledger.ID{9}
	want := d
	want.Rev, want.Form, want.Title, want.Body = 5, "", "", ""
	write(t, db, func(tx *Tx) error {
		must(t, tx.SaveDraft(d))
		must(t, tx.SaveDraft(other))
		got, err := tx.EndDraft(d.ID)
		if got != want {
			t.Errorf("to be told: %+v, want its next revision without what was typed, %+v", got, want)
		}
		if again, err := tx.EndDraft(d.ID); err != nil || again != (armory.Draft{}) {
			t.Errorf("ended once more: %+v, %v", again, err)
		}
		return err
	})
	all := func(t *testing.T, wantOpen, wantEnded []armory.Draft) {
		t.Helper()
		read(t, db, func(v *View) error {
			open, ended, err := v.AllDrafts()
			if !slices.Equal(open, wantOpen) || !slices.Equal(ended, wantEnded) {
				t.Errorf("got %+v and %+v, want %+v and %+v", open, ended, wantOpen, wantEnded)
			}
			return err
		})
	}
	t.Run("is told to others by its bare name", func(t *testing.T) { all(t, []armory.Draft{other}, []armory.Draft{want}) })
	t.Run("stays known for 30 days", func(t *testing.T) {
		now = morning.Add(draftEndedFor)
		write(t, db, func(tx *Tx) error { return tx.DeleteDraft(other.ID) })
		other.Rev, other.Form, other.Title, other.Body, other.SavedMs = 5, "", "", "", now.UnixMilli()
		all(t, nil, []armory.Draft{want, other})
	})
	t.Run("is forgotten after that, and not taken from others again", func(t *testing.T) {
		now = now.Add(time.Millisecond)
		third := d
		third.ID, third.SavedMs = ledger.ID{7}, now.UnixMilli()
		write(t, db, func(tx *Tx) error {
			_, err := tx.TakeDraft(third, true)
			return err
		})
		third.Form, third.Title, third.Body = "", "", ""
		all(t, nil, []armory.Draft{third, other})
		write(t, db, func(tx *Tx) error {
			if changed, err := tx.TakeDraft(want, true); changed || err != nil {
				t.Errorf("changed: %v, %v", changed, err)
			}
			return nil
		})
		all(t, nil, []armory.Draft{third, other})
	})
}
