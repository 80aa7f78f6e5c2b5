package app

// Error is what crosses to a screen or another program: a code, a sentence for people, and what to do about it.
// The optional fields carry a refusal's facts. An error without a code is internal: it is logged once at the
// door and shown as a fixed sentence.
type Error struct {
	Code       string   `json:"code"`
	Message    string   `json:"message"`
	Fix        string   `json:"fix"`
	Holder     string   `json:"holder,omitempty"`
	Station    string   `json:"station,omitempty"`
	Since      string   `json:"since,omitempty"` // RFC 3339
	Candidates []string `json:"candidates,omitempty"`
	RetryMs    int      `json:"retry_after_ms,omitempty"`
	// Reason: the same request goes through with an override's reason.
	Reason bool `json:"reason,omitempty"`
	// Discrepancy is the id of what forbids it, for Discrepancies.Get.
	Discrepancy string `json:"discrepancy,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// Shown is any error as a person may see it; one without a code becomes INTERNAL.
func Shown(err error) *Error { return asError(err) }
