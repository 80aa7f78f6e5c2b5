package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestTheStationsKey(t *testing.T) {
	dir := t.TempDir()
	if key, err := LoadKey(dir); key != nil || err != nil {
		t.Errorf("before there is one: %v, %v", key, err)
	}
	made, err := CreateKey(dir)
	must(t, err)
	if read, err := LoadKey(dir); !made.Equal(read) || err != nil {
		t.Errorf("read back another key, %v", err)
	}
	t.Run("is never replaced", func(t *testing.T) {
		if _, err := CreateKey(dir); err == nil {
			t.Error("a second key was made")
		}
		if read, _ := LoadKey(dir); !made.Equal(read) {
			t.Error("the first one is gone")
		}
	})
	t.Run("is damaged in words", func(t *testing.T) {
		must(t, os.Truncate(filepath.Join(dir, keyDir, keyFile), 31))
		if _, err := LoadKey(dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("load: %v, want ErrDamaged", err)
		}
	})
	t.Run("is not in a backup", func(t *testing.T) {
		p := found(t)
		key, err := CreateKey(p.db.Dir)
		must(t, err)
		name := filepath.Join(t.TempDir(), "backup")
		_, err = p.db.Backup(t.Context(), name, still)
		must(t, err)
		content, err := os.ReadFile(name)
		must(t, err)
		if bytes.Contains(content, key.Seed()) {
			t.Error("the backup holds the key")
		}
	})
}
