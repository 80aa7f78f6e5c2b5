package enrol

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

func certificate(t *testing.T, name string) tls.Certificate {
	t.Helper()
	cert, err := Certificate(keyOf(name))
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// knows is a roster of the stations with these names.
func knows(names ...string) func(ed25519.PublicKey) (ledger.StationID, bool) {
	return func(key ed25519.PublicKey) (ledger.StationID, bool) {
		for _, name := range names {
			if key.Equal(publicOf(name)) {
				return ledger.StationID{ID: idOf(name)}, true
			}
		}
		return ledger.StationID{}, false
	}
}

func yes() bool { return true }
func no() bool  { return false }

// shake opens a connection in memory. Both ends have sent and received a byte when there is no error.
func shake(t *testing.T, server, client *tls.Config) (*tls.Conn, *tls.Conn, error, error) {
	t.Helper()
	a, b := net.Pipe()
	for _, end := range []net.Conn{a, b} {
		_ = end.SetDeadline(time.Now().Add(10 * time.Second))
		t.Cleanup(func() { _ = end.Close() })
	}
	serverEnd, clientEnd := tls.Server(a, server), tls.Client(b, client)
	var serverErr, clientErr error
	var both sync.WaitGroup
	talk := func(conn *tls.Conn, raw net.Conn, err *error) {
		if *err = conn.Handshake(); *err == nil {
			var wrote error
			var writing sync.WaitGroup
			writing.Go(func() { _, wrote = conn.Write([]byte{1}) })
			_, *err = io.ReadFull(conn, make([]byte, 1))
			if *err != nil {
				_ = raw.Close()
			}
			writing.Wait()
			if *err == nil {
				*err = wrote
			}
		}
		if *err != nil {
			_ = raw.Close()
		}
	}
	both.Go(func() { talk(serverEnd, a, &serverErr) })
	both.Go(func() { talk(clientEnd, b, &clientErr) })
	both.Wait()
	return serverEnd, clientEnd, serverErr, clientErr
}

func TestWhoMaySpeakToWhom(t *testing.T) {
	certOf := func(name string) tls.Certificate { return certificate(t, name) }
	server := func(joining func() bool) *tls.Config {
		return ServerTLS(certOf("counter 1"), knows("counter 1", "counter 2"), joining)
	}
	bare := func(certs []tls.Certificate, protos ...string) *tls.Config {
		return &tls.Config{Certificates: certs, NextProtos: protos, InsecureSkipVerify: true}
	}
	ecdsaKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	raw, _ := x509.CreateCertificate(rand.Reader, template, template, ecdsaKey.Public(), ecdsaKey)
	ecdsaCert := tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: ecdsaKey}
	borrowed := certOf("counter 2") // the certificate of a station, whose key he has not
	borrowed.PrivateKey = keyOf("stranger")
	old := bare([]tls.Certificate{certOf("counter 2")}, ProtoStation)
	old.MaxVersion = tls.VersionTLS12
	for name, c := range map[string]struct {
		server, client *tls.Config
		want           string // the protocol; empty: refused
	}{
		"two stations":                                     {server(no), ClientTLS(certOf("counter 2"), knows("counter 1")), ProtoStation},
		"two stations, while somebody joins":               {server(yes), ClientTLS(certOf("counter 2"), knows("counter 1")), ProtoStation},
		"a newcomer while a code is open":                  {server(yes), JoinTLS(certOf("stranger")), ProtoJoin},
		"a newcomer while none is open":                    {server(no), JoinTLS(certOf("stranger")), ""},
		"a stranger who says he is a station":              {server(yes), ClientTLS(certOf("stranger"), knows("counter 1")), ""},
		"a station that finds a stranger":                  {ServerTLS(certOf("stranger"), knows("counter 2"), yes), ClientTLS(certOf("counter 2"), knows("counter 1")), ""},
		"a client without a certificate":                   {server(no), bare(nil, ProtoStation), ""},
		"a newcomer without a certificate":                 {server(yes), bare(nil, ProtoJoin), ""},
		"a station that names no protocol":                 {server(yes), bare([]tls.Certificate{certOf("counter 2")}), ""},
		"a station that names another protocol":            {server(yes), bare([]tls.Certificate{certOf("counter 2")}, "h2", "http/1.1"), ""},
		"a stranger who names both protocols":              {server(no), bare([]tls.Certificate{certOf("stranger")}, ProtoStation, ProtoJoin), ""},
		"a stranger who names both, while somebody joins":  {server(yes), bare([]tls.Certificate{certOf("stranger")}, ProtoStation, ProtoJoin), ProtoJoin},
		"a newcomer with a key of another kind":            {server(yes), bare([]tls.Certificate{ecdsaCert}, ProtoJoin), ""},
		"a station with the certificate of another, alone": {server(yes), bare([]tls.Certificate{borrowed}, ProtoStation), ""},
		"TLS 1.2": {server(yes), old, ""},
	} {
		t.Run(name, func(t *testing.T) {
			serverEnd, clientEnd, serverErr, clientErr := shake(t, c.server, c.client)
			if c.want == "" {
				if serverErr == nil || clientErr == nil {
					t.Fatalf("the server has %v, the client %v, want two refusals", serverErr, clientErr)
				}
				return
			}
			if serverErr != nil || clientErr != nil {
				t.Fatalf("the server has %v, the client %v, want neither", serverErr, clientErr)
			}
			for end, conn := range map[string]*tls.Conn{"server": serverEnd, "client": clientEnd} {
				if state := conn.ConnectionState(); state.NegotiatedProtocol != c.want || state.Version != tls.VersionTLS13 || state.DidResume {
					t.Errorf("%s: got %q, version %x, resumed %v", end, state.NegotiatedProtocol, state.Version, state.DidResume)
				}
			}
			if got := PeerKey(clientEnd.ConnectionState()); !got.Equal(publicOf("counter 1")) {
				t.Errorf("the client sees the key %x", got)
			}
		})
	}
}

func TestADialToAStationThatDoesNotInviteSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		server *tls.Config
		want   bool
	}{
		"no code is open": {ServerTLS(certificate(t, "counter 1"), knows(), no), true},
		"what is there is no station": {&tls.Config{Certificates: []tls.Certificate{certificate(t, "other")}, MaxVersion: tls.VersionTLS12,
			CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, _, err := shake(t, c.server, JoinTLS(certificate(t, "stranger")))
			if err == nil || NotInviting(err) != c.want {
				t.Errorf("got %v of %v, want %v", NotInviting(err), err, c.want)
			}
		})
	}
	if NotInviting(errors.New("tls: no application protocol")) {
		t.Error("an error of this side is taken for the other's")
	}
}

// A code that closes during the handshake closes the door.
func TestACodeThatCloseDuringTheHandshakeLetsNobodyIn(t *testing.T) {
	asked := 0
	joining := func() bool { asked++; return asked == 1 }
	_, _, serverErr, clientErr := shake(t, ServerTLS(certificate(t, "counter 1"), knows(), joining), JoinTLS(certificate(t, "stranger")))
	if !errors.Is(serverErr, ErrStranger) || clientErr == nil {
		t.Errorf("got %v and %v after %d questions", serverErr, clientErr, asked)
	}
}

// A clock that is a century wrong keeps nobody out.
func TestDatesMeanNothing(t *testing.T) {
	for _, year := range []int{1971, 2090} {
		server := ServerTLS(certificate(t, "counter 1"), knows("counter 2"), no)
		client := ClientTLS(certificate(t, "counter 2"), knows("counter 1"))
		now := func() time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
		server.Time, client.Time = now, now
		if _, _, serverErr, clientErr := shake(t, server, client); serverErr != nil || clientErr != nil {
			t.Errorf("in %d: %v, %v", year, serverErr, clientErr)
		}
	}
}

