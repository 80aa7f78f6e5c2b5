package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"armguard/app"
)

func TestBadDrive(t *testing.T) {
	t.Run("a drive that is read-only", func(t *testing.T) {
		drive := mountDrive(t, "size=16m")
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		dir := filepath.Join(drive, "data")
		mustArmguard(t, "demo", "--data", dir, "--people", "2", "--items", "2", "--days", "0")
		if out, err := exec.Command("mount", "-o", "remount,ro", drive).CombinedOutput(); err != nil {
			t.Skipf("skipped: cannot make a mount read-only: %v: %s", err, out)
		}
		wantFolderRefused(t, dir, "cannot be written")
		wantFailure(t, armguard("demo", "--data", filepath.Join(drive, "new")), "cannot be written")
	})
	t.Run("a drive that is full", func(t *testing.T) {
		drive := mountDrive(t, "size=16m")
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		dir := filepath.Join(drive, "data")
		mustArmguard(t, "demo", "--data", dir, "--people", "2", "--items", "2", "--days", "0")
		fillDrive(t, drive)
		people, _ := lists(t, 3000, 1)
		wantFailure(t, armguard("import", "people", people, "--data", dir), "disk")
		wantFailure(t, armguard("demo", "--data", filepath.Join(drive, "new")), "disk")
		if _, err := os.Stat(filepath.Join(drive, "new", "armguard.db")); err == nil {
			t.Error("half a site was left behind")
		}
		if err := os.Remove(filepath.Join(drive, "filler")); err != nil {
			t.Fatal(err)
		}
		mustArmguard(t, "verify", "--data", dir)
		if got := mustArmguard(t, "import", "people", people, "--data", dir); got != "3000 people imported.\n" {
			t.Errorf("with room again: %s", got)
		}
	})
	t.Run("a drive that fills up under a running station: an issue is refused, and goes on when there is room", func(t *testing.T) {
		drive := mountDrive(t, "size=16m")
		t.Setenv("ARMGUARD_ANCHOR_DIR", t.TempDir())
		r := &rig{t: t, dir: filepath.Join(drive, "data")}
		r.open()
		if _, err := r.station.app.CreateSite(t.Context(), app.NewSite{Site: "951st Armory", Station: "Counter 1", Username: "root", FullName: "MSGT Mercado", Password: testPassword}); err != nil {
			t.Fatal(err)
		}
		r.token = r.signIn("root", testPassword)
		r.fill(2000, 2000)
		fillDrive(t, drive)
		issued, refused := map[string]bool{}, ""
		for i := 1; i <= 2000 && refused == ""; i++ {
			status, answer := r.take(fmt.Sprintf("P%05d", i), fmt.Sprintf("W%05d", i), nil)
			switch status {
			case http.StatusCreated:
				issued[answer["id"].(string)] = true
			case http.StatusServiceUnavailable:
				refused = fmt.Sprintf("P%05d W%05d", i, i)
				if answer["code"] != "FULL" || !says(answer, "message", "fix") {
					t.Errorf("got %v, want FULL", answer)
				}
			default:
				t.Fatalf("take %d: %d %v", i, status, answer)
			}
		}
		if refused == "" {
			t.Fatal("the drive never filled up")
		}
		health := func() (status int, said struct{ Code string }) {
			return r.do("", http.MethodGet, "/healthz", nil, &said), said
		}
		if status, said := health(); status != http.StatusServiceUnavailable || said.Code != "FULL" {
			t.Errorf("healthz is %d %s, want 503 FULL", status, said.Code)
		}
		if err := os.Remove(filepath.Join(drive, "filler")); err != nil {
			t.Fatal(err)
		}
		person, item, _ := strings.Cut(refused, " ")
		status, answer := r.take(person, item, nil)
		if status != http.StatusCreated {
			t.Errorf("with room again: %d %v", status, answer)
		}
		if status, said := health(); status != http.StatusOK {
			t.Errorf("healthz with room again is %d %s", status, said.Code)
		}
		if err := r.station.close(); err != nil {
			t.Error(err)
		}
		mustArmguard(t, "verify", "--data", r.dir)
	})
}

// Root may write everywhere, so the program is run as nobody.
func TestFolderOfAnotherAccount(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("skipped: only root can start a program as another account")
	}
	if testing.Short() {
		t.Skip("skipped: starts processes of its own")
	}
	dir, _ := site(t)
	open, err := os.MkdirTemp("", "armguard-nobody-") // t.TempDir lies in a folder that nobody else may enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(open) })
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	program, anchors, theirs := filepath.Join(open, "armguard"), filepath.Join(open, "anchors"), filepath.Join(open, "data")
	for _, err := range []error{os.Chmod(open, 0o755), os.WriteFile(program, self, 0o755), os.Mkdir(anchors, 0o700), os.Chown(anchors, 65534, 65534), os.Rename(dir, theirs)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, mode := range map[string]os.FileMode{"that may not be read": 0o700, "that may be read only": 0o755} {
		t.Run("a folder "+name+" is one sentence", func(t *testing.T) {
			if err := os.Chmod(theirs, mode); err != nil {
				t.Fatal(err)
			}
			command := exec.Command(program, "station", "--data", theirs, "--console", "127.0.0.1:0")
			command.Env = append(os.Environ(), "ARMGUARD_TEST_PROGRAM=1", "ARMGUARD_ANCHOR_DIR="+anchors)
			command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			var stderr strings.Builder
			command.Stderr = &stderr
			_ = command.Run()
			wantFailure(t, typed{command.ProcessState.ExitCode(), "", stderr.String()}, "cannot be written", "permissions")
		})
	}
}

// mountDrive mounts a small drive in memory.
func mountDrive(t *testing.T, options string) string {
	t.Helper()
	drive := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", drive).CombinedOutput(); err != nil {
		t.Skipf("skipped: cannot mount a drive here (root only): %v: %s", err, out)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(drive, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return drive
}

// fillDrive writes a file until there is no room left.
func fillDrive(t *testing.T, drive string) {
	t.Helper()
	file, err := os.Create(filepath.Join(drive, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, block := range []int{1 << 20, 4 << 10, 1} {
		for err = nil; err == nil; {
			_, err = io.WriteString(file, strings.Repeat("x", block))
		}
	}
}
