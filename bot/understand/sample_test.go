package understand

import (
	"strings"
	"testing"
)

// handMade is a small corpus: eight topics, eight questions each; the last of each is kept for asking.
const handMade = `
salaire: quel est le salaire ? | combien gagne un designer ? | c'est payé combien ? | quelle est la rémunération mensuelle ? | combien touche-t-on par mois ? | le salaire est-il négociable ? | on est payé combien d'euros ? | quel salaire pour un designer ?
date limite: jusqu'à quand puis-je postuler ? | quelle est la date limite de candidature ? | quand se termine l'appel à candidatures ? | à quelle heure ferme le dépôt des dossiers ? | est-il encore temps de candidater ? | quel est le dernier jour pour envoyer mon dossier ? | l'appel est-il clos ? | quelle est la date limite pour postuler ?
contrat: quel type de contrat est proposé ? | est-ce un CDD ou un CDI ? | combien de mois dure la mission ? | quelle est la durée du contrat ? | le contrat peut-il être prolongé ? | peut-on être fonctionnaire et signer ce contrat ? | qui signe le contrat de travail ? | quelle est la durée de la mission ?
jury: quand a lieu le jury ? | comment se passe l'entretien avec le jury ? | qui compose le jury ? | combien de temps dure l'audition ? | le jury se tient-il à Paris ? | peut-on passer l'audition à distance ? | que faut-il préparer pour le jury ? | qui sont les membres du jury ?
résultats: quand sont annoncés les résultats ? | comment saurai-je si je suis retenu ? | les lauréats sont-ils connus ? | quand recevrai-je une réponse ? | où sont publiés les résultats ? | la liste des lauréats est-elle publique ? | ma candidature est-elle acceptée ? | quand aura-t-on les résultats ?
lieu: où se déroule la mission ? | faut-il habiter à Paris ? | le télétravail est-il possible ? | dans quelle ville se trouve le poste ? | peut-on travailler à distance ? | les bureaux sont-ils en région ? | puis-je rester à Lyon ? | est-ce que le télétravail est permis ?
diplôme: faut-il un diplôme ? | quel niveau d'études est demandé ? | un autodidacte peut-il candidater ? | un étudiant peut-il postuler ? | faut-il un bac+5 ? | quelle expérience est exigée ? | les débutants sont-ils admis ? | est-ce qu'il faut avoir un diplôme ?
dossier: quelles pièces faut-il joindre ? | dois-je envoyer un portfolio ? | comment déposer ma candidature ? | faut-il une lettre de motivation ? | où se trouve le formulaire ? | puis-je modifier mon dossier après l'envoi ? | sous quel format envoyer le CV ? | faut-il joindre un portfolio au dossier ?
`

// readHandMade returns the questions to learn from and the one of each topic to ask.
func readHandMade(t testing.TB) (learn, ask []Example) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(handMade)) {
		topic, rest, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("no topic in %q", line)
		}
		questions := strings.Split(strings.TrimSpace(rest), " | ")
		for i, question := range questions {
			if i == len(questions)-1 {
				ask = append(ask, Example{topic, question})
				continue
			}
			learn = append(learn, Example{topic, question})
		}
	}
	return learn, ask
}

// subjects and manners make a larger corpus: every manner of asking meets every subject.
var (
	subjects = []string{
		"le salaire des designers", "la date limite de candidature", "le contrat proposé", "la composition du jury",
		"l'annonce des lauréats", "le télétravail", "le diplôme exigé", "le portfolio à joindre", "les congés annuels",
		"le remboursement du train", "la formation d'accueil", "le rôle des mentors", "la nationalité requise",
		"le nombre de postes", "les critères de sélection", "le défi de Pôle emploi", "le logement à Paris",
		"la période d'essai", "le matériel informatique", "la liste complémentaire", "le financement du programme",
		"la protection des données", "l'accessibilité des locaux", "le calendrier de la promotion",
		"la suite après la mission", "l'horaire de l'audition", "le cumul avec une activité indépendante",
		"la lettre de motivation", "le casier judiciaire", "l'assurance maladie", "les tickets restaurant",
		"la modification d'un dossier déposé", "l'abandon de candidature", "la visite médicale", "le badge d'accès",
		"le préavis de mon employeur", "la mutuelle", "l'espace de travail partagé", "les entrepreneurs d'intérêt général",
		"le contact presse",
	}
	manners = []string{
		"Quel est %s ?", "Je voudrais savoir pour %s", "Comment se passe %s ?", "Pouvez-vous m'expliquer %s ?",
		"Où trouver des informations sur %s ?", "%s, c'est comment ?", "Est-ce que %s est prévu ?",
		"J'ai une question sur %s", "Que dit le règlement de %s ?", "Qui s'occupe pour moi de %s ?",
	}
)

func synthetic(manners []string) []Example {
	var examples []Example
	for _, subject := range subjects {
		for _, manner := range manners {
			examples = append(examples, Example{subject, strings.Replace(manner, "%s", subject, 1)})
		}
	}
	return examples
}
