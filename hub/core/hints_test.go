package core_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"armguard/hub/core"
	"armguard/hub/wire"
)

// hint is an announcement that anybody may have made.
func hint(n int, claimed byte) core.Found {
	return core.Found{Addr: fmt.Sprintf("10.9.%d.%d:7443", n/250, n%250), Station: station(claimed), Hint: true}
}

// asked are the addresses that are probed while time passes.
func (l *lan) asked(d time.Duration) (out []string) {
	for _, p := range of[core.Probe](l.wait(d)) {
		out = append(out, p.Addr)
	}
	return out
}

// A flood of announcements costs five dials a second, and what is known is asked as often as without it.
func TestAFloodOfHintsIsDialledFiveTimesASecond(t *testing.T) {
	play := func(flood int) (known, hints int) {
		l := start(t, 7, 8)
		l.answers(8, wire.RoleDiscover, 0)
		for second := range 10 {
			for n := range flood {
				l.step(hint(second*flood+n, 9))
			}
			before := hints
			for _, at := range l.asked(time.Second) {
				if at == addr(7) || at == addr(8) {
					known++
				} else {
					hints++
				}
			}
			if n := hints - before; n > 5 {
				t.Errorf("second %d: %d of what was only announced were dialled, want at most 5", second, n)
			}
		}
		return known, hints
	}
	calm, _ := play(0)
	known, hints := play(1000)
	if known != calm || hints < 15 {
		t.Errorf("what is known was asked %d times, without the flood %d times; %d of the flood", known, calm, hints)
	}
}

func TestWhatWasOnlyAnnouncedIsTriedOnce(t *testing.T) {
	l := start(t, 7, 8)
	l.wait(2 * time.Second)
	l.step(hint(1, 7))
	is := func(when string, want bool) {
		t.Helper()
		if got := slices.Contains(l.asked(4*time.Second), hint(1, 7).Addr); got != want {
			t.Errorf("%s: dialled %v, want %v", when, got, want)
		}
	}
	is("it was announced", true)
	is("nobody answered", false)
	l.step(hint(1, 7))
	is("it was announced again", true)
	l.step(hint(1, 7))
	l.step(core.Lost{Addr: hint(1, 7).Addr})
	is("it is not announced any more", false)
}

func TestWhatWasAnnouncedAndAnswersIsKnown(t *testing.T) {
	l := start(t, 7, 8)
	at := hint(1, 7).Addr
	l.step(hint(1, 7))
	l.wait(600 * time.Millisecond)
	l.step(core.Answered{Addr: at, Card: card(7, wire.RoleDiscover, 0)})
	l.step(core.Lost{Addr: at})
	asked := l.asked(8 * time.Second)
	if n := len(slices.DeleteFunc(asked, func(a string) bool { return a != at })); n < 2 {
		t.Errorf("it was asked %d times more, want on and on", n)
	}
	l.step(core.Found{Addr: at, Station: station(8), Hint: true}) // somebody says it is another's
	for _, p := range l.Places() {
		if p.Station == station(8) && p.Addr == at {
			t.Error("an announcement changed whose address it is")
		}
	}
}

func TestNoSideSessionGoesWhereNobodyHasAnswered(t *testing.T) {
	l := lead(t, 7)
	for range 200 {
		l.step(hint(1, 7))
		l.wait(time.Second)
	}
	if got := of[core.Dial](l.effects); slices.ContainsFunc(got, func(d core.Dial) bool { return d.Addr == hint(1, 7).Addr }) || len(got) == 0 {
		t.Errorf("dialled %+v, want known addresses", got)
	}
}

func TestHintsAreBounded(t *testing.T) {
	l := start(t, 7)
	for n := range 1000 {
		l.step(hint(n, 7))
	}
	asked := l.asked(time.Minute)
	slices.Sort(asked)
	asked = slices.DeleteFunc(slices.Compact(asked), func(a string) bool { return a == addr(7) })
	if len(asked) != 64 {
		t.Errorf("%d of 1000 announcements were kept, want 64", len(asked))
	}
}

// Who has spoken for itself is not sought where somebody says it is.
func TestAHubIsNotJoinedAtAnAddressThatWasOnlyAnnounced(t *testing.T) {
	l := start(t)
	l.roster(8, me)
	l.step(hint(1, 8))
	l.step(core.Probed{Card: card(8, wire.RoleHub, 3)})
	l.wait(300 * time.Millisecond)
	l.step(core.Probed{Card: card(8, wire.RoleHub, 3)})
	l.wait(100 * time.Millisecond)
	if got := of[core.Dial](l.effects); len(got) != 1 || got[0].Addr != addr(8) {
		t.Errorf("dialled %+v, want the hub at its own address", got)
	}
}

// Where nobody is known but by announcements, the one who should be hub is asked first.
func TestTheBestRankedHintIsTriedFirst(t *testing.T) {
	l := start(t)
	l.roster(3, 7, 8, me)
	for n := range 20 {
		l.step(hint(n, 8))
	}
	l.step(hint(999, 3))
	asked := l.asked(3 * time.Second)
	if len(asked) == 0 || asked[0] != hint(999, 3).Addr {
		t.Errorf("asked %q, want that of the best-ranked first", asked)
	}
}
