package exchange

// Problem is what is wrong with a file as a whole: a sentence, and what to do.
type Problem struct {
	Code    string
	Message string
	Fix     string
}

func (p *Problem) Error() string { return p.Message }

// Shown is the problem in the parts a screen shows.
func (p *Problem) Shown() (code, message, fix string) { return p.Code, p.Message, p.Fix }

func bad(message, fix string) error { return &Problem{"INVALID", message, fix} }

func large(message, fix string) error { return &Problem{"TOO_LARGE", message, fix} }
