package drawing

import "strconv"

// The measures of a chart, in units of its view box.
const (
	chartWidth  = 720
	chartHeight = 220
	chartLeft   = 44 // for the numbers beside the lines
	chartBottom = 34 // for the labels below the columns
	chartTop    = 12
)

// Chart is what was counted over time, drawn as columns of pieces that stand on each other.
type Chart struct {
	Width, Height, Left, Right, Floor int
	Columns                           []Column
	Lines                             []Tick // with the number that each stands for
}

// Column is one period.
type Column struct {
	X, Width, Middle, TextY int
	Label                   string // empty where there is no room for it
	Pieces                  []Piece
}

// Piece is one number of a column. Kind is its place among the numbers.
type Piece struct {
	Y, Height, Kind int
}

// Period is one column to draw: the numbers that stand on each other, the lowest first.
type Period struct {
	Label   string
	Numbers []int
}

// NewChart lays the periods out, from left to right. The highest column reaches the highest line.
func NewChart(periods []Period) Chart {
	c := Chart{Width: chartWidth, Height: chartHeight, Left: chartLeft, Right: chartWidth - 4, Floor: chartHeight - chartBottom}
	most := 0
	for _, period := range periods {
		most = max(most, sum(period.Numbers))
	}
	step := stepFor(most)
	top := (most + step - 1) / step * step
	for n := 0; n <= top; n += step {
		y := c.height(n, top)
		c.Lines = append(c.Lines, Tick{X: c.Left, Y: c.Floor - y, TextX: c.Left - 6, TextY: c.Floor - y + 4, Label: strconv.Itoa(n)})
	}
	for i, period := range periods {
		c.Columns = append(c.Columns, c.column(i, len(periods), period, top))
	}
	return c
}

// labels is how many columns can have their label below them.
const labels = 9

func (c Chart) column(i, n int, period Period, top int) Column {
	room := (c.Right - c.Left) / n
	width := max(min(room*3/4, 56), 2)
	column := Column{X: c.Left + i*room + (room-width)/2, Width: width, TextY: c.Floor + 20}
	column.Middle = column.X + width/2
	if every := (n + labels - 1) / labels; (n-1-i)%every == 0 {
		column.Label = period.Label
	}
	below := 0
	for kind, number := range period.Numbers {
		if number > 0 {
			from, to := c.height(below, top), c.height(below+number, top)
			column.Pieces = append(column.Pieces, Piece{Y: c.Floor - to, Height: to - from, Kind: kind})
		}
		below += number
	}
	return column
}

// height is how high a number stands above the floor.
func (c Chart) height(n, top int) int { return n * (c.Floor - chartTop) / max(top, 1) }

// stepFor is a round number of which at most five lines reach most.
func stepFor(most int) int {
	for ten := 1; ; ten *= 10 {
		for _, step := range []int{ten, 2 * ten, 5 * ten} {
			if step*5 >= most {
				return step
			}
		}
	}
}

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}
