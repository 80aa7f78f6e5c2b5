package armory

import (
	"crypto/ed25519"
	"encoding/hex"
	"maps"
	"strings"

	"armguard/app/ledger"
)

// Founding is a site's first start: everything that is written in its one first commit after log.open.
type Founding struct {
	Site               ledger.SiteID
	Name, Unit         string
	Root               ed25519.PrivateKey // printed as the recovery sheet, then forgotten
	Station            ledger.StationID
	StationKey         ed25519.PublicKey
	StationName        string
	Account            ledger.AccountID
	Username, FullName string
	AccountKey         ed25519.PrivateKey
	Credential         []byte // hash
	NewID              func() ledger.ID
}

// Step is one command of the founding with the account it is done under.
type Step struct {
	Command Command
	Fact    *Fact // instead of a command: what no command can say
}

// Steps are the founding's facts in order: site.create, account.add signed by the root, station.enrol signed by that
// superuser, then the shipped lists, models, purposes and stock lines.
func (f Founding) Steps() []Step {
	set := map[string]string{"name": f.Name, "unit": f.Unit, "root": hex.EncodeToString(f.Root.Public().(ed25519.PublicKey))}
	maps.Copy(set, DefaultSite)
	steps := []Step{
		{Fact: &Fact{Kind: KindSiteCreate, Subjects: []SubjectRef{{SubjectRecord, ledger.SubjectID{ID: f.Site.ID}}}, Body: RecordBody{Set: set}}},
		{Command: RosterEntry{Kind: KindAccountAdd, ID: ledger.SubjectID{ID: f.Account.ID}, Sign: signer(f.Root), Set: map[string]string{
			"username": f.Username, "name": f.FullName, "role": RoleSuperuser,
			"key": hex.EncodeToString(f.AccountKey.Public().(ed25519.PublicKey)), "credential": hex.EncodeToString(f.Credential)}}},
		{Command: RosterEntry{Kind: KindStationEnrol, ID: ledger.SubjectID{ID: f.Station.ID}, Signer: f.Account, Sign: signer(f.AccountKey),
			Set: map[string]string{"name": f.StationName, "key": hex.EncodeToString(f.StationKey), "priority": "0"}}},
	}
	for _, list := range DefaultLists {
		steps = append(steps, Step{Command: Edit{Kind: KindList, ID: ledger.SubjectID{ID: NamedID("list/" + list.Name)},
			Set: map[string]string{"name": list.Name, "title": list.Title, "values": strings.Join(list.Values, "\n")}}})
	}
	for _, m := range DefaultModels {
		steps = append(steps, Step{Command: Register{Kind: KindModel, ID: ledger.SubjectID{ID: f.NewID()},
			Set: map[string]string{"name": m[0], "code": m[1], "category": m[2], "calibre": m[3]}}})
	}
	for _, p := range DefaultPurposes {
		set := map[string]string{"name": p.Name, "loadouts": FormatLoadouts(p.Loadouts)}
		if p.FreeText {
			set["free_text"] = "yes"
		}
		steps = append(steps, Step{Command: Register{Kind: KindPurpose, ID: ledger.SubjectID{ID: f.NewID()}, Set: set}})
	}
	for _, l := range DefaultStock {
		steps = append(steps, Step{Command: Register{Kind: KindStock, ID: ledger.SubjectID{ID: f.NewID()},
			Set: map[string]string{"name": l[0], "type": l[1], "calibre": l[2], "category": l[3], "cap": l[4]}}})
	}
	return steps
}

// CheckFounding says what is wrong with the names before keys are made.
func CheckFounding(site, unit, station, username, fullName string) error {
	for _, c := range []struct {
		kind        RecordKind
		name, value string
	}{{KindSite, "name", site}, {KindSite, "unit", unit}, {KindStation, "name", station}, {KindAccount, "username", username}, {KindAccount, "name", fullName}} {
		if _, err := CheckField(c.kind, c.name, c.value); err != nil {
			return err
		}
	}
	return nil
}

func signer(key ed25519.PrivateKey) func([]byte) []byte {
	return func(message []byte) []byte { return ed25519.Sign(key, message) }
}
