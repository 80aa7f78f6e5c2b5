package armory

import (
	"maps"
	"slices"

	"armguard/app/ledger"
)

// Clone is a state that goes its own way from here.
func (m *Memory) Clone() *Memory {
	out := &Memory{docs: maps.Clone(m.docs), keys: map[DocKind]map[Key]map[ledger.ID]struct{}{}, owned: maps.Clone(m.owned), entries: maps.Clone(m.entries), digest: m.digest,
		order: slices.Clone(m.order), unread: slices.Clone(m.unread)}
	for kind, byKey := range m.keys {
		out.keys[kind] = map[Key]map[ledger.ID]struct{}{}
		for key, ids := range byKey {
			out.keys[kind][key] = maps.Clone(ids)
		}
	}
	return out
}

// Said is the digest of all documents but those of the logs: every entry has its place there, also one that cannot be read.
func (m *Memory) Said() Digest {
	out := m.digest
	for ref, encoded := range m.docs {
		if ref.Kind == DocLog {
			out.Toggle(ref, encoded)
		}
	}
	return out
}

// EveryKind lists the kinds of entries that have a body of this package.
var EveryKind = []string{KindSiteCreate, KindSiteEdit, KindAccountAdd, KindAccountEdit, KindAccountKey, KindAccountLock, KindStationEnrol, KindStationRevoke, KindStationEdit,
	KindPersonAdd, KindPersonEdit, KindPersonStatus, KindItemAdd, KindItemEdit, KindItemStatus, KindModelAdd, KindModelEdit, KindPurposeAdd, KindPurposeEdit,
	KindListEdit, KindStockAdd, KindStockEdit, KindStockMove, KindStockCount, KindTake, KindReturn, KindAnnounce, KindAcknowledge, KindWithdraw, KindRaise,
	KindDecide, KindResolve, KindMerge, KindCountOpen, KindCountScan, KindCountClose, KindCountSign, KindCountCancel, KindMaintenance, KindMassOpen, KindMassClose}
