package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// two is a station with a second one enrolled, and the picture of the first.
func enrolledPair(t *testing.T) (s *apptest.Station, p *picture, second ledger.StationID) {
	t.Helper()
	s, p = pictured(t)
	s.Fill(2, 3)
	return s, p, s.Enrol("Counter 2", make([]byte, 32))
}

func TestTheLanIsAPictureOfTheStations(t *testing.T) {
	t.Parallel()
	s, p, second := enrolledPair(t)
	third := s.Enrol("Counter 3", append(make([]byte, 31), 1))
	here := s.App.Recorder.Here().Station
	item, person := ledger.SubjectID{ID: must(t, s.Item("W00001"))}, ledger.SubjectID{ID: must(t, s.Person("P00001"))}
	behindMs := 420_000
	lan := func() app.Lan { return apptest.Must[app.Lan](s, s.Root, "Stations.Lan") }
	t.Run("with one station nothing waits for a second", func(t *testing.T) {
		alone, p := pictured(t)
		p.say(alone, func(p *picture) {
			p.status = app.HubStatus{Role: "alone", Hub: alone.App.Recorder.Here().Station, Waiting: 40}
		})
		if got := apptest.Must[app.Shell](alone, alone.Root, "Session.Shell").Waiting; got != 0 {
			t.Errorf("got %d", got)
		}
		if got := apptest.Must[app.Lan](alone, alone.Root, "Stations.Lan").Waiting; got != 0 {
			t.Errorf("got %d", got)
		}
	})
	t.Run("alone it is its own hub", func(t *testing.T) {
		got := lan()
		if got.Role != "alone" || got.Hub != "Counter 1" || got.HubID != here.String() || got.Electing || len(got.Stations) != 3 || len(got.Doubts) != 0 || got.ClockMs != nil {
			t.Errorf("got %+v", got)
		}
		if row := got.Stations[0]; !row.This || !row.Hub || row.State != "alone" || row.Version != "test" || row.Enrolled == "" {
			t.Errorf("got %+v", row)
		}
		if row := got.Stations[1]; row.State != "unreachable" || row.Hub || row.This || row.Role != "" {
			t.Errorf("got %+v", row)
		}
	})
	ear := s.App.Push.Listen()
	defer ear.Close()
	p.say(s, func(p *picture) {
		p.status = app.HubStatus{Role: "member", Hub: second, Term: 7, SinceMs: 1_800_000_000_000, Waiting: 2, ClockMs: &behindMs,
			Doubts: []app.Doubt{{Subjects: []ledger.SubjectID{item, person}, Station: third, SinceMs: s.Clock.Now().UnixMilli()}},
			Places: []app.Place{{Station: here, State: "member", Addr: "10.0.0.1:7443"},
				{Station: second, State: "hub", Addr: "10.0.0.2:7443", FoundBy: "mdns", DelayMs: 3, OffsetMs: behindMs, App: "1.2.3", SeenMs: 1_800_000_000_000},
				{Station: third, State: "member", Behind: 12, Addr: "10.0.0.3:7443", FoundBy: "typed"}}}
	})
	t.Run("screens are told", func(t *testing.T) {
		var topics []string
		for _, pushed := range ear.Take() {
			topics = append(topics, pushed.Topic)
		}
		for _, want := range []string{app.TopicStations, app.TopicShell, app.TopicTransactions, app.TopicItems} {
			if !slices.Contains(topics, want) {
				t.Errorf("pushed %q, want %q too", topics, want)
			}
		}
	})
	t.Run("as a member it shows the hub, who lags and what is in doubt", func(t *testing.T) {
		got := lan()
		if got.Role != "member" || got.Hub != "Counter 2" || got.Term != 7 || got.Waiting != 2 || got.Since == "" || got.ClockMs == nil {
			t.Errorf("got %+v", got)
		}
		if row := got.Stations[0]; row.Hub || row.Addr != "10.0.0.1:7443" {
			t.Errorf("got %+v", row)
		}
		if row := got.Stations[1]; !row.Hub || row.State != "hub" || row.DelayMs != 3 || row.ClockMs != behindMs || row.Version != "1.2.3" || row.FoundBy != "mdns" || row.LastSeen == "" {
			t.Errorf("got %+v", row)
		}
		if row := got.Stations[2]; row.State != "catching-up" || row.Role != "member" || row.Behind != 12 {
			t.Errorf("got %+v", row)
		}
		if len(got.Doubts) != 1 || len(got.Doubts[0].Items) != 1 || !strings.HasPrefix(got.Doubts[0].Items[0], "IR-W00001") || got.Doubts[0].People[0] != "SGT CRUZ1, Juan" ||
			got.Doubts[0].Station != "Counter 3" || got.Doubts[0].Since == "" {
			t.Errorf("got doubts %+v", got.Doubts)
		}
	})
	t.Run("the shell and the status say the same", func(t *testing.T) {
		shell := apptest.Must[app.Shell](s, s.Root, "Session.Shell")
		if shell.Role != "member" || shell.Hub != "Counter 2" || shell.Waiting != 2 || !strings.Contains(shell.ClockWarning, "7 minutes behind the hub's") {
			t.Errorf("got %+v", shell)
		}
		status, err := s.App.Status(context.Background())
		if err != nil || len(status.Peers) != 2 || status.Peers[0].Name != "Counter 2" || status.Peers[0].State != "hub" || status.Peers[0].LagMs != 3 ||
			status.Peers[1].Behind != 12 || status.ClockMs == nil || *status.ClockMs != behindMs || status.Term != 7 {
			t.Errorf("got %+v %v", status, err)
		}
	})
	t.Run("entries say that the clock is suspect", func(t *testing.T) {
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00002", "W00002"))
		if got := s.Newest(1)[0].Clk; got != ledger.ClockSuspect {
			t.Errorf("got %d", got)
		}
		p.say(s, func(p *picture) { p.status.ClockMs = new(int) })
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("W00002"))
		if got := s.Newest(1)[0].Clk; got != ledger.ClockOK {
			t.Errorf("with the hub's time: got %d", got)
		}
	})
	t.Run("an item in doubt is shown so, and refused early", func(t *testing.T) {
		row := apptest.Must[app.ItemRow](s, s.Root, "Inventory.Get", item.String())
		if row.Status != armory.StatusInDoubt || row.Doubt == nil || row.Doubt.Station != "Counter 3" || row.Doubt.Since == "" {
			t.Errorf("got %+v", row)
		}
		scan := apptest.Must[app.Scan](s, s.Root, "Counter.Scan", "W00001")
		if scan.Refusal == nil || scan.Refusal.Code != armory.CodeDoubt || scan.Refusal.Station != "Counter 3" || !scan.Refusal.Reason || !strings.Contains(scan.Refusal.Message, "(Counter 3)") {
			t.Errorf("got %+v", scan.Refusal)
		}
		proposal := apptest.Must[app.Proposal](s, s.Root, "Counter.Propose", app.ProposeRequest{ItemIDs: []string{item.String()}})
		if proposal.Lines[0].Refusal == nil || proposal.Lines[0].Refusal.Code != armory.CodeDoubt {
			t.Errorf("got %+v", proposal.Lines[0].Refusal)
		}
		if row := apptest.Must[app.ItemRow](s, s.Root, "Inventory.Get", s.Item("W00003")); row.Status != armory.StatusAvailable || row.Doubt != nil {
			t.Errorf("got %+v of another item", row)
		}
	})
	t.Run("an item in doubt is found as such, and counts as available nowhere", func(t *testing.T) {
		for status, want := range map[string][]string{armory.StatusInDoubt: {"W00001"}, armory.StatusAvailable: {"W00002", "W00003"}} {
			var got []string
			for _, row := range apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", app.ListQuery{Filter: map[string]string{"status": status}, Sort: "serial"}).Items {
				got = append(got, row.Serial)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", status, got, want)
			}
		}
		board := apptest.Must[app.Board](s, s.Root, "Board.Get")
		if m := board.Models[0]; board.Available != 2 || board.Total != 3 || m.Available != 2 || m.Other != 1 || m.Total != 3 {
			t.Errorf("got %d available of %d, %+v", board.Available, board.Total, m)
		}
		report := apptest.Must[app.Report](s, s.Root, "Reports.Get", app.ReportQuery{Report: "strength"})
		if cells := report.Rows[0].Cells; cells[1] != "2" || cells[6] != "1" || cells[7] != "3" {
			t.Errorf("got %q", cells)
		}
		says(t, printed(t, apptest.Must[app.File](s, s.Root, "Print.Strength")), "M4 Carbine 2 – – – 1 3")
	})
	t.Run("the hub's refusal reaches the counter with names, and a reason goes over it", func(t *testing.T) {
		p.mu.Lock()
		p.refuse = app.InDoubt(third, s.Clock.Now().UnixMilli())
		p.mu.Unlock()
		ask := s.Take("P00001", "W00001")
		_, refused := apptest.Try[app.Transaction](s, s.Root, "Counter.Issue", ask)
		if refused == nil || refused.Code != armory.CodeDoubt || refused.Station != "Counter 3" || refused.Since == "" {
			t.Errorf("got %+v", refused)
		}
		p.mu.Lock()
		p.refuse = &app.Error{Code: "SETTLING", Message: "The stations are agreeing on a hub.", Fix: "Wait a moment.", RetryMs: 300}
		p.mu.Unlock()
		if _, refused = apptest.Try[app.Transaction](s, s.Root, "Counter.Issue", ask); refused == nil || refused.Code != "SETTLING" || refused.RetryMs != 300 {
			t.Errorf("got %+v", refused)
		}
		ask.Override = &app.Override{Reason: "Alarm, no time"}
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
		if row := apptest.Must[app.ItemRow](s, s.Root, "Inventory.Get", item.String()); row.Status != armory.StatusIssued || row.Doubt != nil {
			t.Errorf("got %+v, want it issued", row)
		}
	})
}

