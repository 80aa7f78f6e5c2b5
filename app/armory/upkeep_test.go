package armory_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

func (c *counter) upkeep(item ledger.SubjectID) *armory.Upkeep {
	c.t.Helper()
	doc := &armory.Upkeep{ID: item.ID}
	if _, err := c.state.Load(doc); err != nil {
		c.t.Fatalf("%v", err)
	}
	return doc
}

func work(item ledger.SubjectID, kind string, rounds int) armory.Work {
	return armory.Work{Item: item, Work: kind, Rounds: rounds}
}

// expended is a Return of one item with so many rounds fired.
func expended(item ledger.SubjectID, left int) armory.Return {
	return armory.Return{Lines: []armory.ReturnAsk{{Item: item, Magazines: -1, Rounds: left}}, Missing: armory.MissingExpended, Notes: "fired"}
}

func taken(person, item ledger.SubjectID, rounds int) armory.Take {
	return armory.Take{Person: person, Lines: []armory.TakeAsk{{Item: item, Rounds: rounds}}}
}

func TestUpkeep(t *testing.T) {
	s := newSplit(t)
	t.Run("adds up what was logged and what was expended at a Return", func(t *testing.T) {
		s.a.must(work(s.rifle, armory.WorkTestFired, 20))
		s.a.must(taken(s.juan, s.rifle, 90))
		s.a.must(expended(s.rifle, 30))
		if doc := s.a.upkeep(s.rifle); doc.Rounds != 80 || doc.RoundsSince() != 80 {
			t.Errorf("got %d, %d since the last inspection, want 80", doc.Rounds, doc.RoundsSince())
		}
	})
	t.Run("counts no rounds that became a discrepancy", func(t *testing.T) {
		s.a.must(taken(s.juan, s.rifle, 90))
		back := expended(s.rifle, 30)
		back.Missing = armory.MissingDiscrepancy
		s.a.must(back)
		if doc := s.a.upkeep(s.rifle); doc.Rounds != 80 {
			t.Errorf("got %d rounds", doc.Rounds)
		}
	})
	t.Run("begins to count again at an inspection, and remembers who made it", func(t *testing.T) {
		s.heal()
		s.b.must(armory.Work{Item: s.rifle, Work: armory.WorkInspected, By: "TSGT Reyes", Rounds: 3, Text: "headspace in order"})
		s.b.must(work(s.rifle, armory.WorkTestFired, 5))
		s.heal()
		doc := s.a.upkeep(s.rifle)
		if last, ok := doc.LastOf(armory.WorkInspected); !ok || last.By != "TSGT Reyes" || doc.Rounds != 88 || doc.RoundsSince() != 5 {
			t.Errorf("got %+v", doc)
		}
	})
	t.Run("is one for a thing that was registered twice", func(t *testing.T) {
		twin := s.a.item("M4", "W101")
		s.a.must(work(twin, armory.WorkTestFired, 7))
		s.a.must(armory.Merge{Kind: armory.KindItem, From: twin, Into: s.rifle, Reason: "one and the same"})
		s.heal()
		if doc := s.b.upkeep(s.rifle); doc.Rounds != 95 || doc.RoundsSince() != 12 {
			t.Errorf("got %+v", doc)
		}
		s.b.must(work(twin, armory.WorkTestFired, 1))
		if doc := s.b.upkeep(s.rifle); doc.Rounds != 96 {
			t.Errorf("got %+v", doc)
		}
	})
}

