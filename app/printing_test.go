package app_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
)

// printed is what a printed file says, with white space as single spaces.
func printed(t *testing.T, file app.File) string {
	t.Helper()
	return strings.Join(strings.Fields(read(t, file, "-layout")), " ")
}

// read checks that a file is a PDF and has Poppler read its text.
func read(t *testing.T, file app.File, how string) string {
	t.Helper()
	body, err := base64.StdEncoding.DecodeString(file.Base64)
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) || file.Mime != "application/pdf" || !strings.HasSuffix(file.Name, ".pdf") {
		t.Fatalf("%s (%s) is no PDF: %.20q, %v", file.Name, file.Mime, body, err)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("skipped: pdftotext is not on this PC; build/install.sh test installs it (package poppler-utils)")
	}
	in := filepath.Join(t.TempDir(), "in.pdf")
	if err := os.WriteFile(in, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", how, in, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// says fails for each text that is not on a sheet.
func says(t *testing.T, sheet string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(sheet, text) {
			t.Errorf("%q is not on it: %s", text, sheet)
		}
	}
}

func TestPrinting(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Import("people", "serial,rank,last_name,first_name,middle_initial\nP1,SGT,Dela Cruz,Juan,m\nP2,CPT,Reyes,Ana,\n")
	s.Import("items", "model,serial,number\nM4,W1,12\nGlock 17,G1,77\n")
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.CommanderName, site.CommanderRank, site.CommanderTitle = "Ramon Luna", "COL", "Commanding officer"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	auditor, _ := s.Account("auditor1", "auditor")

	ask := s.Take("P1", "W1")
	ask.Signature, ask.Notes = apptest.Must[string](s, s.Root, "Attachments.Add", app.AttachSignature, apptest.Drawn(t, 90)), "for the range"
	ask.Lines[0].Magazines, ask.Lines[0].Rounds = 3, 90
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
	pdf := func(method string, args ...any) app.File { return apptest.Must[app.File](s, auditor, method, args...) }

	t.Run("a receipt says who took what, when, where and from whom, on both halves", func(t *testing.T) {
		file := pdf("Print.Receipt", take.ID, app.ReceiptPrint{})
		sheet := printed(t, file)
		at := s.Clock.Now().Local().Format("2 Jan 2006")
		says(t, sheet, take.ReceiptNo, "951st Armory", "951st Squadron", "SGT DELA CRUZ, Juan M.", take.PersonLabel, "M4", "W1", take.Lines[0].Label, "90", "for the range",
			"MSGT Mercado", "Counter 1", at, "For the unit", "For the holder", "Temporary receipt (TR)", "Name of auditor1")
		if strings.Contains(sheet, "COPY") {
			t.Error("the first print says that it is a copy")
		}
		if file.Name != "Receipt "+take.ReceiptNo+".pdf" {
			t.Errorf("got %s", file.Name)
		}
		unsigned := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P2", "G1"))
		if with, without := pictures(t, file), pictures(t, pdf("Print.Receipt", unsigned.ID, app.ReceiptPrint{})); with <= without {
			t.Errorf("%d pictures with a signature, %d without", with, without)
		}
		apptest.Must[app.Transaction](s, s.Root, "Counter.Return", s.Return("G1"))
	})
	t.Run("printed again it says so", func(t *testing.T) {
		says(t, printed(t, pdf("Print.Receipt", take.ID, app.ReceiptPrint{Copy: true})), "COPY", take.ReceiptNo)
	})
	t.Run("a Return names who had it when another person brings it", func(t *testing.T) {
		back := s.Return("W1")
		back.PersonID, back.Missing = s.Person("P2"), "expended"
		done := apptest.Must[app.Transaction](s, s.Root, "Counter.Return", back)
		says(t, printed(t, pdf("Print.Receipt", done.ID, app.ReceiptPrint{Paper: "Legal"})), "Brought back by", "CPT REYES, Ana", "was held by SGT DELA CRUZ")
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
	})
	t.Run("a history is in the ledger's order", func(t *testing.T) {
		sheet := printed(t, pdf("Print.Custody", "item", s.Item("W1")))
		says(t, sheet, "Custody history", "M4 Carbine 12", "Issued to SGT DELA CRUZ, Juan M.", take.ReceiptNo)
		if registered, issued := strings.LastIndex(sheet, "Registered"), strings.Index(sheet, "Issued to"); registered > issued {
			t.Errorf("registered after it was issued: %s", sheet)
		}
		says(t, printed(t, pdf("Print.Custody", "person", s.Person("P1"))), "SGT DELA CRUZ, Juan M.", "Took M4 Carbine 12")
	})
	t.Run("tags, cards and codes are of those chosen, in their order", func(t *testing.T) {
		tags := printed(t, pdf("Print.Tags", []string{s.Item("G1"), s.Item("W1")}))
		says(t, tags, "Glock 17", "77", "M4", "12")
		if strings.Index(tags, "Glock") > strings.Index(tags, "M4") {
			t.Errorf("in another order: %s", tags)
		}
		says(t, printed(t, pdf("Print.Cards", []string{s.Person("P1")})), "DELA CRUZ", "Juan M.", "SGT", "COL Ramon Luna", "Commanding officer", "951st Armory")
		says(t, printed(t, pdf("Print.Codes", "item", []string{s.Item("W1")})), "Codes of items", "M4 Carbine 12")
		says(t, printed(t, pdf("Print.Codes", "person", []string{s.Person("P2")})), "Codes of people", "CPT REYES, Ana")
	})
	t.Run("the strength report counts what is in and lists what is out", func(t *testing.T) {
		sheet := printed(t, pdf("Print.Strength"))
		says(t, sheet, "Daily strength report", "M4 Carbine – 1 – – – 1", "Glock 17 1 – – – – 1", "W1", "SGT DELA CRUZ, Juan M.", "COL Ramon Luna", "Name of auditor1")
	})
	t.Run("what is not there is said in a sentence", func(t *testing.T) {
		person, item := s.Person("P1"), s.Item("W1")
		many := make([]string, 501)
		for i := range many {
			many[i] = item
		}
		for name, c := range map[string]struct {
			want, method string
			args         []any
		}{
			"no transaction":        {"NOT_FOUND", "Print.Receipt", []any{"nonsense", app.ReceiptPrint{}}},
			"an item's receipt":     {"NOT_FOUND", "Print.Receipt", []any{item, app.ReceiptPrint{}}},
			"another paper":         {"INVALID", "Print.Receipt", []any{take.ID, app.ReceiptPrint{Paper: "A5"}}},
			"another kind":          {"INVALID", "Print.Custody", []any{"station", item}},
			"a person as an item":   {"NOT_FOUND", "Print.Custody", []any{"item", person}},
			"an item without an id": {"NOT_FOUND", "Print.Custody", []any{"item", ""}},
			"no tags":               {"INVALID", "Print.Tags", []any{[]string{}}},
			"a person's tag":        {"NOT_FOUND", "Print.Tags", []any{[]string{item, person}}},
			"an item's card":        {"NOT_FOUND", "Print.Cards", []any{[]string{item}}},
			"too many tags":         {"TOO_LARGE", "Print.Tags", []any{many}},
			"codes of stations":     {"INVALID", "Print.Codes", []any{"station", []string{item}}},
			"codes of nothing":      {"INVALID", "Print.Codes", []any{"item", []string{}}},
		} {
			_, refused := apptest.Try[app.File](s, auditor, c.method, c.args...)
			if refused == nil || refused.Code != c.want || refused.Message == "" || refused.Fix == "" {
				t.Errorf("%s: got %+v, want %s", name, refused, c.want)
			}
		}
	})
	t.Run("a display prints nothing", func(t *testing.T) {
		display, _ := s.Account("wall", "display")
		for method, args := range map[string][]any{"Print.Receipt": {take.ID, app.ReceiptPrint{}}, "Print.Strength": nil, "Print.Settings": nil} {
			if code := s.Code(display, method, args...); code != "FORBIDDEN" {
				t.Errorf("%s: got %q", method, code)
			}
		}
	})
}

