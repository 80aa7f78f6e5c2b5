package app_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/armory"
	"armguard/app/ledger"
)

// chain is a roster made by hand, as the one log of a station: its root and its superuser sign whatever they are told.
type chain struct {
	t       *testing.T
	site    ledger.SiteID
	log     ledger.LogID
	tip     ledger.Tip
	root    ed25519.PrivateKey
	boss    holder
	station ledger.SubjectID
	key     ed25519.PrivateKey // the station's
	seen    map[ledger.SubjectID][]ledger.Hash
	entries []ledger.Sealed
}

// holder is an account with its key.
type holder struct {
	id  ledger.AccountID
	key ed25519.PrivateKey
}

// seedKey is the same key for the same word.
func seedKey(word string) ed25519.PrivateKey {
	sum := sha256.Sum256([]byte(word))
	return ed25519.NewKeyFromSeed(sum[:])
}

func seedID(word string) ledger.ID { return ledger.ID(seedKey(word)[:16]) }

func public(key ed25519.PrivateKey) string {
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}

func newChain(t *testing.T) *chain {
	c := &chain{t: t, site: ledger.SiteID{ID: seedID("site")}, log: ledger.LogID{ID: seedID("log")}, root: seedKey("root"), boss: holder{ledger.AccountID{ID: seedID("boss")}, seedKey("boss")},
		station: ledger.SubjectID{ID: seedID("station")}, key: seedKey("station"), seen: map[ledger.SubjectID][]ledger.Hash{}}
	c.seal(ledger.Entry{Kind: ledger.KindLogOpen, Body: ledger.Encode(ledger.LogOpen{Station: ledger.StationID(c.station), Key: c.key.Public().(ed25519.PublicKey),
		HostBinding: make([]byte, 32), Reason: "new"})})
	return c
}

// seal writes an entry at the end of the log.
func (c *chain) seal(e ledger.Entry) ledger.Hash {
	c.t.Helper()
	e.Site, e.Log, e.KindVer, e.Command = c.site, c.log, 1, ledger.CommandID{ID: ledger.RandomID()}
	e.Actor, e.Why = ledger.Actor{Method: "station"}, ledger.Why{Code: ledger.WhyFree}
	sealed, tip, err := ledger.Seal(c.key, c.tip, 0, e)
	if err != nil {
		c.t.Fatal(err)
	}
	c.tip, c.entries = tip, append(c.entries, sealed)
	return sealed.Hash
}

// put writes an entry about a record, after what the chain has of it and of its signer.
func (c *chain) put(kind string, id ledger.SubjectID, body armory.RecordBody) {
	c.t.Helper()
	subjects := []ledger.Subject{{Kind: armory.SubjectRecord, ID: id, Parents: c.seen[id]}}
	if !body.Signer.IsZero() {
		signer := ledger.SubjectID(body.Signer)
		subjects = append(subjects, ledger.Subject{Kind: armory.SubjectSigner, ID: signer, Parents: c.seen[signer]})
	}
	c.seen[id] = []ledger.Hash{c.seal(ledger.Entry{Kind: kind, Subjects: subjects, Body: ledger.Encode(body)})}
}

// signed writes a roster entry with a signature over it as one of a site: by an account, or with the zero id by the root.
func (c *chain) signed(kind string, id ledger.SubjectID, site ledger.SiteID, by holder, set map[string]string) {
	c.t.Helper()
	body := armory.RecordBody{Set: set, Signer: by.id}
	body.Sig = ed25519.Sign(by.key, armory.RosterBytes(site, kind, id.ID, body))
	c.put(kind, id, body)
}

// create begins the site with a root key.
func (c *chain) create(root ed25519.PrivateKey) {
	c.put(armory.KindSiteCreate, ledger.SubjectID(c.site), armory.RecordBody{Set: map[string]string{"name": "By hand", "root": public(root)}})
}

