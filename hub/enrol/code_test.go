package enrol

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestAJoinCodeIsReadAsPeopleTypeIt(t *testing.T) {
	code := NewCode(publicOf("root"))
	text := code.String()
	if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$`).MatchString(text) {
		t.Fatalf("got %q, want eight groups of four", text)
	}
	zeros := Code{}.String()
	ones := strings.ReplaceAll(Code{Root: [rootBytes]byte{1}}.String(), "1", "l")
	for name, c := range map[string]struct {
		typed string
		want  Code
	}{
		"as it is shown":             {text, code},
		"in small letters":           {strings.ToLower(text), code},
		"without dashes":             {strings.ReplaceAll(text, "-", ""), code},
		"with spaces":                {"  " + strings.ReplaceAll(text, "-", " ") + "\n", code},
		"with dashes of a text":      {strings.ReplaceAll(text, "-", "–"), code},
		"with O for 0":               {strings.ReplaceAll(zeros, "0", "O"), Code{}},
		"with o for 0":               {strings.ReplaceAll(zeros, "0", "o"), Code{}},
		"with l for 1":               {ones, Code{Root: [rootBytes]byte{1}}},
		"with I for 1":               {strings.ReplaceAll(ones, "l", "I"), Code{Root: [rootBytes]byte{1}}},
		"with hyphens after each":    {strings.Join(strings.Split(text, ""), "-"), code},
		"with spaces that never end": {strings.Join(strings.Split(text, ""), "\u00a0"), code},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := ParseCode(c.typed); err != nil || got != c.want {
				t.Errorf("%q: got %v, %v; want %v", c.typed, got, err, c.want)
			}
		})
	}
}

func TestWhatIsNoJoinCodeIsSaidToBeNone(t *testing.T) {
	text := strings.ReplaceAll(NewCode(publicOf("root")).String(), "-", "")
	for name, c := range map[string]struct{ typed, want string }{
		"nothing":                 {"", "0 characters instead of 32"},
		"one character less":      {text[1:], "31 characters instead of 32"},
		"one character more":      {text + "0", "more than 32"},
		"a whole page":            {strings.Repeat(text, 100_000), "more than 32"},
		"a character of no code":  {"U" + text[1:], `'U'`},
		"a letter that looks so":  {"Ａ" + text[1:], `'Ａ'`},
		"bytes that are no text":  {"\xff" + text[1:], "none has the character"},
		"an address of a station": {"10.0.0.1:7443", `'.'`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseCode(c.typed); !errors.Is(err, ErrCode) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

// The check is what the comment says: every other character at every place, and any two that changed places.
func TestAMistypedCodeIsNoticed(t *testing.T) {
	text := strings.ReplaceAll(NewCode(publicOf("root")).String(), "-", "")
	for i := range text {
		for _, other := range alphabet {
			if byte(other) == text[i] {
				continue
			}
			if _, err := ParseCode(text[:i] + string(other) + text[i+1:]); !errors.Is(err, ErrCode) {
				t.Errorf("%q for %q at place %d is taken", other, text[i], i+1)
			}
		}
	}
	for i := range text {
		for k := i + 1; k < len(text); k++ {
			swapped := []byte(text)
			swapped[i], swapped[k] = text[k], text[i]
			if text[i] == text[k] || i == 0 && k == len(text)-1 {
				continue
			}
			if _, err := ParseCode(string(swapped)); !errors.Is(err, ErrCode) {
				t.Errorf("places %d and %d exchanged are taken", i+1, k+1)
			}
		}
	}
}

func TestCodesNameTheirSiteAndNothingElseTwice(t *testing.T) {
	seen := map[[tokenBytes]byte]bool{}
	var ones, zeros [tokenBytes]byte
	for i := range zeros {
		zeros[i] = 0xff
	}
	for range 1000 {
		code := NewCode(publicOf("root"))
		if code.Root != RootHash(publicOf("root")) || code.Root == RootHash(publicOf("another root")) {
			t.Fatal("the code names another site")
		}
		if code.Token[0]>>3 != 0 {
			t.Fatalf("the token %x has more than 75 bits", code.Token)
		}
		if seen[code.Token] {
			t.Fatal("the same token twice")
		}
		seen[code.Token] = true
		for i := range ones {
			ones[i] |= code.Token[i]
			zeros[i] &= code.Token[i]
		}
	}
	want := [tokenBytes]byte{7, 255, 255, 255, 255, 255, 255, 255, 255, 255}
	if ones != want || zeros != [tokenBytes]byte{} {
		t.Errorf("of the token's bits %x are ever one and %x always", ones, zeros)
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add(NewCode(publicOf("root")).String())
	f.Add(strings.ToLower(Code{}.String()))
	f.Add("O0 I1-l")
	f.Fuzz(func(t *testing.T, text string) {
		code, err := ParseCode(text)
		if err != nil {
			if !errors.Is(err, ErrCode) || code != (Code{}) {
				t.Errorf("%q: got %v with %v", text, code, err)
			}
			return
		}
		if again, err := ParseCode(code.String()); err != nil || again != code {
			t.Errorf("%q: %v is read as %v, %v", text, code, again, err)
		}
	})
}
