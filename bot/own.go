package bot

import (
	"strings"

	"digbot/internal/programme"
)

// receiptTopic says how to find out whether an application has arrived.
const receiptTopic = "receipt"

// OwnFile is what the phrase "own-file" tells somebody.
type OwnFile struct {
	FirstName string
	Roles     []OwnRole
}

// OwnRole is one role of somebody, with its challenge.
type OwnRole struct {
	KnownRole
	Title programme.Text // of the challenge; empty when it concerns none
}

var (
	ownThings = newPhrases("mon dossier\nma candidature\nmes candidatures\nmon inscription\nmon dépôt\nmon audition\nmon entretien\nmon oral\nmon passage devant le jury\nmon passage\nmon créneau\nmon horaire\nmon statut\nma convocation\nmon rôle\nmon défi\n" +
		"my application\nmy file\nmy hearing\nmy interview\nmy slot\nmy status\nmy role\nmy challenge")

	ownFillers = newWordSet("est il elle t bien arrive arrivee recu recue recus enregistre enregistree complet complete valide validee depose deposee parti partie passe passee a ete avez vous tu as on ou en quel quelle quand heure jour date lieu lien statut etat " +
		"de du la le les l un une d sur pour dans au aux c que qu quoi ce dis dites moi donne donnez peux peut puis je j savoir connaitre verifier voir retrouver encore deja suis svp stp merci bonjour salut s te plait question et alors aura quelle adresse salle visio " +
		"is was it has have been did do does you i the of what when where time place link state status received arrived registered complete valid submitted at for can tell me see check know please hello hi got get in on which role")
)

// own answers a question about the person's own file: from the file, for somebody who is recognised and talks to the bot
// alone; else with how to find out.
func (t *turn) own(text string) (Reply, bool, error) {
	r := newReading(t.wordsOf(text))
	if !r.take(ownThings) || len(r.rest(ownFillers)) > 0 {
		return Reply{}, false, nil
	}
	return t.ownFile()
}

// ownFile tells the person's own file. It reports false when nobody is recognised.
func (t *turn) ownFile() (Reply, bool, error) {
	if t.people == nil || t.message.User == "" {
		return Reply{}, false, nil
	}
	if !t.message.Place.Direct && t.message.Platform != "console" {
		reply, err := t.phrase(KindHandover, "own-in-private")
		reply.Topic = receiptTopic
		return reply, true, err
	}
	known, found := t.recognise()
	if !found || len(known.Roles) == 0 {
		return Reply{}, false, nil
	}
	view := t.view()
	view.Data = map[string]any{"own": t.ownFileOf(known)}
	body, err := t.knowledge.texts.Phrase("own-file", view)
	return Reply{Kind: KindAnswer, Topic: receiptTopic, Body: body, Language: t.language, Confidence: 1, Private: true}, true, err
}

func (t *turn) ownFileOf(known Known) OwnFile {
	own := OwnFile{FirstName: known.FirstName}
	for _, role := range known.Roles {
		challenge, _ := t.season.Challenge(role.Challenge)
		own.Roles = append(own.Roles, OwnRole{role, challenge.Title})
	}
	return own
}

// FirstNameOf is what a name begins with: "Camille" of "Camille Exemple".
func FirstNameOf(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}
