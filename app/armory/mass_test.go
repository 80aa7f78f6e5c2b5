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

// alert opens a mass issue for a purpose of the site.
func (c *counter) alert(purpose ledger.SubjectID) ledger.SubjectID {
	id := c.subject()
	c.must(armory.OpenMass{ID: id, Title: "Alert Bravo", Purpose: purpose, Type: "par"})
	return id
}

func (c *counter) massOf(id ledger.SubjectID) *armory.Mass {
	doc := &armory.Mass{ID: id.ID}
	c.load(doc)
	return doc
}

func purposeNamed(c *counter, name string) ledger.SubjectID {
	ids, err := c.state.Find(armory.DocRecord, armory.Key{Index: "purpose.name", Value: armory.Fold(name)})
	if err != nil || len(ids) != 1 {
		c.t.Fatalf("purpose %s: %v %v", name, ids, err)
	}
	return ledger.SubjectID{ID: ids[0]}
}

func inMass(mass, person, item ledger.SubjectID) armory.Take {
	return armory.Take{Person: person, Mass: mass, Lines: []armory.TakeAsk{{Item: item, Magazines: -1, Rounds: -1}}}
}

func TestMassIssue(t *testing.T) {
	t.Run("one purpose and one type of receipt are everybody's", func(t *testing.T) {
		d := newDesk(t)
		id := d.alert(d.purpose(t, "Vigil"))
		take := inMass(id, d.juan, d.m4)
		take.Text, take.Type = "a picnic", "TR"
		tx := d.transaction(d.must(take))
		if tx.Mass != id || tx.Purpose != "Vigil" || tx.Type != armory.ReceiptPAR || tx.Lines[0].Magazines != 7 || tx.Lines[0].Rounds != 210 {
			t.Errorf("got %+v", tx)
		}
		found, err := d.state.Find(armory.DocTransaction, armory.Key{Index: "mass", Value: id.String()})
		if err != nil || !slices.Equal(found, []ledger.ID{tx.Command.ID}) {
			t.Errorf("found %v %v", found, err)
		}
	})
	t.Run("the same command is one Take, and without the mass issue another", func(t *testing.T) {
		d := newDesk(t)
		take, command := inMass(d.alert(d.purpose(t, "Vigil")), d.juan, d.m4), d.command()
		if err := d.doesAs(command, take); err != nil {
			t.Fatal(err)
		}
		if err := d.doesAs(command, take); !errors.Is(err, armory.ErrDone) {
			t.Errorf("got %v", err)
		}
		take.Mass = ledger.SubjectID{}
		refused(t, d.doesAs(command, take), armory.CodeCommandReused)
	})
	t.Run("does not wait at another counter: its Takes do not name it as a subject", func(t *testing.T) {
		d := newDesk(t)
		facts, err := armory.Decide(d.state, d.ask(d.command()), inMass(d.alert(d.purpose(t, "Vigil")), d.juan, d.m4))
		if err != nil || slices.ContainsFunc(facts[0].Subjects, func(s armory.SubjectRef) bool { return s.Kind == armory.SubjectMass }) {
			t.Errorf("got %+v %v", facts, err)
		}
	})
	t.Run("is closed once, and then nothing more is issued into it", func(t *testing.T) {
		d := newDesk(t)
		id := d.alert(d.purpose(t, "Vigil"))
		d.must(armory.CloseMass{ID: id, Note: "stood down"})
		if got := d.massOf(id); got.Live() || got.Note != "stood down" || got.Closed.Station != d.station || got.Opened.Account != d.boss {
			t.Errorf("got %+v", got)
		}
		_, err := d.does(armory.CloseMass{ID: id})
		refused(t, err, "UNCHANGED")
		_, err = d.does(inMass(id, d.juan, d.m4))
		refused(t, err, armory.CodeBlocked)
		if d.custody(d.m4).Status() != armory.StatusAvailable {
			t.Error("the refused Take changed something")
		}
		d.alert(d.purpose(t, "Training"))
	})
	t.Run("runs one at a time", func(t *testing.T) {
		d := newDesk(t)
		d.alert(d.purpose(t, "Vigil"))
		_, err := d.does(armory.OpenMass{ID: d.subject(), Title: "Another", Purpose: d.purpose(t, "Vigil")})
		if r := refused(t, err, armory.CodeBlocked); !strings.Contains(r.Message, "Alert Bravo") {
			t.Errorf("got %q", r.Message)
		}
	})
	t.Run("opened on both sides of a split is two, and both run on", func(t *testing.T) {
		s := newStory(t, 2)
		one, two := s.counters[0].alert(purposeNamed(s.counters[0], "Vigil")), s.counters[1].alert(purposeNamed(s.counters[1], "Training"))
		s.meet(s.counters...)
		live, err := s.counters[0].state.Find(armory.DocMass, armory.Key{Index: "live", Value: "yes"})
		if err != nil || len(live) != 2 || !s.counters[1].massOf(one).Live() || !s.counters[1].massOf(two).Live() {
			t.Errorf("got %v %v", live, err)
		}
	})
	t.Run("what was issued while cut off from who closed it belongs to it", func(t *testing.T) {
		s := newStory(t, 2)
		a, b := s.counters[0], s.counters[1]
		juan, rifle := a.person("1001"), a.item("M4", "W1")
		id := a.alert(purposeNamed(a, "Vigil"))
		s.meet(a, b)
		a.must(armory.CloseMass{ID: id})
		command := b.must(inMass(id, juan, rifle))
		s.meet(a, b)
		if got := a.transaction(command); got.Mass != id || a.massOf(id).Live() {
			t.Errorf("got %+v", got)
		}
	})
	for name, bad := range map[string]armory.Command{
		"without a name":                   armory.OpenMass{Title: " \u200b", Text: "Alert"},
		"with a long name":                 armory.OpenMass{Title: strings.Repeat("t", 61), Text: "Alert"},
		"without a purpose":                armory.OpenMass{Title: "Alert"},
		"with another type of receipt":     armory.OpenMass{Title: "Alert", Text: "Alert", Type: "IOU"},
		"for a purpose that is not there":  armory.OpenMass{Title: "Alert", Purpose: fixedSubject(99)},
		"that nobody opened, to be closed": armory.CloseMass{ID: fixedSubject(99)},
		"that nobody opened, to take in":   armory.Take{Mass: fixedSubject(99)},
		"with too long a note at its end":  armory.CloseMass{Note: strings.Repeat("t", 1001)},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			c := newStory(t, 1).counters[0]
			if end, ok := bad.(armory.CloseMass); ok && end.ID.IsZero() {
				end.ID = c.alert(purposeNamed(c, "Vigil"))
				bad = end
			}
			_, err := c.does(bad)
			code := armory.CodeInvalid
			if strings.Contains(name, "not there") || strings.Contains(name, "nobody opened") {
				code = armory.CodeNotFound
			}
			refused(t, err, code)
		})
	}
	t.Run("may be run by who may take, and by nobody else", func(t *testing.T) {
		d := newDesk(t)
		d.role = armory.RoleArmorer
		d.must(armory.CloseMass{ID: d.alert(d.purpose(t, "Vigil"))})
		d.role = armory.RoleAuditor
		_, err := d.does(armory.OpenMass{ID: d.subject(), Title: "Alert", Purpose: d.purpose(t, "Vigil")})
		refused(t, err, armory.CodeForbidden)
	})
}

