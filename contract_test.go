package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// CONTRACT.md's paths, each answered as it says there to a program that signed in.
func TestConsoleContract(t *testing.T) {
	r := newRig(t)
	r.fill(12, 12)
	_, taken := r.take("P00001", "W00001", map[string]any{"duty_type": "Duty Sentinel", "notes": "gate"})
	r.rpc(r.token, "Accounts.Add", nil, map[string]string{"username": "auditor", "name": "CPT Torres", "role": "auditor", "password": "quiet river stones"})
	var item, person map[string]any
	r.do(r.token, http.MethodGet, "/api/items/W00001", nil, &item)
	r.do(r.token, http.MethodGet, "/api/personnel/P00001", nil, &person)

	itemFields := []string{"id", "ulid", "model", "serial", "number", "status", "condition", "holder", "candidates"}
	personFields := []string{"id", "ulid", "serial", "rank", "last_name", "first_name", "group", "status", "holds"}
	transactionFields := []string{"id", "receipt_no", "action", "personnel", "personnel_id", "items", "duty_type", "mags", "rounds", "issued_by", "station", "entry", "timestamp", "on_stations"}
	label := func(m map[string]any) string { return m["id"].(string) }

	for _, one := range []struct {
		path   string
		status int
		rows   int      // of a list; -1: not a list
		fields []string // of the answer, or of each row
	}{
		{"/healthz", 200, -1, []string{"status"}},
		{"/api/status", 200, -1, []string{"site", "station", "instance", "role", "hub", "term", "peers", "vector", "digest", "entries", "conflicts_open", "clock_offset_ms", "version"}},
		{"/api/items/", 200, 12, itemFields},
		{"/api/items/?status=Issued", 200, 1, itemFields},
		{"/api/items/?status=Available", 200, 11, itemFields},
		{"/api/items/?status=Nonsense", 200, 0, nil},
		{"/api/items/?q=W00007", 200, 1, itemFields},
		{"/api/items/?q=nowhere", 200, 0, nil},
		{"/api/items/?limit=5", 200, 5, itemFields},
		{"/api/items/" + label(item), 200, -1, append(itemFields, "history")},
		{"/api/items/" + item["ulid"].(string), 200, -1, append(itemFields, "history")},
		{"/api/items/W00001", 200, -1, append(itemFields, "history")},
		{"/api/personnel/", 200, 12, personFields},
		{"/api/personnel/?q=cruz7", 200, 1, personFields},
		{"/api/personnel/" + label(person), 200, -1, append(personFields, "history")},
		{"/api/transactions/", 200, 1, transactionFields},
		{"/api/transactions/" + taken["id"].(string), 200, -1, transactionFields},
		{"/api/conflicts/", 200, 0, nil},
		{"/", 200, -2, nil},

		{"/api/items/?limit=501", 400, -1, []string{"code", "message", "fix"}},
		{"/api/items/?limit=0", 400, -1, []string{"code", "message", "fix"}},
		{"/api/items/?since=nonsense", 400, -1, []string{"code", "message", "fix"}},
		{"/api/items/W99999", 404, -1, []string{"code", "message", "fix"}},
		{"/api/personnel/P99999", 404, -1, []string{"code", "message", "fix"}},
		{"/api/transactions/01ARZ3NDEKTSV4RRFFQ69G5FAV", 404, -1, []string{"code", "message", "fix"}},
		{"/api/nothing", 404, -1, []string{"code", "message", "fix"}},
	} {
		t.Run(fmt.Sprintf("GET %s is %d", one.path, one.status), func(t *testing.T) {
			status, raw := r.raw(r.token, http.MethodGet, one.path, nil)
			if status != one.status {
				t.Fatalf("got %d %s", status, raw)
			}
			switch one.rows {
			case -2:
				if !strings.Contains(strings.ToLower(string(raw)), "<!doctype html>") {
					t.Errorf("not a page: %.200s", raw)
				}
			case -1:
				var answer map[string]any
				if err := json.Unmarshal(raw, &answer); err != nil {
					t.Fatal(err)
				}
				wantFields(t, answer, one.fields)
			default:
				var list struct {
					Items []map[string]any
					Next  *string
				}
				if err := json.Unmarshal(raw, &list); err != nil {
					t.Fatal(err)
				}
				if len(list.Items) != one.rows || !strings.Contains(string(raw), `"next":`) || strings.Contains(string(raw), `"items":null`) {
					t.Errorf("%d rows, want %d: %s", len(list.Items), one.rows, raw)
				}
				for _, row := range list.Items {
					wantFields(t, row, one.fields)
				}
			}
		})
	}
	t.Run("without a token every path but healthz and the pages is 401", func(t *testing.T) {
		for _, path := range []string{"/api/status", "/api/items/", "/api/items/W00001", "/api/personnel/", "/api/transactions/", "/api/conflicts/"} {
			if status, raw := r.raw("", http.MethodGet, path, nil); status != http.StatusUnauthorized {
				t.Errorf("%s: %d %s", path, status, raw)
			}
		}
		if status, _ := r.raw("", http.MethodPost, "/api/transactions/", map[string]any{"action": "Take"}); status != http.StatusUnauthorized {
			t.Errorf("POST /api/transactions/: %d", status)
		}
	})
	t.Run("a list is read on with next until null, each row once", func(t *testing.T) {
		seen, path, pages := map[string]int{}, "/api/items/?limit=5", 0
		for path != "" {
			var page struct {
				Items []struct{ ID string }
				Next  *string
			}
			r.do(r.token, http.MethodGet, path, nil, &page)
			for _, row := range page.Items {
				seen[row.ID]++
			}
			path = ""
			if pages++; page.Next != nil {
				path = "/api/items/?limit=5&since=" + *page.Next
			}
		}
		if pages != 3 || len(seen) != 12 {
			t.Errorf("%d pages with %d rows, want 3 with 12", pages, len(seen))
		}
	})
	t.Run("an issued item names its holder, the person what he holds, the history who did it", func(t *testing.T) {
		holder := item["holder"].(map[string]any)
		wantFields(t, holder, []string{"id", "name", "since", "station"})
		if holder["id"] != label(person) || holder["name"] != "SGT CRUZ1, Juan" || holder["station"] != "Counter 1" || item["status"] != "Issued" {
			t.Errorf("got %v", item)
		}
		if _, err := time.Parse(time.RFC3339, holder["since"].(string)); err != nil {
			t.Error(err)
		}
		if holds := person["holds"].([]any); len(holds) != 1 || holds[0] != label(item) {
			t.Errorf("holds %v, want %s", holds, label(item))
		}
		if history := item["history"].([]any); len(history) != 2 {
			t.Errorf("%d events, want the issue and the registration: %v", len(history), history)
		}
		var free map[string]any
		r.do(r.token, http.MethodGet, "/api/items/W00002", nil, &free)
		if holder, there := free["holder"]; !there || holder != nil {
			t.Errorf("an item nobody holds has the holder %v, want null", holder)
		}
	})
	t.Run("a transaction's answer, list and record are the same", func(t *testing.T) {
		var list struct{ Items []map[string]any }
		var one map[string]any
		r.do(r.token, http.MethodGet, "/api/transactions/", nil, &list)
		r.do(r.token, http.MethodGet, "/api/transactions/"+taken["id"].(string), nil, &one)
		for _, field := range transactionFields {
			if got, want := fmt.Sprint(one[field], list.Items[0][field]), fmt.Sprint(taken[field], taken[field]); got != want {
				t.Errorf("%s: got %s, want %s", field, got, want)
			}
		}
		if taken["action"] != "Take" || taken["personnel_id"] != label(person) || taken["duty_type"] != "Duty Sentinel" || taken["issued_by"] != "root" || taken["on_stations"] != float64(1) {
			t.Errorf("got %v", taken)
		}
	})
	t.Run("status says alone, and its figures are those of the ledger", func(t *testing.T) {
		var status map[string]any
		r.do(r.token, http.MethodGet, "/api/status", nil, &status)
		total := 0.0
		for _, n := range status["vector"].(map[string]any) {
			total += n.(float64)
		}
		if status["role"] != "alone" || status["entries"] != total || len(status["digest"].(string)) != 64 || status["clock_offset_ms"] != nil {
			t.Errorf("got %v", status)
		}
	})
	t.Run("refusals have the code, a sentence, a fix and the facts", func(t *testing.T) {
		for name, one := range map[string]struct {
			body   map[string]any
			status int
			code   string
			facts  []string
		}{
			"an item that is out":         {map[string]any{"action": "Take", "personnel_id": "P00002", "item_ids": []string{"W00001"}}, 409, "OUT", []string{"holder", "since", "station"}},
			"over the limit":              {map[string]any{"action": "Take", "personnel_id": "P00001", "item_ids": []string{"W00002"}}, 409, "LIMIT", nil},
			"an unknown item":             {map[string]any{"action": "Take", "personnel_id": "P00002", "item_ids": []string{"W99999"}}, 404, "NOT_FOUND", nil},
			"an unknown person":           {map[string]any{"action": "Take", "personnel_id": "P99999", "item_ids": []string{"W00002"}}, 404, "NOT_FOUND", nil},
			"no item":                     {map[string]any{"action": "Take", "personnel_id": "P00002", "item_ids": []string{}}, 400, "INVALID", nil},
			"an unknown action":           {map[string]any{"action": "Steal", "personnel_id": "P00002", "item_ids": []string{"W00002"}}, 400, "INVALID", nil},
			"negative rounds":             {map[string]any{"action": "Take", "personnel_id": "P00002", "item_ids": []string{"W00002"}, "rounds": -1}, 400, "INVALID", nil},
			"a command id that is none":   {map[string]any{"command_id": "seven", "action": "Take", "personnel_id": "P00002", "item_ids": []string{"W00002"}}, 400, "INVALID", nil},
			"a used command":              {map[string]any{"command_id": taken["id"], "action": "Take", "personnel_id": "P00002", "item_ids": []string{"W00002"}}, 409, "COMMAND_REUSED", nil},
			"a return that is short":      {map[string]any{"action": "Return", "item_ids": []string{"W00001"}, "rounds": 0}, 409, "SHORT", nil},
			"a return of what is not out": {map[string]any{"action": "Return", "item_ids": []string{"W00003"}}, 409, "NOT_OUT", nil},
		} {
			t.Run(name, func(t *testing.T) {
				var answer map[string]any
				status := r.do(r.token, http.MethodPost, "/api/transactions/", one.body, &answer)
				if status != one.status || answer["code"] != one.code {
					t.Errorf("got %d %v, want %d %s", status, answer, one.status, one.code)
				}
				wantFields(t, answer, append([]string{"code", "message", "fix"}, one.facts...))
			})
		}
		if got := r.count("transactions"); got != 1 {
			t.Errorf("%d transactions after refusals only, want 1", got)
		}
	})
	t.Run("a body that is no JSON is 400, one over 1 MiB 413", func(t *testing.T) {
		if status, raw := r.raw(r.token, http.MethodPost, "/api/transactions/", "words"); status != http.StatusBadRequest {
			t.Errorf("got %d %s", status, raw)
		}
		if status, raw := r.raw(r.token, http.MethodPost, "/api/transactions/", map[string]string{"notes": strings.Repeat("x", 1<<20)}); status != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d %.200s", status, raw)
		}
	})
	t.Run("an auditor's program reads and may not issue", func(t *testing.T) {
		token := r.signIn("auditor", "quiet river stones")
		if status, _ := r.raw(token, http.MethodGet, "/api/items/", nil); status != http.StatusOK {
			t.Errorf("list: %d", status)
		}
		status, raw := r.raw(token, http.MethodPost, "/api/transactions/", map[string]any{"action": "Take", "personnel_id": "P00003", "item_ids": []string{"W00003"}})
		if status != http.StatusForbidden {
			t.Errorf("take: %d %s", status, raw)
		}
	})
	t.Run("the right verb only", func(t *testing.T) {
		for path, method := range map[string]string{"/api/sign-in": http.MethodGet, "/api/items/": http.MethodPost, "/api/status": http.MethodDelete} {
			if status, raw := r.raw(r.token, method, path, nil); status != http.StatusNotFound && status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d %s", method, path, status, raw)
			}
		}
	})
	t.Run("sign-in sets a cookie no script reads; sign-out ends token and cookie", func(t *testing.T) {
		answer, err := http.Post(r.address+"/api/sign-in", "application/json", strings.NewReader(`{"username":"root","password":"`+testPassword+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var in struct {
			Token   string
			Account map[string]any
		}
		if err := json.NewDecoder(answer.Body).Decode(&in); err != nil || in.Token == "" || in.Account["username"] != "root" {
			t.Fatalf("got %+v: %v", in, err)
		}
		cookies := answer.Cookies()
		if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Value != in.Token {
			t.Fatalf("cookies %v", cookies)
		}
		withCookie := func() int {
			request, _ := http.NewRequest(http.MethodGet, r.address+"/api/status", nil)
			request.AddCookie(cookies[0])
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.StatusCode
		}
		if got := withCookie(); got != http.StatusOK {
			t.Errorf("status by cookie: %d", got)
		}
		if status, raw := r.raw(in.Token, http.MethodPost, "/api/sign-out", nil); status != http.StatusOK {
			t.Errorf("sign-out: %d %s", status, raw)
		}
		if got := withCookie(); got != http.StatusUnauthorized {
			t.Errorf("status by cookie after sign-out: %d, want 401", got)
		}
		if status, _ := r.raw(in.Token, http.MethodGet, "/api/status", nil); status != http.StatusUnauthorized {
			t.Errorf("status by token after sign-out: %d, want 401", status)
		}
	})
	t.Run("wrong passwords are 401, the fifth locks: 429 with the seconds to wait", func(t *testing.T) {
		var answer map[string]any
		for n := range 6 {
			status := r.do("", http.MethodPost, "/api/sign-in", map[string]string{"username": "auditor", "password": "wrong"}, &answer)
			if want := map[bool]int{true: 401, false: 429}[n < 4]; status != want {
				t.Fatalf("try %d: %d %v, want %d", n+1, status, answer, want)
			}
		}
		if wait, _ := answer["retry_after_s"].(float64); wait < 1 || wait > 30 {
			t.Errorf("got %v, want retry_after_s of 30 or less", answer)
		}
	})
}

func wantFields(t *testing.T, answer map[string]any, fields []string) {
	t.Helper()
	for _, field := range fields {
		if _, there := answer[field]; !there {
			t.Errorf("no field %q in %v", field, answer)
		}
	}
}
