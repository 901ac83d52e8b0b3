package understand

import "math"

// matrix is small and square, row by row. For large ones see triangle.
type matrix struct {
	size   int
	values []float64
}

func newMatrix(size int) matrix { return matrix{size, make([]float64, size*size)} }

func (m matrix) row(i int) []float64 { return m.values[i*m.size : (i+1)*m.size] }

// dot uses four sums so that the additions need not wait for one another.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// addScaled adds scale x from to into.
func addScaled(into, from []float64, scale float64) {
	from = from[:len(into)]
	for len(into) >= 4 && len(from) >= 4 {
		into[0] += scale * from[0]
		into[1] += scale * from[1]
		into[2] += scale * from[2]
		into[3] += scale * from[3]
		into, from = into[4:], from[4:]
	}
	for i := range into {
		into[i] += scale * from[i]
	}
}

// cholesky turns a symmetric positive definite matrix into its lower triangle L with L L' = m, in place. What
// stands above the diagonal is left as it was.
func (m matrix) cholesky() {
	for i := range m.size {
		row := m.row(i)
		for j := range i {
			row[j] = (row[j] - dot(row[:j], m.row(j)[:j])) / m.row(j)[j]
		}
		row[i] = math.Sqrt(row[i] - dot(row[:i], row[:i]))
	}
}

// solve replaces b by the x with L L' x = b, where m holds L.
func (m matrix) solve(b []float64) {
	for i := range b {
		row := m.row(i)
		b[i] = (b[i] - dot(row[:i], b[:i])) / row[i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		row := m.row(i)
		b[i] /= row[i]
		addScaled(b[:i], row[:i], -b[i])
	}
}
