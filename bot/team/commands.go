package team

// commands is the one table of all that the team can tell the bot to do. The first name of each language is the one
// shown; accents, capitals and hyphens do not matter.
func commands() []command {
	return []command{
		{id: "help", names: []string{"aide"}, english: []string{"help"}, question: true, run: help},
		{id: "status", names: []string{"état", "statut", "etat de la saison"}, english: []string{"status"}, run: status},
		{id: "today", names: []string{"aujourd’hui"}, english: []string{"today"}, question: true, run: today},
		{id: "calendar", names: []string{"calendrier", "dates"}, english: []string{"calendar"}, question: true, run: calendar},
		{id: "move", names: []string{"calendrier déplacer", "déplacer", "calendrier décaler"}, english: []string{"calendar move", "move"}, rights: []Right{MayMoveCalendar}, run: move},
		{id: "announce", names: []string{"annoncer"}, english: []string{"announce"}, rights: []Right{MayAnnounce}, run: announce},
		{id: "edit", names: []string{"modifier"}, english: []string{"edit"}, rights: []Right{MayAnnounce}, run: edit},
		{id: "trial", names: []string{"m’envoyer un essai", "envoyer un essai", "essai"}, english: []string{"send me a trial", "trial"}, rights: []Right{MayAnnounce, MayApprove}, run: trial},
		{id: "publish", names: []string{"publier"}, english: []string{"publish", "post"}, rights: []Right{MayAnnounce}, run: publish},
		{id: "look", names: []string{"voir"}, english: []string{"show"}, run: look},
		{id: "ask", names: []string{"demander"}, english: []string{"request"}, rights: []Right{MayAnnounce, MayMoveCalendar, MaySeePeople}, run: ask},
		{id: "approve", names: []string{"approuver"}, english: []string{"approve"}, rights: []Right{MayApprove}, run: approve},
		{id: "refuse", names: []string{"refuser"}, english: []string{"refuse", "reject"}, rights: []Right{MayApprove}, run: refuse},
		{id: "drop", names: []string{"abandonner"}, english: []string{"drop"}, rights: []Right{MayAnnounce, MayMoveCalendar, MaySeePeople}, run: drop},
		{id: "undo", names: []string{"annuler"}, english: []string{"undo", "cancel"}, rights: []Right{MayAnnounce, MayApprove}, run: undo},
		{id: "campaigns", names: []string{"envois"}, english: []string{"campaigns", "mailings"}, run: listCampaigns},
		{id: "report", names: []string{"rapport"}, english: []string{"report"}, run: showReport},
		{id: "pause", names: []string{"pause", "stop"}, english: []string{"pause", "stop"}, rights: []Right{MayAnnounce, MayApprove}, run: pause},
		{id: "resume", names: []string{"reprendre"}, english: []string{"resume"}, rights: []Right{MayAnnounce}, run: resume},
		{id: "retry", names: []string{"réessayer"}, english: []string{"retry"}, rights: []Right{MayAnnounce}, run: retry},
		{id: "hold", names: []string{"suspendre la publication", "retenir"}, english: []string{"hold"}, rights: []Right{MayAnnounce, MayApprove}, run: hold},
		{id: "let", names: []string{"libérer"}, english: []string{"let go"}, rights: []Right{MayAnnounce}, run: let},
		{id: "arrived", names: []string{"marquer envoyé"}, english: []string{"mark sent"}, rights: []Right{MayAnnounce}, run: arrived},
		{id: "resend", names: []string{"renvoyer"}, english: []string{"resend"}, rights: []Right{MayAnnounce}, run: resend},
		{id: "correct", names: []string{"rectifier"}, english: []string{"correct"}, rights: []Right{MayAnnounce}, run: correct},
		{id: "person", names: []string{"personne"}, english: []string{"person"}, rights: []Right{MaySeePeople}, question: true, run: person},
		{id: "import", names: []string{"importer"}, english: []string{"import"}, rights: []Right{MaySeePeople}, run: importList},
		{id: "welcome", names: []string{"accueil"}, english: []string{"welcome"}, rights: []Right{MaySeePeople}, question: true, run: ready},
		{id: "withdraw", names: []string{"désistement"}, english: []string{"withdrawal"}, rights: []Right{MaySeePeople}, question: true, run: withdraw},
		{id: "callup", names: []string{"appeler-réserve", "appeler la réserve"}, english: []string{"call up"}, rights: []Right{MaySeePeople}, run: callUp},
		{id: "challenge", names: []string{"défi retirer", "retirer le défi"}, english: []string{"challenge withdraw"}, rights: []Right{MayMoveCalendar}, run: withdrawChallenge},
		{id: "questions", names: []string{"questions"}, english: []string{"open questions"}, rights: []Right{MayAnswer}, question: true, run: listQuestions},
		{id: "page", names: []string{"tableau", "tableau de bord"}, english: []string{"dashboard"}, run: openPage},
		{id: "journal", names: []string{"journal", "audit"}, english: []string{"log", "audit"}, run: showJournal},
	}
}

// changes is the one table of what is done only when a second person has said yes.
func changes() []change {
	return []change{
		{kind: "move", rights: []Right{MayMoveCalendar}, show: showMove, do: doMove},
		{kind: "publish", rights: []Right{MayAnnounce}, show: showPublish, do: doPublish, undo: true},
		{kind: "resume", rights: []Right{MayAnnounce}, show: showResume, do: doResume},
		{kind: "retry", rights: []Right{MayAnnounce}, show: showRetry, do: doRetry},
		{kind: "let", rights: []Right{MayAnnounce}, show: showLet, do: doLet},
		{kind: "resend", rights: []Right{MayAnnounce}, show: showResend, do: doResend},
		{kind: "correct", rights: []Right{MayAnnounce}, show: showCorrect, do: doCorrect},
		{kind: "withdraw", rights: []Right{MaySeePeople}, show: showWithdraw, do: doWithdraw},
		{kind: "callup", rights: []Right{MaySeePeople}, show: showCallUp, do: doCallUp},
		{kind: "challenge", rights: []Right{MayMoveCalendar}, show: showChallenge, do: doChallenge},
	}
}
