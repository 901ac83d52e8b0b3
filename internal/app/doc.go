// Package app turns a configuration into a running programme: it is the one place where the rooms meet.
package app
