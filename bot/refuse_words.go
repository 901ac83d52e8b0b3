package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The words by which requests for results and for other people's data are known, in both languages.
var (
	outcomeWords = newWordSet("laureat laureats laureate laureates retenu retenue retenus retenues selectionne selectionnee selectionnes selectionnees choisi choisie choisis choisies " +
		"pris prise prises admis admise admises recale recalee recales gagnant gagnants gagnante gagnantes vainqueur vainqueurs elu elue elus elues embauche embauchee recrute recrutee recrutes " +
		"qualifie qualifiee qualifies ecarte ecartee elimine eliminee accepte acceptee acceptes acceptees refuse refusee refuses refusees rejete rejetee gagne gagnes gagnera remporte remporter chouchou chouchous favori favoris preferes prefere " +
		"winner winners win wins won selected chosen picked admitted hired rejected accepted accept reject successful unsuccessful shortlisted finalist finalists finaliste finalistes")

	outcomePhrases = newPhrases("heureux élus\nmade it\nget in\ngot in\ngot the job\nget the job\nmade the cut\nsur la liste\non the list\narrivé premier\narrivée première\nclassé premier\nclassée première\ncame first\nma place est")

	takenOffice = newPhrases("prise de poste\nprise de fonction\nprises de poste\nprise de rendez-vous\nprise en charge\nprise en compte\nj'ai pris\npris connaissance\nsi mal pris")

	resultWords = newWordSet("classement rang palmares ranking rank score scores note notes verdict deliberation deliberations decision decisions resultat resultats result results noms nom names identite identites prenom prenoms mark marks grade initiales initiale")

	plainResults = newWordSet("classement rang palmares ranking rank verdict deliberation deliberations resultat resultats result results")

	whoWords      = newWordSet("qui who whom lequel laquelle lesquels lesquelles which qi ki")
	countingWords = newWordSet("combien many nombre proportion pourcentage part")
	peopleWords   = newWordSet("femme femmes homme hommes candidat candidats candidate candidates personnes gens women men people candidates applicants")
	laureateWords = newWordSet("laureat laureats laureate laureates retenus retenues retenu retenue gagnant gagnants winner winners selectionnes selectionnees admis personnes")

	giving = newWordSet("donne donner donnez donnes dis dit dites dire balance envoie envoyer envoyez envoi transmettre transmettez transmets communiquer communiquez communique montre montrer montrez affiche afficher affichez " +
		"revele reveler cite citer citez confirme confirmer confirmez rappelle rappelez rappeler complete completer traduis traduire ecris ecrire recite lister imprime partage partager connaitre savoir veux voudrais faut besoin souhaite devoile divulgue " +
		"tell give show print reveal share send list leak spell name say disclose display complete translate write need want know")

	choosing = newPhrases("qui choisit\nqui a choisi les\nwho chose the\nqui choisissent\nqui sélectionne les\nqui sélectionne\nqui sélectionnent\nqui décide\nqui vote\nqui évalue\nqui nomme\nqui annonce\nqui recrute\nqui embauche\nqui accepte\nqui refuse\nqui va choisir\nqui peut\nqui peuvent\nqui doit\n" +
		"who chooses\nwho selects\nwho decides\nwho picks\nwho recruits\nwho hires\nwho can\nwho may\nwho could\nwho announces\nqui fait la sélection\nqui est-ce qui choisit\nqui informe\nwho tells")

	publishing = newWordSet("publie publies publiee sorti sortis sortie sortent disponible disponibles dispo published out available affiches publier")
	harmless   = newWordSet("programme promotion contact mentors mentor defi dinsic fonds ministere defis challenge challenges programme formulaire criteres bareme grille poids criteria adresse projet projets note scale weight grid")

	ownResults = newPhrases("mon classement\nmon rang\nma note\nmes notes\nmon score\nmon résultat\nmes résultats\nma décision\nrésultat pour moi\nrésultat du jury pour moi\ndécision pour moi\ndécision sur moi\nnote le jury\nclassement du jury\nclassement des candidats\n" +
		"classement final\npalmarès\nverdict du jury\nverdict\nrésultat de mon audition\nrésultat de ma candidature\nmy ranking\nmy rank\nmy score\nmy mark\nmy result\nmy results\njury's ranking\nscore did the jury\nranking of the candidates\n" +
		"noms des\nnom de la personne\nnom du lauréat\nnom de la lauréate\nnames of the\nname of the winner\nliste des lauréats\nquel rang")

	selfPhrases = newPhrases("suis-je\nje suis\nest-ce que je\nje serai\nserai-je\nai-je été\nj'ai été\nai-je\nj'étais\njsuis\njsui\nchui\nchuis\nma candidature\nmon dossier\nmon profil\nmon audition\nsuis\nam I\nI am\nI'm\nhave I been\nwas I\nwill I be\ndid I\nmy application\nmy hearing\nmoi\njury a-t-il\njury m'a\nhas the jury\ndid the jury")

	selfOutcomes = newPhrases("did I get in\ndid I make it\nai-je gagné\nj'ai gagné\nai-je réussi\nsuis-je reçu\nsuis-je reçue\nsuis-je sur la liste\ncandidature a-t-elle été retenue\nça sent bon pour moi\nc'est bon pour moi le jury\nbonne nouvelle pour moi\n" +
		"plutôt oui ou plutôt non\nc'est plutôt oui\nc'est oui ou c'est non\nle jury a décidé quoi\nle jury a tranché\nle jury a choisi\nle jury a décidé\nqu'a décidé le jury\nwhat did the jury decide\nhas the jury decided\nthe jury chose\nai-je une chance d'être\nj'ai le poste\nj'ai le job\ndo I have the job")

	somebodyWords = newWordSet("copine copain ami amie amis pote collegue collegues mari epouse frere soeur cousin cousine voisin voisine ex conjoint conjointe friend colleague wife husband brother sister neighbour boyfriend girlfriend elle lui he she him")

	companionWords = newWordSet("copine copain ami amie pote collegue collegues mari frere soeur cousin cousine voisin voisine ex employe employee employes salarie salariee conjoint conjointe friend colleague wife husband brother sister employee staff")
	applying       = newWordSet("postule candidate candidature depose inscrit inscrite applied apply applying application dossier")

	projectWords   = newWordSet("projet projets project projects administration administrations")
	candidateWords = newWordSet("candidat candidats candidate candidates designer designers personne personnes applicant applicants")

	excuses = newPhrases("quand est-ce\nc'est quand\nquand\nwhen\nquelle date\nquel jour\nà quelle heure\ndate de\ndate des\ndate d'\nwhat date\nwhich day\nwhat day\ncomment\nhow\ncritère\ncritères\ncriteria\npourquoi\nwhy\nsi je suis\nsi je\nsi j'ai\nsi on est\nsi l'on est\nsi un\nsi une\nsi personne\nsi quelqu'un\n" +
		"si nous étions\nsi on était\nsi j'étais\nsi notre projet\nsi notre dossier\nif we were\nif our project\nif I\nif somebody\nif someone\nif nobody\nune fois\nlorsque\naprès avoir été\nen cas de\nau cas où\nque se passe\nqu'est-ce qui se passe\nwhat happens\nsalaire\npayé\npaid\nsalary\nraison\nraisons\nreason\nreasons\nrecours\nappeal\nretour sur\nfeedback\noù seront\nsera-t-elle publique\nseront-ils publiés\nallez-vous sélectionner\nau travail\ngagne combien\ncherchez-vous\nlauréats doivent\nwinners have to\nonce selected\nonce chosen\nwhere will\nrenonce\ndésiste")
	hardExcuses = newPhrases("quand saurai-je\nquand connaîtra\nquand le saura\nwhen will I know\nwhen do we know\ncomment savoir\nhow do I know\nhow will I know\ncomment serai-je prévenu\nquand aurai-je\nsera-t-on prévenu\nwill I be told\nwill I be informed")
	whether     = newPhrases("dis-moi si\ndites-moi si\ndire si\nsavoir si\nconfirmer si\nconfirme si\nconfirmez si\ntell me if\ntell me whether\nknow if\nknow whether\nquand même\nimaginons\njuste si")

	hypotheses = newPhrases("parier\nparie\nparies\nton pari\npronostic\npronostics\ndevine\ndeviner\nimagine\nimaginons\nimaginer\nsupposons\nsuppose que\nhypothétiquement\nhypothèse\nhistoire\npoème\nfais comme si\nfaire comme si\nfaisons comme si\njeu de rôle\nà ton avis\nselon toi\nentre nous\n" +
		"sous embargo\noff the record\nrien qu'un indice\njuste un indice\nun indice\nun petit indice\npretend\nhypothetically\nimagine that\nlet's say\nroleplay\nrole play\nguess\nbet\nstory\npoem\nbetween us\nunder embargo\na hint\njust a hint\nin your opinion\nsi tu devais\nif you had to")

	staffingPhrases = newPhrases("qui va rejoindre\nqui nous rejoint\nqui rejoint\nqui va venir\nqui vient chez\nqui vient dans\nqui arrive chez\nqui arrive dans\nqui va travailler\nqui travaillera\nqui avons-nous\nqui aurons-nous\nqui avons nous eu\nqui on a eu\non a eu qui\nqui sera notre\nqui est notre designer\n" +
		"quel designer\nquelle designer\nquels designers avons\nest-il pourvu\nest pourvu\nsont pourvus\nsont-ils pourvus\na été pourvu\ndéjà pourvu\ndéjà pourvus\na-t-il trouvé quelqu'un\nont trouvé quelqu'un\ntrouvé quelqu'un\ntrouvé leur designer\ntrouvé son designer\nvos chouchous\nvos favoris\nvos préférés\nun favori\ndes favoris\nyour favourites\nyour favorites\n" +
		"who did we get\nwho is joining\nwho's joining\nwho will join\nwho is coming\nwho's coming\nwho will work\nwho will be our\nwhich designer\nposition filled\npost filled\nbeen filled\nfound somebody\nfound someone")

	begging = newWordSet("juste oui non allez indice prenom nom initiale lettre promis secret stp please hint come just yes no maybe secretement meme lui elle promise")

	overrides       = newWordSet("ignore ignorer ignorez oublie oublier oubliez forget disregard bypass override contourne jailbreak dan administrateur admin developpeur developer debug root sudo restriction restrictions")
	overridePhrases = newPhrases("tu es maintenant\nvous êtes maintenant\nyou are now\nact as\nagis comme\nfais semblant\nmode test\ntest mode\nsystem prompt\nnouvelles instructions\nnew instructions\nà partir de maintenant\nfrom now on\nje suis ton créateur\nI am your creator")
	ruleWords       = newWordSet("instructions instruction consigne consignes regle regles rules rule prompt prompts restriction restrictions limites garde mode guidelines")

	peoplePhrases = newPhrases("qui sont les autres candidats\nqui sont les candidats\nqui sont les inscrits\nqui a postulé\nqui a candidaté\nqui d'autre a postulé\nqui d'autre\nliste des candidats\nliste des candidates\nliste des inscrits\nliste des mails\nliste des participants\nnoms des candidats\nnom des candidats\nnoms des mentors\n" +
		"nom du mentor\nnom de mon concurrent\nmes concurrents\nwho are the other candidates\nwho are the candidates\nwho applied\nwho else applied\nlist of candidates\nlist of applicants\nnames of the candidates\nname of the mentor\nnames of the mentors")

	dataWords    = newWordSet("mail mails email emails courriel courriels adresse adresses telephone telephones tel numero portable coordonnees cv cvs dossier dossiers linkedin phone address addresses resume profile profil candidature application")
	contactWords = newWordSet("mail mails email emails courriel courriels telephone telephones numero portable coordonnees linkedin phone")
	teamWords    = newWordSet("equipe team programme dinsic contact contacter")
	otherWords   = newWordSet("candidats candidates candidat autres autre mentors mentor inscrits laureats applicants participants members membres somebody someone")
	ownWords     = newWordSet("mon ma mes my mine je j i moi")
	askingWords  = newWordSet("quel quelle quels quelles what liste list qui who")
)

