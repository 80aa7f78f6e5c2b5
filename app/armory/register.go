package armory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"armguard/app/ledger"
)

// Register adds a record under a new id. Values are cleaned and checked field by field; a number that is already
// registered is refused.
type Register struct {
	Kind      RecordKind
	ID        ledger.SubjectID
	Set       map[string]string
	Status    string // of a person or an item; empty: Active, Available. By hand an item is that or in Maintenance
	Condition string // of an item; empty: Good
	Importing bool   // the row of a spreadsheet: another right than registering one by hand
}

func (r Register) Name() string {
	if r.Importing {
		return MayImport
	}
	return map[RecordKind]string{KindPerson: MayAddPerson, KindItem: MayAddItem, KindModel: MayEditModel,
		KindPurpose: MayEditPurpose, KindStock: MayEditStock}[r.Kind]
}

func (r Register) decide(st State, ask Ask) ([]Fact, error) {
	kind := map[RecordKind]string{KindPerson: KindPersonAdd, KindItem: KindItemAdd, KindModel: KindModelAdd,
		KindPurpose: KindPurposeAdd, KindStock: KindStockAdd}[r.Kind]
	if known, err := st.Load(&Record{Kind: r.Kind, ID: r.ID.ID}); err != nil {
		return nil, err
	} else if known {
		return nil, refuse(CodeDuplicate, "This "+string(r.Kind)+" is already registered.", "Read the list again.")
	}
	set, err := r.complete(st, ask)
	if err != nil {
		return nil, err
	}
	body := RecordBody{Set: set}
	fact := Fact{Kind: kind, Subjects: []SubjectRef{{SubjectRecord, r.ID}}}
	switch r.Kind {
	case KindPerson:
		if body.Status, err = choice("status", r.Status, PersonActive, personStatuses); err != nil {
			return nil, err
		}
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectPerson, r.ID})
	case KindItem:
		if body.Status, err = choice("status", r.Status, StatusAvailable, itemStatuses); err != nil {
			return nil, err
		}
		// What takes a reason, and at some sites a second person, is not to be had without by registering it so.
		if !r.Importing && body.Status != StatusAvailable && body.Status != StatusMaintenance {
			return nil, refuse(CodeInvalid, "An item is registered as Available or in Maintenance, not as "+body.Status+".",
				"Register it so; an administrator sets the other status afterwards, with a reason.")
		}
		if body.Condition, err = choice("condition", r.Condition, conditions[0], conditions); err != nil {
			return nil, err
		}
		fact.Subjects = append(fact.Subjects, SubjectRef{SubjectItem, r.ID})
	}
	fact.Body = body
	return []Fact{fact}, nil
}

// complete checks what was filled in and adds what follows from it: rank in the list's spelling, the label.
func (r Register) complete(st State, ask Ask) (map[string]string, error) {
	set := map[string]string{}
	for _, f := range Fields[r.Kind] {
		value, given := r.Set[f.Name]
		if f.Name == "label" {
			continue
		}
		clean, err := CheckField(r.Kind, f.Name, value)
		if err != nil {
			return nil, err
		}
		if given && clean != "" {
			set[f.Name] = clean
		}
	}
	for name := range r.Set {
		if _, ok := fieldOf(r.Kind, name); !ok {
			return nil, refuse(CodeInvalid, fmt.Sprintf("There is no field %q.", name), "Leave it out.")
		}
	}
	switch r.Kind {
	case KindPerson:
		rank, officer, err := knownRank(st, set["rank"])
		if err != nil {
			return nil, err
		}
		set["rank"] = rank
		if err := knownGroup(st, set); err != nil {
			return nil, err
		}
		if err := knownAssigned(st, set); err != nil {
			return nil, err
		}
		set["label"] = personLabel(officer, set["serial"], ask.Now)
	case KindItem:
		model, err := liveModel(st, set["model"])
		if err != nil {
			return nil, err
		}
		set["label"] = itemLabel(model.Value("category"), set["serial"], ask.Now)
		if set["code"] != "" {
			set["label"] = set["code"]
		}
	}
	doc := &Record{Kind: r.Kind, ID: r.ID.ID}
	if label := set["label"]; label != "" && label != set["code"] {
		delete(set, "label")
		if err := free(st, doc, set); err != nil {
			return nil, err
		}
		var err error
		if set["label"], err = freeLabel(st, r.Kind, label); err != nil {
			return nil, err
		}
	}
	return set, free(st, doc, set)
}

