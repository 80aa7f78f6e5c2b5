package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"

	"armguard/app"
	"armguard/app/armory"

	"armguard/storage"
)

// interruptible is a context that ends with Ctrl C, so that a long command stops and leaves nothing half done.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// directly opens a data folder on which no station runs, for one command.
func directly(ctx context.Context, dir string, log *slog.Logger, needSite bool, f func(*station) error) error {
	if needSite && !hasStore(dir) {
		return &app.Error{Code: armory.CodeNotFound, Message: "There is no station in " + dir + ".", Fix: "Check the folder's name; armguard site create makes a new site."}
	}
	s := newStation(stationOptions{Dir: dir, Log: log})
	if err := s.app.Open(ctx); err != nil {
		return errors.Join(err, s.app.Close())
	}
	if needSite {
		if err := s.app.Healthy(); err != nil {
			return errors.Join(err, s.app.Close())
		}
	}
	return errors.Join(f(s), s.app.Close())
}

// hasStore reports whether there is a database in a folder, so that a mistyped name does not make a new one.
func hasStore(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, storeFile))
	return err == nil
}

// storeFile is the database's name in a data folder.
const storeFile = "armguard.db"

// folder remembers what a data folder held before a site is made or restored in it.
type folder struct {
	dir  string
	held map[string]bool
}

func lookAt(dir string) folder {
	f := folder{dir, map[string]bool{}}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		f.held[e.Name()] = true
	}
	return f
}

// unless takes away what a failed attempt left, so that the next one begins anew. It touches nothing that was there,
// and nothing at all where there was a store.
func (f folder) unless(err error) error {
	if err == nil || f.held[storeFile] || errors.Is(err, storage.ErrInUse) {
		return err
	}
	for _, name := range []string{storeFile, storeFile + "-wal", storeFile + "-shm", "armguard.lock", "keys"} {
		if !f.held[name] {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.dir, name)))
		}
	}
	_ = os.Remove(f.dir) // when nothing else is in it
	return err
}

// cliCaller is somebody at the command line of this PC: whoever can write the data folder may do what a superuser may,
// and the record says that it was done so and by which user of the operating system.
func cliCaller(ctx context.Context) *app.Caller {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return app.CommandLine(ctx, name)
}

func readPassword(file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", &app.Error{Code: armory.CodeInvalid, Message: "The password file " + file + " cannot be read.", Fix: "Name a file whose first line is the password."}
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return strings.TrimRight(line, "\r"), nil
}

type createCommand struct {
	dataFlag
	Site         string `required:"" help:"Name of the site."`
	Unit         string `help:"Unit the armory belongs to."`
	Station      string `required:"" help:"Name of this station, such as Counter 1."`
	Username     string `required:"" help:"The first superuser's username."`
	Name         string `help:"His full name; the username when it is left out."`
	PasswordFile string `required:"" help:"File whose first line is his password." type:"path"`
	RecoveryFile string `help:"File the recovery sheet is written to; printed once when it is left out." type:"path"`
}

func (c *createCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	password, err := readPassword(c.PasswordFile)
	if err != nil {
		return err
	}
	if c.Name == "" {
		c.Name = c.Username
	}
	ctx, stop := interruptible()
	defer stop()
	before := lookAt(dir)
	var sheet *os.File
	if c.RecoveryFile != "" {
		// Before the site exists: a sheet that cannot be written would be lost for ever.
		if sheet, err = os.OpenFile(c.RecoveryFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
			return &app.Error{Code: armory.CodeInvalid, Message: "The recovery sheet cannot be written to " + c.RecoveryFile + ".", Fix: "Name a file that does not exist yet, in a folder you may write to."}
		}
	}
	err = directly(ctx, dir, log, false, func(s *station) error {
		recovery, err := s.app.CreateSite(ctx, app.NewSite{Site: c.Site, Unit: c.Unit, Station: c.Station, Username: c.Username, FullName: c.Name, Password: password})
		if err != nil {
			return err
		}
		text := "ArmGuard Station: recovery sheet of the site " + c.Site + "\n\n" + strings.Join(recovery.Words, " ") + "\n\n" + recovery.Text +
			"\n\nKeep it locked away, on paper. Whoever has it can add a superuser; nobody can make it again.\n"
		here := s.app.Recorder.Here()
		answer := map[string]string{"site": here.Site.String(), "station": here.Station.String(), "log": here.Log.String()}
		if sheet == nil {
			answer["recovery"] = strings.Join(recovery.Words, " ")
			out.say(answer, "Site %q created in %s.\n\n%s", c.Site, dir, text)
			return nil
		}
		if _, err := sheet.WriteString(text); err != nil {
			return err
		}
		out.say(answer, "Site %q created in %s. The recovery sheet is in %s: print it, lock it away, delete the file.", c.Site, dir, c.RecoveryFile)
		return sheet.Sync()
	})
	if sheet != nil {
		err = errors.Join(err, sheet.Close())
		if err != nil {
			_ = os.Remove(c.RecoveryFile)
		}
	}
	return before.unless(err)
}

