package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"armguard/app"
	"armguard/app/ledger"
)

// presence is a presence with what it told, as "+" and "-" in their order, and two sessions of one account.
func presence(t *testing.T, f func(p *app.Presence, sessions *app.Sessions, told *strings.Builder, account ledger.AccountID)) {
	t.Helper()
	synctest.Test(t, func(*testing.T) {
		var told strings.Builder
		live, push := app.NewLive(), app.NewPush()
		cancel := live.Subscribe(app.Subscriber{Presence: func(changes []app.PresenceChange) {
			for _, c := range changes {
				if c.Online {
					told.WriteString("+")
				} else {
					told.WriteString("-")
				}
			}
		}})
		defer cancel()
		p := app.NewPresence(push, live, time.Now)
		defer p.Close()
		f(p, app.NewSessions(time.Now, p, push), &told, ledger.AccountID{ID: ledger.RandomID()})
	})
}

func TestPresence(t *testing.T) {
	// pass lets time go by in the bubble.
	pass := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
	expect := func(t *testing.T, p *app.Presence, told *strings.Builder, want string) {
		t.Helper()
		online := strings.Count(want, "+") - strings.Count(want, "-")
		if told.String() != want || len(p.Online()) != online {
			t.Errorf("told %q, %d on line; want %q, %d", told.String(), len(p.Online()), want, online)
		}
	}
	t.Run("one of two windows closing signs nobody off", func(t *testing.T) {
		presence(t, func(p *app.Presence, sessions *app.Sessions, told *strings.Builder, account ledger.AccountID) {
			_, session := sessions.Begin(account, nil, "password", true)
			one, two := p.Connected(session), p.Connected(session)
			one()
			one() // closed twice is closed once
			pass(time.Hour)
			expect(t, p, told, "+")
			two()
			pass(4 * time.Second)
			expect(t, p, told, "+")
			pass(2 * time.Second)
			expect(t, p, told, "+-")
		})
	})
	t.Run("a page that is loaded again was never away", func(t *testing.T) {
		presence(t, func(p *app.Presence, sessions *app.Sessions, told *strings.Builder, account ledger.AccountID) {
			_, session := sessions.Begin(account, nil, "password", true)
			close := p.Connected(session)
			close()
			pass(2 * time.Second)
			defer p.Connected(session)()
			pass(time.Hour)
			expect(t, p, told, "+")
		})
	})
	t.Run("a program that only asks is there for two minutes after each question", func(t *testing.T) {
		presence(t, func(p *app.Presence, sessions *app.Sessions, told *strings.Builder, account ledger.AccountID) {
			_, session := sessions.Begin(account, nil, "password", false)
			for range 5 {
				pass(119 * time.Second)
				p.Asked(session)
			}
			expect(t, p, told, "+")
			pass(121 * time.Second)
			expect(t, p, told, "+-")
			p.Asked(session)
			expect(t, p, told, "+-+")
		})
	})
	t.Run("an account with two sessions goes with the last one", func(t *testing.T) {
		presence(t, func(p *app.Presence, sessions *app.Sessions, told *strings.Builder, account ledger.AccountID) {
			_, one := sessions.Begin(account, nil, "password", true)
			_, two := sessions.Begin(account, nil, "password", true)
			defer p.Connected(one)()
			defer p.Connected(two)()
			sessions.End(one)
			expect(t, p, told, "+")
			sessions.End(two)
			expect(t, p, told, "+-")
			pass(time.Hour)
			expect(t, p, told, "+-")
		})
	})
}
