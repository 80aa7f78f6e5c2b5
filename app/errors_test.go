package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Who is told to come back later is told when: a program reads retry_after_ms with every BUSY, SETTLING and NO_HUB.
func TestWhoIsToldToWaitIsToldForHowLong(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../*.go", "*.go", "*/*.go", "../hub/*.go", "../hub/*/*.go", "../storage/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	told := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			made, is := n.(*ast.CompositeLit)
			if !is {
				return true
			}
			fields := map[string]ast.Expr{}
			for _, e := range made.Elts {
				if pair, is := e.(*ast.KeyValueExpr); is {
					if key, is := pair.Key.(*ast.Ident); is {
						fields[key.Name] = pair.Value
					}
				}
			}
			code, is := fields["Code"].(*ast.BasicLit)
			if !is || fields["Message"] == nil || !slices.Contains([]string{`"BUSY"`, `"SETTLING"`, `"NO_HUB"`}, code.Value) {
				return true
			}
			told++
			if fields["RetryMs"] == nil {
				t.Errorf("%s: %s without RetryMs", set.Position(made.Pos()), code.Value)
			}
			return true
		})
	}
	if told < 10 {
		t.Errorf("only %d were found", told)
	}
}
