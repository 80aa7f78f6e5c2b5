package wire

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"

	"armguard/app/ledger"
)

func id(b byte) ledger.ID { return ledger.ID(bytes.Repeat([]byte{b}, 16)) }

// samples is one message of each type with its fields filled in.
func samples() []Message {
	head := ledger.Head{Log: ledger.LogID{ID: id(1)}, Seq: 7, Hash: ledger.Hash{9}}
	station, account := ledger.StationID{ID: id(2)}, ledger.AccountID{ID: id(3)}
	command, subject := ledger.CommandID{ID: id(4)}, ledger.SubjectID{ID: id(5)}
	card := Card{Site: ledger.SiteID{ID: id(6)}, Station: station, Instance: ledger.Instance{ID: id(7)}, Role: RoleHub, Term: 3, Rank: Rank{Priority: -1, Station: station},
		Hub: station, HubAddr: "10.0.0.1:7443", Addr: "10.0.0.3:7443", ProtoMin: 1, ProtoMax: 2, App: "1.0", WallMs: -5}
	place := Place{Station: station, Addr: "10.0.0.3:7443", Role: RoleMember, App: "1.0", DelayMs: 1, OffsetMs: -2, Behind: 3, SeenMs: 4}
	reserve := Reserve{Command: command, Station: station, Subjects: []ledger.SubjectID{subject}, Stock: []Quantity{{Stock: subject, N: 2}}, SinceMs: 1}
	return []Message{
		&Probe{Card: card}, &ProbeReply{Card: card},
		&Hello{Card: card, Host: []byte{1}, Log: head.Log, Vector: []ledger.Head{head}, Members: []ledger.StationID{station}, Reserves: []Reserve{reserve},
			Doubts: []Reserve{reserve}, Busy: []ledger.CommandID{command}, Side: true, Whole: true, Caps: []string{"blobs"}},
		&Welcome{Term: 4, Vector: []ledger.Head{head}, Whole: true}, &Deny{Code: DenyNotHub, To: station, Addr: "10.0.0.2:7443", WaitMs: 9},
		&Entries{List: []Sealed{{Raw: []byte{1, 2}, Sig: []byte{3}}}}, &Synced{Vector: []ledger.Head{head}},
		&Ack{Durable: []Durable{{Station: station, Vector: []ledger.Head{head}}}}, &Ping{N: 1, WallMs: 2},
		&Pong{N: 1, SentMs: 2, WallMs: 3, Queue: 4, Vector: []byte{5}, Busy: []ledger.CommandID{command}, Own: []ledger.Head{head}},
		&PermitReq{N: 1, Command: command, Subjects: []ledger.Subject{{Kind: "item", ID: subject, Parents: []ledger.Hash{{1}}}}, Stock: []Quantity{{Stock: subject, N: 1}}},
		&Grant{N: 1, Permit: ledger.Permit{Hub: station, Term: 2, Command: command, Heads: []ledger.PermitHead{{Subject: subject}}, Sig: []byte{1}}},
		&Refuse{N: 1, Command: command, Code: RefuseDoubt, WaitMs: 3, Station: station, SinceMs: 4, Subject: subject}, &Withdraw{Command: command}, &reserve,
		&Presence{Whole: true, List: []Online{{Station: station, Session: id(8), Account: account, State: "active", SinceMs: 1}}},
		&Draft{ID: id(9), Rev: 1, Station: station, Account: account, Command: command, Form: "counter", Title: "t", Body: "{}", SavedMs: 2},
		&ReadMark{Account: account, Entry: ledger.Hash{1}}, &Credential{Account: account, Rev: 1, Station: station, Value: []byte{1}},
		&BlobReq{Hashes: [][]byte{{1}}}, &Blob{Hash: []byte{1}, Data: []byte{2}}, &Redirect{To: station, Addr: "a", Term: 1, Takeover: true}, &Bye{Reason: "shutdown"},
		&Roll{List: []Place{place}},
		&JoinHello{Station: station, Name: "Counter 2", App: "1.0", Host: make([]byte, 32)}, &JoinRoster{List: []Sealed{{Raw: []byte{1, 2}, Sig: []byte{3}}}, More: true},
		&JoinProof{MAC: make([]byte, 32)}, &JoinWelcome{Site: card.Site, Total: 7, Places: []Place{place}, MAC: []byte{1}}, &JoinDeny{Code: JoinBusy},
	}
}

