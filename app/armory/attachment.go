package armory

import (
	"errors"

	"armguard/app/ledger"
)

// MaxAttachment is how many bytes an attachment has at most.
const MaxAttachment = 64 << 10

// photoField is the field of a record that names its photo, in hexadecimal digits.
const photoField = "photo"

// Attachments are what an entry names by its SHA-256: signatures drawn on the screen, photos. They lie outside the ledger,
// and an entry counts whether they are there or not. None of an entry that this version cannot read.
func Attachments(e *ledger.Entry) (out []ledger.Hash) {
	if e.KindVer != 1 {
		return nil
	}
	var named [][]byte
	switch e.Kind {
	case KindTake:
		var body TakeBody
		if ledger.Decode(e.Body, &body) == nil {
			named = [][]byte{body.Signature}
		}
	case KindReturn:
		var body ReturnBody
		if ledger.Decode(e.Body, &body) == nil {
			named = [][]byte{body.Signature}
		}
	case KindRaise:
		var body DiscrepancyBody
		if ledger.Decode(e.Body, &body) == nil {
			named = body.Photos
		}
	case KindPersonAdd, KindPersonEdit, KindItemAdd, KindItemEdit:
		var body RecordBody
		if ledger.Decode(e.Body, &body) == nil {
			if hash, err := ledger.ParseHash(body.Set[photoField]); err == nil {
				named = [][]byte{hash[:]}
			}
		}
	}
	for _, hash := range named {
		if len(hash) == len(ledger.Hash{}) {
			out = append(out, ledger.Hash(hash))
		}
	}
	return out
}

func isHash(s string) error {
	if _, err := ledger.ParseHash(s); err != nil && s != "" {
		return errors.New("not the SHA-256 of a picture")
	}
	return nil
}
