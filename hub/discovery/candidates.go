package discovery

import "armguard/app/ledger"

const (
	maxCandidates = 64
	maxPlaces     = 4 // of one station: a PC has few addresses
	maxMissed     = 3 // windows
)

// candidates are the addresses that were heard of lately. What is announced may come from anybody: it takes no place of what is
// here, and who was not heard for three windows, or did not answer, is gone.
type candidates map[string]*candidate

type candidate struct {
	Seen
	heard  bool // in this window
	missed int  // windows
}

// room reports whether an announcement has its place, or may have one.
func (c candidates) room(s Seen) bool {
	return c[s.Addr] != nil || len(c) < maxCandidates && c.places(s.Station) < maxPlaces
}

func (c candidates) places(station ledger.StationID) (n int) {
	for _, known := range c {
		if known.Station == station {
			n++
		}
	}
	return n
}

// put keeps an announcement that there is room for.
func (c candidates) put(s Seen) { c[s.Addr] = &candidate{Seen: s, heard: true} }

// next ends a window and returns who is gone.
func (c candidates) next() (gone []Seen) {
	for addr, known := range c {
		known.missed++
		if known.heard {
			known.heard, known.missed = false, 0
		}
		if known.missed >= maxMissed {
			delete(c, addr)
			gone = append(gone, known.Seen)
		}
	}
	return gone
}
