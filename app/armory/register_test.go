package armory_test

import (
	"errors"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func man(id ledger.SubjectID, set map[string]string) armory.Register {
	full := map[string]string{"serial": "2001", "rank": "SGT", "last_name": "Dela Cruz", "first_name": "Juan"}
	for k, v := range set {
		full[k] = v
	}
	return armory.Register{Kind: armory.KindPerson, ID: id, Set: full}
}

func TestRegisteringAPerson(t *testing.T) {
	for rank, want := range map[string]string{"SGT": "PE-2001050726", "sgt": "PE-2001050726", "CPT": "PO-2001050726"} {
		t.Run("gives a "+rank+" the label "+want, func(t *testing.T) {
			c := newStory(t, 1).counters[0]
			id := c.subject()
			c.must(man(id, map[string]string{"rank": rank}))
			r := c.record(armory.KindPerson, id.ID)
			if r.Value("label") != want || r.Value("rank") != strings.ToUpper(rank) {
				t.Errorf("got %s %s", r.Value("rank"), r.Value("label"))
			}
			officer, err := armory.IsOfficer(c.state, r.Value("rank"))
			if err != nil || officer != strings.HasPrefix(want, "PO") {
				t.Errorf("officer %v, %v", officer, err)
			}
		})
	}
	t.Run("keeps the label when rank and serial number change", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		id := c.subject()
		c.must(man(id, nil))
		c.must(armory.Edit{Kind: armory.KindPerson, ID: id, Set: map[string]string{"rank": "1LT", "serial": "2002"}})
		if got := c.record(armory.KindPerson, id.ID).Value("label"); got != "PE-2001050726" {
			t.Errorf("got %s", got)
		}
		_, err := c.does(armory.Edit{Kind: armory.KindPerson, ID: id, Set: map[string]string{"label": "PE-1"}})
		refused(t, err, armory.CodeInvalid)
	})
	t.Run("strips control and bidirectional characters and doubled spaces", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		id := c.subject()
		c.must(man(id, map[string]string{"last_name": " Dela\u202e  Cruz\u0000\u200b\n", "first_name": "J\u2066uan\u2069\ufeff", "phone": "\t0917\u00ad 1\r"}))
		r := c.record(armory.KindPerson, id.ID)
		if got := r.Value("last_name") + "|" + r.Value("first_name") + "|" + r.Value("phone"); got != "Dela Cruz|Juan|0917 1" {
			t.Errorf("got %q", got)
		}
		if got := armory.PersonName(r); got != "SGT DELA CRUZ, Juan" {
			t.Errorf("got %q", got)
		}
	})
	for name, c := range map[string]struct {
		set  map[string]string
		code string
	}{
		"without a serial number":        {map[string]string{"serial": ""}, armory.CodeInvalid},
		"with a serial number of spaces": {map[string]string{"serial": " \u200b "}, armory.CodeInvalid},
		"without a last name":            {map[string]string{"last_name": ""}, armory.CodeInvalid},
		"with a name of 61 letters":      {map[string]string{"last_name": strings.Repeat("ñ", 61)}, armory.CodeInvalid},
		"with an unknown rank":           {map[string]string{"rank": "KING"}, armory.CodeInvalid},
		"with an unknown group":          {map[string]string{"group": "999th"}, armory.CodeInvalid},
		"with a label":                   {map[string]string{"serial": "1001", "label": "x"}, armory.CodeDuplicate},
		"with a field there is not":      {map[string]string{"salary": "1"}, armory.CodeInvalid},
		"with a serial number taken":     {map[string]string{"serial": " 1001"}, armory.CodeDuplicate},
		"with a badge taken":             {map[string]string{"code": "badge-1"}, armory.CodeDuplicate},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			counter := newStory(t, 1).counters[0]
			taken := counter.subject()
			counter.must(man(taken, map[string]string{"serial": "1001", "code": "BADGE-1"}))
			before := counter.state.Digest()
			_, err := counter.does(man(counter.subject(), c.set))
			r := refused(t, err, c.code)
			if c.code == armory.CodeDuplicate && (r.Item != taken || !strings.Contains(r.Message, "DELA CRUZ")) {
				t.Errorf("it does not say whose: %+v", r)
			}
			if counter.state.Digest() != before {
				t.Error("something was written")
			}
		})
	}
	t.Run("a name of 60 letters is taken, in letters and not in bytes", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		c.must(man(c.subject(), map[string]string{"last_name": strings.Repeat("ñ", 60)}))
	})
	t.Run("groups are spelled as the list does", func(t *testing.T) {
		c := newStory(t, 1).counters[0]
		id := c.subject()
		c.must(man(id, map[string]string{"group": "951ST"}))
		if got := c.record(armory.KindPerson, id.ID).Value("group"); got != "951st" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("under an id that is registered is refused, also when he holds something", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		_, err := d.does(d.itemForm(d.m4, "M4", "W777"))
		refused(t, err, armory.CodeDuplicate)
		_, err = d.does(man(d.juan, nil))
		refused(t, err, armory.CodeDuplicate)
		_, err = d.does(man(d.m16, nil))
		refused(t, err, armory.CodeDuplicate)
		if got := d.custody(d.m4).Status(); got != armory.StatusIssued {
			t.Errorf("registering it again took it from him: %s", got)
		}
	})
}

