package bot

import "testing"

func TestCoreIsWhatAMessageAsks(t *testing.T) {
	for text, want := range map[string]string{
		"Bonjour, quand se réunit le jury ? Merci d'avance, bien cordialement":                                             "quand se réunit le jury",
		"Je me permets de vous contacter car je souhaiterais savoir si le télétravail est possible.":                       "le télétravail est possible.",
		"Madame, Monsieur, auriez-vous l'amabilité de me préciser la date limite ?\nJe vous remercie de votre réponse.":    "la date limite",
		"Merci de m'indiquer le montant du salaire":                                                                        "le montant du salaire",
		"Bonjour, je suis graphiste à Lille et intéressée par un défi. Pourriez-vous me dire où se passent les missions ?": "où se passent les missions",
		"Hi there, I was wondering whether remote work is allowed. Many thanks, kind regards":                              "remote work is allowed.",
		"Hello! My name is Dominique Exemple, could you please tell me how long the mission is?":                           "how long the mission is?",
		"je suis fonctionnaire, puis-je postuler ?":                                                                        "puis-je postuler",
		"Je vous saurais gré de bien vouloir m'indiquer la durée de la mission.":                                           "la durée de la mission.",
		"Nous vous serions reconnaissants de nous préciser le montant du salaire.":                                         "le montant du salaire.",
		"Quand a lieu le jury, afin de réserver mon train ?":                                                               "Quand a lieu le jury,",
		"Quand a lieu le jury afin que je réserve mon train ?":                                                             "Quand a lieu le jury",
		"We would be grateful if you could confirm the closing date.":                                                      "the closing date.",
		"combien gagne-t-on ?": "combien gagne-t-on",
		"Bonjour":              "",
	} {
		if got := core(text, true); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got, want := core("Bonjour, je suis fonctionnaire, puis-je postuler ?", false), "je suis fonctionnaire, puis-je postuler"; got != want {
		t.Errorf("what may matter is kept: %q, want %q", got, want)
	}
}
