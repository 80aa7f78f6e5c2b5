package paper

import (
	"strconv"
	"strings"
	"time"
)

// The words of a receipt that change what stands on it; they are those of the record.
const (
	TR     = "TR"
	PAR    = "PAR"
	Take   = "Take"
	Return = "Return"
)

// Receipt is a transaction for both sides to sign: a half for the unit and a half for the holder.
type Receipt struct {
	Site       Site
	Number     string // printed large, and in the code
	Entry      string // hash of the ledger's entry, hex; the code holds its first 8 digits
	Action     string // Take or Return
	Type       string // TR or PAR, of a Take
	Time, Due  time.Time
	Purpose    string
	Holder     Person // who took or brought it
	HolderSign []byte // drawn signature, PNG or JPEG; none: room for a pen
	Issuer     Signatory
	Station    string
	Lines      []ReceiptLine
	Stock      []StockLine
	Notes      string
	Assigned   string // the holder's own weapon
	Override   string // why it was issued although a check spoke against it, and who agreed
	Copy       bool   // printed again
	Printed    Printed
}

// Person is somebody who holds items, as lists show him.
type Person struct {
	Name  string // SGT DELA CRUZ, Juan M.
	ID    string // PE-..., PO-...
	Group string
}

// ReceiptLine is one item. Remark is what else has to be said of it, such as whose it was when another person brings it.
type ReceiptLine struct {
	Model, Number, Serial, ID string
	Condition                 string
	Magazines, Rounds         int
	Accessories, Remark       string
}

// StockLine is something counted.
type StockLine struct {
	Name, Lot string
	Quantity  int
}

// code is the text of the code on a receipt: RECEIPT:number:the first digits of its entry's hash.
func (r Receipt) code() string {
	return strings.ToUpper("RECEIPT:" + r.Number + ":" + r.Entry[:min(len(r.Entry), 8)])
}

// PDF is the receipt on A4 or US Legal, its halves above one another with a line to cut along. What one page cannot
// hold goes on to further pages, each with both halves.
func (r Receipt) PDF(on Printer) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	width, height, err := on.size()
	if err != nil {
		return nil, err
	}
	s, err := newSheet("Receipt "+r.Number, r.Printed.At, width, height, on)
	if err != nil {
		return nil, err
	}
	const cutSpace = 6.0 // between the line and what stands beside it
	w, h := width-2*margin, height/2-margin-cutSpace
	var halves [2]flow
	var pages [2][][]stretch
	for i, whose := range []string{"For the unit", "For the holder"} {
		halves[i] = r.half(s, whose, w)
		if pages[i], err = halves[i].pages(h); err != nil {
			return nil, err
		}
	}
	for n := range pages[0] {
		s.page()
		halves[0].drawPage(s, pages[0], n, margin, margin, w, h)
		s.cut(margin/2, height/2, width-margin/2)
		halves[1].drawPage(s, pages[1], n, margin, height/2+cutSpace, w, h)
	}
	return s.bytes()
}

func (r Receipt) check() error {
	switch {
	case strings.TrimSpace(r.Number) == "":
		return bad("Open the transaction again and print it from there.", "The receipt has no number.")
	case r.Entry == "":
		return bad("Open the transaction again and print it from there.", "The receipt does not say which entry of the ledger it stands for.")
	case r.Action != Take && r.Action != Return:
		return bad("Print a Take or a Return.", "A receipt cannot be for %q.", r.Action)
	case r.Action == Take && r.Type != TR && r.Type != PAR:
		return bad("Choose TR or PAR.", "There is no receipt type %q.", r.Type)
	}
	return few("lines on the receipt", len(r.Lines)+len(r.Stock))
}

// name is what kind of receipt it is, in words.
func (r Receipt) name() string {
	switch {
	case r.Action == Return:
		return "Return"
	case r.Type == PAR:
		return "Property acknowledgement receipt (PAR)"
	}
	return "Temporary receipt (TR)"
}

// half is one of the two halves; they differ only in whose it is.
func (r Receipt) half(s *sheet, whose string, width float64) flow {
	out := flow{
		first:   r.head(s, whose, width),
		further: r.shortHead(s, whose, width),
		closing: r.closing(s, width),
		foot:    joined(" · ", r.Site.Name, r.Number, r.Printed.line()),
	}
	if len(r.Lines) > 0 {
		out.parts = append(out.parts, r.items(s, width))
	}
	if len(r.Stock) > 0 {
		out.parts = append(out.parts, r.stock(s, width))
	}
	out.parts = append(out.parts, s.notes("Notes", width, r.Notes), s.notes("Issued with a reason", width, r.Override))
	return out
}

// marks are the words in boxes: whose half it is, and that it was printed again.
func (r Receipt) marks(s *sheet, whose string) block {
	st := style{strong, 7, 255}
	const height, pad = 4.6, 1.8
	return block{height, func(x, y float64) {
		w := s.measure(st, whose) + 2*pad
		s.fill(x, y, w, height, 0)
		s.line(x+pad, y+(height-st.leading())/2, 0, st, whose)
		if r.Copy {
			black, mark := style{strong, 7, 0}, "COPY "+moment(r.Printed.At)
			s.frame(x+w+2+thick/2, y+thick/2, s.measure(black, mark)+2*pad, height-thick, thick)
			s.line(x+w+2+pad+thick/2, y+(height-st.leading())/2, 0, black, mark)
		}
	}}
}

