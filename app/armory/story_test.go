package armory_test

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// failer is a *testing.T, *testing.F or *rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// story is a site and its counters, in memory: everything it makes is the same in every run.
type story struct {
	t          failer
	site       ledger.SiteID
	root       ed25519.PrivateKey
	boss       ledger.AccountID // the first superuser
	bossKey    ed25519.PrivateKey
	drawn      uint64
	now        time.Time
	counters   []*counter
	all        map[ledger.Hash]*ledger.Sealed
	unreadable map[ledger.Hash]bool // entries that some counter could not read
	founding   int                  // how many entries the first counter wrote before the story began
}

// counter is a station with its own log and its own picture of the site.
type counter struct {
	*story
	name    string
	station ledger.StationID
	log     ledger.LogID
	key     ed25519.PrivateKey
	tip     ledger.Tip
	state   *armory.Memory
	vector  ledger.Vector // what it knows
	covered ledger.Vector // what its log's last entry rests on
	order   []*ledger.Sealed
	role    string
	account ledger.AccountID
	reason  string           // of an override
	second  ledger.AccountID // who signed it beside
	cutOff  bool             // it sees no other counter
	hub     *hub             // that gives leave for all it writes; nil: none is asked
}

// hub gives leave for whatever it is asked.
type hub struct {
	station ledger.StationID
	key     ed25519.PrivateKey
	term    uint64
}

func (h *hub) permit(command ledger.CommandID, subjects []ledger.Subject) *ledger.Permit {
	if h == nil {
		return nil
	}
	out := &ledger.Permit{Hub: h.station, Term: h.term, Command: command}
	for _, s := range subjects {
		for _, head := range s.Parents {
			out.Heads = append(out.Heads, ledger.PermitHead{Subject: s.ID, Head: head})
		}
	}
	ledger.SignPermit(h.key, out)
	return out
}

// draw is the next id of a story: the same ones in every run.
func (s *story) draw() ledger.ID {
	s.drawn++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("story"), s.drawn))
	id := ledger.ID(sum[:16])
	binary.BigEndian.PutUint32(id[:], uint32(s.drawn)) // in the order of drawing
	return id
}

func (s *story) subject() ledger.SubjectID { return ledger.SubjectID{ID: s.draw()} }
func (s *story) command() ledger.CommandID { return ledger.CommandID{ID: s.draw()} }

func (s *story) siteSubject() ledger.SubjectID { return ledger.SubjectID{ID: s.site.ID} }
func (s *story) bossSubject() ledger.SubjectID { return ledger.SubjectID{ID: s.boss.ID} }

func keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("key of " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// logOf is a log's id: random, as a station draws it, but the same in every run.
func logOf(name string) ledger.LogID {
	sum := sha256.Sum256([]byte("log of " + name))
	return ledger.LogID{ID: ledger.ID(sum[:16])}
}

func publicHex(key ed25519.PrivateKey) string {
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}

func signer(key ed25519.PrivateKey) func([]byte) []byte {
	return func(message []byte) []byte { return ed25519.Sign(key, message) }
}

// newStory founds a site at its first counter and opens the others beside it, all knowing the same.
func newStory(t failer, counters int) *story {
	t.Helper()
	s := &story{t: t, root: keyOf("root"), bossKey: keyOf("boss"), now: time.Date(2026, 7, 5, 8, 0, 0, 0, time.UTC), all: map[ledger.Hash]*ledger.Sealed{}, unreadable: map[ledger.Hash]bool{}}
	s.site, s.boss = ledger.SiteID{ID: s.draw()}, ledger.AccountID{ID: s.draw()}
	first := s.open("counter 1")
	founding := armory.Founding{Site: s.site, Name: "951st Armory", Unit: "HAS", Root: s.root, Station: first.station,
		StationKey: first.key.Public().(ed25519.PublicKey), StationName: "Counter 1", Account: s.boss, Username: "boss", FullName: "MSGT Mercado",
		AccountKey: s.bossKey, Credential: make([]byte, 32), NewID: s.draw}
	for _, step := range founding.Steps() {
		if step.Fact != nil {
			first.write(s.command(), *step.Fact)
		} else {
			first.must(step.Command)
		}
	}
	for len(s.counters) < counters {
		c := s.open("counter " + string(rune('1'+len(s.counters))))
		first.must(armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID{ID: c.station.ID}, Signer: s.boss, Sign: signer(s.bossKey),
			Set: map[string]string{"name": c.name, "key": publicHex(c.key), "priority": "1"}})
	}
	s.meet(s.counters...)
	s.founding = len(first.order)
	return s
}

// open adds a counter with an empty log that says who it is.
func (s *story) open(name string) *counter {
	c := &counter{story: s, name: name, station: ledger.StationID{ID: s.draw()}, log: logOf(name), key: keyOf(name),
		state: armory.NewMemory(), vector: ledger.Vector{}, covered: ledger.Vector{}, role: armory.RoleSuperuser, account: s.boss}
	s.counters = append(s.counters, c)
	c.seal(s.command(), ledger.KindLogOpen, nil, ledger.LogOpen{Station: c.station, Key: c.key.Public().(ed25519.PublicKey),
		HostBinding: make([]byte, 32), Reason: "new"})
	return c
}

