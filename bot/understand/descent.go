package understand

// descent solves for the answers of a few topics at once by conjugate gradients. It never sees the similarities of the
// examples: these are the products of their features, of which an example has sixty, while it is like thousands of
// others. So the cost grows with the length of the examples instead of the cube of their number.
type descent struct {
	*slope
	found []line // by example, as the next four
	rest  []line // what is missing from the right side
	eased []line // that, as far as the heaviest features can tell where it comes from
	step  []line // the direction to go next
	made  []line // what going there makes of the right side

	sums   []line // by feature
	causes []line // by heavy feature, as the next
	told   []line
}

// line has a number for each topic of a descent: so few that the sums of a thousand features stay in a processor's
// second cache.
type line [lineTopics]float64

const (
	lineTopics = 16
	exact      = 1e-4 // of the right side may be missing in the end: a score tells no difference
	mostSteps  = 300
)

func newDescent(s *slope) *descent {
	examples, features := len(s.alone), len(s.index.starts)-1
	lines := func(n int) []line { return make([]line, n) }
	return &descent{
		slope: s, found: lines(examples), rest: lines(examples), eased: lines(examples), step: lines(examples), made: lines(examples),
		sums: lines(features), causes: lines(len(s.heavy)), told: lines(len(s.heavy)),
	}
}

// solve finds what makes the right side that stands in rest.
func (d *descent) solve() {
	whole := product(d.rest, d.rest)
	d.ease()
	copy(d.step, d.eased)
	missing := product(d.rest, d.eased)
	for range mostSteps {
		d.make()
		along := quotient(missing, product(d.step, d.made))
		for i := range d.found {
			d.found[i].addScaled(&d.step[i], &along)
			d.rest[i].takeScaled(&d.made[i], &along)
		}
		if rest := product(d.rest, d.rest); rest.within(&whole, exact*exact) {
			return
		}
		d.ease()
		before := missing
		missing = product(d.rest, d.eased)
		turn := quotient(missing, before)
		for i := range d.step {
			d.step[i].turn(&d.eased[i], &turn)
		}
	}
}

// make applies the similarities of the examples, and the smoothing, to the step.
func (d *descent) make() {
	for f := range d.sums {
		if holders := d.index.holdersOf(int32(f)); len(holders) > 1 {
			d.sums[f].sumHolders(d.step, holders)
		}
	}
	for i := range d.made {
		d.made[i].sumFeatures(d.sums, d.shared.of(i))
		d.made[i].mix(unit, &d.step[i], d.alone[i])
	}
}

// ease undoes what the heaviest features alone make of a right side, as if all others were the same to every example.
func (d *descent) ease() {
	for n, f := range d.heavy {
		d.causes[n].sumHolders(d.rest, d.index.holdersOf(f))
	}
	for n := range d.told {
		d.told[n].sumRow(d.causes, d.undo.row(n))
	}
	for i := range d.eased {
		d.eased[i].sumFeatures(d.told, d.weighty.of(i))
		d.eased[i].mix(-unit, &d.rest[i], 1)
	}
}

// sumHolders sums the lines of the examples that have a feature.
func (l *line) sumHolders(lines []line, holders []holder) {
	*l = line{}
	for ; len(holders) >= 4; holders = holders[4:] {
		a, b, c, d := holders[0], holders[1], holders[2], holders[3]
		l.addFour(&lines[a.example], &lines[b.example], &lines[c.example], &lines[d.example],
			float64(a.weight), float64(b.weight), float64(c.weight), float64(d.weight))
	}
	for _, h := range holders {
		l.addOne(&lines[h.example], float64(h.weight))
	}
}

// sumFeatures sums the lines of the features that an example has.
func (l *line) sumFeatures(lines []line, has []had) {
	*l = line{}
	for ; len(has) >= 4; has = has[4:] {
		a, b, c, d := has[0], has[1], has[2], has[3]
		l.addFour(&lines[a.feature], &lines[b.feature], &lines[c.feature], &lines[d.feature],
			float64(a.weight), float64(b.weight), float64(c.weight), float64(d.weight))
	}
	for _, h := range has {
		l.addOne(&lines[h.feature], float64(h.weight))
	}
}

// sumRow sums lines by a row of a matrix.
func (l *line) sumRow(lines []line, row []float64) {
	*l = line{}
	for ; len(row) >= 4; row, lines = row[4:], lines[4:] {
		l.addFour(&lines[0], &lines[1], &lines[2], &lines[3], row[0], row[1], row[2], row[3])
	}
	for i := range row {
		l.addOne(&lines[i], row[i])
	}
}

// addFour reads and writes the line once for four others.
func (l *line) addFour(a, b, c, d *line, p, q, r, s float64) {
	for t := range l {
		l[t] += p*a[t] + q*b[t] + r*c[t] + s*d[t]
	}
}

func (l *line) addOne(a *line, p float64) {
	for t := range l {
		l[t] += p * a[t]
	}
}

func (l *line) mix(own float64, a *line, p float64) {
	for t := range l {
		l[t] = own*l[t] + p*a[t]
	}
}

func (l *line) addScaled(a, by *line) {
	for t := range l {
		l[t] += by[t] * a[t]
	}
}

func (l *line) takeScaled(a, by *line) {
	for t := range l {
		l[t] -= by[t] * a[t]
	}
}

func (l *line) turn(to, by *line) {
	for t := range l {
		l[t] = to[t] + by[t]*l[t]
	}
}

// within reports whether no topic has more than a part of the whole.
func (l *line) within(whole *line, part float64) bool {
	for t := range l {
		if l[t] > part*whole[t] {
			return false
		}
	}
	return true
}

// product is, for each topic, the sum over the examples of what both have there.
func product(a, b []line) (sum line) {
	for i := range a {
		for t := range sum {
			sum[t] += a[i][t] * b[i][t]
		}
	}
	return sum
}

// quotient divides; nothing by nothing is nothing, as for a place without a topic.
func quotient(a, b line) (q line) {
	for t := range q {
		if b[t] != 0 {
			q[t] = a[t] / b[t]
		}
	}
	return q
}
