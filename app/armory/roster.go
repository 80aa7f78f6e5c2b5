package armory

import (
	"fmt"
	"slices"

	"armguard/app/ledger"
)

// rosterKinds are the entries that say who belongs to the site. They count only with a signature inside the body: a
// stolen station can write entries, but it can add nobody and reset nobody.
var rosterKinds = []string{KindAccountAdd, KindAccountEdit, KindAccountKey, KindStationEnrol, KindStationRevoke}

// ownFields are what an account may change of itself with its own signature: a new key and what wraps it.
var ownFields = []string{"key", "credential"}

// guarded are the fields that only a roster entry may set, whatever record it stands on; a site's root key is set once.
var guarded = map[RecordKind][]string{
	KindAccount: {"username", "name", "role", "disabled", "key", "credential"},
	KindStation: {"key", "revoked"},
	KindSite:    {"root"},
}

// roster judges signatures of roster entries. It judges each by what that entry itself saw of its signer (the subject
// "signer" with its parents), never by what is known now: a superuser who is demoted, or changes his password, on one
// side of a split takes back nothing on the other, and every station comes to the same answer in every order of arrival.
type roster struct {
	st    State
	known map[ledger.Hash]bool
}

// signed refuses a roster entry whose signature does not count.
func (a *applying) signed(body RecordBody) error {
	if !slices.Contains(rosterKinds, a.entry.Kind) {
		for _, name := range guarded[recordOf[a.entry.Kind]] {
			if _, set := body.Set[name]; set && a.entry.Kind != KindSiteCreate {
				return fmt.Errorf("%w: %s sets %q without a signature", ErrUnread, a.entry.Kind, name)
			}
		}
		return nil
	}
	why, err := (&roster{a.overlay, map[ledger.Hash]bool{}}).refuses(a.entry)
	if err == nil && why != "" {
		err = fmt.Errorf("%w: %s", ErrUnread, why)
	}
	return err
}

// refuses says why a roster entry does not count; empty when it does.
func (r *roster) refuses(e *ledger.Entry) (string, error) {
	var body RecordBody
	if readable := e.KindVer == 1 && ledger.Decode(e.Body, &body) == nil; !readable {
		return "it cannot be read", nil
	}
	i := slices.IndexFunc(e.Subjects, func(s ledger.Subject) bool { return s.Kind == SubjectRecord })
	if i < 0 {
		return "it names no record", nil
	}
	id := e.Subjects[i].ID
	if why := revokes(e, body); why != "" {
		return why, nil
	}
	message := RosterBytes(e.Site, e.Kind, id.ID, body)
	if body.Signer.IsZero() {
		site := &Record{Kind: KindSite, ID: e.Site.ID}
		if _, err := r.st.Load(site); err != nil {
			return "", err
		}
		if !verifies(site.Value("root"), message, body.Sig) {
			return "not signed by the site's root key", nil
		}
		return "", nil
	}
	signer, err := r.asSeen(e, body.Signer)
	if err != nil {
		return "", err
	}
	own := body.Signer.ID == id.ID && e.Kind == KindAccountKey
	for name := range body.Set {
		own = own && slices.Contains(ownFields, name)
	}
	switch {
	case signer.Value("disabled") != "":
		return "its signer was disabled", nil
	case !own && signer.Value("role") != RoleSuperuser:
		return "not signed by a superuser", nil
	case !slices.ContainsFunc(signer.Fields["key"], func(v Version) bool { return verifies(v.Text, message, body.Sig) }):
		return "the signature is not its signer's", nil
	}
	return "", nil
}

// asSeen is the signer's account as the entry saw it: what the entries it names as the signer's heads, and those before
// them, add up to. Without such a subject the account is empty, and nothing counts. An account that was spared when it
// signed (Record.Spared) is the superuser it once was.
func (r *roster) asSeen(e *ledger.Entry, signer ledger.AccountID) (*Record, error) {
	id := ledger.SubjectID(signer)
	past, err := r.past(signer, parentsOf(e, SubjectRef{SubjectSigner, id}))
	if err != nil {
		return nil, err
	}
	account := addUp(signer, past)
	if len(parentsOf(e, SubjectRef{SubjectSpared, id})) > 0 && wasSuperuser(past) {
		account.Fields["role"], account.Fields["disabled"] = []Version{{Text: RoleSuperuser}}, nil
	}
	return account, nil
}

// past lists an account's entries that count, up to these heads, causes first.
func (r *roster) past(id ledger.AccountID, heads []ledger.Hash) ([]*dated, error) {
	subject := SubjectRef{SubjectRecord, ledger.SubjectID(id)}
	found := map[ledger.Hash]*dated{}
	for queue := slices.Clone(heads); len(queue) > 0; queue = queue[1:] {
		hash := queue[0]
		if found[hash] != nil {
			continue
		}
		e, err := r.st.Entry(hash)
		if err != nil {
			return nil, err
		}
		if recordOf[e.Kind] != KindAccount || !slices.ContainsFunc(e.Subjects, subject.is) {
			continue
		}
		counts, judged := r.known[hash]
		if !judged {
			why, err := r.refuses(e)
			if err != nil {
				return nil, err
			}
			counts = why == ""
			r.known[hash] = counts
		}
		if !counts {
			continue
		}
		found[hash] = &dated{stamp: Stamp{Lam: e.Lam, Log: e.Log, Hash: hash}, entry: e}
		queue = append(queue, parentsOf(e, subject)...)
	}
	order := make([]*dated, 0, len(found))
	for _, d := range found {
		order = append(order, d)
	}
	slices.SortFunc(order, func(x, y *dated) int { return x.stamp.Compare(y.stamp) })
	return order, nil
}

