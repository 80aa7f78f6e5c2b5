package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"armguard/app"
)

// reporting measures every report of the whole record and of a quarter, through the calls that the screen makes.
func (b *bench) reporting(f *filled, p *process) error {
	token, err := signIn(p.address)
	if err != nil {
		return err
	}
	a, err := newAsking(p.address, token)
	if err != nil {
		return err
	}
	defer a.close()
	today := time.Now()
	whole, quarter := today.Add(-spreadOver).Format(time.DateOnly), today.AddDate(0, 0, -90).Format(time.DateOnly)
	for _, ask := range []app.ReportQuery{
		{Report: "strength"}, {Report: "overdue", By: "now"}, {Report: "custody", Item: f.pairings[0].item},
		{Report: "issues", By: "day"}, {Report: "issues", By: "hour"}, {Report: "issues", By: "purpose"}, {Report: "overdue", By: "person"},
		{Report: "activity", By: "person"}, {Report: "activity", By: "item"}, {Report: "activity", By: "station"}, {Report: "activity", By: "account"},
	} {
		periods := []string{whole, quarter}
		if ask.Report == "strength" || ask.Report == "custody" || ask.By == "now" {
			periods = periods[:1] // they have none
		}
		for _, from := range periods {
			ask.From, ask.To = from, today.Format(time.DateOnly)
			body, err := json.Marshal([]any{ask})
			if err != nil {
				return err
			}
			var took times
			for range min(b.asks, 5) {
				began := time.Now()
				if _, err := a.want(http.StatusOK, http.MethodPost, "/rpc/Reports.Get", body); err != nil {
					return err
				}
				took = append(took, time.Since(began))
			}
			name := fmt.Sprintf("report %s %s of %s", ask.Report, ask.By, thousands(f.entries))
			if from == quarter {
				name += ", a quarter"
			}
			b.report.add(figure{Name: name, Unit: "ms", Value: took.p50(), P99: took.p99(), Target: "p50 <= 1000"}, took.p50() <= 1000)
		}
	}
	return nil
}
