package main

import (
	"context"

	"armguard/app/ledger"
	"armguard/storage"
)

// attachments are those of the store. It is hub.Attachments.
type attachments struct{ *lan }

// Wanted are those that are missing, after one of them.
func (a attachments) Wanted(ctx context.Context, after ledger.Hash, limit int) (list []ledger.Hash, err error) {
	err = a.db.Read(ctx, func(view *storage.View) error {
		list, err = view.Wanted(after, limit)
		return err
	})
	return list, err
}

// Attachment is the bytes of one; nil when it is not here.
func (a attachments) Attachment(ctx context.Context, hash ledger.Hash) (body []byte, err error) {
	err = a.db.Read(ctx, func(view *storage.View) error {
		body, err = view.Attachment(hash)
		return err
	})
	return body, err
}

// Keep stores one that is wanted, and shows it.
func (a attachments) Keep(ctx context.Context, body []byte) (wanted bool, err error) {
	return a.app.Attachments.Keep(ctx, body)
}
