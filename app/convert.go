package app

import (
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// Convert puts what is still out on a temporary receipt, or some of it, on another receipt: a PAR, or one due later.
func (s *Counter) Convert(c *Caller, ask ConvertRequest) (Transaction, error) {
	convert := armory.Convert{Type: ask.ReceiptType, Notes: ask.Notes}
	var err error
	if convert.Receipt, err = transactionID(ask.TransactionID); err != nil {
		return Transaction{}, err
	}
	for _, text := range ask.ItemIDs {
		id, err := subjectID(text, "item")
		if err != nil {
			return Transaction{}, err
		}
		convert.Items = append(convert.Items, id)
	}
	if ask.Due != "" {
		due, err := time.Parse(time.RFC3339, ask.Due)
		if err != nil {
			return Transaction{}, &Error{Code: armory.CodeInvalid, Message: ask.Due + " is not a date and time.", Fix: "Choose the day and the hour."}
		}
		convert.DueMs = due.UnixMilli()
	}
	act, err := s.app.overriding(c, ask.Override)
	if err != nil {
		return Transaction{}, err
	}
	if convert.Signature, err = s.app.Attachments.named(c.Context, ask.Signature); err != nil {
		return Transaction{}, err
	}
	return s.transact(c, act, ask.CommandID, ledger.SubjectID{}, convert)
}

// Undo takes back everything that the caller issued on a receipt just now, here.
func (s *Counter) Undo(c *Caller, id, command string) (Transaction, error) {
	receipt, err := transactionID(id)
	if err != nil {
		return Transaction{}, err
	}
	return s.transact(c, c.act(), command, ledger.SubjectID{}, armory.Undo{Receipt: receipt})
}
