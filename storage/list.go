package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// listing is a list's table: how it is sorted and filtered. The texts are SQL of ours; what users type is bound.
type listing struct {
	from    string
	id      string
	sorts   map[string]string // ends in the id, so that windows do not overlap
	first   string            // sort when none is asked for
	filters map[string]func(value string, q armory.Query) (string, []any, error)
	search  func(words []string) (string, []any)
}

func equals(column string) func(string, armory.Query) (string, []any, error) {
	return func(value string, _ armory.Query) (string, []any, error) { return column + " = ?", []any{value}, nil }
}

func equalsID(column string) func(string, armory.Query) (string, []any, error) {
	return func(value string, _ armory.Query) (string, []any, error) {
		id, err := ledger.ParseID(value)
		return column + " = ?", []any{id[:]}, err
	}
}

// itemStatus knows what time does to a status: an issued item past its due time is Overdue, Out is both. What is in doubt is
// stored as Available.
func itemStatus(value string, q armory.Query) (string, []any, error) {
	switch value {
	case armory.StatusAvailable:
		return doubted("i.status = ? AND i.id NOT IN", q)
	case armory.StatusInDoubt:
		return doubted("i.status = ? AND i.id IN", q)
	case "Out":
		return "i.status IN (?, ?)", []any{armory.StatusIssued, armory.StatusContested}, nil
	case "Due soon":
		return "i.status = ? AND i.due_ms >= ? AND i.due_ms <= ?", []any{armory.StatusIssued, q.NowMs, q.SoonMs}, nil
	case armory.StatusOverdue:
		return "i.status = ? AND i.due_ms > 0 AND i.due_ms < ?", []any{armory.StatusIssued, q.NowMs}, nil
	case armory.StatusIssued:
		return "i.status = ? AND (i.due_ms = 0 OR i.due_ms >= ?)", []any{armory.StatusIssued, q.NowMs}, nil
	}
	return "i.status = ?", []any{value}, nil
}

func doubted(condition string, q armory.Query) (string, []any, error) {
	args := []any{armory.StatusAvailable}
	for _, id := range q.Doubts {
		args = append(args, id[:])
	}
	return condition + " (" + strings.TrimSuffix(strings.Repeat("?, ", len(q.Doubts)), ", ") + ")", args, nil
}

// inspectionDue are the items in use whose model calls for an inspection, by rounds or by days. What is in maintenance is in
// hands already.
func inspectionDue(_ string, q armory.Query) (string, []any, error) {
	return `i.status IN (?, ?, ?) AND i.n IN (
		SELECT d.n FROM model_list m JOIN item_list d ON d.model = m.id AND d.fired > 0 AND d.fired >= m.inspect_rounds WHERE m.inspect_rounds > 0
		UNION SELECT d.n FROM model_list m JOIN item_list d ON d.model = m.id AND d.checked_ms <= ? - m.inspect_days * 86400000 WHERE m.inspect_days > 0)`,
		[]any{armory.StatusAvailable, armory.StatusIssued, armory.StatusContested, q.NowMs}, nil
}

