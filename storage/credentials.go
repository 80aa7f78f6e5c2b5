package storage

import (
	"crypto/sha256"
	"encoding/hex"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// A credential lies outside the ledger; an entry names its hash, and either may come first. The one whose hash the
// account's record names counts. One that counted and does not any more is erased: an old password opens nothing. One
// that was never named waits for its entry.

// maxUnnamed is how many credentials of an account wait for their entries; of more the oldest go.
const maxUnnamed = 4

// Credential is the credential of an account that counts; nil when it is not here.
func (v *View) Credential(account ledger.AccountID) ([]byte, error) {
	record := &armory.Record{Kind: armory.KindAccount, ID: account.ID}
	if _, err := v.Load(record); err != nil {
		return nil, err
	}
	value, _, err := v.value("SELECT value FROM credential WHERE account = ? AND hash = ?", account.ID[:], named(record))
	return value, err
}

// named is the hash of the credential that an account's record names; empty when it names none.
func named(account *armory.Record) []byte {
	hash, err := hex.DecodeString(account.Value("credential"))
	if err != nil || hash == nil {
		return []byte{}
	}
	return hash
}

// AllCredentials are those that count, which another station gets.
func (v *View) AllCredentials() (map[ledger.AccountID][]byte, error) {
	accounts, err := v.ids("SELECT DISTINCT account FROM credential")
	if err != nil {
		return nil, err
	}
	out := map[ledger.AccountID][]byte{}
	for _, id := range accounts {
		account := ledger.AccountID{ID: id}
		value, err := v.Credential(account)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out[account] = value
		}
	}
	return out, nil
}

// SaveCredential keeps an account's credential.
func (tx *Tx) SaveCredential(account ledger.AccountID, credential []byte) error {
	_, err := tx.TakeCredential(account, credential)
	return err
}

// TakeCredential keeps a credential of an account, and reports whether it counts now and did not before. The caller has
// looked whether it is one.
func (tx *Tx) TakeCredential(account ledger.AccountID, value []byte) (bool, error) {
	hash := sha256.Sum256(value)
	record := &armory.Record{Kind: armory.KindAccount, ID: account.ID}
	if _, err := tx.Load(record); err != nil {
		return false, err
	}
	if err := tx.begin(); err != nil {
		return false, err
	}
	counts := string(named(record)) == string(hash[:])
	done, err := tx.session.change("INSERT OR IGNORE INTO credential (account, hash, named, at_ms, value) VALUES (?, ?, ?, ?, ?)", account.ID[:], hash[:], counts,
		tx.writer.owner.Now().UnixMilli(), value)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return counts, tx.session.exec(`DELETE FROM credential WHERE account = ?1 AND named = 0 AND hash NOT IN (SELECT hash FROM credential
		WHERE account = ?1 AND named = 0 ORDER BY at_ms DESC, hash LIMIT ?2)`, account.ID[:], maxUnnamed)
}

// recount follows an account's record: the credential it names counts from now on, the one it named before is erased.
func (tx *Tx) recount(account *armory.Record) error {
	hash := named(account)
	if err := tx.session.exec("UPDATE credential SET named = 1 WHERE account = ? AND hash = ? AND named = 0", account.ID[:], hash); err != nil {
		return err
	}
	return tx.session.exec("DELETE FROM credential WHERE account = ? AND named = 1 AND hash <> ?", account.ID[:], hash)
}
