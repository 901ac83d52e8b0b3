package bot

import (
	"slices"
	"strings"
)

// Words without which a question does not ask for challenges, and words that say nothing when it does.
var (
	listingCues = newWordSet("defi defis projet projets mission missions poste postes lesquels lesquelles lequel laquelle ceux celles " +
		"challenge challenges project projects missions ones one combien post posts travailler bosser work nombre qui chose anything something")

	listingFillers = newWordSet("le la les un une des du de d au aux a en dans pour par chez sur et ou y t il elle elles ils on ce ces cet cette c est sont ai as avez avoir ont " +
		"a quel quels quelle quelles que qui quoi lequel lesquels laquelle lesquelles ceux celles combien nombre " +
		"defi defis projet projets mission missions poste postes offre offres tous toutes tout toute liste lister montre montrez moi donne donnez dis dites affiche " +
		"existe existent propose proposes proposee proposees proposer disponible disponibles ouvert ouverts ouverte ouvertes possible possibles concerne concernent " +
		"porte portent portes portee portees dure durent duree durant pendant mois long longs ayant avec moi je j veux voudrais cherche aimerais travailler bosser faire svp stp merci " +
		"s vous plait bonjour salut peux peut pouvez tu me m nous quelqu quelque quelques chose anything something seulement juste uniquement encore aussi alors donc ministere ministeres depend dependent situe situes " +
		"situee situees base bases basee basees se trouve trouvent passe passent lieu ville region " +
		"the a an of in on at for with and or by to from i me my is are there any all which what how many list show give tell do does have has you your " +
		"challenge challenges project projects mission missions ones one post posts that last lasts lasting long months month please can could would like want " +
		"about based located work available offered ministry tell hello hi only just it them they s ya offerts accueille accueillent recherche recrute recrutent recherchent besoin " +
		"listez ca enumere enumerez enumerer voir vois consulter decouvrir connaitre cite citez parlez balance envoie envoyez complete entiere ensemble lien liens rapport rapports lie lies liee liees traite traitent domaine secteur " +
		"comme hein genre releve relevent rattache rattaches rattachee come comes under fall falls belong belongs aurait auriez serait truc interesse interessent promotion offer offers offering see view get find run runs propose proposes related linked deal deals topic field sector full complete whole class " +
		"cote niveau touche touchent touchant trucs theme themes")
)

// Words by which all the challenges are asked for, and words for them in such a question.
var (
	wholeWords = newWordSet("liste lister listez list tous toutes all ensemble every")
	wholeNouns = newWordSet("defi defis projet projets mission missions challenge challenges project projects missions")
)

// isWhole reports whether a question, every word of which was read, asks for all the challenges.
func (r *reading) isWhole() bool {
	return r.has(wholeWords) && r.has(wholeNouns) && !r.has(newCountWords) && !r.has(offering)
}

// offering is what administrations do with projects.
var offering = newWordSet("proposer porter")

