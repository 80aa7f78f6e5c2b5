package armory_test

import (
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

func TestReadCode(t *testing.T) {
	for text, want := range map[string]armory.Code{
		"IR-12345230226":                     {Text: "IR-12345230226", IDs: []string{"IR-12345230226"}},
		"  ir-12345230226\r\n":               {Text: "ir-12345230226", IDs: []string{"ir-12345230226"}},
		"W100":                               {Text: "W100", IDs: []string{"W100"}},
		"PERSONNEL:PE-1:SGT Cruz, Juan:1001": {Text: "PERSONNEL:PE-1:SGT Cruz, Juan:1001", Kind: armory.KindPerson, IDs: []string{"PE-1", "1001"}},
		"personnel:PE-1:SGT Cruz, J:1001:jc": {Text: "personnel:PE-1:SGT Cruz, J:1001:jc", Kind: armory.KindPerson, IDs: []string{"PE-1", "1001"}},
		"Personnel : PE-1 : x":               {Text: "Personnel : PE-1 : x", Kind: armory.KindPerson, IDs: []string{"PE-1"}},
		"PERSONNEL::SGT Cruz, Juan:1001":     {Text: "PERSONNEL::SGT Cruz, Juan:1001", Kind: armory.KindPerson, IDs: []string{"1001"}},
		"ITEM:IR-1:M4:W100":                  {Text: "ITEM:IR-1:M4:W100", Kind: armory.KindItem, IDs: []string{"IR-1", "W100"}},
		"iTeM:IR-1":                          {Text: "iTeM:IR-1", Kind: armory.KindItem, IDs: []string{"IR-1"}},
		"RECEIPT:YFF7W-4-6:0A1b2C3d":         {Text: "RECEIPT:YFF7W-4-6:0A1b2C3d", IDs: []string{"YFF7W-4-6"}, Receipt: "YFF7W-4-6", Entry: "0a1b2c3d"},
		" receipt : yff7w-4-6 : 0a1b2c3d4e ": {Text: "receipt : yff7w-4-6 : 0a1b2c3d4e", IDs: []string{"yff7w-4-6"}, Receipt: "YFF7W-4-6", Entry: "0a1b2c3d4e"},
		"RECEIPT":                            {Text: "RECEIPT", IDs: []string{"RECEIPT"}},
		"ITEM":                               {Text: "ITEM", IDs: []string{"ITEM"}},
		"m4/pa:00-7a":                        {Text: "m4/pa:00-7a", IDs: []string{"m4/pa:00-7a"}},
		"A\u202eB\u0000C":                    {Text: "ABC", IDs: []string{"ABC"}},
		strings.Repeat("x", 512):             {Text: strings.Repeat("x", 512), IDs: []string{strings.Repeat("x", 512)}},
	} {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			got, err := armory.ReadCode(text)
			if err != nil || got.Text != want.Text || got.Kind != want.Kind || got.Receipt != want.Receipt || got.Entry != want.Entry || !slices.Equal(got.IDs, want.IDs) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	for name, text := range map[string]string{"nothing": "", "white space": " \t\r\n", "invisible signs": "\u200b\u202e", "a prefix alone": "ITEM:", "names of nothing": "PERSONNEL: :x: ", "a receipt without a number": "RECEIPT::0a1b2c3d",
		"a receipt without an entry": "RECEIPT:YFF7W-4-6", "too little of an entry": "RECEIPT:YFF7W-4-6:0a1b2c3", "an entry that is no hash": "RECEIPT:YFF7W-4-6:0a1b2c3g",
		"more than an entry": "RECEIPT:YFF7W-4-6:0a1b2c3d:x", "513 characters": strings.Repeat("x", 513)} {
		t.Run(name+" is refused", func(t *testing.T) {
			_, err := armory.ReadCode(text)
			refused(t, err, armory.CodeInvalid)
		})
	}
}

func TestLookup(t *testing.T) {
	d := newDesk(t)
	form := d.itemForm(d.subject(), "M4", "1001") // the serial number of a person
	form.Set["code"] = "FACTORY:77"
	d.must(form)
	person, rifle := d.record(armory.KindPerson, d.juan.ID), d.record(armory.KindItem, d.m4.ID)
	for text, want := range map[string][]ledger.ID{
		person.Value("label"):                     {d.juan.ID},
		strings.ToLower(person.Value("label")):    {d.juan.ID},
		rifle.Value("label") + "\n":               {d.m4.ID},
		"w1":                                      {d.m4.ID},
		"factory:77":                              {form.ID.ID},
		"1001":                                    {d.juan.ID, form.ID.ID},
		"PERSONNEL:unknown:SGT Cruz, Juan:1001":   {d.juan.ID},
		"ITEM:unknown:M4:1001":                    {form.ID.ID},
		"ITEM:" + person.Value("label"):           {},
		"PERSONNEL:" + rifle.Value("label") + ":": {},
		d.m4.String():                             {d.m4.ID},
		strings.ToLower(d.juan.String()):          {d.juan.ID},
		d.siteSubject().String():                  {},
		"nobody":                                  {},
	} {
		t.Run(strings.TrimSpace(text), func(t *testing.T) {
			code, err := armory.ReadCode(text)
			if err != nil {
				t.Fatal(err)
			}
			found, err := armory.Lookup(d.state, code)
			var got []ledger.ID
			for _, r := range found {
				got = append(got, r.ID)
			}
			if err != nil || len(got) != len(want) || slices.ContainsFunc(want, func(id ledger.ID) bool { return !slices.Contains(got, id) }) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		})
	}
}

func TestWrittenCodesAreReadAgain(t *testing.T) {
	d := newDesk(t)
	person, rifle := d.record(armory.KindPerson, d.juan.ID), d.record(armory.KindItem, d.m4.ID)
	odd := d.itemForm(d.subject(), "M4", "A:7")
	d.must(odd)
	for text, want := range map[string]ledger.ID{
		armory.PersonCode(person):                                      d.juan.ID,
		armory.ItemCode(rifle, "rifle"):                                d.m4.ID,
		armory.ItemCode(rifle, "a:b"):                                  d.m4.ID,
		armory.ItemCode(d.record(armory.KindItem, odd.ID.ID), "other"): odd.ID.ID,
	} {
		code, err := armory.ReadCode(text)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := armory.Lookup(d.state, code); err != nil || len(found) != 1 || found[0].ID != want {
			t.Errorf("%s finds %v, %v", text, found, err)
		}
	}
	if got, want := armory.PersonCode(person), "PERSONNEL:"+person.Value("label")+":"+person.Value("rank")+" "+person.Value("last_name")+", "+person.Value("first_name")+":1001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzReadCode: whatever the scanner sends, the code is short, clean text or a refusal.
func FuzzReadCode(f *testing.F) {
	for _, seed := range []string{"", "IR-12345230226", "PERSONNEL:PE-1:SGT Cruz, Juan:1001:jc", "ITEM:IR-1:M4:W100", "item::::", "receipt:YFF7W-4-6:0a1b2c3d", "\xff\xfe", "\u202e:\u202e", strings.Repeat(":", 512)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := armory.ReadCode(text)
		if err != nil {
			refused(t, err, armory.CodeInvalid)
			return
		}
		if len(code.IDs) == 0 || len(code.IDs) > 2 || slices.Contains(code.IDs, "") {
			t.Errorf("%q: ids %q", text, code.IDs)
		}
		for _, id := range append(code.IDs, code.Text) {
			if armory.Clean(id, false) != id {
				t.Errorf("%q holds %q", text, id)
			}
		}
		again, err := armory.ReadCode(code.Text)
		if err != nil || !slices.Equal(again.IDs, code.IDs) || again.Kind != code.Kind {
			t.Errorf("%q reads as %+v and then as %+v, %v", text, code, again, err)
		}
	})
}
