package hub

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/wire"

	"github.com/gorilla/websocket"
)

// Limits of a connection between stations.
const (
	maxQueuedFrames = 256     // that wait to be written; then the peer is too slow, and comes back to go on from its heads
	maxQueuedBytes  = 1 << 20 //
	writeWithin     = 5 * time.Second
	idleAfter       = 10 * time.Second // without a frame from the peer; the core gives up long before
	batchEntries    = wire.MaxEntries
	batchBytes      = 256 << 10
	maxBatches      = 8 // of one peer, on their way to the disk; then it waits at the socket
)

// link is one session's connection: one goroutine writes, one reads, one keeps the entries that come, one reads those
// that go.
type link struct {
	node    *Node
	id      core.SessionID
	conn    *websocket.Conn
	station ledger.StationID
	addr    string

	mu     sync.Mutex // guards what follows
	queue  [][]byte
	bytes  int
	n      uint64 // frames sent
	ended  bool   // nothing more is queued; what is, still goes out
	reason wire.CloseCode
	ready  chan struct{} // something is queued, or ended
	room   chan struct{} // something was written
	slots  chan struct{} // batches of the peer that are under way to the disk
	keep   chan []ledger.Sealed
	done   chan struct{} // the connection is closed
	errand errand
}

func newLink(n *Node, conn *websocket.Conn, station ledger.StationID, addr string) *link {
	return &link{node: n, conn: conn, station: station, addr: addr, ready: make(chan struct{}, 1), room: make(chan struct{}, 1),
		slots: make(chan struct{}, maxBatches), keep: make(chan []ledger.Sealed, maxBatches), done: make(chan struct{}),
		errand: newErrand()}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put queues a message. It reports false when the peer has not taken what was queued before, or the link has ended.
func (l *link) put(m wire.Message) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	if len(l.queue) >= maxQueuedFrames || l.bytes >= maxQueuedBytes {
		return false
	}
	l.n++
	frame := wire.Encode(l.n, m)
	l.queue = append(l.queue, frame)
	l.bytes += len(frame)
	poke(l.ready)
	return true
}

// putWaiting queues a message when half of the queue is free, so that what is read from the store never crowds out the
// rest. It reports false when the link has ended.
func (l *link) putWaiting(m wire.Message) bool {
	return l.putBehind(m, maxQueuedFrames/2, maxQueuedBytes/2)
}

// putBehind queues a message once fewer than so many frames and bytes wait.
func (l *link) putBehind(m wire.Message, frames, bytes int) bool {
	for {
		l.mu.Lock()
		free := len(l.queue) < frames && l.bytes < bytes
		ended := l.ended
		l.mu.Unlock()
		if ended {
			return false
		}
		if free {
			return l.put(m)
		}
		select {
		case <-l.room:
		case <-l.done:
			return false
		}
	}
}

// end closes the connection after what was queued.
func (l *link) end(code wire.CloseCode) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.ended, l.reason = true, code
		poke(l.ready)
		poke(l.room)
	}
}

// write sends what is queued until the link ends, then closes the connection.
func (l *link) write() {
	defer close(l.done)
	defer func() { _ = l.conn.Close() }()
	for {
		l.mu.Lock()
		queue, ended, code := l.queue, l.ended, l.reason
		l.queue, l.bytes = nil, 0
		l.mu.Unlock()
		poke(l.room)
		for _, frame := range queue {
			_ = l.conn.SetWriteDeadline(time.Now().Add(writeWithin))
			if err := l.conn.WriteMessage(websocket.BinaryMessage, frame); err != nil {
				l.end(wire.CloseLost)
				return
			}
			l.node.sent.Add(uint64(len(frame)))
		}
		if len(queue) > 0 {
			continue
		}
		if ended {
			_ = l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(int(code), code.Name()), time.Now().Add(time.Second))
			return
		}
		select {
		case <-l.ready:
		case <-l.node.ctx.Done():
			l.end(wire.CloseBye)
		}
	}
}

// read hands what comes to the core until the connection ends.
func (l *link) read() {
	for {
		_ = l.conn.SetReadDeadline(time.Now().Add(idleAfter))
		m, err := receive(l.conn)
		switch {
		case errors.Is(err, wire.ErrUnknown):
			continue
		case errors.Is(err, wire.ErrFrame):
			l.node.Log.Warn("a station sent what is no frame", "station", l.station.Short(), "error", err)
			l.end(wire.CloseFrame)
			return
		case err != nil:
			l.end(wire.CloseLost)
			return
		}
		switch m := m.(type) {
		case *wire.BlobReq:
			l.errand.wish(m.Hashes...)
			continue
		case *wire.Blob:
			select {
			case l.errand.blobs <- m:
			case <-l.done:
				return
			}
			continue
		}
		if entries, ok := m.(*wire.Entries); ok {
			l.errand.feeds(l.node.Now())
			opened, err := wire.Open(entries.List)
			if err != nil {
				l.node.Log.Warn("a station sent an entry that is none", "station", l.station.Short(), "error", err)
				l.end(wire.CloseFrame)
				return
			}
			select {
			case l.slots <- struct{}{}:
				l.node.post(core.Offered{ID: l.id, Entries: opened})
			case <-l.done:
				return
			}
			continue
		}
		l.node.post(core.Received{ID: l.id, Msg: l.placed(m)})
	}
}

// placed fills in where the peer is reached: it does not know under which address others see it.
func (l *link) placed(m wire.Message) wire.Message {
	switch m := m.(type) {
	case *wire.Hello:
		m.Card = reached(m.Card, l.addr)
	case *wire.Roll:
		for i := range m.List {
			if m.List[i].Station == l.station {
				m.List[i].Addr = l.addr
			}
		}
	}
	return m
}

