package storage

import (
	"context"
	"database/sql"
	"errors"
)

// Setting is something this PC remembers for itself.
func (v *View) Setting(key string) ([]byte, bool, error) {
	return v.value("SELECT value FROM setting WHERE key = ?", key)
}

// SaveSetting remembers something.
func (tx *Tx) SaveSetting(key string, value []byte) error {
	return tx.write("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key, value)
}

func (v *View) value(query string, args ...any) ([]byte, bool, error) {
	var value []byte
	err := v.session.get(context.Background(), query, args, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return value, err == nil, plain("read a value", err)
}
