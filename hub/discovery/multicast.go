package discovery

import (
	"context"
	"net"
	"strconv"
	"strings"

	"github.com/grandcat/zeroconf"
)

const (
	domain = "local."
	buffer = 64
)

// air is what announcements travel through. Tests put another in its place.
type air interface {
	// browse hears what is announced until the context ends, each instance once. heard is called from this goroutine.
	browse(ctx context.Context, service string, heard func(announced))
	// register announces a card with these addresses until end is called.
	register(service string, card Card, at []string) (end func(), err error)
	// addresses are those at which other PCs may reach this machine now, sorted.
	addresses() []string
}

// announced is an announcement as it came: nothing of it has been looked at.
type announced struct {
	instance string
	text     []string
	addrs    []net.IP
	port     int
}

// multicast is multicast DNS over IPv4, on all interfaces that other PCs may be behind.
type multicast struct{}

func (multicast) browse(ctx context.Context, service string, heard func(announced)) {
	on := interfaces()
	if len(on) == 0 { // the library would take all there are
		<-ctx.Done()
		return
	}
	resolver, err := zeroconf.NewResolver(zeroconf.SelectIPTraffic(zeroconf.IPv4), zeroconf.SelectIfaces(on))
	if err != nil {
		<-ctx.Done()
		return
	}
	found := make(chan *zeroconf.ServiceEntry, buffer)
	if err := resolver.Browse(ctx, service, domain, found); err != nil {
		<-ctx.Done()
		return
	}
	for e := range found {
		heard(announced{e.Instance, e.Text, e.AddrIPv4, e.Port})
	}
}

func (multicast) register(service string, card Card, at []string) (end func(), err error) {
	id := card.Station.String()
	server, err := zeroconf.RegisterProxy(id, service, domain, card.Port, strings.ToLower(id), at,
		[]string{"v=1", "site=" + Short(card.Site.ID), "instance=" + Short(card.Instance.ID), "term=" + strconv.FormatUint(card.Term, 10)}, interfaces())
	if err != nil {
		return nil, err
	}
	return server.Shutdown, nil
}

func (multicast) addresses() []string { return Addresses() }
