package armory

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// What a kind of entry registers.
var recordOf = map[string]RecordKind{
	KindSiteCreate: KindSite, KindSiteEdit: KindSite, KindAccountAdd: KindAccount, KindAccountEdit: KindAccount,
	KindAccountKey: KindAccount, KindStationEnrol: KindStation, KindStationEdit: KindStation, KindPersonAdd: KindPerson,
	KindPersonEdit: KindPerson, KindItemAdd: KindItem, KindItemEdit: KindItem, KindModelAdd: KindModel,
	KindModelEdit: KindModel, KindPurposeAdd: KindPurpose, KindPurposeEdit: KindPurpose, KindListEdit: KindList,
	KindStockAdd: KindStock, KindStockEdit: KindStock,
}

// record adds a record or sets fields of one.
func (a *applying) record() error {
	s, err := a.subject(SubjectRecord)
	if err != nil {
		return err
	}
	var body RecordBody
	if err := a.body(&body); err != nil {
		return err
	}
	kind := recordOf[a.entry.Kind]
	doc := &Record{Kind: kind, ID: s.ID.ID, Fields: map[string][]Version{}}
	known, err := a.Load(doc)
	if err != nil {
		return err
	}
	if known && doc.Kind != kind {
		return fmt.Errorf("%w: %s on a %s", ErrUnread, a.entry.Kind, doc.Kind)
	}
	if err := a.signed(s.ID.ID, body); err != nil {
		return err
	}
	before := doc.numbers()
	var unseen []ledger.Hash
	doc.Heads, unseen = replaceHeads(doc.Heads, s.Parents, a.stamp.Hash)
	missed, err := a.missed(s, unseen)
	if err != nil {
		return err
	}
	for name, text := range body.Set {
		doc.Fields[name] = surviving(doc.Fields[name], missed, text, a.stamp)
	}
	if doc.Created == 0 || a.stamp.Compare(doc.Added) < 0 {
		doc.Created, doc.Added = a.entry.WallMs, a.stamp
	}
	if err := a.Save(doc); err != nil {
		return err
	}
	if err := a.clashes(doc, before); err != nil {
		return err
	}
	switch a.entry.Kind {
	case KindPersonAdd:
		return a.setPersonStatus(body.Status)
	case KindItemAdd:
		return a.setItemStatus(body.Status, body.Condition)
	}
	return nil
}

// signed refuses roster entries without the signature of the site's root or of a superuser: a stolen station can
// write entries, but it can add nobody and reset nobody. An account may sign its own new key.
func (a *applying) signed(id ledger.ID, body RecordBody) error {
	switch a.entry.Kind {
	case KindAccountAdd, KindAccountEdit, KindAccountKey, KindStationEnrol:
	default:
		return nil
	}
	message := RosterBytes(a.entry.Site, a.entry.Kind, id, body)
	verify := func(key string) bool {
		raw, err := hex.DecodeString(key)
		return err == nil && len(raw) == ed25519.PublicKeySize && ed25519.Verify(raw, message, body.Sig)
	}
	if body.Signer.IsZero() {
		site := &Record{Kind: KindSite, ID: a.entry.Site.ID}
		if _, err := a.Load(site); err != nil {
			return err
		}
		if verify(site.Value("root")) {
			return nil
		}
		return fmt.Errorf("%w: not signed by the site's root key", ErrUnread)
	}
	signer := &Record{Kind: KindAccount, ID: body.Signer.ID}
	if _, err := a.Load(signer); err != nil {
		return err
	}
	own := body.Signer.ID == id && a.entry.Kind == KindAccountKey
	if !own && !slices.ContainsFunc(signer.Fields["role"], func(v Version) bool { return v.Text == RoleSuperuser }) {
		return fmt.Errorf("%w: not signed by a superuser", ErrUnread)
	}
	if !slices.ContainsFunc(signer.Fields["key"], func(v Version) bool { return verify(v.Text) }) {
		return fmt.Errorf("%w: the signature is not its signer's", ErrUnread)
	}
	return nil
}

// clashes keeps, for each number the record has or had, the conflict that says who else has it: there while two
// live records share it, gone when they do not.
func (a *applying) clashes(doc *Record, before []Key) error {
	now := doc.numbers()
	for _, key := range append(slices.DeleteFunc(before, func(k Key) bool { return slices.Contains(now, k) }), now...) {
		ids, err := a.State.Find(DocRecord, key)
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id ledger.ID) bool { return id == doc.ID })
		if slices.Contains(now, key) {
			ids = append(ids, doc.ID)
		}
		id := conflictID(ConflictNumber, []byte(key.Index), []byte(key.Value))
		if len(ids) < 2 {
			if err := a.Delete(Ref{DocConflict, id}); err != nil {
				return err
			}
			continue
		}
		slices.SortFunc(ids, func(x, y ledger.ID) int { return slices.Compare(x[:], y[:]) })
		conflict := &Conflict{ID: id, Kind: ConflictNumber, Detail: key.Value}
		for _, other := range ids {
			record := &Record{Kind: doc.Kind, ID: other}
			if _, err := a.Load(record); err != nil {
				return err
			}
			conflict.Entries = append(conflict.Entries, record.Added.Hash)
			conflict.FoundMs = max(conflict.FoundMs, record.Created)
			if doc.Kind == KindPerson {
				conflict.People = append(conflict.People, ledger.SubjectID{ID: other})
			} else {
				conflict.Items = append(conflict.Items, ledger.SubjectID{ID: other})
			}
		}
		ledger.SortHashes(conflict.Entries)
		if err := a.Save(conflict); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) merge() error {
	s, err := a.subject(SubjectRecord)
	if err != nil {
		return err
	}
	var body MergeBody
	if err := a.body(&body); err != nil {
		return err
	}
	doc := &Record{ID: body.From.ID}
	known, err := a.Load(doc)
	if err != nil || !known || body.From == s.ID {
		return err
	}
	before := doc.numbers()
	doc.Merged = s.ID
	if err := a.Save(doc); err != nil {
		return err
	}
	return a.clashes(doc, before)
}