// wasSuperuser reports whether one of an account's entries made it one.
func wasSuperuser(past []*dated) bool {
	return slices.ContainsFunc(past, func(d *dated) bool {
		var body RecordBody
		return ledger.Decode(d.entry.Body, &body) == nil && body.Set["role"] == RoleSuperuser
	})
}

// addUp is what an account's entries, causes first, add up to.
func addUp(id ledger.AccountID, order []*dated) *Record {
	subject := SubjectRef{SubjectRecord, ledger.SubjectID(id)}
	account := &Record{Kind: KindAccount, ID: id.ID, Fields: map[string][]Version{}}
	past := map[ledger.Hash]map[ledger.Hash]bool{}
	for _, d := range order {
		mine := map[ledger.Hash]bool{}
		for _, parent := range parentsOf(d.entry, subject) {
			mine[parent] = true
			for h := range past[parent] {
				mine[h] = true
			}
		}
		past[d.stamp.Hash] = mine
		var body RecordBody
		if err := ledger.Decode(d.entry.Body, &body); err != nil {
			continue // refuses has read it
		}
		for name, text := range body.Set {
			kept := slices.DeleteFunc(account.Fields[name], func(v Version) bool { return mine[v.Stamp.Hash] })
			account.Fields[name] = append(kept, Version{Text: text, Stamp: d.stamp})
		}
	}
	return account
}

func (r SubjectRef) is(s ledger.Subject) bool { return s.Kind == r.Kind && s.ID == r.ID }

// lastSuperusers keeps the site from locking itself out. When crossed entries leave no enabled superuser, the newest of
// those that took one away does not count, then the next, until there is one; each is a conflict. It is computed
// anew from all accounts after every entry about one.
func (a *applying) lastSuperusers(changed *Record) error {
	ids, err := a.State.Find(DocRecord, Key{"kind", string(KindAccount)})
	if err != nil {
		return err
	}
	accounts := []*Record{changed}
	for _, id := range ids {
		if id == changed.ID {
			continue
		}
		account := &Record{Kind: KindAccount, ID: id}
		if _, err := a.Load(account); err != nil {
			return err
		}
		accounts = append(accounts, account)
	}
	before := map[ledger.ID][]ledger.Hash{}
	for _, account := range accounts {
		before[account.ID], account.Spared = account.Spared, nil
	}
	standing := func() bool {
		return slices.ContainsFunc(accounts, func(r *Record) bool { return r.Value("role") == RoleSuperuser && r.Value("disabled") == "" })
	}
	if !standing() {
		taken, err := a.takenAway(accounts)
		if err != nil {
			return err
		}
		spare := func(t takenAway) { t.account.Spared = ledger.SortHashes(append(t.account.Spared, t.stamp.Hash)) }
		var spared []takenAway
		for _, t := range taken {
			if standing() {
				break
			}
			spare(t)
			spared = append(spared, t)
		}
		for _, t := range spared { // the last one made the difference; those before it may not have been needed
			t.account.Spared = slices.DeleteFunc(t.account.Spared, func(h ledger.Hash) bool { return h == t.stamp.Hash })
			if !standing() {
				spare(t)
			}
		}
	}
	for _, account := range accounts {
		if slices.Equal(before[account.ID], account.Spared) {
			continue
		}
		if err := a.Save(account); err != nil {
			return err
		}
		for _, hash := range slices.Concat(before[account.ID], account.Spared) {
			id := conflictID(ConflictSuperuser, hash[:])
			if !slices.Contains(account.Spared, hash) {
				if err := a.Delete(Ref{DocConflict, id}); err != nil {
					return err
				}
				continue
			}
			wallMs, err := a.wallMs(hash)
			if err != nil {
				return err
			}
			if err := a.Save(&Conflict{ID: id, Kind: ConflictSuperuser, Entries: []ledger.Hash{hash}, FoundMs: wallMs,
				Records: []ledger.SubjectID{{ID: account.ID}}, Detail: account.Value("username")}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wallMs is when an entry says it was written.
func (a *applying) wallMs(hash ledger.Hash) (int64, error) {
	if hash == a.stamp.Hash {
		return a.entry.WallMs, nil
	}
	e, err := a.Entry(hash)
	if err != nil {
		return 0, err
	}
	return e.WallMs, nil
}

type takenAway struct {
	account *Record
	stamp   Stamp
}

// takenAway lists the entries, newest first, that made less of an account that had been superuser and are still in force.
func (a *applying) takenAway(accounts []*Record) ([]takenAway, error) {
	var out []takenAway
	r := &roster{a.overlay, map[ledger.Hash]bool{}}
	for _, account := range accounts {
		for _, v := range slices.Concat(account.Fields["role"], account.Fields["disabled"]) {
			if v.Text == "" || v.Text == RoleSuperuser || slices.ContainsFunc(out, func(t takenAway) bool { return t.stamp == v.Stamp }) {
				continue
			}
			e := a.entry
			if v.Stamp.Hash != a.stamp.Hash {
				var err error
				if e, err = a.Entry(v.Stamp.Hash); err != nil {
					return nil, err
				}
			}
			past, err := r.past(ledger.AccountID{ID: account.ID}, parentsOf(e, SubjectRef{SubjectRecord, ledger.SubjectID{ID: account.ID}}))
			if err != nil {
				return nil, err
			}
			if wasSuperuser(past) {
				out = append(out, takenAway{account, v.Stamp})
			}
		}
	}
	slices.SortFunc(out, func(x, y takenAway) int { return y.stamp.Compare(x.stamp) })
	return out, nil
}
