package roster

import "strconv"

// column is what the values under a heading are.
type column int

// The columns that a list of people may have, in any order.
const (
	idColumn column = iota
	roleColumn
	nameColumn
	firstNameColumn
	emailColumn
	languageColumn
	statusColumn
	challengeColumn
	decisionColumn
	startColumn
	hearingColumn
	placeColumn
	slackColumn
	mattermostColumn
	consentColumn
	columnCount
)

func headingWords() vocabulary[column] {
	return newVocabulary(
		word[column]{idColumn, 2, []string{"id", "identifiant"}},
		word[column]{roleColumn, 2, []string{"role", "rôle"}},
		word[column]{nameColumn, 2, []string{"name", "nom", "full name", "nom complet", "last name", "nom de famille"}},
		word[column]{firstNameColumn, 2, []string{"first name", "prénom", "given name"}},
		word[column]{emailColumn, 2, []string{"email", "courriel", "mail", "adresse e-mail", "adresse mail", "email address"}},
		word[column]{languageColumn, 2, []string{"lang", "langue", "language"}},
		word[column]{statusColumn, 2, []string{"status", "statut"}},
		word[column]{challengeColumn, 2, []string{"challenge", "défi"}},
		word[column]{decisionColumn, 2, []string{"decision", "décision"}},
		word[column]{startColumn, 2, []string{"start", "début"}},
		word[column]{hearingColumn, 2, []string{"hearing", "audition"}},
		word[column]{placeColumn, 2, []string{"place", "lieu"}},
		word[column]{slackColumn, 1, []string{"slack"}},
		word[column]{mattermostColumn, 1, []string{"mattermost"}},
		word[column]{consentColumn, 2, []string{"consent", "accord", "consentement", "vivier"}},
	)
}

// required are the columns without which a list is none.
func required() []column { return []column{roleColumn, nameColumn, emailColumn} }

// columnName is the heading that people are told to write.
func columnName(c column) string { return headingWords().listed[c] }

// cellName names a cell as spreadsheets do: C12.
func cellName(index, row int) string { return letters(index) + strconv.Itoa(row) }

// letters names a column as spreadsheets do: A for 0, Z for 25, AA for 26.
func letters(index int) string {
	name := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
