package roster

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"digbot/internal/programme"
)

// Roster is a list of people in which nothing is wrong.
type Roster struct {
	People  []programme.Person // in the order of their first rows
	Remarks []Fault            // worth a look; they refuse nothing
}

// Reader reads lists of people.
type Reader struct {
	Promotion programme.Promotion

	// Known are the people who are already there. They keep their ids, and what a list has no column for.
	Known []programme.Person

	// Random is where the ids of new people come from.
	Random io.Reader
}

// Read reads a list of people as spreadsheets write CSV. See Reader.Read.
func Read(r io.Reader, promotion programme.Promotion, known []programme.Person) (Roster, error) {
	return Reader{Promotion: promotion, Known: known, Random: rand.Reader}.Read(r)
}

// Read reads a list: one row a role, several rows with the same address being one person. It takes UTF-8 or
// Windows-1252, commas, semicolons or tabs, French or English headings and values. Days and times are those of
// Europe/Paris.
//
// When anything is wrong, the error is a Faults with everything that is; any other error comes from r or from Random.
func (o Reader) Read(r io.Reader) (Roster, error) {
	sheet, err := openSheet(r)
	if err != nil {
		return Roster{}, readError(err)
	}
	list := newReading(o, sheet)
	for err = sheet.next(); err == nil; err = sheet.next() {
		list.readRow()
	}
	if !errors.Is(err, io.EOF) {
		return Roster{}, readError(err)
	}
	if err := list.complete(o.Random); err != nil {
		return Roster{}, fmt.Errorf("make an id: %w", err)
	}
	if err := sheet.faults.sorted().orNil(); err != nil {
		return Roster{}, err
	}
	return Roster{People: list.people, Remarks: append(sheet.ignored, remarks(o.Promotion, list.people)...)}, nil
}

// readError leaves a report as it is.
func readError(err error) error {
	if errors.As(err, new(Faults)) {
		return err
	}
	return fmt.Errorf("read roster: %w", err)
}
