package console_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

// matrixRow is one line of testdata/matrix.txt: what is called, and by column whether it is allowed.
type matrixRow struct {
	line  int
	what  string
	cells []string
}

func readMatrix(t *testing.T) (columns []string, rows []matrixRow) {
	t.Helper()
	file, err := os.Open("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	for line := 1; scanner.Scan(); line++ {
		words := strings.Fields(scanner.Text())
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if columns == nil {
			columns = words[1:]
			continue
		}
		at := len(words) - len(columns)
		if at < 1 {
			t.Fatalf("line %d has too few words", line)
		}
		for _, cell := range words[at:] {
			if cell != "yes" && cell != "no" {
				t.Fatalf("line %d says %q, want yes or no", line, cell)
			}
		}
		rows = append(rows, matrixRow{line, strings.Join(words[:at], " "), words[at:]})
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return columns, rows
}

// No role does what it must not: every cell of the matrix is tried by a real account over HTTP.
func TestEveryRoleMayDoWhatTheMatrixSays(t *testing.T) {
	columns, rows := readMatrix(t)
	if want := []string{"superuser", "administrator", "armorer", "auditor", "display", "nobody"}; !slices.Equal(columns, want) {
		t.Fatalf("got columns %q, want %q", columns, want)
	}
	r := founded(t)
	r.Fill(1, 1)

	t.Run("every method that can be called stands in it", func(t *testing.T) {
		listed := map[string]bool{}
		for _, row := range rows {
			name, _, _ := strings.Cut(row.what, " ")
			listed[name] = true
		}
		for method := range r.App.Door().Methods() {
			if !listed[method] {
				t.Errorf("%s is not in testdata/matrix.txt: say who may call it", method)
			}
		}
	})

	usernames := map[string]string{"superuser": "root"}
	for _, role := range columns[1:5] {
		usernames[role] = role
		apptest.Must[app.Account](r.Station, r.Root, "Accounts.Add", app.NewAccount{Username: role, Name: role, Role: role, Password: apptest.Password})
	}
	signIn := func(username string) string {
		return get[app.SignedIn](r, "", "POST", "/api/sign-in", map[string]string{"username": username, "password": apptest.Password}, 200).Token
	}
	tokens := map[string]string{"nobody": ""}
	for role, username := range usernames {
		tokens[role] = signIn(username)
	}
	person, item := r.Person("P00001"), r.Item("W00001")
	model := apptest.Must[[]app.Model](r.Station, r.Root, "Inventory.Models")[0]
	n := 0
	// args are what a method is called with, where nothing would be another refusal, or another question.
	args := func(what, role string) []any {
		n++
		switch what {
		case "Session.SignIn":
			return []any{"root", apptest.Password}
		case "Session.Approve":
			return []any{map[bool]string{true: "armorer", false: "root"}[role == "superuser"], apptest.Password}
		case "Session.Unlock":
			return []any{apptest.Password}
		case "Session.ChangePassword":
			return []any{apptest.Password, "short"}
		case "People.Save":
			return []any{app.PersonForm{Serial: fmt.Sprintf("N%d", n), Rank: "SGT", LastName: "New", FirstName: role}}
		case "People.Save edit":
			return []any{app.PersonForm{ID: person, Serial: "P00001", Rank: "SGT", LastName: "Cruz1", FirstName: "Juan", Phone: fmt.Sprint(n)}}
		case "Inventory.Save":
			return []any{app.ItemForm{ModelID: model.ID, Serial: fmt.Sprintf("N%d", n)}}
		case "Inventory.Save edit":
			return []any{app.ItemForm{ID: item, ModelID: apptest.Must[app.ItemRecord](r.Station, r.Root, "Inventory.Get", item).ModelID, Serial: "W00001", Number: fmt.Sprint(n)}}
		case "Stock.Change":
			return []any{app.StockChange{ID: apptest.Must[[]app.StockRow](r.Station, r.Root, "Stock.List")[0].ID, How: "received", Quantity: 1}}
		case "Stock.Change count":
			return []any{app.StockChange{ID: apptest.Must[[]app.StockRow](r.Station, r.Root, "Stock.List")[0].ID, How: "counted", Quantity: n}}
		case "Notices.Publish":
			return []any{app.NewAnnouncement{Title: "From " + role}}
		case "Notices.Notify":
			return []any{app.NewAnnouncement{Title: "To " + role, Level: "info"}}
		case "Accounts.Add":
			return []any{app.NewAccount{Username: fmt.Sprintf("new%d", n), Name: role, Role: "auditor", Password: apptest.Password}}
		case "Exchange.Export":
			return []any{"items", "csv", app.ListQuery{}}
		case "Exchange.Export people":
			return []any{"people", "csv", app.ListQuery{}}
		case "Reports.Get", "Reports.Print":
			return []any{app.ReportQuery{Report: "activity", By: "person"}}
		case "Reports.Export":
			return []any{"csv", app.ReportQuery{Report: "issues", By: "day"}}
		case "Reports.Export people":
			return []any{"csv", app.ReportQuery{Report: "activity", By: "person"}}
		case "Exchange.Begin":
			return []any{"people", "people.csv", 10}
		}
		return []any{}
	}
	try := func(what, role, token string) int {
		switch {
		case strings.HasPrefix(what, "/"):
			_, status := r.dial(token, what)
			return status
		case strings.HasPrefix(what, "GET "), strings.HasPrefix(what, "POST "):
			method, path, _ := strings.Cut(what, " ")
			if path == "/api/sign-out" && token != "" {
				token = signIn(usernames[role])
			}
			return r.do(token, method, path, map[string]any{}).status
		}
		if slices.Contains([]string{"Session.SignIn", "Session.SignOut", "Session.Lock"}, what) && token != "" {
			token = signIn(usernames[role])
		}
		name, _, _ := strings.Cut(what, " ")
		return r.do(token, "POST", "/rpc/"+name, args(what, role)).status
	}
	for _, row := range rows {
		for i, role := range columns {
			got, want := try(row.what, role, tokens[role]), row.cells[i]
			refused := http.StatusForbidden
			if role == "nobody" {
				refused = http.StatusUnauthorized
			}
			switch {
			case want == "no" && got != refused:
				t.Errorf("line %d: %s by %s: got %d, want %d", row.line, row.what, role, got, refused)
			case want == "yes" && (got == http.StatusUnauthorized || got == http.StatusForbidden || got >= 500):
				t.Errorf("line %d: %s by %s: got %d, want it allowed", row.line, row.what, role, got)
			}
		}
	}
}
