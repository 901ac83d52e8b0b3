package app

import (
	"context"
	"reflect"
	"testing"

	"digbot/internal/programme"
	"digbot/internal/store"
)

// TestNothingInTheChatReachesDecisions looks at all that the bot, the team's commands and the desk were given: none of it can
// be made to read what the jury decided, whatever the code there asks it for.
func TestNothingInTheChatReachesDecisions(t *testing.T) {
	l := newLife(t)
	type (
		person interface {
			Person(context.Context, string) (programme.Person, error)
		}
		people interface {
			People(context.Context, programme.Audience) ([]programme.Person, error)
		}
		everybody interface {
			Everybody(context.Context) ([]programme.Person, error)
		}
		holdings interface {
			Holdings(context.Context, string) (store.Held, error)
		}
	)
	looked := 0
	look := func(owner string, given reflect.Value) {
		for i := range given.NumField() {
			field := given.Field(i)
			if field.Kind() != reflect.Interface || field.IsNil() {
				continue
			}
			looked++
			actual := field.Elem().Type()
			for _, reads := range []reflect.Type{reflect.TypeFor[person](), reflect.TypeFor[people](), reflect.TypeFor[everybody](), reflect.TypeFor[holdings]()} {
				if actual.Implements(reads) {
					t.Errorf("%s.%s is a %s, which has %s", owner, given.Type().Field(i).Name, actual, reads.Method(0).Name)
				}
			}
		}
	}
	look("bot", reflect.ValueOf(l.app.Bot).Elem())
	look("team", reflect.ValueOf(l.app.Team.Parts))
	look("desk", reflect.ValueOf(l.app.Desk.Parts))
	if looked < 20 {
		t.Errorf("only %d ports were looked at: the test proves little", looked)
	}
}