func (r Receipt) head(s *sheet, whose string, width float64) block {
	// The code's white border reaches into the margin, so that its dark edge stands where the text ends.
	const codeSide, quietSide, numberWidth, gap = 20.0, 2.4, 66.0, 4.0
	textWidth := width - codeSide - numberWidth - 2*gap
	site := s.fit(title, textWidth, r.Site.Name)
	left := stack(r.marks(s, whose), space(1.8),
		block{site.height(), func(x, y float64) { s.setLines(x, y, 0, site) }},
		s.paragraph(small, textWidth, r.Site.Unit))
	number := s.fitBox("receipt number", style{code, 17, 0}, 8, numberWidth, 2*style{size: 8}.leading(), r.Number)
	kind := s.fit(style{strong, 9, 0}, numberWidth, r.name())
	right := stack(
		block{label.leading(), func(x, y float64) { s.line(x+numberWidth, y, 1, label, "Receipt") }},
		block{number.height(), func(x, y float64) { s.setLines(x+numberWidth, y, 1, number) }},
		block{kind.height(), func(x, y float64) { s.setLines(x+numberWidth, y+0.5, 1, kind) }})
	top := block{max(codeSide-quietSide, left.height, right.height) + 0.8, func(x, y float64) {
		left.draw(x, y)
		right.draw(x+textWidth+gap, y)
		s.qr(x+width-codeSide+quietSide, y-quietSide, codeSide, r.code())
	}}
	who := "Holder"
	if r.Action == Return {
		who = "Brought back by"
	}
	due := moment(r.Due)
	if r.Type == PAR {
		due = "when asked for"
	}
	person := []field{{who, r.Holder.Name, 7, style{strong, 10, 0}}, {"Person id", r.Holder.ID, 3, valueID}, {"Group", r.Holder.Group, 2, value}}
	when := []field{{"Purpose", r.Purpose, 4, value}, {"Date and time", moment(r.Time), 3, value}, {"Due back", due, 3, value}, {"Station", r.Station, 2, value}}
	if r.Assigned != "" {
		when = []field{{"Purpose", r.Purpose, 3, value}, {"Date and time", moment(r.Time), 2, value}, {"Due back", due, 2, value}, {"Station", r.Station, 2, value},
			{"Assigned weapon", r.Assigned, 3, value}}
	}
	return stack(top, s.ruled(width, thick), space(1.5), s.fields(width, person...), s.fields(width, when...), space(0.5))
}

// shortHead stands over a half's further pages.
func (r Receipt) shortHead(s *sheet, whose string, width float64) block {
	number := s.fit(style{code, 12, 0}, 90, r.Number)
	name := s.fit(style{strong, 10, 0}, width, r.Holder.Name)
	top := block{max(4.6, number.height()) + 1.2, func(x, y float64) {
		r.marks(s, whose).draw(x, y)
		s.setLines(x+width, y, 1, number)
	}}
	return stack(top, block{name.height() + 1, func(x, y float64) { s.setLines(x, y, 0, name) }}, s.ruled(width, thick), space(1))
}

func (r Receipt) items(s *sheet, width float64) part {
	columns := []column{
		{"", 5, cell, true}, {"Model", 35, cell, false}, {"Number", 14, cell, false}, {"Serial number, item id", 42, cellID, false}, {"Condition", 16, cell, false},
		{"Mag.", 8, cell, true}, {"Rounds", 11, cell, true}, {"Accessories, remarks", 41, cell, false},
	}
	out := part{head: s.columnHead("", width, columns)}
	for i, l := range r.Lines {
		out.rows = append(out.rows, s.row(width, columns, strconv.Itoa(i+1), l.Model, l.Number, joined("\n", l.Serial, l.ID), l.Condition,
			count(l.Magazines), count(l.Rounds), joined("\n", l.Accessories, l.Remark)))
	}
	return out
}

func (r Receipt) stock(s *sheet, width float64) part {
	columns := []column{{"", 5, cell, true}, {"Stock", 91, cell, false}, {"Lot", 68, cellID, false}, {"Quantity", 18, cell, true}}
	out := part{head: stack(space(1), s.columnHead("", width, columns))}
	for i, l := range r.Stock {
		out.rows = append(out.rows, s.row(width, columns, strconv.Itoa(i+1), l.Name, l.Lot, strconv.Itoa(l.Quantity)))
	}
	return out
}

// count is a quantity in a table; none is a dash, so that nothing can be written into it.
func count(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}

func (r Receipt) closing(s *sheet, width float64) block {
	sentence, holder, issuer := "I have received what is listed above and answer for it until it is returned.", "Received by", "Issued by"
	if r.Type == PAR {
		sentence = "I acknowledge that the property listed above was handed to me. I answer for it until it is returned, and return it when asked for."
	}
	if r.Action == Return {
		sentence, holder, issuer = "What is listed above was brought back and inspected.", "Brought back by", "Taken back by"
	}
	return stack(space(2), s.paragraph(cell.at(8), width, sentence), space(1.5),
		s.signatures(width, 12, holder, Signatory{Name: r.Holder.Name, Signature: r.HolderSign}, issuer, r.Issuer), space(2))
}