var listings = map[string]listing{
	"items": {
		from: "item_list i", id: "i.id", first: "label",
		sorts: map[string]string{"label": "i.label%s, i.id%s", "serial": "i.serial%s, i.id%s", "number": "i.number_sort%s, i.number%s, i.id%s",
			"status": "i.status%s, i.due_ms%s, i.model%s, i.id%s", "model": "(SELECT name FROM model_list m WHERE m.id = i.model)%s, i.label%s, i.id%s",
			"due": "i.due_ms = 0%s, i.due_ms%s, i.id%s", "checked": "i.checked_ms%s, i.id%s"},
		filters: map[string]func(string, armory.Query) (string, []any, error){"status": itemStatus, "modelId": equalsID("i.model"),
			"inspection": inspectionDue, "condition": equals("i.condition"), "holder": equalsID("i.holder"),
			"category": func(value string, _ armory.Query) (string, []any, error) {
				return "i.model IN (SELECT id FROM model_list WHERE category = ?)", []any{value}, nil
			}},
		search: func(words []string) (string, []any) {
			return "i.n IN (SELECT rowid FROM item_fts WHERE item_fts MATCH ?)", []any{match(words)}
		},
	},
	"people": {
		from: "person_list p", id: "p.id", first: "name",
		sorts: map[string]string{"name": "p.last_name%s, p.first_name%s, p.id%s", "rank": "p.rank%s, p.last_name%s, p.id%s", "serial": "p.serial%s, p.id%s",
			"group": "p.grp%s, p.last_name%s, p.id%s", "label": "p.label%s, p.id%s"},
		filters: map[string]func(string, armory.Query) (string, []any, error){"status": equals("p.status"), "group": equals("p.grp"), "rank": equals("p.rank"),
			"holding": func(value string, _ armory.Query) (string, []any, error) {
				exists := "EXISTS (SELECT 1 FROM item_list i WHERE i.holder = p.id AND i.holder <> x'')"
				if value == "no" {
					exists = "NOT " + exists
				}
				return exists, nil, nil
			}},
		search: func(words []string) (string, []any) {
			return "p.n IN (SELECT rowid FROM person_fts WHERE person_fts MATCH ?)", []any{match(words)}
		},
	},
	"transactions": {
		from: "tx_list t", id: "t.id", first: "-time",
		sorts: map[string]string{"time": "t.lam%s, t.log%s"},
		filters: map[string]func(string, armory.Query) (string, []any, error){"action": equals("t.action"), "person": equalsID("t.person"),
			"purpose": equals("t.purpose"), "station": equalsID("t.station"), "account": equalsID("t.account"), "from": wall(">="), "to": wall("<"),
			"item": func(value string, _ armory.Query) (string, []any, error) {
				id, err := ledger.ParseID(value)
				return "t.id IN (SELECT tx FROM tx_line WHERE item = ?)", []any{id[:]}, err
			},
			"mass": func(value string, _ armory.Query) (string, []any, error) {
				return "t.id IN (SELECT id FROM idx WHERE name = 'mass' AND value = ? AND kind = ?)", []any{value, string(armory.DocTransaction)}, nil
			},
			"open": stillOut},
		search: func(words []string) (string, []any) {
			var parts []string
			var args []any
			for _, word := range words {
				one := match([]string{word})
				parts = append(parts, `(t.purpose LIKE '%' || ? || '%' OR t.person IN (SELECT id FROM person_list WHERE n IN (SELECT rowid FROM person_fts WHERE person_fts MATCH ?))
					OR t.id IN (SELECT tx FROM tx_line WHERE item IN (SELECT id FROM item_list WHERE n IN (SELECT rowid FROM item_fts WHERE item_fts MATCH ?))))`)
				args = append(args, word, one, one)
			}
			// A receipt number is several words to look for, but one thing to find.
			receipt := strings.ToUpper(strings.Join(words, "-"))
			return "(t.receipt LIKE ? || '%' OR " + strings.Join(parts, " AND ") + ")", append([]any{receipt}, args...)
		},
	},
	"discrepancies": {
		from: "discrepancy_list d", id: "d.id", first: "open",
		sorts: map[string]string{"open": "d.done%s, d.ms DESC, d.id", "found": "d.ms%s, d.id%s"},
		filters: map[string]func(string, armory.Query) (string, []any, error){"state": discrepancyState, "item": about, "person": about,
			"kind": func(value string, _ armory.Query) (string, []any, error) {
				if value == "ledger" {
					return "d.found = 'ledger'", nil, nil
				}
				return "d.found = 'person' AND d.kind = ?", []any{value}, nil
			}},
		search: func(words []string) (string, []any) {
			var parts []string
			var args []any
			for _, word := range words {
				one := match([]string{word})
				parts = append(parts, `(d.kind LIKE '%' || ? || '%' OR d.text LIKE '%' || ? || '%' OR d.item IN (SELECT id FROM item_list WHERE n IN (SELECT rowid FROM item_fts WHERE item_fts MATCH ?))
					OR d.person IN (SELECT id FROM person_list WHERE n IN (SELECT rowid FROM person_fts WHERE person_fts MATCH ?)))`)
				args = append(args, word, word, one, one)
			}
			return strings.Join(parts, " AND "), args
		},
	},
}

// discrepancyState knows two words beside the states: open is what somebody has to do something about, done the rest.
func discrepancyState(value string, _ armory.Query) (string, []any, error) {
	switch value {
	case "open":
		return "d.done = 0", nil, nil
	case "done":
		return "d.done = 1", nil, nil
	}
	return "d.state = ?", []any{value}, nil
}

// about finds what a discrepancy is about, an item or a person, also where it is about several.
func about(value string, _ armory.Query) (string, []any, error) {
	id, err := ledger.ParseID(value)
	return "d.id IN (SELECT id FROM idx WHERE name = 'about' AND value = ?)", []any{id.String()}, err
}

func wall(operator string) func(string, armory.Query) (string, []any, error) {
	return func(value string, _ armory.Query) (string, []any, error) {
		at, err := time.Parse(time.RFC3339, value)
		return "t.wall_ms " + operator + " ?", []any{at.UnixMilli()}, err
	}
}

// words takes a text to search for apart: letters with their accents (which may be signs of their own) and digits;
// everything else parts them.
func words(text string) []string {
	all := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	all = all[:min(len(all), maxWords)]
	for i, word := range all {
		if letters := []rune(word); len(letters) > maxWord {
			all[i] = string(letters[:maxWord])
		}
	}
	return all
}

// How much is searched for: a name, a rank and a few numbers. A pasted page would be too much for SQLite.
const (
	maxWords = 12
	maxWord  = 100 // letters
)

// match is the full-text question for words that all have to begin some word.
func match(words []string) string {
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i] = `"` + word + `"*`
	}
	return strings.Join(parts, " ")
}

