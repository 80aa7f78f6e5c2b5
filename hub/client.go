package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/enrol"
	"armguard/hub/wire"

	"github.com/gorilla/websocket"
)

const (
	dialWithin  = 3 * time.Second
	probeWithin = 1500 * time.Millisecond
)

// connect opens a WebSocket over TLS and tells whose key was shown.
func connect(ctx context.Context, addr string, config *tls.Config) (*websocket.Conn, tls.ConnectionState, error) {
	var state tls.ConnectionState
	dialer := websocket.Dialer{HandshakeTimeout: dialWithin, ReadBufferSize: 4096, WriteBufferSize: 4096, WriteBufferPool: upgrader.WriteBufferPool,
		NetDialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			raw, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			conn := tls.Client(raw, config)
			if err := conn.HandshakeContext(ctx); err != nil {
				return nil, errors.Join(err, raw.Close())
			}
			state = conn.ConnectionState()
			return conn, nil
		}}
	conn, answer, err := dialer.DialContext(ctx, "wss://"+addr+"/", nil)
	if answer != nil && answer.Body != nil {
		_ = answer.Body.Close()
	}
	if err != nil {
		return nil, state, err
	}
	conn.SetReadLimit(wire.MaxFrame)
	return conn, state, nil
}

// connect opens a connection to an enrolled station.
func (n *Node) connect(ctx context.Context, addr string) (*websocket.Conn, ledger.StationID, error) {
	conn, state, err := connect(ctx, addr, enrol.ClientTLS(n.cert, n.roster.station))
	if err != nil {
		return nil, ledger.StationID{}, err
	}
	station, known := n.roster.station(enrol.PeerKey(state))
	if !known {
		return nil, station, errors.Join(errors.New("its key is not of this site"), conn.Close())
	}
	return conn, station, nil
}

// DialJoin opens a newcomer's connection to the station at an address. Who that is has still to be proven.
func DialJoin(ctx context.Context, addr string, key ed25519.PrivateKey) (*JoinConn, error) {
	cert, err := enrol.Certificate(key)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, state, err := connect(ctx, addr, enrol.JoinTLS(cert))
	if err != nil {
		return nil, err
	}
	return &JoinConn{conn: conn, state: state, own: key.Public().(ed25519.PublicKey)}, nil
}

// dial opens the session that the core asks for.
func (n *Node) dial(e core.Dial) {
	ctx, cancel := context.WithTimeout(n.ctx, dialWithin)
	defer cancel()
	conn, station, err := n.connect(ctx, e.Addr)
	if err == nil && station != e.Station {
		err = errors.Join(errors.New("another station is there"), conn.Close())
	}
	if err != nil {
		n.Log.Debug("a station was not reached", "station", e.Station.Short(), "addr", e.Addr, "error", err)
		n.post(core.SessionClosed{Addr: e.Addr})
		return
	}
	n.links.begin(newLink(n, conn, station, e.Addr), core.SessionOpened{Out: true, Side: e.Side}, nil)
}

// probes ask addresses who is there. A connection is kept for the next question.
type probes struct {
	node *Node
	mu   sync.Mutex // guards what follows
	kept map[string]*probeLink
}

// probeLink is a kept connection. It is used by one goroutine at a time: the core asks an address once at a time.
type probeLink struct {
	conn    *websocket.Conn
	station ledger.StationID
	sent    uint64
}

// probe asks an address and tells the core what came of it.
func (p *probes) probe(addr string) {
	p.node.working.Go(func() {
		ctx, cancel := context.WithTimeout(p.node.ctx, probeWithin)
		defer cancel()
		p.mu.Lock()
		l := p.kept[addr]
		delete(p.kept, addr)
		p.mu.Unlock()
		if l != nil {
			if card, err := p.ask(l, addr); err == nil {
				p.done(addr, l, card)
				return
			}
			_ = l.conn.Close()
		}
		conn, station, err := p.node.connect(ctx, addr)
		if err != nil {
			p.node.silent(addr)
			return
		}
		l = &probeLink{conn: conn, station: station}
		card, err := p.ask(l, addr)
		if err != nil {
			_ = conn.Close()
			p.node.silent(addr)
			return
		}
		p.done(addr, l, card)
	})
}

func (p *probes) ask(l *probeLink, addr string) (wire.Card, error) {
	l.sent++
	deadline := time.Now().Add(probeWithin)
	_ = l.conn.SetWriteDeadline(deadline)
	_ = l.conn.SetReadDeadline(deadline)
	if err := l.conn.WriteMessage(websocket.BinaryMessage, wire.Encode(l.sent, &wire.Probe{Card: p.node.card()})); err != nil {
		return wire.Card{}, err
	}
	m, err := receive(l.conn)
	if err != nil {
		return wire.Card{}, err
	}
	reply, ok := m.(*wire.ProbeReply)
	if !ok || reply.Card.Station != l.station {
		return wire.Card{}, wire.ErrFrame
	}
	return reached(reply.Card, addr), nil
}

func (p *probes) done(addr string, l *probeLink, card wire.Card) {
	p.mu.Lock()
	if p.kept == nil {
		p.kept = map[string]*probeLink{}
	}
	if p.node.ctx.Err() != nil || p.kept[addr] != nil {
		_ = l.conn.Close()
	} else {
		p.kept[addr] = l
	}
	p.mu.Unlock()
	p.node.post(core.Answered{Addr: addr, Card: card})
}

func (p *probes) closeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.kept {
		_ = l.conn.Close()
	}
	p.kept = nil
}
