package app

import (
	"errors"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// methodTwoPerson is how an actor proved himself when a second account did beside him.
const methodTwoPerson = "two-person"

// approvalLife is how long a second person's word waits for the command it was given for.
const approvalLife = time.Minute

// approval is a second person's word for one command of a session.
type approval struct {
	by    ledger.AccountID
	until time.Time
}

// Approve checks a second person's password and leaves his word for the next command of this session that needs one,
// within a minute. Whether he may is seen when it is used. Errors: FORBIDDEN for the account of the session, and what
// signing in says.
func (s *Session) Approve(c *Caller, username, password string) error {
	second, _, err := s.app.Accounts.authenticate(c.Context, username, password)
	if err != nil {
		return err
	}
	if second.ID == c.Session.Account.ID {
		return &Error{Code: armory.CodeForbidden, Message: "Nobody is the second person to himself.", Fix: "Ask a colleague."}
	}
	c.Session.approval.Store(&approval{by: ledger.AccountID{ID: second.ID}, until: s.app.Now().Add(approvalLife)})
	return nil
}

// approved takes the word a second person left; zero when there is none, or it is too old.
func (s *SignedInSession) approved(now time.Time) ledger.AccountID {
	left := s.approval.Swap(nil)
	if left == nil || now.After(left.until) {
		return ledger.AccountID{}
	}
	return left.by
}

// approved takes a second person's word when err says that one is needed.
func (a Act) approved(err error, now time.Time) ledger.AccountID {
	var refused *armory.Refusal
	if a.Approval == nil || !a.Second.IsZero() || !errors.As(err, &refused) || refused.Code != armory.CodeNeedsSecond {
		return ledger.AccountID{}
	}
	return a.Approval(now)
}
