package storage

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// View is one picture of the store. It is used by one goroutine, inside the function it was given to.
type View struct {
	session *session
	known   *known // of the writing transaction; nil in a reader
	tx      bool
}

var errReading = errors.New("a reader cannot write")

// Save and Delete are there so that a View is an armory.State; only a Tx writes.
func (v *View) Save(armory.Doc) error   { return errReading }
func (v *View) Delete(armory.Ref) error { return errReading }

// Load fills into with the document of that name and reports whether it exists.
func (v *View) Load(into armory.Doc) (bool, error) {
	ref := into.Ref()
	var body []byte
	err := v.session.get(context.Background(), "SELECT body FROM doc WHERE kind = ? AND id = ?", []any{string(ref.Kind), ref.ID[:]}, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, plain("read a document", err)
	}
	if err := ledger.Decode(body, into); err != nil {
		return false, fmt.Errorf("read document %s %s: %w", ref.Kind, ref.ID, err)
	}
	return true, nil
}

// Find returns the ids of all documents of a kind with that key, in the order of their ids.
func (v *View) Find(kind armory.DocKind, key armory.Key) ([]ledger.ID, error) {
	return v.ids("SELECT id FROM idx WHERE name = ? AND value = ? AND kind = ? ORDER BY id", key.Index, key.Value, string(kind))
}

// ids reads one column of 16-byte ids.
func (v *View) ids(query string, args ...any) ([]ledger.ID, error) {
	var out []ledger.ID
	err := v.session.each(query, args, scanIDs(&out))
	return out, plain("read a list", err)
}

func scanIDs(out *[]ledger.ID) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		*out = append(*out, ledger.ID(raw))
		return nil
	}
}

func scanHashes(out *[]ledger.Hash) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		*out = append(*out, ledger.Hash(raw))
		return nil
	}
}

// Sealed reads an entry as it was signed.
func (v *View) Sealed(hash ledger.Hash) (ledger.Sealed, error) {
	var raw, sig []byte
	if err := v.session.get(context.Background(), "SELECT raw, sig FROM entry WHERE hash = ?", []any{hash[:]}, &raw, &sig); err != nil {
		return ledger.Sealed{}, plain("read entry "+hash.Short(), err)
	}
	return ledger.Trust(raw, sig)
}

// Entry reads an entry.
func (v *View) Entry(hash ledger.Hash) (*ledger.Entry, error) {
	s, err := v.Sealed(hash)
	return &s.Entry, err
}

// History lists the entries that name a subject, newest first, before a Lamport number when it is not 0.
func (v *View) History(subject ledger.ID, beforeLam uint64, limit int) ([]ledger.Hash, error) {
	if beforeLam == 0 {
		beforeLam = 1 << 62
	}
	var out []ledger.Hash
	err := v.session.each("SELECT hash FROM history WHERE subject = ? AND lam < ? ORDER BY lam DESC, log DESC, hash DESC LIMIT ?",
		[]any{subject[:], int64(beforeLam), limit}, scanHashes(&out))
	return out, plain("read a history", err)
}

// Written reports whether an entry of a command is here that a hub gave leave for, or that was written without leave
// where it was needed.
func (v *View) Written(command ledger.CommandID) (bool, error) {
	var there bool
	err := v.session.get(context.Background(), "SELECT EXISTS (SELECT 1 FROM doc WHERE kind = ? AND id = ?) OR EXISTS (SELECT 1 FROM history WHERE subject = ?)",
		[]any{string(armory.DocTransaction), command.ID[:], command.ID[:]}, &there)
	return there, plain("look for a command", err)
}

// Unread reports whether an entry is here that this version cannot read.
func (v *View) Unread(hash ledger.Hash) (bool, error) {
	var there bool
	err := v.session.get(context.Background(), "SELECT EXISTS (SELECT 1 FROM unread WHERE hash = ?)", []any{hash[:]}, &there)
	return there, plain("look for an entry", err)
}

// Entries is a window of the whole ledger, newest first. The index is named: a limit that is bound later is not known to the
// planner, which would sort all of the ledger to find its newest entry.
func (v *View) Entries(offset, limit int) ([]ledger.Hash, int, error) {
	total, _, err := v.Counts()
	if err != nil {
		return nil, 0, err
	}
	var out []ledger.Hash
	err = v.session.each("SELECT hash FROM entry INDEXED BY entry_order ORDER BY lam DESC, log DESC, hash DESC LIMIT ? OFFSET ?", []any{limit, offset}, scanHashes(&out))
	return out, total, plain("read the ledger", err)
}

// Counts are the entries, and those this version cannot read.
func (v *View) Counts() (entries, unread int, err error) {
	if v.known != nil {
		return int(v.known.entries), int(v.known.unread), nil
	}
	counts, err := v.session.meta(metaCounts)
	if len(counts) == 16 {
		entries, unread = int(binary.BigEndian.Uint64(counts)), int(binary.BigEndian.Uint64(counts[8:]))
	}
	return entries, unread, err
}

// Digest is the digest of the projection.
func (v *View) Digest() (armory.Digest, error) {
	if v.known != nil {
		return v.known.digest, nil
	}
	var out armory.Digest
	raw, err := v.session.meta(metaDigest)
	copy(out[:], raw)
	return out, err
}

// meta reads a value of meta; nil when there is none.
func (s *session) meta(key string) ([]byte, error) {
	var value []byte
	err := s.get(context.Background(), "SELECT value FROM meta WHERE key = ?", []any{key}, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return value, plain("read "+key, err)
}

func (s *session) setMeta(key string, value []byte) error {
	return s.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value)
}

func (s *session) metaInt(ctx context.Context, key string) (int, bool, error) {
	raw, err := s.meta(key)
	if err != nil || len(raw) != 8 {
		return 0, false, err
	}
	return int(binary.BigEndian.Uint64(raw)), true, nil
}

func (s *session) setMetaInt(key string, n int) error {
	return s.setMeta(key, binary.BigEndian.AppendUint64(nil, uint64(n)))
}

func ownLog(s *session) (ledger.LogID, error) {
	raw, err := s.meta(metaOwnLog)
	if err != nil || len(raw) != 16 {
		return ledger.LogID{}, err
	}
	return ledger.LogID{ID: ledger.ID(raw)}, nil
}
