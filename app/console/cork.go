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
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.held)
	if cap(c.held) > 64<<10 {
		c.held = nil
	}
	c.held = c.held[:0]
	return err
}

func (c *corkConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	if c.corked {
		c.held = append(c.held, p...)
		c.mu.Unlock()
		return len(p), nil
	}
	c.mu.Unlock()
	return c.Conn.Write(p)
}
