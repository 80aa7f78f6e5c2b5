package armory

import (
	"crypto/sha256"
	"strconv"

	"armguard/app/ledger"
)

// Lists of words a site keeps. Officer or enlisted follows from the list a rank stands in.
const (
	ListEnlisted = "ranks-enlisted"
	ListOfficers = "ranks-officer"
	ListGroups   = "groups"
)

// DefaultLists are the lists a new site begins with.
var DefaultLists = []struct {
	Name, Title string
	Values      []string
}{
	{ListEnlisted, "Ranks, enlisted", []string{"AM", "AW", "A2C", "AW2C", "A1C", "AW1C", "SGT", "SSGT", "TSGT", "MSGT", "SMSGT", "CMSGT"}},
	{ListOfficers, "Ranks, officers", []string{"2LT", "1LT", "CPT", "MAJ", "LTCOL", "COL", "BGEN", "MGEN", "LTGEN", "GEN"}},
	{ListGroups, "Groups", []string{"HAS", "951st", "952nd", "953rd"}},
}

// DefaultModels are the models a new site begins with: name, code, category, calibre.
var DefaultModels = [][4]string{
	{"M14 Rifle", "M14", CategoryRifle, "7.62"},
	{"M16 Rifle", "M16", CategoryRifle, "5.56"},
	{"M4 Carbine", "M4", CategoryRifle, "5.56"},
	{"Glock 17", "GLOCK17", CategoryPistol, "9mm"},
	{"M1911", "M1911", CategoryPistol, "Cal .45"},
}

// DefaultPurposes are the purposes a new site begins with; loadouts as category:magazines/rounds.
var DefaultPurposes = []struct {
	Name     string
	Loadouts []Loadout
	FreeText bool
}{
	{Name: "Duty Sentinel", Loadouts: []Loadout{{CategoryPistol, 4, 42}, {CategoryRifle, 3, 90}}},
	{Name: "Duty Security", Loadouts: []Loadout{{CategoryPistol, 3, 30}}},
	{Name: "Vigil", Loadouts: []Loadout{{CategoryRifle, 7, 210}}},
	{Name: "Guard Duty", Loadouts: []Loadout{{CategoryRifle, 2, 60}}},
	{Name: "Honor Guard"},
	{Name: "Training"},
	{Name: "Other", FreeText: true},
}

// DefaultStock are the stock lines a new site begins with, none of them received yet: name, type, calibre, what it goes with,
// cap per issue.
var DefaultStock = [][5]string{
	{"Magazine 9mm Glock 17", StockMagazine, "9mm"}, {"Magazine Cal .45, 7 rounds", StockMagazine, "Cal .45"},
	{"Magazine Cal .45, 8 rounds", StockMagazine, "Cal .45"}, {"Magazine 5.56, 20 rounds", StockMagazine, "5.56"},
	{"Magazine 5.56, 30 rounds", StockMagazine, "5.56"}, {"Magazine 7.62 M14", StockMagazine, "7.62"},
	{"Cal .45 ball", StockAmmunition, "Cal .45"}, {"M882 9x19 ball", StockAmmunition, "9mm"}, {"M193 5.56", StockAmmunition, "5.56"},
	{"M855 5.56", StockAmmunition, "5.56"}, {"M80 7.62x51", StockAmmunition, "7.62"},
	{"Holster", StockAccessory, "", CategoryPistol, "1"}, {"Pistol magazine pouch", StockAccessory, "", CategoryPistol, "3"},
	{"Rifle sling", StockAccessory, "", CategoryRifle, "1"}, {"Bandoleer", StockAccessory, "", CategoryRifle, "1"},
}

// DefaultSite are the settings a new site begins with.
var DefaultSite = map[string]string{
	"limit": LimitOne, "due_hours": strconv.Itoa(24), "idle_lock_min": strconv.Itoa(10), "cut_off": CutOffConfirm,
}

// NamedID is the id of a record that exists once under a fixed name on every site, such as a list: the first 16
// bytes of SHA-256("armguard/name/1\0" + name).
func NamedID(name string) ledger.ID {
	sum := sha256.Sum256([]byte("armguard/name/1\x00" + name))
	return ledger.ID(sum[:16])
}
