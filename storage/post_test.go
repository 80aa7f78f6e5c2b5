package storage

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		writeUntilKilled(dir)
	}
	goleak.VerifyTestMain(m)
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// morning is the time in the tests; nothing in a store depends on the real one.
var morning = time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)

// options of a store in folders of its own.
func options(t testing.TB) Options {
	return Options{Dir: filepath.Join(t.TempDir(), "data"), AnchorDir: t.TempDir(), Log: quiet, Now: func() time.Time { return morning }}
}

// open opens a store and closes it at the end of the test.
func open(t testing.TB, o Options) *DB {
	t.Helper()
	db := New(o)
	if err := db.Open(t.Context(), nil); err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// restart closes the post's store and opens its folder again.
func (p *post) restart() {
	p.t.Helper()
	closed(p.t, p.db)
	p.db = open(p.t, p.db.Options)
}

func closed(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

func write(t testing.TB, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func read(t testing.TB, db *DB, f func(*View) error) {
	t.Helper()
	if err := db.Read(context.Background(), f); err != nil {
		t.Fatalf("read: %v", err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// post is a station's counter: it decides, seals and appends as the recorder does.
type post struct {
	t       testing.TB
	db      *DB
	site    ledger.SiteID
	station ledger.StationID
	log     ledger.LogID
	key     ed25519.PrivateKey
	account ledger.AccountID
	boss    ed25519.PrivateKey // the account's key
	root    ed25519.PrivateKey
	random  *rand.Rand
	now     time.Time
	covered ledger.Vector
	written []ledger.Sealed

	models []ledger.SubjectID
	people []ledger.SubjectID
	items  []ledger.SubjectID
	count  ledger.SubjectID                      // open
	out    map[ledger.SubjectID]ledger.SubjectID // item -> holder
}

func (p *post) id() ledger.ID {
	var id ledger.ID
	for i := range id {
		id[i] = byte(p.random.IntN(256))
	}
	id[0] &= 0x7f // a ULID's time has 48 bits in 50
	return id
}

func (p *post) newKey() ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(p.random.IntN(256))
	}
	return ed25519.NewKeyFromSeed(seed)
}

// found opens a store and makes a site in it.
func found(t testing.TB) *post {
	t.Helper()
	return foundIn(t, options(t))
}

func foundIn(t testing.TB, o Options) *post {
	t.Helper()
	p := &post{t: t, db: open(t, o), random: rand.New(rand.NewPCG(1, 2)), now: morning, covered: ledger.Vector{}, out: map[ledger.SubjectID]ledger.SubjectID{}}
	p.site, p.station, p.log = ledger.SiteID{ID: p.id()}, ledger.StationID{ID: p.id()}, ledger.LogID{ID: p.id()}
	p.account = ledger.AccountID{ID: p.id()}
	p.key, p.boss, p.root = p.newKey(), p.newKey(), p.newKey()
	founding := armory.Founding{Site: p.site, Name: "951st Armory", Root: p.root, Station: p.station, StationKey: p.public(), StationName: "Counter 1",
		Account: p.account, Username: "root", FullName: "MSGT Mercado", AccountKey: p.boss, Credential: hashOf(bossCredential), NewID: p.id}
	write(t, p.db, func(tx *Tx) error {
		if err := p.openLog(tx, "new"); err != nil {
			return err
		}
		for _, step := range founding.Steps() {
			if step.Fact != nil {
				if err := p.append(tx, *step.Fact, p.command()); err != nil {
					return err
				}
				continue
			}
			if register, ok := step.Command.(armory.Register); ok && register.Kind == armory.KindModel {
				p.models = append(p.models, register.ID)
			}
			if err := p.decide(tx, step.Command); err != nil {
				return err
			}
		}
		return nil
	})
	return p
}

// bossCredential stands for the wrapped key of the post's account.
const bossCredential = "wrapped"

func hashOf(credential string) []byte {
	sum := sha256.Sum256([]byte(credential))
	return sum[:]
}

func (p *post) public() ed25519.PublicKey { return p.key.Public().(ed25519.PublicKey) }

func (p *post) command() ledger.CommandID { return ledger.CommandID{ID: p.id()} }

func (p *post) openLog(tx *Tx, reason string) error {
	body := ledger.LogOpen{Station: p.station, Key: p.public(), HostBinding: make([]byte, 32), Reason: reason}
	if err := p.append(tx, armory.Fact{Kind: ledger.KindLogOpen, Body: body}, p.command()); err != nil {
		return err
	}
	return tx.SetOwnLog(p.log)
}

// second enrols another station and opens its store, which knows everything the first one does.
func (p *post) second() *post {
	p.t.Helper()
	q := &post{t: p.t, db: open(p.t, options(p.t)), random: rand.New(rand.NewPCG(3, 4)), now: p.now, covered: ledger.Vector{},
		site: p.site, account: p.account, boss: p.boss, models: p.models, people: p.people, items: slices.Clone(p.items), out: maps.Clone(p.out)}
	q.station, q.log, q.key = ledger.StationID{ID: q.id()}, ledger.LogID{ID: q.id()}, q.newKey()
	p.record(armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID{ID: q.station.ID}, Signer: p.account,
		Sign: func(m []byte) []byte { return ed25519.Sign(p.boss, m) },
		Set:  map[string]string{"name": "Counter 2", "key": fmt.Sprintf("%x", []byte(q.public())), "priority": "1"}})
	send(p.t, p.db, q.db)
	write(p.t, q.db, func(tx *Tx) error { return q.openLog(tx, "new") })
	return q
}

// send brings to one store what it lacks of another, causes first.
func send(t testing.TB, from, to *DB) {
	t.Helper()
	all := entries(t, from)
	write(t, to, func(tx *Tx) error {
		for i := range all {
			if err := tx.Append(&all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// entries are all entries of a store, causes first.
func entries(t testing.TB, db *DB) (out []ledger.Sealed) {
	t.Helper()
	read(t, db, func(v *View) error {
		return v.eachRow(context.Background(), nil, func(row entryRow) error {
			s, err := ledger.Open(row.raw, row.sig)
			out = append(out, s)
			return err
		})
	})
	return out
}

// decide carries out one command in a writing transaction.
func (p *post) decide(tx *Tx, command armory.Command) error {
	p.now = p.now.Add(20 * time.Second)
	id := p.command()
	facts, err := armory.Decide(tx, armory.Ask{Site: p.site, Command: id, Account: p.account, Role: armory.RoleSuperuser, Now: p.now}, command)
	if err != nil {
		return err
	}
	for _, fact := range facts {
		if err := p.append(tx, fact, id); err != nil {
			return err
		}
	}
	return nil
}

func (p *post) append(tx *Tx, fact armory.Fact, command ledger.CommandID) error {
	sealed, err := p.seal(tx, fact, command)
	if err != nil {
		return err
	}
	p.written = append(p.written, sealed)
	return tx.Append(&sealed)
}

// seal makes the next entry of the post's log.
func (p *post) seal(tx *Tx, fact armory.Fact, command ledger.CommandID) (ledger.Sealed, error) {
	e := ledger.Entry{Site: p.site, Log: p.log, WallMs: p.now.UnixMilli(), Kind: fact.Kind, KindVer: 1, Command: command,
		Actor: ledger.Actor{Account: p.account, Method: "password"}, Why: ledger.Why{Code: ledger.WhyAlone}, Body: ledger.Encode(fact.Body)}
	for _, ref := range fact.Subjects {
		parents, err := armory.Parents(tx, ref)
		if err != nil {
			return ledger.Sealed{}, err
		}
		e.Subjects = append(e.Subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
	}
	vector, err := tx.Vector()
	if err != nil {
		return ledger.Sealed{}, err
	}
	var depLam uint64
	for log, head := range vector {
		if log == p.log || p.covered[log] == head {
			continue
		}
		tip, err := tx.Tip(log)
		if err != nil {
			return ledger.Sealed{}, err
		}
		e.Deps, depLam = append(e.Deps, head), max(depLam, tip.Lam)
		p.covered[log] = head
	}
	slices.SortFunc(e.Deps, func(a, b ledger.Head) int { return bytes.Compare(a.Log.ID[:], b.Log.ID[:]) })
	tip, err := tx.Tip(p.log)
	if err != nil {
		return ledger.Sealed{}, err
	}
	sealed, _, err := ledger.Seal(p.key, tip, depLam, e)
	return sealed, err
}

// record carries out commands in one commit.
func (p *post) record(commands ...armory.Command) {
	p.t.Helper()
	write(p.t, p.db, func(tx *Tx) error {
		for _, command := range commands {
			if err := p.decide(tx, command); err != nil {
				return fmt.Errorf("%T: %w", command, err)
			}
		}
		return nil
	})
}

func (p *post) addPerson(serial, rank, last, first string) ledger.SubjectID {
	p.t.Helper()
	id := ledger.SubjectID{ID: p.id()}
	p.record(armory.Register{Kind: armory.KindPerson, ID: id, Set: map[string]string{"serial": serial, "rank": rank, "last_name": last, "first_name": first}})
	p.people = append(p.people, id)
	return id
}

func (p *post) addItem(model int, serial, number string) ledger.SubjectID {
	p.t.Helper()
	id := ledger.SubjectID{ID: p.id()}
	p.record(armory.Register{Kind: armory.KindItem, ID: id, Set: map[string]string{"model": p.models[model].String(), "serial": serial, "number": number}})
	p.items = append(p.items, id)
	return id
}

func taking(person, item ledger.SubjectID) armory.Take {
	return armory.Take{Person: person, Text: "Guard", Lines: []armory.TakeAsk{{Item: item, Magazines: 1, Rounds: 30}}}
}

func returning(item ledger.SubjectID) armory.Return {
	return armory.Return{Lines: []armory.ReturnAsk{{Item: item, Magazines: -1, Rounds: -1}}}
}

// stock registers people and items.
func (p *post) stock(people, items int) {
	p.t.Helper()
	var commands []armory.Command
	for i := range people {
		id := ledger.SubjectID{ID: p.id()}
		p.people = append(p.people, id)
		commands = append(commands, armory.Register{Kind: armory.KindPerson, ID: id, Set: map[string]string{"serial": fmt.Sprintf("P%05d", i),
			"rank": "SGT", "last_name": fmt.Sprintf("Cruz%05d", i), "first_name": "Juan"}})
	}
	for i := range items {
		id := ledger.SubjectID{ID: p.id()}
		p.items = append(p.items, id)
		commands = append(commands, armory.Register{Kind: armory.KindItem, ID: id, Set: map[string]string{"model": p.models[i%len(p.models)].String(),
			"serial": fmt.Sprintf("W%05d", i), "number": fmt.Sprintf("%05d", i)}})
	}
	p.record(commands...)
}

// play adds n entries of ordinary days: takes, returns, repairs, announcements, edits, people suspended and back.
func (p *post) play(n int) {
	p.t.Helper()
	for done := 0; done < n; {
		write(p.t, p.db, func(tx *Tx) error {
			for until := min(done+200, n); done < until; {
				err := p.act(tx)
				var refused *armory.Refusal
				switch {
				case err == nil:
					done++
				case !errors.As(err, &refused) && !errors.Is(err, armory.ErrUnchanged):
					return err
				}
			}
			return nil
		})
	}
}

func (p *post) act(tx *Tx) error {
	item, person := p.items[p.random.IntN(len(p.items))], p.people[p.random.IntN(len(p.people))]
	if _, isOut := p.out[item]; isOut {
		delete(p.out, item)
		return p.decide(tx, returning(item))
	}
	switch p.random.IntN(30) {
	case 0:
		status := []string{armory.StatusMaintenance, armory.StatusAvailable}[p.random.IntN(2)]
		return p.decide(tx, armory.SetItemStatus{Item: item, Status: status, Reason: "Extractor worn"})
	case 1:
		status := []string{armory.PersonSuspended, armory.PersonActive}[p.random.IntN(2)]
		return p.decide(tx, armory.SetPersonStatus{Person: person, Status: status, Reason: "On leave"})
	case 2:
		return p.decide(tx, armory.Publish{ID: ledger.SubjectID{ID: p.id()}, Title: "Range closed", Text: "Until Friday"})
	case 3:
		return p.decide(tx, armory.Edit{Kind: armory.KindPerson, ID: person, Set: map[string]string{"group": fmt.Sprintf("Squad %d", p.random.IntN(9))}})
	}
	if p.random.IntN(10) == 0 {
		return p.counts(tx, item)
	}
	err := p.decide(tx, taking(person, item))
	if err == nil {
		p.out[item] = person
	}
	return err
}

// counts opens a count, scans into it, and now and then closes it.
func (p *post) counts(tx *Tx, item ledger.SubjectID) error {
	if p.count.IsZero() {
		p.count = ledger.SubjectID{ID: p.id()}
		return p.decide(tx, armory.OpenCount{ID: p.count, Type: armory.CountMonthly})
	}
	if p.random.IntN(20) > 0 {
		return p.decide(tx, armory.ScanCount{Count: p.count, Text: item.String()})
	}
	id := p.count
	p.count = ledger.SubjectID{}
	return p.decide(tx, armory.CloseCount{ID: id})
}

// memory is the yardstick: the same entries in armory.Memory.
func memory(t testing.TB, all []ledger.Sealed) *armory.Memory {
	t.Helper()
	m := armory.NewMemory()
	for i := range all {
		if err := m.Apply(&all[i]); err != nil && !errors.Is(err, armory.ErrUnread) {
			t.Fatalf("apply entry %d: %v", i, err)
		}
	}
	return m
}

func digest(t testing.TB, db *DB) (out armory.Digest) {
	t.Helper()
	read(t, db, func(v *View) (err error) {
		out, err = v.Digest()
		return err
	})
	return out
}

// verified is the first bad thing Verify names; empty when all is well.
func verified(t testing.TB, db *DB) string {
	t.Helper()
	report, err := db.Verify(context.Background(), nil)
	if err != nil {
		t.Fatalf("verify: %v", err)
	}
	return report.FirstBad
}

// behind changes the database of a closed store as somebody with another program would.
func behind(t testing.TB, o Options, script string, args ...any) {
	t.Helper()
	conn, err := newSession(t.Context(), openRaw(t, filepath.Join(o.Dir, databaseFile)))
	must(t, err)
	defer conn.close()
	result, err := conn.conn.ExecContext(t.Context(), script, args...)
	must(t, err)
	if n, err := result.RowsAffected(); err == nil && n == 0 {
		t.Fatalf("%s changed nothing", script)
	}
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func openRaw(t testing.TB, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(name, "rw"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}