func TestAReceiptSaysOnHowManyStationsItIs(t *testing.T) {
	t.Parallel()
	one, two, a, _ := pair(t)
	receipt := apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", one.Take("P00001", "W00001"))
	if receipt.OnStations != 1 || receipt.Stations != 2 {
		t.Errorf("got %d of %d, want 1 of 2", receipt.OnStations, receipt.Stations)
	}
	a.say(one, func(p *picture) { p.copies = 2 })
	bring(t, one, two)
	for name, s := range map[string]*apptest.Station{"at its own station": one, "at the other": two} {
		if got := apptest.Must[app.Transaction](s, s.Root, "Transactions.Get", receipt.ID); got.OnStations != 2 || got.Stations != 2 {
			t.Errorf("%s: got %d of %d, want 2 of 2", name, got.OnStations, got.Stations)
		}
	}
}

func TestStationsAreNamedRankedAndAsked(t *testing.T) {
	t.Parallel()
	s, p, second := enrolledPair(t)
	t.Run("names and priorities", func(t *testing.T) {
		apptest.Must[any](s, s.Root, "Stations.SetPriority", second.String(), 5)
		apptest.Must[any](s, s.Root, "Stations.Rename", second.String(), "Gate")
		rows := apptest.Must[[]app.StationRow](s, s.Root, "Stations.List")
		if rows[1].Priority != 5 || rows[1].Name != "Gate" {
			t.Errorf("got %+v", rows[1])
		}
		for _, n := range []int{-1, 10000} {
			if code := s.Code(s.Root, "Stations.SetPriority", second.String(), n); code != armory.CodeInvalid {
				t.Errorf("priority %d: got %q", n, code)
			}
		}
		if code := s.Code(s.Root, "Stations.Rename", second.String(), "counter 1"); code != armory.CodeDuplicate {
			t.Errorf("a name twice: got %q", code)
		}
	})
	t.Run("the hub goes to a station that is there", func(t *testing.T) {
		if code := s.Code(s.Root, "Stations.MakeHub", second.String()); code != "NO_HUB" {
			t.Errorf("to one that is off: got %q", code)
		}
		if code := s.Code(s.Root, "Stations.MakeHub", ledger.RandomID().String()); code != armory.CodeNotFound {
			t.Errorf("to one that is none: got %q", code)
		}
		p.say(s, func(p *picture) {
			here := s.App.Recorder.Here().Station
			p.status = app.HubStatus{Role: "hub", Hub: here, Places: []app.Place{{Station: here, State: "hub"}, {Station: second, State: "member"}}}
		})
		apptest.Must[any](s, s.Root, "Stations.MakeHub", s.App.Recorder.Here().Station.String())
		if !p.made.IsZero() {
			t.Error("the hub was told to make itself the hub")
		}
		p.say(s, func(p *picture) { p.status.Role, p.status.Hub = "member", second })
		_, refused := apptest.Try[any](s, s.Root, "Stations.MakeHub", s.App.Recorder.Here().Station.String())
		if refused == nil || refused.Code != armory.CodeForbidden || !strings.Contains(refused.Message, "The hub of now is Gate") || !p.made.IsZero() {
			t.Errorf("at a member: got %+v, and %s was made the hub", refused, p.made)
		}
		p.say(s, func(p *picture) { p.status.Role, p.status.Hub = "hub", s.App.Recorder.Here().Station })
		apptest.Must[any](s, s.Root, "Stations.MakeHub", second.String())
		if p.made != second {
			t.Errorf("got %s", p.made)
		}
	})
	t.Run("an address is looked at as it was typed, with the port", func(t *testing.T) {
		for typed, want := range map[string]string{" 10.0.0.7 ": "10.0.0.7:7443", "10.0.0.7:7000": "10.0.0.7:7000", "armory-pc": "armory-pc:7443", "fe80::1": "[fe80::1]:7443", "[fe80::1]:70": "[fe80::1]:70"} {
			apptest.Must[any](s, s.Root, "Stations.AddAddress", typed)
			if got := p.found[len(p.found)-1]; got != want {
				t.Errorf("%q: got %q, want %q", typed, got, want)
			}
		}
		n := len(p.found)
		for _, typed := range []string{"", "http://10.0.0.7/", "10.0.0.7:0", "10.0.0.7:99999", "10.0.0.7:x", "ten oh seven", ":7443", strings.Repeat("a", 300)} {
			if code := s.Code(s.Root, "Stations.AddAddress", typed); code != armory.CodeInvalid {
				t.Errorf("%q: got %q", typed, code)
			}
		}
		if len(p.found) != n {
			t.Errorf("looked at %q", p.found[n:])
		}
	})
}

