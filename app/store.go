package app

import (
	"context"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Store keeps a station's ledger, its projection and what is local to this PC. Write and Read return what the
// function returned; Write only after the commit is durable. Functions must not keep tx or view.
type Store interface {
	Open(ctx context.Context, progress func(done, total int)) error
	Close() error
	Write(ctx context.Context, f func(Tx) error) error
	Read(ctx context.Context, f func(View) error) error
	// OnCommit names the function that gets every commit's messages, in order, from the one writer. Call before Open.
	OnCommit(f func(messages []armory.Message))
}

// View is one consistent picture of the store.
type View interface {
	armory.State
	Lists
	Entries
	Feeds
	Local
}

// Lists are the projection's tables: windows of ids, counts.
type Lists interface {
	List(list string, q armory.Query) (ids []ledger.ID, total int, err error)
	Search(text string, limit int) ([]armory.Found, error)
	Strength(nowMs int64) ([]armory.Strength, error)
	TodayCounts(fromMs int64) (taken, returned int, err error)
	ReturnedBy(take ledger.CommandID, item ledger.SubjectID) (ledger.CommandID, bool, error)
}

// Entries are the ledger as it lies on this disk.
type Entries interface {
	History(subject ledger.ID, beforeLam uint64, limit int) ([]ledger.Hash, error)
	Entries(offset, limit int) (hashes []ledger.Hash, total int, err error)
	Vector() (ledger.Vector, error)
	Tip(log ledger.LogID) (ledger.Tip, error)
	Counts() (entries, unread int, err error)
	Digest() (armory.Digest, error)
}

// Feeds are the live messages, kept for those who were away.
type Feeds interface {
	Messages(after int64, limit int, feeds []string) ([]armory.Message, error)
	MessagesBefore(before int64, limit int, feeds []string) ([]armory.Message, error)
	LastSeq() (int64, error)
	FirstSeq() (int64, error)
	Notifications(account ledger.AccountID, before int64, limit int) (messages []armory.Message, unread int, err error)
}

// Local is what this PC keeps outside the ledger.
type Local interface {
	Drafts() ([]armory.Draft, error)
	Draft(id ledger.ID) (armory.Draft, bool, error)
	Credential(account ledger.AccountID) ([]byte, error)
	Setting(key string) ([]byte, bool, error)
}

// Tx is a view that writes. Everything in it is committed together or not at all.
type Tx interface {
	View
	Append(s *ledger.Sealed) error
	Publish(m *armory.Message) error // gives m.Seq
	SaveDraft(d armory.Draft) error
	DeleteDraft(id ledger.ID) error
	SaveCredential(account ledger.AccountID, credential []byte) error
	SaveSetting(key string, value []byte) error
	MarkRead(account ledger.AccountID, seqs []int64) error // nil: all up to now
	SetOwnLog(log ledger.LogID) error
}

// Keeper is the store's care for itself, used by the audit page and the command line.
type Keeper interface {
	Verify(ctx context.Context, progress func(done, total int)) (Verified, error)
	Backup(ctx context.Context, path string, progress func(done, total int)) (BackupRow, error)
	Bytes() int64
}

// Verified is what a full check of the ledger found.
type Verified struct {
	Entries  int
	Logs     int
	FirstBad string // a sentence that names the first bad entry; empty when all is well
}
