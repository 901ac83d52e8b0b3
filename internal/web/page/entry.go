package page

import (
	"errors"
	"net/http"
	"time"
)

// offer shows the form behind a link. It changes nothing: chats and virus scanners follow links.
func (s *Site) offer(w http.ResponseWriter, r *http.Request) {
	p, member, good, err := s.read(r.Context(), linkNotes, r.PathValue("link"))
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case !good:
		s.tell(w, outsider(r), http.StatusNotFound, "link")
		return
	}
	proof := s.cookie(r, entryCookie)
	if len(proof) != secretLength {
		proof = newSecret()
	}
	s.setCookie(w, entryCookie, proof, linkLife)
	words := s.words[p.Language]
	f := frame{Title: words.Say("title_entry"), Form: formToken(proof), Body: map[string]any{"name": member.Name, "hours": int(sessionLife / time.Hour)}}
	if err := s.render(w, p.Language, http.StatusOK, "entry.html", f); err != nil {
		s.fail(w, r, err)
	}
}

// enter opens the session of the link's member. A browser in which somebody else of the team has a session must leave that
// one first: nobody is to act under another name without noticing.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) {
	link := r.PathValue("link")
	if !s.ours(r, s.cookie(r, entryCookie)) {
		s.tell(w, outsider(r), http.StatusForbidden, "forged")
		return
	}
	p, _, good, err := s.read(r.Context(), linkNotes, link)
	open, _, isOpen, sessionErr := s.read(r.Context(), sessionNotes, s.cookie(r, sessionCookie))
	switch {
	case err != nil || sessionErr != nil:
		s.fail(w, r, errors.Join(err, sessionErr))
		return
	case !good:
		s.tell(w, outsider(r), http.StatusNotFound, "link")
		return
	case isOpen && open.Member != p.Member:
		s.tell(w, p.Language, http.StatusForbidden, "other")
		return
	}
	s.open(w, r, link, isOpen)
}

// open uses the link up. A session of the same member that was open in this browser ends.
func (s *Site) open(w http.ResponseWriter, r *http.Request, link string, again bool) {
	cookie, _, err := s.redeem(r.Context(), link)
	if err == nil && again {
		err = s.end(r.Context(), s.cookie(r, sessionCookie))
	}
	switch {
	case errors.Is(err, ErrUnknown):
		s.tell(w, outsider(r), http.StatusNotFound, "link")
		return
	case err != nil:
		s.fail(w, r, err)
		return
	}
	s.setCookie(w, sessionCookie, cookie, sessionLife)
	s.dropCookie(w, entryCookie)
	setSafe(w.Header())
	redirect(w, s.base+Path)
}
