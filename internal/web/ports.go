package web

import (
	"context"
	"time"
)

// Marker returns a context in which a request's id is known to whatever the request sets off.
type Marker func(ctx context.Context, id string) context.Context

// Check is one thing that the service needs, or makes use of, to do its work.
type Check struct {
	Name     string
	Required bool // without it the service is not ready

	// Probe says why the thing is not there; nil when it is. The error is shown to whoever reads /readyz: it must hold no
	// secret and nobody's name. Userinfo and secret parameters of addresses are taken out of it.
	Probe func(ctx context.Context) error

	Timeout time.Duration // after which no answer counts as a failure; 0: two seconds
}