// Whatever counters do that meet now and then, every order of arrival gives the same mass issues, and each is opened by
// the first that opened it and closed by the first that closed it.
func TestMassIssuesInAnyOrder(t *testing.T) {
	check(t, 150)
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory(rt, 3)
		first := s.counters[0]
		people := []ledger.SubjectID{first.person("1001"), first.person("1002"), first.person("1003")}
		items := []ledger.SubjectID{first.item("M4", "W1"), first.item("M4", "W2"), first.item("GLOCK17", "G1")}
		s.meet(s.counters...)
		base, founding := first.state.Clone(), len(first.order)
		ids := []ledger.SubjectID{s.subject(), s.subject()}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 6, 24).Draw(rt, "acts") {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			c, id := s.counters[r.IntN(3)], ids[r.IntN(2)]
			switch r.IntN(6) {
			case 0: // also under an id that another counter has used
				c.write(s.command(), armory.Fact{Kind: armory.KindMassOpen, Subjects: []armory.SubjectRef{{Kind: armory.SubjectMass, ID: id}},
					Body: armory.MassBody{Title: fmt.Sprint("Alert ", i), Purpose: "Alert", Type: "TR"}})
			case 1: // also of what it has not heard of
				c.write(s.command(), armory.Fact{Kind: armory.KindMassClose, Subjects: []armory.SubjectRef{{Kind: armory.SubjectMass, ID: id}},
					Body: armory.NoteBody{Text: fmt.Sprint("closed ", i)}})
			case 2, 3, 4:
				_, _ = c.does(inMass(id, people[r.IntN(3)], items[r.IntN(3)]))
			default:
				s.meet(c, s.counters[r.IntN(3)])
			}
		}
		s.meet(s.counters...)
		later := slices.Clone(first.order[founding:])
		r := rand.New(rand.NewPCG(uint64(len(later)), rapid.Uint64().Draw(rt, "order")))
		for range 20 {
			m := base.Clone()
			for _, e := range shuffled(r, later) {
				if err := m.Apply(e); err != nil {
					rt.Fatalf("%s: %v", e.Entry.Kind, err)
				}
			}
			if m.Digest() != first.state.Digest() {
				rt.Fatalf("another order of arrival gives another state:\n%s", difference(first.state, m))
			}
		}
		slices.SortFunc(later, inOrder)
		for _, id := range ids {
			got, takes := &armory.Mass{ID: id.ID}, 0
			if _, err := first.state.Load(got); err != nil {
				rt.Fatalf("%v", err)
			}
			var opened, closed, none ledger.Hash
			for _, e := range later {
				var body armory.TakeBody
				switch about := e.Entry.Subjects[0].ID == id; {
				case about && e.Entry.Kind == armory.KindMassOpen && opened == none:
					opened = e.Hash
				case about && e.Entry.Kind == armory.KindMassClose && closed == none:
					closed = e.Hash
				case e.Entry.Kind == armory.KindTake && ledger.Decode(e.Entry.Body, &body) == nil && body.Mass == id:
					takes++
				}
			}
			found, err := first.state.Find(armory.DocTransaction, armory.Key{Index: "mass", Value: id.String()})
			if got.Opened.Stamp.Hash != opened || got.Closed.Stamp.Hash != closed || err != nil || len(found) != takes {
				rt.Fatalf("got %+v with %d takes, want opened by %s, closed by %s, %d takes (%v)", got, len(found), opened.Short(), closed.Short(), takes, err)
			}
		}
	})
}
