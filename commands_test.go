package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wantFailure checks that a command failed with exit code 1 and one line on stderr that says all of what.
func wantFailure(t *testing.T, got typed, what ...string) {
	t.Helper()
	if got.Code != 1 {
		t.Errorf("exit code %d, want 1: %s%s", got.Code, got.Stdout, got.Stderr)
	}
	if strings.Count(got.Stderr, "\n") != 1 || !strings.HasPrefix(got.Stderr, "armguard: ") {
		t.Errorf("stderr is %q, want one line that begins with armguard:", got.Stderr)
	}
	for _, part := range what {
		if !strings.Contains(got.Stderr, part) {
			t.Errorf("stderr is %q, want %q in it", got.Stderr, part)
		}
	}
}

func TestCommandLine(t *testing.T) {
	t.Run("what cannot be understood ends with 2 and changes nothing", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		for _, args := range [][]string{
			{"nonsense"}, {"station", "--discover", "some", "--data", dir}, {"import", "horses", "x.csv", "--data", dir}, {"import", "people", "--data", dir},
			{"site", "create", "--data", dir}, {"backup", "--data", dir}, {"restore", "--data", dir}, {"verify", "--datum", dir}, {"demo", "--people", "many", "--data", dir},
		} {
			if got := armguard(args...); got.Code != 2 || !strings.HasPrefix(got.Stderr, "armguard: ") {
				t.Errorf("%q: exit code %d and %q, want 2 and what is wrong", args, got.Code, got.Stderr)
			}
		}
		if _, err := os.Stat(dir); err == nil {
			t.Error("the data folder was made")
		}
	})
	t.Run("--help explains every command and ends with 0", func(t *testing.T) {
		got := armguard("--help")
		for _, command := range []string{"station", "site create", "import", "verify", "backup", "restore", "demo", "version"} {
			if !strings.Contains(got.Stdout, command) {
				t.Errorf("no %s in %s", command, got.Stdout)
			}
		}
		if got.Code != 0 {
			t.Errorf("exit code %d, want 0", got.Code)
		}
	})
	t.Run("version is a sentence, or JSON", func(t *testing.T) {
		if got := mustArmguard(t, "version"); got != "armguard "+version+"\n" {
			t.Errorf("got %q", got)
		}
		var said struct{ Version string }
		if err := json.Unmarshal([]byte(mustArmguard(t, "version", "--json")), &said); err != nil || said.Version != version {
			t.Errorf("got %v, %v", said, err)
		}
	})
	t.Run("a build without a window says how to go on", func(t *testing.T) {
		wantFailure(t, armguard("--data", t.TempDir()), "without a window", "armguard station")
	})
	t.Run("a failure is JSON with --json", func(t *testing.T) {
		got := armguard("verify", "--json", "--data", filepath.Join(t.TempDir(), "none"))
		var said struct{ Code, Message, Fix string }
		if err := json.Unmarshal([]byte(got.Stderr), &said); err != nil || got.Code != 1 || said.Code == "" || said.Message == "" || said.Fix == "" {
			t.Errorf("exit code %d, %q: %v", got.Code, got.Stderr, err)
		}
	})
	t.Run("a mistyped data folder is named and not made", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "none")
		for _, args := range [][]string{{"verify"}, {"backup", "--to", filepath.Join(t.TempDir(), "b")}, {"import", "people", existing(t)}} {
			wantFailure(t, armguard(append(args, "--data", dir)...), "There is no station in "+dir)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Error("the data folder was made")
		}
	})
}

// existing is the name of a good list of people.
func existing(t *testing.T) string {
	t.Helper()
	people, _ := lists(t, 1, 1)
	return people
}

