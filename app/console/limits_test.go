package console_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/console"
	"armguard/app/ledger"
	"armguard/storage"

	"github.com/gorilla/websocket"
)

func TestErrorsSayWhatIsWrongAndWhatToDo(t *testing.T) {
	r := founded(t)
	r.Fill(1, 1)
	for _, c := range []struct {
		name, method, path, body string
		signedIn                 bool
		status                   int
		code                     string
	}{
		{"nobody is signed in", "GET", "/api/items/", "", false, 401, "SIGNED_OUT"},
		{"a wrong password", "POST", "/api/sign-in", `{"username":"root","password":"wrong"}`, false, 401, "BAD_PASSWORD"},
		{"an unknown username", "POST", "/api/sign-in", `{"username":"nobody","password":"wrong"}`, false, 401, "BAD_PASSWORD"},
		{"a sign-in that is no JSON", "POST", "/api/sign-in", `username=root`, false, 400, "INVALID"},
		{"a body that is no JSON", "POST", "/api/transactions/", `<xml/>`, true, 400, "INVALID"},
		{"a field of another type", "POST", "/api/transactions/", `{"item_ids": "W00001"}`, true, 400, "INVALID"},
		{"arguments that are no array", "POST", "/rpc/Board.Get", `{}`, true, 400, "INVALID"},
		{"an argument of another type", "POST", "/rpc/Inventory.Get", `[{}]`, true, 400, "INVALID"},
		{"no such path", "GET", "/api/nothing", "", true, 404, "NOT_FOUND"},
		{"no such way to ask", "DELETE", "/api/items/W00001", "", true, 404, "NOT_FOUND"},
		{"no such method", "POST", "/rpc/App.Close", "[]", true, 404, "NOT_FOUND"},
		{"a method that is not for screens", "POST", "/rpc/Audit.VerifyNow", "[]", true, 404, "NOT_FOUND"},
		{"no such item", "GET", "/api/items/W99999", "", true, 404, "NOT_FOUND"},
		{"no such person", "GET", "/api/personnel/W00001", "", true, 404, "NOT_FOUND"},
		{"no such transaction", "GET", "/api/transactions/01ARZ3NDEKTSV4RRFFQ69G5FAV", "", true, 404, "NOT_FOUND"},
		{"a limit that is too high", "GET", "/api/items/?limit=501", "", true, 400, "INVALID"},
		{"a limit that is none", "GET", "/api/items/?limit=many", "", true, 400, "INVALID"},
		{"a limit of nothing", "GET", "/api/items/?limit=0", "", true, 400, "INVALID"},
		{"a made-up place to read on from", "GET", "/api/items/?since=zzz", "", true, 400, "INVALID"},
		{"a feed's place that is none", "GET", "/ws/all/?since=-1", "", true, 400, "INVALID"},
		{"a rule says no", "POST", "/rpc/Accounts.Edit", `[{"id":"` + rootID(r) + `","disabled":true}]`, true, 409, "BLOCKED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.send(c.method, c.path, text(c.body), func(q *http.Request) {
				q.Header.Set("X-ArmGuard", "1")
				if c.signedIn {
					q.Header.Set("Authorization", "Bearer "+r.Root)
				}
			})
			if got.status != c.status || got.problem(t).Code != c.code {
				t.Errorf("got %d %s, want %d %s", got.status, got.body, c.status, c.code)
			}
		})
	}
}

func rootID(r *rig) string {
	return apptest.Must[app.Account](r.Station, r.Root, "Session.Me").ID
}