// Who was let in once is looked at again the next time.
func TestNoSessionIsResumed(t *testing.T) {
	allowed := []string{"counter 2"}
	server := ServerTLS(certificate(t, "counter 1"), func(key ed25519.PublicKey) (ledger.StationID, bool) { return knows(allowed...)(key) }, no)
	client := ClientTLS(certificate(t, "counter 2"), knows("counter 1"))
	client.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	client.ServerName = "counter 1"
	for range 2 {
		_, conn, serverErr, clientErr := shake(t, server, client)
		if serverErr != nil || clientErr != nil || conn.ConnectionState().DidResume {
			t.Fatalf("got %v, %v, resumed %v", serverErr, clientErr, conn.ConnectionState().DidResume)
		}
	}
	allowed = nil
	if _, _, serverErr, _ := shake(t, server, client); !errors.Is(serverErr, ErrStranger) {
		t.Errorf("after it is in the roster no more: got %v", serverErr)
	}
}

// tlsEnd is a join's connection over real TLS: frames after their length.
type tlsEnd struct {
	*tls.Conn
	own ed25519.PublicKey
}

func (e tlsEnd) Send(m wire.Message) error {
	frame := wire.Encode(1, m)
	_, err := e.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(frame))), frame...))
	return err
}

func (e tlsEnd) Receive() (wire.Message, error) {
	var length [4]byte
	if _, err := io.ReadFull(e.Conn, length[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, binary.BigEndian.Uint32(length[:]))
	if _, err := io.ReadFull(e.Conn, frame); err != nil {
		return nil, err
	}
	_, m, err := wire.Decode(frame)
	return m, err
}

func (e tlsEnd) Exporter(label string) ([]byte, error) {
	state := e.ConnectionState()
	return state.ExportKeyingMaterial(label, nil, 32)
}

func (e tlsEnd) OwnKey() ed25519.PublicKey  { return e.own }
func (e tlsEnd) PeerKey() ed25519.PublicKey { return PeerKey(e.ConnectionState()) }
func (e tlsEnd) Addr() string               { return "pipe" }

// overTLS is a join's connection between two who are named.
func overTLS(t *testing.T, host, newcomer string) (tlsEnd, tlsEnd) {
	t.Helper()
	server, client, serverErr, clientErr := shake(t, ServerTLS(certificate(t, host), knows(), yes), JoinTLS(certificate(t, newcomer)))
	if serverErr != nil || clientErr != nil {
		t.Fatalf("handshake: %v, %v", serverErr, clientErr)
	}
	return tlsEnd{server, publicOf(host)}, tlsEnd{client, publicOf(newcomer)}
}

func TestANewcomerIsLetInOverTLS(t *testing.T) {
	hostEnd, guestEnd := overTLS(t, "counter 1", "counter 2")
	host, guest, code := inviting(t, 600), &newcomer{}, NewCode(publicOf("root"))
	got := speak(hostEnd, guestEnd, NewOffer(code, time.Now()), code, host, guest)
	if got.invite != nil || got.join != nil || len(guest.kept) != 603 || len(guest.digits) != 6 || guest.digits != host.confirmed[0].Digits {
		t.Errorf("got %v, %v, %d entries, digits %q", got.invite, got.join, len(guest.kept), guest.digits)
	}
}

// What the proof rests on: both ends know the same, and of two connections of the same two PCs each its own.
func TestEachTLSConnectionHasItsOwnExporter(t *testing.T) {
	a, b := overTLS(t, "counter 1", "counter 2")
	c, _ := overTLS(t, "counter 1", "counter 2")
	for _, label := range []string{labelProof, labelDigits} {
		one, _ := a.Exporter(label)
		two, _ := b.Exporter(label)
		three, err := c.Exporter(label)
		if err != nil || len(one) != 32 || !bytes.Equal(one, two) || bytes.Equal(one, three) {
			t.Errorf("%s: got %x and %x, and of another connection %x, %v", label, one, two, three, err)
		}
	}
	proof, _ := a.Exporter(labelProof)
	if digits, _ := a.Exporter(labelDigits); bytes.Equal(proof, digits) {
		t.Error("both labels give the same")
	}
}
