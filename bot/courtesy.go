package bot

import "strings"

// courtesies are what people say around a question. Without them it is often understood better.
var courtesies = func() map[string]bool {
	set := map[string]bool{}
	for _, phrase := range newPhrases("bonjour\nbonsoir\nsalut\nslt\nbjr\ncoucou\ncc\nhello\nhi\nhey\ngood morning\nmadame\nmonsieur\nmesdames\nmessieurs\nmadame monsieur\nbonjour madame monsieur\nà tous\ntout le monde\n" +
		"merci\nmrc\nmerci d'avance\nmerci beaucoup\nd'avance\ncordialement\nbien à vous\nbonne journée\nok\nokay\nd'accord\nalors\nbon\nbah\nben\net\neuh\nsinon\ndu coup\nsvp\nstp\ns'il vous plaît\ns'il te plaît\ndéjà\n" +
		"pourriez-vous m'indiquer\npouvez-vous m'indiquer\npourriez-vous me dire\npouvez-vous me dire\npeux-tu me dire\ntu peux me dire\npourriez-vous me préciser\npouvez-vous me préciser\npourriez-vous me donner\n" +
		"je voudrais savoir\nj'aimerais savoir\nje souhaite savoir\nje souhaiterais savoir\nje veux savoir\nje cherche à savoir\ndites-moi\ndis-moi\nj'ai une question\nune question\npetite question\nen fait\nau fait\n" +
		"please\nthanks\nthank you\nsorry\nso\nand\nwell\nalso\nby the way\ncould you tell me\ncan you tell me\ncould you please tell me\nI would like to know\nI'd like to know\nI want to know\nI have a question\n" +
		"could you say that in English\nin English\ndear sir\ndear madam\nbest regards\nsuper\ngénial\nparfait\naussi") {
		set[strings.Join(phrase, " ")] = true
	}
	return set
}()

// longestCourtesy is the number of words, as they are written, of the longest of them.
const longestCourtesy = 7

// bare is a question without the courtesies around it; the whole when there is nothing else.
func bare(text string) string {
	fields := strings.Fields(text)
	said := make([]string, len(fields)) // what each says, folded
	for i, field := range fields {
		said[i] = words(field)
	}
	from, to := 0, len(fields)
	for {
		n := courtesyAt(said[from:to], func(said []string, n int) []string { return said[:n] })
		if n == 0 || n == to-from {
			break
		}
		from += n
	}
	for {
		n := courtesyAt(said[from:to], func(said []string, n int) []string { return said[len(said)-n:] })
		if n == 0 || n == to-from {
			break
		}
		to -= n
	}
	return strings.Join(fields[from:to], " ")
}

// courtesyAt is the length of the longest courtesy that one of the stretches is; 0 when none is.
func courtesyAt(said []string, stretch func(said []string, n int) []string) int {
	var short [64]byte // a courtesy seldom is longer
	for n := min(longestCourtesy, len(said)); n > 0; n-- {
		if said := appendSpaced(short[:0], stretch(said, n)); len(said) == 0 || courtesies[string(said)] {
			return n
		}
	}
	return 0
}

// appendSpaced joins words; a field that holds none, such as a dash, leaves no space.
func appendSpaced(all []byte, said []string) []byte {
	for _, word := range said {
		if word != "" && len(all) > 0 {
			all = append(all, ' ')
		}
		all = append(all, word...)
	}
	return all
}
