package discovery

import (
	"context"
	"net"
	"testing"

	"armguard/app/ledger"
)

func TestAnAnnouncementIsAHint(t *testing.T) {
	station := ledger.StationID{ID: ledger.RandomID()}
	name, site := station.String(), "0a1b2c3d"
	text, addrs := []string{"v=1", "site=" + site}, []net.IP{net.IPv4(10, 0, 0, 7)}
	if got := read(announced{name, text, addrs, 7443}); len(got) != 1 || got[0] != (Seen{"10.0.0.7:7443", station, site}) {
		t.Errorf("got %v of a good announcement", got)
	}
	for what, got := range map[string][]Seen{
		"no station's id": read(announced{"printer", text, addrs, 7443}),
		"no site":         read(announced{name, []string{"v=1"}, addrs, 7443}),
		"no port":         read(announced{name, text, addrs, 0}),
		"loopback":        read(announced{name, text, []net.IP{net.IPv4(127, 0, 0, 1)}, 7443}),
		"only IPv6":       read(announced{name, text, []net.IP{net.ParseIP("fe80::1")}, 7443}),
	} {
		if len(got) != 0 {
			t.Errorf("%s: got %v, want nothing", what, got)
		}
	}
}

func TestAStationOnLoopbackNeitherAnnouncesNorListens(t *testing.T) {
	for listen, want := range map[string]bool{"127.0.0.1:7443": true, "localhost:0": true, "[::1]:7443": true, ":7443": false, "10.0.0.7:7443": false} {
		if got := New(Hub, listen).loopback; got != want {
			t.Errorf("%s: loopback %v, want %v", listen, got, want)
		}
	}
	f := New(Hub, "127.0.0.1:0")
	if err := f.Start(context.Background(), func(Seen) bool { t.Error("heard something"); return true }, nil); err != nil || f.cancel != nil {
		t.Errorf("it began to listen: %v", err)
	}
	f.Advertise(Card{})
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
