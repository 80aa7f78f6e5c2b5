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
	// Trouble is why the disk did not take a write a moment ago; nil when it did, or when none was tried.
	Trouble() error
	// OnCommit names the function that gets every commit's messages, in order, from the one writer. Call before Open.
	OnCommit(f func(messages []armory.Message))
	// OnAppend names the function that gets the entries of every commit that had some, in order, with the heads of all
	// logs after it, before who wrote is answered. It must not wait for a write. Call before Open.
	OnAppend(f func(entries []ledger.Sealed, heads []ledger.Head))
}

// View is one consistent picture of the store.
type View interface {
	armory.State
	Lists
	Reporting
	Dues
	Entries
	Stream
	Feeds
	Local
	Outside
}

// Lists are the projection's tables: windows of ids, counts.
type Lists interface {
	List(list string, q armory.Query) (ids []ledger.ID, total int, err error)
	Search(text string, limit int) ([]armory.Found, error)
	Strength(nowMs int64) ([]armory.Strength, error)
	TodayCounts(fromMs int64) (taken, returned int, err error)
	ReturnedBy(take ledger.CommandID, item ledger.SubjectID) (ledger.CommandID, bool, error)
}

// Reporting counts over the whole record. Periods are from a time up to another that is no part of them, Unix ms.
type Reporting interface {
	// Moved counts in each of the intervals between neighbouring bounds.
	Moved(bounds []int64) ([]armory.Moved, error)
	// Tally counts by purpose, station, account or person; who did nothing is not in it.
	Tally(by string, fromMs, toMs int64) ([]armory.Activity, error)
	Used(fromMs, toMs, nowMs int64) ([]armory.Use, error)
	Late(fromMs, toMs, nowMs int64) ([]armory.Lateness, error)
	// Custodians lists the Takes of an item, newest first.
	Custodians(item ledger.ID, limit int) (list []armory.Custodian, total int, err error)
	OutUnder() ([]armory.OutUnder, error)
}

// Dues are what time does to what is out.
type Dues interface {
	Due(untilMs int64) ([]armory.Due, error) // receipts with something out that is due until then
	NextDue(afterMs int64) (int64, error)    // the first due time after that; 0: none
	Told(notice ledger.Hash) (bool, error)   // whether a notification was given under that name
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

// Stream is the ledger as stations compare it and send it to each other.
type Stream interface {
	// Heads are the ends of all logs, by log and hash: several of a log that forks.
	Heads() ([]ledger.Head, error)
	// Missing are entries that a peer who has these heads lacks, causes first, at most so many and so many bytes, but at
	// least one; more: not all of them.
	Missing(have []ledger.Head, entries, bytes int) (list []ledger.Sealed, more bool, err error)
	// Sealed reads an entry as it was signed.
	Sealed(hash ledger.Hash) (ledger.Sealed, error)
	// Place says where an entry stands; known is false when it is not here.
	Place(hash ledger.Hash) (at ledger.Head, lam uint64, known bool, err error)
	// Unread reports whether an entry is here that this version cannot read.
	Unread(hash ledger.Hash) (bool, error)
	// Attachment is the bytes of an attachment; nil when it is not here.
	Attachment(hash ledger.Hash) ([]byte, error)
	// Written reports whether an entry of a command is here that needed leave, moved or counted stock, logged work or raised
	// something.
	Written(command ledger.CommandID) (bool, error)
}

// Feeds are the live messages, kept for those who were away.
type Feeds interface {
	Messages(after int64, limit int, feeds []string) ([]armory.Message, error)
	MessagesBefore(before int64, limit int, feeds []string) ([]armory.Message, error)
	LastSeq() (int64, error)
	FirstSeq() (int64, error)
	BaseSeq() (int64, error) // those of this station's log are above it
	Notifications(account ledger.AccountID, before int64, limit int) (messages []armory.Message, unread int, err error)
}

// Local is what this PC keeps outside the ledger.
type Local interface {
	Drafts() ([]armory.Draft, error)
	Draft(id ledger.ID) (armory.Draft, bool, error) // one that ended is not there
	// Credential is the one that counts: whose hash the account's record names. Nil when it is not here.
	Credential(account ledger.AccountID) ([]byte, error)
	Setting(key string) ([]byte, bool, error)
}

// Outside are the records that stations share outside the ledger, as another station gets them.
type Outside interface {
	AllDrafts() (open, ended []armory.Draft, err error) // those that ended have no content
	AllCredentials() (map[ledger.AccountID][]byte, error)
	AllMarks() (map[ledger.AccountID][]ledger.Hash, error)
	// UnreadEntries are the entries of which an account will have read all once it has read these (nil: any). Asked before
	// MarkRead they are the marks to share.
	UnreadEntries(account ledger.AccountID, seqs []int64) ([]ledger.Hash, error)
}

// Tx is a view that writes. Everything in it is committed together or not at all.
type Tx interface {
	View
	Append(s *ledger.Sealed) error
	Publish(m *armory.Message) error // gives m.Seq
	SaveDraft(d armory.Draft) error
	// EndDraft ends an open draft and returns the revision to share, which has no content; the zero Draft when it is not open.
	EndDraft(id ledger.ID) (armory.Draft, error)
	DeleteDraft(id ledger.ID) error // EndDraft for who tells nobody
	SaveCredential(account ledger.AccountID, credential []byte) error
	SaveSetting(key string, value []byte) error
	SaveAttachment(body []byte) (ledger.Hash, error)       // before the entry that names it
	MarkRead(account ledger.AccountID, seqs []int64) error // nil: all up to now
	BeginFeeds(above int64) error                          // the feeds' numbers go on above it, as those of another log
	SetOwnLog(log ledger.LogID) error
	// DoubtOwnLog remembers why the own log may not be continued, until SetOwnLog names another.
	DoubtOwnLog(reason string) error

	// Records of other stations. They report whether something is new here.
	TakeDraft(d armory.Draft, ended bool) (changed bool, err error) // where it is newer by (Rev, Station)
	TakeCredential(account ledger.AccountID, value []byte) (bool, error)
	TakeMark(account ledger.AccountID, entry ledger.Hash) (bool, error)
	TakeAttachment(body []byte) (bool, error)
}

// Keeper is the store's care for itself, used by the audit page and the command line.
type Keeper interface {
	Verify(ctx context.Context, progress func(done, total int)) (Verified, error)
	Backup(ctx context.Context, path string, progress func(done, total int)) (BackupRow, error)
	// BackupEntries is how many entries a backup file has, as it says itself.
	BackupEntries(ctx context.Context, path string) (int, error)
	Bytes() int64
}

// Verified is what a full check of the ledger found.
type Verified struct {
	Entries  int
	Logs     int
	FirstBad string // a sentence that names the first bad entry; empty when all is well
}
