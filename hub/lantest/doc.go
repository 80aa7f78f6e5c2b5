// Package lantest runs stations of a site as real processes on a LAN of its own: network namespaces joined by bridges,
// whose cables a test pulls out, whose switch it splits, whose processes it kills and stops. It needs root and Linux.
// Nothing of it leaves the namespaces, and it is never shipped.
package lantest
