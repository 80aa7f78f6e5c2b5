package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The part fuzz runs every fuzz target that there is.
func TestEveryFuzzTargetIsRun(t *testing.T) {
	const root = "../.."
	named := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	var found []target
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		for _, name := range named.FindAllSubmatch(raw, -1) {
			found = append(found, target{filepath.ToSlash(folder), string(name[1])})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 8 {
		t.Errorf("only %v were found", found)
	}
	for _, f := range found {
		if !slices.Contains(targets, f) {
			t.Errorf("%s in %s is not run", f.name, f.folder)
		}
	}
	for _, f := range targets {
		if !slices.Contains(found, f) {
			t.Errorf("%s in %s is not there", f.name, f.folder)
		}
	}
}
