// Package bot turns a message into a reply. It knows no platform and can read no decision.
package bot
