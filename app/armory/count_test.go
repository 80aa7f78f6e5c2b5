package armory_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"

	"pgregory.net/rapid"
)

// count is one thing somebody does about a count: often a scan.
func (w *world) count(c *counter, item ledger.SubjectID) {
	if len(w.counted) == 0 || w.r.IntN(8) == 0 {
		w.counted = append(w.counted, c.subject())
		w.try(c, armory.OpenCount{ID: w.counted[len(w.counted)-1], Type: pick(w, armory.CountTypes())})
		return
	}
	id := pick(w, w.counted)
	switch w.r.IntN(8) {
	case 0:
		w.try(c, armory.CloseCount{ID: id})
	case 1:
		account := c.account
		c.account = pick(w, []ledger.AccountID{w.boss, w.second})
		w.try(c, armory.SignCount{ID: id})
		c.account = account
	case 2:
		if w.r.IntN(3) == 0 {
			w.try(c, armory.CancelCount{ID: id, Reason: "opened twice"})
		}
	case 3:
		w.try(c, armory.ScanCount{Count: id, Text: pick(w, []string{"w-404", "W-404", "W-405"})})
	default:
		w.try(c, armory.ScanCount{Count: id, Text: item.String()})
	}
}

// hostileCount is what a station that follows no rules may say of a count.
func (w *world) hostileCount(kind string, item ledger.SubjectID) (any, []armory.SubjectRef) {
	refs := []armory.SubjectRef{{Kind: armory.SubjectCount, ID: pick(w, append(slices.Clone(w.counted), w.fresh))}}
	switch kind {
	case armory.KindCountScan:
		if w.r.IntN(2) == 0 {
			return armory.CountScanBody{Code: pick(w, []string{"", "x", "X"})}, refs
		}
		return armory.CountScanBody{Item: item, Status: pick(w, []string{"Issued", "Melted"}), Code: pick(w, []string{"", "", "x"})},
			append(refs, armory.SubjectRef{Kind: armory.SubjectSeen, ID: pick(w, w.items)})
	case armory.KindCountSign:
		return armory.CountSignBody{Closing: ledger.Hash{1}}, refs
	case armory.KindCountCancel:
		return armory.NoteBody{Text: "so I say"}, refs
	}
	body := armory.CountBody{Type: pick(w, []string{"opening", "??"}), Missing: []ledger.SubjectID{item}}
	if w.r.IntN(2) == 0 {
		body.Figures = &armory.CountFigures{Missing: -4}
	}
	return body, refs
}

func (c *counter) counted(id ledger.SubjectID) *armory.Count {
	doc := &armory.Count{ID: id.ID}
	c.load(doc)
	return doc
}

func (c *counter) tally(id ledger.SubjectID) *armory.Tally {
	c.t.Helper()
	out, err := c.counted(id).Tally(c.state)
	if err != nil {
		c.t.Fatalf("%v", err)
	}
	return out
}

func (c *counter) opens(kind string, scope ...ledger.SubjectID) ledger.SubjectID {
	c.t.Helper()
	id := c.subject()
	c.must(armory.OpenCount{ID: id, Type: kind, Scope: scope})
	return id
}

// figures are a tally in one line, to compare.
func figures(f armory.CountFigures) string {
	return fmt.Sprintf("expected %d found %d handled %d missing %d unexpected %d out %d unknown %d", f.Expected, f.Found, f.Handled, f.Missing, f.Unexpected, f.Out, f.Unknown)
}

