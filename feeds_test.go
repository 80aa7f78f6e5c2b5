package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// The checklist of the ArmGuard guide, gone through by a plain WebSocket client.
func TestFeedsDoWhatTheGuidePromised(t *testing.T) {
	r := newRig(t)
	r.fill(3, 5)

	t.Run("without a session every feed is refused with 401", func(t *testing.T) {
		for _, feed := range []string{"notifications", "transactions", "inventory", "presence", "all"} {
			if c := r.feed("", "/ws/"+feed+"/"); c.status != http.StatusUnauthorized {
				t.Errorf("%s: got %d, want 401", feed, c.status)
			}
			if c := r.feed("no-such-token", "/ws/"+feed+"/"); c.status != http.StatusUnauthorized {
				t.Errorf("%s with a made-up token: got %d, want 401", feed, c.status)
			}
		}
	})
	t.Run("a foreign origin is refused with 403", func(t *testing.T) {
		header := http.Header{"Authorization": {"Bearer " + r.token}, "Origin": {"http://evil.example"}}
		_, answer, err := websocket.DefaultDialer.Dial("ws"+r.address[4:]+"/ws/all/", header)
		if err == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("got %v %v, want 403", answer, err)
		}
	})
	t.Run("a ping is answered with its own timestamp", func(t *testing.T) {
		c := r.feed(r.token, "/ws/notifications/")
		if m := c.next(); m["type"] != "connection_established" || !says(m, "epoch", "message") || seqOf(m) == 0 {
			t.Fatalf("first message %v", m)
		}
		if err := c.socket.WriteJSON(map[string]any{"type": "ping", "timestamp": 1234567}); err != nil {
			t.Fatal(err)
		}
		if m := c.until("pong"); m["timestamp"] != float64(1234567) {
			t.Errorf("pong %v", m)
		}
	})
	t.Run("on /ws/all/ each message names its feed, the connection's own too", func(t *testing.T) {
		c := r.feed(r.token, "/ws/all/?since=99999999")
		if err := c.socket.WriteJSON(map[string]any{"type": "ping"}); err != nil {
			t.Fatal(err)
		}
		for _, want := range [][2]string{{"connection_established", "all"}, {"replay_gap", "all"}, {"presence_snapshot", "presence"}, {"pong", "all"}} {
			if m := c.until(want[0]); m["feed"] != want[1] {
				t.Errorf("got %v, want the feed %s", m, want[1])
			}
		}
	})
	t.Run("a Take is transaction_created with every field, for several clients", func(t *testing.T) {
		clients := []*feedClient{r.feed(r.token, "/ws/transactions/"), r.feed(r.token, "/ws/transactions/"), r.feed(r.token, "/ws/all/")}
		stock := r.feed(r.token, "/ws/inventory/")
		for _, c := range append(clients, stock) {
			c.until("connection_established")
		}
		status, answer := r.take("P00001", "W00001", map[string]any{"duty_type": "Duty Sentinel"})
		if status != http.StatusCreated {
			t.Fatalf("take: %d %v", status, answer)
		}
		for i, c := range clients {
			m := c.until("transaction_created")
			tx := m["transaction"].(map[string]any)
			if tx["id"] != answer["id"] || tx["receipt_no"] != answer["receipt_no"] || tx["action"] != "Take" || tx["duty_type"] != "Duty Sentinel" ||
				tx["mags"] != float64(3) || tx["rounds"] != float64(90) || tx["issued_by"] != "root" || tx["station"] != "Counter 1" ||
				tx["personnel"] != "SGT CRUZ1, Juan" || !says(tx, "personnel_id") || !timed(m) || seqOf(m) == 0 {
				t.Errorf("client %d: %v", i, m)
			}
			items, _ := tx["items"].([]any)
			if len(items) != 1 || !says(tx, "item") {
				t.Fatalf("client %d: items %v", i, tx)
			}
			if line, _ := items[0].(map[string]any); !says(line, "id") || line["serial"] != "W00001" || line["label"] != tx["item"] {
				t.Errorf("client %d: items %v", i, tx)
			}
			if i == 2 && m["feed"] != "transactions" {
				t.Errorf("/ws/all/ does not name the feed: %v", m)
			}
		}
		if m := stock.until("inventory_updated"); m["status"] != "Issued" || m["previous_status"] != "Available" || !says(m, "item_id") || !timed(m) || seqOf(m) == 0 {
			t.Errorf("inventory %v", m)
		}
	})
	t.Run("a Return is transaction_returned", func(t *testing.T) {
		c := r.feed(r.token, "/ws/transactions/")
		c.until("connection_established")
		if status, answer := r.giveBack("W00001", nil); status != http.StatusCreated {
			t.Fatalf("return: %d %v", status, answer)
		}
		if m := c.next(); m["type"] != "transaction_returned" || m["transaction"].(map[string]any)["action"] != "Return" {
			t.Errorf("got %v", m)
		}
	})
	t.Run("a client that was away gets what it missed, once, also after a restart", func(t *testing.T) {
		c := r.feed(r.token, "/ws/transactions/")
		since := seqOf(c.until("connection_established"))
		_ = c.socket.Close()
		want := []string{}
		for i := 1; i <= 3; i++ {
			status, answer := r.take(fmt.Sprintf("P%05d", i), fmt.Sprintf("W%05d", i), nil)
			if status != http.StatusCreated {
				t.Fatalf("take %d: %v", i, answer)
			}
			want = append(want, answer["id"].(string))
		}
		r.restart()
		c = r.feed(r.token, fmt.Sprintf("/ws/transactions/?since=%d", since))
		c.until("connection_established")
		last := since
		for i, id := range want {
			m := c.next()
			if m["type"] != "transaction_created" || m["transaction"].(map[string]any)["id"] != id || seqOf(m) <= last {
				t.Fatalf("message %d: got %v, want transaction %s after %d", i, m, id, last)
			}
			last = seqOf(m)
		}
		if status, _ := r.giveBack("W00001", nil); status != http.StatusCreated {
			t.Fatal("return")
		}
		if m := c.next(); m["type"] != "transaction_returned" {
			t.Errorf("after the replay: %v", m)
		}
	})
	t.Run("a sequence number from another time is a replay gap, and the feed goes on", func(t *testing.T) {
		c := r.feed(r.token, "/ws/transactions/?since=99999999")
		c.until("connection_established")
		if m := c.next(); m["type"] != "replay_gap" {
			t.Fatalf("got %v", m)
		}
		if status, _ := r.giveBack("W00002", nil); status != http.StatusCreated {
			t.Fatal("return")
		}
		c.until("transaction_returned")
	})
	t.Run("notifications reach their account only, at each level", func(t *testing.T) {
		r.rpc(r.token, "Accounts.Add", nil, map[string]string{"username": "auditor", "name": "CPT Torres", "role": "auditor", "password": "quiet river stones"})
		other := r.feed(r.signIn("auditor", "quiet river stones"), "/ws/notifications/")
		mine := r.feed(r.token, "/ws/notifications/")
		other.until("connection_established")
		mine.until("connection_established")
		for _, level := range []string{"info", "success", "warning", "error"} {
			r.rpc(r.token, "Notices.Notify", nil, map[string]string{"title": "Test <b>bold</b>", "text": "of " + level, "level": level})
			m := mine.until("notification")
			if m["level"] != level || m["title"] != "Test <b>bold</b>" || m["message"] != "of "+level || !timed(m) || m["data"] == nil || seqOf(m) == 0 {
				t.Errorf("got %v", m)
			}
		}
		r.rpc(r.token, "Notices.Publish", nil, map[string]string{"title": "Count on Friday", "text": "Bring everything back", "level": "info"})
		if m := other.next(); m["type"] != "announcement" || m["title"] != "Count on Friday" || m["message"] != "Bring everything back" || !says(m, "id", "level", "author") || !timed(m) {
			t.Errorf("the other account's first message is %v, want the announcement", m)
		}
	})
	t.Run("presence tells who is there on joining, and who comes and goes", func(t *testing.T) {
		c := r.feed(r.token, "/ws/presence/")
		c.until("connection_established")
		m := c.next()
		users, _ := m["users"].([]any)
		if m["type"] != "presence_snapshot" || len(users) == 0 {
			t.Fatalf("got %v", m)
		}
		for _, one := range users {
			if user, _ := one.(map[string]any); !says(user, "user_id", "username", "station") || !timed(user) {
				t.Errorf("on line: %v", one)
			}
		}
		r.rpc(r.token, "Accounts.Add", nil, map[string]string{"username": "armorer1", "name": "SGT Ramos", "role": "armorer", "password": "quiet river stones"})
		token := r.signIn("armorer1", "quiet river stones")
		if m := c.until("user_online"); m["username"] != "armorer1" || m["station"] != "Counter 1" || !says(m, "user_id") || !timed(m) {
			t.Errorf("got %v", m)
		}
		second := r.signIn("armorer1", "quiet river stones")
		r.do(token, http.MethodPost, "/api/sign-out", nil, nil)
		r.do(second, http.MethodPost, "/api/sign-out", nil, nil)
		if m := c.until("user_offline"); m["username"] != "armorer1" || !says(m, "user_id", "station") || !timed(m) {
			t.Errorf("got %v", m)
		}
	})
	t.Run("signing out closes the feeds with 4401", func(t *testing.T) {
		token := r.signIn("root", testPassword)
		c := r.feed(token, "/ws/all/")
		c.until("connection_established")
		r.do(token, http.MethodPost, "/api/sign-out", nil, nil)
		_ = c.socket.SetReadDeadline(time.Now().Add(5 * time.Second))
		var err error
		for err == nil {
			_, _, err = c.socket.ReadMessage()
		}
		if !websocket.IsCloseError(err, 4401) {
			t.Errorf("got %v, want close code 4401", err)
		}
	})
	t.Run("a client that talks too much is closed with 4429", func(t *testing.T) {
		c := r.feed(r.token, "/ws/inventory/")
		for range 200 {
			if c.socket.WriteJSON(map[string]string{"type": "ping"}) != nil {
				break
			}
		}
		_ = c.socket.SetReadDeadline(time.Now().Add(5 * time.Second))
		var err error
		for err == nil {
			_, _, err = c.socket.ReadMessage()
		}
		if !websocket.IsCloseError(err, 4429) {
			t.Errorf("got %v, want close code 4429", err)
		}
	})
}

// says reports whether each of these fields is a text that is not empty. One that is missing is none.
func says(m map[string]any, fields ...string) bool {
	for _, field := range fields {
		if text, is := m[field].(string); !is || text == "" {
			return false
		}
	}
	return true
}

// timed reports whether a message has the time.
func timed(m map[string]any) bool {
	text, _ := m["timestamp"].(string)
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}