func TestSiteCreate(t *testing.T) {
	t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
	home := t.TempDir()
	password := filepath.Join(home, "password")
	write(t, password, testPassword+"\r\nthe second line is not the password\n")
	create := func(dir, passwordFile string, more ...string) typed {
		return armguard(append([]string{"site", "create", "--data", dir, "--site", "951st Armory", "--station", "Counter 1", "--username", "root",
			"--password-file", passwordFile}, more...)...)
	}
	untouched := func(t *testing.T, dir string) {
		t.Helper()
		if entries, err := os.ReadDir(dir); err == nil {
			t.Errorf("%s was left behind with %v", dir, entries)
		}
	}

	dir, sheet := filepath.Join(home, "data"), filepath.Join(home, "recovery")
	t.Run("makes a site, and a recovery sheet only its owner can read", func(t *testing.T) {
		got := create(dir, password, "--recovery-file", sheet)
		if got.Code != 0 || !strings.Contains(got.Stdout, sheet) {
			t.Fatalf("exit code %d: %s%s", got.Code, got.Stdout, got.Stderr)
		}
		text, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		words := ""
		for line := range strings.Lines(string(text)) {
			if len(strings.Fields(line)) == 24 {
				words = strings.TrimSpace(line)
			}
		}
		if words == "" {
			t.Errorf("no line of 24 words, the recovery key, in %s", text)
		} else if strings.Contains(got.Stdout+got.Stderr, words) {
			t.Errorf("the recovery key was printed too: %s", got.Stdout)
		}
		for _, name := range []string{sheet, filepath.Join(dir, "armguard.db"), filepath.Join(dir, "keys", "station.key")} {
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v, want mode 0600", name, info.Mode(), err)
			}
		}
	})
	t.Run("the account can sign in with the file's first line", func(t *testing.T) {
		r := &rig{t: t, dir: dir}
		r.open()
		defer r.station.close()
		r.signIn("root", testPassword)
	})
	t.Run("its recovery sheet adds a superuser, also while the station runs", func(t *testing.T) {
		recovering := func(sheet, username string) typed {
			return armguard("recover", "--data", dir, "--sheet", sheet, "--username", username, "--password-file", password)
		}
		if got := recovering(sheet, "after"); got.Code != 0 || !strings.Contains(got.Stdout, "after is a superuser") {
			t.Fatalf("exit code %d: %s%s", got.Code, got.Stdout, got.Stderr)
		}
		wantFailure(t, recovering(password, "thief"), "has 24 words")
		wantFailure(t, recovering(filepath.Join(home, "nothing"), "thief"), "cannot be read")
		wantFailure(t, recovering(sheet, "after"), "after is already")
		r := &rig{t: t, dir: dir}
		r.open()
		defer r.station.close()
		r.signIn("after", testPassword)
		if got := recovering(sheet, "later"); got.Code != 0 {
			t.Fatalf("while it runs: exit code %d: %s%s", got.Code, got.Stdout, got.Stderr)
		}
		r.signIn("later", testPassword)
	})
	t.Run("is refused where there is a site, and keeps that and the old sheet", func(t *testing.T) {
		before, _ := os.ReadFile(sheet)
		wantFailure(t, create(dir, password, "--recovery-file", filepath.Join(home, "second")), "already belongs to a site")
		if _, err := os.Stat(filepath.Join(home, "second")); err == nil {
			t.Error("a recovery sheet of no site was left behind")
		}
		wantFailure(t, create(filepath.Join(home, "new"), password, "--recovery-file", sheet), "recovery sheet cannot be written", sheet)
		if after, _ := os.ReadFile(sheet); string(after) != string(before) || len(after) == 0 {
			t.Error("the sheet was changed")
		}
		untouched(t, filepath.Join(home, "new"))
		mustArmguard(t, "verify", "--data", dir)
	})
	t.Run("without a file the recovery key is printed once, also as JSON", func(t *testing.T) {
		got := create(filepath.Join(home, "printed"), password, "--json")
		var said struct{ Site, Station, Recovery string }
		if err := json.Unmarshal([]byte(got.Stdout), &said); err != nil || len(strings.Fields(said.Recovery)) != 24 || len(said.Site) != 26 || len(said.Station) != 26 {
			t.Errorf("got %q: %v", got.Stdout, err)
		}
	})
	for name, refused := range map[string]struct {
		password string
		more     []string
		want     string
	}{
		"a short password":        {"short", nil, "15"},
		"a common password":       {"passwordpassword", nil, "assword"},
		"an empty password":       {"", nil, "15"},
		"a site without a name":   {testPassword, []string{"--site", " "}, "ame"},
		"a username with a space": {testPassword, []string{"--username", "the root"}, "sername"},
	} {
		t.Run(name+" is refused and leaves nothing", func(t *testing.T) {
			file, dir, sheet := filepath.Join(t.TempDir(), "password"), filepath.Join(home, "refused"), filepath.Join(home, "refused-sheet")
			write(t, file, refused.password)
			wantFailure(t, create(dir, file, append(refused.more, "--recovery-file", sheet)...), refused.want)
			untouched(t, dir)
			if _, err := os.Stat(sheet); err == nil {
				t.Error("a recovery sheet of no site was left behind")
			}
		})
	}
	t.Run("a missing password file is named and leaves nothing", func(t *testing.T) {
		missing, dir := filepath.Join(home, "missing"), filepath.Join(home, "refused")
		wantFailure(t, create(dir, missing), "password file "+missing+" cannot be read")
		untouched(t, dir)
	})
	t.Run("a failure takes away nothing that was there before", func(t *testing.T) {
		dir, weak := filepath.Join(home, "kept"), filepath.Join(home, "weak")
		if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "keys", "station.key"), strings.Repeat("k", 32))
		write(t, weak, "weak")
		wantFailure(t, create(dir, weak), "15")
		if _, err := os.Stat(filepath.Join(dir, "keys", "station.key")); err != nil {
			t.Errorf("the key is gone: %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "armguard.db")); err == nil {
			t.Error("an empty database was left behind")
		}
	})
}

