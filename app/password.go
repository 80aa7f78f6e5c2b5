package app

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"armguard/app/armory"
)

// Shortest passwords, in characters.
const (
	minPassword          = 10
	minSuperuserPassword = 15
	maxPassword          = 200
)

// common are the words and runs of keys that passwords are guessed from first everywhere. A password that is little
// more than them is refused.
var common = []string{"administrator", "philippines", "password", "passphrase", "iloveyou", "changeme", "football", "baseball", "princess", "sunshine",
	"superman", "airforce", "armguard", "trustno1", "welcome", "letmein", "default", "soldier", "monkey", "dragon", "master", "secret", "armory", "qwerty",
	"asdfgh", "zxcvbn", "qazwsx", "1q2w3e", "abc123", "admin", "guest", "login", "hello"}

// runs are rows of keys and letters in their order: four and more of a row, forwards or backwards, are a run.
var runs = []string{"abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl;'", "zxcvbnm,./", "1234567890", "qwertzuiop", "1q2w3e4r5t6y7u8i9o0p"}

// shortestRun is how many keys in a row are noticed.
const shortestRun = 4

// swaps are the signs that people write for letters.
var swaps = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// checkPassword says what is wrong with a new password.
func checkPassword(password, username, role string) error {
	least := minPassword
	if role == armory.RoleSuperuser {
		least = minSuperuserPassword
	}
	bad := func(message, fix string) error {
		return &Error{Code: armory.CodeInvalid, Message: message, Fix: fix}
	}
	length := len([]rune(password))
	switch {
	case length < least:
		return bad(fmt.Sprintf("The password has %d characters; at least %d are needed.", length, least), "Use a few words that belong together only for you.")
	case length > maxPassword:
		return bad(fmt.Sprintf("The password has more than %d characters.", maxPassword), "Use a shorter one.")
	}
	lower := strings.ToLower(password)
	if guessable(lower, username, least) || guessable(swaps.Replace(lower), username, least) {
		return bad("The password is one of those that are guessed first.", "Use a few words that belong together only for you, not the username.")
	}
	return nil
}

// guessable reports whether too little is left of a password, in small letters, without what everybody tries. Digits
// and signs hung onto a guessed word add nothing.
func guessable(password, username string, least int) bool {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	if len(different) < 5 {
		return true
	}
	rest := password
	for _, word := range append([]string{strings.ToLower(username)}, common...) {
		if len(word) > 2 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	if rest = withoutRuns(rest); rest == password {
		return false
	}
	letters := 0
	for _, r := range rest {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters < least/2
}

// withoutRuns takes the runs of keys out of a text.
func withoutRuns(text string) string {
	left := []rune(text)
	var out []rune
	for len(left) > 0 {
		n := 0
		for _, row := range runs {
			n = max(n, runIn([]rune(row), left, 1), runIn([]rune(row), left, -1))
		}
		if n < shortestRun {
			out, left = append(out, left[0]), left[1:]
			continue
		}
		left = left[n:]
	}
	return string(out)
}

// runIn is how many signs at the beginning of text follow each other in row, forwards or backwards.
func runIn(row, text []rune, step int) int {
	at := slices.Index(row, text[0])
	n := 0
	for ; n < len(text) && at >= 0 && at < len(row) && row[at] == text[n]; n++ {
		at += step
	}
	return n
}
