package paper

import "fmt"

// Problem is why something cannot be printed: a sentence, and what to do.
type Problem struct {
	Code    string
	Message string
	Fix     string
}

func (p *Problem) Error() string { return p.Message }

// Shown is the problem in the parts a screen shows.
func (p *Problem) Shown() (code, message, fix string) { return p.Code, p.Message, p.Fix }

func bad(fix, format string, args ...any) error {
	return &Problem{"INVALID", fmt.Sprintf(format, args...), fix}
}

// maxRows is how many rows or codes are printed at once, which is about 600 pages.
const maxRows = 20000

// few refuses what would keep a printer busy for a day, and an empty sheet.
func few(what string, n int) error {
	switch {
	case n == 0:
		return bad("Choose what to print.", "There are no %s to print.", what)
	case n > maxRows:
		return &Problem{"TOO_LARGE", fmt.Sprintf("There are %d %s, and at most %d are printed at once.", n, what, maxRows), "Choose fewer with a filter."}
	}
	return nil
}
