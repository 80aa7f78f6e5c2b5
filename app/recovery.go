package app

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"github.com/cosmos/go-bip39"
	"rsc.io/qr"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// methodRecovery is how who acts proved himself with the recovery sheet; it is nobody's.
const methodRecovery = "recovery"

// sheetWords is how many words a recovery sheet has.
const sheetWords = 24

// recoverySheet is a 32-byte secret as 24 words (BIP-39, English), as hexadecimal text, and as a QR code of that text.
func recoverySheet(seed []byte) (Recovery, error) {
	words, err := bip39.NewMnemonic(seed)
	if err != nil {
		return Recovery{}, err
	}
	text := sheetText(seed)
	picture, err := codePicture(text)
	return Recovery{Words: strings.Fields(words), Text: text, QR: picture}, err
}

// codePicture is a QR code as a data: address of a PNG, black on white with its margin.
func codePicture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG()), nil
}

// sheetText is the text form of a secret: its bytes, and two of their hash, so that a mistyped sheet is noticed.
func sheetText(seed []byte) string {
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(seed) + hex.EncodeToString(sum[:2])
}

// rootKey reads a recovery sheet: its words, numbered or not, its text, or a whole file of "site create" that holds both.
func rootKey(sheet string) (ed25519.PrivateKey, error) {
	bad := func(message, fix string) error { return &Error{Code: armory.CodeInvalid, Message: message, Fix: fix} }
	length := len(sheetText(make([]byte, ed25519.SeedSize)))
	for _, text := range append(strings.Fields(sheet), strings.Join(strings.Fields(sheet), "")) {
		raw, err := hex.DecodeString(text)
		if err != nil || len(text) != length {
			continue
		}
		if seed := raw[:ed25519.SeedSize]; sheetText(seed) == strings.ToLower(text) {
			return ed25519.NewKeyFromSeed(seed), nil
		}
		return nil, bad("The code of the recovery sheet does not fit together.", "Scan it once more, or type the 24 words.")
	}
	var words, strange []string
	for _, word := range strings.FieldsFunc(strings.ToLower(sheet), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if _, known := bip39.ReverseWordMap[word]; known {
			words = append(words, word)
		} else {
			strange = append(strange, word)
		}
	}
	if len(words)+len(strange) == sheetWords && len(strange) > 0 {
		return nil, bad(fmt.Sprintf("The word %q is on no recovery sheet.", strange[0]), "Look at its spelling on the sheet.")
	}
	if len(words) != sheetWords || len(strange) > 0 {
		return nil, bad(fmt.Sprintf("The recovery sheet has %d words; this is %d.", sheetWords, len(words)+len(strange)), "Type all of them in their order, or scan the code beside them.")
	}
	seed, err := bip39.MnemonicToByteArray(strings.Join(words, " "))
	if err != nil || len(seed) <= ed25519.SeedSize {
		return nil, bad("The words do not fit together.", "One of them is another word, or two changed places: compare them with the sheet.")
	}
	return ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize]), nil // a byte of their checksum follows
}

// Recover adds a superuser for whoever has the recovery sheet. He gives the others new passwords.
func (s *Setup) Recover(c *Caller, lost LostPasswords) (Account, error) {
	a := s.app
	if err := a.ready(); err != nil {
		return Account{}, err
	}
	root, err := rootKey(lost.Sheet)
	if err != nil {
		return Account{}, err
	}
	if err := checkPassword(lost.Password, lost.Username, armory.RoleSuperuser); err != nil {
		return Account{}, err
	}
	if err := a.Accounts.takeTurn(c); err != nil {
		return Account{}, err
	}
	defer func() { <-a.Accounts.turn }()
	id := ledger.AccountID{ID: ledger.NewID(a.Now(), rand.Reader)}
	credential, key, err := ledger.NewCredential(id, lost.Password)
	if err != nil {
		return Account{}, err
	}
	entry := armory.RosterEntry{Kind: armory.KindAccountAdd, ID: ledger.SubjectID(id), Sign: signWith(root), Set: map[string]string{
		"username": lost.Username, "name": lost.FullName, "role": armory.RoleSuperuser, "key": publicHex(key), "credential": hex.EncodeToString(credential.Hash())}}
	act := Act{Role: armory.RoleSuperuser, Method: methodRecovery, OSUser: c.osUser}
	if err := a.recordCredential(c, act, id, credential, entry); err != nil {
		return Account{}, err
	}
	return a.readAccount(c, id)
}

// Replace makes this PC a station of the site whose backup lies here, for whoever has the recovery sheet: no station is left
// that could let it in. A log of the root key enrols the PC; the rest is as after a join, also when it is cut off between the two.
// Stations that are left after all do not know of it; they would have to let it in themselves.
func (s *Setup) Replace(c *Caller, lost LostStations) error {
	a := s.app
	if a.Joining.under() {
		return busyJoining()
	}
	a.founding.Lock()
	defer a.founding.Unlock()
	if err := a.ready(); err == nil {
		return &Error{Code: "CHANGED", Message: "This station already belongs to a site.", Fix: "Sign in."}
	} else if asError(err).Code != "NOT_ENROLLED" {
		return err
	}
	root, err := rootKey(lost.Sheet)
	if err != nil {
		return err
	}
	key, err := a.stationKey()
	if err != nil {
		return err
	}
	by := Here{Station: ledger.StationID{ID: ledger.NewID(a.Now(), rand.Reader)}, Log: ledger.LogID{ID: ledger.RandomID()}, Key: root}
	if err := a.Store.Read(c, func(view View) (err error) {
		by.Site, _, err = siteHere(view)
		return err
	}); err != nil {
		return err
	}
	enrol := armory.RosterEntry{Kind: armory.KindStationEnrol, ID: ledger.SubjectID(by.Station), Sign: signWith(root),
		Set: map[string]string{"name": lost.Station, "key": publicHex(key), "priority": "0"}}
	act := Act{Role: armory.RoleSuperuser, Method: methodRecovery, OSUser: c.osUser, Command: a.Recorder.NewCommand()}
	a.Recorder.settle(by)
	err = a.Store.Write(c, func(tx Tx) error {
		facts, err := armory.Decide(tx, a.Recorder.ask(act), enrol) // before anything is written: it may be another site's sheet
		if err != nil {
			return err
		}
		if err := a.openLog(tx, by, "recovered", ledger.Head{}); err != nil {
			return err
		}
		_, err = a.Recorder.append(tx, act, Leave{Why: ledger.WhyFree}, rests{}, facts[0])
		return err
	})
	if err != nil {
		a.Recorder.settle(Here{})
		return err
	}
	return a.settleIn(c, key)
}
