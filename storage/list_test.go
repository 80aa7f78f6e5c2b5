package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// rack is a store with a few things whose places in the lists are known.
func rack(t *testing.T) *post {
	t.Helper()
	p := found(t)
	for _, person := range [][3]string{{"S1", "Nuñez", "María"}, {"S2", "Abad", "Zoe"}, {"S3", "Cruz", "Juan"}, {"S4", "Cruz", "Ana"}, {"S5", "O'Brien", "Pat"}} {
		p.addPerson(person[0], "SGT", person[1], person[2])
	}
	for i, number := range []string{"0010", "0002", "0100", "", "0001", "0003"} {
		p.addItem(i%2, fmt.Sprintf("W%02d", 9-i), number)
	}
	return p
}

func list(t *testing.T, p *post, name string, q armory.Query) (ids []ledger.ID, total int) {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	read(t, p.db, func(v *View) (err error) {
		ids, total, err = v.List(name, q)
		return err
	})
	return ids, total
}

// places says of ids where they stand among all.
func places(all []ledger.SubjectID, ids []ledger.ID) []int {
	out := make([]int, 0, len(ids))
	for _, id := range ids {
		out = append(out, slices.Index(all, ledger.SubjectID{ID: id}))
	}
	return out
}

func wantPlaces(t *testing.T, got, want []int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestListsAreSorted(t *testing.T) {
	p := rack(t)
	for _, c := range []struct {
		list, sort string
		want       []int
	}{
		{"people", "", []int{1, 3, 2, 0, 4}},
		{"people", "-name", []int{4, 0, 2, 3, 1}},
		{"people", "serial", []int{0, 1, 2, 3, 4}},
		{"people", "-serial", []int{4, 3, 2, 1, 0}},
		{"items", "serial", []int{5, 4, 3, 2, 1, 0}},
		{"items", "-serial", []int{0, 1, 2, 3, 4, 5}},
		{"items", "number", []int{3, 4, 1, 5, 0, 2}},
	} {
		t.Run(c.list+" by "+c.sort, func(t *testing.T) {
			ids, total := list(t, p, c.list, armory.Query{Sort: c.sort})
			all := p.people
			if c.list == "items" {
				all = p.items
			}
			wantPlaces(t, places(all, ids), c.want)
			if total != len(all) {
				t.Errorf("total %d, want %d", total, len(all))
			}
		})
	}
	for name, l := range listings {
		for sort := range l.sorts {
			for _, direction := range []string{"", "-"} {
				t.Run(name+" by "+direction+sort+" in windows is the whole without gaps", func(t *testing.T) {
					p.record(taking(p.people[0], p.items[0]))
					p.record(returning(p.items[0]))
					whole, total := list(t, p, name, armory.Query{Sort: direction + sort})
					var pieced []ledger.ID
					for offset := 0; offset < total; offset += 2 {
						window, n := list(t, p, name, armory.Query{Sort: direction + sort, Offset: offset, Limit: 2})
						if n != total {
							t.Errorf("total %d in a window, %d of the whole", n, total)
						}
						pieced = append(pieced, window...)
					}
					if !slices.Equal(pieced, whole) || len(whole) != total {
						t.Errorf("the windows give %d, the whole %d of %d", len(pieced), len(whole), total)
					}
				})
			}
		}
	}
}

func TestListsAreFiltered(t *testing.T) {
	p := rack(t)
	p.record(armory.Edit{Kind: armory.KindSite, ID: ledger.SubjectID{ID: p.site.ID}, Set: map[string]string{"limit": "2"}})
	two, back := taking(p.people[3], p.items[1]), returning(p.items[1])
	two.Lines = append(two.Lines, armory.TakeAsk{Item: p.items[2]})
	back.Lines = append(back.Lines, armory.ReturnAsk{Item: p.items[2]})
	p.record(taking(p.people[2], p.items[0]), two)
	p.record(back)
	p.record(armory.SetItemStatus{Item: p.items[4], Status: armory.StatusMaintenance, Reason: "Sight loose"})
	p.record(armory.SetPersonStatus{Person: p.people[4], Status: armory.PersonSuspended, Reason: "On leave"})
	now, late := p.now.UnixMilli(), p.now.AddDate(0, 0, 9).UnixMilli()
	for name, c := range map[string]struct {
		list   string
		filter map[string]string
		now    int64
		want   []int
	}{
		"items here":               {"items", map[string]string{"status": armory.StatusAvailable}, now, []int{5, 3, 2, 1}},
		"items out":                {"items", map[string]string{"status": "Out"}, now, []int{0}},
		"items issued":             {"items", map[string]string{"status": armory.StatusIssued}, now, []int{0}},
		"items issued, later":      {"items", map[string]string{"status": armory.StatusIssued}, late, []int{}},
		"items overdue":            {"items", map[string]string{"status": armory.StatusOverdue}, now, []int{}},
		"items overdue, later":     {"items", map[string]string{"status": armory.StatusOverdue}, late, []int{0}},
		"items in maintenance":     {"items", map[string]string{"status": armory.StatusMaintenance}, now, []int{4}},
		"items of a model":         {"items", map[string]string{"modelId": p.models[1].String()}, now, []int{5, 3, 1}},
		"items of a model, here":   {"items", map[string]string{"modelId": p.models[0].String(), "status": armory.StatusAvailable}, now, []int{2}},
		"items with a person":      {"items", map[string]string{"holder": p.people[2].String()}, now, []int{0}},
		"items with nobody's name": {"items", map[string]string{"holder": p.people[3].String()}, now, []int{}},
		"no filter at all":         {"items", map[string]string{"status": "", "holder": ""}, now, []int{5, 4, 3, 2, 1, 0}},
		"people who hold":          {"people", map[string]string{"holding": "yes"}, now, []int{2}},
		"people who hold nothing":  {"people", map[string]string{"holding": "no"}, now, []int{0, 1, 3, 4}},
		"people suspended":         {"people", map[string]string{"status": armory.PersonSuspended}, now, []int{4}},
	} {
		t.Run(name, func(t *testing.T) {
			ids, total := list(t, p, c.list, armory.Query{Filter: c.filter, Sort: "serial", NowMs: c.now})
			all := p.people
			if c.list == "items" {
				all = p.items
			}
			wantPlaces(t, places(all, ids), c.want)
			if total != len(c.want) {
				t.Errorf("total %d, want %d", total, len(c.want))
			}
		})
	}
	for name, c := range map[string]struct {
		filter map[string]string
		want   int
	}{
		"transactions":             {nil, 3},
		"takes":                    {map[string]string{"action": armory.ActionTake}, 2},
		"returns":                  {map[string]string{"action": armory.ActionReturn}, 1},
		"takes still open":         {map[string]string{"open": "yes"}, 1},
		"of an item":               {map[string]string{"item": p.items[1].String()}, 2},
		"of a person":              {map[string]string{"person": p.people[2].String()}, 1},
		"at this station":          {map[string]string{"station": p.station.String()}, 3},
		"by another account":       {map[string]string{"account": p.people[0].String()}, 0},
		"from tomorrow on":         {map[string]string{"from": p.now.AddDate(0, 0, 1).Format("2006-01-02T15:04:05Z07:00")}, 0},
		"up to tomorrow":           {map[string]string{"to": p.now.AddDate(0, 0, 1).Format("2006-01-02T15:04:05Z07:00")}, 3},
		"for guard":                {map[string]string{"purpose": "Guard"}, 2},
		"for guard ' OR 1=1 -- \"": {map[string]string{"purpose": "Guard' OR 1=1 -- \""}, 0},
	} {
		t.Run("transactions: "+name, func(t *testing.T) {
			if ids, total := list(t, p, "transactions", armory.Query{Filter: c.filter}); total != c.want || len(ids) != c.want {
				t.Errorf("%d of %d, want %d", len(ids), total, c.want)
			}
		})
	}
	for name, q := range map[string]armory.Query{
		"an unknown filter":      {Filter: map[string]string{"hash": "x"}},
		"an id that is none":     {Filter: map[string]string{"holder": "x' OR 1=1"}},
		"an unknown sort":        {Sort: "label; DROP TABLE entry"},
		"a sort with a place in": {Sort: "%s"},
	} {
		t.Run(name+" is refused in words", func(t *testing.T) {
			q.Limit = 10
			read(t, p.db, func(v *View) error {
				if _, _, err := v.List("items", q); !errors.Is(err, errFilter) {
					t.Errorf("list: %v, want errFilter", err)
				}
				return nil
			})
		})
	}
}

func TestSearchFinds(t *testing.T) {
	p := rack(t)
	model := &armory.Record{ID: p.models[0].ID}
	read(t, p.db, func(v *View) error { _, err := v.Load(model); return err })
	for _, c := range []struct {
		list, text string
		want       []int
	}{
		{"people", "Nuñez", []int{0}}, {"people", "nunez", []int{0}}, {"people", "NUÑEZ", []int{0}}, {"people", "nun", []int{0}},
		{"people", "Nun\u0303ez", []int{0}}, {"people", "maria nunez", []int{0}}, {"people", "nunez, maría", []int{0}},
		{"people", "cruz", []int{2, 3}}, {"people", "cruz ana", []int{3}}, {"people", "cruz zoe", []int{}}, {"people", "o'brien", []int{4}},
		{"people", "sgt", []int{0, 1, 2, 3, 4}}, {"people", "S3", []int{2}}, {"people", "unez", []int{}},
		{"items", "w05", []int{4}}, {"items", model.Value("name"), []int{4, 2, 0}}, {"items", model.Value("name") + " w05", []int{4}}, {"items", "0002", []int{1}},
		{"items", "", []int{5, 4, 3, 2, 1, 0}}, {"items", "   ", []int{5, 4, 3, 2, 1, 0}}, {"items", "?!", []int{}},
	} {
		t.Run(c.list+" by "+c.text, func(t *testing.T) {
			ids, total := list(t, p, c.list, armory.Query{Text: c.text, Sort: "serial"})
			all := p.people
			if c.list == "items" {
				all = p.items
			}
			wantPlaces(t, places(all, ids), c.want)
			if total != len(c.want) {
				t.Errorf("total %d, want %d", total, len(c.want))
			}
		})
	}
	t.Run("the new name and no more the old one", func(t *testing.T) {
		p.record(armory.Edit{Kind: armory.KindPerson, ID: p.people[1], Set: map[string]string{"last_name": "Zamora"}})
		p.record(armory.Edit{Kind: armory.KindModel, ID: p.models[1], Set: map[string]string{"name": "Blunderbuss"}})
		if _, n := list(t, p, "people", armory.Query{Text: "abad"}); n != 0 {
			t.Errorf("the old name finds %d", n)
		}
		if _, n := list(t, p, "people", armory.Query{Text: "zamora"}); n != 1 {
			t.Errorf("the new name finds %d", n)
		}
		if _, n := list(t, p, "items", armory.Query{Text: "blunder"}); n != 3 {
			t.Errorf("the model's new name finds %d items, want 3", n)
		}
	})
	t.Run("transactions", func(t *testing.T) {
		p.record(taking(p.people[0], p.items[0]))
		ids, _ := list(t, p, "transactions", armory.Query{})
		tx := &armory.Transaction{Command: ledger.CommandID{ID: ids[0]}}
		read(t, p.db, func(v *View) error { _, err := v.Load(tx); return err })
		for _, text := range []string{tx.Receipt, strings.ToLower(tx.Receipt), tx.Receipt[:6], "nunez", "guard", "W09", "nunez guard w09"} {
			if _, n := list(t, p, "transactions", armory.Query{Text: text}); n != 1 {
				t.Errorf("%q finds %d, want 1", text, n)
			}
		}
		if _, n := list(t, p, "transactions", armory.Query{Text: "nunez cruz"}); n != 0 {
			t.Errorf("two names find %d, want 0", n)
		}
	})
	t.Run("everything at once", func(t *testing.T) {
		read(t, p.db, func(v *View) error {
			found, err := v.Search("nunez", 5)
			if len(found) != 2 || found[0].ID != p.people[0].ID || found[1].Kind != armory.DocTransaction {
				t.Errorf("found %v, want the person and the transaction", found)
			}
			return err
		})
	})
}

func TestSearchIsNeverAnErrorWhateverIsTyped(t *testing.T) {
	p := rack(t)
	p.record(taking(p.people[0], p.items[0]))
	nasty := []string{`"`, `""`, `'`, `*`, `a*`, `* *`, `NEAR`, `NEAR(a b)`, `a NEAR/2 b`, `AND`, `a AND`, `OR OR`, `NOT x`, `-x`, `^a`, `a:b`, `text:a`, `{a b}:c`, `(`, `)`, `((`,
		"\x00", "a\x00b", `\`, `%`, `_`, `a%`, "\U0001f52b", "a\U0001f52bb", "ﷺ", "\u200b", "\u0301", "e\u0301", "\xff\xfe", "𞤀𞤁", "Ⅳ", "½", "'; DROP TABLE entry; --",
		strings.Repeat("a ", 5000), strings.Repeat("ñ", 100_000), strings.Repeat(`"`, 5000), strings.Repeat("(", 5000)}
	for _, text := range nasty {
		read(t, p.db, func(v *View) error {
			for name := range listings {
				if _, _, err := v.List(name, armory.Query{Text: text, Limit: 10}); err != nil {
					t.Errorf("%s by %.20q: %v", name, text, err)
				}
			}
			if _, err := v.Search(text, 5); err != nil {
				t.Errorf("search for %.20q: %v", text, err)
			}
			return nil
		})
	}
}

func FuzzSearch(f *testing.F) {
	p := foundIn(f, options(f))
	p.stock(3, 3)
	f.Add("nunez")
	f.Add(`"a* NEAR(b`)
	f.Fuzz(func(t *testing.T, text string) {
		read(t, p.db, func(v *View) error {
			_, err := v.Search(text, 5)
			return err
		})
	})
}

func TestTheBoardCounts(t *testing.T) {
	p := rack(t)
	p.record(armory.Edit{Kind: armory.KindSite, ID: ledger.SubjectID{ID: p.site.ID}, Set: map[string]string{"limit": "2"}})
	two, back := taking(p.people[3], p.items[1]), returning(p.items[1])
	two.Lines = append(two.Lines, armory.TakeAsk{Item: p.items[2]})
	back.Lines = append(back.Lines, armory.ReturnAsk{Item: p.items[2]})
	p.record(taking(p.people[2], p.items[0]), two)
	p.record(back)
	p.record(armory.SetItemStatus{Item: p.items[4], Status: armory.StatusMaintenance, Reason: "Sight loose"})
	now, late := p.now.UnixMilli(), p.now.AddDate(0, 0, 9).UnixMilli()
	strength := func(at int64) map[string]int {
		out := map[string]int{}
		read(t, p.db, func(v *View) error {
			rows, err := v.Strength(at)
			for _, row := range rows {
				out[fmt.Sprint(slices.Index(p.models, ledger.SubjectID{ID: row.Model}))+" "+row.Status] += row.Count
			}
			return err
		})
		return out
	}
	if got, want := strength(now), (map[string]int{"0 Available": 1, "0 Issued": 1, "0 Maintenance": 1, "1 Available": 3}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("strength %v, want %v", got, want)
	}
	if got, want := strength(late), (map[string]int{"0 Available": 1, "0 Overdue": 1, "0 Maintenance": 1, "1 Available": 3}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("later strength %v, want %v", got, want)
	}
	read(t, p.db, func(v *View) error {
		taken, returned, err := v.TodayCounts(morning.UnixMilli())
		if taken != 3 || returned != 2 {
			t.Errorf("%d items taken and %d returned, want 3 and 2 of three receipts", taken, returned)
		}
		none, nothing, againErr := v.TodayCounts(late)
		if none != 0 || nothing != 0 {
			t.Errorf("later %d taken and %d returned, want none", none, nothing)
		}
		due, overdueErr := v.Due(late)
		if len(due) != 1 || due[0].Items != 1 {
			t.Errorf("due %+v, want one item of one receipt", due)
		}
		return errors.Join(err, againErr, overdueErr)
	})
}

func TestALineKnowsTheReturnThatEndedIt(t *testing.T) {
	p := rack(t)
	p.record(taking(p.people[2], p.items[0]))
	takes, _ := list(t, p, "transactions", armory.Query{})
	take := ledger.CommandID{ID: takes[0]}
	ended := func() (out ledger.CommandID, known bool) {
		read(t, p.db, func(v *View) (err error) {
			out, known, err = v.ReturnedBy(take, p.items[0])
			return err
		})
		return out, known
	}
	if _, known := ended(); known {
		t.Error("it was ended before it was returned")
	}
	p.record(returning(p.items[0]))
	back, _ := list(t, p, "transactions", armory.Query{Filter: map[string]string{"action": armory.ActionReturn}})
	if got, known := ended(); !known || got.ID != back[0] {
		t.Errorf("ended by %s, %v; want %s", got, known, back[0])
	}
}

func TestHistoryIsNewestFirst(t *testing.T) {
	p := rack(t)
	p.record(taking(p.people[2], p.items[0]))
	p.record(returning(p.items[0]))
	read(t, p.db, func(v *View) error {
		hashes, err := v.History(p.items[0].ID, 0, 10)
		if err != nil {
			return err
		}
		var kinds []string
		var lams []uint64
		for _, hash := range hashes {
			e, err := v.Entry(hash)
			if err != nil {
				return err
			}
			kinds, lams = append(kinds, e.Kind), append(lams, e.Lam)
		}
		if want := []string{armory.KindReturn, armory.KindTake, armory.KindItemAdd}; !slices.Equal(kinds, want) {
			t.Errorf("got %v, want %v", kinds, want)
		}
		before, err := v.History(p.items[0].ID, lams[0], 1)
		if len(before) != 1 || before[0] != hashes[1] {
			t.Errorf("before the newest: %v, want %v", before, hashes[1])
		}
		return err
	})
}

func TestAKeyThatNobodyCleanedIsFoundAndForgotten(t *testing.T) {
	p := found(t)
	p.stock(1, 1)
	dirty := "a\x1eb\x1fc\x1bd\x1b1\x00"
	set := func(serial string) {
		write(t, p.db, func(tx *Tx) error {
			return p.append(tx, armory.Fact{Kind: armory.KindPersonEdit, Subjects: []armory.SubjectRef{{Kind: armory.SubjectRecord, ID: p.people[0]}},
				Body: armory.RecordBody{Set: map[string]string{"serial": serial}}}, p.command())
		})
	}
	keysOf := func() (out []armory.Key) {
		doc := &armory.Record{ID: p.people[0].ID}
		read(t, p.db, func(v *View) error { _, err := v.Load(doc); return err })
		return doc.Keys()
	}
	finds := func(key armory.Key) (n int) {
		read(t, p.db, func(v *View) error {
			ids, err := v.Find(armory.DocRecord, key)
			n = len(ids)
			return err
		})
		return n
	}
	set(dirty)
	old := keysOf()
	for _, key := range old {
		if finds(key) == 0 {
			t.Errorf("%q is not found", key)
		}
	}
	set("clean")
	for _, key := range old {
		if !slices.Contains(keysOf(), key) && finds(key) != 0 {
			t.Errorf("%q is still found", key)
		}
	}
	if bad := verified(t, p.db); bad != "" {
		t.Error(bad)
	}
}
