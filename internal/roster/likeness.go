package roster

import (
	"cmp"
	"slices"
)

// distance counts the letters to insert, delete, replace or swap with their neighbour between two words (optimal string
// alignment). It tells a mistyped word; shapes compare names, in which words come and go.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	var before, last, row []int
	for i := range len(from) + 1 {
		before, last, row = last, row, make([]int, len(to)+1)
		row[0] = i
		for j := 1; j <= len(to); j++ {
			row[j] = row[j-1] + 1
			if i > 0 {
				row[j] = min(row[j], last[j]+1, last[j-1]+differ(from[i-1], to[j-1]))
			}
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(to)]
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// shape is what a folded text looks like: its pairs of neighbouring letters, sorted. The ends count as letters.
type shape [][2]rune

func shapeOf(folded string) shape {
	var pairs shape
	previous := ' '
	for _, r := range folded + " " {
		pairs = append(pairs, [2]rune{previous, r})
		previous = r
	}
	slices.SortFunc(pairs, comparePairs)
	return pairs
}

func comparePairs(a, b [2]rune) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

// likeness says how much two shapes have in common, from 0 to 1 (Dice's coefficient).
func (s shape) likeness(other shape) float64 {
	common, i, j := 0, 0, 0
	for i < len(s) && j < len(other) {
		switch order := comparePairs(s[i], other[j]); {
		case order < 0:
			i++
		case order > 0:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return 2 * float64(common) / float64(len(s)+len(other))
}
