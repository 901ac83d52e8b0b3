package page

import (
	"context"
	"errors"
	"net/http"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// errForbidden says that the member has not the right.
var errForbidden = errors.New("the member has not the right")

// action answers what a member asks for. What it writes is the whole answer; an error becomes a page of its own.
type action func(v visit) error

// visit is one request of a member on its way to its answer.
type visit struct {
	*Site
	w        http.ResponseWriter
	r        *http.Request
	cookie   string
	pass     pass
	member   Member
	language programme.Language
	words    templates.Words
	season   programme.Season
	now      time.Time // the programme's clock
}

func (v visit) ctx() context.Context { return v.r.Context() }

// member lets an action be asked for by members of the team with an open session; where something is changed, from a
// form of our own only.
func (s *Site) member(do action) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visit{Site: s, w: w, r: r, cookie: s.cookie(r, sessionCookie), now: s.Now()}
		var good bool
		var err error
		v.pass, v.member, good, err = s.read(r.Context(), sessionNotes, v.cookie)
		switch {
		case err != nil:
			s.fail(w, r, err)
			return
		case !good:
			s.closed(w, r, v.cookie)
			return
		case r.Method == http.MethodPost && !s.ours(r, v.cookie):
			s.tell(w, outsider(r), http.StatusForbidden, "forged")
			return
		}
		v.language = v.pass.Language
		v.words = s.words[v.language]
		if v.season, err = s.Dates.Season(r.Context()); err == nil {
			err = do(v)
		}
		v.end(err)
	})
}

// closed sends somebody without a session to the chat. A session that is over, or whose member has left, ends for good.
func (s *Site) closed(w http.ResponseWriter, r *http.Request, cookie string) {
	if cookie != "" {
		if err := s.end(r.Context(), cookie); err != nil {
			s.fail(w, r, err)
			return
		}
		s.dropCookie(w, sessionCookie)
	}
	s.tell(w, outsider(r), http.StatusForbidden, "closed")
}

// ours reports whether a form comes from one of our pages. Browsers that say where a request comes from are believed, too.
func (s *Site) ours(r *http.Request, cookie string) bool {
	from := r.Header.Get("Sec-Fetch-Site")
	return (from == "" || from == "same-origin") && isFormToken(r.PostFormValue("form"), cookie)
}

// end turns an action's error into a page.
func (v visit) end(err error) {
	switch {
	case err == nil:
	case errors.Is(err, ErrUnknown):
		v.notice(http.StatusNotFound, "unknown")
	case errors.Is(err, errForbidden):
		v.notice(http.StatusForbidden, "forbidden")
	case errors.Is(err, ErrSpent):
		v.notice(http.StatusConflict, "spent")
	default:
		v.fail(v.w, v.r, err)
	}
}

// fail asks for another try. What failed is the operator's to read.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "the team's page could not be shown", "route", r.Pattern, "error", err)
	w.Header().Set("Retry-After", "60")
	s.tell(w, outsider(r), http.StatusServiceUnavailable, "failed")
}

// lost answers a path that is none.
func lost(visit) error { return ErrUnknown }

// leave ends the session.
func leave(v visit) error {
	if err := v.Journal.Write(v.ctx(), v.member.ID, "page left", ""); err != nil {
		return err
	}
	if err := v.Site.end(v.ctx(), v.cookie); err != nil {
		return err
	}
	v.dropCookie(v.w, sessionCookie)
	v.tell(v.w, v.language, http.StatusOK, "left")
	return nil
}

// changeLanguage goes on in another language, on the page where it was asked for.
func changeLanguage(v visit) error {
	language := programme.Language(v.r.PostFormValue("lang"))
	if _, known := v.Site.words[language]; !known {
		return ErrUnknown
	}
	v.pass.Language = language
	if err := v.keep(v.ctx(), sessionNotes+hashed(v.cookie), v.pass); err != nil {
		return err
	}
	v.redirect(ownPath(v.r.PostFormValue("back")))
	return nil
}