func TestEveryItemOfACountHasOneVerdict(t *testing.T) {
	s := newStory(t, 1)
	c := s.counters[0]
	c.limit("60")
	person := c.person("1001")
	var items []ledger.SubjectID
	for i := range 10 {
		items = append(items, c.item("M4", fmt.Sprintf("W%d", i)))
	}
	pistol := c.item("GLOCK17", "G1")
	c.must(take(person, items[2], items[3], items[6], items[9]))
	c.must(status(items[4], armory.StatusRetired))
	c.must(status(items[5], armory.StatusMaintenance))
	c.must(status(items[7], armory.StatusLost))
	model, err := ledger.ParseID(c.record(armory.KindItem, items[0].ID).Value("model"))
	if err != nil {
		t.Fatal(err)
	}
	id := c.opens("opening", ledger.SubjectID{ID: model})
	before := c.tally(id)
	if got, want := figures(before.CountFigures), "expected 4 found 0 handled 0 missing 4 unexpected 0 out 4 unknown 0"; got != want {
		t.Errorf("before anything is scanned: %s, want %s", got, want)
	}
	scan := func(text string) { c.must(armory.ScanCount{Count: id, Text: text}) }
	scan("W0")                     // in
	scan("W2")                     // out, and the Take is still open
	scan("W3")                     // out, but returned during the count
	c.must(giveBack(items[3]))     //
	scan("W4")                     // retired
	scan("W5")                     // in maintenance
	c.must(giveBack(items[6]))     // returned and not scanned
	scan("W8")                     // in, and issued after it was scanned
	c.must(take(person, items[8])) //
	scan("G1")                     // another model
	scan("no such thing")          //
	scan("W7")                     // lost, and set right after it was found
	c.must(status(items[7], armory.StatusAvailable))
	for verdict, want := range map[armory.Verdict][]ledger.SubjectID{
		armory.VerdictFound: {items[0], items[3], items[5], items[7], items[8]}, armory.VerdictHandled: {items[6]}, armory.VerdictMissing: {items[1]},
		armory.VerdictUnexpected: {items[2], items[4], pistol}, armory.VerdictOut: {items[9]},
	} {
		if got := c.tally(id).By[verdict]; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", verdict, got, want)
		}
	}
	if got, want := figures(c.tally(id).CountFigures), "expected 7 found 5 handled 1 missing 1 unexpected 3 out 1 unknown 1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c.must(armory.CloseCount{ID: id, Notes: "by torch light"})
	closing, second := c.counted(id).Result()
	if closing == nil || second != nil {
		t.Fatalf("closed: %v, signed: %v", closing, second)
	}
	if got, want := figures(closing.Figures), figures(c.tally(id).CountFigures); got != want {
		t.Errorf("the closing says %s, want %s", got, want)
	}
	if !slices.Equal(closing.Missing, []ledger.SubjectID{items[1]}) || !slices.Equal(closing.Unknown, []string{"no such thing"}) {
		t.Errorf("missing %v, unknown %v", closing.Missing, closing.Unknown)
	}
}

// TestWhatIsSaidOfAnItemDuringACount moves nothing itself: a verdict goes by who went out and came back.
func TestWhatIsSaidOfAnItemDuringACount(t *testing.T) {
	wants := func(t *testing.T, c *counter, count, item ledger.SubjectID, want armory.Verdict) {
		t.Helper()
		if !slices.Contains(c.tally(count).By[want], item) {
			t.Errorf("it is not %s; %s", want, figures(c.tally(count).CountFigures))
		}
	}
	t.Run("out, and put on another receipt", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		count := d.opens("opening")
		d.must(toPAR(old))
		wants(t, d.counter, count, d.m4, armory.VerdictOut)
	})
	t.Run("scanned while it was out, and put on another receipt", func(t *testing.T) {
		d := newDesk(t)
		old := d.must(take(d.juan, d.m4))
		count := d.opens("opening")
		d.must(armory.ScanCount{Count: count, Text: d.m4.String()})
		d.must(toPAR(old))
		wants(t, d.counter, count, d.m4, armory.VerdictUnexpected)
		d.must(giveBack(d.m4))
		d.must(take(d.juan, d.m4))
		wants(t, d.counter, count, d.m4, armory.VerdictFound)
	})
	t.Run("scanned while it was out on a PAR", func(t *testing.T) {
		d := newDesk(t)
		d.must(toPAR(d.must(take(d.juan, d.m4))))
		count := d.opens("opening")
		d.must(armory.ScanCount{Count: count, Text: d.m4.String()})
		wants(t, d.counter, count, d.m4, armory.VerdictUnexpected)
	})
	t.Run("taken back and sent to maintenance, or converted and taken back", func(t *testing.T) {
		d := newDesk(t)
		d.limit("2")
		old := d.must(take(d.juan, d.m4, d.glock))
		count := d.opens("opening")
		d.must(giveBack(d.m4))
		d.must(status(d.m4, armory.StatusMaintenance))
		wants(t, d.counter, count, d.m4, armory.VerdictHandled)
		d.must(toPAR(old))
		d.must(giveBack(d.glock))
		wants(t, d.counter, count, d.glock, armory.VerdictHandled)
	})
	t.Run("taken back and sent to maintenance before the count was opened", func(t *testing.T) {
		d := newDesk(t)
		d.must(take(d.juan, d.m4))
		d.must(giveBack(d.m4))
		count := d.opens("opening")
		d.must(status(d.m4, armory.StatusMaintenance))
		wants(t, d.counter, count, d.m4, armory.VerdictMissing)
	})
	t.Run("found to be with one of two who held it", func(t *testing.T) {
		for _, scanned := range []bool{false, true} {
			for _, second := range []bool{false, true} {
				s := newSplit(t)
				s.a.must(take(s.juan, s.rifle))
				s.b.must(take(s.ana, s.rifle))
				s.heal()
				count, want, holder := s.a.opens("opening"), armory.VerdictOut, s.juan
				if scanned {
					want = armory.VerdictUnexpected
					s.a.must(armory.ScanCount{Count: count, Text: s.rifle.String()})
				}
				if second {
					holder = s.ana
				}
				s.a.must(armory.Resolve{Conflict: s.only(t, armory.ConflictDouble).ID, Finding: "he has it in his hands", Holder: holder})
				wants(t, s.a, count, s.rifle, want)
			}
		}
	})
}

