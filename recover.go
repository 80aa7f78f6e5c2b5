package main

import (
	"cmp"
	"context"
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
	sheet, err := os.ReadFile(c.Sheet)
	if err != nil {
		return &app.Error{Code: armory.CodeInvalid, Message: "The recovery sheet " + c.Sheet + " cannot be read.", Fix: "Name a file that holds its 24 words."}
	}
	password, err := readPassword(c.PasswordFile)
	if err != nil {
		return err
	}
	lost := app.LostPasswords{Sheet: string(sheet), Username: c.Username, FullName: cmp.Or(c.Name, c.Username), Password: password}
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
