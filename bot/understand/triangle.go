package understand

import "iter"

// triangle holds half of a large matrix in tiles: the lower half of a symmetric one, or all of a triangular one.
// Beyond its size it goes on as the identity does, so that every tile is full. Every sum is taken in the same order
// whatever the number of processors.
type triangle struct {
	size  int
	edge  int    // the number of tiles from one corner to the next
	tiles []tile // row by row: (0, 0), (1, 0), (1, 1), (2, 0), ...
}

func newTriangle(size int) triangle {
	edge := (size + side - 1) / side
	t := triangle{size, edge, make([]tile, edge*(edge+1)/2)}
	for i := size; i < edge*side; i++ {
		t.at(edge-1, edge-1)[i%side][i%side] = 1
	}
	return t
}

// at returns the tile in row i and column j, j <= i.
func (t triangle) at(i, j int) *tile { return &t.tiles[i*(i+1)/2+j] }

// setRow writes the first i+1 numbers of row i.
func (t triangle) setRow(i int, row []float64) {
	for j := 0; j <= i/side; j++ {
		from := j * side
		copy(t.at(i/side, j)[i%side][:], row[from:min(from+side, i+1)])
	}
}

// row writes row i of a symmetric matrix, up to the length given.
func (t triangle) row(row []float64, i int) {
	for j := range t.edge {
		from := j * side
		part := row[min(from, len(row)):min(from+side, len(row))]
		if j <= i/side {
			copy(part, t.at(i/side, j)[i%side][:])
			continue
		}
		below := t.at(j, i/side)
		for k := range part {
			part[k] = below[k][i%side]
		}
	}
}

// factor turns a symmetric positive definite matrix into its Cholesky factor L, L L' being the matrix. In place of
// each tile of its diagonal stands the inverse of that tile: all that follows needs is that.
func (t triangle) factor() {
	for j := range t.edge {
		share(t.edge-j, func(jobs iter.Seq[int]) {
			for job := range jobs {
				into := t.at(j+job, j)
				for k := range j {
					into.addProduct(t.at(j+job, k), t.at(j, k), -1)
				}
			}
		})
		inverse := t.at(j, j).rootInverse()
		*t.at(j, j) = inverse
		share(t.edge-j-1, func(jobs iter.Seq[int]) {
			for job := range jobs {
				into := t.at(j+1+job, j)
				before := *into
				*into = tile{}
				into.addProduct(&before, &inverse, 1)
			}
		})
	}
}

// invert turns the outcome of factor into the inverse of the factored matrix.
func (t triangle) invert() {
	t.invertFactor()
	for i := range t.edge {
		corner := *t.at(i, i)
		share(i+1, func(jobs iter.Seq[int]) {
			for j := range jobs {
				sum, own := tile{}, *t.at(i, j)
				sum.addProduct(&corner, &own, 1)
				for k := i + 1; k < t.edge; k++ {
					sum.addProduct(t.at(k, i), t.at(k, j), 1)
				}
				*t.at(i, j) = sum
			}
		})
	}
}

// invertFactor turns the outcome of factor into the inverse of the Cholesky factor, each tile transposed.
func (t triangle) invertFactor() {
	factor := make([]tile, t.edge) // the row at hand, which is overwritten
	for i := range t.edge {
		copy(factor, t.tiles[i*(i+1)/2:][:i+1])
		share(i, func(jobs iter.Seq[int]) {
			for j := range jobs {
				var sum tile
				for k := j; k < i; k++ {
					sum.addProduct(t.at(k, j), &factor[k], -1)
				}
				*t.at(i, j) = tile{}
				t.at(i, j).addProduct(&sum, &factor[i], 1)
			}
		})
		*t.at(i, i) = factor[i].transposed()
	}
}
