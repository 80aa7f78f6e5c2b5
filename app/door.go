package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"time"

	"armguard/app/armory"
)

// Caller is who calls a service, and how.
type Caller struct {
	context.Context
	Session *SignedInSession // nil before sign-in
	Screen  bool             // a person's screen (window or page), not a program
	Window  bool             // the station's own window, not a browser
	Account *armory.Record   // of Session, read by the Door
	osUser  string           // of the command line, which has no session
}

// CommandLine is somebody who works straight on a data folder: who can write it may do what a superuser may, and the
// record says that it was done so and by which user of the operating system.
func CommandLine(ctx context.Context, osUser string) *Caller {
	return &Caller{Context: ctx, osUser: osUser}
}

func (c *Caller) role() string {
	if c.osUser != "" {
		return armory.RoleSuperuser
	}
	return c.Account.Value("role")
}

// may says whether the caller's role may use a command.
func (c *Caller) may(command string) error {
	if armory.Allows(c.role(), command) {
		return nil
	}
	return &Error{Code: armory.CodeForbidden, Message: "Your account may not do this.", Fix: "Ask an administrator."}
}

// act is the caller as the author of entries.
func (c *Caller) act() Act {
	if c.osUser != "" {
		return Act{Role: c.role(), Method: "cli", OSUser: c.osUser}
	}
	return Act{Account: c.Session.Account, Role: c.role(), Method: c.Session.Method, Approval: c.Session.approved}
}

// What a method needs before it is called.
const (
	open    = "open"   // nothing: not even a site
	anybody = "self"   // a session, locked or not
	signed  = "signed" // a session that is not locked; the service checks the rest itself
)

