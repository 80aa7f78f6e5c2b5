package main

import (
	"fmt"
	"time"

	"armguard/app"
	"armguard/app/armory"
)

// history plays the days: shifts that take weapons and bring them back, a few that forget, repairs, announcements.
func (d *demoSite) history(days int) error {
	start := d.clock.Add(2 * time.Hour)
	for day := range days {
		morning := start.AddDate(0, 0, day)
		d.clock = time.Date(morning.Year(), morning.Month(), morning.Day(), 5, 30, 0, 0, morning.Location())
		if day%9 == 2 {
			if err := d.announce(day); err != nil {
				return err
			}
		}
		if err := d.shift(day); err != nil {
			return err
		}
		if day%4 == 1 {
			if err := d.maintenance(); err != nil {
				return err
			}
		}
	}
	return nil
}

// shift brings back most of what is out and hands out anew.
func (d *demoSite) shift(day int) error {
	for person := range len(d.people) {
		item, holds := d.holds[person]
		if !holds || d.random.IntN(40) == 0 {
			continue
		}
		d.clock = d.clock.Add(time.Duration(10+d.random.IntN(40)) * time.Second)
		if err := d.giveBack(person, item); err != nil {
			return err
		}
	}
	for range 20 + d.random.IntN(20) {
		person, item := d.random.IntN(len(d.people)), d.random.IntN(len(d.items))
		if _, holds := d.holds[person]; holds {
			continue
		}
		if _, out := d.out[item]; out {
			continue
		}
		d.clock = d.clock.Add(time.Duration(15+d.random.IntN(60)) * time.Second)
		if err := d.take(person, item); err != nil {
			return err
		}
	}
	return nil
}

func (d *demoSite) armorer() *app.Caller {
	return d.callers[fmt.Sprintf("armorer%d", 1+d.random.IntN(3))]
}

func (d *demoSite) take(person, item int) error {
	purpose := pick(d.random, d.purposes)
	request := app.IssueRequest{PersonID: d.people[person].ID, PurposeID: purpose.ID, ReceiptType: armory.ReceiptTR,
		Lines: []app.IssueLine{{ItemID: d.items[item].ID, Magazines: -1, Rounds: -1}}, Stock: d.beside(d.items[item])}
	if d.random.IntN(30) == 0 {
		request.ReceiptType, request.Notes = armory.ReceiptPAR, "Long-term, by order of the squadron"
	}
	_, err := d.app.Counter.Issue(d.armorer(), request)
	if shown := app.Shown(err); err != nil && (shown.Code == armory.CodeBlocked || shown.Code == armory.CodeNeedsReason) {
		return nil // in maintenance, damaged: the armorer takes another one
	}
	if err == nil {
		d.out[item], d.holds[person] = person, item
	}
	return err
}

func (d *demoSite) giveBack(person, item int) error {
	line := app.ReturnLine{ItemID: d.items[item].ID, Magazines: -1, Rounds: -1}
	request := app.ReturnRequest{PersonID: d.people[person].ID}
	switch d.random.IntN(60) {
	case 0:
		line.Condition = "Fair"
	case 1:
		line.Rounds, request.Missing, request.Notes = 0, armory.MissingExpended, "Fired at the range"
	}
	request.Lines = []app.ReturnLine{line}
	if _, err := d.app.Counter.Return(d.armorer(), request); err != nil {
		return err
	}
	delete(d.out, item)
	delete(d.holds, person)
	return nil
}

// maintenance sends something to repair and brings something back from it.
func (d *demoSite) maintenance() error {
	admin := d.callers["admin"]
	page, err := d.app.Inventory.List(admin, app.ListQuery{Filter: map[string]string{"status": armory.StatusMaintenance}, Sort: "serial", Limit: 50})
	if err != nil {
		return err
	}
	if len(page.Items) > 5 {
		d.clock = d.clock.Add(10 * time.Minute)
		back := page.Items[d.random.IntN(len(page.Items))]
		if _, err := d.app.Inventory.SetStatus(admin, app.StatusChange{ID: back.ID, Status: armory.StatusAvailable, Reason: "Repaired and inspected"}); err != nil {
			return err
		}
	}
	item := d.random.IntN(len(d.items))
	if _, out := d.out[item]; out {
		return nil
	}
	d.clock = d.clock.Add(10 * time.Minute)
	reasons := []string{"Extractor worn", "Sight loose", "Scheduled inspection", "Trigger heavy"}
	_, err = d.app.Inventory.SetStatus(admin, app.StatusChange{ID: d.items[item].ID, Status: armory.StatusMaintenance, Reason: reasons[d.random.IntN(len(reasons))]})
	return err
}

func (d *demoSite) announce(day int) error {
	texts := []app.NewAnnouncement{
		{Title: "Monthly count on Friday", Text: "All weapons are counted on Friday at 15:00. Bring everything back by noon.", Level: "info"},
		{Title: "Range day", Text: "Rounds fired at the range are returned as expended, not as missing.", Level: "info"},
		{Title: "Check the safety catch", Text: "Two M16 came back with a stiff safety catch. Look at it before you hand one out.", Level: "warning"},
	}
	published, err := d.app.Notices.Publish(d.callers["admin"], texts[day/9%len(texts)])
	if err != nil {
		return err
	}
	for _, username := range []string{"armorer1", "armorer2", "armorer3", "auditor"} {
		if d.random.IntN(5) == 0 {
			continue
		}
		d.clock = d.clock.Add(time.Minute)
		if err := d.app.Notices.Acknowledge(d.callers[username], published.ID); err != nil {
			return err
		}
	}
	return nil
}