func TestWhatACountRefuses(t *testing.T) {
	s := newStory(t, 1)
	c := s.counters[0]
	c.person("1001")
	c.item("M4", "W1")
	c.item("GLOCK17", "W1") // the same serial number of another model
	c.item("M4", "W2")
	id := c.opens("closing")
	for name, try := range map[string]struct {
		command armory.Command
		code    string
	}{
		"a count of no type":            {armory.OpenCount{ID: c.subject()}, armory.CodeInvalid},
		"a count of an unknown type":    {armory.OpenCount{ID: c.subject(), Type: "weekly"}, armory.CodeInvalid},
		"a count of an unknown model":   {armory.OpenCount{ID: c.subject(), Type: "monthly", Scope: []ledger.SubjectID{c.subject()}}, armory.CodeNotFound},
		"a note without end":            {armory.OpenCount{ID: c.subject(), Type: "monthly", Notes: strings.Repeat("x", 401)}, armory.CodeInvalid},
		"a scan into no count":          {armory.ScanCount{Count: c.subject(), Text: "W2"}, armory.CodeNotFound},
		"an empty scan":                 {armory.ScanCount{Count: id, Text: " "}, armory.CodeInvalid},
		"a person":                      {armory.ScanCount{Count: id, Text: "1001"}, armory.CodeInvalid},
		"a person nobody knows":         {armory.ScanCount{Count: id, Text: "PERSONNEL:PE-9:SGT X, Y:9"}, armory.CodeInvalid},
		"a receipt":                     {armory.ScanCount{Count: id, Text: "RECEIPT:ABCDE-7-K:0123456789abcdef"}, armory.CodeInvalid},
		"a serial number of two models": {armory.ScanCount{Count: id, Text: "W1"}, armory.CodeAmbiguous},
		"a page of text":                {armory.ScanCount{Count: id, Text: strings.Repeat("word ", 60)}, armory.CodeInvalid},
		"an unknown condition":          {armory.ScanCount{Count: id, Text: "W2", Condition: "Splendid"}, armory.CodeInvalid},
		"a signature before the end":    {armory.SignCount{ID: id}, armory.CodeBlocked},
		"a signature under nothing":     {armory.SignCount{ID: c.subject()}, armory.CodeNotFound},
		"cancelling without a reason":   {armory.CancelCount{ID: id}, armory.CodeNeedsReason},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.does(try.command)
			refused(t, err, try.code)
		})
	}
	c.must(armory.ScanCount{Count: id, Text: "W2"})
	if _, err := c.does(armory.ScanCount{Count: id, Text: "ITEM:x:rifle:w2"}); !errors.Is(err, armory.ErrUnchanged) {
		t.Errorf("the second scan of one item: %v", err)
	}
	c.must(armory.CloseCount{ID: id})
	t.Run("after the closing", func(t *testing.T) {
		for _, command := range []armory.Command{armory.ScanCount{Count: id, Text: "W1"}, armory.CloseCount{ID: id}, armory.CancelCount{ID: id, Reason: "a mistake"}} {
			_, err := c.does(command)
			if r := refused(t, err, armory.CodeBlocked); r.SinceMs == 0 || r.Station != c.station {
				t.Errorf("%q does not say since when and where", r.Message)
			}
		}
	})
	t.Run("the same account's second signature", func(t *testing.T) {
		_, err := c.does(armory.SignCount{ID: id})
		refused(t, err, armory.CodeForbidden)
	})
	t.Run("the same account's second signature, written all the same, does not count", func(t *testing.T) {
		closing, _ := c.counted(id).Result()
		c.write(c.command(), armory.Fact{Kind: armory.KindCountSign, Subjects: []armory.SubjectRef{{Kind: armory.SubjectCount, ID: id}},
			Body: armory.CountSignBody{Closing: closing.By.Stamp.Hash}})
		if got := c.counted(id).State(); got != armory.CountClosed {
			t.Errorf("the count is %s", got)
		}
	})
	t.Run("an auditor", func(t *testing.T) {
		c.role = armory.RoleAuditor
		defer func() { c.role = armory.RoleSuperuser }()
		_, err := c.does(armory.SignCount{ID: id})
		refused(t, err, armory.CodeForbidden)
	})
	c.account = ledger.AccountID{ID: c.draw()}
	c.must(armory.SignCount{ID: id})
	if got := c.counted(id).State(); got != armory.CountSigned {
		t.Errorf("the count is %s", got)
	}
	t.Run("a third signature", func(t *testing.T) {
		_, err := c.does(armory.SignCount{ID: id})
		refused(t, err, armory.CodeBlocked)
	})
}

