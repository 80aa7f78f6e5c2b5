package armory

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"armguard/app/ledger"
)

// What time does to a receipt is computed when it is read and stands in no entry.

const dueSoonField = "due_soon_min"

// DueSoon is how long before it is due a receipt is called due soon.
func DueSoon(site *Record) time.Duration {
	return time.Duration(site.Number(dueSoonField, 60)) * time.Minute
}

// DueNotice names what an account is told of a receipt's due time, the same at every station: read at one it is read at
// all. Another due time is another notice.
func DueNotice(receipt ledger.CommandID, dueMs int64, overdue bool) ledger.Hash {
	h := sha256.New()
	h.Write([]byte("armguard/due/1\x00"))
	h.Write(receipt.ID[:])
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(dueMs)))
	if overdue {
		h.Write([]byte{1})
	}
	return ledger.Hash(h.Sum(nil))
}

// OutOn reports whether an item is out on a receipt now: on any of those that candidates hold while it is contested, on the
// newest otherwise.
func (c *Custody) OutOn(receipt ledger.CommandID) bool {
	outs := c.Outs()
	for i, out := range outs {
		if out.Command == receipt && (i == len(outs)-1 || c.Status() == StatusContested) {
			return true
		}
	}
	return false
}

// Due is a receipt with so many items out on it that are due at a time.
type Due struct {
	Receipt ledger.CommandID
	AtMs    int64
	Items   int
}
