package app

import (
	"cmp"
	"encoding/json"
	"time"

	"armguard/app/armory"
	"armguard/app/ledger"
)

// boardOut is how many of the items that are out the board lists.
const boardOut = 200

// BoardService is the live picture of the armory.
type BoardService struct{ app *App }

// Get reads the board.
func (s *BoardService) Get(c *Caller) (Board, error) {
	now := s.app.Now()
	out := Board{Models: []ModelStrength{}, Out: []ItemRow{}, Online: []Online{}, Stations: []StationRow{}}
	err := s.app.Store.Read(c.Context, func(view View) error {
		sh := s.app.show(view)
		if err := out.read(sh, now, boardOut); err != nil {
			return err
		}
		var err error
		out.Online, err = s.app.online(sh)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Stations, err = s.app.Stations.List(c)
	return out, err
}

// outWindow is how many items that are out are read at once.
const outWindow = 200

// read fills in the figures of now and the items that are out, at most so many.
func (b *Board) read(sh *show, now time.Time, most int) error {
	strength, err := sh.strength()
	if err != nil {
		return err
	}
	if err := b.count(sh, strength); err != nil {
		return err
	}
	if b.DueSoon, err = sh.dueSoon(); err != nil {
		return err
	}
	local := now.Local()
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	if b.IssuedToday, b.ReturnedToday, err = sh.view.TodayCounts(midnight.UnixMilli()); err != nil {
		return err
	}
	out := armory.Query{Filter: map[string]string{"status": "Out"}, Sort: "due", Limit: outWindow, NowMs: now.UnixMilli()}
	for ; out.Offset < most; out.Offset += outWindow {
		ids, total, err := sh.view.List("items", out)
		if err != nil {
			return err
		}
		rows, err := sh.itemRows(ids)
		if err != nil {
			return err
		}
		b.Out, b.OutTotal = append(b.Out, rows...), total
		if len(ids) < outWindow {
			return nil
		}
	}
	return nil
}

func (b *Board) count(sh *show, strength []armory.Strength) error {
	at := map[ledger.ID]int{}
	for _, row := range strength {
		i, ok := at[row.Model]
		if !ok {
			model, err := sh.record(armory.KindModel, row.Model)
			if err != nil {
				return err
			}
			i = len(b.Models)
			at[row.Model] = i
			b.Models = append(b.Models, ModelStrength{ModelID: row.Model.String(), Model: model.Value("name"), Category: model.Value("category")})
		}
		m := &b.Models[i]
		m.Total += row.Count
		b.Total += row.Count
		switch row.Status {
		case armory.StatusAvailable:
			m.Available += row.Count
			b.Available += row.Count
		case armory.StatusOverdue:
			m.Overdue += row.Count
			b.Overdue += row.Count
			m.Issued += row.Count
			b.Issued += row.Count
		case armory.StatusIssued, armory.StatusContested:
			m.Issued += row.Count
			b.Issued += row.Count
		case armory.StatusMaintenance:
			m.Maintenance += row.Count
			b.Maintenance += row.Count
		default:
			m.Other += row.Count
		}
	}
	sortBy(b.Models, func(m ModelStrength) string { return m.Category + m.Model })
	return nil
}

// online lists who is signed in, and where.
func (a *App) online(sh *show) ([]Online, error) {
	out := []Online{}
	for _, p := range a.Presence.Sessions() {
		r, err := sh.record(armory.KindAccount, p.Account.ID)
		if err != nil {
			return out, err
		}
		station, err := sh.station(cmp.Or(p.Station, a.Recorder.Here().Station))
		if err != nil {
			return out, err
		}
		out = append(out, Online{AccountID: p.Account.String(), Username: r.Value("username"), Name: r.Value("name"), Role: r.Value("role"), Station: station,
			Since: rfc(p.SinceMs), State: p.State})
	}
	return out, nil
}

// Feed lists the newest lines of the live feed, older than beforeSeq when it is not 0.
func (s *BoardService) Feed(c *Caller, beforeSeq, limit int) ([]FeedLine, error) {
	out := []FeedLine{}
	limit = min(max(limit, 1), 200)
	return out, s.app.Store.Read(c.Context, func(view View) error {
		for before := int64(beforeSeq); len(out) < limit; {
			messages, err := view.MessagesBefore(before, limit, []string{FeedTransactions, FeedInventory, FeedAnnouncements})
			if err != nil || len(messages) == 0 {
				return err
			}
			for _, m := range messages {
				before = m.Seq
				if told, err := toldByReceipt(view, m); err != nil {
					return err
				} else if told || len(out) == limit {
					continue
				}
				line, err := feedLine(m)
				if err != nil {
					return err
				}
				out = append(out, line)
			}
		}
		return nil
	})
}

// toldByReceipt reports that a change of an item's status is part of a transaction, which has a line of its own.
func toldByReceipt(view View, m armory.Message) (bool, error) {
	if m.Feed != FeedInventory || m.Entry.IsZero() {
		return false, nil
	}
	entry, err := view.Entry(m.Entry)
	if err != nil {
		return false, err
	}
	return entry.Kind == armory.KindTake || entry.Kind == armory.KindReturn, nil
}

// feedLine is a message in words.
func feedLine(m armory.Message) (FeedLine, error) {
	var body struct {
		Transaction    feedTransaction `json:"transaction"`
		ItemID         string          `json:"item_id"`
		Status         string          `json:"status"`
		PreviousStatus string          `json:"previous_status"`
		Title          string          `json:"title"`
		Message        string          `json:"message"`
		Author         string          `json:"author"`
	}
	line := FeedLine{Seq: int(m.Seq), Type: m.Type, Time: rfc(m.WallMs)}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return line, err
	}
	switch m.Feed {
	case FeedTransactions:
		line.Who, line.What, line.Detail = body.Transaction.Personnel, body.Transaction.Item, body.Transaction.DutyType
		line.Where, line.Transaction = body.Transaction.Station, body.Transaction.ID
	case FeedInventory:
		line.What, line.Detail = body.ItemID, body.Status
		if body.PreviousStatus != "" {
			line.Detail = body.PreviousStatus + " → " + body.Status
		}
	default:
		line.Who, line.What, line.Detail = body.Author, body.Title, body.Message
	}
	return line, nil
}
