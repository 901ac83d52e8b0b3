package understand

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestCholeskySolves(t *testing.T) {
	for _, size := range []int{1, 2, 5, 33} {
		m := positiveMatrix(size)
		lower := newMatrix(size)
		copy(lower.values, m.values)
		lower.cholesky()
		x := make([]float64, size)
		x[size-1] = 1
		lower.solve(x)
		for i := range x {
			if got, want := dot(m.row(i), x), float64((i+1)/size); math.Abs(got-want) > 1e-9 {
				t.Errorf("size %d: (M x)[%d] = %g, want %g", size, i, got, want)
			}
		}
	}
}

func positiveMatrix(size int) matrix {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	root, m := newMatrix(size), newMatrix(size)
	for i := range root.values {
		root.values[i] = random.NormFloat64()
	}
	for i := range size {
		for j := range size {
			m.row(i)[j] = dot(root.row(i), root.row(j))
		}
		m.row(i)[i] += .3
	}
	return m
}

func TestLogisticFindsTheRule(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var samples []sample
	for range 4000 {
		row := []float64{random.NormFloat64(), 5 + 2*random.NormFloat64(), 7}
		samples = append(samples, sample{row, random.Float64() < sigmoid(2*row[0]-row[1]+4), 1})
	}
	got := fitLogistic(samples, 1)
	for i, want := range []float64{2, -1, 0} {
		if math.Abs(got.weights[i]-want) > .2 {
			t.Errorf("weight %d: %.3f, want about %g", i, got.weights[i], want)
		}
	}
	if at := got.logit([]float64{0, 5, 7}); math.Abs(at+1) > .2 {
		t.Errorf("log-odds at the mean %.3f, want about -1", at)
	}
}

func TestLogisticWithOneAnswerOnly(t *testing.T) {
	fitted := fitLogistic([]sample{{[]float64{1}, true, 1}, {[]float64{2}, true, 1}}, 1)
	if p := sigmoid(fitted.logit([]float64{1.5})); math.IsNaN(p) || p < .9 {
		t.Errorf("probability %g after seeing only right ones", p)
	}
}
