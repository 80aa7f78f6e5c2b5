package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"armguard/hub/core"
	"armguard/hub/enrol"
	"armguard/hub/wire"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

// Limits on those who knock, before anything is known of them.
const (
	handshakeWithin = 3 * time.Second
	firstWithin     = 3 * time.Second // to the first message
	probeIdle       = 6 * time.Second // a connection that probes is kept so long for the next one
	maxHalfOpen     = 64
	knocksPerSecond = 5 // of one address
	knocksAtOnce    = 20
	maxAddresses    = 1024 // whose knocking is counted
)

// listen begins to listen for other stations.
func (n *Node) listen() error {
	listener, err := new(net.ListenConfig).Listen(n.ctx, "tcp", n.Listen)
	if err != nil {
		return fmt.Errorf("listen for other stations at %s: %w", n.Listen, err)
	}
	n.listener = listener
	door := &door{Listener: listener, knocks: map[string]*rate.Limiter{}, silent: map[net.Conn]struct{}{}, now: time.Now}
	n.server = &http.Server{Handler: http.HandlerFunc(n.welcome), ReadHeaderTimeout: handshakeWithin, MaxHeaderBytes: 8 << 10,
		ConnState: door.state, ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		ErrorLog: log.New(quiet{}, "", 0)}
	config := enrol.ServerTLS(n.cert, n.roster.station, n.Inviting)
	n.working.Go(func() {
		if err := n.server.Serve(secured{door, config}); err != nil && !errors.Is(err, http.ErrServerClosed) {
			n.Log.Error("other stations cannot reach this one any more", "error", err)
		}
	})
	return nil
}

// secured speaks TLS on every connection that comes in. net/http closes connections whose protocol name (ALPN) it does not
// know, so it must not see that they are TLS; the handshake is made at the first read.
type secured struct {
	net.Listener
	config *tls.Config
}

type (
	securedConn struct{ *tls.Conn }
	connKey     struct{}
)

// Accept waits for a connection.
func (s secured) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return securedConn{tls.Server(conn, s.config)}, nil
}

// quiet drops what the HTTP server says of strangers.
type quiet struct{}

func (quiet) Write(p []byte) (int, error) { return len(p), nil }

// door lets connections in, few of one address and few that have said nothing yet.
type door struct {
	net.Listener
	now func() time.Time

	mu     sync.Mutex // guards what follows
	knocks map[string]*rate.Limiter
	silent map[net.Conn]struct{}
}

// Accept waits for a connection that may come in. The others are closed without a word.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil || d.admits(conn) {
			return conn, err
		}
		_ = conn.Close()
	}
}

func (d *door) admits(conn net.Conn) bool {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.silent) >= maxHalfOpen {
		return false
	}
	if tcp.IP.IsLoopback() {
		return true // stations on one PC share its address
	}
	from := tcp.IP.String()
	if d.knocks[from] == nil {
		if len(d.knocks) >= maxAddresses {
			clear(d.knocks)
		}
		d.knocks[from] = rate.NewLimiter(knocksPerSecond, knocksAtOnce)
	}
	return d.knocks[from].AllowN(d.now(), 1)
}

// state keeps count of connections that have not asked for anything yet.
func (d *door) state(conn net.Conn, state http.ConnState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if state == http.StateNew {
		d.silent[conn] = struct{}{}
	} else {
		delete(d.silent, conn)
	}
}

var upgrader = websocket.Upgrader{HandshakeTimeout: handshakeWithin, ReadBufferSize: 4096, WriteBufferSize: 4096, WriteBufferPool: &sync.Pool{},
	CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "" }} // no browser has anything to do here

// welcome takes a connection of an enrolled station, or a newcomer's while a join code is open.
func (n *Node) welcome(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	conn.SetReadLimit(wire.MaxFrame)
	secure, ok := r.Context().Value(connKey{}).(securedConn)
	if !ok {
		_ = conn.Close()
		return
	}
	state := secure.ConnectionState()
	if state.NegotiatedProtocol == enrol.ProtoJoin {
		n.working.Go(func() { n.join(conn, &state) })
		return
	}
	n.working.Go(func() { n.first(conn, &state) })
}

