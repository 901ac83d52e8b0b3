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
	for {
		n := courtesyAt(fields, func(n int) []string { return fields[:n] })
		if n == 0 || n == len(fields) {
			break
		}
		fields = fields[n:]
	}
	for {
		n := courtesyAt(fields, func(n int) []string { return fields[len(fields)-n:] })
		if n == 0 || n == len(fields) {
			break
		}
		fields = fields[:len(fields)-n]
	}
	return strings.Join(fields, " ")
}

// courtesyAt is the length of the longest courtesy that one of the stretches is; 0 when none is.
func courtesyAt(fields []string, stretch func(n int) []string) int {
	for n := min(longestCourtesy, len(fields)); n > 0; n-- {
		if said := words(strings.Join(stretch(n), " ")); said == "" || courtesies[said] {
			return n
		}
	}
	return 0
}