func TestRegisteringAnItem(t *testing.T) {
	for model, want := range map[string]string{"M4": "IR-W9050726", "GLOCK17": "IP-W9050726", "SG": "IX-W9050726"} {
		t.Run("gives a "+model+" the label "+want, func(t *testing.T) {
			d := newDesk(t)
			id := d.item(model, "w 9")
			if got := d.record(armory.KindItem, id.ID).Value("label"); got != want {
				t.Errorf("got %s", got)
			}
		})
	}
	t.Run("keeps a factory code as it was scanned, as label too", func(t *testing.T) {
		d := newDesk(t)
		form := d.itemForm(d.subject(), "M4", "W9")
		form.Set["code"] = "m4/pa:00-7a"
		d.must(form)
		r := d.record(armory.KindItem, form.ID.ID)
		if r.Value("code") != "m4/pa:00-7a" || r.Value("label") != "m4/pa:00-7a" {
			t.Errorf("got %q and %q", r.Value("code"), r.Value("label"))
		}
		other := d.itemForm(d.subject(), "M4", "W10")
		other.Set["code"] = "M4/PA:00-7A"
		_, err := d.does(other)
		refused(t, err, armory.CodeDuplicate)
	})
	t.Run("refuses the serial number of the same model, in any letter case and spacing", func(t *testing.T) {
		d := newDesk(t)
		_, err := d.does(d.itemForm(d.subject(), "M4", " w1 "))
		if r := refused(t, err, armory.CodeDuplicate); r.Item != d.m4 || !strings.Contains(r.Message, "Serial number") {
			t.Errorf("got %+v", r)
		}
	})
	t.Run("takes the same serial number of another model on the same day, under another label", func(t *testing.T) {
		d := newDesk(t)
		id := d.item("M16", "W1")
		third := d.item("M14", "W1")
		label, other := d.record(armory.KindItem, id.ID).Value("label"), d.record(armory.KindItem, third.ID).Value("label")
		if label != "IR-W1050726-2" || other != "IR-W1050726-3" {
			t.Errorf("got %s and %s", label, other)
		}
		code, _ := armory.ReadCode("w1")
		if found, err := armory.Lookup(d.state, code); err != nil || len(found) != 3 {
			t.Errorf("the bare serial number finds %d, %v", len(found), err)
		}
	})
	t.Run("refuses a withdrawn or unknown model", func(t *testing.T) {
		d := newDesk(t)
		model := d.record(armory.KindItem, d.m4.ID).Value("model")
		id, _ := ledger.ParseID(model)
		d.must(armory.Edit{Kind: armory.KindModel, ID: ledger.SubjectID{ID: id}, Set: map[string]string{"withdrawn": "yes"}})
		_, err := d.does(armory.Register{Kind: armory.KindItem, ID: d.subject(), Set: map[string]string{"model": model, "serial": "X"}})
		refused(t, err, armory.CodeInvalid)
		_, err = d.does(armory.Register{Kind: armory.KindItem, ID: d.subject(), Set: map[string]string{"model": d.subject().String(), "serial": "X"}})
		refused(t, err, armory.CodeNotFound)
		_, err = d.does(armory.Register{Kind: armory.KindItem, ID: d.subject(), Set: map[string]string{"model": "M4", "serial": "X"}})
		refused(t, err, armory.CodeInvalid)
		d.must(take(d.juan, d.m4)) // what is registered goes on
	})
	t.Run("an armorer registers, but neither edits nor imports", func(t *testing.T) {
		d := newDesk(t)
		d.role = armory.RoleArmorer
		d.item("M4", "W9")
		_, err := d.does(armory.Edit{Kind: armory.KindItem, ID: d.m4, Set: map[string]string{"number": "1"}})
		refused(t, err, armory.CodeForbidden)
		form := d.itemForm(d.subject(), "M4", "W10")
		form.Importing = true
		_, err = d.does(form)
		refused(t, err, armory.CodeForbidden)
	})
}

