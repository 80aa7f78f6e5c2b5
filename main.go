// Command armguard is a station of an armory: its window, or headless, and what can be done to its data folder from
// the command line. It wires packages together and holds no logic of its own.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"armguard/app"

	"github.com/alecthomas/kong"
)

// version is set by the build; one that does not, such as wails build, has that of wails.json.
var version string

func init() {
	var project struct {
		Info struct{ ProductVersion string }
	}
	if err := json.Unmarshal(projectFile, &project); err != nil {
		panic(err) // the file is embedded
	}
	version = cmp.Or(version, project.Info.ProductVersion)
}

// commandLine is what can be typed. Exit codes: 0 done, 1 failed with one sentence on stderr, 2 usage.
type commandLine struct {
	Window  windowCommand  `cmd:"" default:"withargs" help:"Open the station's window."`
	Station stationCommand `cmd:"" help:"Run the station without a window; use it in a browser."`
	Site    struct {
		Create  createCommand  `cmd:"" help:"Create a site on this PC without a screen."`
		Join    joinCommand    `cmd:"" help:"Make this PC a station of a site, with a join code of another station."`
		Replace replaceCommand `cmd:"" help:"Go on with a backup on a new PC when no station of the site is left, with the recovery sheet."`
	} `cmd:"" help:"Create a site, join one, or go on with its backup."`
	JoinCode joinCodeCommand `cmd:"" help:"Let one more PC into the site of a running station."`
	Recover  recoverCommand  `cmd:"" help:"Add a superuser with the recovery sheet, when every superuser's password is lost."`

	Import  importCommand  `cmd:"" help:"Bring in people or items from a spreadsheet."`
	Verify  verifyCommand  `cmd:"" help:"Check the whole ledger of a data folder."`
	Backup  backupCommand  `cmd:"" help:"Write a backup to a file."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place of a data folder's store."`

	Demo    demoCommand    `cmd:"" help:"Make a new site with sample data."`
	Version versionCommand `cmd:"" help:"Print the version."`
	JSON    bool           `name:"json" help:"Answer in JSON."`
}

// output is where a command answers.
type output struct {
	io.Writer
	JSON bool
}

// say prints a sentence, or the data behind it as JSON.
func (o output) say(data any, sentence string, args ...any) {
	if o.JSON {
		raw, err := json.Marshal(data)
		if err == nil {
			fmt.Fprintln(o, string(raw))
		}
		return
	}
	fmt.Fprintf(o, sentence+"\n", args...)
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	var line commandLine
	parser, err := kong.New(&line, kong.Name("armguard"), kong.Description("ArmGuard Station: the record of an armory."),
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	return exitCode(func() int {
		command, err := parser.Parse(args)
		if err != nil {
			fmt.Fprintf(stderr, "armguard: %s\n", err)
			return 2
		}
		level := slog.LevelWarn // a command says itself what it did
		if name, _, _ := strings.Cut(command.Command(), " "); name == "station" || name == "window" {
			level = slog.LevelInfo
		}
		log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
		if err := command.Run(output{stdout, line.JSON}, log); err != nil {
			fail(stderr, line.JSON, err)
			return 1
		}
		return 0
	})
}

// exit is kong's way out (--help), made a return code so that run can be tested.
type exit int

func exitCode(f func() int) (code int) {
	defer func() {
		r := recover()
		if e, ok := r.(exit); ok {
			code = int(e)
		} else if r != nil {
			panic(r)
		}
	}()
	return f()
}

// fail prints one clear sentence.
func fail(stderr io.Writer, asJSON bool, err error) {
	shown := app.Shown(err)
	if errors.Is(err, context.Canceled) {
		shown = &app.Error{Code: "CANCELLED", Message: "It was stopped.", Fix: "Nothing was changed; begin again when you like."}
	}
	if asJSON {
		raw, _ := json.Marshal(shown)
		fmt.Fprintln(stderr, string(raw))
		return
	}
	if shown.Code == "INTERNAL" {
		fmt.Fprintf(stderr, "armguard: %s (%s)\n", shown.Message, strings.ReplaceAll(err.Error(), "\n", "; "))
		return
	}
	fmt.Fprintf(stderr, "armguard: %s %s\n", shown.Message, shown.Fix)
}

type versionCommand struct{}

func (versionCommand) Run(out output) error {
	out.say(map[string]string{"version": version}, "armguard %s", version)
	return nil
}

// dataFlag names the data folder.
type dataFlag struct {
	Data string `help:"The station's data folder; the platform's application-data folder by default." type:"path"`
}

func (d dataFlag) dir() (string, error) {
	if d.Data != "" {
		return d.Data, nil
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return "", errors.New("this account has no application-data folder: name a folder with --data")
	}
	return filepath.Join(base, "ArmGuard"), nil
}
