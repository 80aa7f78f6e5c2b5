package armory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"armguard/app/ledger"
)

// RecordKind is what a record registers.
type RecordKind string

const (
	KindPerson  RecordKind = "person"
	KindItem    RecordKind = "item"
	KindModel   RecordKind = "model"
	KindPurpose RecordKind = "purpose"
	KindAccount RecordKind = "account"
	KindStation RecordKind = "station"
	KindSite    RecordKind = "site"
	KindList    RecordKind = "list"
	KindStock   RecordKind = "stock"
)

// Field describes one field of a record: the one place that says what it may hold. Import, forms, entries and
// conflicts all go by it.
type Field struct {
	Name     string
	Title    string // on screen
	Required bool
	Max      int      // characters
	Choices  []string // when not any text
	Order    []string // restrictive fields: the furthest along wins when edits crossed
	Unique   bool     // at most one live record of the kind
	Lines    bool     // may hold several lines
	Check    func(string) error
}

var yes = []string{"", "yes"}

// Fields are the fields of each kind of record, in the order screens show them.
var Fields = map[RecordKind][]Field{
	KindPerson: {
		{Name: "serial", Title: "Serial number", Required: true, Max: 32, Unique: true},
		{Name: "rank", Title: "Rank", Required: true, Max: 16},
		{Name: "last_name", Title: "Last name", Required: true, Max: 60},
		{Name: "first_name", Title: "First name", Required: true, Max: 60},
		{Name: "middle_initial", Title: "Middle initial", Max: 4},
		{Name: "group", Title: "Group", Max: 40},
		{Name: "phone", Title: "Phone", Max: 32},
		{Name: "code", Title: "Badge code", Max: 64, Unique: true},
		{Name: "qual_rifle", Title: "Qualified for rifles until", Max: 10, Check: isDate},
		{Name: "qual_pistol", Title: "Qualified for pistols until", Max: 10, Check: isDate},
		{Name: "qual_other", Title: "Qualified for other equipment until", Max: 10, Check: isDate},
		{Name: photoField, Title: "Photo", Max: 64, Check: isHash},
		{Name: assignedField, Title: "Assigned weapon", Max: 26, Check: isID},
		{Name: "label", Title: "Person id", Required: true, Max: 64, Unique: true},
	},
	KindItem: {
		{Name: "model", Title: "Model", Required: true, Max: 26, Check: isID},
		{Name: "serial", Title: "Serial number", Required: true, Max: 40},
		{Name: "number", Title: "Rack number", Max: 16},
		{Name: "code", Title: "Factory code", Max: 64, Unique: true},
		{Name: "description", Title: "Description", Max: 200},
		{Name: photoField, Title: "Photo", Max: 64, Check: isHash},
		{Name: "label", Title: "Item id", Required: true, Max: 80, Unique: true},
	},
	KindModel: {
		{Name: "name", Title: "Name", Required: true, Max: 60, Unique: true},
		{Name: "code", Title: "Code", Required: true, Max: 20, Unique: true},
		{Name: "category", Title: "Category", Required: true, Max: 10, Choices: categories},
		{Name: "calibre", Title: "Calibre", Max: 20},
		{Name: "inspect_rounds", Title: "Rounds between inspections", Max: 6, Check: isNumber},
		{Name: "inspect_days", Title: "Days between inspections", Max: 4, Check: isNumber},
		{Name: "withdrawn", Title: "Withdrawn", Max: 3, Choices: yes, Order: yes},
	},
	KindPurpose: {
		{Name: "name", Title: "Name", Required: true, Max: 60, Unique: true},
		{Name: "loadouts", Title: "Loadouts", Max: 400, Check: func(s string) error { _, err := ParseLoadouts(s); return err }},
		{Name: "free_text", Title: "Free text", Max: 3, Choices: yes},
		{Name: "withdrawn", Title: "Withdrawn", Max: 3, Choices: yes, Order: yes},
	},
	KindAccount: {
		{Name: "username", Title: "Username", Required: true, Max: 32, Unique: true, Check: isUsername},
		{Name: "name", Title: "Name", Required: true, Max: 80},
		{Name: "role", Title: "Role", Required: true, Max: 16, Choices: roles, Order: roles},
		{Name: "disabled", Title: "Disabled", Max: 3, Choices: yes, Order: yes},
		{Name: "key", Title: "Signing key", Required: true, Max: 64},
		{Name: "credential", Title: "Credential", Required: true, Max: 64},
	},
	KindStation: {
		{Name: "name", Title: "Name", Required: true, Max: 40, Unique: true},
		{Name: "key", Title: "Key", Required: true, Max: 64},
		{Name: "priority", Title: "Succession priority", Max: 4, Check: isNumber},
		{Name: "revoked", Title: "Revoked", Max: 3, Choices: yes, Order: yes},
	},
	KindSite: {
		{Name: "name", Title: "Site name", Required: true, Max: 60},
		{Name: "unit", Title: "Unit", Max: 80},
		{Name: "root", Title: "Root key", Required: true, Max: 64},
		{Name: "commander_name", Title: "Commander's name", Max: 80},
		{Name: "commander_rank", Title: "Commander's rank", Max: 16},
		{Name: "commander_title", Title: "Commander's title", Max: 80},
		{Name: "limit", Title: "Items out per person", Max: 10, Check: isLimit},
		{Name: "due_hours", Title: "Hours until a temporary receipt is due", Max: 4, Check: isHours},
		{Name: dueSoonField, Title: "Minutes before it is due that it is said", Max: 4, Check: isNumber},
		{Name: "idle_lock_min", Title: "Minutes until the idle lock", Max: 4, Check: isNumber},
		{Name: "cut_off", Title: "Issuing while cut off", Max: 12, Choices: []string{CutOffConfirm, CutOffFree, CutOffTwoPerson}},
		{Name: "qualification", Title: "Issuing without qualification", Max: 6, Choices: []string{QualificationOff, QualificationWarn, QualificationRefuse}},
		{Name: "two_person", Title: "What needs a second person", Max: 60, Check: isTwoPerson},
		{Name: "opening_count", Title: "Opening count at", Max: 5, Check: isTimeOfDay},
		{Name: "closing_count", Title: "Closing count at", Max: 5, Check: isTimeOfDay},
	},
	KindList: {
		{Name: "name", Title: "Name", Required: true, Max: 40},
		{Name: "title", Title: "Title", Required: true, Max: 60},
		{Name: "values", Title: "Words", Max: 4000, Lines: true},
	},
	KindStock: {
		{Name: "name", Title: "Name", Required: true, Max: 60},
		{Name: "type", Title: "Type", Required: true, Max: 16, Choices: stockTypes},
		{Name: "calibre", Title: "Calibre", Max: 20},
		{Name: "category", Title: "Goes with", Max: 10, Choices: categories},
		{Name: "lot", Title: "Lot", Max: 40},
		{Name: "cap", Title: "Cap per issue", Max: 6, Check: isNumber},
		{Name: "low", Title: "Warn below", Max: 8, Check: isNumber},
		{Name: "withdrawn", Title: "Withdrawn", Max: 3, Choices: yes, Order: yes},
	},
}

