package main

import (
	"encoding/json"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wails build, from wails.json, makes the same program as make: the same name, tags, screens and version.
func TestWailsBuildsWhatMakeBuilds(t *testing.T) {
	raw, err := os.ReadFile("wails.json")
	if err != nil {
		t.Fatal(err)
	}
	var project struct {
		Output  string `json:"outputfilename"`
		Install string `json:"frontend:install"`
		Build   string `json:"frontend:build"`
		Tags    string `json:"build:tags"`
		Dir     string `json:"build:dir"`
		Info    struct {
			Version string `json:"productVersion"`
		} `json:"info"`
	}
	if err := json.Unmarshal(raw, &project); err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string) string {
		t.Helper()
		found := regexp.MustCompile(`(?m)^` + name + ` :?\??= *(.*)$`).FindSubmatch(makefile)
		if found == nil {
			t.Fatalf("the Makefile does not set %s", name)
		}
		return string(found[1])
	}
	t.Run("name and place", func(t *testing.T) {
		if got, want := path.Join(project.Dir, "bin", project.Output), set("BIN"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("tags", func(t *testing.T) {
		got := append(strings.Split(project.Tags, ","), "desktop", "production") // which wails adds to a production build
		want := strings.Split(set("TAGS"), ",")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("screens", func(t *testing.T) {
		if project.Build != "npm run build" || !strings.Contains(string(makefile), "npm --prefix frontend run --silent build") {
			t.Errorf("wails builds them with %q, make otherwise", project.Build)
		}
		if !strings.HasPrefix(project.Install, "npm ci ") || !strings.Contains(string(makefile), "npm --prefix frontend ci ") {
			t.Errorf("wails installs their packages with %q, make otherwise", project.Install)
		}
	})
	t.Run("version", func(t *testing.T) {
		if !strings.Contains(set("BUILD"), "-X main.version=$(VERSION)") || !strings.Contains(set("VERSION"), "wails.json") {
			t.Errorf("make sets %s and %s", set("BUILD"), set("VERSION"))
		}
		if version != project.Info.Version || version == "" {
			t.Errorf("a build that sets no version has %q, want %q of wails.json", version, project.Info.Version)
		}
	})
}
