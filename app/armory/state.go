package armory

import (
	"crypto/sha256"

	"armguard/app/ledger"
)

// Ref names a document of the projection.
type Ref struct {
	Kind DocKind
	ID   ledger.ID
}

// DocKind is the type of a document. It stands in the store, so the words never change.
type DocKind string

const (
	DocRecord       DocKind = "record"
	DocCustody      DocKind = "custody"
	DocPerson       DocKind = "person"
	DocTransaction  DocKind = "transaction"
	DocLog          DocKind = "log"
	DocAnnouncement DocKind = "announcement"
	DocConflict     DocKind = "conflict"
	DocDiscrepancy  DocKind = "discrepancy"
	DocStock        DocKind = "stock"
	DocRevocations  DocKind = "revocations"
	DocUpkeep       DocKind = "upkeep"
	DocQuarantined  DocKind = "quarantined"
	DocJoins        DocKind = "joins"
	DocCount        DocKind = "count"
	DocCountScan    DocKind = "count scan"
	DocMass         DocKind = "mass"
)

// Doc is a document: what the entries about one thing add up to. Documents are pointers to structs of this
// package; their canonical form is ledger.Encode of the struct.
type Doc interface {
	Ref() Ref
	// Keys are what the document is found by: at most a few, each an index name and an exact value.
	Keys() []Key
}

// Key is one way to find a document.
type Key struct {
	Index string
	Value string
}

// State is the projection as Apply and Decide see it.
type State interface {
	// Load fills into with the document named by into.Ref and reports whether it exists.
	Load(into Doc) (bool, error)
	Save(doc Doc) error
	Delete(ref Ref) error
	// Find returns the ids of all documents of a kind with that key, in the order of their ids.
	Find(kind DocKind, key Key) ([]ledger.ID, error)
	// Entry reads an applied entry. Unknown hashes are an error.
	Entry(hash ledger.Hash) (*ledger.Entry, error)
}

// Digest sums documents so that the order in which they were saved does not matter: XOR of SHA-256 over kind, id
// and canonical form. Toggle adds a document that was not in it and removes one that was.
type Digest [32]byte

func (d *Digest) Toggle(ref Ref, encoded []byte) {
	h := sha256.New()
	h.Write([]byte(ref.Kind))
	h.Write([]byte{0})
	h.Write(ref.ID[:])
	h.Write(encoded)
	var sum [32]byte
	h.Sum(sum[:0])
	for i := range d {
		d[i] ^= sum[i]
	}
}
