package hub

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/core"
	"armguard/hub/discovery"
)

// deaf is a finder that finds nobody and notes what it is told.
type deaf struct {
	noFinder
	missed []string
}

func (d *deaf) Missed(addr string) { d.missed = append(d.missed, addr) }

func newSeekingNode(finder Finder) *Node {
	_, key, _ := ed25519.GenerateKey(nil)
	return New(Config{Site: ledger.SiteID{ID: ledger.RandomID()}, Station: ledger.StationID{ID: ledger.RandomID()}, Key: key, Finder: finder, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

// Only with stations of the roster could this one speak, so that no other announcement has a place among the candidates.
func TestOnlyWhoIsEnrolledIsWantedOfWhatIsAnnounced(t *testing.T) {
	n := newSeekingNode(&deaf{})
	friend, gone := ledger.StationID{ID: ledger.RandomID()}, ledger.StationID{ID: ledger.RandomID()}
	n.Roster([]core.Enrolled{{Station: n.Station}, {Station: friend}, {Station: gone, Revoked: true}})
	<-n.events
	site := discovery.Short(n.Site.ID)
	for name, c := range map[string]struct {
		seen discovery.Seen
		want bool
	}{
		"a station of the roster": {discovery.Seen{Addr: "10.0.0.2:7443", Station: friend, Site8: site}, true},
		"itself":                  {discovery.Seen{Addr: "10.0.0.1:7443", Station: n.Station, Site8: site}, false},
		"of another site":         {discovery.Seen{Addr: "10.0.0.2:7443", Station: friend, Site8: "00000000"}, false},
		"a stranger":              {discovery.Seen{Addr: "10.0.0.3:7443", Station: ledger.StationID{ID: ledger.RandomID()}, Site8: site}, false},
		"one that was revoked":    {discovery.Seen{Addr: "10.0.0.4:7443", Station: gone, Site8: site}, false},
	} {
		if got := n.heard(c.seen); got != c.want {
			t.Errorf("%s: wanted %v", name, got)
		}
		if !c.want {
			if len(n.events) > 0 {
				t.Errorf("%s: the core was told %+v", name, <-n.events)
			}
			continue
		}
		if e := <-n.events; e != (core.Found{Addr: c.seen.Addr, Station: friend, Hint: true}) {
			t.Errorf("%s: the core was told %+v", name, e)
		}
	}
}

func TestWhoDoesNotAnswerHasNoPlaceAmongTheCandidates(t *testing.T) {
	finder := &deaf{}
	n := newSeekingNode(finder)
	n.silent("10.0.0.2:7443")
	n.gone(discovery.Seen{Addr: "10.0.0.3:7443"})
	if len(finder.missed) != 1 || finder.missed[0] != "10.0.0.2:7443" {
		t.Errorf("the finder was told %q", finder.missed)
	}
	if a, b := <-n.events, <-n.events; a != (core.Silent{Addr: "10.0.0.2:7443"}) || b != (core.Lost{Addr: "10.0.0.3:7443"}) {
		t.Errorf("the core was told %+v and %+v", a, b)
	}
}

// A flood of announcements does not make the screen forget how the others were found.
func TestHowAnAddressWasFoundOutlastsAFlood(t *testing.T) {
	n := newSeekingNode(&deaf{})
	n.Found("10.0.0.2:7443")
	<-n.events
	for i := range 3 * maxSources {
		n.found(fmt.Sprintf("10.9.%d.%d:7443", i/250, i%250), n.Station, FoundMDNS)
		<-n.events
	}
	if got := n.Source("10.0.0.2:7443"); got != FoundTyped || len(n.sources.of) > maxSources+1 {
		t.Errorf("it was found by %q, %d are remembered", got, len(n.sources.of))
	}
}
