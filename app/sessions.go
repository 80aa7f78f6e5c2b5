package app

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"sync/atomic"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// sessionLife is how long a token works at most.
const sessionLife = 12 * time.Hour

// maxUnanswered is how many requests of one session may wait at once.
const maxUnanswered = 64

// SignedInSession is one sign-in at this station. Its fields but those under Sessions' lock never change.
type SignedInSession struct {
	ID      ledger.ID
	Account ledger.AccountID
	Since   time.Time
	Method  string
	Screen  bool // a person's screen: it locks when idle; a program's token does not

	key      atomic.Pointer[ed25519.PrivateKey]
	changing atomic.Bool // its password is being changed
	approval atomic.Pointer[approval]
	hash     [32]byte
	locked   bool      // under Sessions.mu
	lastUsed time.Time // under Sessions.mu
	ended    chan struct{}
	slots    chan struct{} // one taken by each request being answered
}

// Key is the account's signing key, unlocked by the password.
func (s *SignedInSession) Key() ed25519.PrivateKey { return *s.key.Load() }

// outdated reports whether the account has another key by now: its password was changed, maybe at another station.
func (s *SignedInSession) outdated(account *armory.Record) bool {
	return !s.changing.Load() && account.Value("key") != publicHex(s.Key())
}

// Ended is closed when the session is over.
func (s *SignedInSession) Ended() <-chan struct{} { return s.ended }

// Enter takes a slot for a request, or reports that too many wait. Call leave when it is answered.
func (s *SignedInSession) Enter() (leave func(), ok bool) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, true
	default:
		return nil, false
	}
}

// Sessions are the sign-ins of this start of the station. They live in memory: a restart ends them.
type Sessions struct {
	now      func() time.Time
	presence *Presence
	push     *Push

	mu      sync.Mutex // guards what follows
	byToken map[[32]byte]*SignedInSession
}

// NewSessions returns no sessions.
func NewSessions(now func() time.Time, presence *Presence, push *Push) *Sessions {
	return &Sessions{now: now, presence: presence, push: push, byToken: map[[32]byte]*SignedInSession{}}
}

// Begin makes a session and its token: 32 random bytes, kept here only as a hash.
func (s *Sessions) Begin(account ledger.AccountID, key ed25519.PrivateKey, method string, screen bool) (string, *SignedInSession) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	session := &SignedInSession{ID: ledger.RandomID(), Account: account, Since: s.now(), Method: method, Screen: screen, hash: sha256.Sum256([]byte(token)),
		lastUsed: s.now(), ended: make(chan struct{}), slots: make(chan struct{}, maxUnanswered)}
	session.key.Store(&key)
	s.EndExpired()
	s.mu.Lock()
	s.byToken[session.hash] = session
	s.mu.Unlock()
	s.presence.SignedIn(session)
	return token, session
}

// Find returns the session of a token, nil when there is none or it is too old.
func (s *Sessions) Find(token string) *SignedInSession {
	if token == "" {
		return nil
	}
	hash := sha256.Sum256([]byte(token))
	s.mu.Lock()
	session := s.byToken[hash]
	s.mu.Unlock()
	if session != nil && s.expired(session) {
		s.End(session)
		return nil
	}
	return session
}

func (s *Sessions) expired(session *SignedInSession) bool {
	return s.now().Sub(session.Since) > sessionLife
}

// watchEvery is how often it is looked whether sessions have become too old.
const watchEvery = time.Minute

// Watch ends the sessions that become too old until ctx ends.
func (s *Sessions) Watch(ctx context.Context) {
	every(ctx, watchEvery, s.EndExpired)
}

// EndExpired ends the sessions that are too old, also those whose token nobody shows any more.
func (s *Sessions) EndExpired() {
	for _, session := range s.All() {
		if s.expired(session) {
			s.End(session)
		}
	}
}

// Use notes a call and reports whether the session is locked; idle longer than allowed (0 = never) locks it now.
func (s *Sessions) Use(session *SignedInSession, idle time.Duration) (locked bool) {
	s.mu.Lock()
	now := s.now()
	was := session.locked
	if session.Screen && idle > 0 && now.Sub(session.lastUsed) > idle {
		session.locked = true
	}
	if !session.locked {
		session.lastUsed = now
	}
	locked = session.locked
	s.mu.Unlock()
	if locked && !was {
		s.presence.Locked(session, true)
	}
	return locked
}

// Lock and Unlock keep a person's screen from others while he is away.
func (s *Sessions) Lock(session *SignedInSession)   { s.setLocked(session, true) }
func (s *Sessions) Unlock(session *SignedInSession) { s.setLocked(session, false) }

func (s *Sessions) setLocked(session *SignedInSession, locked bool) {
	s.mu.Lock()
	session.locked, session.lastUsed = locked, s.now()
	s.mu.Unlock()
	session.approval.Store(nil)
	s.presence.Locked(session, locked)
	s.push.Emit(TopicSession, TopicPresence)
}

// Locked reports whether a session is locked.
func (s *Sessions) Locked(session *SignedInSession) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return session.locked
}

// End ends a session; twice is fine.
func (s *Sessions) End(session *SignedInSession) {
	s.mu.Lock()
	_, here := s.byToken[session.hash]
	delete(s.byToken, session.hash)
	if here { // before anybody can find it gone and not ended
		close(session.ended)
	}
	s.mu.Unlock()
	if here {
		s.presence.SignedOut(session)
		s.push.Emit(TopicSession)
	}
}

// EndAll ends every session of an account but one (nil: every one).
func (s *Sessions) EndAll(account ledger.AccountID, but *SignedInSession) {
	s.mu.Lock()
	var over []*SignedInSession
	for _, session := range s.byToken {
		if session.Account == account && session != but {
			over = append(over, session)
		}
	}
	s.mu.Unlock()
	for _, session := range over {
		s.End(session)
	}
}

// All lists the sessions.
func (s *Sessions) All() []*SignedInSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*SignedInSession, 0, len(s.byToken))
	for _, session := range s.byToken {
		out = append(out, session)
	}
	return out
}