// needs is the table of every method a screen may call and the command its caller must be allowed. What writes is
// decided again by the policy in armory.Decide. A method that is missing here cannot be called.
var needs = map[string]string{
	"Setup.State": open, "Setup.CreateSite": open, "Setup.Recover": open, "Setup.Replace": open, "Setup.FindStations": open, "Setup.Join": open, "Setup.JoinState": open, "Setup.CancelJoin": open,
	"Session.SignIn": open, "Session.SignOut": anybody, "Session.Unlock": anybody, "Session.Whose": anybody, "Session.Me": signed, "Session.Lock": signed, "Session.Approve": armory.MayOverride,
	"Session.ChangePassword": armory.MayPassword, "Session.Shell": signed, "Session.Search": armory.MayRead,
	"Counter.Scan": armory.MayRead, "Counter.Person": armory.MayRead, "Counter.Propose": armory.MayTake, "Counter.Issue": armory.MayTake,
	"Counter.Return": armory.MayReturn, "Counter.Convert": armory.MayTake, "Counter.Undo": armory.MayReturn, "Counter.NewCommand": armory.MayTake, "Counter.Recent": armory.MayRead,
	"Drafts.List": armory.MayDraft, "Drafts.Save": armory.MayDraft, "Drafts.Discard": armory.MayDraft, "Drafts.TakeOver": armory.MayDraft,
	"Inventory.List": armory.MayRead, "Inventory.Get": armory.MayRead, "Inventory.Save": armory.MayAddItem,
	"Inventory.SetStatus": armory.MayRetireItem, "Inventory.Models": armory.MayRead, "Inventory.SaveModel": armory.MayEditModel,
	"People.List": armory.MayRead, "People.Get": armory.MayRead, "People.Save": armory.MayAddPerson, "People.SetStatus": armory.MayRetirePerson,
	"Maintenance.Now": armory.MayRead, "Maintenance.Due": armory.MayRead, "Maintenance.Log": armory.MayMaintain, "Maintenance.SetService": armory.MayMaintain,
	"Attachments.Add": armory.MayDraft, "Attachments.Get": armory.MayRead,
	"Print.Receipt": armory.MayRead, "Print.Printed": armory.MayRead, "Print.Custody": armory.MayRead, "Print.Tags": armory.MayRead, "Print.Cards": armory.MayRead,
	"Print.Codes": armory.MayRead, "Print.Strength": armory.MayRead, "Print.Settings": armory.MayRead, "Print.SaveSettings": armory.MayRead,
	"Mass.List": armory.MayRead, "Mass.Figures": armory.MayRead, "Mass.Account": armory.MayRead, "Mass.Rehearse": armory.MayRead,
	"Mass.Open": armory.MayTake, "Mass.Close": armory.MayTake, "Mass.Issue": armory.MayTake, "Mass.Export": armory.MayExport, "Print.Mass": armory.MayRead,
	"Reports.Get": armory.MayRead, "Reports.Print": armory.MayRead, "Reports.Export": armory.MayExport,
	"Transactions.List": armory.MayRead, "Transactions.Get": armory.MayRead,
	"Board.Get": armory.MaySeeBoard, "Board.Feed": armory.MaySeeBoard,
	"Notices.List": armory.MayRead, "Notices.MarkRead": armory.MayRead, "Notices.Announcements": armory.MaySeeBoard,
	"Notices.Publish": armory.MayPublish, "Notices.Acknowledge": armory.MayAcknowledge, "Notices.Withdraw": armory.MayPublish,
	"Notices.Notify": armory.MayRead,
	"Accounts.List":  armory.MayRead, "Accounts.Add": armory.MayEditAccount, "Accounts.Edit": armory.MayEditAccount, "Accounts.ResetPassword": armory.MayEditAccount,
	"Settings.Site": armory.MayRead, "Settings.SaveSite": armory.MayEditSite, "Settings.Lists": armory.MayRead, "Settings.SaveList": armory.MayEditList,
	"Settings.Purposes": armory.MayRead, "Settings.SavePurpose": armory.MayEditPurpose,
	"Stations.List": armory.MayRead, "Stations.Lan": armory.MayRead, "Stations.Rename": armory.MayEditStation, "Stations.SetPriority": armory.MayEditStation,
	"Stations.MakeHub": armory.MayEditStation, "Stations.AddAddress": armory.MayEditStation, "Stations.Invite": armory.MayEnrol,
	"Stations.Invitation": armory.MayEnrol, "Stations.Admit": armory.MayEnrol, "Stations.CancelInvite": armory.MayEnrol, "Stations.Revoke": armory.MayEnrol,
	"Discrepancies.List": armory.MayRead, "Discrepancies.Get": armory.MayRead, "Discrepancies.Raise": armory.MayRaise, "Discrepancies.Decide": armory.MayResolve,
	"Conflicts.List": armory.MayRead, "Conflicts.Resolve": armory.MayResolve,
	"Exchange.Begin": armory.MayImport, "Exchange.Chunk": armory.MayImport, "Exchange.DryRun": armory.MayImport, "Exchange.Preview": armory.MayImport,
	"Exchange.Commit": armory.MayImport, "Exchange.Export": armory.MayExport,
	"Audit.Summary": armory.MayRead, "Audit.Verify": armory.MayVerify, "Audit.Backup": armory.MayBackUp, "Audit.BackupTo": armory.MayBackUp, "Audit.Backups": armory.MayRead,
	"Audit.Restore": armory.MayRestore, "Audit.Entries": armory.MayRead, "Audit.SetSchedule": armory.MayBackUp,
	"Stock.List": armory.MayRead, "Stock.Get": armory.MayRead, "Stock.Save": armory.MayEditStock, "Stock.Change": armory.MayCount,
	"Counts.List": armory.MayRead, "Counts.Get": armory.MayRead, "Counts.Lines": armory.MayRead, "Counts.Open": armory.MayCount, "Counts.Scan": armory.MayCount,
	"Counts.Close": armory.MayCount, "Counts.Sign": armory.MayCount, "Counts.Cancel": armory.MayCount, "Print.Count": armory.MayRead,
	"Jobs.Get": armory.MayRead, "Jobs.Cancel": armory.MayRead,
}

// Door is the one way in: it finds the method, checks who asks, decodes arguments, and turns every failure,
// a panic too, into an *Error.
type Door struct {
	app     *App
	methods map[string]method
}

type method struct {
	fn   reflect.Value
	args []reflect.Type // without the caller
	need string
}

