package armory

import "armguard/app/ledger"

// Codes of refusals. They are part of the contract with other programs.
const (
	CodeInvalid       = "INVALID"
	CodeNotFound      = "NOT_FOUND"
	CodeForbidden     = "FORBIDDEN"
	CodeOut           = "OUT"            // the item is with somebody
	CodeLimit         = "LIMIT"          // the person would hold too much
	CodeBlocked       = "BLOCKED"        // status, suspension, discrepancy
	CodeDoubt         = "DOUBT"          // a permit ran out and nobody knows
	CodeNeedsReason   = "NEEDS_REASON"   // allowed with a typed reason
	CodeCutOff        = "CUT_OFF"        // cut off, and the item was last returned elsewhere: allowed with a typed reason, or two persons
	CodeUnqualified   = "UNQUALIFIED"    // not qualified for what he is to take: allowed with a typed reason
	CodeNeedsSecond   = "NEEDS_SECOND"   // allowed when another account approves it
	CodeShort         = "SHORT"          // a Return leaves out magazines or rounds
	CodeNotOut        = "NOT_OUT"        // a Return of what is not out
	CodeAmbiguous     = "AMBIGUOUS"      // a label stands for several
	CodeCommandReused = "COMMAND_REUSED" // the same command with another content
	CodeDuplicate     = "DUPLICATE"      // a number that is already registered
	CodeAltered       = "ALTERED"        // a receipt whose code is not that of its entry
	CodeHolding       = "HOLDING"        // an issued item or a person who holds something cannot be changed so
)

// Refusal is why something cannot be done: a code, a sentence, what to do, and the facts behind it as ids and
// times (the app turns them into names).
type Refusal struct {
	Code       string
	Message    string
	Fix        string
	Item       ledger.SubjectID
	Holder     ledger.SubjectID // who has it
	Station    ledger.StationID // from where
	SinceMs    int64            // with it, Message is the beginning of a sentence that ends in since when and where
	Candidates []ledger.SubjectID
	// Reason: who asked may have it all the same with the reason of an override.
	Reason bool
	// Discrepancy is the discrepancy or the conflict that forbids it; zero: none does.
	Discrepancy ledger.ID
}

func (r *Refusal) Error() string { return r.Message }

func refuse(code, message, fix string) *Refusal {
	return &Refusal{Code: code, Message: message, Fix: fix}
}
