package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Recorder is the one way to write: decide, permit, append, publish, push. The store tells the hub what was committed.
type Recorder struct {
	store Store
	hub   Hub
	push  *Push
	now   func() time.Time
	clock *Clock

	renew func(ctx context.Context, reason string) error // begins a new log

	mu      sync.Mutex // guards what follows
	here    Here
	covered rests  // as far as the log is committed
	doubt   string // why the log may not be continued
}

// Act is who does something, and how he proved himself.
type Act struct {
	Account   ledger.AccountID
	Role      string
	Method    string // password, badge+password, two-person, cli, station
	OSUser    string // of cli
	Command   ledger.CommandID
	Again     bool                                 // the command may have been carried out before: see View.Written
	Reason    string                               // of an override
	Second    ledger.AccountID                     // who approved it beside; nil: whom Approval brings, when one is needed
	Approval  func(now time.Time) ledger.AccountID // takes what a second person left for one command; nil: nobody can
	Unchecked bool                                 // issue now without check: nobody is asked for leave
	Progress  func(done, total int)
}

// NewCommand draws a command's id.
func (r *Recorder) NewCommand() ledger.CommandID {
	return ledger.CommandID{ID: ledger.NewID(r.now(), rand.Reader)}
}

// NewSubject draws a subject's id.
func (r *Recorder) NewSubject() ledger.SubjectID {
	return ledger.SubjectID{ID: ledger.NewID(r.now(), rand.Reader)}
}

// Record carries out commands in one commit: all or none. It returns after the commit is durable. A refusal comes
// back as *armory.Refusal; armory.ErrDone says that this command was carried out before.
func (r *Recorder) Record(ctx context.Context, act Act, commands ...armory.Command) error {
	return r.RecordWith(ctx, act, nil, commands...)
}

// RecordWith is Record with something more in the same commit: a credential, a draft that ends.
func (r *Recorder) RecordWith(ctx context.Context, act Act, also func(Tx) error, commands ...armory.Command) error {
	if act.Command.IsZero() {
		act.Command = r.NewCommand()
	}
	for try := 1; ; try++ {
		if err := r.renewed(ctx); err != nil {
			return err
		}
		err := r.try(ctx, act, also, commands)
		if second := act.approved(err, r.now()); !second.IsZero() {
			act.Second, act.Method = second, methodTwoPerson
			err = r.try(ctx, act, also, commands)
		}
		if try == maxTries || !errors.Is(err, ErrStale) {
			return err
		}
	}
}

// maxTries is how often leave is asked again when what it rested on changed before it was used.
const maxTries = 6

// ErrStale says that leave cannot be used, or is not given: it came too late, or what it rests on has changed. By then
// the store knows more, and the command is decided anew.
var ErrStale = &Error{Code: "BUSY", Message: "Other stations were writing about the same things all the time.", Fix: "Try again in a moment.", RetryMs: 500}

// try asks leave and writes under it, once.
func (r *Recorder) try(ctx context.Context, act Act, also func(Tx) error, commands []armory.Command) error {
	if act.Again { // before it is decided: it may be refused by now, because it was done
		if err := r.store.Read(ctx, func(view View) error { return act.done(view) }); err != nil {
			return err
		}
	}
	ask, err := r.wants(ctx, act, commands)
	if err != nil {
		return err
	}
	leave := Leave{Why: ledger.WhyFree}
	looked := len(ask.Subjects)+len(ask.Stock) > 0
	asked := r.hub.Alone() || looked
	if asked {
		leave, err = r.hub.Permit(ctx, ask)
		if act.Reason != "" && unanswered(err) {
			ask.Override = true
			leave, err = r.hub.Permit(ctx, ask)
		}
		if err != nil {
			return err
		}
	}
	var done []ledger.Sealed
	var covered rests
	err = r.store.Write(ctx, func(tx Tx) error {
		done = done[:0]
		if err := act.done(tx); err != nil {
			return err
		}
		if asked {
			if err := r.holds(tx, ask); err != nil {
				return err
			}
		}
		covered = r.coveredNow()
		for i, command := range commands {
			if act.Progress != nil {
				if err := ctx.Err(); err != nil {
					return err
				}
				act.Progress(i, len(commands))
			}
			facts, err := armory.Decide(tx, r.ask(act), command)
			if err != nil {
				return err
			}
			for _, fact := range facts {
				if fact.Permit && !asked {
					return ErrStale // it did not need leave a moment ago
				}
				if looked && !ask.covers(fact.Draws) {
					return ErrStale // it would come from another lot than leave was given for
				}
				sealed, err := r.append(tx, act, leave, covered, fact)
				if err != nil {
					return err
				}
				done = append(done, sealed)
			}
		}
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		return r.keepHeads(tx, covered)
	})
	if err != nil {
		if asked {
			r.hub.Abandon(act.Command)
		}
		return err
	}
	r.committed(done, covered)
	return nil
}