// freeLabel is the label, or the label with -2, -3, ... behind it when things of other models were registered with the
// same serial number on the same day.
func freeLabel(st State, kind RecordKind, label string) (string, error) {
	for n := 1; ; n++ {
		next := label
		if n > 1 {
			next += "-" + strconv.Itoa(n)
		}
		ids, err := st.Find(DocRecord, Key{string(kind) + ".label", Fold(next)})
		if err != nil || len(ids) == 0 {
			return next, err
		}
	}
}

// Edit changes fields of a record. Fields that already have the value are left out; nothing to change is refused.
type Edit struct {
	Kind   RecordKind
	ID     ledger.SubjectID
	Set    map[string]string
	Reason string
}

func (e Edit) Name() string {
	return map[RecordKind]string{KindPerson: MayEditPerson, KindItem: MayEditItem, KindModel: MayEditModel, KindPurpose: MayEditPurpose,
		KindList: MayEditList, KindSite: MayEditSite, KindStation: MayEditStation, KindStock: MayEditStock}[e.Kind]
}

func (e Edit) decide(st State, ask Ask) ([]Fact, error) {
	kind := map[RecordKind]string{KindPerson: KindPersonEdit, KindItem: KindItemEdit, KindModel: KindModelEdit, KindPurpose: KindPurposeEdit,
		KindList: KindListEdit, KindSite: KindSiteEdit, KindStation: KindStationEdit, KindStock: KindStockEdit}[e.Kind]
	doc := &Record{Kind: e.Kind, ID: e.ID.ID, Fields: map[string][]Version{}}
	known, err := st.Load(doc)
	if err != nil {
		return nil, err
	}
	if !known && e.Kind != KindList || known && doc.Kind != e.Kind {
		return nil, refuse(CodeNotFound, "There is no such "+string(e.Kind)+".", "Read the list again.")
	}
	if !doc.Merged.IsZero() {
		return nil, refuse(CodeNotFound, "This record was joined with another one.", "Edit that one: its numbers find it.")
	}
	reason, err := checkText("The reason", e.Reason, maxNotes)
	if err != nil {
		return nil, err
	}
	set := map[string]string{}
	for name, value := range e.Set {
		if !Editable(e.Kind, name) {
			return nil, refuse(CodeInvalid, "This field never changes here: "+name+".", "Leave it as it is.")
		}
		clean, err := CheckField(e.Kind, name, value)
		if err != nil {
			return nil, err
		}
		if clean != doc.Value(name) || len(doc.Fields[name]) > 1 {
			set[name] = clean
		}
	}
	if len(set) == 0 {
		return nil, ErrUnchanged
	}
	if rank, ok := set["rank"]; ok && e.Kind == KindPerson {
		if set["rank"], _, err = knownRank(st, rank); err != nil {
			return nil, err
		}
	}
	if e.Kind == KindPerson {
		if err := knownGroup(st, set); err != nil {
			return nil, err
		}
		if err := knownAssigned(st, set); err != nil {
			return nil, err
		}
	}
	if model, ok := set["model"]; ok && e.Kind == KindItem {
		if _, err := liveModel(st, model); err != nil {
			return nil, err
		}
	}
	if err := free(st, doc, set); err != nil {
		return nil, err
	}
	return []Fact{{Kind: kind, Subjects: []SubjectRef{{SubjectRecord, e.ID}}, Body: RecordBody{Set: set, Reason: reason}}}, nil
}

// Editable reports whether Edit may change a field: a label never changes, and some only by a roster entry.
func Editable(kind RecordKind, field string) bool {
	return field != "label" && !slices.Contains(guarded[kind], field)
}

// ErrUnchanged is returned by Decide when an edit changes nothing: nothing is to be written, all is well.
var ErrUnchanged = &Refusal{Code: "UNCHANGED", Message: "Nothing was changed.", Fix: "Change a field, or go back."}

