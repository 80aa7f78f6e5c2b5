package paper

import "time"

// Cards are ID cards of the size CR80 (ISO/IEC 7810 ID-1), a page for the front and a page for the back of each.
type Cards struct {
	Site    Site
	People  []Card
	Printed Printed
}

// Card is one person's. Given is his first name with the initial, Photo a PNG or JPEG (none: room to glue one), Code what
// the code on the back says.
type Card struct {
	Rank, Surname, Given string
	ID, Serial, Group    string
	Issued               time.Time
	Photo                []byte
	Code                 string
}

// The card, and what stays free at its edge.
const (
	cardWidth, cardHeight = 85.6, 53.98
	cardEdge              = 3.5
)

// PDF is all cards, front and back in turn, as printers for both sides take them.
func (c Cards) PDF(on Printer) ([]byte, error) {
	if err := few("cards", len(c.People)); err != nil {
		return nil, err
	}
	if err := on.CheckSmall(); err != nil {
		return nil, err
	}
	s, err := newSheet("ID cards, "+c.Site.Name, c.Printed.At, cardWidth, cardHeight, on)
	if err != nil {
		return nil, err
	}
	for _, person := range c.People {
		s.page()
		person.front(s, c.Site)
		s.page()
		person.back(s, c.Site)
	}
	return s.bytes()
}

func (c Card) front(s *sheet, site Site) {
	const band = 11.0
	inner := cardWidth - 2*cardEdge
	s.fill(-2*smallOffset, -2*smallOffset, cardWidth+4*smallOffset, band+2*smallOffset, 0)
	name := s.fitBox("site's name", style{strong, 10, 255}, 4.5, inner, 4.5, site.Name)
	unit := s.fitBox("unit's name", style{plain, 6.5, 255}, 4, inner, 3, site.Unit)
	top := (band - name.height() - unit.height()) / 2
	s.setLines(cardEdge, top, 0, name)
	s.setLines(cardEdge, top+name.height(), 0, unit)

	const photoTop, photoWidth, photoHeight = band + 2.5, 24.4, 32.5 // 3:4
	s.picture("photograph", c.Photo, cardEdge, photoTop, photoWidth, photoHeight, 0.5)
	s.frame(cardEdge, photoTop, photoWidth, photoHeight, hairline)

	left := cardEdge + photoWidth + 3.5
	width, y := cardWidth-cardEdge-left, photoTop-0.8
	for _, part := range []lines{
		s.fitBox("rank", style{plain, 10, 0}, 5, width, 4.5, c.Rank),
		s.fitBox("last name", style{strong, 14, 0}, 5.5, width, 10, c.Surname),
		s.fitBox("first name", style{plain, 10.5, 0}, 5, width, 7, c.Given),
	} {
		s.setLines(left, y, 0, part)
		y += part.height()
	}
	const boxHeight, idWidth, gap = 5.5, 31.0, 2.5
	tiny := label.at(5.5)
	for _, f := range []struct {
		x, width    float64
		name, value string
		style       style
	}{
		{left, idWidth, "Person id", c.ID, style{code, 8.5, 0}},
		{left + idWidth + gap, width - idWidth - gap, "Group", c.Group, style{plain, 8.5, 0}},
	} {
		text := s.fitBox(f.name, f.style, 4, f.width, boxHeight, f.value)
		y := photoTop + photoHeight - text.height()
		s.setLines(f.x, y, 0, text)
		s.line(f.x, y-tiny.leading(), 0, tiny, f.name)
	}
	foot := cardHeight - cardEdge - tiny.leading() + 0.8
	s.line(cardEdge, foot, 0, tiny, "Armory identification card")
	if !c.Issued.IsZero() {
		s.line(cardWidth-cardEdge, foot, 1, tiny, "Issued "+c.Issued.Format("2 Jan 2006"))
	}
}

func (c Card) back(s *sheet, site Site) {
	const side, gap = 38.0, 2.5
	s.qr(cardEdge-2, (cardHeight-side)/2, side, c.Code)
	left := cardEdge - 2 + side + gap
	width, tiny := cardWidth-cardEdge-left, label.at(5.5)
	y := cardEdge + 3.0
	for _, f := range []struct {
		name, value string
		style       style
		height      float64
	}{
		{"Serial number", c.Serial, style{code, 9, 0}, 5.5},
		{"If found, return to", joined("\n", site.Name, site.Unit), style{plain, 7.5, 0}, 12},
	} {
		text := s.fitBox(f.name, f.style, 4, width, f.height, f.value)
		s.line(left, y, 0, tiny, f.name)
		s.setLines(left, y+tiny.leading(), 0, text)
		y += tiny.leading() + text.height() + 1.5
	}
	by := site.Commander
	name := s.fitBox("commander's name", style{plain, 7.5, 0}, 4, width, 6, by.fullName())
	office := s.fitBox("commander's title", style{plain, 6, 85}, 4, width, 5, by.Title)
	y = cardHeight - cardEdge - 3 - name.height() - office.height()
	s.picture("signature", by.Signature, left, y-8.5, width, 8, 0)
	s.rule(left, y-0.3, left+width, y-0.3, thin)
	s.setLines(left, y, 0, name)
	s.setLines(left, y+name.height(), 0, office)
}
