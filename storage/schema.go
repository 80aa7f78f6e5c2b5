package storage

import "crypto/sha256"

// applicationID marks the file as ours ("ArmG").
const applicationID = 0x41726d47

// migration brings a database to the next version.
type migration struct {
	script string
	then   func(*session) error // what SQL cannot do; nil when there is nothing
}

// migrations bring a database from the version of their index to the next. They are added to, never edited.
var migrations = []migration{{script: schema1}, {script: schema2, then: toSharing}, {script: schema3}}

// schema1 is the first version. Times are Unix milliseconds, ids 16 bytes, hashes 32.
const schema1 = `
CREATE TABLE entry (
	hash BLOB NOT NULL PRIMARY KEY, log BLOB NOT NULL, seq INTEGER NOT NULL, lam INTEGER NOT NULL, kind TEXT NOT NULL,
	raw BLOB NOT NULL, sig BLOB NOT NULL, recv_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_log ON entry (log, seq);
CREATE INDEX entry_order ON entry (lam, log);
CREATE TABLE head (log BLOB NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, lam INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE feed (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, type TEXT NOT NULL, account BLOB, entry BLOB, wall_ms INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX feed_notification ON feed (seq, account) WHERE feed = 'notifications';
CREATE TABLE read_mark (account BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (account, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE read_up_to (account BLOB NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
	id BLOB NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, station BLOB NOT NULL, account BLOB NOT NULL, command BLOB NOT NULL,
	form TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, saved_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE credential (account BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
` + projection + projectionIndexes

// schema2 is for stations that share one record: logs that fork, drafts that ended elsewhere, notifications read
// elsewhere, credentials that come before the entry that names them. The histories have rows they had not: the projection
// is made anew.
const schema2 = `
DELETE FROM meta WHERE key = 'projection';
CREATE TABLE branch (hash BLOB NOT NULL PRIMARY KEY, log BLOB NOT NULL, seq INTEGER NOT NULL, lam INTEGER NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
ALTER TABLE draft ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
CREATE TABLE mark (account BLOB NOT NULL, entry BLOB NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (account, entry)) STRICT, WITHOUT ROWID;
ALTER TABLE credential RENAME TO credential1;
CREATE TABLE credential (
	account BLOB NOT NULL, hash BLOB NOT NULL, named INTEGER NOT NULL, at_ms INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;
`

// schema3 is for attachments: those that are here, named by an entry or not yet, and those that entries name and that are
// not here.
const schema3 = `
CREATE TABLE attachment (hash BLOB NOT NULL PRIMARY KEY, named INTEGER NOT NULL, at_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX attachment_unnamed ON attachment (at_ms) WHERE named = 0;
CREATE TABLE wanted (hash BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
`

