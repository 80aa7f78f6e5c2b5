//go:build production || dev || bindings

package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"armguard/app"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"
)

//go:embed build/appicon.png
var icon []byte

// windowPolicy is what the window's pages may load: nothing from anywhere else, no inline script. Wails adds its
// runtime as files of its own and talks to it through the web view, not over the network. blob: in a frame is for the
// preview of what is printed, as in a browser.
const windowPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"frame-src blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

type windowCommand struct {
	dataFlag
	lanFlags
	Console string `help:"Serve the pages in a browser of this PC as well, such as at 127.0.0.1:7480."`
}

// Run opens the window and returns when it is closed.
func (c *windowCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	lan, err := c.options()
	if err != nil {
		return err
	}
	s := newStation(stationOptions{Dir: dir, Log: log, Lan: lan})
	shell := &shell{station: s, console: c.Console, out: out, log: log}
	return wails.Run(&options.App{
		Title: "ArmGuard Station", Width: 1280, Height: 800, MinWidth: 1024, MinHeight: 680,
		BackgroundColour: options.NewRGB(16, 24, 32),
		AssetServer: &assetserver.Options{Assets: pages(), Middleware: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Security-Policy", windowPolicy)
				next.ServeHTTP(w, r)
			})
		}},
		Bind: []any{&Window{shell}}, OnStartup: shell.start, OnShutdown: shell.stop,
		Linux:                    &linux.Options{Icon: icon, WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: "armguard"},
		Debug:                    options.Debug{OpenInspectorOnStartup: os.Getenv("ARMGUARD_INSPECTOR") != ""},
		EnableDefaultContextMenu: false,
	})
}

// shell is the window's life: the station is opened when the window is there, so that what is wrong with the store
// shows in it and not in a terminal nobody sees.
type shell struct {
	station *station
	console string
	out     output
	log     *slog.Logger
	viewer  viewer
	context context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup // pushing, opening, serving
}

func (s *shell) start(ctx context.Context) {
	s.context, s.cancel = context.WithCancel(ctx)
	s.work.Go(s.push)
	s.work.Go(func() {
		if err := s.station.open(s.context); err != nil {
			s.log.Error("open the station", "error", err)
			return
		}
		if s.console == "" {
			return
		}
		err := s.station.serve(s.context, s.console, pages())
		if err == nil {
			err = s.station.say(s.context, s.out, "")
		}
		if err != nil {
			s.log.Error("serve the console", "error", err)
		}
	})
}

// push tells the pages what to read again.
func (s *shell) push() {
	listener := s.station.app.Push.Listen()
	defer listener.Close()
	for {
		select {
		case <-s.context.Done():
			return
		case <-listener.Ready():
			for _, pushed := range listener.Take() {
				runtime.EventsEmit(s.context, "push", pushed)
			}
		}
	}
}

func (s *shell) stop(context.Context) {
	s.cancel()
	s.work.Wait()
	s.station.app.Window.Close()
	if err := s.viewer.close(); err != nil {
		s.log.Error("remove what was printed", "error", err)
	}
	if err := s.station.close(); err != nil {
		s.log.Error("close the station", "error", err)
	}
}

// Window is what the pages in the window may call.
type Window struct{ shell *shell }

// answer is a call's result or its error; a failed call is an answer too, so that no promise is left pending.
type answer struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  *app.Error      `json:"error,omitempty"`
}

// Call calls a service's method with a JSON array of arguments.
func (w *Window) Call(token, method, args string) string {
	result, err := w.shell.station.app.Window.Call(w.shell.context, token, method, []byte(args))
	reply := answer{Result: result}
	if err != nil {
		var shown *app.Error
		errors.As(err, &shown)
		reply = answer{Error: shown}
	}
	raw, err := json.Marshal(reply)
	if err != nil {
		return `{"error":{"code":"INTERNAL","message":"The answer could not be written.","fix":"Try again."}}`
	}
	return string(raw)
}

// SaveFile asks where to save a file and writes it. It returns the path, empty when the person changed his mind.
func (w *Window) SaveFile(name, content string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return "", errors.New("the file's content did not arrive whole")
	}
	path, err := runtime.SaveFileDialog(w.shell.context, runtime.SaveDialogOptions{DefaultFilename: name})
	if err != nil || path == "" {
		return "", err
	}
	return path, os.WriteFile(path, raw, 0o600)
}

// OpenFile shows a PDF file in the system's own program for them.
func (w *Window) OpenFile(name, content string) error {
	raw, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return errors.New("the file's content did not arrive whole")
	}
	return w.shell.viewer.show(w.shell.context, name, raw)
}
