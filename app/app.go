package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"armguard/app/ledger"
)

// Deps are what a station is made of. All are needed but where it is said.
type Deps struct {
	Store      Store
	Keeper     Keeper
	Identity   Identity
	Hub        Hub
	Lan        Enroller                                     // for joining a site and letting others in; nil: neither can be done
	Discovery  string                                       // how other stations are found: all, typed
	Restorer   func(ctx context.Context, from string) error // puts a backup in place of the closed store
	Now        func() time.Time
	Log        *slog.Logger
	Version    string
	DataDir    string
	HostName   string
	SetupToken string // a browser needs it to make or join a site, the window does not; empty: none is asked for
}

// App owns the services. It is a wiring list.
type App struct {
	Deps
	Push     *Push
	Live     *Live
	Sessions *Sessions
	Presence *Presence
	Recorder *Recorder
	Window   *Window
	Inviting *Inviting
	Joining  *Joining
	Jobs     *Jobs
	due      *Due
	told     *told
	clock    *Clock
	state    *state
	founding sync.Mutex // one site, made or joined
	renewing sync.Mutex // one new log

	Setup         *Setup
	Session       *Session
	Counter       *Counter
	Drafts        *Drafts
	Inventory     *Inventory
	People        *People
	Transactions  *Transactions
	Board         *BoardService
	Notices       *Notices
	Accounts      *Accounts
	Settings      *Settings
	Stations      *Stations
	Conflicts     *Conflicts
	Discrepancies *Discrepancies
	Exchange      *Exchange
	Attachments   *Attachments
	Maintenance   *Maintenance
	Print         *Print
	Stock         *Stock
	Audit         *Audit
	Counts        *Counts
	Mass          *Mass
	Reports       *Reports
	door          *Door
}

// New wires the services. It does no I/O.
func New(deps Deps) *App {
	a := &App{Deps: deps, Push: NewPush(), Live: NewLive(), told: &told{}, clock: &Clock{now: deps.Now}, state: &state{}}
	a.Presence = NewPresence(a.Push, a.Live, deps.Now)
	a.Sessions = NewSessions(deps.Now, a.Presence, a.Push)
	a.Recorder = &Recorder{store: deps.Store, hub: deps.Hub, push: a.Push, now: deps.Now, clock: a.clock, covered: rests{}, renew: a.newIncarnation}
	a.Window = &Window{app: a}
	a.Inviting = &Inviting{app: a}
	a.Joining = &Joining{app: a}
	a.due = &Due{app: a}
	a.Jobs = NewJobs(a.Push, deps.Log, deps.Now)
	deps.Store.OnCommit(a.Live.Publish)
	a.clock.hubsMs = func() *int { return a.Recorder.hub.Status().ClockMs }
	a.Presence.share = func(p SharedPresence) {
		p.Station = a.Recorder.Here().Station
		a.Recorder.hub.Share(p)
	}

	a.Setup = &Setup{app: a}
	a.Session = &Session{app: a}
	a.Counter = &Counter{app: a}
	a.Drafts = &Drafts{app: a}
	a.Inventory = &Inventory{app: a}
	a.People = &People{app: a}
	a.Transactions = &Transactions{app: a}
	a.Board = &BoardService{app: a}
	a.Notices = &Notices{app: a}
	a.Accounts = newAccounts(a)
	a.Settings = &Settings{app: a}
	a.Stations = &Stations{app: a}
	a.Conflicts = &Conflicts{app: a}
	a.Discrepancies = &Discrepancies{app: a}
	a.Exchange = &Exchange{app: a, uploads: map[string]*upload{}}
	a.Attachments = &Attachments{app: a}
	a.Maintenance = &Maintenance{app: a}
	a.Print = &Print{app: a}
	a.Stock = &Stock{app: a}
	a.Reports = &Reports{app: a}
	a.Audit = &Audit{app: a}
	a.Counts = &Counts{app: a, results: map[ledger.ID]*countResult{}}
	a.Mass = &Mass{app: a}
	a.door = newDoor(a, map[string]any{
		"Setup": a.Setup, "Session": a.Session, "Counter": a.Counter, "Drafts": a.Drafts, "Inventory": a.Inventory, "People": a.People,
		"Transactions": a.Transactions, "Board": a.Board, "Notices": a.Notices, "Accounts": a.Accounts, "Settings": a.Settings,
		"Stations": a.Stations, "Conflicts": a.Conflicts, "Exchange": a.Exchange, "Audit": a.Audit, "Jobs": a.Jobs,
		"Attachments": a.Attachments, "Print": a.Print, "Stock": a.Stock, "Maintenance": a.Maintenance, "Counts": a.Counts,
		"Discrepancies": a.Discrepancies, "Mass": a.Mass, "Reports": a.Reports,
	})
	return a
}

// Door is the one way in for screens and programs.
func (a *App) Door() *Door { return a.door }
