package storage

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
)

// The station's signing key lies beside the database, never in it, and never in a backup.
const (
	keyDir  = "keys"
	keyFile = "station.key" // the 32-byte Ed25519 seed
)

// LoadKey reads the station's key; nil when there is none.
func LoadKey(dir string) (ed25519.PrivateKey, error) {
	seed, err := os.ReadFile(filepath.Join(dir, keyDir, keyFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, plain("read the station's key", err)
	}
	if len(seed) != ed25519.SeedSize {
		return nil, ErrDamaged.saying("The station's key in " + filepath.Join(dir, keyDir, keyFile) + " is damaged.")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// CreateKey makes the station's key and keeps it, readable by this account only.
func CreateKey(dir string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(dir, keyDir)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, plain("make the key's folder", err)
	}
	file, err := os.OpenFile(filepath.Join(folder, keyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, plain("write the station's key", err)
	}
	if _, err = file.Write(key.Seed()); err == nil {
		err = file.Sync()
	}
	return key, plain("write the station's key", errors.Join(err, file.Close()))
}
