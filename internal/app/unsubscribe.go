package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/internal/web"
	"digbot/notifier"
	"digbot/templates"
)

// refusals is where people refuse mails: the page behind the links of a Refuser, and the one click of their mail program.
type refusals struct {
	refuser   *notifier.Refuser
	promotion programme.Promotion
	pages     map[programme.Language]*template.Template
	words     map[programme.Language]templates.Words
	log       *slog.Logger
	store     interface {
		Person(ctx context.Context, id string) (programme.Person, error)
		Suppress(ctx context.Context, entry notifier.Suppression) (notifier.Suppression, error)
	}
}

// refusalPage is what the page is rendered over. State is ask, done, later or unknown.
type refusalPage struct {
	Lang, Name, Contact, State, List, Title string
}

// openRefusals adds the page to the door and returns the maker of its links; nil when the door cannot be reached.
func (v service) openRefusals(ctx context.Context, cfg config.Config) (*notifier.Refuser, error) {
	refuser, err := newRefuser(ctx, cfg, v.store)
	if err != nil || refuser == nil {
		return nil, err
	}
	r, err := newRefusals(refuser, cfg.Promotion, v.log)
	if err != nil {
		return nil, err
	}
	r.store = v.store
	r.enter(v.door)
	return r.refuser, nil
}

// newRefuser makes the links; nil when the door cannot be reached from outside.
func newRefuser(ctx context.Context, cfg config.Config, s *store.Store) (*notifier.Refuser, error) {
	if cfg.HTTP.PublicURL == "" {
		return nil, nil
	}
	secret, err := s.Secret(ctx)
	if err != nil {
		return nil, err
	}
	return notifier.NewRefuser(secret, cfg.HTTP.PublicURL), nil
}

func newRefusals(refuser *notifier.Refuser, promotion programme.Promotion, log *slog.Logger) (*refusals, error) {
	r := &refusals{
		refuser: refuser, promotion: promotion, log: log,
		pages: map[programme.Language]*template.Template{}, words: map[programme.Language]templates.Words{},
	}
	for _, language := range programme.Languages() {
		page, err := templates.Page("unsubscribe.html", language)
		if err != nil {
			return nil, err
		}
		words, err := templates.LoadWords(language)
		if err != nil {
			return nil, err
		}
		r.pages[language], r.words[language] = page, words
	}
	return r, nil
}

// longestAnswer is the most that a mail program sends with its one click, in bytes.
const longestAnswer = 4 << 10

func (r *refusals) enter(door *web.Door) {
	pattern := notifier.RefusalPath + "{token}"
	door.HandleBody("GET "+pattern, 0, http.HandlerFunc(r.ask))
	door.HandleBody("POST "+pattern, longestAnswer, http.HandlerFunc(r.refuse))
}

// ask shows one button. It changes nothing: mail programs and virus scanners follow links.
func (r *refusals) ask(w http.ResponseWriter, request *http.Request) {
	id, list, genuine := r.refuser.Read(request.PathValue("token"))
	if !genuine {
		r.show(w, http.StatusNotFound, programme.French, refusalPage{State: "unknown"})
		return
	}
	person, err := r.person(request.Context(), id)
	if err != nil {
		r.fail(w, request, err)
		return
	}
	r.show(w, http.StatusOK, person.In(), refusalPage{State: "ask", List: string(list)})
}

// refuse records the refusal, of a click on the page or in the mail program (RFC 8058). It may be repeated.
func (r *refusals) refuse(w http.ResponseWriter, request *http.Request) {
	id, list, genuine := r.refuser.Read(request.PathValue("token"))
	if !genuine {
		r.show(w, http.StatusNotFound, programme.French, refusalPage{State: "unknown"})
		return
	}
	person, err := r.person(request.Context(), id)
	if err == nil && person.Email != "" {
		_, err = r.store.Suppress(request.Context(), notifier.Suppression{
			Email: person.Email, Reason: notifier.Refusing, List: list, Source: "link", At: time.Now(),
		})
	}
	if err != nil {
		r.fail(w, request, err)
		return
	}
	r.log.InfoContext(request.Context(), "mails refused", "person", id, "list", list)
	r.show(w, http.StatusOK, person.In(), refusalPage{State: "done", List: string(list)})
}

// person finds who refuses. Somebody who is no longer there gets no mails: nothing is left to do for the zero Person.
func (r *refusals) person(ctx context.Context, id string) (programme.Person, error) {
	person, err := r.store.Person(ctx, id)
	if errors.Is(err, notifier.ErrUnknown) {
		return programme.Person{}, nil
	}
	return person, err
}

// fail asks for another try. A mail program tries again by itself.
func (r *refusals) fail(w http.ResponseWriter, request *http.Request, err error) {
	r.log.ErrorContext(request.Context(), "a refusal could not be recorded", "error", err)
	w.Header().Set("Retry-After", "60")
	r.show(w, http.StatusServiceUnavailable, programme.French, refusalPage{State: "later"})
}

func (r *refusals) show(w http.ResponseWriter, status int, language programme.Language, page refusalPage) {
	page.Lang, page.Name, page.Contact = string(language), r.promotion.Programme.In(language), r.promotion.Contact
	page.Title = r.words[language].Say("unsubscribe_title_" + page.State)
	var out bytes.Buffer
	if err := r.pages[language].Execute(&out, page); err != nil {
		r.log.Error("the page of refusals cannot be shown", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'", styleHash(out.Bytes())))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// styleHash allows the page's own style and no other.
func styleHash(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return base64.StdEncoding.EncodeToString(sum[:])
}
