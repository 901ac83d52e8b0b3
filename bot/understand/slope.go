package understand

import (
	"cmp"
	"math"
	"slices"
)

// slope is what all descents over the same examples share.
type slope struct {
	index  *index
	shared features  // those that more than one example has
	alone  []float64 // by example: its similarity to itself by the others, and the smoothing

	heavy   []int32 // the features that examples are alike by most
	weighty features
	undo    matrix // by heavy feature: the inverse of what they make of one another
}

const (
	mostHeavy = 128
	unit      = 1. / (math.MaxUint16 * math.MaxUint16) // of a product of two weights

	// evened stands for what an example is like itself and others by features that are not heavy, and for the smoothing.
	// Half or double of it takes a descent two steps more.
	evened = .8
)

// features are those of each example, one example after the other.
type features struct {
	starts []int32
	list   []had
}

// had is a feature that an example has, with the weight of its holder.
type had struct {
	feature int32
	weight  uint16
}

// of are the features of an example.
func (f *features) of(example int) []had { return f.list[f.starts[example]:f.starts[example+1]] }

func newSlope(x *index) *slope {
	s := &slope{index: x, alone: make([]float64, x.examples), heavy: x.heaviest()}
	place := make(map[int32]int32)
	for n, f := range s.heavy {
		place[f] = int32(n)
	}
	s.weighty = x.byExample(func(f int32) (int32, bool) { n, isHeavy := place[f]; return n, isHeavy })
	s.shared = x.byExample(func(f int32) (int32, bool) { return f, x.frequent(f) > 1 })
	for i := range s.alone {
		s.alone[i] = smoothing
	}
	for f := range int32(len(x.starts) - 1) {
		if holders := x.holdersOf(f); len(holders) == 1 {
			s.alone[holders[0].example] += holders[0].share() * holders[0].share()
		}
	}
	s.undo = s.undoing()
	return s
}

// heaviest are the features with the greatest weights in all, those that more than one example has.
func (x *index) heaviest() []int32 {
	var shared []int32
	weights := make([]float64, len(x.starts)-1)
	for f := range weights {
		holders := x.holdersOf(int32(f))
		for _, h := range holders {
			weights[f] += h.share() * h.share()
		}
		if len(holders) > 1 {
			shared = append(shared, int32(f))
		}
	}
	slices.SortStableFunc(shared, func(a, b int32) int { return cmp.Compare(weights[b], weights[a]) })
	return shared[:min(mostHeavy, len(shared))]
}

// byExample lists, for each example, those of its features that are wanted, by the number that they are to have.
func (x *index) byExample(wanted func(feature int32) (number int32, ok bool)) features {
	f := features{starts: make([]int32, x.examples+1)}
	each := func(visit func(number int32, h holder)) {
		for feature := range int32(len(x.starts) - 1) {
			if number, ok := wanted(feature); ok {
				for _, h := range x.holdersOf(feature) {
					visit(number, h)
				}
			}
		}
	}
	each(func(_ int32, h holder) { f.starts[h.example+1]++ })
	for i := range x.examples {
		f.starts[i+1] += f.starts[i]
	}
	f.list = make([]had, f.starts[x.examples])
	next := slices.Clone(f.starts)
	each(func(number int32, h holder) {
		f.list[next[h.example]] = had{number, h.weight}
		next[h.example]++
	})
	return f
}

// undoing is (evened I + Z'Z)^-1, Z being the weights of the heavy features. With it, the inverse of evened I + Z Z' is
// I - Z undoing Z', but for a factor that changes no direction.
func (s *slope) undoing() matrix {
	lower := newMatrix(len(s.heavy))
	for i := range s.alone {
		has := s.weighty.of(i)
		for _, a := range has {
			for _, b := range has {
				lower.row(int(a.feature))[b.feature] += unit * float64(a.weight) * float64(b.weight)
			}
		}
	}
	for n := range s.heavy {
		lower.row(n)[n] += evened
	}
	lower.cholesky()
	inverse := newMatrix(len(s.heavy))
	for n := range s.heavy {
		inverse.row(n)[n] = 1
		lower.solve(inverse.row(n))
	}
	return inverse
}
