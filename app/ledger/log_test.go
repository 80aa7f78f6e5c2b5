package ledger_test

import (
	"errors"
	"maps"
	"testing"

	"armguard/app/ledger"
)

func TestALogOpensItself(t *testing.T) {
	s := seal(t, ledger.Tip{}, 0, opening())
	t.Run("with the key in its first entry", func(t *testing.T) {
		body, err := ledger.OpenLog(&s)
		if err != nil || body.Station.ID != id(4) || body.Reason != "new" {
			t.Errorf("got %+v, %v", body, err)
		}
	})
	t.Run("not with another entry", func(t *testing.T) {
		other := seal(t, second, 0, plain())
		if _, err := ledger.OpenLog(&other); !errors.Is(err, ledger.ErrChain) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not when somebody else signed it", func(t *testing.T) {
		e := opening()
		e.Body = ledger.Encode(ledger.LogOpen{Station: ledger.StationID{ID: id(4)}, Key: make([]byte, 32)})
		forged := seal(t, ledger.Tip{}, 0, e)
		if _, err := ledger.OpenLog(&forged); !errors.Is(err, ledger.ErrSignature) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not with a key of another size or a body that is none", func(t *testing.T) {
		for _, body := range [][]byte{ledger.Encode(ledger.LogOpen{Key: []byte("short")}), {0xff}, {}} {
			e := opening()
			e.Body = body
			s := seal(t, ledger.Tip{}, 0, e)
			if _, err := ledger.OpenLog(&s); err == nil {
				t.Errorf("% x opened a log", body)
			}
		}
	})
}

func TestVectorMissing(t *testing.T) {
	x, y, z := ledger.LogID{ID: id(1)}, ledger.LogID{ID: id(2)}, ledger.LogID{ID: id(3)}
	at := func(log ledger.LogID, seq uint64) ledger.Head { return ledger.Head{Log: log, Seq: seq} }
	mine := ledger.Vector{x: at(x, 10), y: at(y, 4)}
	for name, c := range map[string]struct {
		other ledger.Vector
		want  map[ledger.LogID]uint64
	}{
		"everything of an empty station":       {ledger.Vector{}, map[ledger.LogID]uint64{x: 10, y: 4}},
		"the rest of a log":                    {ledger.Vector{x: at(x, 7), y: at(y, 4)}, map[ledger.LogID]uint64{x: 3}},
		"nothing that it knows further":        {ledger.Vector{x: at(x, 99), y: at(y, 5), z: at(z, 1)}, map[ledger.LogID]uint64{}},
		"a log that it never heard of, in all": {ledger.Vector{x: at(x, 10)}, map[ledger.LogID]uint64{y: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mine.Missing(c.other); !maps.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
