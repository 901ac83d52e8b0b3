package page

import (
	"net/http"
	"time"
)

// The names of the cookies. Where the page is reached by https they begin with __Host-: browsers then keep such a cookie
// only if this very host has set it, over https, for all of its paths.
const (
	sessionCookie = "digbot-session"
	entryCookie   = "digbot-entry" // proves that the form of a link was shown to this browser
)

func (s *Site) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that no script reads and that no other site makes the browser send.
//
// SameSite=Strict can be kept although the link is clicked in a chat, which is another site: opening the link shows a
// form, and what sets the session's cookie, and leads on, is the answer to that form, which comes from our own page. A
// chat's preview of the link shows the form, too, and does not use the link up.
func (s *Site) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the page is reached by https
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
}

func (s *Site) dropCookie(w http.ResponseWriter, name string) { s.setCookie(w, name, "", -time.Second) }

// cookie is the value of a cookie; empty when there is none.
func (s *Site) cookie(r *http.Request, name string) string {
	found, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return found.Value
}
