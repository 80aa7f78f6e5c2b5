package app_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the TypeScript mirror of the structs that cross the door")

// mirror is where the screens read what crosses the door.
const mirror = "../frontend/src/backend/types.gen.ts"

func TestTypeScriptMirrorsTheStructsThatCrossTheDoor(t *testing.T) {
	want := "// Mirror of the structs that cross the door (app/views*.go, app/errors.go). Written by the Go test; do not edit.\n"
	for _, name := range []string{"errors.go", "views.go", "views_stations.go", "views_reports.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			types, ok := decl.(*ast.GenDecl)
			if !ok || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				one := spec.(*ast.TypeSpec)
				if shape, ok := one.Type.(*ast.StructType); ok {
					text, err := typeScript(one, shape)
					if err != nil {
						t.Fatal(err)
					}
					want += text
				}
			}
		}
	}
	if *update {
		if err := os.WriteFile(mirror, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(mirror)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("%s is not what the structs say; write it with go test ./app -run TypeScript -update. It differs at %q, want %q", mirror,
			got[at:min(at+80, len(got))], want[at:min(at+80, len(want))])
	}
}

// typeScript is a struct as an interface.
func typeScript(spec *ast.TypeSpec, shape *ast.StructType) (string, error) {
	name, parents, fields := spec.Name.Name, []string{}, ""
	if spec.TypeParams != nil {
		name += "<" + spec.TypeParams.List[0].Names[0].Name + ">"
	}
	for _, field := range shape.Fields.List {
		of, err := typeOf(field.Type)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if len(field.Names) == 0 {
			parents = append(parents, of)
			continue
		}
		if field.Tag == nil {
			return "", fmt.Errorf("%s.%s has no JSON name", name, field.Names[0])
		}
		tag, err := strconv.Unquote(field.Tag.Value)
		if err != nil {
			return "", err
		}
		key, option, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		if option == "omitempty" {
			key += "?"
		}
		fields += "  readonly " + key + ": " + of + ";\n"
	}
	if len(parents) > 0 {
		name += " extends " + strings.Join(parents, ", ")
	}
	return "\nexport interface " + name + " {\n" + fields + "}\n", nil
}

// typeOf is a field's type; slices are never null, pointers may be.
func typeOf(expr ast.Expr) (string, error) {
	switch e := expr.(type) {
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string", nil
		case "bool":
			return "boolean", nil
		case "int":
			return "number", nil
		case "int64", "uint64", "float64", "byte", "any":
			return "", fmt.Errorf("%s does not cross the door: a number there is an int below 2^53", e.Name)
		}
		return e.Name, nil
	case *ast.StarExpr:
		of, err := typeOf(e.X)
		return of + " | null", err
	case *ast.ArrayType:
		of, err := typeOf(e.Elt)
		if strings.HasPrefix(of, "readonly ") {
			of = "(" + of + ")"
		}
		return "readonly " + of + "[]", err
	case *ast.MapType:
		of, err := typeOf(e.Value)
		return "{ readonly [key: string]: " + of + " }", err
	}
	return "", fmt.Errorf("a %T does not cross the door", expr)
}