func TestACountThatStationsCutOffFromEachOtherTook(t *testing.T) {
	s := newStory(t, 2)
	one, two := s.counters[0], s.counters[1]
	for i := range 4 {
		one.item("M4", fmt.Sprintf("W%d", i))
	}
	id := one.opens("opening")
	one.must(armory.ScanCount{Count: id, Text: "W0"})
	s.meet(one, two)
	if _, err := two.does(armory.ScanCount{Count: id, Text: "W0"}); !errors.Is(err, armory.ErrUnchanged) {
		t.Errorf("what the other station scanned before: %v", err)
	}
	two.must(armory.ScanCount{Count: id, Text: "W1"}) // both, cut off from each other
	one.must(armory.ScanCount{Count: id, Text: "W1"})
	one.must(armory.CloseCount{ID: id})
	two.must(armory.ScanCount{Count: id, Text: "W2"}) // after the closing, which it does not know
	two.must(armory.ScanCount{Count: id, Text: "w-404"})
	s.meet(one, two)
	closing, _ := two.counted(id).Result()
	if got, want := figures(closing.Figures), "expected 4 found 2 handled 0 missing 2 unexpected 0 out 0 unknown 0"; got != want {
		t.Errorf("the result: %s, want %s", got, want)
	}
	late := map[string]bool{}
	for _, text := range []string{"W0", "W1", "W2", "W-404"} {
		scan, err := armory.ScanOf(one.state, id, text)
		if err != nil || len(scan.Sightings) == 0 {
			t.Fatalf("%s is not kept: %v", text, err)
		}
		_, late[text] = scan.Standing(closing)
	}
	if late["W0"] || late["W1"] || !late["W2"] || !late["W-404"] {
		t.Errorf("came after closing: %v, want W2 and W-404", late)
	}
}

