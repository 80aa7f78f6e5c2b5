package discovery

import (
	"net"
	"slices"
	"strings"
)

// virtual is how the names of interfaces begin that lead to no other PC, or through a tunnel, in small letters and without what
// Windows puts before the name of a switch: there a PC's real card may hang on one as well.
var virtual = []string{"docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lxc", "lxdbr", "podman", "cni", "flannel", "cali", "tun", "tap", "utun", "ppp", "ipsec", "vpn", "wg",
	"tailscale", "zt", "(default switch", "(wsl", "vmware network adapter", "virtualbox host-only", "openvpn", "wireguard", "zerotier"}

// interfaces are those that other PCs may be behind.
func interfaces() []net.Interface {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	return leadingOut(all)
}

// leadingOut are the interfaces that other PCs may be behind: those that look real or, where none does, the virtual ones, as in a
// container or a namespace whose one way out is called veth.
func leadingOut(all []net.Interface) []net.Interface {
	all = slices.DeleteFunc(slices.Clone(all), func(i net.Interface) bool {
		return i.Flags&net.FlagUp == 0 || i.Flags&net.FlagMulticast == 0 || i.Flags&(net.FlagLoopback|net.FlagPointToPoint) != 0
	})
	physical := slices.DeleteFunc(slices.Clone(all), func(i net.Interface) bool {
		name := strings.TrimPrefix(strings.ToLower(i.Name), "vethernet ")
		return slices.ContainsFunc(virtual, func(begin string) bool { return strings.HasPrefix(name, begin) })
	})
	if len(physical) == 0 {
		return all
	}
	return physical
}

// Addresses are the IPv4 addresses at which other PCs may reach this machine, sorted.
func Addresses() []string {
	var out []string
	for _, i := range interfaces() {
		of, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range of {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
				out = append(out, n.IP.String())
			}
		}
	}
	slices.Sort(out)
	return out
}
