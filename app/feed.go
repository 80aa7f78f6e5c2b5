package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// The live feeds, by the names of their paths. Presence is not kept: it is only ever now.
const (
	FeedNotifications = "notifications"
	FeedTransactions  = "transactions"
	FeedInventory     = "inventory"
	FeedAnnouncements = "announcements"
	FeedPresence      = "presence"
)

// feedTransaction is the transaction of transaction_created and transaction_returned, as the ArmGuard guide has it:
// personnel and item are words, several labels joined by ", ".
type feedTransaction struct {
	ID          string     `json:"id"`
	Action      string     `json:"action"`
	Personnel   string     `json:"personnel"`
	Item        string     `json:"item"`
	DutyType    string     `json:"duty_type"`
	Mags        int        `json:"mags"`
	Rounds      int        `json:"rounds"`
	IssuedBy    string     `json:"issued_by"`
	Station     string     `json:"station"`
	PersonnelID string     `json:"personnel_id"`
	Items       []feedItem `json:"items"`
	ReceiptNo   string     `json:"receipt_no"`
	Converts    string     `json:"converts,omitempty"` // receipt number; of a Take by which nothing went out
}

type feedItem struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Serial string `json:"serial"`
}

type feedNotification struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Message   string         `json:"message"`
	Level     string         `json:"level"`
	Timestamp string         `json:"timestamp"`
	Data      map[string]any `json:"data"`
}

type feedInventory struct {
	Type           string `json:"type"`
	ItemID         string `json:"item_id"`
	Status         string `json:"status"`
	PreviousStatus string `json:"previous_status"`
	Timestamp      string `json:"timestamp"`
}

type feedAnnouncement struct {
	Type      string `json:"type"`
	ID        string `json:"id"`
	Title     string `json:"title"`
	Message   string `json:"message"`
	Level     string `json:"level"`
	Author    string `json:"author"`
	Withdrawn bool   `json:"withdrawn"`
	Timestamp string `json:"timestamp"`
}

func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339Nano)
}

// changing are the items whose state an entry may change: those it is about or, where it may change which entries count
// or which items are one, all of them.
func changing(st armory.State, e *ledger.Entry) ([]ledger.SubjectID, error) {
	var out []ledger.SubjectID
	if armory.Judges(e) {
		ids, err := st.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindItem)})
		for _, id := range ids {
			out = append(out, ledger.SubjectID{ID: id})
		}
		return out, err
	}
	for _, subject := range e.Subjects {
		if subject.Kind != armory.SubjectItem {
			continue
		}
		if err := armory.One(st, &subject.ID); err != nil {
			return nil, err
		}
		out = append(out, subject.ID)
	}
	return out, nil
}

// previously reads the states of the items that an entry may change before it is written.
func previously(st armory.State, e *ledger.Entry) (map[ledger.SubjectID]string, error) {
	items, err := changing(st, e)
	out := make(map[ledger.SubjectID]string, len(items))
	for _, id := range items {
		custody := &armory.Custody{ID: id.ID}
		if _, err := st.Load(custody); err != nil {
			return nil, err
		}
		out[id] = custody.Status()
	}
	return out, err
}

// publish writes the messages an entry gives to the live feeds, in the entry's own commit. The entry was projected: it is
// here, and this version can read it.
func publish(tx Tx, s *ledger.Sealed, before map[ledger.SubjectID]string) error {
	p := &publisher{tx: tx, names: newNames(tx), entry: s}
	switch s.Entry.Kind {
	case armory.KindTake, armory.KindReturn:
		if err := p.transaction(); err != nil {
			return err
		}
	case armory.KindAnnounce, armory.KindWithdraw:
		return p.announcement()
	case armory.KindAccountLock:
		return p.lockOut()
	case armory.KindAccountAdd:
		if s.Entry.Actor.Method == methodRecovery {
			return p.recovered()
		}
	case armory.KindCountClose:
		return p.countClosed()
	case armory.KindRaise, armory.KindDecide:
		if id, named := p.subject(armory.SubjectDiscrepancy); named {
			return p.discrepancy(id)
		}
	}
	if err := p.lowStock(); err != nil {
		return err
	}
	return p.inventory(before)
}

type publisher struct {
	tx    Tx
	names *names
	entry *ledger.Sealed
}