func fieldOf(kind RecordKind, name string) (Field, bool) {
	for _, f := range Fields[kind] {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Value is the field's value: the newest surviving version, or the most restrictive one; of a site's root key the first.
func (r *Record) Value(name string) string {
	versions := r.Fields[name]
	if r.Kind == KindSite && name == "root" && len(versions) > 0 {
		return versions[0].Text
	}
	if len(r.Spared) > 0 && (name == "role" || name == "disabled") {
		spared := slices.Clone(versions)
		for i, v := range spared {
			switch {
			case !slices.Contains(r.Spared, v.Stamp.Hash):
			case name == "role":
				spared[i].Text = RoleSuperuser
			default:
				spared[i].Text = ""
			}
		}
		versions = spared
	}
	if f, ok := fieldOf(r.Kind, name); ok && f.Order != nil {
		return mostRestrictive(versions, f.Order)
	}
	return newest(versions)
}

// Number is a field that holds a whole number, or standard when it holds none.
func (r *Record) Number(name string, standard int) int {
	n, err := strconv.Atoi(r.Value(name))
	if err != nil {
		return standard
	}
	return n
}

// Disputed lists the fields that two edits changed without seeing each other, to different values.
func (r *Record) Disputed() []string {
	var out []string
	if !r.Merged.IsZero() {
		return nil
	}
	for name, versions := range r.Fields {
		for _, v := range versions[1:] {
			if v.Text != versions[0].Text {
				out = append(out, name)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

// Keys: every record by its kind; unique fields by their folded value; an item by its serial alone and with its
// model; a person and an item by everything a scanner may read, also when another record stands for it.
func (r *Record) Keys() []Key {
	keys := []Key{{"kind", string(r.Kind)}}
	if !r.Merged.IsZero() {
		keys = []Key{{"merged", r.Merged.String()}}
	}
	keys = append(keys, r.numbers()...)
	if r.Kind == KindItem || r.Kind == KindPerson {
		for _, name := range []string{"label", "code", "serial"} {
			if key := (Key{"scan", Fold(r.Value(name))}); key.Value != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	if r.Kind == KindStock && r.Merged.IsZero() && r.Value("withdrawn") == "" {
		keys = append(keys, stockKey(r.Value("type"), r.Value("calibre")))
	}
	if len(r.Disputed()) > 0 {
		keys = append(keys, Key{"disputed", "yes"})
	}
	return keys
}

// numbers are the keys no other live record may have: its unique fields, and an item's serial within its model.
func (r *Record) numbers() []Key {
	var keys []Key
	if !r.Merged.IsZero() {
		return nil
	}
	for _, f := range Fields[r.Kind] {
		if v := r.Value(f.Name); f.Unique && v != "" {
			keys = append(keys, Key{string(r.Kind) + "." + f.Name, Fold(v)})
		}
	}
	if r.Kind == KindItem {
		keys = append(keys, Key{"item.serial", r.Value("model") + " " + Fold(r.Value("serial"))})
	}
	return keys
}

// Fold is the form in which codes, numbers and names are compared: upper case, without white space around and doubled.
func Fold(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), " ")) }

// Clean strips what does not belong in a name or a note: control and bidirectional characters, doubled and
// surrounding white space (line breaks stay where lines are allowed).
func Clean(s string, lines bool) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' && lines:
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
		default:
			b.WriteRune(r)
		}
	}
	if !lines {
		return strings.Join(strings.Fields(b.String()), " ")
	}
	rows := strings.Split(b.String(), "\n")
	for i, row := range rows {
		rows[i] = strings.Join(strings.Fields(row), " ")
	}
	return strings.Trim(strings.Join(rows, "\n"), "\n")
}

// CheckField cleans a value and says in a sentence what is wrong with it.
func CheckField(kind RecordKind, name, value string) (string, error) {
	f, ok := fieldOf(kind, name)
	if !ok {
		return "", refuse(CodeInvalid, fmt.Sprintf("There is no field %q.", name), "Leave it out.")
	}
	value = Clean(value, f.Lines)
	switch {
	case f.Required && value == "":
		return "", refuse(CodeInvalid, f.Title+" is missing.", "Fill it in.")
	case len([]rune(value)) > f.Max:
		return "", refuse(CodeInvalid, fmt.Sprintf("%s is too long: %d characters, at most %d.", f.Title, len([]rune(value)), f.Max), "Shorten it.")
	}
	if f.Choices != nil && value != "" {
		for _, c := range f.Choices {
			if strings.EqualFold(c, value) {
				return c, nil
			}
		}
		return "", refuse(CodeInvalid, fmt.Sprintf("%s cannot be %q.", f.Title, value), "Choose one of: "+strings.Join(nonEmpty(f.Choices), ", ")+".")
	}
	if f.Check != nil && value != "" {
		if err := f.Check(value); err != nil {
			return "", refuse(CodeInvalid, fmt.Sprintf("%s: %s.", f.Title, err), "Correct it.")
		}
	}
	return value, nil
}

func nonEmpty(in []string) []string {
	return slices.DeleteFunc(slices.Clone(in), func(s string) bool { return s == "" })
}

func isID(s string) error {
	_, err := ledger.ParseID(s)
	return err
}

func isNumber(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number", s)
	}
	return nil
}

// isHours takes a length of time that is not over at once.
func isHours(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number from 1 on", s)
	}
	return nil
}

