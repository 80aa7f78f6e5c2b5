package enrol

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"
)

// A join code is 32 characters of Crockford's base32 (no I, L, O, U): 31 of data (155 bits: 80 of the SHA-256 of the
// site's root public key, 75 random) and one that checks them.
//
// The check is a weighted sum in the field of 32 elements, with another weight for each of the 31 places, so it is a
// character like the others, which no shell and no keyboard gives a meaning to. One mistyped character is always
// noticed, and so are two that changed places, unless they are the first and the last; any other mistake is in 31 of 32 cases.
const (
	alphabet   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength = 32
	tokenBits  = 75
	rootBytes  = 10
	tokenBytes = 10 // 75 bits, the highest 5 zero
	codeGroup  = 4
)

// Code is what a superuser gives to a new PC.
type Code struct {
	Root  [rootBytes]byte  // the first 80 bits of SHA-256 of the root public key
	Token [tokenBytes]byte // known to the two stations only
}

// ErrCode is wrapped with what is wrong with a text that is no join code.
var ErrCode = errors.New("this is not a join code")

// RootHash is the part of a code that names a site.
func RootHash(root ed25519.PublicKey) (out [rootBytes]byte) {
	sum := sha256.Sum256(root)
	copy(out[:], sum[:])
	return out
}

// NewCode draws a code for a site.
func NewCode(root ed25519.PublicKey) Code {
	c := Code{Root: RootHash(root)}
	_, _ = rand.Read(c.Token[:]) // never fails: crypto/rand ends the program instead
	c.Token[0] &= 1<<(tokenBits%8) - 1
	return c
}

// String is the code in groups of four.
func (c Code) String() string {
	n := new(big.Int).SetBytes(c.Root[:])
	n.Or(n.Lsh(n, tokenBits), new(big.Int).SetBytes(c.Token[:]))
	var digits [codeLength]byte
	base, rest := big.NewInt(int64(len(alphabet))), new(big.Int)
	for i := codeLength - 2; i >= 0; i-- {
		n.DivMod(n, base, rest)
		digits[i] = byte(rest.Int64())
	}
	digits[codeLength-1] = check(digits[:codeLength-1])
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[digit])
	}
	return b.String()
}

// ParseCode reads a code as people type it: in any case, with or without spaces and dashes, O for 0, I and L for 1. An error
// wraps ErrCode and says what is wrong.
func ParseCode(text string) (Code, error) {
	var digits []byte
	for _, r := range text {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
			continue
		case 'o', 'O':
			r = '0'
		case 'i', 'I', 'l', 'L':
			r = '1'
		}
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		digit := strings.IndexRune(alphabet, r)
		if digit < 0 || r == utf8.RuneError {
			return Code{}, fmt.Errorf("%w: none has the character %q", ErrCode, r)
		}
		digits = append(digits, byte(digit))
		if len(digits) > codeLength {
			return Code{}, fmt.Errorf("%w: it has more than %d characters", ErrCode, codeLength)
		}
	}
	if len(digits) < codeLength {
		return Code{}, fmt.Errorf("%w: it has %d characters instead of %d", ErrCode, len(digits), codeLength)
	}
	if digits[codeLength-1] != check(digits[:codeLength-1]) {
		return Code{}, fmt.Errorf("%w: at least one character is mistyped", ErrCode)
	}
	n, base := new(big.Int), big.NewInt(int64(len(alphabet)))
	for _, digit := range digits[:codeLength-1] {
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	var c Code
	lowest := new(big.Int).Lsh(big.NewInt(1), tokenBits)
	new(big.Int).And(n, lowest.Sub(lowest, big.NewInt(1))).FillBytes(c.Token[:])
	n.Rsh(n, tokenBits).FillBytes(c.Root[:])
	return c, nil
}

// check is the sum of digit i times x^i in the field of 32 elements, by Horner's rule from the last.
func check(digits []byte) byte {
	var sum byte
	for i := len(digits) - 1; i >= 0; i-- {
		sum = timesX(sum) ^ digits[i]
	}
	return sum
}

// timesX multiplies by x modulo x^5 + x^2 + 1, in which x has all 31 elements but 0 as its powers.
func timesX(a byte) byte {
	if a <<= 1; a >= 1<<5 {
		a ^= 1<<5 | 1<<2 | 1
	}
	return a
}
