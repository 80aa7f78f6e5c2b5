package app_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sentencesFile is where a screen in Filipino finds what the station says in English.
const sentencesFile = "../frontend/src/i18n/fil.sentences.json"

// Where the station says something to people: what is called with sentences, the fields that hold them, variables that become
// them, what returns them, and tables of them.
var (
	sayingCalls   = []string{"refuse", "bad", "ended"}
	sayingFields  = []string{"Message", "Fix"}
	sayingNames   = []string{"message", "fix", "how", "consequence"}
	sayingReturns = []string{"Unqualified", "LimitWords", "standsNow", "stockTwice"}
	sayingTables  = []string{"closings", "conflictTitles", "healing", "qualifiedFor"}
)

// TestEverySentenceOfTheStationIsInFilipino reads the sentences out of the source: {} stands for what is filled in, and {1}
// for the first of it.
func TestEverySentenceOfTheStationIsInFilipino(t *testing.T) {
	said := sentences(t, "..", ".", "armory", "console", "exchange", "images", "paper", "../storage", "../hub", "../hub/core", "../hub/enrol")
	if len(said) < 500 {
		t.Fatalf("only %d sentences were found", len(said))
	}
	text, err := os.ReadFile(sentencesFile)
	if err != nil {
		t.Fatal(err)
	}
	filipino := map[string]string{}
	if err := json.Unmarshal(text, &filipino); err != nil {
		t.Fatal(err)
	}
	hole := regexp.MustCompile(`\{\d+\}`)
	for _, s := range said {
		words, known := filipino[s]
		if !known {
			t.Errorf("not in Filipino: %q", s)
			continue
		}
		var want []string
		for n := range strings.Count(s, "{}") {
			want = append(want, "{"+strconv.Itoa(n+1)+"}")
		}
		got := hole.FindAllString(words, -1)
		if slices.Sort(got); !slices.Equal(got, want) || strings.Contains(words, "{}") {
			t.Errorf("%q: %q does not say all that is filled in", s, words)
		}
	}
	for s := range filipino {
		if !slices.Contains(said, s) {
			t.Errorf("nobody says %q any more", s)
		}
	}
}

// sentences are those in the source of packages, and those that a screen says of a station that does not answer; in order.
func sentences(t *testing.T, dirs ...string) []string {
	t.Helper()
	var out []string
	add := func(e ast.Expr) {
		s, known := sentence(e)
		s = fmtVerb.ReplaceAllString(s, "{}")
		if known && strings.ToUpper(s) != s { // neither a code nor a frame for what is filled in
			out = append(out, s)
		}
	}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool { saying(n, add); return true })
		}
	}
	screen, err := os.ReadFile("../frontend/src/backend/errors.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?:message|fix): "([^"]+)"`).FindAllSubmatch(screen, -1) {
		out = append(out, string(found[1]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// saying hands over what a piece of source says to people.
func saying(n ast.Node, add func(ast.Expr)) {
	switch x := n.(type) {
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.Ident); ok && slices.Contains(sayingCalls, f.Name) {
			for _, arg := range x.Args {
				add(arg)
			}
		}
	case *ast.CompositeLit:
		switch of := x.Type.(type) {
		case *ast.Ident:
			choosing(of, x, add)
		case *ast.ArrayType:
			for _, e := range x.Elts {
				if one, ok := e.(*ast.CompositeLit); ok {
					choosing(of.Elt, one, add)
				}
			}
		}
		eachField(x, sayingFields, add)
	case *ast.AssignStmt:
		if x.Tok == token.ADD_ASSIGN { // a sentence goes on
			return
		}
		for i, left := range x.Lhs {
			name, field := left.(*ast.Ident)
			selector, ok := left.(*ast.SelectorExpr)
			if i < len(x.Rhs) && (field && slices.Contains(sayingNames, name.Name) || ok && slices.Contains(sayingFields, selector.Sel.Name)) {
				add(x.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range x.Names {
			if table, ok := x.Values[min(i, max(len(x.Values)-1, 0)):], slices.Contains(sayingTables, name.Name); ok && len(table) > 0 {
				for _, e := range table[0].(*ast.CompositeLit).Elts {
					add(e.(*ast.KeyValueExpr).Value)
				}
			}
		}
	case *ast.FuncDecl:
		if slices.Contains(sayingReturns, x.Name.Name) {
			ast.Inspect(x.Body, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
					add(r.Results[0])
				}
				return true
			})
		}
	}
}

// choosing hands over what a choice of a conflict says.
func choosing(of ast.Expr, x *ast.CompositeLit, add func(ast.Expr)) {
	if name, ok := of.(*ast.Ident); ok && name.Name == "ConflictChoice" {
		eachField(x, []string{"Title", "Consequence"}, add)
	}
}

func eachField(x *ast.CompositeLit, names []string, add func(ast.Expr)) {
	for _, e := range x.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && slices.Contains(names, key.Name) {
				add(pair.Value)
			}
		}
	}
}

var fmtVerb = regexp.MustCompile(`%[-+# 0]*[0-9.]*[a-zA-Z]`)

// sentence is a text of the source with {} for what is filled in; false when nothing of it is written there.
func sentence(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return s, x.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, known := sentence(x.X)
		right, also := sentence(x.Y)
		if !known {
			left = "{}"
		}
		if !also {
			right = "{}"
		}
		return left + right, known || also
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Sprintf" || f.Sel.Name == "TrimSpace" || f.Sel.Name == "Or") {
			s, known := sentence(x.Args[len(x.Args)-1])
			if f.Sel.Name == "Sprintf" {
				s, known = sentence(x.Args[0])
			}
			return s, known
		}
	}
	return "", false
}