// pictures counts the pictures in a file.
func pictures(t *testing.T, file app.File) int {
	t.Helper()
	body, err := base64.StdEncoding.DecodeString(file.Base64)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(body, []byte("/Subtype /Image"))
}

// More is out than the board lists, and more than one window of it.
func TestTheStrengthReportListsAllThatIsOut(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(5, 205)
	site := apptest.Must[app.SiteSettings](s, s.Root, "Settings.Site")
	site.Limit = "50"
	apptest.Must[app.SiteSettings](s, s.Root, "Settings.SaveSite", site)
	ids := map[string]string{}
	for offset := 0; offset < 205; offset += 100 {
		for _, row := range apptest.Must[app.Page[app.ItemRow]](s, s.Root, "Inventory.List", app.ListQuery{Offset: offset}).Items {
			ids[row.Serial] = row.ID
		}
	}
	for person := range 5 {
		ask := app.IssueRequest{PersonID: s.Person(fmt.Sprintf("P%05d", person+1))}
		for i := range 41 {
			ask.Lines = append(ask.Lines, app.IssueLine{ItemID: ids[fmt.Sprintf("W%05d", person*41+i+1)]})
		}
		apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", ask)
	}
	sheet := printed(t, apptest.Must[app.File](s, s.Root, "Print.Strength"))
	for i := range 205 {
		says(t, sheet, fmt.Sprintf(" W%05d ", i+1))
	}
	if board := apptest.Must[app.Board](s, s.Root, "Board.Get"); len(board.Out) != 200 || board.OutTotal != 205 {
		t.Errorf("the board lists %d of %d", len(board.Out), board.OutTotal)
	}
}

