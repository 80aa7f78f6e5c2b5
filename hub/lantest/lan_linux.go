package lantest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Lan is a switch with sockets 1 to n, each with a PC: a network namespace with the address 10.77.0.n.
type Lan struct {
	t      testing.TB
	prefix string
}

// New makes a LAN, or skips the test with the reason why it cannot.
func New(t testing.TB, sockets int) *Lan {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("skipped: network namespaces need root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("skipped: the tool ip (iproute2) is not installed")
	}
	l := &Lan{t: t, prefix: fmt.Sprintf("ag%d-", os.Getpid())}
	if out, err := l.ip("netns", "add", l.switchName()); err != nil {
		t.Skipf("skipped: this machine makes no network namespaces: %s", out)
	}
	t.Cleanup(func() {
		for n := range sockets + 1 {
			_, _ = l.ip("netns", "del", l.pc(n))
		}
	})
	for _, bridge := range []string{"br0", "br1"} {
		l.must("-n", l.switchName(), "link", "add", bridge, "type", "bridge")
		l.must("-n", l.switchName(), "link", "set", bridge, "up")
	}
	for n := 1; n <= sockets; n++ {
		l.must("netns", "add", l.pc(n))
		l.must("-n", l.switchName(), "link", "add", port(n), "type", "veth", "peer", "name", "eth0", "netns", l.pc(n))
		l.must("-n", l.switchName(), "link", "set", port(n), "master", "br0", "up")
		l.must("-n", l.pc(n), "link", "set", "lo", "up")
		l.must("-n", l.pc(n), "addr", "add", address(n)+"/24", "dev", "eth0")
		l.must("-n", l.pc(n), "link", "set", "eth0", "up")
		l.route(n)
	}
	return l
}

func (l *Lan) switchName() string  { return l.pc(0) }
func (l *Lan) pc(n int) string     { return fmt.Sprintf("%s%d", l.prefix, n) }
func port(n int) string            { return fmt.Sprintf("p%d", n) }
func address(n int) string         { return fmt.Sprintf("10.77.0.%d", n) }
func (l *Lan) route(n int)         { l.must("-n", l.pc(n), "route", "replace", "224.0.0.0/4", "dev", "eth0") }
func (l *Lan) must(args ...string) { l.t.Helper(); l.check(l.ip(args...)) }

func (l *Lan) check(out string, err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatalf("the LAN: %v %s", err, out)
	}
}

func (l *Lan) ip(args ...string) (string, error) {
	out, err := exec.CommandContext(context.Background(), "ip", args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// Pull pulls a PC's cable out; Plug puts it in again.
func (l *Lan) Pull(n int) { l.t.Helper(); l.must("-n", l.switchName(), "link", "set", port(n), "down") }

// Plug puts a PC's cable in.
func (l *Lan) Plug(n int) { l.t.Helper(); l.must("-n", l.switchName(), "link", "set", port(n), "up") }

// Side puts PCs on one of two switches that are not connected with each other.
func (l *Lan) Side(side int, pcs ...int) {
	l.t.Helper()
	for _, n := range pcs {
		l.must("-n", l.switchName(), "link", "set", port(n), "master", fmt.Sprintf("br%d", side))
	}
}

// Mute stops multicast at the switch, as many company switches do.
func (l *Lan) Mute(pcs ...int) { l.t.Helper(); l.flood("off", pcs) }

// Unmute lets multicast through.
func (l *Lan) Unmute(pcs ...int) { l.t.Helper(); l.flood("on", pcs) }

func (l *Lan) flood(how string, pcs []int) {
	l.t.Helper()
	for _, n := range pcs {
		l.must("-n", l.switchName(), "link", "set", port(n), "type", "bridge_slave", "mcast_flood", how)
	}
}

// Deafen lets nothing come to a PC, which still reaches the others; Cure ends that.
func (l *Lan) Deafen(n int) { l.t.Helper(); l.hear(n, "off") }

// Cure lets a deaf PC hear again.
func (l *Lan) Cure(n int) { l.t.Helper(); l.hear(n, "on") }

func (l *Lan) hear(n int, how string) {
	l.t.Helper()
	l.must("-n", l.switchName(), "link", "set", port(n), "type", "bridge_slave", "learning", how, "flood", how, "mcast_flood", how, "bcast_flood", how, "fdb_flush")
}

// Command is a program that runs on a PC.
func (l *Lan) Command(n int, program string, args ...string) *exec.Cmd {
	return exec.CommandContext(context.Background(), "ip", append([]string{"netns", "exec", l.pc(n), program}, args...)...)
}

// Browser is an HTTP client that sits at a PC.
func (l *Lan) Browser(n int) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return dialAt(ctx, l.pc(n), network, addr)
		}}}
}

// dialAt makes a connection inside a namespace: a socket stays where it was made.
func dialAt(ctx context.Context, namespace, network, addr string) (conn net.Conn, err error) {
	runtime.LockOSThread() // not unlocked where the way back fails: the thread ends with the goroutine
	own, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil, err
	}
	defer func() { _ = own.Close() }()
	there, err := os.Open("/run/netns/" + namespace)
	if err != nil {
		return nil, err
	}
	defer func() { _ = there.Close() }()
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, err
	}
	conn, err = new(net.Dialer).DialContext(ctx, network, addr)
	if back := unix.Setns(int(own.Fd()), unix.CLONE_NEWNET); back != nil {
		return nil, errors.Join(err, back)
	}
	runtime.UnlockOSThread()
	return conn, err
}