// unanswered reports that nobody can say now whether something else has leave for it. Who has a reason may go on then; what
// another counter was promised at this moment no reason passes over.
func unanswered(err error) bool {
	return err != nil && slices.Contains([]string{armory.CodeDoubt, "NO_HUB", "SETTLING"}, asError(err).Code)
}

// done refuses to carry out once more what is written already.
func (a Act) done(entries interface {
	Written(ledger.CommandID) (bool, error)
}) error {
	if !a.Again {
		return nil
	}
	written, err := entries.Written(a.Command)
	if written {
		return armory.ErrDone
	}
	return err
}

// wants is what leave has to be asked for, with the heads that are seen now: no subjects when none is needed.
func (r *Recorder) wants(ctx context.Context, act Act, commands []armory.Command) (PermitAsk, error) {
	ask := PermitAsk{Command: act.Command, Override: act.Unchecked}
	if r.hub.Alone() {
		return ask, nil
	}
	return ask, r.store.Read(ctx, func(view View) error {
		for _, command := range commands {
			facts, err := armory.Decide(view, r.ask(act), command)
			if err != nil {
				return err
			}
			for _, fact := range facts {
				if !fact.Permit {
					continue
				}
				subjects, err := subjectsOf(view, fact)
				if err != nil {
					return err
				}
				ask.Subjects = append(ask.Subjects, slices.DeleteFunc(subjects, func(s ledger.Subject) bool { return s.Kind == armory.SubjectStock })...)
				for _, draw := range fact.Draws {
					ask.draw(draw)
				}
			}
		}
		return nil
	})
}

// holds reports, inside the writing transaction, whether leave can be used: it has not run out, and its subjects stand
// where they stood.
func (r *Recorder) holds(tx Tx, ask PermitAsk) error {
	if !r.hub.Usable(ask.Command) {
		return ErrStale
	}
	for _, subject := range ask.Subjects {
		heads, err := armory.Parents(tx, armory.SubjectRef{Kind: subject.Kind, ID: subject.ID})
		if err != nil {
			return err
		}
		if !slices.Equal(heads, subject.Parents) {
			return ErrStale
		}
	}
	return nil
}

func (r *Recorder) ask(act Act) armory.Ask {
	here := r.Here()
	return armory.Ask{Site: here.Site, Station: here.Station, Command: act.Command, Account: act.Account, Second: act.Second, Role: act.Role, Now: r.now(),
		Reason: act.Reason, CutOff: cutOff(r.hub.Status())}
}

// cutOff reports that other stations exist and none is visible.
func cutOff(s HubStatus) bool { return s.Role == "alone" && len(s.Places) > 1 }

// Here is the station that records.
func (r *Recorder) Here() Here {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.here
}

func (r *Recorder) settle(here Here) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.here, r.covered, r.doubt = here, rests{}, ""
}

// doubtful stops the log from being continued, until settle names another.
func (r *Recorder) doubtful(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doubt = reason
}