func TestThePrintersOfAPC(t *testing.T) {
	t.Parallel()
	s := apptest.Found(t)
	s.Fill(1, 1)
	take := apptest.Must[app.Transaction](s, s.Root, "Counter.Issue", s.Take("P00001", "W00001"))
	if got := apptest.Must[app.PrinterSettings](s, s.Root, "Print.Settings"); got != (app.PrinterSettings{Paper: "A4"}) {
		t.Errorf("at first: %+v", got)
	}
	set := app.PrinterSettings{Paper: "Legal", Sheets: app.PrintOffset{Right: 25, Down: -50}, Tags: app.PrintOffset{Down: 15}}
	entries := s.Entries()
	apptest.Must[app.PrinterSettings](s, s.Root, "Print.SaveSettings", set)
	if s.Entries() != entries {
		t.Error("the ledger has an entry about a printer")
	}
	if got := apptest.Must[app.PrinterSettings](s, s.Root, "Print.Settings"); got != set {
		t.Errorf("got %+v, want %+v", got, set)
	}
	t.Run("decide how large a sheet is", func(t *testing.T) {
		for paper, size := range map[string]string{"Legal": `width="612.000000" height="1008.000000"`, "A4": `width="595.280000" height="841.890000"`} {
			apptest.Must[app.PrinterSettings](s, s.Root, "Print.SaveSettings", app.PrinterSettings{Paper: paper})
			says(t, read(t, apptest.Must[app.File](s, s.Root, "Print.Receipt", take.ID, app.ReceiptPrint{}), "-bbox"), size)
		}
	})
	t.Run("move what they print, each its own", func(t *testing.T) {
		right := func(set app.PrinterSettings) float64 {
			apptest.Must[app.PrinterSettings](s, s.Root, "Print.SaveSettings", set)
			words := read(t, apptest.Must[app.File](s, s.Root, "Print.Tags", []string{s.Item("W00001")}), "-bbox")
			found := regexp.MustCompile(`xMin="([0-9.]+)"`).FindStringSubmatch(words)
			if found == nil {
				t.Fatalf("no word is on the tag: %s", words)
			}
			x, err := strconv.ParseFloat(found[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		const moved = 1.5 * 72 / 25.4 // points
		straight := right(app.PrinterSettings{Cards: app.PrintOffset{Right: 15}, Sheets: app.PrintOffset{Right: 50}})
		if got := right(app.PrinterSettings{Tags: app.PrintOffset{Right: 15}}) - straight; math.Abs(got-moved) > 0.1 {
			t.Errorf("the tag moved by %g pt, want %g", got, moved)
		}
	})
	t.Run("that cannot be are refused, and nothing is kept", func(t *testing.T) {
		want := apptest.Must[app.PrinterSettings](s, s.Root, "Print.Settings")
		for name, wrong := range map[string]app.PrinterSettings{
			"another paper":      {Paper: "A5"},
			"sheets too far":     {Sheets: app.PrintOffset{Right: 51}},
			"cards too far":      {Cards: app.PrintOffset{Down: -16}},
			"tags too far":       {Tags: app.PrintOffset{Right: 16}},
			"far beyond the end": {Sheets: app.PrintOffset{Down: 1 << 50}},
		} {
			if code := s.Code(s.Root, "Print.SaveSettings", wrong); code != "INVALID" {
				t.Errorf("%s: got %q", name, code)
			}
		}
		if got := apptest.Must[app.PrinterSettings](s, s.Root, "Print.Settings"); got != want {
			t.Errorf("kept %+v", got)
		}
	})
	t.Run("are known after a restart", func(t *testing.T) {
		apptest.Must[app.PrinterSettings](s, s.Root, "Print.SaveSettings", set)
		if err := s.App.Close(); err != nil {
			t.Fatal(err)
		}
		again := apptest.Open(t, apptest.Options{Dir: s.Dir})
		if got := apptest.Must[app.PrinterSettings](again, again.SignIn("root"), "Print.Settings"); got != set {
			t.Errorf("got %+v, want %+v", got, set)
		}
	})
}
