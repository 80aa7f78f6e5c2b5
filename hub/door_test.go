package hub

import (
	"net"
	"net/http"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// knock is a connection from an address.
type knock struct {
	net.Conn
	from string
}

func (k knock) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(k.from), Port: 50000} }

func TestTheDoorLetsFewIn(t *testing.T) {
	now := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	fresh := func() *door {
		return &door{knocks: map[string]*rate.Limiter{}, silent: map[net.Conn]struct{}{}, now: func() time.Time { return now }}
	}
	t.Run("of one address, and others as before", func(t *testing.T) {
		d := fresh()
		let := 0
		for range 100 {
			if d.admits(knock{from: "10.0.0.66"}) {
				let++
			}
		}
		if let != knocksAtOnce {
			t.Errorf("%d of 100 at once came in, want %d", let, knocksAtOnce)
		}
		if !d.admits(knock{from: "10.0.0.7"}) {
			t.Error("another PC is kept out")
		}
		now = now.Add(time.Second)
		let = 0
		for range 100 {
			if d.admits(knock{from: "10.0.0.66"}) {
				let++
			}
		}
		if let != knocksPerSecond {
			t.Errorf("%d came in a second later, want %d", let, knocksPerSecond)
		}
	})
	t.Run("that have said nothing", func(t *testing.T) {
		d := fresh()
		var first net.Conn
		for i := range maxHalfOpen {
			c := knock{from: net.IPv4(10, 0, 1, byte(i)).String()}
			if !d.admits(c) {
				t.Fatalf("number %d is kept out", i)
			}
			d.state(c, http.StateNew)
			first = c
		}
		if d.admits(knock{from: "10.0.0.7"}) {
			t.Errorf("one more than %d is let in", maxHalfOpen)
		}
		d.state(first, http.StateActive)
		if !d.admits(knock{from: "10.0.0.7"}) {
			t.Error("one is kept out after another has spoken")
		}
	})
	t.Run("and remembers few of those who knocked", func(t *testing.T) {
		d := fresh()
		for i := range 3 * maxAddresses {
			d.admits(knock{from: net.IPv4(10, 1, byte(i>>8), byte(i)).String()})
		}
		if len(d.knocks) > maxAddresses {
			t.Errorf("%d addresses are remembered", len(d.knocks))
		}
	})
}