func (c *counter) ask(command ledger.CommandID) armory.Ask {
	return armory.Ask{Site: c.site, Station: c.station, Command: command, Account: c.account, Second: c.second, Role: c.role, Now: c.now, Reason: c.reason, CutOff: c.cutOff}
}

// does carries out a command under a new id and returns that id with what Decide said.
func (c *counter) does(command armory.Command) (ledger.CommandID, error) {
	id := c.command()
	return id, c.doesAs(id, command)
}

func (c *counter) doesAs(id ledger.CommandID, command armory.Command) error {
	before := c.state.Digest()
	facts, err := armory.Decide(c.state, c.ask(id), command)
	if c.state.Digest() != before {
		c.t.Fatalf("Decide changed the state")
	}
	if err != nil {
		return err
	}
	for _, fact := range facts {
		c.write(id, fact)
	}
	return nil
}

// must carries out a command that has to succeed.
func (c *counter) must(command armory.Command) ledger.CommandID {
	c.t.Helper()
	id, err := c.does(command)
	if err != nil {
		c.t.Fatalf("%s at %s: %v", command.Name(), c.name, err)
	}
	return id
}

// write puts a fact into the counter's log. Every fact that Decide gives must be readable.
func (c *counter) write(id ledger.CommandID, fact armory.Fact) *ledger.Sealed {
	c.t.Helper()
	sealed, err := c.forge(id, fact)
	if err != nil {
		c.t.Fatalf("%s at %s: %v", fact.Kind, c.name, err)
	}
	return sealed
}

// forge puts a fact into the log whatever comes of it.
func (c *counter) forge(id ledger.CommandID, fact armory.Fact) (*ledger.Sealed, error) {
	var subjects []ledger.Subject
	for _, ref := range fact.Subjects {
		parents, err := armory.Parents(c.state, ref)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, ledger.Subject{Kind: ref.Kind, ID: ref.ID, Parents: parents})
	}
	return c.seal(id, fact.Kind, subjects, fact.Body)
}

// seal writes the next entry of the counter's log, resting on all it knows, and applies it here.
func (c *counter) seal(id ledger.CommandID, kind string, subjects []ledger.Subject, body any) (*ledger.Sealed, error) {
	c.story.now = c.now.Add(time.Second)
	var deps []ledger.Head
	var lam uint64
	for log, head := range c.vector {
		if log != c.log && c.covered[log] != head {
			deps = append(deps, head)
			lam = max(lam, c.all[head.Hash].Entry.Lam)
		}
	}
	slices.SortFunc(deps, func(x, y ledger.Head) int { return bytes.Compare(x.Log.ID[:], y.Log.ID[:]) })
	raw, ok := body.([]byte)
	if !ok {
		raw = ledger.Encode(body)
	}
	sealed, tip, err := ledger.Seal(c.key, c.tip, lam, ledger.Entry{Site: c.site, Log: c.log, Deps: deps, WallMs: c.now.UnixMilli(), Kind: kind, KindVer: 1,
		Subjects: subjects, Command: id, Actor: ledger.Actor{Account: c.account, Method: "password"}, Why: ledger.Why{Code: ledger.WhyAlone}, Permit: c.hub.permit(id, subjects), Body: raw})
	if err != nil {
		c.t.Fatalf("seal %s: %v", kind, err)
	}
	if err := sealed.Continues(c.tip, lam); err != nil {
		c.t.Fatalf("%v", err)
	}
	c.tip = tip
	c.all[sealed.Hash] = &sealed
	c.covered = maps.Clone(c.vector)
	return &sealed, c.hear(&sealed)
}

// hear applies an entry. One that cannot be read is kept all the same.
func (c *counter) hear(s *ledger.Sealed) error {
	c.order = append(c.order, s)
	c.vector[s.Entry.Log] = s.Head()
	err := c.state.Apply(s)
	if err != nil && !errors.Is(err, armory.ErrUnread) {
		c.t.Fatalf("%s hears %s: %v", c.name, s.Entry.Kind, err)
	}
	if err != nil {
		c.unreadable[s.Hash] = true
	}
	return err
}

// meet gives each counter what the others have, each in its own order of arrival: own entries first.
func (s *story) meet(counters ...*counter) {
	s.t.Helper()
	heard := map[ledger.Hash]bool{}
	var union []*ledger.Sealed
	for _, c := range counters {
		for _, e := range c.order {
			if !heard[e.Hash] {
				heard[e.Hash] = true
				union = append(union, e)
			}
		}
	}
	slices.SortFunc(union, inOrder)
	for _, c := range counters {
		have := map[ledger.Hash]bool{}
		for _, e := range c.order {
			have[e.Hash] = true
		}
		for _, e := range union {
			if !have[e.Hash] {
				_ = c.hear(e)
			}
		}
	}
	for _, c := range counters[1:] {
		if c.state.Digest() != counters[0].state.Digest() {
			s.t.Fatalf("%s and %s have the same entries and disagree:\n%s", counters[0].name, c.name, difference(counters[0].state, c.state))
		}
	}
}