// isOutcome reports whether a word says that somebody was chosen or not, written right or nearly so.
func isOutcome(word string) bool {
	if outcomeWords[word] {
		return true
	}
	if len(word) < 6 {
		return false
	}
	return slices.ContainsFunc(outcomeStems, func(stem string) bool { return near(word, stem) })
}

var outcomeStems = []string{"laureat", "laureats", "laureate", "retenus", "retenue", "selectionne", "selectionnee", "gagnants", "winners", "selected"}

// near reports whether one slip of a finger parts two words: a letter too many, too few, another one, or two swapped.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// namesSomebody reports whether a text seems to name a person: two words in a row that begin with capitals, or one after a
// lower-case word, and that are no name of a challenge or an organisation that the bot knows.
func (t *turn) namesSomebody(text string) bool {
	fields := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	run := 0
	for i, field := range fields {
		first, size := utf8.DecodeRuneInString(field)
		rest := field[size:]
		isName := unicode.IsUpper(first) && len(rest) > 1 && rest == strings.ToLower(rest) && !t.isKnownName(field)
		if !isName {
			run = 0
			continue
		}
		if run++; run == 2 && (i > 1 || run == len(fields)) || run == 2 && i == 1 {
			return true
		}
	}
	return false
}

// isKnownName reports whether a word belongs to the names of challenges, hosts, ministries, places, months or days.
func (t *turn) isKnownName(field string) bool {
	for _, word := range strings.Fields(words(field)) {
		key := singular(word)
		g := t.guide(t.season.Promotion)
		_, isMonth := months[word]
		_, isDay := weekdays[word]
		_, ofMinistry := g.ministryOf[key]
		if len(g.themes[key]) > 0 || len(g.places[word]) > 0 || isMonth || isDay || ofMinistry || commonNames[word] || listingFillers[word] || followFillers[word] || applyFillers[word] || courtesies.hold([]string{word}) {
			return true
		}
	}
	return false
}

var commonNames = newWordSet("designers interet general entrepreneurs dig eig paris france etat ministere premier ministre pole emploi slack mattermost ux madame monsieur bonjour programme investissements avenir jury dinsic defi " +
	"pourriez pouvez est qui quel was is who can could please")
