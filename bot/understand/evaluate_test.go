package understand

import (
	"math"
	"slices"
	"testing"
)

func TestAUC(t *testing.T) {
	for _, test := range []struct {
		high, low []float64
		want      float64
	}{
		{[]float64{.9, .8}, []float64{.1, .2}, 1},
		{[]float64{.1}, []float64{.9}, 0},
		{[]float64{.5, .5}, []float64{.5}, .5},
		{[]float64{.9, .3}, []float64{.5, .1}, .75},
		{nil, []float64{.5}, 0},
	} {
		if got := auc(test.high, test.low); got != test.want {
			t.Errorf("auc(%v, %v) = %g, want %g", test.high, test.low, got, test.want)
		}
	}
}

func TestEvaluateAddsUp(t *testing.T) {
	learn, ask := readHandMade(t)
	e := train(t, French, learn)
	test := append(slices.Clone(ask), Example{"salaire", "où est le jury ?"}, Example{"salaire", "zzz"})
	foreign := []Example{{Text: "quel est le salaire ?"}, {Text: "xyz"}, {Text: "recette de cuisine"}, {Text: ""}}
	s := Evaluate(e, test, foreign)
	if len(s.Confusions) != 3 || s.Confusions[0].Got == "salaire" || s.Confusions[1].Got != "" || s.Confusions[2].Question.Topic != "" {
		t.Fatalf("confusions %+v", s.Confusions)
	}
	for name, pair := range map[string][2]float64{
		"top1":          {s.Top1, .8},
		"top3":          {s.Top3, .9},
		"sure foreign":  {s.SureOOS, .25},
		"rejected":      {s.OOSRejected, .75},
		"wrong":         {s.SureConfidentWrong, 2. / 14},
		"wrong two-way": {s.ConfidentWrong, 2. / 14},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s: %g, want %g", name, pair[0], pair[1])
		}
	}
	if s.SureOrChoiceRight < s.SureRight || s.HandledRight+s.ConfidentWrong > 1+1e-9 {
		t.Errorf("scores contradict each other: %+v", s)
	}
	if empty := Evaluate(e, nil, nil); len(empty.Confusions) != 0 || empty.Top1 != 0 || empty.OOSAUC != 0 {
		t.Errorf("scores of nothing %+v", empty)
	}
}
