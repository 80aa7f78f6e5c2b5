package paper

// Codes is a sheet of codes to cut out or to scan from, 21 to an A4 page.
type Codes struct {
	Site    Site
	Title   string
	Codes   []Code
	Printed Printed
}

// Code is one of them: what a scanner reads, and what it is for people.
type Code struct {
	Text         string
	Name, Detail string
}

// PDF is the sheet on as many pages as it needs.
func (c Codes) PDF(on Printer) ([]byte, error) {
	if err := few("codes", len(c.Codes)); err != nil {
		return nil, err
	}
	s, out, width, err := document(c.Title, "", c.Site, c.Printed, on)
	if err != nil {
		return nil, err
	}
	const across = 3
	all := part{head: space(0)}
	for from := 0; from < len(c.Codes); from += across {
		var row []block
		for i, one := range c.Codes[from:min(from+across, len(c.Codes))] {
			row = append(row, indented(float64(i)*width/across, one.cell(s, width/across)))
		}
		all.rows = append(all.rows, together(row))
	}
	out.parts = []part{all}
	return out.whole(s)
}

// cell is one code with its text beside it, in a frame to cut along.
func (c Code) cell(s *sheet, width float64) block {
	const height, side = 36.0, 35.0
	room := width - side - 2
	name := s.fitBox("name of a code", style{strong, 9, 0}, 4.5, room, 17, c.Name)
	detail := s.fitBox("text of a code", style{code, 7.5, 0}, 4, room, 13, c.Detail)
	return block{height, func(x, y float64) {
		s.qr(x+0.5, y+0.5, side, c.Text)
		s.setLines(x+side, y+3, 0, name)
		s.setLines(x+side, y+3+name.height()+0.8, 0, detail)
		s.frame(x, y, width, height, hairline)
	}}
}