// List is a window of a list and the length of the whole. Lists are items, people, transactions and discrepancies.
func (v *View) List(list string, q armory.Query) ([]ledger.ID, int, error) {
	l, ok := listings[list]
	if !ok {
		return nil, 0, fmt.Errorf("there is no list %q", list)
	}
	where, args, err := l.where(q)
	if err != nil {
		return nil, 0, err
	}
	order, err := l.order(q.Sort)
	if err != nil {
		return nil, 0, err
	}
	var total int
	if err := v.one("SELECT count(*) FROM "+l.from+where, args, &total); err != nil {
		return nil, 0, plain("count a list", err)
	}
	var out []ledger.ID
	err = v.session.once("SELECT "+l.id+" FROM "+l.from+where+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(args, q.Limit, q.Offset), scanIDs(&out))
	return out, total, plain("read a list", err)
}

func (v *View) one(query string, args []any, into ...any) error {
	return v.session.conn.QueryRowContext(context.Background(), query, args...).Scan(into...)
}

var errFilter = &Problem{Code: "INVALID", Message: "The list cannot be filtered or sorted so.", Fix: "Choose from what the page offers."}

func (l listing) where(q armory.Query) (string, []any, error) {
	var parts []string
	var args []any
	for name, value := range q.Filter {
		if value == "" {
			continue
		}
		filter, ok := l.filters[name]
		if !ok {
			return "", nil, errFilter
		}
		part, more, err := filter(value, q)
		if err != nil {
			return "", nil, errFilter.because(err)
		}
		parts, args = append(parts, part), append(args, more...)
	}
	if all := words(q.Text); len(all) > 0 {
		part, more := l.search(all)
		parts, args = append(parts, part), append(args, more...)
	} else if strings.TrimSpace(q.Text) != "" {
		parts = append(parts, "0") // only signs: nothing is called so
	}
	if len(parts) == 0 {
		return "", args, nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args, nil
}

func (l listing) order(sort string) (string, error) {
	if sort == "" {
		sort = l.first
	}
	name, descending := strings.CutPrefix(sort, "-")
	order, ok := l.sorts[name]
	if !ok {
		return "", errFilter
	}
	direction := ""
	if descending {
		direction = " DESC"
	}
	return strings.ReplaceAll(order, "%s", direction), nil
}

// Search finds people, items and transactions for the command palette.
func (v *View) Search(text string, limit int) ([]armory.Found, error) {
	var out []armory.Found
	for _, list := range []string{"people", "items", "transactions"} {
		kind := armory.DocRecord
		if list == "transactions" {
			kind = armory.DocTransaction
		}
		ids, _, err := v.List(list, armory.Query{Text: text, Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, armory.Found{Kind: kind, ID: id})
		}
	}
	return out[:min(len(out), 2*limit)], nil
}

// Strength counts the items by model and state; Issued and Overdue apart.
func (v *View) Strength(nowMs int64) ([]armory.Strength, error) {
	var out []armory.Strength
	err := v.session.each(`SELECT model, CASE WHEN status = 'Issued' AND due_ms > 0 AND due_ms < ? THEN 'Overdue' ELSE status END AS state, count(*)
		FROM item_list INDEXED BY item_model WHERE model <> x'' GROUP BY model, state ORDER BY model, state`, []any{nowMs}, func(scan func(...any) error) error {
		var row armory.Strength
		var model []byte
		if err := scan(&model, &row.Status, &row.Count); err != nil {
			return err
		}
		row.Model = ledger.ID(model)
		out = append(out, row)
		return nil
	})
	return out, plain("count the items", err)
}

// TodayCounts counts the items that went out and came back since a time. A conversion is neither: nothing went out by it.
func (v *View) TodayCounts(fromMs int64) (taken, returned int, err error) {
	err = v.session.each("SELECT action, sum(items) FROM tx_list WHERE wall_ms >= ? AND items > 0 GROUP BY action", []any{fromMs}, func(scan func(...any) error) error {
		var action string
		var n int
		if err := scan(&action, &n); err != nil {
			return err
		}
		if action == armory.ActionTake {
			taken = n
		} else {
			returned = n
		}
		return nil
	})
	return taken, returned, plain("count the day's items", err)
}

// ReturnedBy is the Return or the conversion that ended a line of a Take.
func (v *View) ReturnedBy(take ledger.CommandID, item ledger.SubjectID) (ledger.CommandID, bool, error) {
	var raw []byte
	err := v.session.get(context.Background(), "SELECT returned FROM tx_line WHERE tx = ? AND item = ?", []any{take.ID[:], item.ID[:]}, &raw)
	if errors.Is(err, sql.ErrNoRows) || err == nil && raw == nil {
		return ledger.CommandID{}, false, nil
	}
	if err != nil {
		return ledger.CommandID{}, false, plain("read a line", err)
	}
	return ledger.CommandID{ID: ledger.ID(raw)}, true, nil
}