var (
	outsidePhrases = newPhrases("ailleurs qu'à Paris\nailleurs que Paris\nailleurs qu'en région parisienne\nen dehors de la région parisienne\nen dehors de l'Île-de-France\nen dehors de Paris\n" +
		"en dehors d'Île-de-France\nhors de la région parisienne\nhors région parisienne\nhors de l'Île-de-France\nhors d'Île-de-France\nhors Île-de-France\nhors IDF\nhors de Paris\nhors Paris\nloin de Paris\n" +
		"pas à Paris\npas en région parisienne\npas sur Paris\nen province\nen région\nen régions\ndans les régions\nrégionaux\noutside the Paris region\noutside Paris\noutside of Paris\n" +
		"not in Paris\naway from Paris\nother than Paris\nsauf Paris\nsauf à Paris")

	longestPhrases = newPhrases("le plus longtemps\nla plus longue\nles plus longues\nle plus long\nles plus longs\nplus longue durée\nplus long\nplus longs\nplus longue\nplus longues\n" +
		"durée maximale\nle plus de mois\nthe longest\nlongest")

	shortestPhrases = newPhrases("le moins longtemps\nle moins long\nles moins longs\nla plus courte\nles plus courtes\nle plus court\nles plus courts\nplus courte durée\nplus court\nplus courts\n" +
		"plus courte\nplus courtes\ndurée minimale\nle moins de mois\nthe shortest\nshortest")

	onePhrases = newPhrases("un seul designer\nune seule designer\nseul designer\nseule designer\nsingle designer\none designer")

	severalPhrases = newPhrases("deux designers\n2 designers\nplusieurs designers\nplus d'un designer\nplus d'une designer\nà deux\nen binôme\nà plusieurs\nen duo\nen équipe de deux\ntwo designers\nseveral designers\n" +
		"more than one designer\nin pairs\nas a pair\ndeux personnes\ndeux postes\ndeux places\n2 postes\n2 places\nplusieurs postes\nplusieurs places")

	primeMinister = newPhrases("services du premier ministre\npremier ministre\nprime minister's services\nprime minister\nMatignon\nSPM")

	whoIs = newPhrases("c'est qui\nqui est\nqui c'est\nwho is\nwho's")

	waitingList = newPhrases("liste d'attente\nlistes d'attente\nwaiting list\nwaitlist")

	defencePhrases = newPhrases("ministère de la Défense\nministère des Armées\nministry of defence\narmed forces\nles armées\naux armées\ndes armées\nl'armée\narmées\narmée")
)

// ministryAliases are what people call ministries by other words than their names'.
var ministryAliases = map[string]string{
	"ecologie": "ecologique", "ecology": "ecologique", "environnement": "ecologique", "men": "education", "social": "solidarite", "sociale": "solidarite", "interior": "interieur",
}

// listing reads a question for some of the challenges. Without strict, which is for follow-ups, it needs no word that says
// that challenges are meant. It reports false unless every word is understood.
func (g *guide) listing(asked []string, strict bool) (listing, bool) {
	r := newReading(asked)
	var l listing
	if strict && !r.has(listingCues) && !r.take(thereIs) {
		return l, false
	}
	l.count = r.has(newCountWords)
	r.take(politeNots)
	g.readMinistry(r, &l)
	g.readPlace(r, &l)
	readAbsent(r, &l)
	readLength(r, &l)
	switch {
	case r.take(severalPhrases):
		l.designers = 2
	case r.take(waitingList), r.take(whoIs):
		return l, false // where one waits is no subject of a challenge, and who somebody is is asked of no challenge
	case r.take(onePhrases):
		return l, false // staffing is no promise: the card of each challenge tells it
	}
	if !g.readTheme(r, &l) {
		return l, false
	}
	return l, !l.isOpen() || strict && r.isWhole()
}

// politeNots ask whether there is something, and deny nothing.
var politeNots = newPhrases("y aurait-il pas\ny aurait pas\nyaurait pas\ny a-t-il pas\ny a pas\nya pas\navez-vous pas\nisn't there\naren't there")

// thereIs asks what there is somewhere.
var thereIs = newPhrases("il y a quoi\ny a quoi\nya quoi\nqu'est-ce qu'il y a\nqu'y a-t-il\nvous avez quoi\ny a des trucs\nya des trucs\nil y a des trucs\navez-vous des trucs\nvous avez des trucs\nquoi de prévu\nwhat is there\nwhat's there\nwhat do you have\nwhat have you got\nwhat's on\nanything about\nanything on\nwhat's left for me\nwhat is left for me")

var newCountWords = newWordSet("combien nombre many")

func (g *guide) readPlace(r *reading, l *listing) {
	if r.take(outsidePhrases) {
		l.place = outsideParis
		return
	}
	which, at := r.takeFrom(g.names, 0)
	for at >= 0 && strings.Join(g.names.all[which], " ") == "defense" && r.word(at-1) != "la" {
		which, at = r.takeFrom(g.names, which+1)
	}
	if at < 0 {
		return
	}
	l.place = strings.Join(g.names.all[which], " ")
	if len(g.places[l.place]) == 0 && !isParis(l.place) {
		l.absent = l.place
	}
}

