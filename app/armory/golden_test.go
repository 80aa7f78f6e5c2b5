package armory_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// -update adds golden files that are missing. It never changes one: what a station wrote has to be read for ever.
var update = flag.Bool("update", false, "add missing golden files")

func fixed(n byte) (out ledger.ID) {
	copy(out[:], bytes.Repeat([]byte{n}, len(out)))
	return out
}

func fixedSubject(n byte) ledger.SubjectID { return ledger.SubjectID{ID: fixed(n)} }

var goldenKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// goldenBodies is at least one body of every kind, with every field of that kind filled in.
func goldenBodies() map[string]any {
	status := armory.StatusBody{Status: "Lost", Condition: "Poor", Reason: "not in the rack"}
	note := armory.NoteBody{Text: "barrel cleaned", Work: "cleaned", N: 120}
	account := armory.RecordBody{Set: map[string]string{"username": "reyes", "name": "TSGT Reyes", "role": "armorer", "key": strings.Repeat("ab", 32), "credential": strings.Repeat("cd", 32)},
		Reason: "new armorer", Signer: ledger.AccountID{ID: fixed(20)}, Sig: bytes.Repeat([]byte{9}, 64)}
	record := func(set map[string]string) armory.RecordBody {
		return armory.RecordBody{Set: set, Reason: "as ordered"}
	}
	count := armory.CountBody{Type: "monthly", Blind: true, Found: []ledger.SubjectID{fixedSubject(1)}, Missing: []ledger.SubjectID{fixedSubject(2)},
		Unexpected: []ledger.SubjectID{fixedSubject(3)}, Unknown: []string{"W-404"}, Second: ledger.AccountID{ID: fixed(4)}, Notes: "by torch light"}
	holding := armory.Holding{Stamp: armory.Stamp{Lam: 3, Log: ledger.LogID{ID: fixed(5)}, Hash: ledger.Hash{6}}, Out: true, Person: fixedSubject(7), Command: ledger.CommandID{ID: fixed(8)},
		Receipt: "ABCDE-7-K", SinceMs: 1783238400000, DueMs: 1783324800000, Station: ledger.StationID{ID: fixed(9)}, Status: "Available", Condition: "Good", Magazines: 3, Rounds: 90, Purpose: "Vigil"}
	return map[string]any{
		armory.KindSiteCreate: record(map[string]string{"name": "951st Armory", "unit": "HAS", "root": strings.Repeat("ef", 32), "limit": "one"}),
		armory.KindSiteEdit:   record(map[string]string{"limit": "one-each"}),
		armory.KindAccountAdd: account, armory.KindAccountEdit: account, armory.KindAccountKey: account, armory.KindStationEnrol: account,
		armory.KindAccountLock: note, armory.KindMaintenance: note, armory.KindAcknowledge: armory.NoteBody{}, armory.KindWithdraw: note,
		armory.KindStationRevoke: armory.RecordBody{Set: map[string]string{"revoked": "yes"}, Reason: "stolen", Signer: ledger.AccountID{ID: fixed(20)}, Sig: bytes.Repeat([]byte{9}, 64),
			Cut: []ledger.Head{{Log: ledger.LogID{ID: fixed(5)}, Seq: 3, Hash: ledger.Hash{6}}}},
		armory.KindStationEdit:  record(map[string]string{"name": "Counter 2", "priority": "1"}),
		armory.KindPersonAdd:    armory.RecordBody{Set: map[string]string{"serial": "1001", "rank": "SGT", "last_name": "Peña", "first_name": "José", "label": "PE-1001050726"}, Status: "Active"},
		armory.KindPersonEdit:   record(map[string]string{"phone": "0917"}),
		armory.KindPersonStatus: armory.StatusBody{Status: "Suspended", Reason: "by order"},
		armory.KindItemAdd:      armory.RecordBody{Set: map[string]string{"model": fixed(10).String(), "serial": "W1", "label": "IR-W1050726"}, Status: "Available", Condition: "Good"},
		armory.KindItemEdit:     record(map[string]string{"number": "0007"}),
		armory.KindItemStatus:   status,
		armory.KindModelAdd:     record(map[string]string{"name": "M4 Carbine", "code": "M4", "category": "rifle", "calibre": "5.56"}),
		armory.KindModelEdit:    record(map[string]string{"withdrawn": "yes"}),
		armory.KindPurposeAdd:   record(map[string]string{"name": "Vigil", "loadouts": "rifle:7/210"}),
		armory.KindPurposeEdit:  record(map[string]string{"free_text": "yes"}),
		armory.KindListEdit:     record(map[string]string{"name": "groups", "title": "Groups", "values": "HAS\n951st"}),
		armory.KindStockAdd:     record(map[string]string{"name": "M855", "type": "ammunition"}),
		armory.KindStockEdit:    record(map[string]string{"low": "1000"}),
		armory.KindStockMove:    armory.StockBody{N: -30, Reason: "expended"},
		armory.KindStockCount:   armory.StockBody{N: 970, Reason: "monthly count"},
		armory.KindTake: armory.TakeBody{Person: fixedSubject(11), Lines: []armory.TakeLine{{Item: fixedSubject(12), Category: "rifle", Magazines: 3, Rounds: 90, Condition: "Good"}},
			Purpose: "Vigil", PurposeID: fixedSubject(13), Type: "TR", DueMs: 1783324800000, Notes: "north gate", Limit: "one-each",
			Held: []armory.HeldItem{{Item: fixedSubject(14), Category: "pistol"}}, Draft: fixedSubject(15), Request: bytes.Repeat([]byte{16}, 32), Stock: []armory.StockLine{{Stock: fixedSubject(17), N: 90}}},
		armory.KindReturn: armory.ReturnBody{Person: fixedSubject(11), Lines: []armory.ReturnLine{{Item: fixedSubject(12), Condition: "Poor", Magazines: 2, Rounds: 60, Holder: fixedSubject(18),
			Taken: ledger.CommandID{ID: fixed(19)}, ShortMags: 1, ShortRnds: 30, Status: "Maintenance"}}, Missing: "discrepancy", Notes: "muddy", Draft: fixedSubject(15), Request: bytes.Repeat([]byte{16}, 32),
			Stock: []armory.StockLine{{Stock: fixedSubject(17), N: 60}}},
		armory.KindAnnounce: armory.AnnounceBody{Title: "Alert", Text: "Muster at 06:00.", Level: "warning", Recipients: []ledger.AccountID{{ID: fixed(20)}}},
		armory.KindRaise:    armory.DiscrepancyBody{Kind: "Missing", Item: fixedSubject(12), Person: fixedSubject(11), Command: ledger.CommandID{ID: fixed(19)}, Text: "not in the rack"},
		armory.KindDecide:   armory.StatusBody{Status: "Closed", Reason: "found"},
		armory.KindResolve:  armory.ResolveBody{Conflict: fixed(21), Finding: "Juan has it", Custody: []armory.ResolveLine{{Item: fixedSubject(12), Holding: holding}}},
		armory.KindMerge:    armory.MergeBody{From: fixedSubject(11), Reason: "one man", Kind: armory.KindPerson},
		armory.KindMassOpen: armory.MassBody{Title: "Alert Bravo", Purpose: "Vigil", PurposeID: fixedSubject(13), Type: "TR"}, armory.KindMassClose: armory.NoteBody{Text: "all back but one"},
		armory.KindCountOpen: armory.CountBody{Type: "opening", Notes: "at 06:00"}, armory.KindCountClose: count,
		armory.KindCountScan: armory.CountScanBody{Item: fixedSubject(12), Code: "W-404", Condition: "Fair", Status: "Issued", Taken: ledger.CommandID{ID: fixed(19)}},
		armory.KindCountSign: armory.CountSignBody{Closing: ledger.Hash{23}}, armory.KindCountCancel: note,
	}
}

