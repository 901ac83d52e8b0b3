package understand

import "math"

// logistic is a logistic regression: the log-odds of a row are bias + weights . row.
type logistic struct {
	weights []float64
	bias    float64
}

func (l logistic) logit(row []float64) float64 {
	sum := l.bias
	for i, w := range l.weights {
		sum += w * row[i]
	}
	return sum
}

func sigmoid(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }

// sample is one row to learn from.
type sample struct {
	row    []float64
	yes    bool
	weight float64
}

const (
	newtonSteps = 12
	flattest    = 1e-9 // below this spread a column says nothing
)

// fitLogistic learns from samples, all of one width, by Newton's method on standardised columns. The ridge
// holds their weights down; the bias is free.
func fitLogistic(samples []sample, ridge float64) logistic {
	width := len(samples[0].row)
	mean, spread := standard(samples, width)
	beta := make([]float64, width+1) // the bias comes last
	for range newtonSteps {
		step := newtonStep(samples, mean, spread, beta, ridge)
		largest := 0.0
		for i, s := range step {
			beta[i] += s
			largest = max(largest, math.Abs(s))
		}
		if largest < 1e-6 {
			break
		}
	}
	fitted := logistic{weights: make([]float64, width), bias: beta[width]}
	for j := range width {
		fitted.weights[j] = beta[j] / spread[j]
		fitted.bias -= fitted.weights[j] * mean[j]
	}
	return fitted
}

// standard returns the mean and the standard deviation of each column.
func standard(samples []sample, width int) (mean, spread []float64) {
	mean, spread = make([]float64, width), make([]float64, width)
	n := float64(len(samples))
	for _, s := range samples {
		addScaled(mean, s.row, 1/n)
	}
	for _, s := range samples {
		for j, v := range s.row {
			spread[j] += (v - mean[j]) * (v - mean[j]) / n
		}
	}
	for j := range spread {
		spread[j] = math.Sqrt(spread[j])
		if spread[j] < flattest {
			spread[j] = 1
		}
	}
	return mean, spread
}

// newtonStep is the step from beta towards the least penalised loss.
func newtonStep(samples []sample, mean, spread, beta []float64, ridge float64) []float64 {
	width := len(mean)
	gradient := make([]float64, width+1)
	curvature := newMatrix(width + 1)
	x := make([]float64, width+1)
	x[width] = 1
	for _, s := range samples {
		for j, v := range s.row {
			x[j] = (v - mean[j]) / spread[j]
		}
		p := sigmoid(dot(beta, x))
		target := 0.0
		if s.yes {
			target = 1
		}
		addScaled(gradient, x, s.weight*(target-p))
		bend := s.weight * max(p*(1-p), 1e-9)
		for j := range x {
			addScaled(curvature.row(j), x, bend*x[j])
		}
	}
	for j := range width {
		gradient[j] -= ridge * beta[j]
		curvature.row(j)[j] += ridge
	}
	curvature.row(width)[width] += 1e-9
	curvature.cholesky()
	curvature.solve(gradient)
	return gradient
}