// readMinistry reads a ministry by the words that only it has.
func (g *guide) readMinistry(r *reading, l *listing) {
	for _, m := range g.ministries {
		if m.prime && r.take(primeMinister) || m.words["armee"] && r.take(defencePhrases) {
			l.ministry = m.text.FR
			return
		}
	}
	for _, seat := range ministrySeats {
		if l.ministry == "" && r.take(seat.phrases) {
			g.takeMinistry(r, l, seat.word)
			return
		}
	}
	named := r.has(ministryWords)
	for i, word := range r.words {
		if l.ministry == "" && !r.read[i] && (named || !r.isAbout(i)) {
			g.readMinistryWord(r, l, i, singular(word), named)
		}
	}
}

var ministryWords = newWordSet("ministere ministeres ministry ministries")

// isAbout reports whether the word at i comes after "sur" or "autour de la": it then says what challenges are about.
func (r *reading) isAbout(i int) bool {
	i--
	for i > 0 && articles[r.words[i]] {
		i--
	}
	return i >= 0 && aboutWords[r.words[i]]
}

var articles = newWordSet("de du des la le les the of")

// readAbsent reads a ministry that has no challenge.
func readAbsent(r *reading, l *listing) {
	if l.ministry != "" || l.place != "" || !r.has(ministryWords) {
		return
	}
	if which, at := r.takeFrom(absentMinistries, 0); at >= 0 {
		l.absent = strings.Join(absentMinistries.all[which], " ")
	}
}

// readMinistryWord takes the word at i, and the others of the ministry's name.
func (g *guide) readMinistryWord(r *reading, l *listing, i int, word string, named bool) {
	if alias, known := ministryAliases[r.words[i]]; known && (named || r.words[i] != "environnement") {
		word = singular(alias)
	}
	if g.takeMinistry(r, l, word) {
		r.mark(i, 1)
	}
}

// takeMinistry takes the ministry in whose name a word is, and all the words of its name.
func (g *guide) takeMinistry(r *reading, l *listing, word string) bool {
	m, known := g.ministryOf[word]
	if !known {
		return false
	}
	l.ministry = m.text.FR
	for j, other := range r.words {
		if m.words[singular(other)] || commonMinistryWords[other] && !listingFillers[other] {
			r.mark(j, 1)
		}
	}
	return true
}

// ministrySeats are the addresses by which ministries are called.
var ministrySeats = []struct {
	phrases phrases
	word    string
}{
	{newPhrases("place Beauvau\nBeauvau"), "interieur"},
	{newPhrases("rue de Grenelle"), "education"},
	{newPhrases("hôtel de Brienne\nBalard"), "armee"},
	{newPhrases("hôtel de Roquelaure\nRoquelaure"), "ecologique"},
	{newPhrases("avenue Duquesne"), "solidarite"},
}

var aboutWords = newWordSet("sur autour concernant about touchant theme domaine thematique")

// readTheme reads what is left as what the challenges are about; it reports false when some word is not about any.
func (g *guide) readTheme(r *reading, l *listing) bool {
	for _, i := range r.rest(listingFillers) {
		word := singular(r.words[i])
		switch {
		case aboutWords[r.words[i]]:
		case len(g.themes[word]) > 0:
			l.theme = append(l.theme, word)
		case g.kinOf(word) != "":
			l.theme = append(l.theme, g.kinOf(word))
		case l.ministry == "" && g.takeMinistry(r, l, ministryAliases[r.words[i]]): // "about ecology": no theme, but a ministry's
		default:
			return false
		}
	}
	slices.Sort(l.theme)
	l.theme = slices.Compact(l.theme)
	return true
}

// The words of a family, "handicap" and "handicapé", begin with the same letters and end in few others.
const (
	fewestShared = 6
	mostEnding   = 3
)

// kinOf is the theme of whose family a word is; empty when there is none, or more than one.
func (g *guide) kinOf(word string) string {
	kin := ""
	for _, theme := range g.families[word[:min(fewestShared, len(word))]] {
		if max(len(word), len(theme))-sharedLetters(word, theme) > mostEnding {
			continue
		}
		if kin != "" {
			return ""
		}
		kin = theme
	}
	return kin
}

// sharedLetters is the number of bytes with which both words begin.
func sharedLetters(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
