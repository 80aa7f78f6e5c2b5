package app

import (
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Transactions is the list of receipts.
type Transactions struct{ app *App }

// List is a window of the transactions, newest first.
func (s *Transactions) List(c *Caller, q ListQuery) (Page[Transaction], error) {
	for _, name := range []string{"from", "to"} {
		if text := q.Filter[name]; text != "" {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				return Page[Transaction]{Items: []Transaction{}}, &Error{Code: armory.CodeInvalid, Message: text + " is not a date and time.", Fix: "Choose the day from the calendar."}
			}
		}
	}
	return list(c, s.app, "transactions", q, func(sh *show, id ledger.ID) (Transaction, error) {
		return sh.transactionByID(ledger.CommandID{ID: id})
	})
}

// Get is one transaction as a receipt.
func (s *Transactions) Get(c *Caller, id string) (Transaction, error) {
	command, err := transactionID(id)
	if err != nil {
		return Transaction{}, err
	}
	return s.app.transaction(c.Context, command)
}

func transactionID(text string) (ledger.CommandID, error) {
	id, err := ledger.ParseID(text)
	if err != nil {
		return ledger.CommandID{}, &Error{Code: armory.CodeNotFound, Message: "There is no such transaction.", Fix: "Read the list again."}
	}
	return ledger.CommandID{ID: id}, nil
}
