package console

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"armguard/app"
	"armguard/app/armory"
)

// Limits of the console.
const (
	maxBody        = 1 << 20
	maxHeader      = 16 << 10
	headerTimeout  = 5 * time.Second
	requestTimeout = time.Minute // a request's body has to arrive; connections of feeds are free of it
	idleTimeout    = 2 * time.Minute
	shutdownWait   = 3 * time.Second
	maxConnections = 2000 // feeds of all sessions
	maxPerSession  = 1000
)

// Deps are what a console is made of.
type Deps struct {
	App    *app.App
	Assets fs.FS // the frontend, index.html at its root
	Log    *slog.Logger
	Port   int  // that it listens on, for Host and Origin
	TLS    bool // it is not on loopback
}

// Console is the server. Serve blocks until Close.
type Console struct {
	Deps
	server *http.Server
	feeds  *feeds

	closing context.Context
	close   context.CancelFunc
	wg      sync.WaitGroup // connections that were taken over for WebSocket
}

// New wires the handlers.
func New(deps Deps) *Console {
	c := &Console{Deps: deps}
	c.closing, c.close = context.WithCancel(context.Background())
	c.feeds = newFeeds(c)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", c.healthz)
	mux.HandleFunc("POST /rpc/{method}", c.rpc)
	mux.HandleFunc("GET /rpc/push", c.push)
	c.api(mux)
	for _, name := range []string{"notifications", "transactions", "inventory", "announcements", "presence", "all"} {
		mux.HandleFunc("GET /ws/"+name+"/", c.feeds.serve(name))
	}
	mux.Handle("/", c.assets())
	c.server = &http.Server{Handler: c.guard(mux), ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(deps.Log.Handler(), slog.LevelDebug)}
	return c
}

// Serve answers on the listener until Close; then it returns nil. Without TLS it listens on loopback only.
func (c *Console) Serve(listener net.Listener) error {
	if at, ok := listener.Addr().(*net.TCPAddr); !c.TLS && (!ok || !at.IP.IsLoopback()) {
		return errors.Join(&app.Error{Code: armory.CodeInvalid, Message: "Without TLS the console listens on this PC only, not on " + listener.Addr().String() + ".",
			Fix: "Use an address that begins with 127.0.0.1."}, listener.Close())
	}
	err := c.server.Serve(corkListener{listener})
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Close ends every connection and returns when their goroutines have ended.
func (c *Console) Close() error {
	c.close()
	ctx, cancel := context.WithTimeout(context.Background(), shutdownWait)
	defer cancel()
	err := c.server.Shutdown(ctx)
	if err != nil {
		err = c.server.Close()
	}
	c.feeds.close()
	c.wg.Wait()
	return err
}

func (c *Console) healthz(w http.ResponseWriter, r *http.Request) {
	if err := c.App.CanIssue(r.Context()); err != nil {
		c.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
