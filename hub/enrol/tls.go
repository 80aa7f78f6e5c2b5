package enrol

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	"armguard/app/ledger"
)

// Names of the two protocols (ALPN).
const (
	ProtoStation = "armguard/1"      // between enrolled stations
	ProtoJoin    = "armguard-join/1" // with a newcomer
)

// ErrStranger is returned in the handshake when the other side's key is not in the roster, or it speaks another protocol.
var ErrStranger = errors.New("the other side is no station of this site")

// Certificate is a self-signed certificate over a station's key. Nobody looks at its dates: clocks may be wrong.
func Certificate(key ed25519.PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, nil
}

// PeerKey is the key the other side of a connection has proven to have; nil when it showed none of the right kind.
func PeerKey(state tls.ConnectionState) ed25519.PublicKey {
	if len(state.PeerCertificates) == 0 {
		return nil
	}
	key, _ := state.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	return key
}

// pinned is the configuration of one protocol, under which a connection stands only with a key that is admitted. No
// authority verifies certificates, so that is all there is. Without session tickets every connection is looked at anew.
func pinned(cert tls.Certificate, proto string, admitted func(ed25519.PublicKey) bool) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, NextProtos: []string{proto}, SessionTicketsDisabled: true,
		ClientAuth:         tls.RequireAnyClientCert,
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection pins the key
		VerifyConnection: func(state tls.ConnectionState) error {
			key := PeerKey(state)
			if key == nil || state.NegotiatedProtocol != proto || !admitted(key) {
				return ErrStranger
			}
			return nil
		}}
}

// ServerTLS is the listening side: enrolled stations under ProtoStation, and, while joining, anybody with a key under
// ProtoJoin.
func ServerTLS(cert tls.Certificate, known func(ed25519.PublicKey) (ledger.StationID, bool), joining func() bool) *tls.Config {
	station := pinned(cert, ProtoStation, func(key ed25519.PublicKey) bool { _, ok := known(key); return ok })
	newcomer := pinned(cert, ProtoJoin, func(ed25519.PublicKey) bool { return joining() })
	config := station.Clone()
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		for _, proto := range hello.SupportedProtos {
			if proto == ProtoJoin && joining() {
				return newcomer, nil
			}
		}
		return station, nil // which ends the handshake for want of a common protocol, unless it is ProtoStation
	}
	return config
}

// ClientTLS dials an enrolled station.
func ClientTLS(cert tls.Certificate, known func(ed25519.PublicKey) (ledger.StationID, bool)) *tls.Config {
	return pinned(cert, ProtoStation, func(key ed25519.PublicKey) bool { _, ok := known(key); return ok })
}

// JoinTLS dials a station that invites. Whose key it is, is proven by the roster it sends: see Join.
func JoinTLS(cert tls.Certificate) *tls.Config {
	return pinned(cert, ProtoJoin, func(ed25519.PublicKey) bool { return true })
}

// NotInviting reports that a dial under JoinTLS failed because no join code is open at the station there.
func NotInviting(err error) bool {
	var remote *net.OpError // the alert has no other form that can be asked for
	return errors.As(err, &remote) && remote.Op == "remote error" && strings.Contains(remote.Error(), "no application protocol")
}
