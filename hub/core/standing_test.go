package core_test

import (
	"reflect"
	"testing"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

func TestTheRosterThatStands(t *testing.T) {
	is := func(n byte, priority int64, revoked bool) core.Enrolled {
		return core.Enrolled{Station: station(n), Priority: priority, Revoked: revoked}
	}
	for name, c := range map[string]struct {
		before, now []core.Enrolled
		told        bool
		want        []core.Enrolled
	}{
		"what the store says":                           {now: []core.Enrolled{is(1, 0, false)}, want: []core.Enrolled{is(1, 0, false)}},
		"whom the store does not name is not forgotten": {before: []core.Enrolled{is(1, 3, false)}, want: []core.Enrolled{is(1, 3, false)}},
		"nor when a peer has told all":                  {before: []core.Enrolled{is(1, 3, false)}, told: true, want: []core.Enrolled{is(1, 3, false)}},
		"of whom it names, what it says counts":         {before: []core.Enrolled{is(1, 3, false)}, now: []core.Enrolled{is(1, 5, true)}, want: []core.Enrolled{is(1, 5, true)}},
		"but no revocation is taken back":               {before: []core.Enrolled{is(1, 3, true)}, now: []core.Enrolled{is(1, 5, false)}, want: []core.Enrolled{is(1, 5, true)}},
		"until a peer has told all":                     {before: []core.Enrolled{is(1, 3, true)}, now: []core.Enrolled{is(1, 5, false)}, told: true, want: []core.Enrolled{is(1, 5, false)}},
	} {
		if got := core.Standing(c.before, c.now, c.told); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
	now := []core.Enrolled{is(1, 0, false)}
	if core.Standing([]core.Enrolled{is(1, 0, true)}, now, false); now[0].Revoked {
		t.Error("what the store says was changed")
	}
}

func TestAPeerHasToldAllOnceThatIsStored(t *testing.T) {
	l := lead(t, 7, 8)
	told := func(want int, when string) {
		t.Helper()
		if got := of[core.Told](l.effects); len(got) != want {
			t.Errorf("%s: told %d times, want %d", when, len(got), want)
		}
	}
	l.greets(8, 1, hello(8))
	l.drain(1)
	told(0, "nobody has said so")
	l.step(core.Offered{ID: 1, Entries: make([]ledger.Sealed, 1)})
	l.step(core.Received{ID: 1, Msg: &wire.Synced{Vector: []ledger.Head{head(8, 1)}}})
	told(0, "its entries are not stored yet")
	l.step(core.Committed{From: 1, Vector: []ledger.Head{head(me, 1), head(8, 1)}})
	told(1, "they are stored")
	l.serve(7, 2)
	told(1, "another has told all too")
}
