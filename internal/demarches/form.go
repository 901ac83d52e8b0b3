package demarches

import "context"

// Form is what the service says of a form.
type Form struct {
	Title string
	State string // as the service words it: brouillon, publiee, close, depubliee
}

const formQuery = `query ($number: Int!) {
  demarche(number: $number) { title state }
}`

// Form asks for the form itself, and for no application: whoever may read it may read its applications, too. The errors are
// ErrToken, ErrNoForm, both of which are ErrRefused, and what keeps us from asking at all.
func (c *Client) Form(ctx context.Context) (Form, error) {
	var form struct {
		Title string `json:"title"`
		State string `json:"state"`
	}
	err := c.ask(ctx, formQuery, map[string]any{}, &form)
	return Form(form), err
}
