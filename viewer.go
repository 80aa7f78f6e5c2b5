//go:build production || dev || bindings

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// viewer shows PDF files in the system's own program for them, which prints too: not every web view can. The files lie in
// a folder of this run that only its user may read and that goes with the window.
type viewer struct {
	mu  sync.Mutex
	dir string
}

// openingTime is how long the system may take to say that it has no program for a file.
const openingTime = 3 * time.Second

// show writes the file and opens it. What opens it ends with ctx.
func (v *viewer) show(ctx context.Context, name string, body []byte) error {
	name = filepath.Base(name)
	if !strings.EqualFold(filepath.Ext(name), ".pdf") {
		return errors.New("only PDF files are opened")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dir == "" {
		dir, err := os.MkdirTemp("", "armguard-print-")
		if err != nil {
			return fmt.Errorf("make a folder for what is printed: %w", err)
		}
		v.dir = dir
	}
	path := filepath.Join(v.dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return fmt.Errorf("write what is printed: %w", err)
	}
	program := []string{"xdg-open", path}
	switch runtime.GOOS {
	case "windows":
		program = []string{"rundll32", "url.dll,FileProtocolHandler", path}
	case "darwin":
		program = []string{"open", path}
	}
	opening := exec.CommandContext(ctx, program[0], program[1:]...)
	if err := opening.Start(); err != nil {
		return fmt.Errorf("no program on this PC opens PDF files: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- opening.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("no program on this PC opens PDF files: %w", err)
		}
	case <-time.After(openingTime): // it may stay until the file is closed
	}
	return nil
}

// close removes what was shown.
func (v *viewer) close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dir == "" {
		return nil
	}
	return os.RemoveAll(v.dir)
}