// inOrder is display order: Lamport number, then log.
func inOrder(x, y *ledger.Sealed) int {
	return cmp.Or(cmp.Compare(x.Entry.Lam, y.Entry.Lam), bytes.Compare(x.Entry.Log.ID[:], y.Entry.Log.ID[:]), x.Hash.Compare(y.Hash))
}

// difference names the documents two states do not have in common.
func difference(x, y *armory.Memory) string {
	var out []string
	docs := map[armory.Ref][2]string{}
	for i, m := range []*armory.Memory{x, y} {
		m.Each(func(ref armory.Ref, encoded []byte) {
			pair := docs[ref]
			pair[i] = hex.EncodeToString(encoded)
			docs[ref] = pair
		})
	}
	for ref, pair := range docs {
		if pair[0] != pair[1] {
			out = append(out, string(ref.Kind)+" "+ref.ID.String()+"\n  "+pair[0]+"\n  "+pair[1])
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// The people and things of a story.

func (c *counter) person(serial string) ledger.SubjectID {
	c.t.Helper()
	id := c.subject()
	c.must(armory.Register{Kind: armory.KindPerson, ID: id, Set: map[string]string{"serial": serial, "rank": "SGT", "last_name": "Cruz" + serial, "first_name": "Juan"}})
	return id
}

func (c *counter) item(model, serial string) ledger.SubjectID {
	c.t.Helper()
	id := c.subject()
	c.must(c.itemForm(id, model, serial))
	return id
}

func (c *counter) itemForm(id ledger.SubjectID, model, serial string) armory.Register {
	c.t.Helper()
	record, err := armory.FindModel(c.state, model)
	if err != nil {
		c.t.Fatalf("%v", err)
	}
	return armory.Register{Kind: armory.KindItem, ID: id, Set: map[string]string{"model": record.ID.String(), "serial": serial}}
}

// limit sets how many items a person may hold.
func (c *counter) limit(limit string) {
	c.t.Helper()
	if _, err := c.does(armory.Edit{Kind: armory.KindSite, ID: ledger.SubjectID{ID: c.site.ID}, Set: map[string]string{"limit": limit}}); err != nil && !errors.Is(err, armory.ErrUnchanged) {
		c.t.Fatalf("%v", err)
	}
}

func take(person ledger.SubjectID, items ...ledger.SubjectID) armory.Take {
	out := armory.Take{Person: person}
	for _, item := range items {
		out.Lines = append(out.Lines, armory.TakeAsk{Item: item})
	}
	return out
}

func giveBack(items ...ledger.SubjectID) armory.Return {
	out := armory.Return{}
	for _, item := range items {
		out.Lines = append(out.Lines, armory.ReturnAsk{Item: item, Magazines: -1, Rounds: -1})
	}
	return out
}

func status(item ledger.SubjectID, status string) armory.SetItemStatus {
	return armory.SetItemStatus{Item: item, Status: status, Reason: "by order"}
}

func personStatus(person ledger.SubjectID, status string) armory.SetPersonStatus {
	return armory.SetPersonStatus{Person: person, Status: status, Reason: "by order"}
}

// What a counter believes.

func (c *counter) custody(item ledger.SubjectID) *armory.Custody {
	c.t.Helper()
	doc := &armory.Custody{ID: item.ID}
	c.load(doc)
	return doc
}

func (c *counter) record(kind armory.RecordKind, id ledger.ID) *armory.Record {
	c.t.Helper()
	doc := &armory.Record{Kind: kind, ID: id}
	c.load(doc)
	return doc
}

func (c *counter) transaction(id ledger.CommandID) *armory.Transaction {
	c.t.Helper()
	doc := &armory.Transaction{Command: id}
	c.load(doc)
	return doc
}

func (c *counter) load(doc armory.Doc) {
	c.t.Helper()
	if known, err := c.state.Load(doc); err != nil || !known {
		c.t.Fatalf("%s has no %s: %v", c.name, doc.Ref().Kind, err)
	}
}

// conflicts are the counter's conflicts of a kind, by id.
func (c *counter) conflicts(kind string) []*armory.Conflict {
	c.t.Helper()
	var out []*armory.Conflict
	for _, state := range []string{"open", "closed"} {
		ids, err := c.state.Find(armory.DocConflict, armory.Key{Index: "state", Value: state})
		if err != nil {
			c.t.Fatalf("%v", err)
		}
		for _, id := range ids {
			doc := &armory.Conflict{ID: id}
			c.load(doc)
			if doc.Kind == kind {
				out = append(out, doc)
			}
		}
	}
	return out
}

// refused checks that an error is a refusal with that code and returns it.
func refused(t testing.TB, err error, code string) *armory.Refusal {
	t.Helper()
	var r *armory.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a refusal %s", err, code)
	}
	if r.Code != code {
		t.Fatalf("refused with %s (%s), want %s", r.Code, r.Message, code)
	}
	if r.Message == "" || r.Fix == "" {
		t.Errorf("a refusal says what is wrong and what to do: %+v", r)
	}
	return r
}
