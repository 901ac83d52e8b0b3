package team

// commands is the one table of all that the team can tell the bot to do. The first name of each language is the one
// shown; accents, capitals and hyphens do not matter.
func commands() []command {
	return []command{
		{id: "help", names: []string{"aide"}, english: []string{"help"}, question: true, run: help},
		{id: "status", names: []string{"état", "statut", "etat de la saison"}, english: []string{"status"}, run: status},
		{id: "today", names: []string{"aujourd’hui"}, english: []string{"today"}, question: true, run: today},
		{id: "calendar", names: []string{"calendrier", "dates"}, english: []string{"calendar"}, question: true, run: calendar},
		{id: "journal", names: []string{"journal"}, english: []string{"log", "audit"}, run: showJournal},
	}
}
