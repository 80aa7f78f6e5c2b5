package armory

import (
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"strings"

	"armguard/app/ledger"
)

// RosterEntry writes an account or a station into the roster. The caller has made keys and credential and hands in
// Sign, which signs RosterBytes with the superuser's key (or the root's, with a zero Signer).
type RosterEntry struct {
	Kind   string // KindAccountAdd, KindAccountEdit, KindAccountKey, KindStationEnrol, KindStationRevoke
	ID     ledger.SubjectID
	Set    map[string]string
	Reason string
	Signer ledger.AccountID
	Sign   func(message []byte) []byte
}

func (r RosterEntry) Name() string {
	switch {
	case r.Kind == KindStationEnrol, r.Kind == KindStationRevoke:
		return MayEnrol
	case r.Kind == KindAccountKey && r.Signer.ID == r.ID.ID && r.setsOnly(ownFields):
		return MayPassword
	}
	return MayEditAccount
}

func (r RosterEntry) setsOnly(names []string) bool {
	for name := range r.Set {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

func (r RosterEntry) decide(st State, ask Ask) ([]Fact, error) {
	kind := recordOf[r.Kind]
	doc := &Record{Kind: kind, ID: r.ID.ID, Fields: map[string][]Version{}}
	known, err := st.Load(doc)
	if err != nil {
		return nil, err
	}
	if adding := r.Kind == KindAccountAdd || r.Kind == KindStationEnrol; adding == known {
		return nil, refuse(CodeNotFound, "There is no such "+string(kind)+".", "Read the list again.")
	}
	set := map[string]string{}
	for _, f := range Fields[kind] {
		value, given := r.Set[f.Name]
		if !given && known {
			continue
		}
		clean, err := CheckField(kind, f.Name, value)
		if err != nil {
			return nil, err
		}
		if f.Name == "username" {
			clean = strings.ToLower(clean)
		}
		if clean != doc.Value(f.Name) {
			set[f.Name] = clean
		}
	}
	if len(set) == 0 {
		return nil, ErrUnchanged
	}
	if err := free(st, doc, set); err != nil {
		return nil, err
	}
	if known && kind == KindAccount && doc.Value("role") == RoleSuperuser && doc.Value("disabled") == "" &&
		(set["disabled"] != "" || set["role"] != "" && set["role"] != RoleSuperuser) {
		if err := anotherSuperuser(st, doc.ID); err != nil {
			return nil, err
		}
	}
	check := needReason
	if r.Kind != KindStationRevoke {
		check = func(reason string) (string, error) { return checkText("The reason", reason, maxNotes) }
	}
	reason, err := check(r.Reason)
	if err != nil {
		return nil, err
	}
	body := RecordBody{Set: set, Reason: reason, Signer: r.Signer}
	fact := Fact{Kind: r.Kind, Subjects: []SubjectRef{{SubjectRecord, r.ID}}}
	if r.Kind == KindStationRevoke {
		if body.Cut, err = cutNow(st, ledger.StationID{ID: r.ID.ID}); err != nil {
			return nil, err
		}
		for _, end := range body.Cut {
			fact.Subjects = addTo(fact.Subjects, SubjectRef{SubjectLog, ledger.SubjectID{ID: end.Log.ID}})
		}
	}
	message := RosterBytes(ask.Site, r.Kind, r.ID.ID, body)
	body.Sig = r.Sign(message)
	if err := r.willCount(st, ask, message, body.Sig); err != nil {
		return nil, err
	}
	fact.Body = body
	if !r.Signer.IsZero() {
		signer := &Record{Kind: KindAccount, ID: r.Signer.ID}
		if _, err := st.Load(signer); err != nil {
			return nil, err
		}
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectSigner, ledger.SubjectID{ID: r.Signer.ID}})
		if len(signer.Spared) > 0 {
			fact.Subjects = append(fact.Subjects, SubjectRef{SubjectSpared, ledger.SubjectID{ID: r.Signer.ID}})
		}
	}
	return []Fact{fact}, nil
}

// willCount refuses to write what no station would count: the signature of somebody who is no superuser any more, or
// with a key that was replaced at another station since he signed in.
func (r RosterEntry) willCount(st State, ask Ask, message, sig []byte) error {
	if r.Signer.IsZero() {
		site := &Record{Kind: KindSite, ID: ask.Site.ID}
		if _, err := st.Load(site); err != nil {
			return err
		}
		if !verifies(site.Value("root"), message, sig) {
			return refuse(CodeForbidden, "This is not the site's recovery key.", "Look for the recovery sheet of this site.")
		}
		return nil
	}
	signer := &Record{Kind: KindAccount, ID: r.Signer.ID}
	if _, err := st.Load(signer); err != nil {
		return err
	}
	own := r.Signer.ID == r.ID.ID && r.Kind == KindAccountKey && r.setsOnly(ownFields)
	if signer.Value("disabled") != "" || !own && signer.Value("role") != RoleSuperuser {
		return refuse(CodeForbidden, "Your account may not do this.", "Ask an administrator.")
	}
	if !slices.ContainsFunc(signer.Fields["key"], func(v Version) bool { return verifies(v.Text, message, sig) }) {
		return refuse(CodeForbidden, "Your password was changed at another station.", "Sign in again with the new password.")
	}
	return nil
}

// verifies reports whether an Ed25519 key in hexadecimal text signed message.
func verifies(key string, message, sig []byte) bool {
	raw, err := hex.DecodeString(key)
	return err == nil && len(raw) == ed25519.PublicKeySize && ed25519.Verify(raw, message, sig)
}

func anotherSuperuser(st State, except ledger.ID) error {
	ids, err := st.Find(DocRecord, Key{"kind", string(KindAccount)})
	if err != nil {
		return err
	}
	for _, id := range ids {
		account := &Record{Kind: KindAccount, ID: id}
		if _, err := st.Load(account); err != nil {
			return err
		}
		if id != except && account.Value("role") == RoleSuperuser && account.Value("disabled") == "" {
			return nil
		}
	}
	return refuse(CodeBlocked, "This is the last superuser.", "Make another account superuser first.")
}

// LockOut records that an account was locked after too many wrong passwords. The station itself is the actor.
type LockOut struct {
	Account ledger.SubjectID
	Seconds int64
}

func (LockOut) Name() string { return MayPassword }

func (c LockOut) decide(State, Ask) ([]Fact, error) {
	return []Fact{{Kind: KindAccountLock, Body: NoteBody{N: c.Seconds, Text: "too many wrong passwords"}, Subjects: []SubjectRef{{"account", c.Account}}}}, nil
}
