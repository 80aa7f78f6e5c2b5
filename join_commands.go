package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"time"

	"armguard/app"
	"armguard/app/armory"
	"armguard/storage"
)

// lookEvery is how often a command asks how far a join is.
const lookEvery = 200 * time.Millisecond

type joinCodeCommand struct {
	dataFlag
	Console      string `help:"Address of the running station's console, such as http://127.0.0.1:7480; found in the data folder when it is left out." placeholder:"URL"`
	Username     string `required:"" help:"A superuser of the site."`
	PasswordFile string `required:"" help:"File whose first line is the superuser's password." type:"path"`
	Yes          bool   `help:"Let the new PC in without comparing the six digits."`

	In io.Reader `kong:"-"` // where the question is answered; standard input when nil
}

// Run makes a join code at the running station and waits until one PC has joined with it.
func (c *joinCodeCommand) Run(out output, _ *slog.Logger) error {
	ctx, stop := interruptible()
	defer stop()
	r, err := c.running(ctx)
	if err != nil {
		return err
	}
	password, err := readPassword(c.PasswordFile)
	if err != nil {
		return err
	}
	if err := r.signIn(ctx, account{c.Username, c.PasswordFile}); err != nil {
		return err
	}
	defer func() { _ = r.call(context.WithoutCancel(ctx), nil, "Session.SignOut") }()
	ask := asker{yes: c.Yes, in: cmp.Or[io.Reader](c.In, os.Stdin)}
	return letOneIn(ctx, out, remoteInvitations{r, password}, ask)
}

// running is the station that gives the code: at the console that is named, or the one that runs on the data folder.
func (c *joinCodeCommand) running(ctx context.Context) (*remote, error) {
	dir, err := c.dir()
	if err != nil {
		return nil, err
	}
	if c.Console == "" {
		if r, running := runningConsole(ctx, dir); running {
			return r, nil
		}
		if storage.InUse(dir) {
			return nil, unreachable(dir)
		}
		return nil, &app.Error{Code: armory.CodeNotFound, Message: "No station is running on " + dir + ".",
			Fix: "A join code is given by a station that runs: start it, or name it with --console."}
	}
	address, err := url.Parse(c.Console)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return nil, &app.Error{Code: armory.CodeInvalid, Message: "The address " + c.Console + " is no console's.", Fix: "Write it as the station printed it, such as http://127.0.0.1:7480."}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	trust := trusting(dir)
	trust.ServerName = cmp.Or(address.Hostname(), trust.ServerName)
	return &remote{console: address.Scheme + "://" + address.Host, client: &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: trust}}}, nil
}

// invitations are a running station's: one join code at a time.
type invitations interface {
	invite(ctx context.Context) (app.Invitation, error)
	look(ctx context.Context) (app.Invitation, error)
	admit(ctx context.Context, yes bool) error
	cancel(ctx context.Context) error
}

type remoteInvitations struct {
	*remote
	password string
}

func (r remoteInvitations) invite(ctx context.Context) (out app.Invitation, err error) {
	return out, r.call(ctx, &out, "Stations.Invite", r.password)
}

func (r remoteInvitations) look(ctx context.Context) (out app.Invitation, err error) {
	return out, r.call(ctx, &out, "Stations.Invitation")
}

func (r remoteInvitations) admit(ctx context.Context, yes bool) error {
	return r.call(ctx, nil, "Stations.Admit", yes)
}

func (r remoteInvitations) cancel(ctx context.Context) error {
	return r.call(ctx, nil, "Stations.CancelInvite")
}

