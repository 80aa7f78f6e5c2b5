package hubtest

import (
	"crypto/ed25519"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// epoch is when every history begins.
var epoch = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// site is what all stations of a history begin with: the founding entries, which every disk has.
type site struct {
	id       ledger.SiteID
	account  ledger.AccountID
	stations []ledger.StationID
	keys     []ed25519.PrivateKey
	logs     []ledger.LogID
	items    []ledger.SubjectID
	people   []ledger.SubjectID
	stock    ledger.SubjectID   // a lot to hand out from
	boss     ed25519.PrivateKey // of the account
	entries  []ledger.Sealed
	founding map[ledger.Hash]bool // the entries' hashes
}

// lot is how much there is of it at first.
const lot = 25

// ids draws ids and keys from a seed.
type ids struct{ *rand.Rand }

func (r ids) id() ledger.ID {
	var id ledger.ID
	binary.BigEndian.PutUint64(id[:], r.Uint64())
	binary.BigEndian.PutUint64(id[8:], r.Uint64())
	id[0] &= 0x7f // a ULID's first character is at most 7
	return id
}

func (r ids) key() ed25519.PrivateKey {
	var seed [32]byte
	for i := range 4 {
		binary.BigEndian.PutUint64(seed[8*i:], r.Uint64())
	}
	return ed25519.NewKeyFromSeed(seed[:])
}

// newSite founds a site: station 0 writes everything, and enrols the others.
func newSite(stations, items, people int) *site {
	r := ids{rand.New(rand.NewPCG(1, 2))}
	s := &site{id: ledger.SiteID{ID: r.id()}, account: ledger.AccountID{ID: r.id()}}
	for range stations {
		s.stations = append(s.stations, ledger.StationID{ID: r.id()})
		s.keys = append(s.keys, r.key())
		s.logs = append(s.logs, ledger.LogID{ID: r.id()})
	}
	root, account := r.key(), r.key()
	s.boss = account
	d := newDisk(&Mistakes{})
	d.log, d.key, d.site = s.logs[0], s.keys[0], s.id
	d.open(s.stations[0], "new", ledger.Head{}, r)
	ask := armory.Ask{Site: s.id, Account: s.account, Role: armory.RoleSuperuser, Now: epoch}
	write := func(facts ...armory.Fact) {
		for _, fact := range facts {
			d.append(ledger.CommandID{ID: r.id()}, s.account, ledger.Why{Code: ledger.WhyFree}, nil, fact, epoch.UnixMilli())
		}
	}
	do := func(command armory.Command) {
		facts, err := armory.Decide(d.state, ask, command)
		if err != nil {
			panic(err)
		}
		write(facts...)
	}
	founding := armory.Founding{Site: s.id, Name: "Simulated", Root: root, Station: s.stations[0], StationKey: s.keys[0].Public().(ed25519.PublicKey),
		StationName: "Station 0", Account: s.account, Username: "root", FullName: "Root", AccountKey: account, Credential: make([]byte, 32), NewID: r.id}
	for _, step := range founding.Steps() {
		if step.Fact != nil {
			write(*step.Fact)
			continue
		}
		do(step.Command)
	}
	for i := 1; i < stations; i++ {
		do(armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID{ID: s.stations[i].ID}, Signer: s.account,
			Sign: func(m []byte) []byte { return ed25519.Sign(account, m) },
			Set:  map[string]string{"name": "Station " + strconv.Itoa(i), "key": hex.EncodeToString(s.keys[i].Public().(ed25519.PublicKey)), "priority": "0"}})
	}
	model, err := armory.FindModel(d.state, "M4")
	if err != nil {
		panic(err)
	}
	for i := range items {
		s.items = append(s.items, ledger.SubjectID{ID: r.id()})
		do(armory.Register{Kind: armory.KindItem, ID: s.items[i], Set: map[string]string{"model": model.ID.String(), "serial": "W" + strconv.Itoa(i+1)}})
	}
	for i := range people {
		s.people = append(s.people, ledger.SubjectID{ID: r.id()})
		do(armory.Register{Kind: armory.KindPerson, ID: s.people[i], Set: map[string]string{"serial": "P" + strconv.Itoa(i+1), "rank": "SGT",
			"last_name": "Cruz" + strconv.Itoa(i+1), "first_name": "Juan"}})
	}
	s.stock = ledger.SubjectID{ID: r.id()}
	do(armory.Register{Kind: armory.KindStock, ID: s.stock, Set: map[string]string{"name": "5.56mm", "type": "ammunition"}})
	write(armory.Fact{Kind: armory.KindStockCount, Subjects: []armory.SubjectRef{{Kind: armory.SubjectStock, ID: s.stock}}, Body: armory.StockBody{N: lot}})
	for i := range stations {
		if i == 0 {
			s.entries = d.all()
			continue
		}
		other := s.disk(i, &Mistakes{})
		other.log, other.key = s.logs[i], s.keys[i]
		other.open(s.stations[i], "new", ledger.Head{}, r)
		opened := other.all()
		s.entries = append(s.entries, opened[len(opened)-1])
	}
	s.founding = map[ledger.Hash]bool{}
	for i := range s.entries {
		s.founding[s.entries[i].Hash] = true
	}
	return s
}

// disk is a station's disk as it is before the history begins.
func (s *site) disk(station int, mistakes *Mistakes) *disk {
	d := newDisk(mistakes)
	d.site, d.log, d.key = s.id, s.logs[station], s.keys[station]
	for i := range s.entries {
		d.must(&s.entries[i])
	}
	d.foreign = false
	return d
}
