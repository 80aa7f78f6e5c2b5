package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"armguard/app/ledger"
)

// The anchor is the place the station's own log had reached, kept outside the data folder so that a copied or an
// older folder is noticed: two slots of 88 bytes, written in turn and in place after each commit, not fsynced.
// A slot is log (16), seq (8), hash (32), SHA-256 of those (32).
const anchorSlot = 16 + 8 + 32 + 32

var errNoConfig = &Problem{Code: "INVALID", Message: "This account has no configuration folder to keep the ledger's anchor in.",
	Fix: "Set HOME, or set " + anchorEnv + " to a folder outside the data folder."}

type anchor struct {
	file  *os.File
	log   *slog.Logger
	turn  int
	doubt string
}

// anchorFile is where the anchor of a data folder lies.
func anchorFile(o Options) (string, error) {
	dir := o.AnchorDir
	if dir == "" {
		dir = os.Getenv(anchorEnv)
	}
	if dir == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return "", errNoConfig.because(err)
		}
		dir = filepath.Join(base, "armguard-anchor")
	}
	full, err := filepath.Abs(o.Dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	name := sha256.Sum256([]byte(full))
	return filepath.Join(dir, hex.EncodeToString(name[:8])+".anchor"), nil
}

// openAnchor reads the anchor of a data folder and compares it with the database.
func openAnchor(o Options, conn *session) (*anchor, error) {
	name, err := anchorFile(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, plain("make the anchor's folder", err)
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, plain("open the anchor", err)
	}
	a := &anchor{file: file, log: o.Log}
	if a.doubt, err = a.compare(conn); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return a, nil
}

// compare says why the station's own log may not be continued; empty when it may.
func (a *anchor) compare(conn *session) (string, error) {
	if restored, err := conn.meta(metaRestored); err != nil || restored != nil {
		return "restored", err
	}
	if doubt, err := conn.meta(metaDoubt); err != nil || doubt != nil {
		return string(doubt), err
	}
	own, err := ownLog(conn)
	if err != nil || own.IsZero() {
		return "", err
	}
	slots := a.read()
	if len(slots) == 0 {
		return "moved", nil // this folder never ran here, or both slots are unreadable
	}
	last := a.furthest(own)
	if last.Seq == 0 {
		return "anchor", nil // another log was written from this folder
	}
	var there []ledger.Hash // more than one where the log was forked
	if err := conn.each("SELECT hash FROM entry WHERE log = ? AND seq = ?", []any{own.ID[:], int64(last.Seq)}, scanHashes(&there)); err != nil {
		return "", plain("compare the anchor", err)
	}
	switch {
	case len(there) == 0:
		return "behind", nil // the anchor knows an entry that this database lacks: an older copy
	case !slices.Contains(there, last.Hash):
		return "anchor", nil
	}
	return "", nil
}

// furthest is the furthest place of a log the anchor knows; the zero Head when it knows none.
func (a *anchor) furthest(log ledger.LogID) (out ledger.Head) {
	for _, s := range a.read() {
		if s.Log == log && s.Seq > out.Seq {
			out = s
		}
	}
	return out
}

// read returns the slots whose sums are right.
func (a *anchor) read() []ledger.Head {
	var out []ledger.Head
	for i := range 2 {
		raw := make([]byte, anchorSlot)
		if n, _ := a.file.ReadAt(raw, int64(i*anchorSlot)); n != anchorSlot {
			continue
		}
		if sum := sha256.Sum256(raw[:56]); string(sum[:]) != string(raw[56:]) {
			continue
		}
		out = append(out, ledger.Head{Log: ledger.LogID{ID: ledger.ID(raw[:16])}, Seq: binary.BigEndian.Uint64(raw[16:]), Hash: ledger.Hash(raw[24:56])})
	}
	return out
}

// note writes the place reached. A failure costs only the comparison at the next start, which then opens a new log.
func (a *anchor) note(place ledger.Head) {
	raw := make([]byte, 0, anchorSlot)
	raw = append(raw, place.Log.ID[:]...)
	raw = binary.BigEndian.AppendUint64(raw, place.Seq)
	raw = append(raw, place.Hash[:]...)
	sum := sha256.Sum256(raw)
	if _, err := a.file.WriteAt(append(raw, sum[:]...), int64(a.turn*anchorSlot)); err != nil {
		a.log.Error("write the anchor", "error", err)
	}
	a.turn = 1 - a.turn
}

func (a *anchor) close() error { return a.file.Close() }

// OwnLog is the log this station was writing; zero before the first and after a restore.
func (db *DB) OwnLog(ctx context.Context) (log ledger.LogID, err error) {
	err = db.Read(ctx, func(v *View) error {
		log, err = ownLog(v.session)
		return err
	})
	return log, err
}

// Doubt says why the own log may not be continued: restored, moved, anchor, behind; empty when it may.
func (db *DB) Doubt(context.Context) (string, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if !db.open {
		return "", fmt.Errorf("ask for the anchor: %w", ErrClosed)
	}
	return db.anchor.doubt, nil
}