func TestAnInspectionIsDue(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	inspected := func(ago time.Duration) []armory.Worked {
		return []armory.Worked{{Work: armory.WorkInspected, WallMs: now.Add(-ago).UnixMilli()}}
	}
	fired := []armory.Quantity{{N: 400}, {N: 600}}
	for _, c := range []struct {
		name         string
		rounds, days string // of the model
		doc          armory.Upkeep
		want         bool
	}{
		{"never where the model says nothing", "", "", armory.Upkeep{Fired: fired}, false},
		{"at as many rounds as the model says", "1000", "", armory.Upkeep{Fired: fired}, true},
		{"not one round earlier", "1001", "", armory.Upkeep{Fired: fired}, false},
		{"as many days after registration when there was none", "", "100", armory.Upkeep{}, true},
		{"not a day earlier", "", "101", armory.Upkeep{}, false},
		{"as many days after the last one", "", "30", armory.Upkeep{Last: inspected(30 * day)}, true},
		{"not when the last one is newer", "", "30", armory.Upkeep{Last: inspected(30*day - time.Second)}, false},
		{"not before a clock that runs behind has come to it", "", "1", armory.Upkeep{Last: inspected(-5 * day)}, false},
		{"by rounds though the days are not over", "500", "365", armory.Upkeep{Fired: fired}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			item := &armory.Record{Kind: armory.KindItem, Created: now.Add(-100 * day).UnixMilli()}
			model := armory.NewRecord(armory.KindModelAdd, ledger.ID{}, map[string]string{"inspect_rounds": c.rounds, "inspect_days": c.days})
			if got := c.doc.Inspection(item, model, now); got.Due() != c.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestWorkIsRefused(t *testing.T) {
	s := newSplit(t)
	out := s.a.item("M4", "W200")
	s.a.must(take(s.juan, out))
	lost := s.a.item("M4", "W201")
	s.a.must(status(lost, armory.StatusLost))
	for name, c := range map[string]struct {
		command armory.Command
		code    string
	}{
		"of nothing that is registered":          {work(s.a.subject(), armory.WorkCleaned, 0), armory.CodeNotFound},
		"that is not said":                       {work(s.rifle, "", 0), armory.CodeInvalid},
		"of another kind":                        {work(s.rifle, "polished", 0), armory.CodeInvalid},
		"with fewer than no rounds":              {work(s.rifle, armory.WorkTestFired, -1), armory.CodeInvalid},
		"with too many rounds":                   {work(s.rifle, armory.WorkTestFired, 10001), armory.CodeInvalid},
		"test-fired without rounds":              {work(s.rifle, armory.WorkTestFired, 0), armory.CodeInvalid},
		"with a name that is too long":           {armory.Work{Item: s.rifle, Work: "cleaned", By: longText(81)}, armory.CodeInvalid},
		"that would make it Lost":                {armory.Work{Item: s.rifle, Work: "cleaned", Status: armory.StatusLost}, armory.CodeInvalid},
		"that would change the status while out": {armory.Work{Item: out, Work: "cleaned", Status: armory.StatusMaintenance}, armory.CodeHolding},
		"that would bring back what is lost":     {armory.Work{Item: lost, Work: "cleaned", Status: armory.StatusAvailable}, armory.CodeBlocked},
		"service without a reason":               {armory.SetService{Item: s.rifle, Status: armory.StatusMaintenance}, armory.CodeNeedsReason},
		"service of what is lost":                {armory.SetService{Item: lost, Status: armory.StatusAvailable, Reason: "found again"}, armory.CodeBlocked},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(s.a.order)
			_, err := s.a.does(c.command)
			refused(t, err, c.code)
			if len(s.a.order) != before {
				t.Error("something was written")
			}
		})
	}
}

func longText(n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = 'x'
	}
	return string(out)
}

func TestWorkAndServiceInOneAct(t *testing.T) {
	s := newSplit(t)
	s.a.role = armory.RoleArmorer
	s.a.must(armory.SetService{Item: s.rifle, Status: armory.StatusMaintenance, Reason: "the bolt sticks"})
	_, err := s.a.does(take(s.juan, s.rifle))
	refused(t, err, armory.CodeBlocked)
	s.a.must(armory.Work{Item: s.rifle, Work: armory.WorkRepaired, Text: "new bolt", Status: armory.StatusAvailable, Condition: "Good"})
	s.a.must(take(s.juan, s.rifle))
	s.a.must(giveBack(s.rifle))
	before := len(s.a.order)
	s.a.must(armory.Work{Item: s.rifle, Work: armory.WorkCleaned, Status: armory.StatusAvailable})
	if wrote := len(s.a.order) - before; wrote != 1 {
		t.Errorf("work on what is in service already wrote %d entries, want 1", wrote)
	}
	s.a.role = armory.RoleAuditor
	_, err = s.a.does(work(s.rifle, armory.WorkCleaned, 0))
	refused(t, err, armory.CodeForbidden)
}

