package hubtest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// act is what somebody at a counter wants.
type act uint8

const (
	takes   act = iota // an item, for a person
	returns            // an item
	draws              // so many of the lot
)

// wish is a person at the counter who wants something written.
type wish struct {
	act      act
	item     ledger.SubjectID
	person   ledger.SubjectID
	n        int64 // of the lot
	command  ledger.CommandID
	override bool
	tries    int
}

// errStock refuses to hand out more of the lot than is there.
var errStock = &armory.Refusal{Code: "STOCK"}

// decide is what the rules say to a wish in the state of this disk.
func (p *pc) decide(w *wish) (armory.Fact, error) {
	ask := armory.Ask{Site: p.w.site.id, Command: w.command, Account: p.w.site.account, Role: armory.RoleSuperuser, Now: time.UnixMilli(p.clock().WallMs)}
	var command armory.Command
	switch w.act {
	case draws:
		command = armory.MoveStock{ID: p.w.site.stock, N: -w.n, How: armory.StockAdjusted, Reason: "handed out"}
	case takes:
		command = armory.Take{Person: w.person, Lines: []armory.TakeAsk{{Item: w.item}}, Text: "Guard"}
	default:
		command = armory.Return{Lines: []armory.ReturnAsk{{Item: w.item, Magazines: -1, Rounds: -1}}}
	}
	facts, err := armory.Decide(p.disk.state, ask, command)
	var refused *armory.Refusal
	switch {
	case w.act == draws && errors.As(err, &refused) && refused.Code == armory.CodeBlocked:
		return armory.Fact{}, errStock
	case err != nil:
		return armory.Fact{}, err
	}
	return facts[0], nil
}

// want is somebody pressing a button.
func (p *pc) want(w *wish) {
	if p.core == nil || p.paused {
		return
	}
	w.command = ledger.CommandID{ID: ids{p.w.rand}.id()}
	p.try(w)
}

// try decides early, and asks leave when it is needed.
func (p *pc) try(w *wish) {
	w.tries++
	fact, err := p.decide(w)
	if err != nil {
		p.refuse(w, code(err))
		return
	}
	if !fact.Permit {
		p.commit(w, fact, ledger.Why{Code: ledger.WhyFree}, nil)
		return
	}
	p.nextAsk++
	p.asks[p.nextAsk] = asked{w, fact}
	ask := core.Ask{ID: p.nextAsk, Command: w.command, Override: w.override}
	for _, draw := range fact.Draws {
		ask.Stock = append(ask.Stock, wire.Quantity{Stock: draw.Stock, N: draw.N})
	}
	for _, ref := range fact.Subjects {
		if ref.Kind == armory.SubjectStock {
			continue
		}
		ask.Subjects = append(ask.Subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: p.Heads(ref.Kind, ref.ID)})
	}
	p.step(ask)
}

// asked is a wish that waits for leave, and what was decided about it.
type asked struct {
	wish *wish
	fact armory.Fact
}

func code(err error) string {
	var r *armory.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return err.Error()
}

func (p *pc) refuse(w *wish, why string) {
	p.w.count("refused " + why)
	p.w.say("%s refuses %s: %s", p.name(), p.w.words(w), why)
	if p.w.calm && w.act != returns && (why == string(wire.RefuseDoubt) || why == string(core.NoHub)) {
		p.w.fault(everyRefusalHasACause, "%s refused with %s although nothing went wrong", p.name(), why)
	}
}

// answer is what came of an Ask.
func (p *pc) answer(e core.Answer) {
	a, waits := p.asks[e.Ask]
	w := a.wish
	delete(p.asks, e.Ask)
	switch {
	case !waits:
	case e.Refuse == nil:
		if e.Why != ledger.WhyOverride {
			p.w.granting(p)
		}
		p.commit(w, a.fact, ledger.Why{Code: e.Why, Reason: reasonOf(e.Why)}, e.Permit)
	case e.Refuse.Code == wire.RefuseStale && w.tries < 6:
		p.w.after(0, func() {
			if p.core != nil {
				p.awake(func() { p.try(w) })
			}
		})
	case e.Refuse.Code != wire.RefuseBusy && !w.override && !p.w.patient && p.w.chance(10):
		w.override = true
		p.w.count("override")
		p.try(w)
	default:
		if e.Refuse.Code == wire.RefuseDoubt {
			p.w.count("doubt met")
		}
		p.refuse(w, string(e.Refuse.Code))
	}
}

func reasonOf(why string) string {
	if why == ledger.WhyOverride {
		return "nobody answers"
	}
	return ""
}

// commit is the recorder inside its writing transaction.
func (p *pc) commit(w *wish, early armory.Fact, why ledger.Why, permit *ledger.Permit) {
	p.write(func() func() {
		needs := why.Code != ledger.WhyFree
		giveUp := func() { p.step(core.Abandoned{Command: w.command}) }
		if needs && !p.core.Usable(p.clock(), w.command) {
			p.w.count("permit not usable any more")
			giveUp()
			if w.tries < 6 {
				p.try(w)
			}
			return nil
		}
		fact := early
		if !p.w.mistakes.DecideOnce {
			if permit != nil && !p.same(permit) {
				p.w.count("permit rests on other heads")
				giveUp()
				if w.tries < 6 {
					p.try(w)
				}
				return nil
			}
			var err error
			if fact, err = p.decide(w); err != nil {
				if needs {
					giveUp()
				}
				p.refuse(w, code(err))
				return nil
			}
		}
		p.w.writing(p, w, why, permit)
		// From here it is the disk's: what others store waits for this transaction.
		return func() {
			s := p.record(w.command, why, permit, fact)
			p.w.say("%s %s (%s)", p.name(), p.w.words(w), why.Code)
			p.w.count(w.act.String() + map[bool]string{true: " " + why.Code}[w.act != returns])
			p.step(core.Committed{Entries: []core.Written{p.written(s)}, Vector: p.disk.vector()})
		}
	})
}

// record writes an entry of this PC's own.
func (p *pc) record(command ledger.CommandID, why ledger.Why, permit *ledger.Permit, fact armory.Fact) *ledger.Sealed {
	s := p.disk.append(command, p.w.site.account, why, permit, fact, p.clock().WallMs)
	p.w.durable(p, s)
	return s
}

// same reports whether a permit rests on the heads this disk has.
func (p *pc) same(permit *ledger.Permit) bool {
	of := map[ledger.SubjectID][]ledger.Hash{}
	for _, h := range permit.Heads {
		of[h.Subject] = append(of[h.Subject], h.Head)
	}
	for id, heads := range of {
		kind := armory.SubjectItem
		if slices.Contains(p.w.site.people, id) {
			kind = armory.SubjectPerson
		}
		if !slices.Equal(heads, p.Heads(kind, id)) {
			return false
		}
	}
	return true
}

func (a act) String() string { return [...]string{"take", "return", "draw"}[a] }

func (w *world) words(wish *wish) string {
	item := slices.Index(w.site.items, wish.item)
	switch wish.act {
	case takes:
		return fmt.Sprintf("takes item %d for person %d", item, slices.Index(w.site.people, wish.person))
	case draws:
		return fmt.Sprintf("draws %d of the lot", wish.n)
	}
	return fmt.Sprintf("returns item %d", item)
}
