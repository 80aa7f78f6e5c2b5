package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// asking is one connection to a console that asks and waits for the answer, with as little work of its own as can be:
// it shares the processors with what it measures.
type asking struct {
	address string
	token   string
	conn    net.Conn
	in      *bufio.Reader
	out     bytes.Buffer
}

func newAsking(address, token string) (*asking, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &asking{address: address, token: token, conn: conn, in: bufio.NewReaderSize(conn, 4096)}, nil
}

func (a *asking) close() { _ = a.conn.Close() }

// do sends one request and returns status and body.
func (a *asking) do(method, path string, body []byte) (int, []byte, error) {
	a.out.Reset()
	a.out.WriteString(method + " " + path + " HTTP/1.1\r\nHost: " + a.address + "\r\nX-ArmGuard: 1\r\nContent-Type: application/json\r\n")
	if a.token != "" {
		a.out.WriteString("Authorization: Bearer " + a.token + "\r\n")
	}
	a.out.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n")
	a.out.Write(body)
	_ = a.conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := a.conn.Write(a.out.Bytes()); err != nil {
		return 0, nil, err
	}
	answer, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, raw, err
}

// want is do where only one status will do.
func (a *asking) want(status int, method, path string, body []byte) ([]byte, error) {
	got, raw, err := a.do(method, path, body)
	if err == nil && got != status {
		err = fmt.Errorf("%s %s: %d %s", method, path, got, raw)
	}
	return raw, err
}

// signIn returns a token for the founder of a store that this bench made.
func signIn(address string) (string, error) {
	a, err := newAsking(address, "")
	if err != nil {
		return "", err
	}
	defer a.close()
	raw, err := a.want(http.StatusOK, http.MethodPost, "/api/sign-in", []byte(`{"username":"`+founder+`","password":"`+password+`"}`))
	if err != nil {
		return "", err
	}
	var in struct{ Token string }
	return in.Token, json.Unmarshal(raw, &in)
}

// pairing is a person and an item that only he takes, so that writers do not meet.
type pairing struct{ person, item string }

func (p pairing) take() []byte {
	return []byte(`{"action":"Take","personnel_id":"` + p.person + `","item_ids":["` + p.item + `"],"duty_type":"Duty Sentinel"}`)
}

func (p pairing) giveBack() []byte {
	return []byte(`{"action":"Return","item_ids":["` + p.item + `"]}`)
}

// issue takes the pairing's item and returns the transaction's id.
func (a *asking) issue(p pairing) (string, error) { return a.transact(p.take()) }

// giveBack returns it.
func (a *asking) giveBack(p pairing) (string, error) { return a.transact(p.giveBack()) }

func (a *asking) transact(body []byte) (string, error) {
	raw, err := a.want(http.StatusCreated, http.MethodPost, "/api/transactions/", body)
	if err != nil {
		return "", err
	}
	return idIn(raw), nil
}

// idIn is the first "id" of a message: that of its transaction. Cut out by hand: it is done in every measured loop.
func idIn(raw []byte) string {
	_, after, ok := bytes.Cut(raw, []byte(`"id":"`))
	if !ok || len(after) < 26 {
		return ""
	}
	return string(after[:26])
}
