package app

import (
	"sync"
)

// Exchange is bringing spreadsheets in and lists out.
type Exchange struct {
	app *App

	mu      sync.Mutex // guards uploads
	uploads map[string]*upload
}