// add adds an account with a role.
func (c *chain) add(p holder, role string, by holder) {
	c.signed(armory.KindAccountAdd, ledger.SubjectID(p.id), c.site, by, map[string]string{"username": "u" + strings.ToLower(p.id.Short()), "name": "Somebody", "role": role,
		"key": public(p.key), "credential": strings.Repeat("cd", 32)})
}

// enrol enrols the station.
func (c *chain) enrol(by holder) {
	c.signed(armory.KindStationEnrol, c.station, c.site, by, map[string]string{"name": "Counter 1", "key": public(c.key), "priority": "0"})
}

// opening is a station that shows a newcomer a roster, and no more.
type opening struct {
	*lan
	roster []ledger.Sealed
	root   ed25519.PrivateKey // whose hash is in the join code
	server ed25519.PrivateKey // of the station that answers
}

var errChecked = errors.New("the roster was believed")

func (o opening) Join(_ context.Context, _ app.JoinAsk, guest *app.Guest) error {
	sum := sha256.Sum256(o.root.Public().(ed25519.PublicKey))
	if err := guest.Check(o.roster, [10]byte(sum[:10]), o.server.Public().(ed25519.PublicKey)); err != nil {
		return err
	}
	return errChecked
}

func TestANewcomerSeesThroughARosterThatIsBroken(t *testing.T) {
	t.Parallel()
	two := apptest.Open(t, apptest.Options{})
	stranger := holder{ledger.AccountID{ID: seedID("stranger")}, seedKey("stranger")}
	elsewhere := ledger.SiteID{ID: seedID("elsewhere")}
	founded := func(c *chain) { // up to the superuser
		c.create(c.root)
		c.add(c.boss, armory.RoleSuperuser, holder{key: c.root})
	}
	for name, c := range map[string]struct {
		make func(c *chain)
		code string // empty: it is believed
	}{
		"none is": {func(c *chain) { founded(c); c.enrol(c.boss) }, ""},
		"a station that was renamed by nobody's signature is no less a station": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.put(armory.KindStationEdit, c.station, armory.RecordBody{Set: map[string]string{"name": "Gate"}})
		}, ""},

		"another root key began the site": {func(c *chain) {
			c.create(stranger.key)
			c.add(c.boss, armory.RoleSuperuser, holder{key: stranger.key})
			c.enrol(c.boss)
		}, "WRONG_SITE"},
		"an entry of another site stands in it": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			mine := c.site
			c.site = elsewhere
			c.put(armory.KindStationEdit, c.station, armory.RecordBody{Set: map[string]string{"name": "Gate"}})
			c.site = mine
		}, "WRONG_SITE"},
		"the site begins twice": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.create(c.root)
		}, "WRONG_SITE"},
		"the site begins after its first account": {func(c *chain) {
			c.add(stranger, armory.RoleSuperuser, stranger)
			founded(c)
			c.enrol(c.boss)
		}, "WRONG_SITE"},
		"the site does not begin": {func(c *chain) { c.add(c.boss, armory.RoleSuperuser, holder{key: c.root}); c.enrol(c.boss) }, "WRONG_SITE"},
		"what it rests on is left out": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.put(armory.KindStationEdit, c.station, armory.RecordBody{Set: map[string]string{"name": "Gate"}})
			c.entries = slices.DeleteFunc(c.entries, func(s ledger.Sealed) bool { return s.Entry.Kind == armory.KindStationEnrol })
		}, "BROKEN_ROSTER"},
		"the root's own site is another": {func(c *chain) {
			c.create(c.root)
			c.signed(armory.KindAccountAdd, ledger.SubjectID(c.boss.id), elsewhere, holder{key: c.root}, map[string]string{"username": "boss", "name": "Boss",
				"role": armory.RoleSuperuser, "key": public(c.boss.key), "credential": strings.Repeat("cd", 32)})
			c.enrol(c.boss)
		}, "UNKNOWN_STATION"},

		"the root did not sign the superuser": {func(c *chain) {
			c.create(c.root)
			c.add(c.boss, armory.RoleSuperuser, holder{key: stranger.key})
			c.enrol(c.boss)
		}, "UNKNOWN_STATION"},
		"the station was enrolled by an administrator": {func(c *chain) {
			founded(c)
			c.add(stranger, armory.RoleAdministrator, c.boss)
			c.enrol(stranger)
		}, "UNKNOWN_STATION"},
		"the station was enrolled with another key than the superuser's": {func(c *chain) { founded(c); c.enrol(holder{c.boss.id, stranger.key}) }, "UNKNOWN_STATION"},
		"the station was enrolled by nobody the roster knows":            {func(c *chain) { founded(c); c.enrol(stranger) }, "UNKNOWN_STATION"},
		"the station was enrolled by a superuser who had been disabled": {func(c *chain) {
			founded(c)
			c.add(stranger, armory.RoleSuperuser, c.boss)
			c.signed(armory.KindAccountEdit, ledger.SubjectID(stranger.id), c.site, c.boss, map[string]string{"disabled": "yes"})
			c.enrol(stranger)
		}, "UNKNOWN_STATION"},
		"the station was enrolled at another site": {func(c *chain) {
			founded(c)
			c.signed(armory.KindStationEnrol, c.station, elsewhere, c.boss, map[string]string{"name": "Counter 1", "key": public(c.key), "priority": "0"})
		}, "UNKNOWN_STATION"},
		"the station gave itself its key without a signature": {func(c *chain) {
			founded(c)
			c.put(armory.KindStationEdit, c.station, armory.RecordBody{Set: map[string]string{"name": "Counter 1", "key": public(c.key)}})
		}, "UNKNOWN_STATION"},
		"the station was revoked": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.signed(armory.KindStationRevoke, c.station, c.site, c.boss, map[string]string{"revoked": "yes"})
		}, "UNKNOWN_STATION"},
		"the station was revoked and enrolled once more": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.signed(armory.KindStationRevoke, c.station, c.site, c.boss, map[string]string{"revoked": "yes"})
			c.enrol(c.boss)
		}, "UNKNOWN_STATION"},
		"the station was revoked and has taken that back": {func(c *chain) {
			founded(c)
			c.enrol(c.boss)
			c.signed(armory.KindStationRevoke, c.station, c.site, c.boss, map[string]string{"revoked": "yes"})
			c.put(armory.KindStationEdit, c.station, armory.RecordBody{Set: map[string]string{"revoked": ""}})
		}, "UNKNOWN_STATION"},
	} {
		t.Run(name, func(t *testing.T) {
			hand := newChain(t)
			c.make(hand)
			two.App.Lan = opening{&lan{}, hand.entries, hand.root, hand.key}
			err := two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: "ABCD-EFGH", Address: firstAddress}, nil)
			if c.code == "" {
				if !errors.Is(err, errChecked) {
					t.Errorf("got %v, want it believed", err)
				}
			} else {
				wantCode(t, err, c.code)
			}
			if two.Entries() != 0 {
				t.Errorf("%d entries were kept", two.Entries())
			}
		})
	}
}

// A revocation by somebody who may not does nothing: else any counter could shut out the others.
func TestANewcomerBelievesNoRevocationWithoutASuperuser(t *testing.T) {
	t.Parallel()
	two := apptest.Open(t, apptest.Options{})
	hand := newChain(t)
	armorer := holder{ledger.AccountID{ID: seedID("armorer")}, seedKey("armorer")}
	hand.create(hand.root)
	hand.add(hand.boss, armory.RoleSuperuser, holder{key: hand.root})
	hand.add(armorer, armory.RoleArmorer, hand.boss)
	hand.enrol(hand.boss)
	hand.signed(armory.KindStationRevoke, hand.station, hand.site, armorer, map[string]string{"revoked": "yes"})
	two.App.Lan = opening{&lan{}, hand.entries, hand.root, hand.key}
	err := two.App.JoinSite(context.Background(), app.JoinRequest{Station: "Counter 2", Code: "ABCD-EFGH", Address: firstAddress}, nil)
	if !errors.Is(err, errChecked) {
		t.Errorf("got %v, want it believed", err)
	}
}