func TestARequestLargerThanAMebibyteIsRefused(t *testing.T) {
	r := founded(t)
	large := `["` + strings.Repeat("x", 1<<20) + `"]`
	for _, path := range []string{"/rpc/Session.Search", "/api/sign-in", "/api/transactions/"} {
		got := r.send("POST", path, text(strings.Replace(large, "[", `{"notes":`, strings.Count(path, "/api/"))), func(q *http.Request) {
			q.Header.Set("X-ArmGuard", "1")
			q.Header.Set("Authorization", "Bearer "+r.Root)
		})
		if got.status != http.StatusRequestEntityTooLarge || got.problem(t).Code != "TOO_LARGE" {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
	}
	if got := r.do(r.Root, "POST", "/rpc/Session.Search", []string{strings.Repeat("x", 900<<10)}); got.status == http.StatusRequestEntityTooLarge {
		t.Error("less than a mebibyte was refused too")
	}
}

func TestTooManyWrongPasswordsAreToldToWait(t *testing.T) {
	r := founded(t)
	signIn := func(password string) answer {
		return r.do("", "POST", "/api/sign-in", map[string]string{"username": "root", "password": password})
	}
	for range 4 {
		if got := signIn("wrong"); got.status != 401 {
			t.Fatalf("got %d %s", got.status, got.body)
		}
	}
	for _, password := range []string{"wrong", apptest.Password} {
		got := signIn(password)
		if p := got.problem(t); got.status != 429 || p.Code != "LOCKED_OUT" || p.RetryS < 29 || p.RetryS > 30 {
			t.Errorf("got %d %s, want 429 with retry_after_s", got.status, got.body)
		}
	}
	r.Clock.Advance(31 * time.Second)
	if got := signIn(apptest.Password); got.status != 200 {
		t.Errorf("after the wait: got %d %s", got.status, got.body)
	}
}

// A session may have 64 requests waiting for an answer, and no more.
func TestTooManyUnansweredRequestsOfOneSessionAreBusy(t *testing.T) {
	r := founded(t)
	session := r.App.Sessions.Find(r.Root)
	var leaves []func()
	for range 64 {
		leave, ok := session.Enter()
		if !ok {
			t.Fatal("64 are too many already")
		}
		leaves = append(leaves, leave)
	}
	for _, c := range [][2]string{{"GET", "/api/items/"}, {"POST", "/rpc/Board.Get"}, {"POST", "/api/transactions/"}} {
		got := r.do(r.Root, c[0], c[1], []any{})
		if p := got.problem(t); got.status != 503 || p.Code != "BUSY" || p.RetryMs == 0 {
			t.Errorf("%s: got %d %s", c[1], got.status, got.body)
		}
	}
	if got := r.do(r.SignIn("root"), "GET", "/api/items/", nil); got.status != 200 {
		t.Errorf("another session has to wait too: %d", got.status)
	}
	leaves[0]()
	if got := r.do(r.Root, "GET", "/api/items/", nil); got.status != 200 {
		t.Errorf("with a place free: got %d %s", got.status, got.body)
	}
}

func TestRequestsOfAClosedStationAreAnswered(t *testing.T) {
	r := founded(t)
	if err := r.App.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/healthz", "/api/items/"} {
		if got := r.do(r.Root, "GET", path, nil); got.status != 503 || got.problem(t).Code != "CLOSED" {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
	}
}

// brokenStore cannot be opened.
type brokenStore struct {
	app.Store
	problem error
}

func (s brokenStore) Open(context.Context, func(done, total int)) error         { return s.problem }
func (brokenStore) Close() error                                                { return nil }
func (brokenStore) OnCommit(func([]armory.Message))                             {}
func (brokenStore) OnAppend(func(entries []ledger.Sealed, heads []ledger.Head)) {}

// Whatever is wrong with the store, the station cannot work: that is no rule of the armory that says no.
func TestWhatIsWrongWithTheStoreIsNoRefusal(t *testing.T) {
	for _, problem := range []*storage.Problem{storage.ErrInUse, storage.ErrNewer, storage.ErrReadOnly, storage.ErrFull, storage.ErrNotOurs, storage.ErrDamaged,
		storage.ErrDisk, storage.ErrNoFolder, storage.ErrClosed} {
		t.Run(problem.Code, func(t *testing.T) {
			a := app.New(app.Deps{Store: brokenStore{problem: problem}, Hub: &app.NoHub{}, Log: slog.New(slog.DiscardHandler), Now: time.Now})
			if err := a.Open(t.Context()); err == nil {
				t.Fatal("it was opened")
			}
			r := serve(t, &apptest.Station{T: t, App: a})
			for _, path := range []string{"/healthz", "/api/items/"} {
				if got := r.do("", "GET", path, nil); got.status != 503 || got.problem(t).Code != problem.Code {
					t.Errorf("%s: got %d %s, want 503 %s", path, got.status, got.body, problem.Code)
				}
			}
		})
	}
}

// A revoked station is open, and what is recorded there does not count.
func TestARevokedStationIsNotHealthy(t *testing.T) {
	one := apptest.Found(t)
	one.Fill(1, 1)
	two := one.Second("Counter 2", apptest.Options{})
	r := serve(t, two)
	if got := r.do("", "GET", "/healthz", nil); got.status != 200 {
		t.Fatalf("before: got %d %s", got.status, got.body)
	}
	apptest.Must[any](one, one.Root, "Stations.Revoke", two.App.Recorder.Here().Station.String(), "It was stolen", apptest.Password)
	if err := one.Send(two); err != nil {
		t.Fatal(err)
	}
	if got := r.do("", "GET", "/healthz", nil); got.status != 503 || got.problem(t).Code != "REVOKED" {
		t.Errorf("healthz: got %d %s", got.status, got.body)
	}
	if got := r.do(r.Root, "POST", "/api/transactions/", map[string]any{"action": "Take", "personnel_id": "P00001", "item_ids": []string{"W00001"}}); got.status != 503 || got.problem(t).Code != "REVOKED" {
		t.Errorf("a Take: got %d %s", got.status, got.body)
	}
	if got := r.do(r.Root, "GET", "/api/items/", nil); got.status != 200 {
		t.Errorf("what it knows: got %d %s", got.status, got.body)
	}
}

func TestASessionEnds(t *testing.T) {
	r := founded(t)
	token, account := r.Account("armorer1", "armorer")
	status := func(token string) int { return r.do(token, "GET", "/api/items/", nil).status }

	t.Run("after twelve hours, and its feeds with it", func(t *testing.T) {
		socket, _ := r.dial(token, "/ws/all/")
		r.Clock.Advance(12*time.Hour - time.Minute)
		if got := status(token); got != 200 {
			t.Fatalf("before: got %d", got)
		}
		r.Clock.Advance(2 * time.Minute)
		if got := status(token); got != 401 {
			t.Errorf("after: got %d", got)
		}
		if code := r.closeCode(socket); code != 4401 {
			t.Errorf("got close code %d", code)
		}
	})
	r.Root = r.SignIn("root")
	edit := func(role string, disabled bool) {
		t.Helper()
		get[app.Account](r, r.Root, "POST", "/rpc/Accounts.Edit", []any{app.EditAccount{ID: account.ID, Role: role, Disabled: disabled}}, 200)
	}
	t.Run("when its account is disabled, and its feeds with it", func(t *testing.T) {
		token := r.SignIn("armorer1")
		socket, _ := r.dial(token, "/ws/transactions/")
		edit("", true)
		if got := status(token); got != 401 {
			t.Errorf("got %d", got)
		}
		if code := r.closeCode(socket); code != 4401 {
			t.Errorf("got close code %d", code)
		}
		edit("", false)
	})
	t.Run("not when its role is lowered, but what the role may not hear stops", func(t *testing.T) {
		token := r.SignIn("armorer1")
		all, _ := r.dial(token, "/ws/all/")
		board, _ := r.dial(token, "/ws/transactions/")
		edit("display", false)
		if code := r.closeCode(all); code != 4403 {
			t.Errorf("got close code %d", code)
		}
		if got := status(token); got != 403 {
			t.Errorf("got %d", got)
		}
		edit("armorer", false)
		var first map[string]any
		if err := board.ReadJSON(&first); err != nil || first["type"] != "connection_established" {
			t.Errorf("what the role may hear stopped too: %v %v", first, err)
		}
		if err := board.WriteJSON(map[string]string{"type": "ping"}); err != nil {
			t.Error(err)
		}
		if err := board.ReadJSON(&first); err != nil || first["type"] != "pong" {
			t.Errorf("what the role may hear stopped too: %v %v", first, err)
		}
	})
	t.Run("when its password is reset", func(t *testing.T) {
		token := r.SignIn("armorer1")
		get[any](r, r.Root, "POST", "/rpc/Accounts.ResetPassword", []any{account.ID, "quiet river stones"}, 200)
		if got := status(token); got != 401 {
			t.Errorf("got %d", got)
		}
	})
}

func TestTooManyFeedsAreToldSo(t *testing.T) {
	r := serve(t, apptest.Found(t), func(c *console.Console) { c.Limit(3, 2, 10*time.Second) })
	greeted := func(token string) *websocket.Conn {
		t.Helper()
		socket, status := r.dial(token, "/ws/all/")
		var first map[string]any
		if socket == nil {
			t.Fatalf("refused with %d", status)
		}
		if err := socket.ReadJSON(&first); err != nil || first["type"] != "connection_established" {
			t.Fatalf("got %v %v", first, err)
		}
		return socket
	}
	one := greeted(r.Root)
	greeted(r.Root)
	third, _ := r.dial(r.Root, "/ws/notifications/")
	if third == nil {
		t.Fatal("the third of a session is refused, not closed with a code")
	}
	if code := r.closeCode(third); code != 4409 {
		t.Errorf("the third of a session: got close code %d, want 4409", code)
	}
	other := r.SignIn("root")
	greeted(other)
	got := r.do(other, "GET", "/ws/all/", nil)
	if p := got.problem(t); got.status != 429 || p.Code != "BUSY" || p.RetryMs == 0 || got.header.Get("Retry-After") == "" {
		t.Errorf("the fourth of all: got %d %s", got.status, got.body)
	}
	_ = one.Close()
	for until := time.Now().Add(5 * time.Second); ; {
		socket, status := r.dial(other, "/ws/all/")
		if socket != nil {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("with one closed: still %d", status)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A client that does not read is let go, and when it reads again it finds whole messages and why it ended; with since it
// misses nothing.
func TestAFeedClientThatIsTooSlowIsToldSo(t *testing.T) {
	r := serve(t, apptest.Found(t), func(c *console.Console) { c.Limit(10, 10, 300*time.Millisecond) })
	socket, _ := r.dial(r.Root, "/ws/inventory/")
	var greeting struct{ Seq int64 }
	if err := socket.ReadJSON(&greeting); err != nil {
		t.Fatal(err)
	}
	const messages = 4000
	body := []byte(`{"type":"inventory_updated","text":"` + strings.Repeat("x", 8<<10) + `"}`)
	if err := r.DB.Write(t.Context(), func(tx *storage.Tx) error {
		for range messages {
			if err := tx.Publish(&armory.Message{Feed: app.FeedInventory, Type: "inventory_updated", Body: body}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // more than it may be stuck
	last, code := greeting.Seq, 0
	for code == 0 {
		var m struct {
			Seq  int64
			Text string
		}
		err := socket.ReadJSON(&m)
		var end *websocket.CloseError
		switch {
		case errors.As(err, &end):
			code = end.Code
		case err != nil:
			t.Fatalf("after %d messages: %v", last-greeting.Seq, err)
		case m.Seq != last+1 || len(m.Text) != 8<<10:
			t.Fatalf("message %d after %d with %d bytes", m.Seq, last, len(m.Text))
		default:
			last = m.Seq
		}
	}
	if code != 4408 || last == greeting.Seq+messages {
		t.Errorf("got close code %d after %d of %d messages, want 4408 before all", code, last-greeting.Seq, messages)
	}
	again, _ := r.dial(r.Root, fmt.Sprintf("/ws/inventory/?since=%d", last))
	for want := last; want <= last+100; want++ {
		var m struct {
			Type string
			Seq  int64
		}
		if err := again.ReadJSON(&m); err != nil || m.Type != "connection_established" && m.Seq != want {
			t.Fatalf("got %+v %v, want message %d", m, err, want)
		}
	}
}

// Many at once: each gets its answer, none another's.
func TestManySessionsAtOnce(t *testing.T) {
	r := founded(t)
	tokens := map[string]string{"root": r.Root}
	for _, username := range []string{"one", "two", "three"} {
		tokens[username], _ = r.Account(username, "auditor")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for username, token := range tokens {
		for range 4 {
			wg.Go(func() {
				for range 25 {
					q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.address+"/rpc/Session.Me", strings.NewReader("[]"))
					if err != nil {
						t.Error(err)
						return
					}
					q.Header.Set("X-ArmGuard", "1")
					q.Header.Set("Authorization", "Bearer "+token)
					got, err := http.DefaultClient.Do(q)
					if err != nil {
						t.Error(err)
						return
					}
					raw, err := io.ReadAll(got.Body)
					_ = got.Body.Close()
					if err != nil || got.StatusCode != http.StatusOK || !strings.Contains(string(raw), `"username":"`+username+`"`) {
						t.Errorf("%s got %d %s", username, got.StatusCode, raw)
						return
					}
				}
			})
		}
	}
	wg.Wait()
}
