//go:build !production && !dev && !bindings

package main

import (
	"armguard/app"
)

// windowCommand stands in for the window where this program was built without it: on a headless PC, and in tests.
type windowCommand struct {
	dataFlag
	Console string `help:"Not in this build."`
}

// Run says how to go on without a window.
func (*windowCommand) Run() error {
	return &app.Error{Code: "INVALID", Message: "This program was built without a window.", Fix: "Run armguard station and open the address it prints in a browser, or build it with make."}
}
