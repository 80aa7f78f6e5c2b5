package app

import (
	"fmt"
	"time"

	"armguard/app/armory"
)

// period is days of this PC's time zone: from the beginning of the first to the end of the last.
type period struct {
	from, to time.Time // to: the midnight after the last day
}

// Longer periods than this are a typing mistake; more days than mostDays are counted by months.
const (
	mostYears = 10
	mostDays  = 92
)

// readPeriod reads two days; empty ones are today.
func readPeriod(from, to string, now time.Time) (period, error) {
	today := now.Format(time.DateOnly)
	var out period
	for _, day := range []struct {
		text string
		into *time.Time
		more int
	}{{from, &out.from, 0}, {to, &out.to, 1}} {
		if day.text == "" {
			day.text = today
		}
		at, err := time.Parse(time.DateOnly, day.text)
		if err != nil {
			return out, &Error{Code: armory.CodeInvalid, Message: fmt.Sprintf("%q is no day.", day.text), Fix: "Write it as " + today + "."}
		}
		*day.into = time.Date(at.Year(), at.Month(), at.Day()+day.more, 0, 0, 0, 0, now.Location())
	}
	switch {
	case !out.from.Before(out.to):
		return out, &Error{Code: armory.CodeInvalid, Message: "The period ends before it begins.", Fix: "Exchange the two days."}
	case out.from.AddDate(mostYears, 0, 0).Before(out.to):
		return out, &Error{Code: armory.CodeInvalid, Message: fmt.Sprintf("The period is longer than %d years.", mostYears), Fix: "Choose a shorter one."}
	}
	return out, nil
}

// last is the last day.
func (p period) last() time.Time { return p.to.AddDate(0, 0, -1) }

func (p period) ms() (from, to int64) { return p.from.UnixMilli(), p.to.UnixMilli() }

// steps are the beginnings of the period's days, or of its months when there are too many days; kind says which.
func (p period) steps() (kind string, at []time.Time) {
	kind, next := "day", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	if p.from.AddDate(0, 0, mostDays).Before(p.to) {
		kind, next = "month", func(t time.Time) time.Time { return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, t.Location()) }
	}
	for t := p.from; t.Before(p.to); t = next(t) {
		at = append(at, t)
	}
	return kind, at
}

// hours are the beginnings of all its hours.
func (p period) hours() (at []time.Time) {
	for t := p.from; t.Before(p.to); t = t.Add(time.Hour) {
		at = append(at, t)
	}
	return at
}

// bounds are the beginnings with the end of the period, for counting between them.
func (p period) bounds(at []time.Time) []int64 {
	out := make([]int64, 0, len(at)+1)
	for _, t := range at {
		out = append(out, t.UnixMilli())
	}
	return append(out, p.to.UnixMilli())
}
