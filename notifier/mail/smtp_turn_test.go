package mail

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// A relay that speaks before it is asked would have its words taken for the answer to something else: in the worst case,
// an old yes for the answer to a message that it has dropped.
func TestSendToARelayThatSpeaksOutOfTurn(t *testing.T) {
	heard := make(chan string, 1)
	relays := newRelays(t, RelaysConfig{
		Relays: []RelayConfig{{Host: "127.0.0.1", TLS: None}},
		Dial: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go recite(theirs, heard, "220 hello", "250 fake.example", "250 sender", "250 recipient", "354 go ahead\r\n250 queued")
			return piped{ours}, nil
		},
	})
	committed := false
	err := relays.Send(t.Context(), testEnvelope(), func() error { committed = true; return nil })
	if outcome(err) != "temporary" || committed || !strings.Contains(err.Error(), "spoke out of turn") {
		t.Errorf("error %v, committed %v; want a temporary one before the commit", err, committed)
	}
	if text := <-heard; strings.Contains(text, "\r\n.\r\n") || !strings.Contains(text, "</html>") {
		t.Errorf("the relay heard, with a final dot or not to its end:\n%s", text)
	}
}

// A relay that refuses the recipient, and asks for the text all the same, would take whatever comes for a message. Only the
// end of the connection tells it that there is none: RFC 2920, 3.1.
func TestSendToARelayThatTakesNoRecipientAndWantsTheText(t *testing.T) {
	heard := make(chan string, 1)
	relays := newRelays(t, RelaysConfig{
		Relays: []RelayConfig{{Host: "127.0.0.1", TLS: None}},
		Dial: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go recite(theirs, heard, "220 hello", "250-fake.example\r\n250 PIPELINING", "250 sender", "450 4.2.0 later", "354 go ahead")
			return piped{ours}, nil
		},
	})
	err := relays.Send(t.Context(), testEnvelope(), yes)
	if outcome(err) != "temporary" || !strings.Contains(err.Error(), "RCPT: 450 4.2.0 later") {
		t.Errorf("error %v; want the refusal of the recipient", err)
	}
	if text := <-heard; text != "" {
		t.Errorf("the relay heard more:\n%s", text)
	}
}

// recite says its replies, one for each line, and tells what it hears then.
func recite(conn net.Conn, heard chan<- string, replies ...string) {
	in := bufio.NewReader(conn)
	for i, reply := range replies {
		if i > 0 {
			_, _ = in.ReadString('\n')
		}
		_, _ = io.WriteString(conn, reply+"\r\n")
	}
	rest, _ := io.ReadAll(in)
	heard <- string(rest)
}
