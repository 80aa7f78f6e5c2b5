package paper

// Tags are labels for items, 90 x 31 mm, one to a page as label printers take them.
type Tags struct {
	Site    Site
	Items   []Tag
	Printed Printed
}

// Tag is one item's; Code is what its code says.
type Tag struct {
	Model, Number, Serial, ID string
	Code                      string
}

const tagWidth, tagHeight, tagEdge = 90.0, 31.0, 2.0

// PDF is all tags in their order.
func (t Tags) PDF(on Printer) ([]byte, error) {
	if err := few("tags", len(t.Items)); err != nil {
		return nil, err
	}
	if err := on.CheckSmall(); err != nil {
		return nil, err
	}
	s, err := newSheet("Item tags, "+t.Site.Name, t.Printed.At, tagWidth, tagHeight, on)
	if err != nil {
		return nil, err
	}
	for _, item := range t.Items {
		s.page()
		item.draw(s, t.Site.Name)
	}
	return s.bytes()
}

func (t Tag) draw(s *sheet, site string) {
	const side = tagHeight - 2*tagEdge
	s.qr(tagEdge, tagEdge, side, t.Code)
	const left = tagEdge + side + 1.5
	const width = tagWidth - 2*tagEdge - left
	y := tagEdge
	for _, line := range []struct {
		what, text    string
		style         style
		least, height float64
	}{
		{"model", t.Model, style{strong, 11, 0}, 5.5, 5.5},
		{"rack number", t.Number, style{strong, 21, 0}, 8, 9.5},
		{"serial number", t.Serial, style{code, 11, 0}, 5.5, 5.2},
		{"item id", t.ID, style{code, 7, 0}, 4, 4},
	} {
		if line.text == "" {
			continue
		}
		text := s.fitBox(line.what, line.style, line.least, width, line.height, line.text)
		s.setLines(left, y, 0, text)
		y += text.height()
	}
	foot := s.fitBox("site's name", small.at(6), 3.5, width, 2.7, site)
	s.setLines(left, tagHeight-tagEdge-foot.height(), 0, foot)
}