// letOneIn shows a new code, waits for a PC that has it, and asks whether it is the right one.
func letOneIn(ctx context.Context, out output, at invitations, ask asker) error {
	now, err := at.invite(ctx)
	if err != nil {
		return err
	}
	where := ""
	if now.At != "" {
		where = "\nShould the new PC not find this station, it is reached at " + now.At + ".\n"
	}
	out.say(map[string]string{"state": now.State, "code": now.Code, "expires": now.Expires, "at": now.At}, "Type this join code at the new PC before %s:\n\n    %s\n%s",
		clockTime(now.Expires), now.Code, where)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var answer <-chan bool
	for asked := false; ; {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), at.cancel(context.WithoutCancel(ctx)))
		case yes := <-answer:
			answer = nil
			if err := at.admit(ctx, yes); err != nil {
				return err
			}
			if !yes {
				return &app.Error{Code: "REFUSED", Message: "The new PC was not let in.", Fix: "Compare the digits on both screens and begin again with a new join code."}
			}
		case <-tick.C:
		}
		if now, err = at.look(ctx); ctx.Err() != nil {
			continue
		} else if err != nil {
			return err
		}
		switch now.State {
		case "comparing":
			if !asked {
				asked = true
				out.say(map[string]string{"state": now.State, "name": now.Name, "address": now.Address, "digits": now.Digits},
					"%s at %s has the code. Its screen must show the digits %s.", now.Name, now.Address, now.Digits)
				answer = ask.whether(out, "Does it show "+now.Digits+"? [y/N] ")
			}
		case "done":
			out.say(map[string]string{"state": now.State, "name": now.Name}, "%s belongs to the site now and has the whole record.", now.Name)
			return nil
		case "none", "failed", "expired":
			if now.Problem != nil {
				return now.Problem
			}
			return &app.Error{Code: strings.ToUpper(now.State), Message: "Nobody joined with this code.", Fix: "Make a new one."}
		}
	}
}

// clockTime is the time of day of an RFC 3339 time, here.
func clockTime(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.Local().Format("15:04")
}

// asker asks a person yes or no.
type asker struct {
	yes bool // do not ask
	in  io.Reader
}

// whether gives the answer when it comes. Whatever is not a yes is a no, the end of the input too.
func (a asker) whether(out output, question string) <-chan bool {
	answer := make(chan bool, 1)
	if a.yes {
		answer <- true
		return answer
	}
	if !out.JSON {
		_, _ = io.WriteString(out, question)
	}
	go func() {
		line, _ := bufio.NewReader(a.in).ReadString('\n')
		word := strings.ToLower(strings.TrimSpace(line))
		answer <- word == "y" || word == "yes"
	}()
	return answer
}

type joinCommand struct {
	dataFlag
	Station string `required:"" help:"Name of this station, such as Counter 2."`
	Code    string `required:"" help:"The join code that another station shows."`
	Listen  string `help:"Where this PC is going to listen; at a loopback address it looks for nobody." default:":7443"`
	Peer    string `help:"Address of the station that shows it; found on the network when it is left out." placeholder:"HOST:PORT"`
}

// Run makes this PC a station of the site that the code is of, and brings it the whole record.
func (c *joinCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	before := lookAt(dir)
	report := joinReport{out: out}
	s := newStation(stationOptions{Dir: dir, Log: log, Lan: &lanOptions{Listen: c.Listen, Discover: "all"}, Joining: true})
	if err = s.app.Open(ctx); err == nil || mayStillJoin(err) {
		err = s.app.JoinSite(ctx, app.JoinRequest{Station: c.Station, Code: c.Code, Address: c.Peer}, report.say)
	}
	err = errors.Join(err, s.app.Close())
	if report.enrolled {
		return err // what came of the record stays, with the key, so that it can be begun again
	}
	return before.unless(err)
}

// joinReport says how far a join is, when that is worth a line.
type joinReport struct {
	out      output
	last     app.JoinState
	enrolled bool // the site knows this PC
}

func (r *joinReport) say(now app.JoinState) {
	if now.State == r.last.State && now.Digits == r.last.Digits && tenths(now) == tenths(r.last) {
		return
	}
	r.last = now
	switch now.State {
	case "syncing":
		r.enrolled = true
		r.tell(now, "%d of %d entries are here.", min(now.Done, now.Total), now.Total)
	case "looking":
		r.tell(now, "Looking for the station that gave the code.")
	case "comparing":
		r.tell(now, "The screen of %s must show the digits %s. Let this PC in there.", now.Inviter, now.Digits)
	case "done":
		r.tell(now, "This PC belongs to the site %q now, and has the whole record.", now.Site)
	}
}

func (r *joinReport) tell(now app.JoinState, sentence string, args ...any) {
	r.out.say(now, sentence, args...)
}

// tenths is how much of the record is here.
func tenths(now app.JoinState) int { return 10 * now.Done / max(now.Total, 1) }