// goldenSubjects are subjects such as the kind has them.
func goldenSubjects(kind string) []ledger.Subject {
	parents := []ledger.Hash{{1}, {2}}
	switch kind {
	case armory.KindTake, armory.KindReturn:
		return []ledger.Subject{{Kind: armory.SubjectPerson, ID: fixedSubject(11), Parents: parents}, {Kind: armory.SubjectItem, ID: fixedSubject(12), Parents: parents[:1]},
			{Kind: armory.SubjectStock, ID: fixedSubject(17), Parents: parents[1:]}}
	case armory.KindItemAdd:
		return []ledger.Subject{{Kind: armory.SubjectRecord, ID: fixedSubject(12)}, {Kind: armory.SubjectItem, ID: fixedSubject(12)}}
	case armory.KindAccountAdd, armory.KindAccountEdit, armory.KindAccountKey, armory.KindStationEnrol:
		return []ledger.Subject{{Kind: armory.SubjectRecord, ID: fixedSubject(22), Parents: parents}, {Kind: armory.SubjectSigner, ID: fixedSubject(20), Parents: parents}}
	case armory.KindStationRevoke:
		return []ledger.Subject{{Kind: armory.SubjectRecord, ID: fixedSubject(22), Parents: parents}, {Kind: armory.SubjectLog, ID: fixedSubject(5), Parents: []ledger.Hash{{6}}},
			{Kind: armory.SubjectSigner, ID: fixedSubject(20), Parents: parents}}
	}
	return []ledger.Subject{{Kind: armory.SubjectRecord, ID: fixedSubject(22), Parents: parents}}
}