func TestEditing(t *testing.T) {
	t.Run("what does not change writes nothing", func(t *testing.T) {
		d := newDesk(t)
		_, err := d.does(armory.Edit{Kind: armory.KindPerson, ID: d.juan, Set: map[string]string{"first_name": " Juan ", "phone": ""}})
		if !errors.Is(err, armory.ErrUnchanged) {
			t.Errorf("got %v", err)
		}
	})
	for name, c := range map[string]struct {
		edit func(*desk) armory.Edit
		code string
	}{
		"of nobody": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindPerson, ID: d.subject(), Set: map[string]string{"phone": "1"}}
		}, armory.CodeNotFound},
		"of an item as a man": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindPerson, ID: d.m4, Set: map[string]string{"phone": "1"}}
		}, armory.CodeNotFound},
		"to another's serial number": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindPerson, ID: d.juan, Set: map[string]string{"serial": "1002"}}
		}, armory.CodeDuplicate},
		"to an empty name": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindPerson, ID: d.juan, Set: map[string]string{"last_name": " "}}
		}, armory.CodeInvalid},
		"of the site's root key": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindSite, ID: d.siteSubject(), Set: map[string]string{"root": "00"}}
		}, armory.CodeInvalid},
		"of a station's key": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindStation, ID: ledger.SubjectID{ID: d.station.ID}, Set: map[string]string{"key": "00"}}
		}, armory.CodeInvalid},
		"that revokes a station without a superuser's signature": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindStation, ID: ledger.SubjectID{ID: d.station.ID}, Set: map[string]string{"revoked": "yes"}}
		}, armory.CodeInvalid},
		"with a long reason": {func(d *desk) armory.Edit {
			return armory.Edit{Kind: armory.KindPerson, ID: d.juan, Set: map[string]string{"phone": "1"}, Reason: strings.Repeat("r", 1001)}
		}, armory.CodeInvalid},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			d := newDesk(t)
			_, err := d.does(c.edit(d))
			refused(t, err, c.code)
		})
	}
	t.Run("a list keeps its lines and loses its empty ones", func(t *testing.T) {
		d := newDesk(t)
		id := ledger.SubjectID{ID: armory.NamedID("list/" + armory.ListGroups)}
		d.must(armory.Edit{Kind: armory.KindList, ID: id, Set: map[string]string{"values": " HAS \n\n954th\n"}})
		if got, err := armory.ListWords(d.state, armory.ListGroups); err != nil || strings.Join(got, ",") != "HAS,954th" {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestNamesOnScreens(t *testing.T) {
	record := func(kind string, set map[string]string) *armory.Record {
		return armory.NewRecord(kind, ledger.ID{}, set)
	}
	for want, r := range map[string]*armory.Record{
		"SGT DELA CRUZ, Juan M.": record(armory.KindPersonAdd, map[string]string{"rank": "SGT", "last_name": "Dela Cruz", "first_name": "Juan", "middle_initial": "m."}),
		"REYES":                  record(armory.KindPersonAdd, map[string]string{"last_name": "Reyes"}),
	} {
		if got := armory.PersonName(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	model := record(armory.KindModelAdd, map[string]string{"name": "M4 Carbine"})
	for want, r := range map[string]*armory.Record{
		"M4 Carbine 0007":  record(armory.KindItemAdd, map[string]string{"serial": "W1", "number": "0007"}),
		"M4 Carbine SN W1": record(armory.KindItemAdd, map[string]string{"serial": "W1"}),
	} {
		if got := armory.ItemName(r, model); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for want, q := range map[string][2]int{"": {0, 0}, "1 magazine": {1, 0}, "2 magazines, 1 round": {2, 1}, "30 rounds": {0, 30}} {
		if got := armory.Quantities(q[0], q[1]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
