package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"

	"armguard/app"
	"armguard/app/armory"
)

type recoverCommand struct {
	dataFlag
	Sheet        string `required:"" help:"File with the recovery sheet: its 24 words, or the text of its code." type:"path"`
	Username     string `required:"" help:"The new superuser's username."`
	Name         string `help:"His full name; the username when it is left out."`
	PasswordFile string `required:"" help:"File whose first line is his password." type:"path"`
}

// Run adds a superuser, straight on the folder or at the station that runs on it.
func (c *recoverCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	sheet, err := readSheet(c.Sheet)
	if err != nil {
		return err
	}
	password, err := readPassword(c.PasswordFile)
	if err != nil {
		return err
	}
	lost := app.LostPasswords{Sheet: sheet, Username: c.Username, FullName: cmp.Or(c.Name, c.Username), Password: password}
	ctx, stop := interruptible()
	defer stop()
	made, err := c.recover(ctx, dir, log, lost)
	if err == nil {
		out.say(made, "%s is a superuser of the site now. Give the others new passwords under Accounts.", made.Username)
	}
	return err
}

func (*recoverCommand) recover(ctx context.Context, dir string, log *slog.Logger, lost app.LostPasswords) (made app.Account, err error) {
	if remote, running := runningConsole(ctx, dir); running {
		return made, remote.call(ctx, &made, "Setup.Recover", lost)
	}
	return made, directly(ctx, dir, log, true, func(s *station) error {
		made, err = s.app.Setup.Recover(cliCaller(ctx), lost)
		return err
	})
}

type replaceCommand struct {
	dataFlag
	Sheet   string `required:"" help:"File with the recovery sheet: its 24 words, or the text of its code." type:"path"`
	Station string `required:"" help:"Name of this station; not one that the site had already."`
}

// Run makes this PC a station of the site whose backup lies in the folder.
func (c *replaceCommand) Run(out output, log *slog.Logger) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	sheet, err := readSheet(c.Sheet)
	if err != nil {
		return err
	}
	if !hasStore(dir) {
		return &app.Error{Code: armory.CodeNotFound, Message: "There is no backup in " + dir + ".", Fix: "Put one there first, with armguard restore."}
	}
	lost := app.LostStations{Sheet: sheet, Station: c.Station}
	ctx, stop := interruptible()
	defer stop()
	if err := c.replace(ctx, dir, log, lost); err != nil {
		return err
	}
	out.say(lost.Station, "This PC is station %s of the site now, and goes on where the backup ends.", lost.Station)
	return nil
}

func (*replaceCommand) replace(ctx context.Context, dir string, log *slog.Logger, lost app.LostStations) error {
	if remote, running := runningConsole(ctx, dir); running {
		return remote.call(ctx, nil, "Setup.Replace", lost)
	}
	s := newStation(stationOptions{Dir: dir, Log: log})
	err := s.app.Open(ctx)
	if err == nil || mayStillJoin(err) {
		err = s.app.Setup.Replace(cliCaller(ctx), lost)
	}
	return errors.Join(err, s.app.Close())
}

func readSheet(file string) (string, error) {
	sheet, err := os.ReadFile(file)
	if err != nil {
		return "", &app.Error{Code: armory.CodeInvalid, Message: "The recovery sheet " + file + " cannot be read.", Fix: "Name a file that holds its 24 words."}
	}
	return string(sheet), nil
}
