package app

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"

	"armguard/app/armory"
)

// A cursor is how far a reader of a list has come, opaque to him.
func writeCursor(offset int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("o" + strconv.Itoa(offset)))
}

func readCursor(text string) (int, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil && len(raw) > 1 && raw[0] == 'o' {
		if n, err := strconv.Atoi(string(raw[1:])); err == nil && n >= 0 {
			return n, nil
		}
	}
	return 0, &Error{Code: armory.CodeInvalid, Message: "The place to read on from is not one this station gave.", Fix: "Read the list from its beginning."}
}

func sortBy[T any, K cmp.Ordered](rows []T, key func(T) K) {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