// doubted says why the log may not be continued; empty when it may.
func (r *Recorder) doubted() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.doubt
}

// renewed begins a new log where the one that is written is in doubt.
func (r *Recorder) renewed(ctx context.Context) error {
	if reason := r.doubted(); reason != "" {
		return r.renew(ctx, reason)
	}
	return nil
}

func subjectsOf(st armory.State, fact armory.Fact) ([]ledger.Subject, error) {
	out := make([]ledger.Subject, 0, len(fact.Subjects))
	for _, ref := range fact.Subjects {
		parents, err := armory.Parents(st, ref)
		if err != nil {
			return nil, err
		}
		out = append(out, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
	}
	return out, nil
}

func (r *Recorder) coveredNow() rests {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.covered)
}

// errRevoked says that what would be written here would not count.
var errRevoked = &Error{Code: "REVOKED", Message: "This station was taken out of the site: nothing can be recorded here any more.", Fix: "Work at another station, or ask a superuser to add this PC again."}

// entryHead is at most what sealing adds to an entry: its place in the log.
const entryHead = 64

// append seals a fact as the next entry of this station's log and keeps it with what it means. Covered are the heads
// of other logs that the log's entries rest on already.
func (r *Recorder) append(tx Tx, act Act, leave Leave, covered rests, fact armory.Fact) (ledger.Sealed, error) {
	here := r.Here()
	if r.doubted() != "" {
		return ledger.Sealed{}, ErrStale // the next try begins a new log first
	}
	subjects, err := subjectsOf(tx, fact)
	if err != nil {
		return ledger.Sealed{}, err
	}
	tip, err := tx.Tip(here.Log)
	if err != nil {
		return ledger.Sealed{}, err
	}
	deps, depLam, err := r.deps(tx, here, covered)
	if err != nil {
		return ledger.Sealed{}, err
	}
	why := ledger.Why{Code: ledger.WhyFree, Second: act.Second}
	var permit *ledger.Permit
	if fact.Permit {
		why.Code, permit = leave.Why, leave.Permit
	}
	if act.Reason != "" {
		why.Code, why.Reason = ledger.WhyOverride, armory.Clean(act.Reason, true)
	}
	entry := ledger.Entry{
		Site: here.Site, Log: here.Log, Deps: deps, WallMs: r.now().UnixMilli(), OffMs: r.clock.Offset(), Clk: r.clock.State(),
		Kind: fact.Kind, KindVer: 1, Subjects: subjects, Command: act.Command,
		Actor:  ledger.Actor{Account: act.Account, Method: act.Method, OSUser: act.OSUser},
		Permit: permit, Why: why, Body: ledger.Encode(fact.Body),
	}
	before, err := previously(tx, &entry)
	if err != nil {
		return ledger.Sealed{}, err
	}
	sealed, _, err := ledger.Seal(here.Key, tip, depLam, entry)
	if errors.Is(err, ledger.ErrForm) && len(ledger.Encode(entry)) > ledger.MaxEntry-entryHead {
		return ledger.Sealed{}, &Error{Code: "TOO_LARGE", Message: "That is too much for one entry of the record.", Fix: "Shorten the text, or do it in several steps."}
	}
	if err != nil {
		return ledger.Sealed{}, err
	}
	if err := tx.Append(&sealed); err != nil {
		return ledger.Sealed{}, err
	}
	if counts, err := armory.Counts(tx, sealed.Hash); err != nil || !counts {
		return ledger.Sealed{}, cmp.Or(err, error(errRevoked))
	}
	return sealed, publish(tx, &sealed, before)
}

// keepHeads forgets what the log rests on but for the heads that other logs still have: the next entry looks no further.
func (r *Recorder) keepHeads(tx Tx, covered rests) error {
	heads, err := tx.Heads()
	kept := make(rests, len(heads))
	for _, head := range heads {
		kept[head.Hash] = covered[head.Hash]
	}
	maps.DeleteFunc(covered, func(h ledger.Hash, _ bool) bool { return !kept[h] })
	return err
}

