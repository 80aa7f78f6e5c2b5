package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// listening is one client of /ws/all/ that reads frames with as little work as can be.
type listening struct {
	conn   net.Conn
	in     *bufio.Reader
	buf    []byte
	frames atomic.Int64 // all of them
	bytes  atomic.Int64 // of all frames with their headers
	hear   func(payload []byte)
}

// refusedUpgrade is a console's answer other than 101.
type refusedUpgrade int

func (r refusedUpgrade) Error() string { return "the feed was refused with " + strconv.Itoa(int(r)) }

// listen connects and reads the greeting; since < 0 asks for nothing that was missed.
func listen(address, token string, since int64) (*listening, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	path := "/ws/all/"
	if since >= 0 {
		path += "?since=" + strconv.FormatInt(since, 10)
	}
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, err = conn.Write([]byte("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nAuthorization: Bearer " + token +
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"))
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	l := &listening{conn: conn, in: bufio.NewReaderSize(conn, 4096)}
	answer, err := http.ReadResponse(l.in, nil)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		_ = answer.Body.Close()
		_ = conn.Close()
		return nil, refusedUpgrade(answer.StatusCode)
	}
	return l, conn.SetDeadline(time.Time{})
}

func (l *listening) close() { _ = l.conn.Close() }

// next reads one frame's payload, valid until the next call. Servers do not mask.
func (l *listening) next() ([]byte, error) {
	for {
		head, err := l.in.Peek(2)
		if err != nil {
			return nil, err
		}
		code, size, taken := head[0]&0x0f, int(head[1]&0x7f), 2
		switch size {
		case 126:
			if head, err = l.in.Peek(4); err != nil {
				return nil, err
			}
			size, taken = int(binary.BigEndian.Uint16(head[2:])), 4
		case 127:
			return nil, fmt.Errorf("a frame of more than 64 KiB")
		}
		if _, err := l.in.Discard(taken); err != nil {
			return nil, err
		}
		if cap(l.buf) < size {
			l.buf = make([]byte, 2*size)
		}
		payload := l.buf[:size]
		if _, err := io.ReadFull(l.in, payload); err != nil {
			return nil, err
		}
		switch code {
		case 8:
			return nil, io.EOF
		case 9: // a ping: the pong is masked with zeros
			pong := append([]byte{0x8a, 0x80 | byte(size), 0, 0, 0, 0}, payload...)
			if _, err := l.conn.Write(pong); err != nil {
				return nil, err
			}
			continue
		}
		l.frames.Add(1)
		l.bytes.Add(int64(taken + size))
		return payload, nil
	}
}

// crowd is many listeners who note when the first and the last of them got something.
type crowd struct {
	all   []*listening
	done  sync.WaitGroup
	first atomic.Int64 // nanoseconds since began; 0: nothing yet
	last  atomic.Int64
	began time.Time
}

// gather connects n listeners and returns when each has had its greeting and its list of who is there.
func gather(address, token string, n int) (*crowd, error) {
	c := &crowd{began: time.Now()}
	for range n {
		l, err := listen(address, token, -1)
		if err != nil {
			c.disperse()
			return nil, err
		}
		c.all = append(c.all, l)
		for range 2 {
			if _, err := l.next(); err != nil {
				c.disperse()
				return nil, err
			}
		}
		l.frames.Store(0)
		l.bytes.Store(0)
		c.done.Go(func() { c.listen(l) })
	}
	return c, nil
}

func (c *crowd) listen(l *listening) {
	for {
		payload, err := l.next()
		if err != nil {
			return
		}
		if l.hear != nil {
			l.hear(payload)
		}
		at := int64(time.Since(c.began))
		c.first.CompareAndSwap(0, at)
		for {
			last := c.last.Load()
			if at <= last || c.last.CompareAndSwap(last, at) {
				break
			}
		}
	}
}

// reset forgets what was noted.
func (c *crowd) reset() {
	c.first.Store(0)
	c.last.Store(0)
}

// lastAt is when the last listener got the newest frame of all.
func (c *crowd) lastAt() time.Time { return c.began.Add(time.Duration(c.last.Load())) }

// heard are frames and bytes of all listeners together.
func (c *crowd) heard() (frames, bytes int64) {
	for _, l := range c.all {
		frames += l.frames.Load()
		bytes += l.bytes.Load()
	}
	return frames, bytes
}

// await waits until all listeners together have that many frames; it reports how many are missing after the time.
func (c *crowd) await(frames int64, most time.Duration) int64 {
	until := time.Now().Add(most)
	for {
		got, _ := c.heard()
		if got >= frames || time.Now().After(until) {
			return frames - got
		}
		time.Sleep(time.Millisecond)
	}
}

// disperse disconnects everybody.
func (c *crowd) disperse() {
	for _, l := range c.all {
		l.close()
	}
	c.done.Wait()
}
