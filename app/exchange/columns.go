package exchange

import (
	"slices"
	"strings"
)

// Column is a column a table may have. Names are compared without letter case, spaces, underscores and hyphens.
type Column struct {
	Name     string
	Required bool
	Aliases  []string
}

// People are the columns of a list of people.
var People = []Column{
	{"serial", true, []string{"serial no", "serial number", "s/n", "sn", "afsn"}}, {"rank", true, nil},
	{"last_name", true, []string{"surname", "family name", "last"}}, {"first_name", true, []string{"given name", "first"}},
	{"middle_initial", false, []string{"mi", "m.i.", "middle", "middle name"}}, {"group", false, []string{"unit", "squadron"}},
	{"phone", false, []string{"phone no", "contact", "contact no", "mobile"}}, {"status", false, nil}, {"code", false, []string{"badge", "badge code"}},
	{"qual_rifle", false, []string{"rifle qualification", "rifle qualified until"}}, {"qual_pistol", false, []string{"pistol qualification", "pistol qualified until"}},
	{"qual_other", false, []string{"other qualification", "other qualified until"}}, {"assigned", false, []string{"assigned weapon", "assigned item"}},
}

// Items are the columns of a list of items.
var Items = []Column{
	{"model", true, []string{"type", "model name", "model code"}}, {"serial", true, []string{"serial no", "serial number", "s/n", "sn"}},
	{"number", false, []string{"rack", "rack no", "rack number", "no", "item number"}}, {"condition", false, nil}, {"status", false, nil},
	{"description", false, []string{"remarks", "notes"}}, {"code", false, []string{"factory code", "qr", "qr code", "barcode"}},
}

// Mapping says where each known column stands in a table.
type Mapping struct {
	At      map[string]int // name of the column -> cell
	Ignored []string       // headers nobody knows
	Doubled []string       // columns that stand there twice
	Missing []string       // required ones that are not there
}

// Match finds known columns in a header.
func Match(header []string, columns []Column) Mapping {
	m := Mapping{At: map[string]int{}}
	for i, name := range header {
		key := fold(name)
		at := slices.IndexFunc(columns, func(c Column) bool {
			return fold(c.Name) == key || slices.ContainsFunc(c.Aliases, func(a string) bool { return fold(a) == key })
		})
		switch {
		case at < 0:
			if name != "" {
				m.Ignored = append(m.Ignored, name)
			}
		case has(m.At, columns[at].Name):
			m.Doubled = append(m.Doubled, columns[at].Name)
		default:
			m.At[columns[at].Name] = i
		}
	}
	for _, c := range columns {
		if c.Required && !has(m.At, c.Name) {
			m.Missing = append(m.Missing, c.Name)
		}
	}
	return m
}

func has(m map[string]int, name string) bool {
	_, ok := m[name]
	return ok
}

func fold(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "", "*", "").Replace(strings.ToLower(name))
}
