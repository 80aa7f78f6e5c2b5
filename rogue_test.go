package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	random "math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/enrol"
	"armguard/hub/wire"
	"armguard/storage"

	"github.com/gorilla/websocket"
)

// rogue is somebody on the LAN who means no good.
type rogue struct {
	t  *testing.T
	at string // the station's address
}

// dial opens a WebSocket over TLS with a key; nil: without a certificate.
func (r rogue) dial(key ed25519.PrivateKey, proto string) (*websocket.Conn, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, NextProtos: []string{proto}} //nolint:gosec // a rogue verifies nothing
	if key != nil {
		cert, err := enrol.Certificate(key)
		if err != nil {
			r.t.Fatal(err)
		}
		config.Certificates = []tls.Certificate{cert}
	}
	dialer := websocket.Dialer{TLSClientConfig: config, HandshakeTimeout: 5 * time.Second}
	conn, answer, err := dialer.Dial("wss://"+r.at+"/", nil)
	if answer != nil && answer.Body != nil {
		_ = answer.Body.Close()
	}
	return conn, err
}

// hears is what comes on a connection until it ends.
func hears(t *testing.T, conn *websocket.Conn) (got []wire.Message) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		_, raw, err := conn.ReadMessage()
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			t.Error("the station does not hang up")
		}
		if err != nil {
			return got
		}
		_, m, err := wire.Decode(raw)
		if err != nil {
			t.Errorf("the station sent what is no frame: %v", err)
		}
		got = append(got, m)
	}
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestARogueOnTheLanGetsNothing(t *testing.T) {
	one := newLanRig(t)
	one.fill(2, 2)
	two := one.another("Counter 2")
	together(one, two)
	r := rogue{t, one.lanAddress()}
	stolen, err := storage.LoadKey(two.dir) // of an enrolled station
	if err != nil {
		t.Fatal(err)
	}
	before := one.status()

	t.Run("without a certificate, or with an unknown one, under either protocol", func(t *testing.T) {
		for _, proto := range []string{enrol.ProtoStation, enrol.ProtoJoin} {
			for _, key := range []ed25519.PrivateKey{nil, newKey(t)} {
				conn, err := r.dial(key, proto)
				if err != nil {
					continue // the handshake or the upgrade failed
				}
				if got := hears(t, conn); len(got) > 0 {
					t.Errorf("%s, certificate %v: it is told %T", proto, key != nil, got[0])
				}
			}
		}
	})
	t.Run("as a station of another site", func(t *testing.T) {
		conn, err := r.dial(stolen, enrol.ProtoStation)
		if err != nil {
			t.Fatal(err)
		}
		here := two.station.app.Recorder.Here()
		hello := &wire.Hello{Card: wire.Card{Site: ledger.SiteID{ID: ledger.RandomID()}, Station: here.Station, ProtoMin: 1, ProtoMax: 1, Addr: ":1"}, Host: make([]byte, 32), Side: true}
		if err := conn.WriteMessage(websocket.BinaryMessage, wire.Encode(1, hello)); err != nil {
			t.Fatal(err)
		}
		for _, m := range hears(t, conn) {
			if deny, ok := m.(*wire.Deny); !ok || deny.Code != wire.DenyUnknown {
				t.Errorf("it is told %T %+v, want UNKNOWN", m, m)
			}
		}
	})
	t.Run("with a frame that is too large", func(t *testing.T) {
		conn, err := r.dial(stolen, enrol.ProtoStation)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.WriteMessage(websocket.BinaryMessage, make([]byte, 2*wire.MaxFrame)) // it is hung up on while it writes
		if got := hears(t, conn); len(got) > 0 {
			t.Errorf("it is told %T", got[0])
		}
	})
	t.Run("with ten thousand malformed frames, while the counters work", func(t *testing.T) {
		stop := make(chan struct{})
		var working sync.WaitGroup
		var slowest time.Duration
		working.Go(func() { slowest = work(t, two, stop) })
		sent := 0
		for sent < 10_000 {
			conn, err := r.dial(stolen, enrol.ProtoStation)
			if err != nil {
				t.Fatal(err)
			}
			for range 100 { // the first ends it; the others lie in its way
				frame := make([]byte, random.IntN(200))
				_, _ = rand.Read(frame)
				if conn.WriteMessage(websocket.BinaryMessage, frame) != nil {
					break
				}
				sent++
			}
			if got := hears(t, conn); len(got) > 0 {
				t.Fatalf("it is told %T", got[0])
			}
		}
		close(stop)
		working.Wait()
		t.Logf("%d malformed frames; the slowest issue meanwhile took %s", sent, slowest)
	})
	t.Run("with connections that say nothing, or a byte now and then", func(t *testing.T) {
		for range 40 {
			conn, err := net.Dial("tcp", r.at)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_, _ = conn.Write([]byte{0x16})
		}
		stop := make(chan struct{})
		time.AfterFunc(time.Second, func() { close(stop) })
		t.Logf("the slowest issue meanwhile took %s", work(t, two, stop))
		slow, err := net.Dial("tcp", r.at)
		if err != nil {
			t.Fatal(err)
		}
		_ = slow.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, slow); err != nil {
			t.Errorf("a silent connection is not hung up on: %v", err)
		}
	})
	together(one, two)
	if after := one.status(); after.Unread != before.Unread || after.Conflicts != 0 {
		t.Errorf("%d entries cannot be read, %d contradictions", after.Unread, after.Conflicts)
	}
}

// work issues and takes back at a counter until it is told to stop, and returns how long the slowest took. It fails when one
// is refused, or takes seconds.
func work(t *testing.T, r *rig, stop <-chan struct{}) (slowest time.Duration) {
	t.Helper()
	for {
		select {
		case <-stop:
			return slowest
		default:
		}
		begun := time.Now()
		if code, answer := r.take("P00001", "W00001", nil); code != 201 {
			t.Errorf("an issue: %d %v", code, answer)
			return slowest
		}
		if code, answer := r.giveBack("W00001", nil); code != 201 {
			t.Errorf("a return: %d %v", code, answer)
			return slowest
		}
		slowest = max(slowest, time.Since(begun))
	}
}
