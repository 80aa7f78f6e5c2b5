package wire

import "armguard/app/ledger"

// The messages between a newcomer and the station that invites it; hub/enrol has their order. Numbers from 64 on, so that
// those of stations go on from below.
const (
	TypeJoinHello Type = iota + 64
	TypeJoinRoster
	TypeJoinProof
	TypeJoinWelcome
	TypeJoinDeny
)

type (
	// JoinHello is a newcomer that introduces itself. Nothing in it is secret or believed.
	JoinHello struct {
		_       struct{}         `cbor:",toarray"`
		Station ledger.StationID // it has drawn
		Name    string           // at most 60 bytes
		App     string           // at most 60 bytes
		Host    []byte           // binding of the machine, 32 bytes
	}
	// JoinRoster are entries that say who belongs to the site, causes first. More: others follow.
	JoinRoster struct {
		_    struct{} `cbor:",toarray"`
		List []Sealed
		More bool
	}
	// JoinProof shows that the newcomer knows the token.
	JoinProof struct {
		_   struct{} `cbor:",toarray"`
		MAC []byte   // 32 bytes
	}
	// JoinWelcome says that the newcomer is enrolled; the whole record follows.
	JoinWelcome struct {
		_      struct{} `cbor:",toarray"`
		Site   ledger.SiteID
		Total  uint64  // entries
		Places []Place // where stations are reached
		MAC    []byte  // shows that the inviting station knows the token too; 32 bytes
	}
	// JoinDeny ends it, from either side.
	JoinDeny struct {
		_    struct{} `cbor:",toarray"`
		Code JoinCode
	}
)

// JoinCode is why a newcomer was not let in.
type JoinCode string

// The reasons not to let a newcomer in.
const (
	JoinWrong   JoinCode = "WRONG_CODE"
	JoinExpired JoinCode = "EXPIRED"
	JoinUsed    JoinCode = "USED"
	JoinTries   JoinCode = "TRIES"
	JoinRefused JoinCode = "REFUSED" // no superuser confirmed the digits
	JoinSite    JoinCode = "SITE"    // it belongs to the site already
	JoinProto   JoinCode = "PROTO"
	JoinBusy    JoinCode = "BUSY"
	JoinStopped JoinCode = "STOPPED" // somebody gave up, or a disk is full
	JoinLost    JoinCode = "LOST"    // no answer in time, or no connection any more
)

// Sentences say what happened, and what to do about it, in words that are true at both ends.
func (c JoinCode) Sentences() (message, fix string) {
	switch c {
	case JoinWrong:
		return "That is not the join code that is open at the inviting station.", "Compare it with that station's screen and type it again."
	case JoinExpired:
		return "The join code is more than 15 minutes old.", "Make a new one at the inviting station."
	case JoinUsed:
		return "The join code was used before, or taken back.", "Make a new one at the inviting station."
	case JoinTries:
		return "The join code is closed, because wrong ones were tried five times.", "Find out who tried, and make a new one at the inviting station."
	case JoinRefused:
		return "The inviting station did not let the new PC in: nobody confirmed the six digits there.", "Compare the digits on both screens and begin again with a new join code."
	case JoinSite:
		return "The new PC already belongs to the site.", "Start it as it is; to let it in anew, revoke it first and begin with an empty data folder."
	case JoinProto:
		return "The two PCs do not understand each other.", "Install the same version of ArmGuard Station on both."
	case JoinBusy:
		return "Other PCs are joining at the inviting station at this moment.", "Try again in a minute."
	case JoinStopped:
		return "It was stopped at the other PC.", "Look at that PC's screen, then begin again with a new join code."
	case JoinLost:
		return "The two PCs lost each other: one did not answer in time.", "Check that both are on and on the same network, then begin again."
	}
	return "The other PC gave a reason that this version does not know.", "Install the same version of ArmGuard Station on both."
}

func (*JoinHello) Type() Type   { return TypeJoinHello }
func (*JoinRoster) Type() Type  { return TypeJoinRoster }
func (*JoinProof) Type() Type   { return TypeJoinProof }
func (*JoinWelcome) Type() Type { return TypeJoinWelcome }
func (*JoinDeny) Type() Type    { return TypeJoinDeny }
