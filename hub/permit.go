package hub

import (
	"context"
	"sync"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"
)

// asks are the recorder's questions that wait for the core's answer.
type asks struct {
	mu   sync.Mutex // guards what follows
	last uint64
	wait map[uint64]chan core.Answer
}

func (a *asks) begin() (uint64, chan core.Answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wait == nil {
		a.wait = map[uint64]chan core.Answer{}
	}
	a.last++
	answer := make(chan core.Answer, 1)
	a.wait[a.last] = answer
	return a.last, answer
}

func (a *asks) forget(id uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.wait, id)
}

func (a *asks) answer(e core.Answer) {
	a.mu.Lock()
	wait := a.wait[e.Ask]
	delete(a.wait, e.Ask)
	a.mu.Unlock()
	if wait != nil {
		wait <- e
	}
}

// Permit asks leave to write about subjects, with the heads that were seen. It waits until there is an answer: why the
// entry may be written, with a permit when a hub gave one, or a refusal.
func (n *Node) Permit(ctx context.Context, ask core.Ask) (core.Answer, error) {
	id, answer := n.asks.begin()
	ask.ID = id
	n.post(ask)
	select {
	case a := <-answer:
		return a, nil
	case <-ctx.Done():
		n.asks.forget(id)
		n.post(core.Abandoned{Command: ask.Command})
		return core.Answer{}, ctx.Err()
	case <-n.ctx.Done():
		return core.Answer{Refuse: &wire.Refuse{Command: ask.Command, Code: core.NoHub}}, nil
	}
}

// Usable is asked inside the store's writing transaction: may an entry be written under the leave given for a command?
func (n *Node) Usable(command ledger.CommandID) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.core.Usable(n.now(), command)
}

// Met counts the requests at this hub that came while another station had leave for the same.
func (n *Node) Met() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.core.Met()
}

// Abandon gives leave back that will not be used.
func (n *Node) Abandon(command ledger.CommandID) { n.post(core.Abandoned{Command: command}) }
