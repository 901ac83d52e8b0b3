package page

// calendar lists every occasion with what became of it.
func calendar(v visit) error {
	occasions, err := v.Dates.Occasions(v.ctx())
	if err != nil {
		return err
	}
	var lines []occasionLine
	for _, o := range occasions {
		lines = append(lines, v.occasion(o))
	}
	return v.show(page{template: "calendar.html", section: "calendar", body: lines})
}
