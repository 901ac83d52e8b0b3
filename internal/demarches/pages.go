package demarches

import (
	"context"
	"time"
)

// dossier is an application as the API gives it.
type dossier struct {
	Number int       `json:"number"`
	Filed  time.Time `json:"dateDepot"`
	Usager struct {
		Email string `json:"email"`
	} `json:"usager"`
	Demandeur struct {
		Nom    string `json:"nom"`
		Prenom string `json:"prenom"`
	} `json:"demandeur"`
	Champs []struct {
		Label string `json:"label"`
		Value string `json:"stringValue"`
	} `json:"champs"`
}

// connection is a page of a list.
type connection[T any] struct {
	PageInfo struct {
		More bool   `json:"hasNextPage"`
		End  string `json:"endCursor"`
	} `json:"pageInfo"`
	Nodes []T `json:"nodes"`
}

const dossiersQuery = `query ($number: Int!, $first: Int!, $after: String, $since: ISO8601DateTime) {
  demarche(number: $number) {
    dossiers(first: $first, after: $after, updatedSince: $since, order: ASC) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        dateDepot
        usager { email }
        demandeur { ... on PersonnePhysique { nom prenom } }
        champs { label stringValue }
      }
    }
  }
}`

// dossiers asks for the page after a cursor of what was changed since an instant; the zero time asks for everything.
func (c *Client) dossiers(ctx context.Context, since time.Time, after string) (connection[dossier], error) {
	var answer struct {
		Dossiers connection[dossier] `json:"dossiers"`
	}
	err := c.ask(ctx, dossiersQuery, variables(since, after), &answer)
	return answer.Dossiers, err
}

// gone is an application that was erased there.
type gone struct {
	Number int `json:"number"`
}

// The lists of what was erased: for good, and by its author, who can still take that back for some days. Either is erased
// here at once: what is taken back is filed anew for us, under the same number, and stays out until somebody says so.
const (
	deletedQuery = `query ($number: Int!, $first: Int!, $after: String, $since: ISO8601DateTime) {
  demarche(number: $number) {
    gone: deletedDossiers(first: $first, after: $after, deletedSince: $since, order: ASC) {
      pageInfo { hasNextPage endCursor }
      nodes { number }
    }
  }
}`
	pendingQuery = `query ($number: Int!, $first: Int!, $after: String, $since: ISO8601DateTime) {
  demarche(number: $number) {
    gone: pendingDeletedDossiers(first: $first, after: $after, deletedSince: $since, order: ASC) {
      pageInfo { hasNextPage endCursor }
      nodes { number }
    }
  }
}`
)

func (c *Client) erased(ctx context.Context, query string, since time.Time, after string) (connection[gone], error) {
	var answer struct {
		Gone connection[gone] `json:"gone"`
	}
	err := c.ask(ctx, query, variables(since, after), &answer)
	return answer.Gone, err
}

func variables(since time.Time, after string) map[string]any {
	v := map[string]any{}
	if !since.IsZero() {
		v["since"] = since.UTC().Format(time.RFC3339)
	}
	if after != "" {
		v["after"] = after
	}
	return v
}
