package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"armguard/app"

	"github.com/gorilla/websocket"
)

const testPassword = "correct horse battery staple"

// tester is a *testing.T or a *testing.B.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	TempDir() string
	Setenv(key, value string)
	Cleanup(func())
}

// rig is a station of this process with a site, served on loopback.
type rig struct {
	t       tester
	dir     string
	station *station
	address string
	token   string
	lan     *lanOptions // nil: it has no network
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// newRig founds a site and serves it.
func newRig(t tester) *rig {
	t.Helper()
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "data")}
	r.open()
	if _, err := r.station.app.CreateSite(context.Background(), app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}); err != nil {
		t.Fatalf("create the site: %v", err)
	}
	r.token = r.signIn("root", testPassword)
	return r
}

func (r *rig) open() {
	r.t.Helper()
	r.station = newStation(stationOptions{Dir: r.dir, Log: quiet(), Lan: r.lan})
	if err := r.station.open(context.Background()); err != nil {
		r.t.Fatalf("open: %v", err)
	}
	if err := r.station.serve(context.Background(), "127.0.0.1:0", pages()); err != nil {
		r.t.Fatalf("serve: %v", err)
	}
	r.address = r.station.address
	s := r.station
	r.t.Cleanup(func() { _ = s.close() })
}

// restart closes the station and opens it again on the same folder.
func (r *rig) restart() {
	r.t.Helper()
	if err := r.station.close(); err != nil {
		r.t.Fatalf("close: %v", err)
	}
	r.open()
	r.token = r.signIn("root", testPassword)
}

func (r *rig) signIn(username, password string) string {
	r.t.Helper()
	var in app.SignedIn
	if status := r.do("", http.MethodPost, "/api/sign-in", map[string]string{"username": username, "password": password}, &in); status != 200 {
		r.t.Fatalf("sign in as %s: %d", username, status)
	}
	return in.Token
}

// do makes a request and decodes its answer; it returns the status.
func (r *rig) do(token, method, path string, body, into any) int {
	r.t.Helper()
	status, raw := r.raw(token, method, path, body)
	if into != nil && len(raw) > 0 {
		if err := json.Unmarshal(raw, into); err != nil {
			r.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	return status
}

func (r *rig) raw(token, method, path string, body any) (int, []byte) {
	r.t.Helper()
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			r.t.Fatalf("%v", err)
		}
		sent = bytes.NewReader(raw)
	}
	request, err := http.NewRequest(method, r.address+path, sent)
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	request.Header.Set("X-ArmGuard", "1")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	return answer.StatusCode, raw
}

// rpc calls a service as the user interface does and fails on any error.
func (r *rig) rpc(token, method string, into any, args ...any) {
	r.t.Helper()
	if e := r.try(token, method, into, args...); e != nil {
		r.t.Fatalf("%s: %s %s", method, e.Code, e.Message)
	}
}

// try calls a service and returns its refusal.
func (r *rig) try(token, method string, into any, args ...any) *app.Error {
	r.t.Helper()
	if args == nil {
		args = []any{}
	}
	status, raw := r.raw(token, http.MethodPost, "/rpc/"+method, args)
	if status != 200 {
		e := &app.Error{}
		if err := json.Unmarshal(raw, e); err != nil {
			r.t.Fatalf("%s: %d %s", method, status, raw)
		}
		return e
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			r.t.Fatalf("%s: %v in %s", method, err, raw)
		}
	}
	return nil
}

// fill registers people P00001... and M4 carbines W00001....
func (r *rig) fill(people, items int) {
	r.t.Helper()
	var text strings.Builder
	text.WriteString("serial,rank,last_name,first_name\n")
	for i := 1; i <= people; i++ {
		fmt.Fprintf(&text, "P%05d,SGT,Cruz%d,Juan\n", i, i)
	}
	r.importText("people", text.String())
	text.Reset()
	text.WriteString("model,serial,number\n")
	for i := 1; i <= items; i++ {
		fmt.Fprintf(&text, "M4,W%05d,%04d\n", i, i)
	}
	r.importText("items", text.String())
}

func (r *rig) importText(what, text string) {
	r.t.Helper()
	preview, err := r.station.app.Exchange.ImportFile(app.CommandLine(context.Background(), "test"), what, what+".csv", []byte(text), false)
	if err != nil || len(preview.Bad) > 0 {
		r.t.Fatalf("import %s: %v %v", what, err, preview.Bad)
	}
}

// take issues an item through the console and returns the answer.
func (r *rig) take(person, item string, more map[string]any) (int, map[string]any) {
	r.t.Helper()
	return r.transact("Take", person, item, more)
}

func (r *rig) giveBack(item string, more map[string]any) (int, map[string]any) {
	r.t.Helper()
	return r.transact("Return", "", item, more)
}

func (r *rig) transact(action, person, item string, more map[string]any) (int, map[string]any) {
	r.t.Helper()
	body := map[string]any{"action": action, "item_ids": []string{item}}
	if person != "" {
		body["personnel_id"] = person
	}
	for k, v := range more {
		body[k] = v
	}
	answer := map[string]any{}
	return r.do(r.token, http.MethodPost, "/api/transactions/", body, &answer), answer
}

// feed connects to a feed as a plain WebSocket client.
func (r *rig) feed(token, path string) *feedClient {
	r.t.Helper()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	socket, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(r.address, "http")+path, header)
	if err != nil {
		status := 0
		if answer != nil {
			status = answer.StatusCode
		}
		return &feedClient{t: r.t, status: status}
	}
	r.t.Cleanup(func() { _ = socket.Close() })
	return &feedClient{t: r.t, socket: socket, status: answer.StatusCode}
}

type feedClient struct {
	t      tester
	socket *websocket.Conn
	status int
}

// next is the next message; it fails after five seconds of silence.
func (c *feedClient) next() map[string]any {
	c.t.Helper()
	_ = c.socket.SetReadDeadline(time.Now().Add(5 * time.Second))
	message := map[string]any{}
	if err := c.socket.ReadJSON(&message); err != nil {
		c.t.Fatalf("read the feed: %v", err)
	}
	return message
}

// until reads on to a message of that type.
func (c *feedClient) until(kind string) map[string]any {
	c.t.Helper()
	for {
		if m := c.next(); m["type"] == kind {
			return m
		}
	}
}

func seqOf(m map[string]any) int64 {
	n, _ := m["seq"].(float64)
	return int64(n)
}

func TestMain(m *testing.M) {
	if os.Getenv("ARMGUARD_TEST_PROGRAM") != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) // this test binary stands in for the program
	}
	os.Exit(m.Run())
}
