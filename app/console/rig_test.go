package console_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/console"

	"github.com/gorilla/websocket"
)

// rig is a station with its console on loopback.
type rig struct {
	*apptest.Station
	t       *testing.T
	address string // 127.0.0.1:port
}

// pages stand in for the built frontend.
var pages = fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>ArmGuard</title>")}, "assets/app-1a2b.js": {Data: []byte("let x")}}

// serve puts a console in front of a station, after what a test wants otherwise of it.
func serve(t *testing.T, station *apptest.Station, change ...func(*console.Console)) *rig {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := console.New(console.Deps{App: station.App, Assets: pages, Log: slog.New(slog.DiscardHandler), Port: listener.Addr().(*net.TCPAddr).Port})
	for _, f := range change {
		f(c)
	}
	served := make(chan error, 1)
	go func() { served <- c.Serve(listener) }()
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close the console: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return &rig{Station: station, t: t, address: listener.Addr().String()}
}

// founded is a rig with a site and root signed in.
func founded(t *testing.T) *rig {
	t.Helper()
	return serve(t, apptest.Found(t))
}

// answer is an HTTP answer read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// problem is an error as programs get it.
type problem struct {
	app.Error
	RetryS int `json:"retry_after_s"`
}

func (a answer) problem(t *testing.T) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(a.body, &p); err != nil || p.Code == "" || p.Message == "" || p.Fix == "" {
		t.Fatalf("got %d %s, want {code, message, fix}", a.status, a.body)
	}
	return p
}

// send makes a request; adjust may change it before it leaves.
func (r *rig) send(method, path string, body io.Reader, adjust func(*http.Request)) answer {
	r.t.Helper()
	request, err := http.NewRequest(method, "http://"+r.address+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	if adjust != nil {
		adjust(request)
	}
	got, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, raw}
}

// do makes a request with a bearer token and a JSON body.
func (r *rig) do(token, method, path string, body any) answer {
	r.t.Helper()
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		sent = bytes.NewReader(raw)
	}
	return r.send(method, path, sent, func(q *http.Request) {
		q.Header.Set("X-ArmGuard", "1")
		if token != "" {
			q.Header.Set("Authorization", "Bearer "+token)
		}
	})
}

// get makes a request, wants a status, and decodes the answer.
func get[T any](r *rig, token, method, path string, body any, status int) T {
	r.t.Helper()
	var out T
	got := r.do(token, method, path, body)
	if got.status != status {
		r.t.Fatalf("%s %s: got %d %s, want %d", method, path, got.status, got.body, status)
	}
	if err := json.Unmarshal(got.body, &out); err != nil {
		r.t.Fatalf("%s %s: %v in %s", method, path, err, got.body)
	}
	return out
}

// dial opens a WebSocket and returns it with the status of the upgrade.
func (r *rig) dial(token, path string) (*websocket.Conn, int) {
	r.t.Helper()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	socket, got, err := websocket.DefaultDialer.Dial("ws://"+r.address+path, header)
	if got == nil {
		r.t.Fatalf("dial %s: %v", path, err)
	}
	if err != nil {
		return nil, got.StatusCode
	}
	r.t.Cleanup(func() { _ = socket.Close() })
	_ = socket.SetReadDeadline(time.Now().Add(10 * time.Second))
	return socket, got.StatusCode
}

// closeCode reads a socket to its end and returns the code it was closed with.
func (r *rig) closeCode(socket *websocket.Conn) int {
	r.t.Helper()
	for {
		_, _, err := socket.ReadMessage()
		var end *websocket.CloseError
		if errors.As(err, &end) {
			return end.Code
		}
		if err != nil {
			r.t.Fatalf("the socket ended without a code: %v", err)
		}
	}
}

// says reports whether each of these fields is a text that is not empty. One that is missing is none.
func says(object map[string]any, fields ...string) bool {
	for _, field := range fields {
		if text, is := object[field].(string); !is || text == "" {
			return false
		}
	}
	return true
}

// has reports whether a JSON object has all these fields.
func has(t *testing.T, raw []byte, fields ...string) {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, field := range fields {
		if _, ok := object[field]; !ok {
			t.Errorf("no field %q in %s", field, raw)
		}
	}
}

func text(s string) io.Reader { return strings.NewReader(s) }
