package bot

// courtesies are what people say around a question. Without them it is often understood better.
var courtesies = newPhrases("bonjour\nbonsoir\nsalut\nslt\nbjr\ncoucou\ncc\nhello\nhi\nhey\ngood morning\nmadame\nmonsieur\nmesdames\nmessieurs\nmadame monsieur\nbonjour madame monsieur\nà tous\ntout le monde\n" +
	"merci\nmrc\nmerci d'avance\nmerci beaucoup\nd'avance\ncordialement\nbien à vous\nbonne journée\nok\nokay\nd'accord\nalors\nbon\nbah\nben\net\neuh\nsinon\ndu coup\nsvp\nstp\ns'il vous plaît\ns'il te plaît\ndéjà\n" +
	"pourriez-vous m'indiquer\npouvez-vous m'indiquer\npourriez-vous me dire\npouvez-vous me dire\npeux-tu me dire\ntu peux me dire\npourriez-vous me préciser\npouvez-vous me préciser\npourriez-vous me donner\n" +
	"je voudrais savoir\nj'aimerais savoir\nje souhaite savoir\nje souhaiterais savoir\nje veux savoir\nje cherche à savoir\ndites-moi\ndis-moi\nj'ai une question\nune question\npetite question\nen fait\nau fait\n" +
	"please\nthanks\nthank you\nsorry\nso\nand\nwell\nalso\nby the way\ncould you tell me\ncan you tell me\ncould you please tell me\nI would like to know\nI'd like to know\nI want to know\nI have a question\n" +
	"could you say that in English\nin English\ndear sir\ndear madam\nbest regards\nsuper\ngénial\nparfait\naussi")

// longestCourtesy is the number of words, as they are written, of the longest of them.
const longestCourtesy = 7

// bare is a question without the courtesies around it; the whole when there is nothing else.
func bare(text string) string { return speak(text).bare().written() }

func (s spoken) bare() spoken {
	for {
		n := courtesyAt(s, s.to)
		if n == 0 || n == len(s.fields) {
			break
		}
		s = s.from(n)
	}
	for {
		n := courtesyAt(s, func(n int) spoken { return s.from(len(s.fields) - n) })
		if n == 0 || n == len(s.fields) {
			break
		}
		s = s.to(len(s.fields) - n)
	}
	return s
}

// courtesyAt is the number of fields of the longest courtesy that one of the stretches is, or of those without a word, such
// as a dash; 0 when there is none.
func courtesyAt(s spoken, stretch func(n int) spoken) int {
	for n := min(longestCourtesy, len(s.fields)); n > 0; n-- {
		if said := stretch(n).said(); len(said) == 0 || courtesies.hold(said) {
			return n
		}
	}
	return 0
}