func newDoor(a *App, services map[string]any) *Door {
	d := &Door{app: a, methods: map[string]method{}}
	for service, impl := range services {
		v := reflect.ValueOf(impl)
		for i := range v.NumMethod() {
			name := service + "." + v.Type().Method(i).Name
			need, ok := needs[name]
			if !ok {
				continue
			}
			fn := v.Method(i)
			m := method{fn: fn, need: need}
			for j := 1; j < fn.Type().NumIn(); j++ {
				m.args = append(m.args, fn.Type().In(j))
			}
			d.methods[name] = m
		}
	}
	return d
}

// Methods lists every callable method with what it needs.
func (d *Door) Methods() map[string]string {
	out := map[string]string{}
	for name, m := range d.methods {
		out[name] = m.need
	}
	return out
}

// Call calls "Service.Method" with a JSON array of arguments and returns its JSON result. Errors are *Error.
func (d *Door) Call(ctx context.Context, token, name string, args []byte, screen bool) (result []byte, err error) {
	return d.answer(&Caller{Context: ctx, Session: d.app.Sessions.Find(token), Screen: screen}, name, args)
}

func (d *Door) answer(c *Caller, name string, args []byte) (result []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			d.app.Log.Error("a service panicked", "method", name, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = asError(errors.New("panic"))
		}
	}()
	out, err := d.call(c, name, args)
	if err != nil {
		return nil, d.shown(c.Context, name, err)
	}
	return out, nil
}

func (d *Door) call(c *Caller, name string, args []byte) ([]byte, error) {
	m, ok := d.methods[name]
	if !ok {
		return nil, &Error{Code: armory.CodeNotFound, Message: "There is no method " + name + ".", Fix: "Use the program's own screens, or /api/."}
	}
	if err := d.admit(c, m.need); err != nil {
		return nil, err
	}
	if c.Session != nil {
		leave, ok := c.Session.Enter()
		if !ok {
			return nil, &Error{Code: "BUSY", Message: "Too many requests wait for an answer.", Fix: "Wait a moment.", RetryMs: 200}
		}
		defer leave()
	}
	var raw []json.RawMessage
	if len(args) > 0 {
		if err := json.Unmarshal(args, &raw); err != nil {
			return nil, &Error{Code: armory.CodeInvalid, Message: "The arguments are not a JSON array.", Fix: "Send an array."}
		}
	}
	in := []reflect.Value{reflect.ValueOf(c)}
	for i, t := range m.args {
		v := reflect.New(t)
		if i < len(raw) {
			if err := json.Unmarshal(raw[i], v.Interface()); err != nil {
				return nil, &Error{Code: armory.CodeInvalid, Message: fmt.Sprintf("Argument %d is not what %s takes.", i+1, name), Fix: "Send it in the documented form."}
			}
		}
		in = append(in, v.Elem())
	}
	out := m.fn.Call(in)
	if e, _ := out[len(out)-1].Interface().(error); e != nil {
		return nil, e
	}
	if len(out) == 1 {
		return []byte("null"), nil
	}
	return json.Marshal(out[0].Interface())
}

// admit checks the session, its lock and the role.
func (d *Door) admit(c *Caller, need string) error {
	if need == open {
		return nil
	}
	if err := d.app.ready(); err != nil {
		return err
	}
	if c.Session == nil {
		return &Error{Code: "SIGNED_OUT", Message: "You are not signed in.", Fix: "Sign in."}
	}
	var idle time.Duration
	err := d.app.Store.Read(c.Context, func(view View) error {
		n := newNames(view)
		site, err := n.record(armory.KindSite, d.app.Recorder.Here().Site.ID)
		if err != nil {
			return err
		}
		idle = time.Duration(site.Number("idle_lock_min", 10)) * time.Minute
		c.Account, err = n.record(armory.KindAccount, c.Session.Account.ID)
		return err
	})
	if err != nil {
		return err
	}
	if c.Account.Value("disabled") != "" {
		d.app.Sessions.EndAll(c.Session.Account, nil)
		return &Error{Code: "SIGNED_OUT", Message: "This account was disabled.", Fix: "Ask a superuser."}
	}
	if c.Session.outdated(c.Account) {
		d.app.Sessions.End(c.Session)
		return &Error{Code: "SIGNED_OUT", Message: "The password of this account was changed.", Fix: "Sign in with the new one."}
	}
	d.app.Presence.Asked(c.Session)
	if need == anybody {
		return nil
	}
	if d.app.Sessions.Use(c.Session, idle) {
		return &Error{Code: "LOCKED", Message: "The screen is locked.", Fix: "Type your password to go on."}
	}
	if need == signed {
		return nil
	}
	return c.may(need)
}

