package app

import (
	"armguard/app/armory"
	"armguard/app/ledger"
)

// names reads records for showing them, each once per picture of the store.
type names struct {
	armory.State
	records map[ledger.ID]*armory.Record
	logs    map[ledger.ID]*armory.Log
}

func newNames(st armory.State) *names {
	return &names{State: st, records: map[ledger.ID]*armory.Record{}, logs: map[ledger.ID]*armory.Log{}}
}

// record reads a record, or the one that stands for it; one that is not there is empty.
func (n *names) record(kind armory.RecordKind, id ledger.ID) (*armory.Record, error) {
	if r, ok := n.records[id]; ok {
		return r, nil
	}
	r := &armory.Record{Kind: kind, ID: id}
	if !id.IsZero() {
		if _, err := n.Load(r); err != nil {
			return nil, err
		}
	}
	if !r.Merged.IsZero() {
		r = &armory.Record{Kind: kind, ID: r.Merged.ID}
		if _, err := n.Load(r); err != nil {
			return nil, err
		}
	}
	n.records[id] = r
	return r, nil
}

// account is an account's username; the station's own acts have none.
func (n *names) account(id ledger.AccountID) (string, error) {
	r, err := n.record(armory.KindAccount, id.ID)
	if err != nil {
		return "", err
	}
	return r.Value("username"), nil
}

// accountName is an account's person's name.
func (n *names) accountName(id ledger.AccountID) (string, error) {
	r, err := n.record(armory.KindAccount, id.ID)
	if err != nil {
		return "", err
	}
	return r.Value("name"), nil
}

func (n *names) station(id ledger.StationID) (string, error) {
	r, err := n.record(armory.KindStation, id.ID)
	if err != nil {
		return "", err
	}
	return r.Value("name"), nil
}

// stationOf is the name of the station that writes a log.
func (n *names) stationOf(log ledger.LogID) (string, error) {
	doc, ok := n.logs[log.ID]
	if !ok {
		doc = &armory.Log{ID: log.ID}
		if _, err := n.Load(doc); err != nil {
			return "", err
		}
		n.logs[log.ID] = doc
	}
	return n.station(doc.Station)
}

func (n *names) person(id ledger.SubjectID) (string, error) {
	r, err := n.record(armory.KindPerson, id.ID)
	if err != nil {
		return "", err
	}
	return armory.PersonName(r), nil
}

// item is an item with its model's record.
func (n *names) item(id ledger.SubjectID) (item, model *armory.Record, err error) {
	if item, err = n.record(armory.KindItem, id.ID); err != nil {
		return nil, nil, err
	}
	model = &armory.Record{Kind: armory.KindModel} // of an item whose entry has not come yet
	if modelID, bad := ledger.ParseID(item.Value("model")); bad == nil {
		model, err = n.record(armory.KindModel, modelID)
	}
	return item, model, err
}
