package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// picture is everything of a sample site that a person can see and that does not change from run to run: drawn ids do.
func picture(t *testing.T, dir string) (lines []string) {
	t.Helper()
	at(t, dir, func(r *rig) {
		note := func(parts ...any) {
			raw, _ := json.Marshal(parts)
			lines = append(lines, string(raw))
		}
		for _, list := range []string{"items", "personnel", "transactions"} {
			for next := ""; ; {
				var page struct {
					Items []map[string]any
					Next  *string
				}
				if status := r.do(r.token, http.MethodGet, "/api/"+list+"/?limit=500&since="+next, nil, &page); status != http.StatusOK {
					t.Fatalf("list %s: %d", list, status)
				}
				for _, row := range page.Items {
					delete(row, "ulid")
					delete(row, "entry")
					if list == "transactions" {
						delete(row, "id")
						row["receipt_no"] = strings.Split(row["receipt_no"].(string), "-")[1] // between the log's name and the check letter
						for _, line := range row["items"].([]any) {
							delete(line.(map[string]any), "id")
						}
					}
					if holder, is := row["holder"].(map[string]any); is {
						delete(holder, "ulid")
					}
					note(list, row)
				}
				if page.Next == nil {
					break
				}
				next = *page.Next
			}
		}
		note("entries", r.status().Entries)
	})
	slices.Sort(lines) // rows that are equal in what they are sorted by come in the order of their ids
	return lines
}

func TestDemo(t *testing.T) {
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	home := t.TempDir()
	password := filepath.Join(home, "password")
	write(t, password, testPassword+"\n")
	demo := func(name, seed string) typed {
		return armguard("demo", "--data", filepath.Join(home, name), "--people", "40", "--items", "50", "--days", "6", "--seed", seed, "--password-file", password)
	}
	for name, seed := range map[string]string{"first": "7", "second": "7", "other": "8"} {
		if got := demo(name, seed); got.Code != 0 {
			t.Fatalf("%s: %s", name, got.Stderr)
		}
	}
	first := filepath.Join(home, "first")

	t.Run("the same seed makes the same people, items and history, another seed others", func(t *testing.T) {
		want, got := picture(t, first), picture(t, filepath.Join(home, "second"))
		if len(want) < 40+50+6*10 {
			t.Errorf("only %d lines: %s", len(want), want)
		}
		for i := range min(len(want), len(got)) {
			if want[i] != got[i] {
				t.Fatalf("the first difference:\n%s\n%s", want[i], got[i])
			}
		}
		if len(want) != len(got) {
			t.Errorf("%d lines and %d", len(want), len(got))
		}
		if slices.Equal(want, picture(t, filepath.Join(home, "other"))) {
			t.Error("seed 8 makes the same as seed 7")
		}
	})
	t.Run("its ledger is whole, and every account signs in with the file's password", func(t *testing.T) {
		mustArmguard(t, "verify", "--data", first)
		at(t, first, func(r *rig) {
			for _, username := range []string{"root", "admin", "armorer1", "armorer2", "armorer3", "auditor"} {
				r.signIn(username, testPassword)
			}
		})
	})
	t.Run("without a file the password is made up, printed once, and works", func(t *testing.T) {
		dir := filepath.Join(home, "printed")
		var said struct {
			Password string
			Accounts []string
		}
		out := mustArmguard(t, "demo", "--data", dir, "--people", "1", "--items", "1", "--days", "0", "--json")
		if err := json.Unmarshal([]byte(out), &said); err != nil || len(said.Password) < 15 || len(said.Accounts) != 6 {
			t.Fatalf("got %q: %v", out, err)
		}
		r := &rig{t: t, dir: dir}
		r.open()
		r.signIn("armorer1", said.Password)
	})
	t.Run("it is refused on a used folder, which stays as it was", func(t *testing.T) {
		wantFailure(t, demo("first", "9"), "already a station in "+first)
		mustArmguard(t, "verify", "--data", first)
	})
	t.Run("numbers out of bounds and a weak password are refused and leave nothing", func(t *testing.T) {
		dir, weak := filepath.Join(home, "refused"), filepath.Join(home, "weak")
		write(t, weak, "weak")
		wantFailure(t, armguard("demo", "--data", dir, "--people", "0"), "1 to 20000 people")
		wantFailure(t, armguard("demo", "--data", dir, "--days=-1"), "3650 days")
		wantFailure(t, armguard("demo", "--data", dir, "--password-file", weak), "15")
		wantFailure(t, armguard("demo", "--data", dir, "--password-file", filepath.Join(home, "none")), "cannot be read")
		if _, err := os.Stat(dir); err == nil {
			t.Error("the data folder was left behind")
		}
	})
	t.Run("stopped half way it leaves nothing", func(t *testing.T) {
		if testing.Short() {
			t.Skip("skipped: starts a process of its own")
		}
		dir := filepath.Join(home, "stopped")
		p := startProgram(t, "demo", "--data", dir, "--days", "3650")
		for begun := time.Now(); ; time.Sleep(time.Millisecond) {
			if info, err := os.Stat(filepath.Join(dir, "armguard.db")); err == nil && info.Size() > 2<<20 {
				break // people and items are in
			}
			if time.Since(begun) > 20*time.Second {
				t.Fatalf("nothing was written: %s", p.errors.String())
			}
		}
		code := p.stop()
		wantFailure(t, typed{code, "", p.errors.String()}, "It was stopped")
		if held, err := os.ReadDir(dir); err == nil {
			t.Errorf("left behind: %v", held)
		}
	})
	for what, file := range map[string]string{"people": "people.xlsx", "items": "items.csv"} {
		t.Run("its "+file+" has bad rows with reasons, and is imported without them", func(t *testing.T) {
			name := filepath.Join(first, file)
			got := armguard("import", what, name, "--data", first, "--json")
			var preview struct {
				Bad []struct {
					Row    int
					Cells  []string
					Reason string
				}
				Columns, Missing []string
				Rows, Good       int
			}
			if err := json.Unmarshal([]byte(got.Stdout), &preview); err != nil || got.Code != 1 {
				t.Fatalf("exit code %d: %v in %s%s", got.Code, err, got.Stdout, got.Stderr)
			}
			if len(preview.Bad) < 3 || preview.Good < 30 || preview.Good+len(preview.Bad) != preview.Rows || len(preview.Missing) > 0 {
				t.Fatalf("got %+v", preview)
			}
			// The good rows of the sample are real ones: without the bad ones they go in.
			if file != "items.csv" {
				return
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			rows := strings.SplitAfter(string(raw), "\n")
			for i := len(preview.Bad) - 1; i >= 0; i-- {
				rows = slices.Delete(rows, preview.Bad[i].Row-1, preview.Bad[i].Row)
			}
			good := filepath.Join(t.TempDir(), file)
			write(t, good, strings.Join(rows, ""))
			mustArmguard(t, "import", what, good, "--data", first)
		})
	}
}
