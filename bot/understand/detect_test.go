package understand

import "testing"

func TestDetect(t *testing.T) {
	for _, test := range []struct {
		text string
		want Language
		ok   bool
	}{
		{"Jusqu'à quand puis-je postuler ?", French, true},
		{"C'est payé combien ?", French, true},
		{"jusqua quand on peut candidater", French, true},
		{"slt cest koi le salaire", French, true},
		{"L’appel est-il clos ?", French, true},
		{"Où ?", French, true},
		{"a kel heure ça ferme", French, true},
		{"délais", French, true},
		{"When is the deadline?", English, true},
		{"How much does it pay?", English, true},
		{"dont i need a diploma", English, true},
		{"can I work from Lyon", English, true},
		{"MaritUX", "", false},
		{"portfolio", "", false},
		{"12 345", "", false},
		{"", "", false},
		{"\xff\xfe", "", false},
	} {
		if got, ok := Detect(test.text); got != test.want || ok != test.ok {
			t.Errorf("Detect(%q) = %q, %v; want %q, %v", test.text, got, ok, test.want, test.ok)
		}
	}
}
