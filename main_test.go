package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that all packages of this program begin with.
const module = "armguard"

// The import table: which package of ours may import which other. A package that is not here fails the test, so that
// a new one is placed on purpose. "*" at the end stands for everything below. Tests may import what they like.
var mayImport = map[string][]string{
	"app/ledger":   {},
	"app/armory":   {"app/ledger"},
	"app":          {"app/*"},
	"app/images":   {},
	"app/paper":    {},
	"app/exchange": {"app", "app/*"},
	"app/console":  {"app", "app/*"},

	"hub/core":      {"app/ledger", "hub/wire"},
	"hub/wire":      {"app/ledger"},
	"hub/discovery": {"app/ledger"},
	"hub/enrol":     {"app/ledger", "hub/wire"},
	"hub":           {"app/ledger", "hub/*"},

	"storage": {"app/ledger", "app/armory"},

	// The program itself, and what is not part of it: measurements, and support of tests.
	"":            {"*"},
	"build/bench": {"*"},
	"build/proof": {"*"},
	"app/apptest": {"*"},
	"hub/hubtest": {"*"},
	"hub/lantest": {"*"},
}

// testSupport may be imported by tests, by itself and by measurements, and never by what is shipped.
var testSupport = []string{"app/apptest", "hub/hubtest", "hub/lantest", "build/bench", "build/proof"}

// onlyIn says where a module of others may be imported: each stands behind one door.
var onlyIn = []struct {
	what string
	in   []string
}{
	{"modernc.org/sqlite", []string{"storage", "build/bench"}},
	{"database/sql", []string{"storage", "build/bench"}},
	{"github.com/gorilla/websocket", []string{"hub", "app/console", "build/bench"}},
	{"github.com/grandcat/zeroconf", []string{"hub/discovery"}},
	{"codeberg.org/go-pdf/fpdf", []string{"app/paper"}},
	{"github.com/wailsapp/wails/v2", []string{""}},
}

// pure packages decide and print the same on every PC and at every time: they see no clock, disk, network, database or logger.
var (
	pure        = []string{"app/ledger", "app/armory", "app/paper", "hub/core"}
	impure      = []string{"net", "os", "database/sql", "log", "syscall"}
	clockUsing  = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}
	vagueNames  = []string{"util", "utils", "helper", "helpers", "common", "manager", "managers", "types", "misc"}
	longestFile = 700
)

