package app

import (
	"encoding/base64"
	"sync"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Limits on a file sent for import.
const (
	maxUpload = 32 << 20
	maxChunk  = 512 << 10
	uploadTTL = time.Hour
)

// upload is a spreadsheet on its way in.
type upload struct {
	mu      sync.Mutex // guards data and preview
	owner   ledger.AccountID
	what    string
	name    string
	size    int
	data    []byte
	pieces  int
	preview *ImportPreview
	begun   time.Time
}

// Begin announces a file for import and returns the id under which its pieces are sent.
func (s *Exchange) Begin(c *Caller, what, name string, size int) (string, error) {
	if what != "people" && what != "items" {
		return "", &Error{Code: armory.CodeInvalid, Message: "Only people and items can be imported.", Fix: "Choose one of them."}
	}
	if size <= 0 || size > maxUpload {
		return "", &Error{Code: "TOO_LARGE", Message: "The file is empty or larger than 32 MB.", Fix: "Split it into several files."}
	}
	if len(name) > 255 {
		name = name[:255]
	}
	id := s.app.Recorder.NewCommand().String()
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, u := range s.uploads {
		if s.app.Now().Sub(u.begun) > uploadTTL || u.owner == c.Session.Account {
			delete(s.uploads, old)
		}
	}
	s.uploads[id] = &upload{owner: c.Session.Account, what: what, name: armory.Clean(name, false), size: size, begun: s.app.Now()}
	return id, nil
}

func (s *Exchange) upload(c *Caller, id string) (*upload, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.uploads[id]
	if u == nil || u.owner != c.Session.Account {
		return nil, &Error{Code: armory.CodeNotFound, Message: "The file is not here any more.", Fix: "Choose it again."}
	}
	return u, nil
}

// Chunk adds the next piece of the file, at most 512 KiB before base64.
func (s *Exchange) Chunk(c *Caller, id string, index int, piece string) error {
	u, err := s.upload(c, id)
	if err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(piece)
	if err != nil || len(raw) > maxChunk {
		return &Error{Code: armory.CodeInvalid, Message: "A piece of the file did not arrive whole.", Fix: "Choose the file again."}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if index != u.pieces || len(u.data)+len(raw) > u.size {
		return &Error{Code: armory.CodeInvalid, Message: "The pieces of the file came in another order than they were cut.", Fix: "Choose the file again."}
	}
	u.data, u.pieces = append(u.data, raw...), u.pieces+1
	return nil
}

// whole is the complete file.
func (u *upload) whole() ([]byte, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.data) != u.size {
		return nil, &Error{Code: armory.CodeInvalid, Message: "The file has not arrived whole.", Fix: "Choose it again."}
	}
	return u.data, nil
}
