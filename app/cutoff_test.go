package app_test

import (
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// cutOffFrom is a station that sees the other no more. W00001 was last returned at the other, W00002 here, W00003 was
// never issued. The site issues in that way while it is cut off.
func cutOffFrom(t *testing.T, way string) (one, two *apptest.Station) {
	t.Helper()
	one, two, a, b := pair(t)
	site := apptest.Must[app.SiteSettings](one, one.Root, "Settings.Site")
	site.CutOff = way
	if _, refused := apptest.Try[app.SiteSettings](one, one.Root, "Settings.SaveSite", site); refused != nil && refused.Code != armory.ErrUnchanged.Code {
		t.Fatalf("set how it issues: %v", refused)
	}
	one.Account("armorer1", armory.RoleArmorer)
	one.Account("auditor1", armory.RoleAuditor)
	for i, s := range []*apptest.Station{two, one} {
		item := []string{"W00001", "W00002"}[i]
		apptest.Must[app.Transaction](one, one.Root, "Counter.Issue", one.Take("P00001", item))
		meet(t, one, two)
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return(item))
		meet(t, one, two)
	}
	unplug(a, b)
	for s, p := range map[*apptest.Station]*picture{one: a, two: b} {
		here := s.App.Recorder.Here().Station
		p.say(s, func(p *picture) {
			p.status = app.HubStatus{Role: "alone", Hub: here, Places: []app.Place{{Station: here, State: "alone"}, {Station: ledger.StationID{ID: ledger.RandomID()}, State: "unreachable"}}}
		})
	}
	return one, two
}

func TestACutOffStationAsksAboutWhatWasReturnedElsewhere(t *testing.T) {
	t.Parallel()
	issue := func(s *apptest.Station, item string, override *app.Override) (app.Transaction, *app.Error) {
		take := s.Take("P00001", item)
		take.Override = override
		return apptest.Try[app.Transaction](s, s.Root, "Counter.Issue", take)
	}
	t.Run("early at the scan and on the receipt, and when it is issued", func(t *testing.T) {
		one, _ := cutOffFrom(t, armory.CutOffConfirm)
		scan := apptest.Must[app.Scan](one, one.Root, "Counter.Scan", "W00001")
		proposal := apptest.Must[app.Proposal](one, one.Root, "Counter.Propose", app.ProposeRequest{PersonID: one.Person("P00001"), ItemIDs: []string{one.Item("W00001")}})
		entries := one.Entries()
		_, refused := issue(one, "W00001", nil)
		for _, r := range []*app.Error{scan.Refusal, proposal.Lines[0].Refusal, proposal.Refusal, refused} {
			if r == nil || r.Code != armory.CodeCutOff || r.Station != "Counter 2" || r.Since == "" || r.Fix == "" {
				t.Errorf("got %+v", r)
			}
		}
		if one.Entries() != entries {
			t.Error("something was written")
		}
	})
	for item, what := range map[string]string{"W00002": "returned here", "W00003": "never issued"} {
		t.Run("not of what was "+what, func(t *testing.T) {
			one, _ := cutOffFrom(t, armory.CutOffConfirm)
			if _, refused := issue(one, item, nil); refused != nil {
				t.Errorf("refused: %v", refused)
			}
		})
	}
	t.Run("with a reason it is an override; where it was returned nothing is asked, and what both did is a conflict", func(t *testing.T) {
		one, two := cutOffFrom(t, armory.CutOffConfirm)
		if _, refused := issue(one, "W00001", &app.Override{Reason: "the LAN is down"}); refused != nil {
			t.Fatalf("refused: %v", refused)
		}
		entry := one.Newest(1)[0]
		if entry.Kind != armory.KindTake || entry.Why.Code != ledger.WhyOverride || entry.Why.Reason != "the LAN is down" || !entry.Why.Second.IsZero() {
			t.Errorf("got %s %+v", entry.Kind, entry.Why)
		}
		if _, refused := issue(two, "W00001", nil); refused != nil {
			t.Errorf("where it was returned: %v", refused)
		}
		meet(t, one, two)
		if all := conflicts(one); len(all) != 1 || all[0].Kind != armory.ConflictDouble {
			t.Errorf("got %+v", all)
		}
	})
	t.Run("where two persons are wanted, a second account signs with its password", func(t *testing.T) {
		one, _ := cutOffFrom(t, armory.CutOffTwoPerson)
		for name, bad := range map[string]struct {
			override *app.Override
			code     string
		}{
			"nobody":                       {nil, armory.CodeCutOff},
			"one alone":                    {&app.Override{Reason: "the LAN is down"}, armory.CodeCutOff},
			"one who signs twice":          {&app.Override{Reason: "the LAN is down", SecondUsername: "root", SecondPassword: apptest.Password}, armory.CodeForbidden},
			"an auditor as second":         {&app.Override{Reason: "the LAN is down", SecondUsername: "auditor1", SecondPassword: apptest.Password}, armory.CodeForbidden},
			"a second with a wrong word":   {&app.Override{Reason: "the LAN is down", SecondUsername: "armorer1", SecondPassword: "wrong"}, "BAD_PASSWORD"},
			"two who do not say the why":   {&app.Override{SecondUsername: "armorer1", SecondPassword: apptest.Password}, armory.CodeNeedsReason},
			"two who say a word too short": {&app.Override{Reason: "ok", SecondUsername: "armorer1", SecondPassword: apptest.Password}, armory.CodeNeedsReason},
		} {
			if _, refused := issue(one, "W00001", bad.override); refused == nil || refused.Code != bad.code {
				t.Errorf("%s: got %+v, want %s", name, refused, bad.code)
			}
		}
		if _, refused := issue(one, "W00001", &app.Override{Reason: "the LAN is down", SecondUsername: "armorer1", SecondPassword: apptest.Password}); refused != nil {
			t.Fatalf("refused: %v", refused)
		}
		entry := one.Newest(1)[0]
		if entry.Why.Code != ledger.WhyOverride || entry.Why.Second.IsZero() || entry.Why.Second == entry.Actor.Account || entry.Actor.Method != "two-person" {
			t.Errorf("got %+v %+v", entry.Why, entry.Actor)
		}
		file := apptest.Must[app.File](one, one.Root, "Print.Receipt", entry.Command.String(), app.ReceiptPrint{})
		says(t, read(t, file, "-layout"), "Issued with a reason", "the LAN is down", "Second person: ")
	})
	t.Run("where the site says free nothing is asked", func(t *testing.T) {
		one, _ := cutOffFrom(t, armory.CutOffFree)
		if _, refused := issue(one, "W00001", nil); refused != nil {
			t.Errorf("refused: %v", refused)
		}
	})
}