func TestEveryMessageComesBackAsItWas(t *testing.T) {
	sampled := map[string]bool{}
	for _, m := range samples() {
		of := reflect.TypeOf(m).Elem()
		sampled[of.Name()] = true
		for i := range of.NumField() {
			if name := of.Field(i).Name; name != "_" && reflect.ValueOf(m).Elem().Field(i).IsZero() {
				t.Errorf("the sample of %s has no %s", of.Name(), name)
			}
		}
		n, got, err := Decode(Encode(42, m))
		if err != nil || n != 42 || !reflect.DeepEqual(got, m) {
			t.Errorf("%T: got %d, %+v, %v; want %+v", m, n, got, err, m)
		}
	}
	for _, name := range messages(t) {
		if !sampled[name] {
			t.Errorf("the message %s has no sample", name)
		}
	}
}

// messages are the names of all messages that this package declares, read from its source.
func messages(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "Type" {
				names = append(names, f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name)
			}
		}
	}
	if len(names) == 0 {
		t.Fatal("no message was found in the source")
	}
	return names
}

func TestWhatIsNoFrameIsRefused(t *testing.T) {
	many := make([]ledger.Head, MaxVector+1)
	for i := range many {
		many[i] = ledger.Head{Log: ledger.LogID{ID: id(1)}, Seq: 1}
	}
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing":                    {nil, ErrFrame},
		"text":                       {[]byte("GET / HTTP/1.1"), ErrFrame},
		"a frame that is too long":   {make([]byte, MaxFrame+1), ErrFrame},
		"a cut frame":                {Encode(1, &Ping{N: 1})[:3], ErrFrame},
		"a body of another type":     {ledger.Encode(frame{Type: TypeHello, Body: ledger.Encode(&Ping{})}), ErrFrame},
		"too many heads":             {Encode(1, &Synced{Vector: many}), ErrFrame},
		"too many entries":           {Encode(1, &Entries{List: make([]Sealed, MaxEntries+1)}), ErrFrame},
		"a message of a newer peer":  {ledger.Encode(frame{Type: 200, Body: ledger.Encode("new")}), ErrUnknown},
		"an array without an end":    {[]byte{0x9f, 0x09, 0x01, 0x82, 0x01, 0x02, 0xff}, ErrFrame},
		"something after the frame":  {append(Encode(1, &Ping{N: 1}), 0), ErrFrame},
		"arrays within arrays, deep": {bytes.Repeat([]byte{0x81}, 100), ErrFrame},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := Decode(c.raw); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestTheRankDecidesOneWay(t *testing.T) {
	low, high := ledger.StationID{ID: id(1)}, ledger.StationID{ID: id(2)}
	for name, c := range map[string]struct {
		a, b Rank
		want bool
	}{
		"the higher priority wins":      {Rank{Priority: 1, Station: high}, Rank{Priority: 0, Station: low}, true},
		"of equals the lower id wins":   {Rank{Station: low}, Rank{Station: high}, true},
		"nobody wins against himself":   {Rank{Station: low}, Rank{Station: low}, false},
		"a negative priority is lower":  {Rank{Priority: -1, Station: low}, Rank{Station: high}, false},
		"of equals the higher id loses": {Rank{Station: high}, Rank{Station: low}, false},
	} {
		if got := c.a.Less(c.b); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, m := range samples() {
		f.Add(Encode(1, m))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, m, err := Decode(raw)
		if err != nil {
			return
		}
		// What was read is written in one form, and read again as the same.
		again := Encode(n, m)
		if _, m2, err := Decode(again); err != nil || !bytes.Equal(Encode(n, m2), again) {
			t.Errorf("%T does not come back: %v", m, err)
		}
	})
}