func (p *publisher) send(feed, kind string, account ledger.AccountID, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.tx.Publish(&armory.Message{Feed: feed, Type: kind, Account: account, Entry: p.entry.Hash, WallMs: p.entry.Entry.WallMs, Body: encoded})
}

func (p *publisher) transaction() error {
	tx := &armory.Transaction{Command: p.entry.Entry.Command}
	if known, err := p.tx.Load(tx); err != nil || !known {
		return err // kept aside: it counts only when an administrator adopts it
	}
	person, err := p.names.record(armory.KindPerson, tx.Person.ID)
	if err != nil {
		return err
	}
	body := feedTransaction{ID: tx.Command.String(), Action: tx.Action, Personnel: armory.PersonName(person), DutyType: tx.Purpose,
		PersonnelID: person.Value("label"), ReceiptNo: tx.Receipt, Items: []feedItem{}}
	if body.IssuedBy, err = p.names.account(tx.Account); err != nil {
		return err
	}
	if body.Station, err = p.names.station(tx.Station); err != nil {
		return err
	}
	if tx.Converts() {
		from := &armory.Transaction{Command: tx.Lines[0].Taken}
		if _, err := p.tx.Load(from); err != nil {
			return err
		}
		body.Converts = from.Receipt
	}
	var labels []string
	for _, line := range tx.Lines {
		item, err := p.names.record(armory.KindItem, line.Item.ID)
		if err != nil {
			return err
		}
		labels = append(labels, item.Value("label"))
		body.Items = append(body.Items, feedItem{line.Item.String(), item.Value("label"), item.Value("serial")})
		body.Mags += line.Magazines
		body.Rounds += line.Rounds
	}
	body.Item = strings.Join(labels, ", ")
	kind := "transaction_created"
	if tx.Action == armory.ActionReturn {
		kind = "transaction_returned"
	}
	if err := p.send(FeedTransactions, kind, ledger.AccountID{}, struct {
		Type        string          `json:"type"`
		Transaction feedTransaction `json:"transaction"`
		Timestamp   string          `json:"timestamp"`
	}{kind, body, stamp(tx.WallMs)}); err != nil {
		return err
	}
	for _, id := range armory.ShortOf(&p.entry.Entry) {
		if err := p.discrepancy(id); err != nil {
			return err
		}
	}
	if why := p.entry.Entry.Why; why.Code == ledger.WhyOverride {
		return p.notifyRoles(armory.MayResolve, "Issued with a reason", body.Personnel+" took "+body.Item+": "+why.Reason, "warning",
			map[string]any{"transaction": body.ID})
	}
	return nil
}

