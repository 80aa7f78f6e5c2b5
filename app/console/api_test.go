package console_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// listOf is one window of a list.
type listOf struct {
	Items []map[string]any `json:"items"`
	Next  *string          `json:"next"`
}

// walk reads a list to its end and returns the values of one field.
func (r *rig) walk(path, field string, limit int) (out []string, pages int) {
	r.t.Helper()
	since := ""
	for {
		q := fmt.Sprintf("%slimit=%d", path, limit)
		if since != "" {
			q += "&since=" + url.QueryEscape(since)
		}
		page := get[listOf](r, r.Root, "GET", q, nil, 200)
		pages++
		for _, one := range page.Items {
			out = append(out, fmt.Sprint(one[field]))
		}
		if page.Next == nil {
			return out, pages
		}
		since = *page.Next
	}
}

func TestListsAreReadInWindows(t *testing.T) {
	r := founded(t)
	r.Fill(7, 12)
	for i := 1; i <= 5; i++ {
		r.take(fmt.Sprintf("P%05d", i), fmt.Sprintf("W%05d", i))
	}
	for _, c := range []struct {
		path, field    string
		limit          int
		total, windows int
	}{
		{"/api/items/?", "ulid", 5, 12, 3},
		{"/api/items/?", "ulid", 6, 12, 2},
		{"/api/items/?", "ulid", 500, 12, 1},
		{"/api/items/?status=Issued&", "ulid", 2, 5, 3},
		{"/api/items/?status=Available&", "ulid", 3, 7, 3},
		{"/api/items/?q=W00003&", "ulid", 5, 1, 1},
		{"/api/items/?q=nothing&", "ulid", 5, 0, 1},
		{"/api/personnel/?", "ulid", 4, 7, 2},
		{"/api/personnel/?q=Cruz7&", "ulid", 4, 1, 1},
		{"/api/transactions/?", "id", 2, 5, 3},
	} {
		got, pages := r.walk(c.path, c.field, c.limit)
		distinct := map[string]bool{}
		for _, id := range got {
			distinct[id] = true
		}
		if len(got) != c.total || len(distinct) != c.total || pages != c.windows {
			t.Errorf("%s by %d: got %d, %d of them distinct, in %d windows; want %d in %d", c.path, c.limit, len(got), len(distinct), pages, c.total, c.windows)
		}
	}
	t.Run("transactions come oldest first, so that reading on gets what is new", func(t *testing.T) {
		first := get[listOf](r, r.Root, "GET", "/api/transactions/?limit=4", nil, 200)
		r.take("P00006", "W00006")
		rest := get[listOf](r, r.Root, "GET", "/api/transactions/?limit=4&since="+url.QueryEscape(*first.Next), nil, 200)
		if len(rest.Items) != 2 || rest.Items[1]["personnel"] != "SGT CRUZ6, Juan" {
			t.Errorf("got %v", rest.Items)
		}
	})
	t.Run("an unknown status is no error of the program", func(t *testing.T) {
		if got := r.do(r.Root, "GET", "/api/items/?status=Sideways", nil); got.status >= 500 {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	t.Run("signs that mean something to a database mean nothing", func(t *testing.T) {
		for _, q := range []string{`'`, `"`, `%`, `_`, `*`, `" OR 1=1 --`, `NEAR(`, `a AND`, "\x00", `(`, `-`, `^:`} {
			got := r.do(r.Root, "GET", "/api/items/?q="+url.QueryEscape(q), nil)
			if got.status >= 500 {
				t.Errorf("%q: got %d %s", q, got.status, got.body)
			}
		}
	})
}

// take issues an item without magazines and rounds.
func (r *rig) take(person, item string) map[string]any {
	r.t.Helper()
	return get[map[string]any](r, r.Root, "POST", "/api/transactions/", map[string]any{"action": "Take", "personnel_id": person, "item_ids": []string{item}}, 201)
}

func TestOneRecordIsFoundByAnyOfItsNames(t *testing.T) {
	r := founded(t)
	r.Import("people", "serial,rank,last_name,first_name,group,code\nP1,CPT,Reyes,Ana,HAS,BADGE-7\n")
	r.Import("items", "model,serial,number,code\nM4,W1,12,\nGlock 17,G1,3,https://factory.example/G1?x=1\n")
	person := get[map[string]any](r, r.Root, "GET", "/api/personnel/P1", nil, 200)
	item := get[map[string]any](r, r.Root, "GET", "/api/items/W1", nil, 200)
	raw, _ := json.Marshal(person)
	has(t, raw, "id", "ulid", "serial", "rank", "last_name", "first_name", "group", "status", "holds", "history")
	raw, _ = json.Marshal(item)
	has(t, raw, "id", "ulid", "model", "serial", "number", "status", "condition", "holder", "candidates", "history")
	if item["holder"] != nil || item["status"] != "Available" || len(item["history"].([]any)) == 0 {
		t.Errorf("got %v", item)
	}
	label, ulid := person["id"].(string), person["ulid"].(string)
	for _, name := range []string{label, ulid, "p1", "badge-7", "PERSONNEL:" + label + ":CPT Reyes, Ana:P1", " P1 "} {
		if got := get[map[string]any](r, r.Root, "GET", "/api/personnel/"+url.PathEscape(name), nil, 200); got["ulid"] != ulid {
			t.Errorf("%q: got %v", name, got)
		}
	}
	factory := get[map[string]any](r, r.Root, "GET", "/api/items/"+url.PathEscape("https://factory.example/G1?x=1"), nil, 200)
	if factory["serial"] != "G1" {
		t.Errorf("got %v", factory)
	}
	r.take("P1", "W1")
	item = get[map[string]any](r, r.Root, "GET", "/api/items/W1", nil, 200)
	holder, _ := item["holder"].(map[string]any)
	if item["status"] != "Issued" || holder["id"] != label || holder["name"] != "CPT REYES, Ana" || holder["station"] != "Counter 1" || !says(holder, "since", "ulid") {
		t.Errorf("got %v", item)
	}
	person = get[map[string]any](r, r.Root, "GET", "/api/personnel/P1", nil, 200)
	if holds, _ := person["holds"].([]any); len(holds) != 1 || holds[0] != item["id"] {
		t.Errorf("got %v", person)
	}
}

func TestStatusSaysWhatTheStationIsAndKnows(t *testing.T) {
	r := founded(t)
	r.Fill(1, 1)
	got := r.do(r.Root, "GET", "/api/status", nil)
	has(t, got.body, "site", "station", "instance", "role", "hub", "term", "peers", "vector", "digest", "entries", "conflicts_open", "clock_offset_ms", "version")
	var status app.Status
	if err := json.Unmarshal(got.body, &status); err != nil {
		t.Fatal(err)
	}
	log := r.App.Recorder.Here().Log.String()
	if status.Site != "951st Armory" || status.Station != "Counter 1" || status.Role != "alone" || status.Hub != "Counter 1" || status.Entries != r.Entries() ||
		status.Vector[log] != r.Entries() || status.Epoch != log || len(status.Digest) != 64 || status.Peers == nil {
		t.Errorf("got %s", got.body)
	}
	r.take("P00001", "W00001")
	if after := get[app.Status](r, r.Root, "GET", "/api/status", nil, 200); after.Digest == status.Digest || after.Entries != status.Entries+1 || after.Seq <= status.Seq {
		t.Errorf("after a Take: got %+v", after)
	}
}

func TestTransactionsThroughTheConsole(t *testing.T) {
	r := founded(t)
	r.Import("people", "serial,rank,last_name,first_name\nP1,SGT,Cruz,Juan\nP2,SGT,Reyes,Ana\nP3,SGT,Ramos,Leo\n")
	r.Import("items", "model,serial,condition\nM4,W1,\nM4,W2,\nM4,W3,\nM4,W4,\nM4,W5,Damaged\nM4,X1,\nGlock 17,X1,\n")
	apptest.Must[any](r.Station, r.Root, "People.SetStatus", app.StatusChange{ID: r.Person("P3"), Status: "Suspended", Reason: "under investigation"})
	r.Account("armorer1", "armorer")
	entries := r.Entries()
	post := func(body map[string]any) answer { return r.do(r.Root, "POST", "/api/transactions/", body) }
	command := r.App.Recorder.NewCommand().String()
	first := map[string]any{"command_id": command, "action": "Take", "personnel_id": "P1", "item_ids": []string{"W1"}, "duty_type": "Duty Sentinel", "notes": "gate 2"}

	t.Run("a Take answers with its receipt once it is durable", func(t *testing.T) {
		got := post(first)
		if got.status != 201 {
			t.Fatalf("got %d %s", got.status, got.body)
		}
		has(t, got.body, "id", "receipt_no", "action", "personnel", "personnel_id", "items", "duty_type", "mags", "rounds", "issued_by", "station", "entry", "timestamp", "on_stations")
		var tx map[string]any
		_ = json.Unmarshal(got.body, &tx)
		items := tx["items"].([]any)
		line := items[0].(map[string]any)
		if tx["id"] != command || tx["action"] != "Take" || tx["personnel"] != "SGT CRUZ, Juan" || tx["duty_type"] != "Duty Sentinel" || tx["mags"] != float64(3) ||
			tx["rounds"] != float64(90) || tx["issued_by"] != "root" || tx["station"] != "Counter 1" || tx["on_stations"] != float64(1) || len(items) != 1 ||
			line["serial"] != "W1" || !says(line, "label", "id") {
			t.Errorf("got %s", got.body)
		}
		if stamp, err := time.Parse(time.RFC3339, tx["timestamp"].(string)); err != nil || stamp.Location() != time.UTC {
			t.Errorf("got timestamp %v, %v", tx["timestamp"], err)
		}
		if r.Entries() != entries+1 {
			t.Errorf("%d entries were written", r.Entries()-entries)
		}
	})
	t.Run("the same command twice is one transaction with one answer", func(t *testing.T) {
		before := r.Entries()
		one, two := post(first), post(first)
		if one.status != 201 || string(one.body) != string(two.body) || r.Entries() != before {
			t.Errorf("got %d %s and %s", one.status, one.body, two.body)
		}
	})
	mags, rounds := 3, 89
	for _, c := range []struct {
		name   string
		body   map[string]any
		status int
		code   string
		fields []string
	}{
		{"the same command with another content", map[string]any{"command_id": command, "action": "Take", "personnel_id": "P2", "item_ids": []string{"W2"}}, 409, "COMMAND_REUSED", nil},
		{"an item that is out", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W1"}}, 409, "OUT", []string{"holder", "station", "since"}},
		{"a person over the limit", map[string]any{"action": "Take", "personnel_id": "P1", "item_ids": []string{"W2"}}, 409, "LIMIT", nil},
		{"two items over the limit", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W2", "W3"}}, 409, "LIMIT", nil},
		{"a suspended person", map[string]any{"action": "Take", "personnel_id": "P3", "item_ids": []string{"W2"}}, 409, "BLOCKED", nil},
		{"a damaged item", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W5"}}, 409, "NEEDS_REASON", nil},
		{"a serial number that two items have", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"X1"}}, 409, "AMBIGUOUS", []string{"candidates"}},
		{"a Return of what is not out", map[string]any{"action": "Return", "item_ids": []string{"W2"}}, 409, "NOT_OUT", nil},
		{"a Return that leaves out rounds", map[string]any{"action": "Return", "item_ids": []string{"W1"}, "mags": mags, "rounds": rounds}, 409, "SHORT", nil},
		{"an unknown item", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W77"}}, 404, "NOT_FOUND", nil},
		{"an unknown person", map[string]any{"action": "Take", "personnel_id": "P77", "item_ids": []string{"W2"}}, 404, "NOT_FOUND", nil},
		{"nobody", map[string]any{"action": "Take", "item_ids": []string{"W2"}}, 400, "INVALID", nil},
		{"nothing", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{}}, 400, "INVALID", nil},
		{"an empty code", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{""}}, 400, "INVALID", nil},
		{"a person's code in place of an item's", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"PERSONNEL:P1"}}, 400, "INVALID", nil},
		{"the same item twice", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W2", "w2"}}, 400, "INVALID", nil},
		{"another action", map[string]any{"action": "Steal", "personnel_id": "P2", "item_ids": []string{"W2"}}, 400, "INVALID", nil},
		{"a command that is no ULID", map[string]any{"command_id": "one", "action": "Take", "personnel_id": "P2", "item_ids": []string{"W2"}}, 400, "INVALID", nil},
		{"less than no magazines", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W2"}, "mags": -1}, 400, "INVALID", nil},
		{"a million rounds", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W2"}, "rounds": 1000000}, 400, "INVALID", nil},
		{"stock that nobody registered", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W2"}, "stock": []any{map[string]any{"stock_id": "x", "quantity": 1}}}, 404, "NOT_FOUND", nil},
		{"a condition nobody knows", map[string]any{"action": "Return", "item_ids": []string{"W1"}, "condition": "Rusty"}, 400, "INVALID", nil},
		{"another fate of what is missing", map[string]any{"action": "Return", "item_ids": []string{"W1"}, "missing": "eaten"}, 400, "INVALID", nil},
		{"an override without a reason", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W5"}, "override": map[string]any{"reason": " "}}, 409, "NEEDS_REASON", nil},
		{"an override signed twice by one account", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W5"},
			"override": map[string]any{"reason": "alert", "second": map[string]string{"username": "root", "password": apptest.Password}}}, 403, "FORBIDDEN", nil},
		{"an override whose second password is wrong", map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W5"},
			"override": map[string]any{"reason": "alert", "second": map[string]string{"username": "armorer1", "password": "wrong"}}}, 401, "BAD_PASSWORD", nil},
	} {
		t.Run(c.name+" is "+c.code+" and writes nothing", func(t *testing.T) {
			before := r.Entries()
			got := post(c.body)
			if got.status != c.status || got.problem(t).Code != c.code {
				t.Errorf("got %d %s, want %d %s", got.status, got.body, c.status, c.code)
			}
			has(t, got.body, c.fields...)
			if r.Entries() != before {
				t.Errorf("%d entries were written", r.Entries()-before)
			}
		})
	}
	t.Run("an item that is out names its holder, since when and from where", func(t *testing.T) {
		p := post(map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W1"}}).problem(t)
		if p.Holder != "SGT CRUZ, Juan" || p.Station != "Counter 1" || p.Since == "" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("an override with a second account is written with both", func(t *testing.T) {
		got := post(map[string]any{"action": "Take", "personnel_id": "P2", "item_ids": []string{"W5"},
			"override": map[string]any{"reason": "alert at the gate", "second": map[string]string{"username": "armorer1", "password": apptest.Password}}})
		entry := r.Newest(1)[0]
		if got.status != 201 || entry.Why.Code != "override" || entry.Why.Reason != "alert at the gate" || entry.Why.Second.IsZero() || entry.Actor.Method != "two-person" {
			t.Errorf("got %d %s, %+v %+v", got.status, got.body, entry.Why, entry.Actor)
		}
	})
	t.Run("a Return with what is missing said is accepted, with less rounds", func(t *testing.T) {
		got := post(map[string]any{"action": "Return", "personnel_id": "P2", "item_ids": []string{"W1"}, "mags": mags, "rounds": rounds, "missing": "expended", "condition": "Fair"})
		var tx map[string]any
		_ = json.Unmarshal(got.body, &tx)
		if got.status != 201 || tx["action"] != "Return" || tx["rounds"] != float64(rounds) || tx["personnel"] != "SGT REYES, Ana" {
			t.Errorf("got %d %s", got.status, got.body)
		}
		if back := apptest.Must[app.Transaction](r.Station, r.Root, "Transactions.Get", tx["id"]); back.Notes != "Expended, as a program said without a reason." {
			t.Errorf("the receipt says %q", back.Notes)
		}
	})
}

// cutOff is the hub of a station that sees none of the others.
type cutOff struct{ app.NoHub }

func (h *cutOff) Status() app.HubStatus {
	status := h.NoHub.Status()
	status.Places = []app.Place{{Station: status.Hub, State: "alone"}, {Station: ledger.StationID{ID: ledger.RandomID()}, State: "unreachable"}}
	return status
}

func TestAProgramIssuesWhileItsStationIsCutOff(t *testing.T) {
	s := apptest.Open(t, apptest.Options{Hub: &cutOff{}})
	s.Found()
	r := serve(t, s)
	r.Fill(1, 1)
	r.Account("armorer1", "armorer")
	other := s.Second("Counter 2", apptest.Options{})
	body := map[string]any{"action": "Take", "personnel_id": "P00001", "item_ids": []string{"W00001"}}
	post := func() answer { return r.do(r.Root, "POST", "/api/transactions/", body) }
	returned := func() { // at the other station, which this one heard of before it was cut off
		t.Helper()
		if err := s.Send(other); err != nil {
			t.Fatal(err)
		}
		apptest.Must[app.Transaction](other, other.Root, "Counter.Return", other.Return("W00001"))
		if err := other.Send(s); err != nil {
			t.Fatal(err)
		}
	}
	if got := post(); got.status != 201 {
		t.Fatalf("never issued: got %d %s", got.status, got.body)
	}
	returned()
	got := post()
	if p := got.problem(t); got.status != 409 || p.Code != armory.CodeNeedsReason || p.Station != "Counter 2" || p.Since == "" {
		t.Errorf("got %d %s", got.status, got.body)
	}
	body["override"] = map[string]any{"reason": "the LAN is down"}
	if got := post(); got.status != 201 {
		t.Errorf("with a reason: got %d %s", got.status, got.body)
	}
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.CutOff = "two-person"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	returned()
	if got := post(); got.status != 409 || got.problem(t).Code != armory.CodeNeedsReason {
		t.Errorf("signed by one: got %d %s", got.status, got.body)
	}
	body["override"] = map[string]any{"reason": "the LAN is down", "second": map[string]string{"username": "armorer1", "password": apptest.Password}}
	if got := post(); got.status != 201 {
		t.Errorf("signed by two: got %d %s", got.status, got.body)
	}
}