// committed tells everybody.
func (r *Recorder) committed(done []ledger.Sealed, covered rests) {
	if len(done) == 0 {
		return
	}
	r.mu.Lock()
	if r.here.Log == done[0].Entry.Log {
		r.covered = covered
	}
	r.mu.Unlock()
	r.tell(done)
}

// tell pushes what entries change on screens.
func (r *Recorder) tell(done []ledger.Sealed) {
	var topics []string
	for i := range done {
		for _, topic := range topicsOf(done[i].Entry.Kind) {
			if !slices.Contains(topics, topic) {
				topics = append(topics, topic)
			}
		}
	}
	r.push.Emit(topics...)
}

// refusal reports whether a service should show err as it is.
func refusal(err error) (*armory.Refusal, bool) {
	var r *armory.Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// topicsOf are the topics a kind of entry changes.
func topicsOf(kind string) []string {
	switch kind {
	case armory.KindTake, armory.KindReturn:
		return []string{TopicTransactions, TopicItems, TopicPeople, TopicBoard, TopicFeed, TopicDrafts, TopicShell, TopicAudit, TopicConflicts, TopicStock, TopicCounts, TopicNotifications, TopicMass}
	case armory.KindStockAdd, armory.KindStockEdit, armory.KindStockMove, armory.KindStockCount:
		return []string{TopicStock, TopicShell, TopicAudit, TopicConflicts, TopicNotifications}
	case armory.KindItemAdd, armory.KindItemEdit, armory.KindItemStatus, armory.KindModelAdd, armory.KindModelEdit:
		return []string{TopicItems, TopicBoard, TopicFeed, TopicSettings, TopicShell, TopicAudit, TopicConflicts, TopicCounts, TopicNotifications}
	case armory.KindPersonAdd, armory.KindPersonEdit, armory.KindPersonStatus:
		return []string{TopicPeople, TopicItems, TopicBoard, TopicShell, TopicAudit, TopicConflicts, TopicNotifications}
	case armory.KindAnnounce, armory.KindAcknowledge, armory.KindWithdraw:
		return []string{TopicAnnouncements, TopicShell, TopicFeed, TopicNotifications}
	case armory.KindAccountAdd, armory.KindAccountEdit, armory.KindAccountKey, armory.KindAccountLock:
		return []string{TopicAccounts, TopicSession, TopicAudit, TopicNotifications}
	case armory.KindStationRevoke, armory.KindResolve: // entries count that did not, or the other way round
		return []string{TopicStations, TopicTransactions, TopicItems, TopicPeople, TopicBoard, TopicFeed, TopicShell, TopicAudit, TopicConflicts, TopicAccounts,
			TopicSettings, TopicAnnouncements, TopicStock, TopicCounts, TopicMass}
	case armory.KindMaintenance:
		return []string{TopicItems, TopicAudit}
	case armory.KindMerge:
		return []string{TopicConflicts, TopicItems, TopicPeople, TopicBoard, TopicTransactions, TopicShell, TopicAudit, TopicCounts}
	case armory.KindRaise, armory.KindDecide:
		return []string{TopicConflicts, TopicItems, TopicPeople, TopicBoard, TopicShell, TopicAudit, TopicNotifications}
	case armory.KindCountScan: // dozens a minute: it changes nothing that other pages show
		return []string{TopicCounts, TopicAudit}
	case armory.KindCountOpen, armory.KindCountClose, armory.KindCountSign, armory.KindCountCancel:
		return []string{TopicCounts, TopicShell, TopicNotifications, TopicAudit}
	case armory.KindMassOpen, armory.KindMassClose:
		return []string{TopicMass, TopicShell, TopicAudit}
	case armory.KindStationEnrol, armory.KindStationEdit:
		return []string{TopicStations, TopicShell, TopicAudit}
	}
	return []string{TopicSettings, TopicShell, TopicAudit}
}