// count is how many rows a list of the console has.
func (r *rig) count(list string) int {
	r.t.Helper()
	var page struct{ Items []json.RawMessage }
	if status := r.do(r.token, "GET", "/api/"+list+"/?limit=500", nil, &page); status != 200 {
		r.t.Fatalf("list %s: %d", list, status)
	}
	return len(page.Items)
}

func TestImport(t *testing.T) {
	dir, password := site(t)
	count := func(t *testing.T, list string) int {
		t.Helper()
		r := &rig{t: t, dir: dir}
		r.open()
		defer r.station.close()
		r.token = r.signIn("root", testPassword)
		return r.count(list)
	}
	people, items := lists(t, 3, 4)
	bad := filepath.Join(t.TempDir(), "bad.csv")
	write(t, bad, "serial;rank;last_name;first_name;shoe size\nP10001;SGT;Reyes;Ana;41\nP10002;KING;Reyes;Ben;42\nP10001;SGT;Reyes;Cid;43\n;SGT;Reyes;Dan;44\n")

	t.Run("a dry run says what would be imported and imports nothing", func(t *testing.T) {
		if got := mustArmguard(t, "import", "people", people, "--data", dir, "--dry-run"); got != "3 people can be imported.\n" {
			t.Errorf("got %q", got)
		}
		if got := count(t, "personnel"); got != 0 {
			t.Errorf("%d people after a dry run, want 0", got)
		}
	})
	t.Run("people and items are imported, recorded as done at the command line", func(t *testing.T) {
		if got := mustArmguard(t, "import", "people", people, "--data", dir); got != "3 people imported.\n" {
			t.Errorf("got %q", got)
		}
		if got := mustArmguard(t, "import", "items", items, "--data", dir); got != "4 items imported.\n" {
			t.Errorf("got %q", got)
		}
		if people, items := count(t, "personnel"), count(t, "items"); people != 3 || items != 4 {
			t.Errorf("%d people and %d items, want 3 and 4", people, items)
		}
	})
	t.Run("every bad row is listed with its reason and none is imported", func(t *testing.T) {
		got := armguard("import", "people", bad, "--data", dir)
		wantFailure(t, got, "nothing was changed")
		rows := strings.Split(strings.TrimSpace(got.Stdout), "\n")
		if len(rows) != 3 || !strings.HasPrefix(rows[0], `row 3, rank "KING": `) || !strings.HasPrefix(rows[1], `row 4, serial "P10001": `) || !strings.HasPrefix(rows[2], `row 5, serial "": `) {
			t.Errorf("got %q", rows)
		}
		if got := count(t, "personnel"); got != 3 {
			t.Errorf("%d people, want the 3 from before", got)
		}
	})
	t.Run("bad rows are JSON with --json, with the columns that were ignored", func(t *testing.T) {
		got := armguard("import", "people", bad, "--data", dir, "--json")
		var preview struct {
			Bad []struct {
				Row            int
				Column, Reason string
			}
			Good    int
			Ignored []string
		}
		if err := json.Unmarshal([]byte(got.Stdout), &preview); err != nil || got.Code != 1 {
			t.Fatalf("exit code %d, %v in %q", got.Code, err, got.Stdout)
		}
		if preview.Good != 1 || len(preview.Bad) != 3 || preview.Bad[0].Row != 3 || preview.Bad[0].Column != "rank" || len(preview.Ignored) != 1 || preview.Ignored[0] != "shoe size" {
			t.Errorf("got %+v", preview)
		}
	})
	t.Run("the same list again is refused whole", func(t *testing.T) {
		wantFailure(t, armguard("import", "people", people, "--data", dir), "nothing was changed")
		if got := count(t, "personnel"); got != 3 {
			t.Errorf("%d people, want the 3 from before", got)
		}
	})
	t.Run("files that are no lists are refused with a sentence", func(t *testing.T) {
		folder := t.TempDir()
		for name, text := range map[string]string{"empty.csv": "", "header.csv": "serial,rank\n", "no.xlsx": "this is no workbook", "nul.csv": "serial,rank,last_name,first_name\nP1\x00,SGT,A,B\n", "list.pdf": "%PDF-1.4"} {
			file := filepath.Join(folder, name)
			write(t, file, text)
			wantFailure(t, armguard("import", "people", file, "--data", dir))
		}
		wantFailure(t, armguard("import", "people", filepath.Join(folder, "none.csv"), "--data", dir), "cannot be read")
		wantFailure(t, armguard("import", "people", folder, "--data", dir), "cannot be read")
		if got := count(t, "personnel"); got != 3 {
			t.Errorf("%d people, want the 3 from before", got)
		}
	})
	t.Run("goes through the running station, as an account of it", func(t *testing.T) {
		r := &rig{t: t, dir: dir}
		r.open()
		defer r.station.close()
		r.token = r.signIn("root", testPassword)
		more := filepath.Join(t.TempDir(), "more.csv")
		write(t, more, "serial,rank,last_name,first_name\nP20001,SGT,Lim,Eva\nP20002,SGT,Tan,Fe\n")
		importing := func(file string, flags ...string) typed {
			return armguard(append([]string{"import", "people", file, "--data", dir}, flags...)...)
		}
		wantFailure(t, importing(more), "A station is running", "--username", "--password-file")
		wrong := filepath.Join(t.TempDir(), "wrong")
		write(t, wrong, "not the password")
		wantFailure(t, importing(more, "--username", "root", "--password-file", wrong), "password")
		wantFailure(t, importing(more, "--username", "nobody", "--password-file", password), "password")
		wantFailure(t, importing(bad, "--username", "root", "--password-file", password), "nothing was changed")
		if got := importing(more, "--username", "root", "--password-file", password, "--dry-run"); got.Code != 0 || got.Stdout != "2 people can be imported.\n" {
			t.Errorf("dry run: %d %s%s", got.Code, got.Stdout, got.Stderr)
		}
		if got := r.count("personnel"); got != 3 {
			t.Errorf("%d people before the import, want 3", got)
		}
		if got := importing(more, "--username", "root", "--password-file", password); got.Code != 0 || got.Stdout != "2 people imported.\n" {
			t.Errorf("import: %d %s%s", got.Code, got.Stdout, got.Stderr)
		}
		if got := r.count("personnel"); got != 5 {
			t.Errorf("%d people, want 5", got)
		}
		r.rpc(r.token, "Accounts.Add", nil, map[string]string{"username": "auditor", "name": "CPT Torres", "role": "auditor", "password": "quiet river stones"})
		quiet := filepath.Join(t.TempDir(), "quiet")
		write(t, quiet, "quiet river stones")
		wantFailure(t, importing(more, "--username", "auditor", "--password-file", quiet), "may not")
	})
}