// What does not hold together counts nothing and breaks nothing.
func TestUnsoundMaintenance(t *testing.T) {
	s := newSplit(t)
	subject := armory.SubjectRef{Kind: armory.SubjectUpkeep, ID: s.rifle}
	for name, fact := range map[string]armory.Fact{
		"without a subject":          {Kind: armory.KindMaintenance, Body: armory.NoteBody{Work: "cleaned"}},
		"with two":                   {Kind: armory.KindMaintenance, Subjects: []armory.SubjectRef{subject, {Kind: armory.SubjectUpkeep, ID: s.gun}}, Body: armory.NoteBody{Work: "cleaned"}},
		"with another word":          {Kind: armory.KindMaintenance, Subjects: []armory.SubjectRef{subject}, Body: armory.NoteBody{Work: "stolen"}},
		"with rounds that come back": {Kind: armory.KindMaintenance, Subjects: []armory.SubjectRef{subject}, Body: armory.NoteBody{Work: "cleaned", N: -5}},
		"with a body of noise":       {Kind: armory.KindMaintenance, Subjects: []armory.SubjectRef{subject}, Body: []byte{0xff}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.a.forge(s.command(), fact); err == nil {
				t.Error("it was read")
			}
		})
	}
	if doc := s.a.upkeep(s.rifle); doc.Rounds != 0 || len(doc.Last) != 0 {
		t.Errorf("got %+v", doc)
	}
}

// Whatever three counters that see each other now and then do to two rifles, in every order of arrival the same adds up.
func TestUpkeepInAnyOrder(t *testing.T) {
	check(t, 100)
	rapid.Check(t, func(rt *rapid.T) {
		st := newStory(rt, 3)
		c := st.counters[0]
		juan := c.person("1001")
		items := []ledger.SubjectID{c.item("M4", "W1"), c.item("M4", "W2")}
		st.meet(st.counters...)
		founding := len(c.order)
		base := c.state.Clone()
		fired := int64(0)
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 5, 25).Draw(rt, "acts") {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			at, item := st.counters[r.IntN(3)], items[r.IntN(2)]
			var command armory.Command
			n := 1 + r.IntN(50)
			switch r.IntN(8) {
			case 0, 1:
				command = work(item, armory.WorkTestFired, n)
			case 2:
				command = work(item, armory.WorkInspected, n)
			case 3:
				command = armory.Work{Item: item, Work: armory.WorkCleaned, Rounds: n, Status: []string{armory.StatusMaintenance, armory.StatusAvailable}[r.IntN(2)]}
			case 4:
				_, _ = at.does(taken(juan, item, 90))
				continue
			case 5:
				command = expended(item, 90-n)
			case 6:
				_, _ = at.does(armory.Merge{Kind: armory.KindItem, From: items[1], Into: items[0], Reason: "one and the same"})
				continue
			case 7:
				st.meet(at, st.counters[r.IntN(3)])
				continue
			}
			if _, err := at.does(command); err == nil {
				fired += int64(n)
			}
		}
		st.meet(st.counters...)
		sum := c.upkeep(items[0]).Rounds + c.upkeep(items[1]).Rounds
		if sum != fired {
			rt.Fatalf("%d rounds were fired, the record says %d", fired, sum)
		}
		all := slices.Clone(c.order[:0:0])
		for _, e := range c.order {
			if !slices.Contains(c.order[:founding], e) {
				all = append(all, e)
			}
		}
		r := rand.New(rand.NewPCG(uint64(len(all)), rapid.Uint64().Draw(rt, "order")))
		for range 10 {
			m := base.Clone()
			for _, e := range shuffled(r, all) {
				if err := m.Apply(e); err != nil {
					rt.Fatalf("%s: %v", e.Entry.Kind, err)
				}
			}
			if m.Digest() != c.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(c.state, m))
			}
		}
	})
}
