package app

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"

	"armguard/app/armory"
	"armguard/app/images"
	"armguard/app/ledger"
)

// Attachments are photos and signatures drawn on the screen. A screen brings a picture before the form that names it.
type Attachments struct{ app *App }

// Kinds of attachments.
const (
	AttachPhoto     = "photo"
	AttachSignature = "signature"
)

// Add keeps a JPEG or PNG picture (its bytes in base64), made small and harmless, and answers the id to name it by. What no
// entry names within a day is dropped.
func (s *Attachments) Add(c *Caller, kind, data string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return "", notPicture()
	}
	var body []byte
	switch kind {
	case AttachPhoto:
		body, err = images.Photo(raw)
	case AttachSignature:
		body, err = images.Signature(raw)
	default:
		return "", &Error{Code: armory.CodeInvalid, Message: "There are photos and signatures.", Fix: "Say which of the two it is."}
	}
	switch {
	case errors.Is(err, images.ErrBlank):
		return "", &Error{Code: armory.CodeInvalid, Message: "There is nothing on the picture.", Fix: "Draw or take it once more."}
	case errors.Is(err, images.ErrLarge):
		return "", &Error{Code: armory.CodeInvalid, Message: "The picture has too many pixels.", Fix: "Make it smaller, or take it with less detail."}
	case err != nil:
		return "", notPicture()
	}
	var hash ledger.Hash
	err = s.app.Store.Write(c.Context, func(tx Tx) (err error) {
		hash, err = tx.SaveAttachment(body)
		return err
	})
	return hash.String(), err
}

func notPicture() error {
	return &Error{Code: armory.CodeInvalid, Message: "That is no JPEG or PNG picture.", Fix: "Choose another file."}
}

// Get reads an attachment. One that is not here yet is on its way from another station.
func (s *Attachments) Get(c *Caller, id string) (AttachmentView, error) {
	_, body, err := s.read(c.Context, id)
	if err != nil {
		return AttachmentView{}, err
	}
	if body == nil {
		return AttachmentView{Arriving: true}, nil
	}
	return AttachmentView{URL: "data:" + http.DetectContentType(body) + ";base64," + base64.StdEncoding.EncodeToString(body)}, nil
}

// Keep stores an attachment of another station that is wanted, and shows it.
func (s *Attachments) Keep(ctx context.Context, body []byte) (wanted bool, err error) {
	err = s.app.Store.Write(ctx, func(tx Tx) (err error) {
		wanted, err = tx.TakeAttachment(body)
		return err
	})
	if wanted && err == nil {
		s.app.Push.Emit(TopicAttachments)
	}
	return wanted, err
}

// named is the hash of an attachment that a form names, which must be here; nil for none.
func (s *Attachments) named(ctx context.Context, id string) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	hash, body, err := s.read(ctx, id)
	if err == nil && body == nil {
		err = noAttachment()
	}
	return hash[:], err
}

// read reads an attachment by its id; nil bytes when it is not here.
func (s *Attachments) read(ctx context.Context, id string) (hash ledger.Hash, body []byte, err error) {
	if hash, err = ledger.ParseHash(id); err != nil {
		return hash, nil, noAttachment()
	}
	err = s.app.Store.Read(ctx, func(view View) (err error) {
		body, err = view.Attachment(hash)
		return err
	})
	return hash, body, err
}

// photo refuses a photo that a form gives a record (new when it has no id) and that is not here. The one it has may be on its
// way.
func (s *Attachments) photo(ctx context.Context, kind armory.RecordKind, record, photo string) error {
	if id, err := ledger.ParseID(record); err == nil {
		r := &armory.Record{Kind: kind, ID: id}
		if err := s.app.Store.Read(ctx, func(view View) error {
			_, err := view.Load(r)
			return err
		}); err != nil || r.Value("photo") == photo {
			return err
		}
	}
	_, err := s.named(ctx, photo)
	return err
}

func noAttachment() error {
	return &Error{Code: armory.CodeNotFound, Message: "There is no such picture here.", Fix: "Draw or choose it once more."}
}