// first reads what a station came for: to probe, or to open a session.
func (n *Node) first(conn *websocket.Conn, state *tls.ConnectionState) {
	station, known := n.roster.station(enrol.PeerKey(*state))
	if !known {
		_ = conn.Close()
		return
	}
	stop := context.AfterFunc(n.ctx, func() { _ = conn.Close() })
	defer stop()
	_ = conn.SetReadDeadline(time.Now().Add(firstWithin))
	m, err := receive(conn)
	if err != nil {
		_ = conn.Close()
		return
	}
	from := conn.RemoteAddr().String()
	switch m := m.(type) {
	case *wire.Probe:
		defer func() { _ = conn.Close() }()
		for sent := uint64(1); m.Card.Station == station && !n.roster.revoked(station); sent++ {
			_ = conn.SetWriteDeadline(time.Now().Add(writeWithin))
			if conn.WriteMessage(websocket.BinaryMessage, wire.Encode(sent, &wire.ProbeReply{Card: n.card()})) != nil {
				return
			}
			n.post(core.Probed{Card: reached(m.Card, from)})
			_ = conn.SetReadDeadline(time.Now().Add(probeIdle))
			next, err := receive(conn)
			if err != nil {
				return
			}
			if m, known = next.(*wire.Probe); !known {
				return
			}
		}
	case *wire.Hello:
		l := newLink(n, conn, station, reached(m.Card, from).Addr)
		if n.roster.revoked(station) {
			l.put(&wire.Deny{Code: wire.DenyRevoked})
			l.end(wire.CloseRevoked)
			l.write()
			return
		}
		if n.ctx.Err() == nil {
			n.links.begin(l, core.SessionOpened{}, m)
		}
	default:
		_ = conn.Close()
	}
}

func (n *Node) card() wire.Card {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.core.Card()
}

// join lets a newcomer in.
func (n *Node) join(conn *websocket.Conn, state *tls.ConnectionState) {
	defer func() { _ = conn.Close() }()
	if n.Invite == nil {
		return
	}
	stop := context.AfterFunc(n.ctx, func() { _ = conn.Close() })
	defer stop()
	n.Invite(n.ctx, &JoinConn{conn: conn, state: *state, own: n.Key.Public().(ed25519.PublicKey)})
}

// JoinConn is a newcomer's connection, at either end.
type JoinConn struct {
	conn  *websocket.Conn
	state tls.ConnectionState
	own   ed25519.PublicKey
	sent  uint64
}

// Send writes a message. It is used by one goroutine at a time. How long it may take is hub/enrol's to say: a newcomer's
// disk may need a while for a batch.
func (c *JoinConn) Send(m wire.Message) error {
	c.sent++
	return c.conn.WriteMessage(websocket.BinaryMessage, wire.Encode(c.sent, m))
}

// Receive reads the next message.
func (c *JoinConn) Receive() (wire.Message, error) { return receive(c.conn) }

// Exporter gives 32 bytes that only the two ends of this very connection know (RFC 5705, RFC 8446 7.5).
func (c *JoinConn) Exporter(label string) ([]byte, error) {
	return c.state.ExportKeyingMaterial(label, nil, 32)
}

// OwnKey is this end's key.
func (c *JoinConn) OwnKey() ed25519.PublicKey { return c.own }

// PeerKey is the other end's key.
func (c *JoinConn) PeerKey() ed25519.PublicKey { return enrol.PeerKey(c.state) }

// Addr is where the other end was seen.
func (c *JoinConn) Addr() string { return c.conn.RemoteAddr().String() }

// Close ends the connection.
func (c *JoinConn) Close() error { return c.conn.Close() }

// Port is where other stations reach this one; 0 before Open.
func (n *Node) Port() int {
	if n.listener == nil {
		return 0
	}
	return n.listener.Addr().(*net.TCPAddr).Port
}
