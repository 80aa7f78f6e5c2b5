package app_test

import (
	"strings"
	"testing"
	"time"

	"armguard/app"
	"armguard/app/apptest"
)

func modelOf(s *apptest.Station, item string) app.Model {
	s.T.Helper()
	row := apptest.Must[app.ItemRecord](s, s.Root, "Inventory.Get", item)
	for _, m := range apptest.Must[[]app.Model](s, s.Root, "Inventory.Models") {
		if m.ID == row.ModelID {
			return m
		}
	}
	s.T.Fatalf("no model of %s", item)
	return app.Model{}
}

func labels(page app.Page[app.MaintenanceRow]) string {
	var out []string
	for _, row := range page.Items {
		out = append(out, row.Serial)
	}
	return strings.Join(out, " ")
}

func TestMaintenance(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 4)
	armorer, who := s.Account("armorer1", "armorer")
	auditor, _ := s.Account("auditor1", "auditor")
	first := s.Item("W00001")
	model := modelOf(s, first)
	model.InspectRounds, model.InspectDays = 500, 30
	if saved := apptest.Must[app.Model](s, s.Root, "Inventory.SaveModel", model); saved.InspectRounds != 500 {
		t.Fatalf("got %+v", saved)
	}
	due := func() app.Page[app.MaintenanceRow] {
		return apptest.Must[app.Page[app.MaintenanceRow]](s, auditor, "Maintenance.Due", app.ListQuery{})
	}
	now := func() app.Page[app.MaintenanceRow] {
		return apptest.Must[app.Page[app.MaintenanceRow]](s, auditor, "Maintenance.Now", app.ListQuery{})
	}
	log := func(form app.WorkForm) app.ItemRecord {
		form.ItemID = first
		return apptest.Must[app.ItemRecord](s, armorer, "Maintenance.Log", form)
	}

	t.Run("an item is due when enough rounds were fired", func(t *testing.T) {
		if got := due(); got.Total != 0 {
			t.Fatalf("due at once: %s", labels(got))
		}
		log(app.WorkForm{Work: "test-fired", Rounds: 499})
		if got := due(); got.Total != 0 {
			t.Fatalf("due a round early: %s", labels(got))
		}
		log(app.WorkForm{Work: "test-fired", Rounds: 1})
		got := due()
		if labels(got) != "W00001" || !got.Items[0].Upkeep.Due || got.Items[0].Upkeep.RoundsSince != 500 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("in maintenance it stands in the other list, with who, when and why", func(t *testing.T) {
		apptest.Must[app.ItemRecord](s, armorer, "Maintenance.SetService", app.StatusChange{ID: first, Status: "Maintenance", Reason: "the bolt sticks"})
		if got := due(); got.Total != 0 {
			t.Errorf("still due: %s", labels(got))
		}
		got := now()
		if labels(got) != "W00001" {
			t.Fatalf("got %+v", got)
		}
		if row := got.Items[0]; row.Why != "the bolt sticks" || row.By != who.Name || row.Since == "" || row.Station == "" || !row.Upkeep.Due {
			t.Errorf("got %+v", row)
		}
	})
	t.Run("inspected and returned to service in one act, it is in neither", func(t *testing.T) {
		record := log(app.WorkForm{Work: "inspected", By: "TSGT Reyes", Text: "new bolt", Status: "Available", Condition: "Fair"})
		if record.Status != "Available" || record.Condition != "Fair" || record.Upkeep.RoundsSince != 0 || record.Upkeep.Rounds != 500 {
			t.Errorf("got %+v", record)
		}
		if due().Total+now().Total != 0 {
			t.Error("it is still in a list")
		}
		titles := ""
		for _, event := range record.History {
			titles += event.Title + " (" + event.Detail + "); "
		}
		for _, want := range []string{"Inspected (by TSGT Reyes · new bolt)", "Test-fired (499 rounds fired)", "Set to Maintenance (condition Good, the bolt sticks)"} {
			if !strings.Contains(titles, want) {
				t.Errorf("%q is not in the history: %s", want, titles)
			}
		}
		if last := record.Upkeep.Last; len(last) != 2 || last[0].Work != "inspected" || last[0].By != "TSGT Reyes" || last[1].By != who.Name {
			t.Errorf("got %+v", last)
		}
	})
	t.Run("time makes items due, those of the model first registered first", func(t *testing.T) {
		s.Clock.Advance(31 * 24 * time.Hour)
		s.Root, auditor, armorer = s.SignIn("root"), s.SignIn("auditor1"), s.SignIn("armorer1") // sessions end after 12 hours
		got := due()
		for _, row := range got.Items {
			if row.Model != model.Name || row.Upkeep.DaysSince != 31 || !row.Upkeep.Due {
				t.Errorf("got %+v", row)
			}
		}
		if got.Total == 0 || !strings.Contains(labels(got), "W00001") {
			t.Errorf("got %s", labels(got))
		}
		apptest.Must[app.ItemRecord](s, s.Root, "Inventory.SetStatus", app.StatusChange{ID: first, Status: "Lost", Reason: "not in the rack"})
		if strings.Contains(labels(due()), "W00001") {
			t.Error("what is lost is due")
		}
		model.InspectDays, model.InspectRounds = 0, 0
		apptest.Must[app.Model](s, s.Root, "Inventory.SaveModel", model)
		if got := due(); got.Total != 0 {
			t.Errorf("due though the model says never: %s", labels(got))
		}
	})
	t.Run("is logged by nobody who only looks", func(t *testing.T) {
		for _, method := range []string{"Maintenance.Log", "Maintenance.SetService"} {
			if got := s.Code(auditor, method, app.WorkForm{ItemID: first, Work: "cleaned"}); got != "FORBIDDEN" {
				t.Errorf("%s: got %q", method, got)
			}
		}
	})
	t.Run("of nothing is refused", func(t *testing.T) {
		for _, form := range []app.WorkForm{{}, {ItemID: "nonsense", Work: "cleaned"}, {ItemID: model.ID, Work: "cleaned"}} {
			if got := s.Code(armorer, "Maintenance.Log", form); got != "NOT_FOUND" {
				t.Errorf("%+v: got %q", form, got)
			}
		}
	})
}

func TestQualificationAtTheCounter(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	armorer, _ := s.Account("armorer1", "armorer")
	way := func(to string) {
		site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
		site.Qualification = to
		if saved := apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site); saved.Qualification != to {
			t.Fatalf("got %+v", saved)
		}
	}
	propose := func() app.Proposal {
		return apptest.Must[app.Proposal](s, armorer, "Counter.Propose", app.ProposeRequest{PersonID: s.Person("P00001"), ItemIDs: []string{s.Item("W00001")}})
	}
	if site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site"); site.Qualification != "off" || len(site.TwoPerson) != 0 {
		t.Errorf("a new site says %+v", site)
	}
	if got := propose(); got.Lines[0].Warning != "" || got.Refusal != nil {
		t.Errorf("off: got %+v", got)
	}
	way("warn")
	if got := propose(); !strings.Contains(got.Lines[0].Warning, "no qualification") || got.Refusal != nil || got.Lines[0].Refusal != nil {
		t.Errorf("warn: got %+v", got)
	}
	way("refuse")
	if got := propose(); got.Lines[0].Warning != "" || got.Refusal == nil || got.Refusal.Code != "UNQUALIFIED" {
		t.Errorf("refuse: got %+v", got)
	}
	take := s.Take("P00001", "W00001")
	if got := s.Code(armorer, "Counter.Issue", take); got != "UNQUALIFIED" {
		t.Errorf("got %q", got)
	}
	take.Override = &app.Override{Reason: "range day, under supervision"}
	apptest.Must[app.Transaction](s, armorer, "Counter.Issue", take)
	if entry := s.Newest(1)[0]; entry.Why.Code != "override" || entry.Why.Reason != "range day, under supervision" {
		t.Errorf("got %+v", entry.Why)
	}

	t.Run("is read from the form and from a spreadsheet, and exported", func(t *testing.T) {
		s.Import("people", "serial,rank,last name,first name,Rifle qualification,qual_pistol\nQ1,SGT,Reyes,Ana,2031-05-06,\n")
		ana := apptest.Must[app.PersonRecord](s, s.Root, "People.Get", s.Person("Q1"))
		if ana.QualRifle != "2031-05-06" || ana.QualPistol != "" {
			t.Errorf("got %+v", ana.Qualified)
		}
		form := app.PersonForm{ID: ana.ID, Serial: "Q1", Rank: "SGT", LastName: "Reyes", FirstName: "Ana", Qualified: app.Qualified{QualPistol: "2030-01-02"}}
		saved := apptest.Must[app.PersonRecord](s, s.Root, "People.Save", form)
		if saved.QualRifle != "" || saved.QualPistol != "2030-01-02" {
			t.Errorf("got %+v", saved.Qualified)
		}
		form.QualOther = "next year"
		if got := s.Code(s.Root, "People.Save", form); got != "INVALID" {
			t.Errorf("got %q", got)
		}
	})
}
