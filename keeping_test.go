package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"armguard/app"
)

// edit changes a data folder's database behind the program's back.
func edit(t *testing.T, dir, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "armguard.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	done, err := db.Exec(statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); n == 0 && !strings.HasPrefix(statement, "PRAGMA") {
		t.Fatalf("%s changed nothing: %v", statement, err)
	}
}

// schemaOf is the version of a station's database.
func schemaOf(t *testing.T, dir string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "armguard.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// filled is a site with people and items, and one of them issued.
func filled(t *testing.T) (dir, password string) {
	t.Helper()
	dir, password = site(t)
	people, items := lists(t, 3, 3)
	mustArmguard(t, "import", "people", people, "--data", dir)
	mustArmguard(t, "import", "items", items, "--data", dir)
	at(t, dir, func(r *rig) {
		if status, answer := r.take("P00001", "W00001", nil); status != http.StatusCreated {
			t.Fatalf("take: %d %v", status, answer)
		}
	})
	return dir, password
}

// at runs f at a station on dir, signed in as root, and closes it.
func at(t *testing.T, dir string, f func(r *rig)) {
	t.Helper()
	r := &rig{t: t, dir: dir}
	r.open()
	r.token = r.signIn("root", testPassword)
	f(r)
	if err := r.station.close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestVerify(t *testing.T) {
	t.Run("a whole ledger is said to be whole, from the command line and through the running station", func(t *testing.T) {
		dir, password := filled(t)
		if got := mustArmguard(t, "verify", "--data", dir); !strings.Contains(got, "are whole, signed and in their place") {
			t.Errorf("got %q", got)
		}
		at(t, dir, func(r *rig) {
			wantFailure(t, armguard("verify", "--data", dir), "A station is running")
			got := mustArmguard(t, "verify", "--data", dir, "--username", "root", "--password-file", password, "--json")
			var said struct{ Result string }
			if err := json.Unmarshal([]byte(got), &said); err != nil || !strings.Contains(said.Result, "are whole") {
				t.Errorf("got %q", got)
			}
		})
	})
	for name, one := range map[string]struct {
		statement string
		want      []string
	}{
		"a byte in an entry":                    {"UPDATE entry SET raw = CAST(substr(raw, 1, 60) || x'00' || substr(raw, 62) AS BLOB) WHERE seq = 9", []string{"Entry 9 of log"}},
		"an entry's signature":                  {"UPDATE entry SET sig = zeroblob(64) WHERE seq = 7", []string{"Entry 7 of log", "signature"}},
		"an entry's kind":                       {"UPDATE entry SET kind = 'item.status' WHERE seq = 8", []string{"Entry 8 of log"}},
		"two entries that changed their places": {"UPDATE entry SET raw = (SELECT raw FROM entry WHERE seq = 6), sig = (SELECT sig FROM entry WHERE seq = 6) WHERE seq = 5", []string{"Entry 5 of log"}},
		"an entry taken out":                    {"DELETE FROM entry WHERE seq = 6", []string{"Entry 7 of log"}},
		"the last entry taken out":              {"DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", nil},
	} {
		t.Run(name+" is named", func(t *testing.T) {
			dir, _ := filled(t)
			edit(t, dir, one.statement)
			wantFailure(t, armguard("verify", "--data", dir), one.want...)
		})
	}
	t.Run("an edited list is noticed, and made anew at the next start as verify says", func(t *testing.T) {
		dir, _ := filled(t)
		edit(t, dir, "UPDATE doc SET body = (SELECT body FROM doc WHERE kind = d.kind AND id <> d.id LIMIT 1) FROM (SELECT kind, id FROM doc WHERE kind = 'custody' LIMIT 1) AS d WHERE doc.kind = d.kind AND doc.id = d.id")
		got := armguard("verify", "--data", dir)
		wantFailure(t, got, "lists")
		if strings.Contains(got.Stderr, "made anew at the next start") {
			mustArmguard(t, "verify", "--data", dir)
		}
	})
}

func TestBackupAndRestore(t *testing.T) {
	dir, password := filled(t)
	var before app.Status
	at(t, dir, func(r *rig) { before = r.status() })
	backup := filepath.Join(t.TempDir(), "monday.armguard-backup")

	t.Run("a backup is written, and never over a file that is there", func(t *testing.T) {
		if got := mustArmguard(t, "backup", "--data", dir, "--to", backup); !strings.Contains(got, backup) {
			t.Errorf("got %q", got)
		}
		was, _ := os.Stat(backup)
		wantFailure(t, armguard("backup", "--data", dir, "--to", backup), "already a file")
		if is, err := os.Stat(backup); err != nil || is.Size() != was.Size() || !is.ModTime().Equal(was.ModTime()) {
			t.Errorf("the first backup was changed: %v", err)
		}
		if is, _ := os.Stat(backup); is.Mode().Perm()&0o077 != 0 {
			t.Errorf("the backup can be read by others: %v", is.Mode())
		}
	})
	t.Run("it does not hold the station's key", func(t *testing.T) {
		key, err := os.ReadFile(filepath.Join(dir, "keys", "station.key"))
		if err != nil {
			t.Fatal(err)
		}
		if held, _ := os.ReadFile(backup); len(held) == 0 || strings.Contains(string(held), string(key)) {
			t.Error("the key is in the backup")
		}
	})
	t.Run("a backup into a folder that is not there is one sentence", func(t *testing.T) {
		wantFailure(t, armguard("backup", "--data", dir, "--to", filepath.Join(t.TempDir(), "none", "b")))
	})
	t.Run("a running station writes one too", func(t *testing.T) {
		at(t, dir, func(r *rig) {
			to := filepath.Join(t.TempDir(), "running")
			wantFailure(t, armguard("backup", "--data", dir, "--to", to), "A station is running")
			mustArmguard(t, "backup", "--data", dir, "--to", to, "--username", "root", "--password-file", password)
			if _, err := os.Stat(to); err != nil {
				t.Error(err)
			}
		})
	})
	// What happens after the backup is not in it.
	at(t, dir, func(r *rig) {
		if status, answer := r.take("P00002", "W00002", nil); status != http.StatusCreated {
			t.Fatalf("take: %d %v", status, answer)
		}
	})

	t.Run("what is no backup is refused and changes nothing", func(t *testing.T) {
		home := t.TempDir()
		for name, text := range map[string]string{"text": "not a database", "empty": "", "cut": firstHalf(t, backup)} {
			file := filepath.Join(home, name)
			write(t, file, text)
			wantFailure(t, armguard("restore", "--from", file, "--data", dir))
		}
		other := filepath.Join(home, "other.db")
		foreignStore(t, other, "CREATE TABLE t (a)")
		wantFailure(t, armguard("restore", "--from", other, "--data", dir), "not an ArmGuard store")
		wantFailure(t, armguard("restore", "--from", filepath.Join(home, "none"), "--data", dir), "no backup file")
		wantFailure(t, armguard("restore", "--from", home, "--data", dir), "no backup file")
		fresh := filepath.Join(home, "fresh")
		wantFailure(t, armguard("restore", "--from", other, "--data", fresh), "not an ArmGuard store")
		if _, err := os.Stat(fresh); err == nil {
			t.Error("a data folder without a store was left behind")
		}
		at(t, dir, func(r *rig) {
			if got := r.count("transactions"); got != 2 {
				t.Errorf("%d transactions, want the 2 that were there", got)
			}
		})
	})
	t.Run("an edited backup is refused and changes nothing", func(t *testing.T) {
		home := t.TempDir()
		raw, err := os.ReadFile(backup)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(home, "armguard.db"), string(raw))
		edit(t, home, "UPDATE entry SET sig = zeroblob(64) WHERE seq = 7")
		wantFailure(t, armguard("restore", "--from", filepath.Join(home, "armguard.db"), "--data", dir), "Entry 7 of log")
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("a restored station is where the backup was, and goes on in a new log", func(t *testing.T) {
		mustArmguard(t, "restore", "--from", backup, "--data", dir)
		at(t, dir, func(r *rig) {
			after := r.status()
			if got := r.count("transactions"); got != 1 {
				t.Errorf("%d transactions, want the 1 of the backup", got)
			}
			if after.Epoch == before.Epoch || len(after.Vector) != len(before.Vector)+1 || after.StationID != before.StationID || after.Vector[before.Epoch] != before.Vector[before.Epoch] {
				t.Errorf("before %+v, after %+v: want a new log beside the old one, at the same station", before, after)
			}
			if status, answer := r.take("P00003", "W00003", nil); status != http.StatusCreated {
				t.Errorf("take after the restore: %d %v", status, answer)
			}
			if status, answer := r.giveBack("W00001", nil); status != http.StatusCreated {
				t.Errorf("return of what was out in the backup: %d %v", status, answer)
			}
		})
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("the store from before the restore is kept beside it", func(t *testing.T) {
		kept, err := filepath.Glob(filepath.Join(dir, "replaced-*armguard.db"))
		if err != nil || len(kept) != 1 {
			t.Errorf("got %q, %v, want one", kept, err)
		}
	})
	t.Run("the running station restores, ends every session, and goes on", func(t *testing.T) {
		r := &rig{t: t, dir: dir}
		r.open()
		r.token = r.signIn("root", testPassword)
		wantFailure(t, armguard("restore", "--from", backup, "--data", dir), "A station is running")
		if got := armguard("restore", "--from", backup, "--data", dir, "--username", "root", "--password-file", password); got.Code != 0 {
			t.Fatalf("exit code %d: %s", got.Code, got.Stderr)
		}
		if status, _ := r.raw(r.token, http.MethodGet, "/api/status", nil); status != http.StatusUnauthorized {
			t.Errorf("a session from before is answered with %d, want 401", status)
		}
		r.token = r.signIn("root", testPassword)
		if got := r.count("transactions"); got != 1 {
			t.Errorf("%d transactions, want the 1 of the backup", got)
		}
		if status, answer := r.take("P00003", "W00003", nil); status != http.StatusCreated {
			t.Errorf("take after the restore: %d %v", status, answer)
		}
		wantFailure(t, armguard("restore", "--from", password, "--data", dir, "--username", "root", "--password-file", password), "not an ArmGuard store")
		if status := r.do(r.token, http.MethodGet, "/healthz", nil, nil); status != http.StatusOK {
			t.Errorf("healthz %d after a restore that was refused", status)
		}
	})
	t.Run("on another PC it needs the station's key, and says so", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "data")
		wantFailure(t, armguard("restore", "--from", backup, "--data", other), "is not one of its stations", "keys")
		if err := os.MkdirAll(filepath.Join(other, "keys"), 0o700); err != nil {
			t.Fatal(err)
		}
		key, err := os.ReadFile(filepath.Join(dir, "keys", "station.key"))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(other, "keys", "station.key"), string(key))
		at(t, other, func(r *rig) {
			if status, answer := r.take("P00002", "W00002", nil); status != http.StatusCreated {
				t.Errorf("take with the key in place: %d %v", status, answer)
			}
		})
		mustArmguard(t, "verify", "--data", other)
	})
	t.Run("or the recovery sheet, when no station is left to let it in", func(t *testing.T) {
		sheet := filepath.Join(filepath.Dir(dir), "recovery")
		other := filepath.Join(t.TempDir(), "data")
		replace := func(sheet, name string) typed {
			return armguard("site", "replace", "--data", other, "--sheet", sheet, "--station", name)
		}
		wantFailure(t, replace(sheet, "Counter 9"), "There is no backup")
		wantFailure(t, armguard("restore", "--from", backup, "--data", other), "use the recovery sheet")
		_, strange := site(t)
		wantFailure(t, replace(filepath.Join(filepath.Dir(strange), "recovery"), "Counter 9"), "not the site's recovery key")
		wantFailure(t, replace(password, "Counter 9"), "24 words")
		wantFailure(t, replace(sheet, "Counter 1"), "Counter 1 is already")
		if got := replace(sheet, "Counter 9"); got.Code != 0 || !strings.Contains(got.Stdout, "This PC is station Counter 9") {
			t.Fatalf("exit code %d: %s%s", got.Code, got.Stdout, got.Stderr)
		}
		mustArmguard(t, "verify", "--data", other)
		r := &rig{t: t, dir: other, lan: &lanOptions{Listen: "127.0.0.1:0", Discover: "typed"}}
		r.open()
		r.token = r.signIn("root", testPassword)
		if status, answer := r.take("P00002", "W00002", nil); status != http.StatusCreated {
			t.Errorf("take: %d %v", status, answer)
		}
		if status, answer := r.giveBack("W00001", nil); status != http.StatusCreated {
			t.Errorf("return of what was out in the backup: %d %v", status, answer)
		}
		joined := r.another("Counter 10") // who joins checks the whole record
		together(r, joined)
		if status, answer := joined.take("P00001", "W00001", nil); status != http.StatusCreated {
			t.Errorf("take at the one that joined: %d %v", status, answer)
		}
		together(r, joined)
		if err := joined.station.close(); err != nil {
			t.Fatal(err)
		}
		mustArmguard(t, "verify", "--data", joined.dir)
		wantFailure(t, replace(sheet, "Counter 11"), "already belongs to a site")
	})
	t.Run("another site's station does not become this one", func(t *testing.T) {
		foreign, _ := site(t)
		wantFailure(t, armguard("restore", "--from", backup, "--data", foreign), "station")
	})
}

// A client of the feeds notices that its station was restored from a backup: its number is of another log, also when the
// station has given as many again, and it gets what came since.
func TestAFeedClientNoticesARestore(t *testing.T) {
	dir, _ := filled(t)
	backup := filepath.Join(t.TempDir(), "monday.armguard-backup")
	mustArmguard(t, "backup", "--data", dir, "--to", backup)
	var inBackup, last int64
	var epoch string
	at(t, dir, func(r *rig) {
		m := r.feed(r.token, "/ws/transactions/").until("connection_established")
		inBackup, epoch = seqOf(m), m["epoch"].(string)
		if status, answer := r.take("P00002", "W00002", nil); status != http.StatusCreated {
			t.Fatalf("take: %d %v", status, answer)
		}
		last = seqOf(r.feed(r.token, "/ws/transactions/").until("connection_established"))
		c := r.feed(r.token, fmt.Sprintf("/ws/transactions/?since=%d&epoch=%s", inBackup, epoch))
		c.until("connection_established")
		if m := c.next(); m["type"] != "transaction_created" {
			t.Errorf("in the same log: got %v, want what was missed", m)
		}
	})
	for round := range 2 {
		mustArmguard(t, "restore", "--from", backup, "--data", dir)
		at(t, dir, func(r *rig) {
			want := []any{}
			for _, p := range []string{"P00002", "P00003"} { // more than were written after the backup
				status, answer := r.take(p, strings.Replace(p, "P", "W", 1), nil)
				if status != http.StatusCreated {
					t.Fatalf("take: %d %v", status, answer)
				}
				want = append(want, answer["id"])
			}
			for _, asked := range []string{fmt.Sprint("?since=", last), fmt.Sprint("?since=", inBackup), fmt.Sprintf("?since=%d&epoch=%s", last, epoch), "?since=0&epoch=" + epoch} {
				c := r.feed(r.token, "/ws/transactions/"+asked)
				greeting := c.next()
				if now, _ := greeting["epoch"].(string); now == epoch || now == "" || seqOf(greeting) <= last {
					t.Errorf("restore %d, %s: got %v after %d of %s", round+1, asked, greeting, last, epoch)
				}
				if m := c.next(); m["type"] != "replay_gap" || m["epoch"] != greeting["epoch"] {
					t.Errorf("restore %d, %s: got %v, want replay_gap", round+1, asked, m)
				}
				for _, id := range want {
					if m := c.next(); m["type"] != "transaction_created" || m["transaction"].(map[string]any)["id"] != id {
						t.Errorf("restore %d, %s: got %v, want transaction %s", round+1, asked, m, id)
					}
				}
			}
			c := r.feed(r.token, "/ws/transactions/?since=0")
			c.until("connection_established")
			if m := c.next(); m["type"] != "transaction_created" {
				t.Errorf("who has read nothing got %v, want the first transaction", m)
			}
			m := r.feed(r.token, "/ws/transactions/").until("connection_established")
			if status, answer := r.giveBack("W00003", nil); status != http.StatusCreated {
				t.Fatalf("return: %d %v", status, answer)
			}
			c = r.feed(r.token, fmt.Sprintf("/ws/transactions/?since=%d&epoch=%s", seqOf(m), m["epoch"]))
			c.until("connection_established")
			returned := c.next()
			if returned["type"] != "transaction_returned" {
				t.Errorf("in the new log: got %v, want what was missed and no gap", returned)
			}
			last, epoch = seqOf(returned), m["epoch"].(string)
		})
	}
}

func firstHalf(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw[:len(raw)/2])
}

// foreignStore makes a database that is not ours.
func foreignStore(t *testing.T, name, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
