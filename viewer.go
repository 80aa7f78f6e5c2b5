//go:build production || dev || bindings

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// viewer shows PDF files in the system's own program for them, which prints too: not every web view can. The files lie in
// a folder of this run that only its user may read and that goes with the window.
type viewer struct {
	mu  sync.Mutex
	dir string
}

// show writes the file and opens it.
func (v *viewer) show(name string, body []byte) error {
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
	opening := exec.Command(program[0], program[1:]...)
	if err := opening.Start(); err != nil {
		return fmt.Errorf("there is no program on this PC that opens PDF files: %w", err)
	}
	return opening.Process.Release()
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
