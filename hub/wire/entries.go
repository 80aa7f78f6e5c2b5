package wire

import "armguard/app/ledger"

// Seal gives entries the form in which frames carry them.
func Seal(list []ledger.Sealed) []Sealed {
	out := make([]Sealed, len(list))
	for i := range list {
		out[i] = Sealed{Raw: list[i].Raw, Sig: list[i].Sig}
	}
	return out
}

// Open reads entries from a frame. It checks the form of each, as ledger.Open does, not who signed it. Errors: what
// ledger.Open returns of the first bad one.
func Open(list []Sealed) ([]ledger.Sealed, error) {
	out := make([]ledger.Sealed, 0, len(list))
	for _, s := range list {
		entry, err := ledger.Open(s.Raw, s.Sig)
		if err != nil {
			return nil, err
		}
		out = append(out, entry)
	}
	return out, nil
}