// Admit checks a token for something that is not a method: a feed, an /api/ path. The caller must be allowed command.
func (d *Door) Admit(ctx context.Context, token, command string, screen bool) (*Caller, error) {
	c := &Caller{Context: ctx, Session: d.app.Sessions.Find(token), Screen: screen}
	if err := d.admit(c, command); err != nil {
		return nil, d.shown(ctx, command, err)
	}
	return c, nil
}

// StillAdmits reports whether the account of a session may still use a command; a session that is too old, or whose
// account was disabled, is ended by it. It asks for no unlocked screen: what is listened to goes on behind the lock.
func (d *Door) StillAdmits(ctx context.Context, session *SignedInSession, command string) (bool, error) {
	d.app.Sessions.EndExpired()
	var account *armory.Record
	if err := d.app.Store.Read(ctx, func(view View) (err error) {
		account, err = newNames(view).record(armory.KindAccount, session.Account.ID)
		return err
	}); err != nil {
		return false, err
	}
	if account.Value("disabled") != "" {
		d.app.Sessions.EndAll(session.Account, nil)
		return false, nil
	}
	if session.outdated(account) {
		d.app.Sessions.End(session)
		return false, nil
	}
	return armory.Allows(account.Value("role"), command), nil
}

// Shown turns what a service returned into an *Error, with names and times in it; what has no code is logged.
func (d *Door) Shown(ctx context.Context, what string, err error) *Error {
	return d.shown(ctx, what, err)
}

func (d *Door) shown(ctx context.Context, what string, err error) *Error {
	if r, ok := refusal(err); ok {
		return d.app.explain(ctx, r)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Code: "BUSY", Message: "The request was given up before it was answered.", Fix: "Look whether it happened before trying again.", RetryMs: 1000}
	}
	shown := asError(err)
	if shown.Code == "INTERNAL" {
		d.app.Log.Error("a service failed", "method", what, "error", err)
	}
	return shown
}

// explain puts names and times to a refusal.
func (a *App) explain(ctx context.Context, r *armory.Refusal) *Error {
	out := &Error{Code: r.Code, Message: r.Message, Fix: r.Fix, Reason: r.Reason}
	if !r.Discrepancy.IsZero() {
		out.Discrepancy = r.Discrepancy.String()
	}
	err := a.Store.Read(ctx, func(view View) error {
		n := newNames(view)
		var err error
		if !r.Holder.IsZero() {
			if out.Holder, err = n.person(r.Holder); err != nil {
				return err
			}
		}
		if !r.Station.IsZero() {
			if out.Station, err = n.station(r.Station); err != nil {
				return err
			}
		}
		for _, id := range r.Candidates {
			name, err := n.person(id)
			if err != nil {
				return err
			}
			out.Candidates = append(out.Candidates, name)
		}
		return nil
	})
	if err != nil {
		a.Log.Error("name the people of a refusal", "error", err)
	}
	if r.SinceMs != 0 {
		out.Since = rfc(r.SinceMs)
		out.Message += " since " + sinceWords(time.UnixMilli(r.SinceMs).Local(), a.Now().Local()) + " (" + out.Station + ")."
	}
	return out
}

// sinceWords is a time as people say it: the hour of today, with the date otherwise.
func sinceWords(then, now time.Time) string {
	if then.YearDay() == now.YearDay() && then.Year() == now.Year() {
		return then.Format("15:04")
	}
	return then.Format("15:04 on 2 Jan 2006")
}
