package main

import (
	"strings"
	"testing"
)

func TestCampaignNotice(t *testing.T) {
	p := newPlace(t)
	roster := p.people(threeApplied...)
	p.expect(exitFailed, "there is no store at "+p.dir, "notice", "desk-answer", "--yes")
	p.expect(exitOK, "", "run", "deadline", "--roster", roster, "--yes")
	before := p.mails()

	p.expect(exitOK, "correction", "notice")
	p.expect(exitUsage, "is no kind", "notice", "party", "--yes")
	p.expect(exitUsage, "needs: an id of letters, digits, hyphens and underscores, somebody to write to, question, answer", "notice", "desk-answer", "--yes")
	p.expect(exitUsage, "is not KEY=VALUE", "notice", "desk-answer", "--set", "question")
	p.expect(exitUsage, `nobody is "pilot"`, "notice", "desk-answer", "--role", "pilot")

	answer := []string{"notice", "desk-answer", "--id", "desk-1", "--to", strings.SplitN(threeApplied[0], ",", 2)[0], "--set", "question=Puis-je venir ?", "--set", "answer=Oui."}
	p.expect(exitUsage, "give --yes to send without a question", answer...)
	for range 2 {
		p.expect(exitOK, "", append(answer, "--yes")...)
	}
	if sent := p.mails() - before; sent != 1 {
		t.Errorf("%d mails of a notice that was given twice, want 1", sent)
	}
	p.expect(exitUsage, "belongs to another campaign", "notice", "desk-answer", "--id", "desk-1", "--role", "candidate", "--set", "question=Quoi ?", "--set", "answer=Non.", "--yes")

	correction := []string{"notice", "correction", "--id", "fix-1", "--of", "deadline", "--set", "about=l’heure", "--set", "wrong=18h", "--set", "right=17h", "--yes"}
	for range 2 {
		p.expect(exitFailed, "2 members of the team must approve exactly this content", correction...)
	}
	p.expect(exitOK, "fix-1", "list")
	p.expect(exitOK, "Correction", "preview", "fix-1")
	if sent := p.mails() - before; sent != 1 {
		t.Errorf("%d mails, want none that nobody has approved", sent)
	}
}