// account signs a command in at a running station.
type account struct {
	Username     string `help:"Account, when the station is running."`
	PasswordFile string `help:"File whose first line is its password." type:"path"`
}

type importCommand struct {
	dataFlag
	account
	What   string `arg:"" enum:"people,items" help:"people or items"`
	File   string `arg:"" help:"A .csv or .xlsx file." type:"path"`
	DryRun bool   `help:"Only say what is wrong with the file."`
}

func (c *importCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return &app.Error{Code: armory.CodeNotFound, Message: "The file " + c.File + " cannot be read.", Fix: "Check its name."}
	}
	ctx, stop := interruptible()
	defer stop()
	return c.at(ctx, dir, log, func(d desk) error {
		preview, err := d.importFile(ctx, c.What, filepath.Base(c.File), data, c.DryRun)
		if err != nil {
			return err
		}
		for _, bad := range preview.Bad {
			switch {
			case out.JSON:
			case bad.Column == "":
				out.say(nil, "row %d: %s", bad.Row, bad.Reason)
			default:
				out.say(nil, "row %d, %s %q: %s", bad.Row, bad.Column, bad.Value, bad.Reason)
			}
		}
		if len(preview.Bad)+len(preview.Missing) > 0 {
			if out.JSON {
				out.say(preview, "")
			}
			message := "The file has rows that cannot be imported; nothing was changed."
			if len(preview.Missing) > 0 {
				message = "The file lacks the columns " + strings.Join(preview.Missing, ", ") + "; nothing was changed."
			}
			return &app.Error{Code: armory.CodeInvalid, Message: message, Fix: "Correct the file and import it again."}
		}
		verb := "imported"
		if c.DryRun {
			verb = "can be imported"
		}
		out.say(preview, "%d %s %s.", preview.Good, c.What, verb)
		return nil
	})
}

type verifyCommand struct {
	dataFlag
	account
}

func (c *verifyCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return c.at(ctx, dir, log, func(d desk) error {
		result, err := d.verify(ctx)
		if err == nil {
			out.say(map[string]string{"result": result}, "%s", result)
		}
		return err
	})
}

type backupCommand struct {
	dataFlag
	account
	To string `required:"" help:"The file to write." type:"path"`
}

func (c *backupCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return c.at(ctx, dir, log, func(d desk) error {
		result, err := d.backup(ctx, c.To)
		if err == nil {
			out.say(map[string]string{"result": result, "file": c.To}, "%s", result)
		}
		return err
	})
}

type restoreCommand struct {
	dataFlag
	account
	From string `required:"" help:"The backup file." type:"path"`
}

func (c *restoreCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	if remote, running := runningConsole(ctx, dir); running {
		if err := remote.signIn(ctx, c.account); err != nil {
			return err
		}
		result, err := remote.job(ctx, restoring, c.From)
		if err == nil {
			out.say(map[string]string{"result": result}, "%s", result)
		}
		return err
	}
	before := lookAt(dir)
	if err := storage.Restore(ctx, c.From, dir); err != nil {
		if storage.InUse(dir) {
			return unreachable(dir)
		}
		return before.unless(err)
	}
	// Opening it once begins the new log, so that what is wrong with the copy shows now and not in the morning.
	return directly(ctx, dir, log, false, func(s *station) error {
		out.say(map[string]string{"data": dir}, "The backup is in place in %s.", dir)
		return nil
	})
}

// desk is where a command's work is done: straight on a data folder, or at the running station.
type desk interface {
	importFile(ctx context.Context, what, name string, data []byte, dryRun bool) (app.ImportPreview, error)
	verify(ctx context.Context) (string, error)
	backup(ctx context.Context, to string) (string, error)
}

// at picks the desk: the running station when there is one on dir.
func (a account) at(ctx context.Context, dir string, log *slog.Logger, f func(desk) error) error {
	if remote, running := runningConsole(ctx, dir); running {
		if err := remote.signIn(ctx, a); err != nil {
			return err
		}
		return f(remote)
	}
	err := directly(ctx, dir, log, true, func(s *station) error { return f(localDesk{s}) })
	if errors.Is(err, storage.ErrInUse) && storage.InUse(dir) { // it is not a database viewer that has it
		return unreachable(dir)
	}
	return err
}

// localDesk works straight on the data folder.
type localDesk struct{ *station }

func (d localDesk) importFile(ctx context.Context, what, name string, data []byte, dryRun bool) (app.ImportPreview, error) {
	return d.app.Exchange.ImportFile(cliCaller(ctx), what, name, data, dryRun)
}

func (d localDesk) verify(ctx context.Context) (string, error) {
	return d.app.Audit.VerifyNow(ctx, func(int, int) {})
}

func (d localDesk) backup(ctx context.Context, to string) (string, error) {
	return d.app.Audit.BackupNow(ctx, to, func(int, int) {})
}