// toSharing fills what version 1 did not keep: the ends of logs that fork, and the hashes of credentials.
func toSharing(conn *session) error {
	if err := findBranches(conn); err != nil {
		return err
	}
	type old struct{ account, value []byte }
	var kept []old
	err := conn.each("SELECT account, value FROM credential1", nil, func(scan func(...any) error) error {
		var c old
		err := scan(&c.account, &c.value)
		kept = append(kept, c)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range kept {
		hash := sha256.Sum256(c.value)
		if err := conn.exec("INSERT INTO credential (account, hash, named, at_ms, value) VALUES (?, ?, 1, 0, ?)", c.account, hash[:], c.value); err != nil {
			return err
		}
	}
	return conn.exec("DROP TABLE credential1")
}

// projection is every table that is made anew from the entries.
const projection = `
CREATE TABLE doc (kind TEXT NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, keys TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE idx (name TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL, id BLOB NOT NULL, PRIMARY KEY (name, value, kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE history (subject BLOB NOT NULL, lam INTEGER NOT NULL, log BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (subject, lam, log, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE unread (hash BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE model_list (id BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL, category TEXT NOT NULL,
	inspect_rounds INTEGER NOT NULL, inspect_days INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE item_list (
	n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, label TEXT NOT NULL DEFAULT '', model BLOB NOT NULL DEFAULT x'', serial TEXT NOT NULL DEFAULT '',
	number TEXT NOT NULL DEFAULT '', number_sort INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT '', condition TEXT NOT NULL DEFAULT '',
	holder BLOB NOT NULL DEFAULT x'', due_ms INTEGER NOT NULL DEFAULT 0, tx BLOB NOT NULL DEFAULT x'', registered_ms INTEGER NOT NULL DEFAULT 0, inspected_ms INTEGER NOT NULL DEFAULT 0,
	fired INTEGER NOT NULL DEFAULT 0, checked_ms INTEGER GENERATED ALWAYS AS (iif(inspected_ms = 0, registered_ms, inspected_ms)) VIRTUAL
) STRICT;
CREATE TABLE person_list (
	n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, label TEXT NOT NULL DEFAULT '', serial TEXT NOT NULL DEFAULT '', rank TEXT NOT NULL DEFAULT '',
	last_name TEXT NOT NULL DEFAULT '', first_name TEXT NOT NULL DEFAULT '', grp TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE tx_list (
	id BLOB NOT NULL PRIMARY KEY, lam INTEGER NOT NULL, log BLOB NOT NULL, wall_ms INTEGER NOT NULL, action TEXT NOT NULL, person BLOB NOT NULL,
	purpose TEXT NOT NULL, receipt TEXT NOT NULL, account BLOB NOT NULL, station BLOB NOT NULL, type TEXT NOT NULL, items INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tx_line (
	tx BLOB NOT NULL, item BLOB NOT NULL, returned BLOB, taken INTEGER NOT NULL DEFAULT 0, person BLOB NOT NULL DEFAULT x'',
	taken_ms INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0, back_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (tx, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE tx_day (
	day INTEGER NOT NULL, action TEXT NOT NULL, purpose TEXT NOT NULL, station BLOB NOT NULL, account BLOB NOT NULL,
	n INTEGER NOT NULL, items INTEGER NOT NULL, PRIMARY KEY (day, action, purpose, station, account)
) STRICT, WITHOUT ROWID;
CREATE TABLE discrepancy_list (
	id BLOB NOT NULL PRIMARY KEY, found TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL, ms INTEGER NOT NULL,
	item BLOB NOT NULL, person BLOB NOT NULL, text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE item_fts USING fts5 (text, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE person_fts USING fts5 (text, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
`

// projectionIndexes are what the lists are sorted and filtered by; a projection that is made anew is filled first.
const projectionIndexes = `
CREATE INDEX item_label ON item_list (label, id);
CREATE INDEX item_serial ON item_list (serial, id);
CREATE INDEX item_number ON item_list (number_sort, number, id);
CREATE INDEX item_status ON item_list (status, due_ms, model);
CREATE INDEX item_model ON item_list (model, status, due_ms);
CREATE INDEX item_fired ON item_list (model, fired) WHERE fired > 0;
CREATE INDEX item_checked ON item_list (model, checked_ms);
CREATE INDEX item_holder ON item_list (holder) WHERE holder <> x'';
CREATE INDEX item_tx ON item_list (tx) WHERE tx <> x'';
CREATE INDEX person_name ON person_list (last_name, first_name, id);
CREATE INDEX person_serial ON person_list (serial, id);
CREATE INDEX person_label ON person_list (label, id);
CREATE INDEX person_rank ON person_list (rank, last_name, id);
CREATE INDEX person_grp ON person_list (grp, last_name, id);
CREATE INDEX tx_order ON tx_list (lam, log);
CREATE INDEX discrepancy_order ON discrepancy_list (done, ms DESC, id);
CREATE INDEX tx_wall ON tx_list (wall_ms, action, items);
CREATE INDEX tx_person ON tx_list (person, wall_ms, action, items);
CREATE INDEX tx_item ON tx_line (item, taken_ms, back_ms, taken);
CREATE INDEX tx_late ON tx_line (person, due_ms, back_ms) WHERE due_ms > 0 AND back_ms > due_ms;
`

// projectionTables are dropped before projection is made anew.
var projectionTables = []string{"doc", "idx", "history", "unread", "model_list", "item_list", "person_list", "tx_list", "tx_line", "tx_day", "discrepancy_list", "item_fts", "person_fts"}
