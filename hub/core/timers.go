package core

import "time"

// The timers of the protocol. hub/DESIGN.md gives the reason of each.
const (
	heartbeat     = 1000 * time.Millisecond // a hub pings each member
	deadAfter     = 3000 * time.Millisecond // no frame for so long: gone
	resumeGap     = 2500 * time.Millisecond // longer between two steps: this PC slept
	discoverProbe = 500 * time.Millisecond
	settleProbe   = 300 * time.Millisecond
	hubProbe      = 2000 * time.Millisecond
	listenFirst   = 300 * time.Millisecond  // before joining a hub, so that the best-ranked one has answered
	lookRound     = 1000 * time.Millisecond // before settling when nobody better answers
	lookLonger    = 3000 * time.Millisecond // before settling although somebody better answers
	silentAfter   = 1500 * time.Millisecond // no answer for so long: not there
	settleLongest = 3000 * time.Millisecond
	connectWithin = 3000 * time.Millisecond // dial and handshake
	permitUse     = 4500 * time.Millisecond // from sending the request to the commit, by both clocks
	permitLock    = 5500 * time.Millisecond // from the grant
	askVisible    = 9000 * time.Millisecond // an Ask waits so long for a hub when others are visible
	askAlone      = 3000 * time.Millisecond // and so long when nobody is
	askBusy       = 3000 * time.Millisecond // and is repeated so long when its subjects are locked
	avoidHub      = 2000 * time.Millisecond // a hub that could not be joined is left alone for so long, twice as long each time
	avoidLongest  = 8000 * time.Millisecond // and at most so long
	copyGone      = 10 * time.Second        // a process that took another's place and is away for so long is gone
	barredRetry   = 5 * time.Second         // who was turned away knocks again after so long, twice as long each time
	barredLongest = 60 * time.Second        // and at most so long
	ackDelay      = 100 * time.Millisecond  // acknowledgements gather for so long
	rollEvery     = 2000 * time.Millisecond // a hub sends its picture of all stations
	learnEvery    = 3000 * time.Millisecond // a session to learn of a hub that is not known here
	wholeRest     = 2 * time.Second         // after a whole session in which something was refused there is none for so long, twice as long each time
	wholeLongest  = 10 * time.Minute        // and at most so long
	sideEvery     = 60 * time.Second        // +-20 %
)

const (
	maxAddresses = 64 // known at a time, and as many that were only announced
	maxTries     = 5  // a second, of addresses that were only announced
	maxOpenAsks  = 64 // of one session

	// What a faulty peer may make this station remember at most.
	maxPromised = 4096 // locks and doubts
	maxStations = 256  // of which it is told what they have on their disks
	maxReplaced = 1024 // processes in whose place another came
	maxOnline   = 256  // signed-in sessions of one station
	maxWaiting  = 1024 // messages of one session that wait for entries, in each direction
)
