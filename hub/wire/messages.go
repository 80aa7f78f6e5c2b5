package wire

import (
	"armguard/app/ledger"
)

// Type numbers a kind of message. Numbers are never used again for something else.
type Type uint8

// The kinds of messages.
const (
	TypeProbe Type = iota + 1
	TypeProbeReply
	TypeHello
	TypeWelcome
	TypeDeny
	TypeEntries
	TypeSynced
	TypeAck
	TypePing
	TypePong
	TypePermitReq
	TypeGrant
	TypeRefuse
	TypeWithdraw
	TypeReserve
	TypePresence
	TypeDraft
	TypeReadMark
	TypeCredential
	TypeBlobReq
	TypeBlob
	TypeRedirect
	TypeBye
	TypeRoll
)

// Message is one of the structs of this file.
type Message interface{ Type() Type }

// Role is what a station is at a moment.
type Role string

// The roles a station tells others.
const (
	RoleDiscover Role = "discover" // looking round
	RoleConnect  Role = "connect"  // has found a hub and is dialling it
	RoleMember   Role = "member"
	RoleSettling Role = "settling" // about to be the hub, gathering what others know
	RoleHub      Role = "hub"
)

// Rank decides between hubs: the lowest wins.
type Rank struct {
	_        struct{} `cbor:",toarray"`
	Priority int64    // the higher, the better
	Station  ledger.StationID
}

// Less reports whether r wins against o.
func (r Rank) Less(o Rank) bool {
	if r.Priority != o.Priority {
		return r.Priority > o.Priority
	}
	return string(r.Station.ID[:]) < string(o.Station.ID[:])
}

// Card is what a station says of itself in a probe, its answer, and a Hello.
type Card struct {
	_        struct{} `cbor:",toarray"`
	Site     ledger.SiteID
	Station  ledger.StationID
	Instance ledger.Instance
	Role     Role
	Term     uint64
	Rank     Rank
	Hub      ledger.StationID // whose member it is; zero without one
	HubAddr  string           // where that hub is reached; may be empty
	Addr     string           // where the sender is reached, as far as it knows; may be empty
	ProtoMin uint16
	ProtoMax uint16
	App      string // version of the program
	WallMs   int64  // this PC's UTC, Unix milliseconds
}

// Probe asks who is there; ProbeReply answers. Nothing else goes over that connection.
type (
	Probe struct {
		_    struct{} `cbor:",toarray"`
		Card Card
	}
	ProbeReply struct {
		_    struct{} `cbor:",toarray"`
		Card Card
	}
)

// Hello is the first message to a hub (or to any station, with Side, for a session that only exchanges entries).
type Hello struct {
	_        struct{} `cbor:",toarray"`
	Card     Card
	Host     []byte       // binding of the machine, 32 bytes
	Log      ledger.LogID // which the sender writes now
	Vector   []ledger.Head
	Members  []ledger.StationID // whom I served, when I was a hub until now
	Reserves []Reserve          // permits that I know to be under way
	Doubts   []Reserve          // permits that ran out and of which nobody knows
	Busy     []ledger.CommandID // permits of mine that I may still use
	Side     bool
	Whole    bool // entries were refused: let us both send whole logs where the other names no entry that is here
	Caps     []string
}

// Welcome answers a Hello. Deny ends it.
type (
	Welcome struct {
		_      struct{} `cbor:",toarray"`
		Term   uint64
		Vector []ledger.Head
		Whole  bool // we both do
	}
	Deny struct {
		_      struct{} `cbor:",toarray"`
		Code   DenyCode
		To     ledger.StationID // of NOT_HUB: who is
		Addr   string
		WaitMs uint32 // of BUSY
	}
)

// DenyCode is why a Hello was refused.
type DenyCode string

// The reasons to refuse a Hello.
const (
	DenyRevoked DenyCode = "REVOKED"
	DenyClone   DenyCode = "CLONE" // the same station is here from another machine
	DenyNotHub  DenyCode = "NOT_HUB"
	DenyProto   DenyCode = "PROTO"
	DenyBusy    DenyCode = "BUSY"
	DenyUnknown DenyCode = "UNKNOWN"
)

// Entries carries entries in log order, causes first.
type Entries struct {
	_    struct{} `cbor:",toarray"`
	List []Sealed
}

// Sealed is an entry as it was signed.
type Sealed struct {
	_   struct{} `cbor:",toarray"`
	Raw []byte
	Sig []byte
}

// Synced says what the sender has on its disk, after everything it was sent before Welcome's vector is there.
// Ack says the same of every station the hub knows.
type (
	Synced struct {
		_      struct{} `cbor:",toarray"`
		Vector []ledger.Head
	}
	Ack struct {
		_       struct{} `cbor:",toarray"`
		Durable []Durable
	}
	Durable struct {
		_       struct{} `cbor:",toarray"`
		Station ledger.StationID
		Vector  []ledger.Head
	}
)

// Ping asks for a sign of life, Pong gives it. Times are Unix milliseconds.
type (
	Ping struct {
		_      struct{} `cbor:",toarray"`
		N      uint64
		WallMs int64
	}
	Pong struct {
		_      struct{} `cbor:",toarray"`
		N      uint64   // of the Ping
		SentMs int64    // of the Ping, as it came
		WallMs int64
		Queue  uint32 // frames that wait at the sender
		Vector []byte // hash of what the sender has, 8 bytes
		Busy   []ledger.CommandID
		Own    []ledger.Head // heads of the sender's own log
	}
)

// PermitReq asks leave to write about subjects, with the heads the sender saw of them.
type PermitReq struct {
	_        struct{} `cbor:",toarray"`
	N        uint64
	Command  ledger.CommandID
	Subjects []ledger.Subject
	Stock    []Quantity
}

