package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// readyWait is how long a station may take until it can issue.
const readyWait = 2 * time.Minute

// process is a station running as a program of its own.
type process struct {
	program, dir string
	address      string // of the console, host:port
	listen       string // where other stations reach it; any port when empty
	command      *exec.Cmd
	said         *bytes.Buffer
	greeting     *greeting
	ended        chan error
	started      time.Time
	ready        time.Duration // from the start until /healthz said 200
}

// running are the stations to end when the bench is interrupted.
var running struct {
	sync.Mutex
	all map[*process]struct{}
}

func stopAll() {
	running.Lock()
	defer running.Unlock()
	for p := range running.all {
		_ = p.command.Process.Kill()
	}
}

// freeAddress is an address on loopback that nobody uses just now.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// startStation runs a station on a data folder and returns when it can issue.
func (b *bench) startStation(dir string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &process{program: b.program, dir: dir, address: address}
	return p, p.start()
}

func (p *process) start() error {
	p.said, p.ended, p.greeting = &bytes.Buffer{}, make(chan error, 1), &greeting{said: make(chan struct{})}
	p.command = exec.Command(p.program, "station", "--data", p.dir, "--console", p.address, "--listen", cmp.Or(p.listen, "127.0.0.1:0"), "--discover", "typed")
	p.command.Stderr, p.command.Stdout = p.said, p.greeting
	p.started = time.Now()
	if err := p.command.Start(); err != nil {
		return err
	}
	running.Lock()
	if running.all == nil {
		running.all = map[*process]struct{}{}
	}
	running.all[p] = struct{}{}
	running.Unlock()
	go func() { p.ended <- p.command.Wait() }()
	return p.awaitReady()
}

func (p *process) awaitReady() error {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(p.started) < readyWait {
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("the station ended before it was ready: %w: %s", err, p.said)
		default:
		}
		answer, err := client.Get("http://" + p.address + "/healthz") //nolint:noctx // the client has a time limit
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				p.ready = time.Since(p.started)
				return nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	return errors.New("the station was not ready in time")
}

// greeting is where the station prints its address, the last thing it does to start.
type greeting struct {
	once sync.Once
	said chan struct{}
}

func (g *greeting) Write(p []byte) (int, error) {
	g.once.Do(func() { close(g.said) })
	return len(p), nil
}

func (p *process) pid() int { return p.command.Process.Pid }

// kill ends the station as a power cut of the program would.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	p.ended <- <-p.ended // it may be killed again
	p.forget()
}

// stop ends the station as a person does, once it has printed where it is.
func (p *process) stop() error {
	select {
	case <-p.greeting.said:
	case <-time.After(readyWait):
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	defer p.forget()
	select {
	case err := <-p.ended:
		if err != nil {
			return fmt.Errorf("the station ended badly: %w: %s", err, p.said)
		}
		return nil
	case <-time.After(20 * time.Second):
		_ = p.command.Process.Kill()
		<-p.ended
		return errors.New("the station did not end within 20 s of being asked")
	}
}

func (p *process) forget() {
	running.Lock()
	defer running.Unlock()
	delete(running.all, p)
}
