package wire

import (
	"errors"
	"testing"
)

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
