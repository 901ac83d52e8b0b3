package bot

var (
	atLeastPhrases = newPhrases("au moins\nau minimum\nminimum\nà partir de\nat least\nminimum of")
	atMostPhrases  = newPhrases("au plus\nau maximum\nmaximum\njusqu'à\nat most\nup to")
	morePhrases    = newPhrases("plus longs que\nplus de\nsupérieure à\nsupérieurs à\nmore than\nlonger than\nover\nplus")
	lessPhrases    = newPhrases("moins longs que\nmoins de\ninférieure à\ninférieurs à\nless than\nshorter than\nunder\nmoins")
	monthWords     = newWordSet("mois month months")
	yearWords      = newWordSet("an ans annee year")
)

// readLength reads lengths of missions: "de 6 mois", "d'un an", "plus de 8 mois", "entre 6 et 9 mois", "la plus longue".
func readLength(r *reading, l *listing) {
	switch {
	case r.take(longestPhrases):
		l.superlative = theLongest
		return
	case r.take(shortestPhrases):
		l.superlative = theShortest
		return
	}
	for i := range r.words {
		months, n := monthsAt(r, i)
		if n == 0 {
			continue
		}
		from, isRange := rangeBefore(r, i)
		r.mark(i, n)
		switch {
		case isRange:
			l.shortest, l.longest = from, months
		case r.take(atLeastPhrases):
			l.shortest = months
		case r.take(atMostPhrases):
			l.longest = months
		case r.take(morePhrases):
			l.shortest = months + 1
		case r.take(lessPhrases):
			l.longest = months - 1
		default:
			l.shortest, l.longest = months, months
		}
		return
	}
}

// monthsAt reads "6 mois" or "un an" at i; n is the number of words read.
func monthsAt(r *reading, i int) (months, n int) {
	count, isNumber := number(r.word(i))
	switch {
	case !isNumber && r.word(i) == "a" && yearWords[r.word(i+1)]:
		return 12, 2
	case !isNumber:
		return 0, 0
	case monthWords[r.word(i+1)]:
		return count, 2
	case yearWords[r.word(i+1)] && count < 10:
		return 12 * count, 2
	}
	return 0, 0
}

// rangeBefore reads the first number of "entre 6 et 9 mois" and "de 6 à 9 mois".
func rangeBefore(r *reading, i int) (int, bool) {
	joint := r.word(i - 1)
	first, isNumber := number(r.word(i - 2))
	if !isNumber || joint != "et" && joint != "a" && joint != "and" && joint != "to" {
		return 0, false
	}
	start := max(i-3, 0)
	if word := r.word(start); word != "entre" && word != "between" && word != "de" && word != "from" {
		return 0, false
	}
	r.mark(start, i-start)
	return first, true
}
