package console

import (
	"net"
	"sync"
)

// corkListener gives connections whose writes can be held back, so that all events of a commit leave in one system
// call: sockets, not the disk, are what limits many listeners.
type corkListener struct{ net.Listener }

func (l corkListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &corkConn{Conn: conn}, nil
}

type corkConn struct {
	net.Conn
	mu     sync.Mutex // guards what follows
	corked bool
	held   []byte
}

// Cork holds writes back until Uncork.
func (c *corkConn) Cork() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = true
}

// Uncork writes what was held back.
func (c *corkConn) Uncork() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = false
	return c.flush()
}

// flush writes what was held back. What does not go out in time stays, and goes before what is written next: a frame is never
// cut off by another one, so that a client that was too slow can still be told so. Call it with mu held.
func (c *corkConn) flush() error {
	if len(c.held) == 0 {
		return nil
	}
	n, err := c.Conn.Write(c.held)
	if c.held = c.held[:copy(c.held, c.held[n:])]; len(c.held) == 0 && cap(c.held) > 64<<10 {
		c.held = nil
	}
	return err
}

func (c *corkConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	if c.corked {
		c.held = append(c.held, p...)
		c.mu.Unlock()
		return len(p), nil
	}
	err := c.flush()
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
