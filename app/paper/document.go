package paper

// document begins a sheet on whole pages: the site and what it is over the first page, the same smaller and what it is
// about over the others. width is what a page's margins leave.
func document(name, about string, site Site, printed Printed, on Printer) (s *sheet, out flow, width float64, err error) {
	w, h, err := on.size()
	if err != nil {
		return nil, flow{}, 0, err
	}
	if s, err = newSheet(joined(", ", name, site.Name), printed.At, w, h, on); err != nil {
		return nil, flow{}, 0, err
	}
	width = w - 2*margin
	called := s.fit(style{strong, 17, 0}, width, name)
	over := s.fit(title.at(9), width, joined(" · ", site.Name, site.Unit))
	out = flow{
		first: stack(block{over.height() + 1, func(x, y float64) { s.setLines(x, y, 0, over) }},
			block{called.height() + 1.5, func(x, y float64) { s.setLines(x, y, 0, called) }}, s.ruled(width, thick), space(2)),
		closing: space(0),
		foot:    printed.line(),
	}
	short := s.fit(title.at(9), width, joined(" · ", name, about, site.Name))
	out.further = stack(block{short.height() + 1, func(x, y float64) { s.setLines(x, y, 0, short) }}, s.ruled(width, thick), space(2))
	return s, out, width, nil
}
