package store

import (
	"context"
)

// dossier is an application on Démarches simplifiées.
type dossier struct {
	Person string `json:"person"` // id
}

// dossiersOf are the records of a person's applications.
func (s *Store) dossiersOf(ctx context.Context, person string) ([]record, error) {
	var found []record
	for page, err := range s.pages(ctx, dossiers()) {
		if err != nil {
			return nil, err
		}
		for _, stored := range page {
			each, err := decode[dossier](stored)
			if err != nil {
				return nil, err
			}
			if each.Person == person {
				found = append(found, stored)
			}
		}
	}
	return found, nil
}