func TestTwoClosingsApartAreBothKeptAndTheSignedOneStands(t *testing.T) {
	s := newStory(t, 2)
	one, two := s.counters[0], s.counters[1]
	one.item("M4", "W1")
	id := one.opens("monthly")
	s.meet(one, two)
	one.must(armory.CloseCount{ID: id})
	two.must(armory.ScanCount{Count: id, Text: "W1"})
	two.must(armory.CloseCount{ID: id})
	two.account = ledger.AccountID{ID: two.draw()}
	two.must(armory.SignCount{ID: id})
	s.meet(one, two)
	doc := one.counted(id)
	closing, second := doc.Result()
	if len(doc.Closings) != 2 || second == nil || closing.By.Station != two.station || closing.Figures.Found != 1 {
		t.Errorf("%d closings, that of %v stands with %+v", len(doc.Closings), closing.By.Station, closing.Figures)
	}
}

func TestALargeResultFitsAnEntry(t *testing.T) {
	s := newStory(t, 1)
	c := s.counters[0]
	c.limit("60")
	for i := range 260 {
		c.item("M4", fmt.Sprintf("W%d", i))
	}
	for p := range 5 {
		var out []ledger.SubjectID
		for i := range 50 {
			out = append(out, c.item("M16", fmt.Sprintf("X%d-%d", p, i)))
		}
		c.must(take(c.person(fmt.Sprint(2000+p)), out...))
	}
	id := c.opens("monthly")
	for i := range 130 {
		c.must(status(c.item("GLOCK17", fmt.Sprintf("G%d", i)), armory.StatusRetired))
		c.must(armory.ScanCount{Count: id, Text: fmt.Sprintf("G%d", i)})
		c.must(armory.ScanCount{Count: id, Text: fmt.Sprintf("%d%s", i, strings.Repeat("?", 100))})
	}
	c.must(armory.CloseCount{ID: id, Notes: strings.Repeat("ñ", 400)})
	closing, _ := c.counted(id).Result()
	if got, want := figures(closing.Figures), "expected 260 found 0 handled 0 missing 260 unexpected 130 out 250 unknown 130"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(closing.Missing) != 250 || len(closing.Unexpected) != 120 || len(closing.Out) != 200 || len(closing.Unknown) == 0 {
		t.Errorf("lists of %d, %d, %d, %d", len(closing.Missing), len(closing.Unexpected), len(closing.Out), len(closing.Unknown))
	}
	if size := len(c.order[len(c.order)-1].Raw); size > ledger.MaxEntry-1024 {
		t.Errorf("the entry has %d bytes: too little room is left for a longer one", size)
	}
}

// TestCountsInRandomOrders has stations that meet now and then work on counts alone, and looks that every order of arrival
// gives the same documents.
func TestCountsInRandomOrders(t *testing.T) {
	check(t, 150)
	states := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		base := w.counters[0].state.Clone()
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 10, 40).Draw(rt, "acts") {
			w.r = rand.New(rand.NewPCG(seed, uint64(i)))
			c := pick(w, w.counters)
			switch w.r.IntN(9) {
			case 0:
				w.meet(c, pick(w, w.counters))
			case 1:
				w.try(c, take(pick(w, w.people), pick(w, w.items)))
			case 2:
				w.merge(c)
			default:
				w.count(c, pick(w, w.items))
			}
		}
		w.meet(w.counters...)
		c := w.counters[0]
		for _, id := range w.counted {
			states[c.counted(id).State()]++
			tally := c.tally(id)
			if tally.Expected != tally.Found+tally.Handled+tally.Missing {
				rt.Fatalf("the figures do not add up: %s", figures(tally.CountFigures))
			}
		}
		later := slices.DeleteFunc(slices.Clone(c.order), func(s *ledger.Sealed) bool { return slices.Contains(c.order[:w.founding], s) })
		r := rand.New(rand.NewPCG(uint64(len(later)), rapid.Uint64().Draw(rt, "order")))
		for range 10 {
			m := base.Clone()
			for _, e := range shuffled(r, later) {
				if err := m.Apply(e); err != nil {
					rt.Fatalf("%s: %v", e.Entry.Kind, err)
				}
			}
			if m.Digest() != c.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(c.state, m))
			}
		}
	})
	t.Log(states)
	for _, state := range []string{armory.CountOpen, armory.CountClosed, armory.CountSigned, armory.CountCancelled} {
		if states[state] == 0 {
			t.Errorf("no history had a count that was %s", state)
		}
	}
}