// isTimeOfDay takes the hour and minute of a day, as in 06:00.
func isTimeOfDay(s string) error {
	if at, err := time.Parse("15:04", s); err != nil || at.Format("15:04") != s {
		return fmt.Errorf("%q is not a time of day such as 06:00", s)
	}
	return nil
}

func isLimit(s string) error {
	if s == LimitOne || s == LimitOneEach {
		return nil
	}
	if n, err := strconv.Atoi(s); err != nil || n < 1 || n > 60 {
		return fmt.Errorf("%q is not one, one-each or a number from 1 to 60", s)
	}
	return nil
}

func isUsername(s string) error {
	for _, r := range s {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789._-", unicode.ToLower(r)) {
			return fmt.Errorf("only letters a-z, digits, dot, hyphen and underscore")
		}
	}
	if len(s) < 2 {
		return fmt.Errorf("at least 2 characters")
	}
	return nil
}

// FieldsOf are the fields an entry of a kind may set.
func FieldsOf(entryKind string) []Field { return Fields[recordOf[entryKind]] }

// NewRecord is a record as a registration of that kind of entry would make it, for trying rows before anything is written.
func NewRecord(entryKind string, id ledger.ID, set map[string]string) *Record {
	r := &Record{Kind: recordOf[entryKind], ID: id, Fields: map[string][]Version{}}
	for name, value := range set {
		r.Fields[name] = []Version{{Text: value}}
	}
	return r
}

// ColumnOf is the field a refusal's sentence is about: the one whose title or name it begins with or names first.
func ColumnOf(kind RecordKind, sentence string) string {
	lower := strings.ToLower(sentence)
	for _, f := range Fields[kind] {
		if strings.HasPrefix(lower, strings.ToLower(f.Title)) {
			return f.Name
		}
	}
	for _, name := range []string{"rank", "group", "model", "status", "condition"} {
		if strings.HasPrefix(lower, "there is no "+name) {
			return name
		}
	}
	return ""
}
