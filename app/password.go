package app

import (
	"fmt"
	"strings"

	"armguard/app/armory"
)

// Shortest passwords, in characters.
const (
	minPassword          = 10
	minSuperuserPassword = 15
	maxPassword          = 200
)

// common are the beginnings and bodies of passwords that are tried first everywhere; a password that is little more
// than one of them is refused.
var common = []string{"password", "passw0rd", "qwerty", "letmein", "welcome", "admin", "administrator", "armguard", "armory", "iloveyou",
	"123456", "abc123", "changeme", "secret", "monkey", "dragon", "football", "sunshine", "master", "superman", "philippines", "airforce"}

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
	rest := strings.ToLower(password)
	for _, word := range append([]string{strings.ToLower(username)}, common...) {
		if word != "" {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	letters := map[rune]bool{}
	for _, r := range password {
		letters[r] = true
	}
	if len([]rune(rest)) < least/2 || len(letters) < 5 {
		return bad("The password is one of those that are guessed first.", "Use a few words that belong together only for you, not the username.")
	}
	return nil
}