// free refuses numbers that another live record has.
func free(st State, doc *Record, set map[string]string) error {
	next := &Record{Kind: doc.Kind, ID: doc.ID, Fields: map[string][]Version{}}
	for _, f := range Fields[doc.Kind] {
		value, ok := set[f.Name]
		if !ok {
			value = doc.Value(f.Name)
		}
		next.Fields[f.Name] = []Version{{Text: value}}
	}
	had := doc.numbers()
	for _, key := range next.numbers() {
		if slices.Contains(had, key) {
			continue
		}
		ids, err := st.Find(DocRecord, key)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if id != doc.ID {
				return duplicate(st, doc.Kind, key, id)
			}
		}
	}
	return nil
}

func duplicate(st State, kind RecordKind, key Key, id ledger.ID) error {
	other := &Record{Kind: kind, ID: id}
	if _, err := st.Load(other); err != nil {
		return err
	}
	name := key.Index[strings.Index(key.Index, ".")+1:]
	f, _ := fieldOf(kind, name)
	who := other.Value("name")
	switch kind {
	case KindPerson:
		who = PersonName(other)
	case KindItem:
		_, model, err := itemAndModel(st, ledger.SubjectID{ID: id})
		if err != nil {
			return err
		}
		who = ItemName(other, model) + " (" + other.Value("label") + ")"
	}
	r := refuse(CodeDuplicate, fmt.Sprintf("%s %s is already registered: %s.", f.Title, other.Value(name), strings.TrimSuffix(who, ".")), "Check the number; if it is the same one, edit that record.")
	r.Item = ledger.SubjectID{ID: id}
	return r
}

func knownRank(st State, rank string) (word string, officer bool, err error) {
	for _, list := range []string{ListEnlisted, ListOfficers} {
		words, err := ListWords(st, list)
		if err != nil {
			return "", false, err
		}
		for _, w := range words {
			if strings.EqualFold(w, rank) {
				return w, list == ListOfficers, nil
			}
		}
	}
	return "", false, refuse(CodeInvalid, fmt.Sprintf("There is no rank %q.", rank), "Choose one from the list; an administrator adds ranks under Settings.")
}

// knownGroup spells the group as the list does. Groups nobody listed are refused.
func knownGroup(st State, set map[string]string) error {
	group := set["group"]
	if group == "" {
		return nil
	}
	words, err := ListWords(st, ListGroups)
	if err != nil {
		return err
	}
	for _, w := range words {
		if strings.EqualFold(w, group) {
			set["group"] = w
			return nil
		}
	}
	return refuse(CodeInvalid, fmt.Sprintf("There is no group %q.", group), "Choose one from the list; an administrator adds groups under Settings.")
}

func liveModel(st State, id string) (*Record, error) {
	parsed, err := ledger.ParseID(id)
	if err != nil {
		return nil, refuse(CodeInvalid, "Model is missing.", "Choose a model.")
	}
	model, err := load(st, KindModel, parsed, "model")
	if err == nil && model.Value("withdrawn") != "" {
		err = refuse(CodeInvalid, model.Value("name")+" is not used any more.", "Choose another model.")
	}
	return model, err
}

// FindModel finds a model by its name or code, in any letter case; a refusal when there is none.
func FindModel(st State, text string) (*Record, error) {
	for _, index := range []string{"model.code", "model.name"} {
		ids, err := st.Find(DocRecord, Key{index, Fold(text)})
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			return liveModel(st, ids[0].String())
		}
	}
	return nil, refuse(CodeInvalid, fmt.Sprintf("There is no model %q.", text), "Correct it, or add the model under Settings first.")
}

func choice(what, value, standard string, choices []string) (string, error) {
	value = Clean(value, false)
	if value == "" {
		return standard, nil
	}
	for _, c := range choices {
		if strings.EqualFold(c, value) {
			return c, nil
		}
	}
	return "", refuse(CodeInvalid, fmt.Sprintf("There is no %s %q.", what, value), "Choose one of: "+strings.Join(choices, ", ")+".")
}