func TestArchitecture(t *testing.T) {
	sources, err := goSources(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults(sources) {
		t.Error(fault)
	}
}

// Each rule must be able to fail, so each is shown a breach.
func TestArchitectureSeesBreaches(t *testing.T) {
	for name, breach := range map[string]struct {
		file, text, want string
	}{
		"a package not in the table":           {"app/extra/doc.go", "// Package extra is new.\npackage extra", "not in the import table"},
		"the services import the store":        {"app/people.go", `package app; import _ "armguard/storage"`, "may not import armguard/storage"},
		"the hub judges":                       {"hub/node.go", `package hub; import _ "armguard/app/armory"`, "may not import armguard/app/armory"},
		"a hub part imports another":           {"hub/wire/frame.go", `package wire; import _ "armguard/hub/enrol"`, "may not import armguard/hub/enrol"},
		"the ledger imports the rules":         {"app/ledger/entry.go", `package ledger; import _ "armguard/app/armory"`, "may not import armguard/app/armory"},
		"a part imports the program":           {"storage/db.go", `package storage; import _ "armguard"`, "may not import armguard"},
		"what is shipped imports test support": {"main.go", `package main; import _ "armguard/app/apptest"`, "test support"},
		"SQLite outside storage":               {"hub/store.go", `package hub; import _ "modernc.org/sqlite/lib"`, "only in storage"},
		"a web socket outside hub and console": {"app/push.go", `package app; import _ "github.com/gorilla/websocket"`, "only in hub, app/console"},
		"a PDF outside of paper":               {"app/transactions.go", `package app; import _ "codeberg.org/go-pdf/fpdf"`, "only in app/paper"},
		"paper reads the record":               {"app/paper/receipt.go", `package paper; import _ "armguard/app/armory"`, "may not import armguard/app/armory"},
		"discovery outside its package":        {"hub/node.go", `package hub; import _ "github.com/grandcat/zeroconf"`, "only in hub/discovery"},
		"the window outside the program":       {"app/file.go", `package app; import _ "github.com/wailsapp/wails/v2/pkg/runtime"`, "only in the program"},
		"a rule reads a file":                  {"app/armory/decide.go", `package armory; import _ "os/user"`, "is pure"},
		"a rule writes a log":                  {"app/armory/decide.go", `package armory; import _ "log/slog"`, "is pure"},
		"a rule looks at the clock":            {"app/armory/decide.go", `package armory; import "time"; var _ = time.Now`, "looks at the clock"},
		"a rule looks at a renamed clock":      {"app/armory/decide.go", `package armory; import clock "time"; var _ = clock.Since`, "looks at the clock"},
		"a package without a doc":              {"app/paper/card.go", "package paper", "0 package comments"},
		"a package with two docs":              {"app/paper/card.go", "// Package paper again.\npackage paper", "2 package comments"},
		"a package named for nothing":          {"app/util/doc.go", "// Package util is a drawer.\npackage util", `named "util"`},
		"a file named for nothing":             {"app/helpers.go", "package app", `named "helpers"`},
		"a file that is too long":              {"app/app.go", "package app\n" + strings.Repeat("// line\n", 700), "701 lines"},
	} {
		t.Run(name, func(t *testing.T) {
			sources := []source{parse(t, breach.file, breach.text)}
			if name == "a package with two docs" {
				sources = append(sources, parse(t, "app/paper/doc.go", "// Package paper makes paper.\npackage paper"))
			}
			got := faults(sources)
			if !slices.ContainsFunc(got, func(fault string) bool { return strings.Contains(fault, breach.want) }) {
				t.Errorf("got faults %q, want one with %q", got, breach.want)
			}
		})
	}
	t.Run("nothing in what is allowed", func(t *testing.T) {
		allowed := []source{
			parse(t, "app/armory/doc.go", "// Package armory holds the rules.\npackage armory\nimport (\n\"time\"\n_ \"armguard/app/ledger\"\n)\nvar _ time.Time"),
			parse(t, "app/armory/decide_test.go", `package armory_test; import ("os"; "time"; _ "armguard/storage"); var _, _ = os.Args, time.Now`),
			parse(t, "hub/core/doc.go", "// Package core is the hub's mind.\npackage core\nimport _ \"armguard/hub/wire\""),
			parse(t, "main.go", "// Command armguard is all of it.\npackage main\nimport _ \"armguard/storage\""),
		}
		if got := faults(allowed); len(got) != 0 {
			t.Errorf("got faults %q, want none", got)
		}
	})
}

// The screens are embedded from frontend/dist, which is built: one file of it is committed so that the program compiles
// in a fresh clone, and no built file ever is.
func TestOneFileOfTheScreensIsCommitted(t *testing.T) {
	const kept = "frontend/dist/robots.txt"
	if _, err := os.Stat("frontend/public/robots.txt"); err != nil {
		t.Errorf("Vite empties frontend/dist and copies frontend/public into it, so the committed file must be there too: %v", err)
	}
	if _, err := os.Stat(".git"); err != nil {
		t.Skip("skipped: this is not a Git clone")
	}
	git := func(args ...string) string {
		out, err := exec.Command("git", append([]string{"-c", "safe.directory=*"}, args...)...).CombinedOutput()
		if err != nil {
			t.Skipf("skipped: git %s: %v: %s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if got := git("ls-files", "--cached", "--others", "--exclude-standard", "--", "frontend/dist"); got != kept {
		t.Errorf("got %q in frontend/dist for Git to keep, want only %s", got, kept)
	}
	if git("ls-files", "--", "frontend/package.json") != "" && git("ls-files", "--", kept) != kept {
		t.Errorf("%s is not committed", kept)
	}
}

// Long files of the screens are reported as well; the rest of their rules is Biome's and TypeScript's.
func TestNoFileOfTheScreensIsTooLong(t *testing.T) {
	err := filepath.WalkDir("frontend/src", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, ".gen.") || !slices.Contains([]string{".ts", ".tsx", ".css"}, filepath.Ext(name)) {
			return err
		}
		text, err := os.ReadFile(name)
		if lines := bytes.Count(text, []byte("\n")); lines > longestFile {
			t.Errorf("%s has %d lines, at most %d: split it by noun", name, lines, longestFile)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// source is one Go file of ours.
type source struct {
	name string // slash-separated, from the root of the repository
	file *ast.File
	// lines is how long it is; generated files are not counted.
	lines int
}

// folder is the package's place in the import table; the root is "".
func (s source) folder() string {
	if dir := path.Dir(s.name); dir != "." {
		return dir
	}
	return ""
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

// goSources reads every Go file under root whatever its build tags, so that the window counts too.
func goSources(root string) ([]source, error) {
	var sources []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			skipped := []string{"frontend", "build/bin", "build/out", "build/tools"}
			if name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || slices.Contains(skipped, filepath.ToSlash(name))) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		read, err := readSource(filepath.ToSlash(name), text)
		sources = append(sources, read)
		return err
	})
	return sources, err
}

func readSource(name string, text []byte) (source, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, fmt.Errorf("read %s: %w", name, err)
	}
	lines := bytes.Count(text, []byte("\n"))
	if ast.IsGenerated(file) {
		lines = 0
	}
	return source{name, file, lines}, nil
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	read, err := readSource(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// faults are all breaches of the rules above.
func faults(sources []source) []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	docs := map[string]int{}
	for _, s := range sources {
		for _, name := range []string{s.file.Name.Name, strings.TrimSuffix(strings.TrimSuffix(path.Base(s.name), ".go"), "_test")} {
			if slices.Contains(vagueNames, name) {
				report("%s is named %q, which says nothing: name it for the noun it holds", s.name, name)
			}
		}
		if s.lines > longestFile {
			report("%s has %d lines, at most %d: split it by noun", s.name, s.lines, longestFile)
		}
		if s.isTest() {
			continue
		}
		folder := s.folder()
		docs[folder] += 0
		if s.file.Doc != nil {
			docs[folder]++
		}
		allowed, known := mayImport[folder]
		if !known {
			report("%s: package %q is not in the import table of main_test.go", s.name, folder)
			continue
		}
		for _, fault := range importFaults(s, allowed) {
			report("%s %s", s.name, fault)
		}
	}
	for folder, n := range docs {
		if n != 1 {
			report("package %q has %d package comments, want one", path.Join(module, folder), n)
		}
	}
	slices.Sort(found)
	return found
}

// importFaults are the breaches in what one file imports.
func importFaults(s source, allowed []string) []string {
	var found []string
	folder := s.folder()
	for _, spec := range s.file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			found = append(found, err.Error())
			continue
		}
		if ours, is := ownFolder(imported); is {
			switch {
			case !slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, ours) }):
				found = append(found, fmt.Sprintf("may not import %s: only %q", imported, allowed))
			case slices.Contains(testSupport, ours) && !slices.Contains(testSupport, folder):
				found = append(found, fmt.Sprintf("imports %s, which is test support and is never shipped", imported))
			}
		}
		for _, door := range onlyIn {
			if within(door.what, imported) && !slices.Contains(door.in, folder) {
				where := strings.Join(door.in, ", ")
				if where == "" {
					where = "the program itself"
				}
				found = append(found, fmt.Sprintf("imports %s, which is allowed only in %s", imported, where))
			}
		}
		if !slices.Contains(pure, folder) {
			continue
		}
		if slices.ContainsFunc(impure, func(what string) bool { return within(what, imported) }) {
			found = append(found, fmt.Sprintf("imports %s, but %s is pure", imported, folder))
		}
		if imported == "time" {
			found = append(found, clockFaults(s, spec)...)
		}
	}
	return found
}

// clockFaults are uses of the present time in a pure package, where time is handed in.
func clockFaults(s source, spec *ast.ImportSpec) []string {
	clock := "time"
	if spec.Name != nil {
		clock = spec.Name.Name
	}
	if clock == "." {
		return []string{"imports time into its own names, which hides where it looks at the clock"}
	}
	var found []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if selector, is := n.(*ast.SelectorExpr); is {
			if x, is := selector.X.(*ast.Ident); is && x.Name == clock && slices.Contains(clockUsing, selector.Sel.Name) {
				found = append(found, fmt.Sprintf("looks at the clock with time.%s: time is handed in", selector.Sel.Name))
			}
		}
		return true
	})
	return found
}

// ownFolder is the place of a package of ours in the repository.
func ownFolder(imported string) (string, bool) {
	if imported == module {
		return "", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// within tells whether a package is what, or lies below it.
func within(what, imported string) bool {
	return imported == what || strings.HasPrefix(imported, what+"/")
}

func matches(pattern, folder string) bool {
	if below, is := strings.CutSuffix(pattern, "*"); is {
		return strings.HasPrefix(folder, below)
	}
	return pattern == folder
}