func TestARevokedStationIsOneNoMore(t *testing.T) {
	t.Parallel()
	s, _, second := enrolledPair(t)
	apptest.Must[any](s, s.Root, "Stations.Revoke", second.String(), "Stolen from the gate", apptest.Password)
	rows := apptest.Must[[]app.StationRow](s, s.Root, "Stations.List")
	if rows[1].ID != second.String() || rows[1].State != "revoked" || rows[1].Hub {
		t.Errorf("got %+v, want it revoked", rows[1])
	}
	if code := s.Code(s.Root, "Stations.Revoke", second.String(), "Stolen from the gate", apptest.Password); code != "CHANGED" {
		t.Errorf("once more: got %q", code)
	}
	newest := s.Newest(1)[0]
	var body armory.RecordBody
	if err := ledger.Decode(newest.Body, &body); err != nil || newest.Kind != armory.KindStationRevoke || body.Reason != "Stolen from the gate" || len(body.Sig) == 0 {
		t.Errorf("the entry is %s with %+v, want it signed, with the reason", newest.Kind, body)
	}
	if code := s.Code(s.Root, "Stations.Rename", second.String(), "Gate"); code != "" {
		t.Errorf("its name: got %q", code)
	}
}

func TestAStationIsNotRevokedByMistake(t *testing.T) {
	t.Parallel()
	s, _, second := enrolledPair(t)
	for name, c := range map[string]struct {
		id, reason, password, code string
	}{
		"this one":              {s.App.Recorder.Here().Station.String(), "Stolen", apptest.Password, armory.CodeInvalid},
		"what is no station":    {s.Item("W00001"), "Stolen", apptest.Password, armory.CodeNotFound},
		"one that is not there": {ledger.RandomID().String(), "Stolen", apptest.Password, armory.CodeNotFound},
		"without a reason":      {second.String(), " x ", apptest.Password, armory.CodeNeedsReason},
		"without the password":  {second.String(), "Stolen", "guess", "BAD_PASSWORD"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.Entries()
			if code := s.Code(s.Root, "Stations.Revoke", c.id, c.reason, c.password); code != c.code || s.Entries() != before {
				t.Errorf("got %q and %d entries, want %q and none", code, s.Entries()-before, c.code)
			}
		})
	}
}

func TestAnEntrySaysHowFarTheClockIsOff(t *testing.T) {
	t.Parallel()
	s, p, _ := enrolledPair(t)
	apptest.Must[any](s, s.Root, "Stations.Rename", s.App.Recorder.Here().Station.String(), "Counter one")
	if alone := s.Newest(1)[0]; alone.OffMs != nil || alone.Clk != ledger.ClockAlone {
		t.Errorf("alone: got %v and %d, want that nothing is known", alone.OffMs, alone.Clk)
	}
	behind := 1500
	p.say(s, func(p *picture) { p.status = app.HubStatus{Role: "member", ClockMs: &behind} })
	apptest.Must[any](s, s.Root, "Stations.Rename", s.App.Recorder.Here().Station.String(), "Counter 1")
	if member := s.Newest(1)[0]; member.OffMs == nil || *member.OffMs != 1500 || member.Clk != ledger.ClockOK {
		t.Errorf("as a member: got %v and %d, want 1500 ms", member.OffMs, member.Clk)
	}
}