func (p *publisher) inventory(before map[ledger.SubjectID]string) error {
	e := &p.entry.Entry
	items, err := changing(p.tx, e)
	if err != nil {
		return err
	}
	for _, id := range items {
		custody := &armory.Custody{ID: id.ID}
		if _, err := p.tx.Load(custody); err != nil {
			return err
		}
		status, was := custody.Status(), before[id]
		if status == was || was == "" && e.Kind != armory.KindItemAdd && !armory.Judges(e) {
			continue
		}
		item, err := p.names.record(armory.KindItem, id.ID)
		if err != nil {
			return err
		}
		if err := p.send(FeedInventory, "inventory_updated", ledger.AccountID{}, feedInventory{"inventory_updated", item.Value("label"), status, was,
			stamp(p.entry.Entry.WallMs)}); err != nil {
			return err
		}
		if status == armory.StatusLost {
			if err := p.notifyRoles(armory.MayResolve, "Item lost", item.Value("label")+" was recorded as lost", "error", map[string]any{"item": id.String()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// lowStock tells who receives stock that a line fell below what it warns at.
func (p *publisher) lowStock() error {
	for _, subject := range p.entry.Entry.Subjects {
		if subject.Kind != armory.SubjectStock {
			continue
		}
		line, err := p.names.record(armory.KindStock, subject.ID.ID)
		if err != nil {
			return err
		}
		row, err := stockRow(p.tx, line)
		if err != nil {
			return err
		}
		moved, counted := armory.MovedStock(&p.entry.Entry, subject.ID)
		if row.State != "low" || !counted && row.OnHand-int(moved) < row.Low {
			continue
		}
		if err := p.notifyRoles(armory.MayEditStock, "Stock is low", fmt.Sprintf("%s: %d left, the warning is below %d.", armory.StockName(line), row.OnHand, row.Low),
			"warning", map[string]any{"stock": row.ID}); err != nil {
			return err
		}
	}
	return nil
}

// subject is the first subject of a kind. Another station's entry may name none, or several.
func (p *publisher) subject(kind string) (ledger.ID, bool) {
	for _, s := range p.entry.Entry.Subjects {
		if s.Kind == kind {
			return s.ID.ID, true
		}
	}
	return ledger.ID{}, false
}

func (p *publisher) announcement() error {
	id, named := p.subject(armory.SubjectAnnouncement)
	doc := &armory.Announcement{ID: id}
	if known, err := p.tx.Load(doc); err != nil || !named || !known {
		return err
	}
	author, err := p.names.account(doc.Author)
	if err != nil {
		return err
	}
	return p.send(FeedAnnouncements, "announcement", ledger.AccountID{}, feedAnnouncement{"announcement", doc.ID.String(), doc.Title, doc.Text, doc.Level,
		author, doc.Withdrawn != "", stamp(p.entry.Entry.WallMs)})
}

// grave are the kinds of discrepancies that administrators are told of as an error; of the others as a warning.
var grave = map[string]bool{"Missing": true, "Double issue": true}

// discrepancy tells administrators of one that was raised, and who raised it what was decided.
func (p *publisher) discrepancy(id ledger.ID) error {
	doc := &armory.Discrepancy{ID: id}
	if _, err := p.tx.Load(doc); err != nil || doc.Raised.Hash.IsZero() {
		return err
	}
	row, err := (&show{names: p.names}).discrepancyRow(doc)
	if err != nil {
		return err
	}
	about, data := join(row.ItemName, row.PersonName), map[string]any{"discrepancy": id.String()}
	if p.entry.Entry.Kind != armory.KindDecide {
		level := "warning"
		if grave[doc.Kind] {
			level = "error"
		}
		return p.notifyRoles(armory.MayResolve, "Discrepancy: "+doc.Kind, join(about, doc.Text), level, data)
	}
	account, err := p.names.record(armory.KindAccount, doc.Account.ID)
	if err != nil || account.Created == 0 || account.Value("disabled") != "" || doc.Account == p.entry.Entry.Actor.Account {
		return err
	}
	return p.send(FeedNotifications, "notification", doc.Account,
		notification("Discrepancy: "+row.State, join(about, doc.Kind, row.Finding), "info", p.entry.Entry.WallMs, data))
}

func (p *publisher) lockOut() error {
	id, named := p.subject("account")
	name, err := p.names.account(ledger.AccountID{ID: id})
	if err != nil || !named {
		return err
	}
	return p.notifyRoles(armory.MayEditAccount, "Account locked", name+" was locked after too many wrong passwords.", "warning", nil)
}

// recovered tells those who look after accounts that the sheet was used: they know whether it should have been.
func (p *publisher) recovered() error {
	id, _ := p.subject(armory.SubjectRecord)
	name, err := p.names.account(ledger.AccountID{ID: id})
	if err != nil {
		return err
	}
	return p.notifyRoles(armory.MayEditAccount, "Recovery sheet used", name+" was added as superuser with the recovery sheet.", "warning", nil)
}

// notifyRoles notifies every enabled account that may use a command, each for itself.
func (p *publisher) notifyRoles(command, title, message, level string, data map[string]any) error {
	ids, err := p.tx.Find(armory.DocRecord, armory.Key{Index: "kind", Value: string(armory.KindAccount)})
	if err != nil {
		return err
	}
	for _, id := range ids {
		account, err := p.names.record(armory.KindAccount, id)
		if err != nil {
			return err
		}
		if account.Value("disabled") != "" || !armory.Allows(account.Value("role"), command) {
			continue
		}
		if err := p.send(FeedNotifications, "notification", ledger.AccountID{ID: id}, notification(title, message, level, p.entry.Entry.WallMs, data)); err != nil {
			return err
		}
	}
	return nil
}

func notification(title, message, level string, wallMs int64, data map[string]any) feedNotification {
	if data == nil {
		data = map[string]any{}
	}
	return feedNotification{"notification", title, message, level, stamp(wallMs), data}
}
