package understand

import (
	"math"
	"reflect"
	"runtime"
	"testing"
)

func triangleOf(m matrix) triangle {
	t := newTriangle(m.size)
	for i := range m.size {
		t.setRow(i, m.row(i))
	}
	return t
}

func TestTriangleInverts(t *testing.T) {
	for _, size := range []int{1, 2, 35, 36, 37, 72, 100, 145} {
		m := positiveMatrix(size)
		inverse := triangleOf(m)
		inverse.factor()
		inverse.invert()
		row := make([]float64, size)
		for i := range size {
			inverse.row(row, i)
			for j := range size {
				want := 0.0
				if i == j {
					want = 1
				}
				if got := dot(m.row(j), row); math.Abs(got-want) > 1e-9 {
					t.Fatalf("size %d: (M^-1 M)[%d][%d] = %g", size, i, j, got)
				}
			}
		}
	}
}

func TestTriangleKeepsItsRows(t *testing.T) {
	m := positiveMatrix(77)
	kept, row := triangleOf(m), make([]float64, 77)
	for i := range m.size {
		kept.row(row, i)
		for j := range i + 1 {
			if row[j] != m.row(i)[j] {
				t.Fatalf("[%d][%d] = %g, want %g", i, j, row[j], m.row(i)[j])
			}
		}
	}
}

func TestTrainingIgnoresTheNumberOfProcessors(t *testing.T) {
	examples := synthetic(manners[:4])
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := train(t, French, examples)
	for _, processors := range []int{2, 5} {
		runtime.GOMAXPROCS(processors)
		together := train(t, French, examples)
		if !reflect.DeepEqual(alone.model.directions, together.model.directions) || alone.calibration != together.calibration {
			t.Errorf("%d processors: %+v, one: %+v", processors, together.calibration, alone.calibration)
		}
	}
}
