package page

import (
	"errors"
	"io"
	"net/http"
)

// peoplePage is where a list of people is brought.
type peoplePage struct {
	Report  *Report // nil: none was brought yet
	Applied bool
	NoKey   bool // the list holds decisions that could not be encrypted
	Empty   bool // the form came without a file
	Decided bool // the member may know whether decisions would change
}

// people asks for a list.
func people(v visit) error { return v.showPeople(http.StatusOK, peoplePage{}) }

// showPeople is for those alone who may see people.
func (v visit) showPeople(status int, p peoplePage) error {
	if !v.member.People {
		return errForbidden
	}
	// Whether a decision in the list is news tells what was decided before: one row a try would ask for each.
	p.Decided = v.member.Results
	return v.show(page{template: "people.html", section: "people", status: status, body: p})
}

// preview reads a list and shows what it would change. Nothing is changed.
func preview(v visit) error {
	if !v.member.People {
		return errForbidden
	}
	list, err := uploaded(v.r)
	if err != nil || len(list) == 0 {
		return v.showPeople(http.StatusBadRequest, peoplePage{Empty: true})
	}
	report, err := v.Importer.Preview(v.ctx(), v.member.ID, v.language, list)
	if errors.Is(err, ErrNoKey) {
		return v.showPeople(http.StatusUnprocessableEntity, peoplePage{NoKey: true})
	}
	if err != nil {
		return err
	}
	if err := v.Journal.Write(v.ctx(), v.member.ID, "page list previewed", ""); err != nil {
		return err
	}
	status := http.StatusOK
	if len(report.Faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.showPeople(status, peoplePage{Report: &report})
}

// uploaded is the file of a form, which the door has read already.
func uploaded(r *http.Request) ([]byte, error) {
	file, _, err := r.FormFile("list")
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is in memory
	return io.ReadAll(file)
}

// apply carries out what was shown.
func apply(v visit) error {
	if !v.member.People {
		return errForbidden
	}
	report, err := v.Importer.Apply(v.ctx(), v.member.ID, v.language, v.r.PostFormValue("token"))
	if err != nil {
		return err
	}
	return v.showPeople(http.StatusOK, peoplePage{Report: &report, Applied: true})
}
