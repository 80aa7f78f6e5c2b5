package hub

import (
	"context"
	"log/slog"
	"testing"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// slowLedger keeps nothing before it is told to go on.
type slowLedger struct {
	Ledger
	goOn chan struct{}
}

func (l slowLedger) Keep(context.Context, []ledger.Sealed) error {
	<-l.goOn
	return nil
}

// The core waits for each batch that it handed over, also of a session that has ended: one of which it hears nothing more would keep
// that station from being served ever again.
func TestEveryBatchIsKeptAlsoWhenTheConnectionEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	slow := slowLedger{goOn: make(chan struct{})}
	n := &Node{Config: Config{Ledger: slow, Log: slog.New(slog.DiscardHandler)}, events: make(chan core.Event, maxEvents), ctx: ctx, cancel: cancel}
	n.heads.Store(&[]ledger.Head{})
	l := newLink(n, nil, ledger.StationID{}, "")
	l.id = 1
	n.links = links{node: n, open: map[core.SessionID]*link{1: l}}
	for range maxBatches {
		l.slots <- struct{}{}
		n.links.store(1, make([]ledger.Sealed, 1))
	}
	ended := make(chan struct{})
	go func() { l.store(); close(ended) }()
	l.end(wire.CloseLost)
	close(l.done)
	n.links.forget(1)
	close(slow.goOn)
	<-ended
	if got := len(n.events); got != maxBatches {
		t.Errorf("the core hears of %d of %d batches", got, maxBatches)
	}
	n.links.store(1, make([]ledger.Sealed, 1)) // of a session that is over nothing more comes
	n.links.forget(1)
}
