// Package web turns HTTP requests into calls of the routes that the rooms registered, and tells the operator how the
// service fares: health, readiness, metrics.
package web