// Quantity is so much of a stock line.
type Quantity struct {
	_     struct{} `cbor:",toarray"`
	Stock ledger.SubjectID
	N     int64
}

// Grant gives leave; Refuse does not.
type (
	Grant struct {
		_      struct{} `cbor:",toarray"`
		N      uint64   // of the PermitReq
		Permit ledger.Permit
	}
	Refuse struct {
		_       struct{} `cbor:",toarray"`
		N       uint64
		Command ledger.CommandID
		Code    RefuseCode
		WaitMs  uint32           // of BUSY and SETTLING
		Station ledger.StationID // of DOUBT: who had the permit
		SinceMs int64            // of DOUBT, the hub's wall time
		Subject ledger.SubjectID // of DOUBT, BUSY, STOCK: which
	}
)

// RefuseCode is why a permit was not given.
type RefuseCode string

// The reasons not to give a permit.
const (
	RefuseStale    RefuseCode = "STALE" // the hub knows more; it has sent it before this answer
	RefuseBusy     RefuseCode = "BUSY"
	RefuseDoubt    RefuseCode = "DOUBT"
	RefuseStock    RefuseCode = "STOCK"
	RefuseSettling RefuseCode = "SETTLING"
	RefuseLag      RefuseCode = "LAG"
	RefuseRate     RefuseCode = "RATE"
)

// Withdraw gives a permit back; from the hub it says that a reserve or a doubt has ended without an entry.
type Withdraw struct {
	_       struct{} `cbor:",toarray"`
	Command ledger.CommandID
}

// Reserve tells what a permit locks, so that the next hub knows it.
type Reserve struct {
	_        struct{} `cbor:",toarray"`
	Command  ledger.CommandID
	Station  ledger.StationID
	Subjects []ledger.SubjectID
	Stock    []Quantity
	SinceMs  int64 // when it was granted, the hub's wall time
}

// Redirect tells members where to go. Takeover tells the one it names to be the hub.
type Redirect struct {
	_        struct{} `cbor:",toarray"`
	To       ledger.StationID
	Addr     string
	Term     uint64
	Takeover bool
}

// Bye ends a session in peace.
type Bye struct {
	_      struct{} `cbor:",toarray"`
	Reason string
}

// Roll is the hub's picture of all stations, itself among them: members show it, and learn where everybody is reached.
type (
	Roll struct {
		_    struct{} `cbor:",toarray"`
		List []Place
	}
	Place struct {
		_        struct{} `cbor:",toarray"`
		Station  ledger.StationID
		Addr     string
		Role     Role // empty: it does not answer
		App      string
		DelayMs  int64  // half of a ping's way there and back
		OffsetMs int64  // its wall clock minus the hub's
		Behind   uint64 // entries it is not known to have
		SeenMs   int64  // when it last said something, the hub's wall time; 0: never
	}
)

// Presence is who is signed in where. Whole: the list replaces everything known of the sender's sessions.
type Presence struct {
	_     struct{} `cbor:",toarray"`
	Whole bool
	List  []Online
}

// Online is one signed-in session.
type Online struct {
	_       struct{} `cbor:",toarray"`
	Station ledger.StationID
	Session ledger.ID
	Account ledger.AccountID
	State   string // active, locked, gone
	SinceMs int64
}

// Draft, ReadMark and Credential are records outside the ledger: of two with one id the greater (Rev, Station) counts.
type (
	Draft struct {
		_       struct{} `cbor:",toarray"`
		ID      ledger.ID
		Rev     int64
		Station ledger.StationID
		Account ledger.AccountID
		Command ledger.CommandID
		Form    string
		Title   string
		Body    string // at most 16 KiB; empty: ended
		SavedMs int64
	}
	ReadMark struct {
		_       struct{} `cbor:",toarray"`
		Account ledger.AccountID
		Entry   ledger.Hash
	}
	Credential struct {
		_       struct{} `cbor:",toarray"`
		Account ledger.AccountID
		Rev     int64
		Station ledger.StationID
		Value   []byte
	}
)

// BlobReq asks for attachments by their SHA-256; Blob brings one.
type (
	BlobReq struct {
		_      struct{} `cbor:",toarray"`
		Hashes [][]byte
	}
	Blob struct {
		_    struct{} `cbor:",toarray"`
		Hash []byte
		Data []byte // at most 64 KiB; empty: not here
	}
)

func (*Probe) Type() Type      { return TypeProbe }
func (*ProbeReply) Type() Type { return TypeProbeReply }
func (*Hello) Type() Type      { return TypeHello }
func (*Welcome) Type() Type    { return TypeWelcome }
func (*Deny) Type() Type       { return TypeDeny }
func (*Entries) Type() Type    { return TypeEntries }
func (*Synced) Type() Type     { return TypeSynced }
func (*Ack) Type() Type        { return TypeAck }
func (*Ping) Type() Type       { return TypePing }
func (*Pong) Type() Type       { return TypePong }
func (*PermitReq) Type() Type  { return TypePermitReq }
func (*Grant) Type() Type      { return TypeGrant }
func (*Refuse) Type() Type     { return TypeRefuse }
func (*Withdraw) Type() Type   { return TypeWithdraw }
func (*Reserve) Type() Type    { return TypeReserve }
func (*Presence) Type() Type   { return TypePresence }
func (*Draft) Type() Type      { return TypeDraft }
func (*ReadMark) Type() Type   { return TypeReadMark }
func (*Credential) Type() Type { return TypeCredential }
func (*BlobReq) Type() Type    { return TypeBlobReq }
func (*Blob) Type() Type       { return TypeBlob }
func (*Redirect) Type() Type   { return TypeRedirect }
func (*Bye) Type() Type        { return TypeBye }
func (*Roll) Type() Type       { return TypeRoll }
