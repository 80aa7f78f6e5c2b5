package enrol

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"armguard/app/ledger"
	"armguard/hub/wire"
)

// Labels of what is taken from the TLS exporter.
const (
	labelProof  = "EXPORTER-armguard-join-proof"
	labelDigits = "EXPORTER-armguard-join-digits"
)

// Who proves that he knows the token, so that nobody can send a proof back.
const (
	byNewcomer = "armguard/join/newcomer/1"
	byHost     = "armguard/join/host/1"
)

// channel is what both ends of a conversation know: the connection, the keys of its ends and what the newcomer said. TLS
// puts no client's certificate into the exporter, so the keys stand beside it.
type channel struct {
	_        struct{} `cbor:",toarray"`
	By       string
	Exporter []byte
	Host     []byte // public key
	Newcomer []byte // public key
	Station  ledger.StationID
	Name     string
	App      string
	Machine  []byte
}

// proof is HMAC-SHA-256 of the token over all that must be the same at both ends.
func proof(c Conn, token [tokenBytes]byte, by string, host, newcomer []byte, hello *wire.JoinHello) ([]byte, error) {
	secret, err := c.Exporter(labelProof)
	if err != nil {
		return nil, fmt.Errorf("bind the proof to the connection: %w", err)
	}
	mac := hmac.New(sha256.New, token[:])
	mac.Write(ledger.Encode(channel{By: by, Exporter: secret, Host: host, Newcomer: newcomer, Station: hello.Station, Name: hello.Name,
		App: hello.App, Machine: hello.Host}))
	return mac.Sum(nil), nil
}

// digits are what people compare: six, the same on both screens.
func digits(c Conn) (string, error) {
	secret, err := c.Exporter(labelDigits)
	if err != nil {
		return "", fmt.Errorf("make the digits: %w", err)
	}
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(secret)%1_000_000), nil
}
