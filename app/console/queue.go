package console

import (
	"sync"

	"armguard/app"
)

// maxQueued is how many messages wait for one connection before its queue is dropped and it goes on from the store.
const maxQueued = 1024

// queue is what waits for one connection. Put never waits.
type queue struct {
	ready chan struct{} // gets a value when there is something

	mu       sync.Mutex // guards what follows
	messages []framed
	presence []app.PresenceChange
	replies  [][]byte
	behind   bool // messages were dropped: read them from the store
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue) put(batch []framed) {
	q.mu.Lock()
	if q.behind || len(q.messages)+len(batch) > maxQueued {
		q.behind, q.messages = true, nil
	} else {
		q.messages = append(q.messages, batch...)
	}
	q.mu.Unlock()
	q.wake()
}

func (q *queue) putPresence(changes []app.PresenceChange) {
	q.mu.Lock()
	if len(q.presence) < maxQueued {
		q.presence = append(q.presence, changes...)
	}
	q.mu.Unlock()
	q.wake()
}

func (q *queue) reply(body []byte) {
	q.mu.Lock()
	q.replies = append(q.replies, body)
	q.mu.Unlock()
	q.wake()
}

// take empties the queue.
func (q *queue) take() (messages []framed, presence []app.PresenceChange, replies [][]byte, behind bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	messages, presence, replies, behind = q.messages, q.presence, q.replies, q.behind
	q.messages, q.presence, q.replies, q.behind = nil, nil, nil, false
	return messages, presence, replies, behind
}
