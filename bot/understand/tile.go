package understand

import "math"

// side is the edge of a tile, a multiple of 6: three tiles take 30 KiB and so stay in a processor's nearest cache.
const side = 36

// tile is a square piece of a matrix.
type tile [side][side]float64

// addProduct adds scale times a b' to the tile. The two tiles are walked along their rows, three of one against two
// of the other: so many sums fit into the registers, and each number read serves several of them. Two steps at a time
// are a tenth faster than one.
func (c *tile) addProduct(a, b *tile, scale float64) {
	for i := 0; i+2 < side; i += 3 {
		a0, a1, a2 := &a[i], &a[i+1], &a[i+2]
		for j := 0; j+1 < side; j += 2 {
			b0, b1 := &b[j], &b[j+1]
			var s00, s01, s10, s11, s20, s21 float64
			for k := 0; k+1 < side; k += 2 {
				x, y := b0[k], b1[k]
				v := a0[k]
				s00 += v * x
				s01 += v * y
				v = a1[k]
				s10 += v * x
				s11 += v * y
				v = a2[k]
				s20 += v * x
				s21 += v * y
				x, y = b0[k+1], b1[k+1]
				v = a0[k+1]
				s00 += v * x
				s01 += v * y
				v = a1[k+1]
				s10 += v * x
				s11 += v * y
				v = a2[k+1]
				s20 += v * x
				s21 += v * y
			}
			c[i][j] += scale * s00
			c[i][j+1] += scale * s01
			c[i+1][j] += scale * s10
			c[i+1][j+1] += scale * s11
			c[i+2][j] += scale * s20
			c[i+2][j+1] += scale * s21
		}
	}
}

// transposed returns the tile with rows and columns exchanged.
func (c *tile) transposed() (t tile) {
	for i := range side {
		for j := range side {
			t[j][i] = c[i][j]
		}
	}
	return t
}

// rootInverse returns L^-1 for the symmetric positive definite tile L L', L being a lower triangle. Only the lower
// half of the tile is read.
func (c *tile) rootInverse() tile {
	lower, inverse := *c, tile{}
	for i := range side {
		row := &lower[i]
		for j := range i {
			row[j] = (row[j] - dot(row[:j], lower[j][:j])) / lower[j][j]
		}
		row[i] = math.Sqrt(row[i] - dot(row[:i], row[:i]))
		inverse[i][i] = 1 / row[i]
		for j, v := range row[:i] {
			addScaled(inverse[i][:j+1], inverse[j][:j+1], -v/row[i])
		}
	}
	return inverse
}