// laterBodies are bodies with the fields that their kind got later; "kind-name".
func laterBodies() map[string]any {
	bodies := goldenBodies()
	take := bodies[armory.KindTake].(armory.TakeBody)
	take.Signature, take.Converts, take.Assigned, take.Mass = bytes.Repeat([]byte{24}, 32), []ledger.CommandID{{ID: fixed(19)}}, fixedSubject(25), fixedSubject(26)
	take.Lines[0].Stock, take.Lines[0].SinceMs = []armory.StockLine{{Stock: fixedSubject(17), N: 90}}, 1783238400000
	back := bodies[armory.KindReturn].(armory.ReturnBody)
	back.Signature = bytes.Repeat([]byte{24}, 32)
	back.Lines[0].Short, back.Lines[0].Lacking, back.Lines[0].Missing = []armory.StockLine{{Stock: fixedSubject(17), N: 30}}, "1 Rifle sling", "expended"
	work := bodies[armory.KindMaintenance].(armory.NoteBody)
	work.By = "SGT Ibañez"
	raise := bodies[armory.KindRaise].(armory.DiscrepancyBody)
	raise.Photos = [][]byte{bytes.Repeat([]byte{27}, 32)}
	resolve := bodies[armory.KindResolve].(armory.ResolveBody)
	resolve.Choice = "adopt"
	move := bodies[armory.KindStockMove].(armory.StockBody)
	move.How = "received"
	closing := bodies[armory.KindCountClose].(armory.CountBody)
	closing.Scope, closing.Out = []ledger.SubjectID{fixedSubject(10)}, []ledger.SubjectID{fixedSubject(12)}
	return map[string]any{armory.KindTake + "-converted": take, armory.KindReturn + "-short": back, armory.KindMaintenance + "-by": work, armory.KindRaise + "-photos": raise,
		armory.KindResolve + "-choice": resolve, armory.KindStockMove + "-received": move, armory.KindCountClose + "-scope": closing}
}

func TestEveryKindHasItsGoldenBytes(t *testing.T) {
	bodies := goldenBodies()
	for _, kind := range armory.EveryKind {
		t.Run(kind, func(t *testing.T) {
			body, ok := bodies[kind]
			if !ok {
				t.Fatal("no golden body is made for it")
			}
			golden(t, kind, kind, body)
		})
	}
	for name, body := range laterBodies() {
		t.Run(name, func(t *testing.T) {
			kind, _, _ := strings.Cut(name, "-")
			golden(t, name, kind, body)
		})
	}
	source, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range regexp.MustCompile(`\tKind\w+ += "([a-z.]+)"`).FindAllSubmatch(source, -1) {
		if !slices.Contains(armory.EveryKind, string(kind[1])) {
			t.Errorf("%s has no golden bytes", kind[1])
		}
	}
	for kind := range bodies {
		if !slices.Contains(armory.EveryKind, kind) {
			t.Errorf("%s is no kind that Apply knows", kind)
		}
	}
}

// golden compares a sealed entry with this body with the bytes that are kept under a name, and reads them.
func golden(t *testing.T, name, kind string, body any) {
	t.Helper()
	s, _, err := ledger.Seal(goldenKey, ledger.Tip{Seq: 6, Hash: ledger.Hash{8}, Lam: 20}, 41, ledger.Entry{Site: ledger.SiteID{ID: fixed(1)}, Log: ledger.LogID{ID: fixed(2)},
		Deps: []ledger.Head{{Log: ledger.LogID{ID: fixed(3)}, Seq: 4, Hash: ledger.Hash{5}}}, WallMs: 1783238400000, Kind: kind, KindVer: 1, Subjects: goldenSubjects(kind),
		Command: ledger.CommandID{ID: fixed(4)}, Actor: ledger.Actor{Account: ledger.AccountID{ID: fixed(20)}, Method: "password"}, Why: ledger.Why{Code: ledger.WhyFree}, Body: ledger.Encode(body)})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("raw %x\nsig %x\nhash %s\n", s.Raw, s.Sig, s.Hash)
	path := filepath.Join("testdata", "golden", name+".txt")
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatalf("%v (go test -update adds missing files)", err)
	}
	if got != string(want) {
		t.Errorf("the form of %s changed: give it a new key and a higher version instead\ngot  %s\nwant %s", name, got, want)
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(strings.SplitN(string(want), "\n", 2)[0], "raw "))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := ledger.Open(raw, s.Sig)
	if err != nil {
		t.Fatal(err)
	}
	read := reflect.New(reflect.TypeOf(body))
	if err := ledger.Decode(kept.Entry.Body, read.Interface()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ledger.Encode(read.Interface()), kept.Entry.Body) {
		t.Errorf("what is read of it is not what was written: %+v", read.Elem())
	}
}
