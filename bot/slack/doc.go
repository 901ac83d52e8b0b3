// Package slack is the chat platform Slack: what people write there becomes messages, replies become Block Kit.
package slack
