package app

import (
	"context"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// The whole record is checked once a day: what a disk lost or somebody edited shows while the others still have it, and not
// when it is needed. It waits for a pause at the counter, for a day at most.
const (
	checkEvery = 24 * time.Hour
	checkPause = 10 * time.Minute
)

// KeepChecked verifies the record once a day until ctx ends. Damage notifies those who may verify.
func (a *App) KeepChecked(ctx context.Context) {
	every(ctx, checkPause, func() {
		if a.ready() != nil || !a.checkDue(ctx) {
			return
		}
		if _, err := a.Audit.VerifyNow(ctx, func(int, int) {}); err != nil && ctx.Err() == nil {
			a.Log.Error("daily check of the record", "error", err)
			if shown := asError(err); shown.Code == "DAMAGED" {
				a.tellOf(ctx, armory.MayVerify, "The record on this PC is damaged", shown)
			}
		}
		a.Push.Emit(TopicAudit)
	})
}

// every does something again and again until ctx ends.
func every(ctx context.Context, period time.Duration, do func()) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// checkDue reports whether the record was not checked for a day, and nothing was recorded for a while. A last check in the
// future was made while the clock was wrong, and says nothing.
func (a *App) checkDue(ctx context.Context) (due bool) {
	err := a.Store.Read(ctx, func(view View) error {
		note, err := readAudit(view)
		if err != nil {
			return err
		}
		since := a.Now().Sub(time.UnixMilli(note.VerifyMs))
		if since >= 0 && since < checkEvery {
			return nil
		}
		_, newest, err := siteHere(view)
		quiet := a.Now().Sub(time.UnixMilli(newest))
		due = quiet < 0 || quiet >= checkPause || note.VerifyMs > 0 && since >= 2*checkEvery
		return err
	})
	return due && err == nil
}

// tellOf notifies who may use a command of what went wrong by itself.
func (a *App) tellOf(ctx context.Context, command, title string, what *Error) {
	err := a.Store.Write(ctx, func(tx Tx) error {
		p := &publisher{tx: tx, names: newNames(tx), entry: &ledger.Sealed{Entry: ledger.Entry{WallMs: a.Now().UnixMilli()}}}
		return p.notifyRoles(command, title, what.Message+" "+what.Fix, "error", nil)
	})
	if err != nil {
		a.Log.Error("tell of what went wrong", "what", title, "error", err)
	}
	a.Push.Emit(TopicNotifications, TopicShell)
}
