package templates

import "unicode/utf8"

// Pages cuts a document into documents of about limit characters, between blocks and between the items of lists. What
// comes before a list stays with it, and a rest of less than a quarter of a page goes with the page before.
func (d Document) Pages(limit int) []Document {
	if d.size() <= limit {
		return []Document{d}
	}
	var pages []Document
	var page []Block
	size := 0
	units := d.units()
	left := Document{units}.size()
	for _, unit := range units {
		if size > 0 && size+unit.size() > limit && left > limit/4 {
			var carried []Block
			page, carried = withoutLead(page, unit)
			pages = append(pages, Document{page})
			page, size = carried, 0
		}
		size += unit.size()
		left -= unit.size()
		page = joinBlocks(page, unit)
	}
	return append(pages, Document{page})
}

// units are the blocks, with each item of a list by itself.
func (d Document) units() []Block {
	var units []Block
	for _, block := range d.Blocks {
		if block.Kind != Bullets {
			units = append(units, block)
			continue
		}
		for _, item := range block.Items {
			units = append(units, Block{Kind: Bullets, Items: [][]Block{item}})
		}
	}
	return units
}

func (d Document) size() int {
	size := 0
	for _, block := range d.Blocks {
		size += block.size()
	}
	return size
}

func (b Block) size() int { return utf8.RuneCountInString(plainBlock(b)) }

// joinBlocks adds a unit; an item goes to the list that it continues.
func joinBlocks(page []Block, unit Block) []Block {
	last := len(page) - 1
	if unit.Kind != Bullets || last < 0 || page[last].Kind != Bullets {
		return append(page, unit)
	}
	page[last].Items = append(page[last].Items, unit.Items...)
	return page
}

// withoutLead takes the paragraph that leads to a list from the end of a page when the list would begin on the next one.
func withoutLead(page []Block, next Block) (kept, carried []Block) {
	last := len(page) - 1
	if next.Kind != Bullets || last < 1 || page[last].Kind == Bullets {
		return page, nil
	}
	return page[:last], []Block{page[last]}
}
