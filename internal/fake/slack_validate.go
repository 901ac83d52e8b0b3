package fake

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Slack's limits: https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/methods/chat.postMessage
const (
	slackMessageBlocks = 50
	slackViewBlocks    = 100
	slackText          = 40000
	slackSection       = 3000
	slackHeader        = 150
	slackButton        = 75
	slackValue         = 2000
	slackActionID      = 255
	slackBlockID       = 255
	slackElements      = 25 // of an actions block
	slackContext       = 10 // elements of a context block
	slackURL           = 3000
	slackViewTitle     = 24
	slackPrivate       = 3000
	slackInputLabel    = 2000
	slackHint          = 2000
	slackPlaceholder   = 150
	slackOptions       = 100
	slackOption        = 75
	slackOptionValue   = 150
	slackInput         = 3000
	slackMetadata      = 8000
)

// messageFault says why Slack would refuse a message: its word, a colon and the reason.
func messageFault(m *SlackMessage, args slackArgs) string {
	switch {
	case m.Text == "" && len(m.Blocks) == 0:
		return "no_text: neither text nor blocks"
	case m.Text == "":
		return "no_text: blocks without a text, which notifications and screen readers read"
	case utf8.RuneCountInString(m.Text) > slackText:
		return "msg_too_long: the text is too long"
	case len(m.Blocks) > slackMessageBlocks:
		return fmt.Sprintf("invalid_blocks: %d blocks", len(m.Blocks))
	case args["reply_broadcast"] == "true":
		return "restricted_action: a reply to the whole channel"
	}
	if fault := metadataFault(args["metadata"]); fault != "" {
		return fault
	}
	return blocksFault(m.Blocks)
}

func metadataFault(text string) string {
	if text == "" {
		return ""
	}
	var metadata struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	switch {
	case json.Unmarshal([]byte(text), &metadata) != nil, metadata.Type == "" && metadata.Payload != nil:
		return "invalid_metadata_format: " + text
	case len(text) > slackMetadata:
		return "metadata_too_large: metadata"
	}
	return ""
}

func blocksFault(blocks []map[string]any) string {
	ids := map[string]bool{}
	for i, block := range blocks {
		if reason := blockFault(block); reason != "" {
			return fmt.Sprintf("invalid_blocks: block %d: %s", i, reason)
		}
		id, _ := block["block_id"].(string)
		if len(id) > slackBlockID || id != "" && ids[id] {
			return fmt.Sprintf("invalid_blocks: block %d: block_id %q", i, id)
		}
		ids[id] = true
	}
	return ""
}

func blockFault(block map[string]any) string {
	switch block["type"] {
	case "section":
		if block["accessory"] != nil {
			return elementFault(block["accessory"])
		}
		return textFault(block["text"], slackSection)
	case "header":
		return textFault(block["text"], slackHeader)
	case "context":
		return elementsFault(block["elements"], slackContext)
	case "actions":
		return elementsFault(block["elements"], slackElements)
	case "input":
		return inputFault(block)
	case "divider":
		return ""
	}
	return fmt.Sprintf("type %v", block["type"])
}

func elementsFault(list any, most int) string {
	elements, _ := list.([]any)
	if len(elements) == 0 || len(elements) > most {
		return fmt.Sprintf("%d elements", len(elements))
	}
	actions := map[any]bool{}
	for _, element := range elements {
		if reason := elementFault(element); reason != "" {
			return reason
		}
		fields, _ := element.(map[string]any)
		if id := fields["action_id"]; id != nil && actions[id] {
			return fmt.Sprintf("action_id %v twice", id)
		}
		actions[fields["action_id"]] = true
	}
	return ""
}

func elementFault(element any) string {
	fields, _ := element.(map[string]any)
	switch fields["type"] {
	case "mrkdwn", "plain_text":
		return textFault(element, slackSection)
	case "button":
		if style, set := fields["style"]; set && style != "primary" && style != "danger" {
			return fmt.Sprintf("style %v", style)
		}
		return firstFault(textFault(fields["text"], slackButton), length("action_id", fields["action_id"], slackActionID),
			length("value", fields["value"], slackValue), length("url", fields["url"], slackURL))
	}
	return fmt.Sprintf("element of type %v", fields["type"])
}

func inputFault(block map[string]any) string {
	element, _ := block["element"].(map[string]any)
	reason := firstFault(textFault(block["label"], slackInputLabel), length("action_id", element["action_id"], slackActionID))
	if reason == "" && block["hint"] != nil {
		reason = textFault(block["hint"], slackHint)
	}
	if reason == "" && element["placeholder"] != nil {
		reason = textFault(element["placeholder"], slackPlaceholder)
	}
	if reason != "" {
		return reason
	}
	switch element["type"] {
	case "plain_text_input":
		if most, set := element["max_length"].(float64); set && (most < 1 || most > slackInput) {
			return fmt.Sprintf("max_length %v", most)
		}
		return length("initial_value", element["initial_value"], slackInput)
	case "static_select", "radio_buttons":
		return optionsFault(element["options"])
	}
	return fmt.Sprintf("input of type %v", element["type"])
}

func optionsFault(list any) string {
	options, _ := list.([]any)
	if len(options) == 0 || len(options) > slackOptions {
		return fmt.Sprintf("%d options", len(options))
	}
	for _, option := range options {
		fields, _ := option.(map[string]any)
		if reason := firstFault(textFault(fields["text"], slackOption), length("option value", fields["value"], slackOptionValue)); reason != "" {
			return reason
		}
	}
	return ""
}

func textFault(object any, most int) string {
	fields, _ := object.(map[string]any)
	text, _ := fields["text"].(string)
	switch {
	case fields["type"] != "mrkdwn" && fields["type"] != "plain_text":
		return fmt.Sprintf("text of type %v", fields["type"])
	case text == "":
		return "an empty text"
	}
	return length("text", text, most)
}

func length(what string, value any, most int) string {
	text, _ := value.(string)
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Sprintf("%s of %d characters, %d are allowed", what, n, most)
	}
	return ""
}

func firstFault(reasons ...string) string {
	for _, reason := range reasons {
		if reason != "" {
			return reason
		}
	}
	return ""
}
