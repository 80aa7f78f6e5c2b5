//go:build production || dev || bindings

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTheViewer(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("skipped: the stand-in for the system's opener is a shell script")
	}
	bin, out := t.TempDir(), filepath.Join(t.TempDir(), "opened")
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	opener := func(script string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	opener(`cat "$1" > ` + out)
	v := &viewer{}
	if err := v.show(t.Context(), "../../Receipt 1.pdf", []byte("%PDF-1.4")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != "%PDF-1.4" {
		t.Errorf("it was opened with %q, %v", got, err)
	}
	if err := v.show(t.Context(), "script.sh", []byte("rm")); err == nil {
		t.Error("a script was opened")
	}
	opener("exit 3")
	if err := v.show(t.Context(), "Receipt 2.pdf", []byte("%PDF-1.4")); err == nil || !strings.Contains(err.Error(), "no program") {
		t.Errorf("got %v, want that no program opens it", err)
	}
	dir := v.dir
	if err := v.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("what was printed is still in %s: %v", dir, err)
	}
}
