package wire

// CloseCode says why a connection ended, in the WebSocket close frame. From 4500 on there is no use in coming back before
// a person has done something.
type CloseCode int

// The close codes. Numbers are never used again for something else.
const (
	CloseBye     CloseCode = 4400 // in peace: another hub, a newer session, shutting down
	CloseLost    CloseCode = 4401 // the connection broke, or the disk did
	CloseSlow    CloseCode = 4402 // what was queued was not taken: come back and go on from your heads
	CloseFrame   CloseCode = 4500 // what came is not of this protocol
	CloseRevoked CloseCode = 4501 // the station does not belong to the site any more
)

// Name is the code in a word.
func (c CloseCode) Name() string {
	switch c {
	case CloseBye:
		return "bye"
	case CloseLost:
		return "lost"
	case CloseSlow:
		return "too slow"
	case CloseFrame:
		return "not a frame"
	case CloseRevoked:
		return "revoked"
	}
	return "unknown"
}
