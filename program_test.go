package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// typed is what a command line gave back.
type typed struct {
	Code           int
	Stdout, Stderr string
}

// armguard runs a command line in this process.
func armguard(args ...string) typed {
	var stdout, stderr bytes.Buffer
	code := run(args, &stdout, &stderr)
	return typed{code, stdout.String(), stderr.String()}
}

// mustArmguard is armguard for what has to work; it returns what was printed.
func mustArmguard(t *testing.T, args ...string) string {
	t.Helper()
	got := armguard(args...)
	if got.Code != 0 {
		t.Fatalf("armguard %s: exit code %d: %s", strings.Join(args, " "), got.Code, got.Stderr)
	}
	return got.Stdout
}

// program is armguard as a process of its own, played by the test binary.
type program struct {
	t       *testing.T
	command *exec.Cmd
	said    *os.File
	open    string // the address it printed
	address string // of its console
	errors  safeBuffer
	exited  chan error
}

// safeBuffer collects what a process writes while it is read.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// startProgram starts a command as a process of its own.
func startProgram(t *testing.T, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, exited: make(chan error, 1)}
	p.command = exec.Command(self, args...)
	p.command.Env = append(os.Environ(), "ARMGUARD_TEST_PROGRAM=1")
	p.command.Stderr = &p.errors
	said, saying, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.said, p.command.Stdout = said, saying
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = saying.Close()
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		_ = said.Close()
	})
	go func() {
		p.exited <- p.command.Wait()
		close(p.exited)
	}()
	return p
}

// startStation starts a headless station as a process and waits until it has printed its address.
func startStation(t *testing.T, dir string, args ...string) *program {
	t.Helper()
	p := startProgram(t, append([]string{"station", "--json", "--data", dir, "--console", "127.0.0.1:0"}, args...)...)
	line, err := bufio.NewReader(p.said).ReadBytes('\n')
	var said struct{ Console, Open string }
	if err != nil || json.Unmarshal(line, &said) != nil {
		t.Fatalf("the station did not start: %v: %s", <-p.exited, p.errors.String())
	}
	p.address, p.open = said.Console, said.Open
	return p
}

// kill ends the process as a crash does and waits until it is gone. One that ended by itself a moment ago is gone.
func (p *program) kill() {
	p.t.Helper()
	if err := p.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatalf("kill -9: %v", err)
	}
	<-p.exited
}

// stop asks the process to end and returns its exit code.
func (p *program) stop() int {
	p.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("SIGTERM: %v", err)
	}
	select {
	case err := <-p.exited:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		if err != nil {
			p.t.Fatalf("wait: %v", err)
		}
		return 0
	case <-time.After(20 * time.Second):
		p.t.Fatalf("still running 20 s after SIGTERM: %s", p.errors.String())
		return -1
	}
}

// healthy reports whether the station answers that it can issue.
func (p *program) healthy() bool {
	answer, err := http.Get(p.address + "/healthz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// rig is the process as the rig of a station in this process, to talk to it in the same words.
func (p *program) rig(dir string) *rig {
	return &rig{t: p.t, dir: dir, address: p.address}
}

// site creates a site in a new folder without a screen and returns the folder and the file with root's password.
func site(t *testing.T) (dir, passwordFile string) {
	t.Helper()
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	home := t.TempDir()
	dir, passwordFile = filepath.Join(home, "data"), filepath.Join(home, "password")
	write(t, passwordFile, testPassword+"\n")
	mustArmguard(t, "site", "create", "--data", dir, "--site", "951st Armory", "--station", "Counter 1", "--username", "root",
		"--password-file", passwordFile, "--recovery-file", filepath.Join(home, "recovery"))
	return dir, passwordFile
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lists writes people P00001... and M4 carbines W00001... as two files to import.
func lists(t *testing.T, people, items int) (peopleFile, itemsFile string) {
	t.Helper()
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("serial,rank,last_name,first_name\n")
	for i := 1; i <= people; i++ {
		fmt.Fprintf(&text, "P%05d,SGT,Cruz%d,Juan\n", i, i)
	}
	peopleFile = filepath.Join(dir, "people.csv")
	write(t, peopleFile, text.String())
	text.Reset()
	text.WriteString("model,serial,number\n")
	for i := 1; i <= items; i++ {
		fmt.Fprintf(&text, "M4,W%05d,%04d\n", i, i)
	}
	itemsFile = filepath.Join(dir, "items.csv")
	write(t, itemsFile, text.String())
	return peopleFile, itemsFile
}
