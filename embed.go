package main

import (
	"embed"
	"io/fs"
)

//go:embed wails.json
var projectFile []byte

//go:embed all:frontend/dist
var dist embed.FS

// pages are the user interface as it was built into this program.
func pages() fs.FS {
	sub, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
