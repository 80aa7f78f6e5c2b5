package wire

import (
	"errors"
	"reflect"
	"testing"
)

func TestEveryMessageOfAJoinComesBackAsItWas(t *testing.T) {
	s := Sealed{Raw: []byte{1, 2}, Sig: []byte{3}}
	for _, m := range []Message{
		&JoinHello{Name: "Counter 2", App: "1.0", Host: make([]byte, 32)}, &JoinRoster{List: []Sealed{s}, More: true}, &JoinProof{MAC: make([]byte, 32)},
		&JoinWelcome{Total: 7, Places: []Place{{Addr: "10.0.0.1:7443", Role: RoleHub}}, MAC: []byte{1}}, &JoinDeny{Code: JoinBusy},
	} {
		n, got, err := Decode(Encode(42, m))
		if err != nil || n != 42 || !reflect.DeepEqual(got, m) {
			t.Errorf("%T: got %d, %+v, %v; want %+v", m, n, got, err, m)
		}
	}
}

func TestAJoinsMessagesAreBounded(t *testing.T) {
	for _, m := range []Message{&JoinRoster{List: make([]Sealed, MaxEntries+1)}, &JoinWelcome{Places: make([]Place, MaxList+1)}} {
		if _, _, err := Decode(Encode(1, m)); !errors.Is(err, ErrFrame) {
			t.Errorf("%T: got %v, want %v", m, err, ErrFrame)
		}
	}
}

func TestEveryReasonNotToLetANewcomerInHasItsOwnSentences(t *testing.T) {
	seen := map[string]JoinCode{}
	for _, code := range []JoinCode{JoinWrong, JoinExpired, JoinUsed, JoinTries, JoinRefused, JoinSite, JoinProto, JoinBusy, JoinStopped, JoinLost, "OF_A_NEWER_VERSION"} {
		message, fix := code.Sentences()
		if other, twice := seen[message]; twice || message == "" || fix == "" {
			t.Errorf("%s says %q and %q, as %s", code, message, fix, other)
		}
		seen[message] = code
	}
}
