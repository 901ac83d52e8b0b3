package drawing

import (
	"slices"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

func TestChart(t *testing.T) {
	for _, test := range []struct {
		name    string
		periods []Period
		lines   []string
		pieces  int
	}{
		{"nothing", nil, []string{"0"}, 0},
		{"zeros", []Period{{"1", []int{0, 0}}}, []string{"0"}, 0},
		{"one", []Period{{"1", []int{1}}}, []string{"0", "1"}, 1},
		{"some", []Period{{"1", []int{3, 2}}, {"2", []int{0, 12}}}, []string{"0", "5", "10", "15"}, 3},
		{"many", []Period{{"1", []int{400, 90}}, {"2", []int{7, 0}}}, []string{"0", "100", "200", "300", "400", "500"}, 3},
	} {
		chart := NewChart(test.periods)
		var lines []string
		for _, line := range chart.Lines {
			lines = append(lines, line.Label)
		}
		pieces := 0
		for _, column := range chart.Columns {
			floor := chart.Floor
			for _, piece := range column.Pieces {
				pieces++
				if piece.Y+piece.Height != floor || piece.Y < chartTop {
					t.Errorf("%s: a piece stands at %d to %d, want it on %d", test.name, piece.Y, piece.Y+piece.Height, floor)
				}
				floor = piece.Y
			}
			if column.X < chart.Left || column.X+column.Width > chart.Right {
				t.Errorf("%s: a column lies outside: %d to %d", test.name, column.X, column.X+column.Width)
			}
		}
		if !slices.Equal(lines, test.lines) || pieces != test.pieces {
			t.Errorf("%s: lines %v and %d pieces, want %v and %d", test.name, lines, pieces, test.lines, test.pieces)
		}
	}
}

// TestLabelsOfSeasonDoNotMeet draws milestones as close as a season can have them.
func TestLabelsOfSeasonDoNotMeet(t *testing.T) {
	from := time.Date(2019, 3, 1, 0, 0, 0, 0, programme.Paris())
	scale := Scale{from, from.AddDate(0, 6, 0)}
	var milestones []Milestone
	for i, days := range []int{0, 3, 5, 40, 41, 150, 181} {
		milestones = append(milestones, Milestone{At: from.AddDate(0, 0, days), Label: "m", Date: "d", Done: i < 3})
	}
	words, err := templates.LoadWords(programme.French)
	if err != nil {
		t.Fatal(err)
	}
	season := NewSeason(scale, words, milestones, []Phase{{programme.Open, from}, {programme.Jury, from.AddDate(0, 2, 0)}}, nil)
	left := func(m Mark) int {
		if m.Anchor == "end" {
			return m.TextX - labelWidth
		}
		return m.TextX
	}
	for i, one := range season.Marks {
		for _, other := range season.Marks[i+1:] {
			if one.Y == other.Y && left(one) < left(other)+labelWidth && left(other) < left(one)+labelWidth {
				t.Errorf("labels meet: %+v and %+v", one, other)
			}
		}
		if one.X < 0 || one.X > season.Width || one.Y < 0 || one.Y > season.Base {
			t.Errorf("a mark lies outside: %+v", one)
		}
	}
	if len(season.Phases) != 2 || len(season.Months) != 7 {
		t.Errorf("%d phases and %d months, want 2 and 7", len(season.Phases), len(season.Months))
	}
}