// store keeps the peer's entries in their order, and tells the core: all that the core handed over, also when the connection has
// ended meanwhile. The core waits for each.
func (l *link) store() {
	for {
		select {
		case entries, more := <-l.keep:
			if !more {
				return
			}
			err := l.node.Ledger.Keep(l.node.ctx, entries)
			if err != nil && l.node.ctx.Err() == nil {
				l.node.Log.Warn("entries of a station were not kept", "station", l.station.Short(), "entries", len(entries), "error", err)
			}
			<-l.slots
			l.node.post(core.Committed{From: l.id, Vector: *l.node.heads.Load(), Failed: err != nil})
		case <-l.node.ctx.Done():
			return
		}
	}
}

// stream reads the next entries that the peer lacks and queues them.
func (l *link) stream(have []ledger.Head) {
	list, more, err := l.node.Ledger.Missing(have, batchEntries, batchBytes)
	if err != nil {
		if l.node.ctx.Err() == nil {
			l.node.Log.Error("entries could not be read", "error", err)
		}
		l.end(wire.CloseLost)
		return
	}
	sent := core.Streamed{ID: l.id, More: more}
	if len(list) > 0 {
		for i := range list {
			sent.Have = append(sent.Have, list[i].Head())
		}
		if !l.putWaiting(&wire.Entries{List: wire.Seal(list)}) {
			return
		}
	}
	l.node.post(sent)
}

// receive reads one message.
func receive(conn *websocket.Conn) (wire.Message, error) {
	kind, raw, err := conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	if kind != websocket.BinaryMessage {
		return nil, wire.ErrFrame
	}
	_, m, err := wire.Decode(raw)
	return m, err
}

// reached corrects where a station is reached: the host is the one it was seen at, the port the one it names.
func reached(card wire.Card, seen string) wire.Card {
	if host, _, err := net.SplitHostPort(seen); err == nil {
		if _, port, err := net.SplitHostPort(card.Addr); err == nil {
			card.Addr = net.JoinHostPort(host, port)
		}
	}
	if card.Hub == card.Station {
		card.HubAddr = card.Addr
	}
	return card
}

// portOnly is an address without its host, as a card has it before somebody has seen where it came from.
func portOnly(addr net.Addr) string {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return ""
	}
	return net.JoinHostPort("", port)
}

// links are the open sessions by number.
type links struct {
	node *Node
	mu   sync.Mutex // guards what follows
	last core.SessionID
	open map[core.SessionID]*link
}

// begin numbers a connection, tells the core, and starts its goroutines. first is what was read before.
func (s *links) begin(l *link, opened core.SessionOpened, first wire.Message) {
	s.mu.Lock()
	if s.open == nil {
		s.open = map[core.SessionID]*link{}
	}
	s.last++
	l.id = s.last
	s.open[l.id] = l
	s.mu.Unlock()
	opened.ID, opened.Station, opened.Addr = l.id, l.station, l.addr
	s.node.post(opened)
	if first != nil {
		s.node.post(core.Received{ID: l.id, Msg: l.placed(first)})
	}
	s.node.working.Go(l.write)
	s.node.working.Go(l.store)
	s.node.working.Go(l.answer)
	s.node.working.Go(l.collect)
	poke(s.node.missing)
	s.node.working.Go(func() {
		l.read()
		_ = l.conn.Close()
		s.node.post(core.SessionClosed{ID: l.id, Addr: l.addr})
	})
}

// forget follows what the core has heard of a session's end: nothing is handed to the link any more.
func (s *links) forget(id core.SessionID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.open[id]; l != nil {
		delete(s.open, id)
		close(l.keep)
	}
}

func (s *links) get(id core.SessionID) *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[id]
}

func (s *links) all() []*link {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*link, 0, len(s.open))
	for _, l := range s.open {
		out = append(out, l)
	}
	return out
}

func (s *links) send(id core.SessionID, m wire.Message) {
	if l := s.get(id); l != nil && !l.put(m) {
		l.end(wire.CloseSlow)
	}
}

func (s *links) sendWaiting(id core.SessionID, m wire.Message) bool {
	l := s.get(id)
	return l != nil && l.putWaiting(m)
}

func (s *links) close(id core.SessionID, reason string) {
	if l := s.get(id); l != nil {
		s.node.Log.Debug("a session ends", "station", l.station.Short(), "reason", reason)
		l.end(wire.CloseBye)
	}
}

func (s *links) stream(id core.SessionID, have []ledger.Head) {
	if l := s.get(id); l != nil {
		s.node.working.Go(func() { l.stream(have) })
	}
}

// store hands entries to the link's own goroutine. There is room: the reader let in no more than there are slots.
func (s *links) store(id core.SessionID, entries []ledger.Sealed) {
	if l := s.get(id); l != nil {
		l.keep <- entries
	}
}

// cut ends the sessions of stations at once.
func (s *links) cut(whose func(ledger.StationID) bool) {
	for _, l := range s.all() {
		if whose(l.station) {
			l.end(wire.CloseRevoked)
		}
	}
}

// flush ends all sessions and waits a while for their last words to leave.
func (s *links) flush(patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, l := range s.all() {
		l.end(wire.CloseBye)
		select {
		case <-l.done:
		case <-ctx.Done():
		}
	}
}

func (s *links) closeAll() {
	for _, l := range s.all() {
		l.end(wire.CloseBye)
		_ = l.conn.Close()
	}
}
