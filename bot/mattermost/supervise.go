package mattermost

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

const (
	pingEvery  = 10 * time.Second
	pongWithin = 30 * time.Second // a line on which no pong came for so long is dead
	writeTime  = 5 * time.Second
	handshake  = 10 * time.Second

	// largestEvent bounds one event, in bytes: a post has 64 kB of text and some of props.
	largestEvent = 4 << 20

	// soonest and latest bound the pause between two attempts to connect. In between it grows with the outage, so that a
	// bot is never deaf for much longer than its server was.
	soonest = 100 * time.Millisecond
	latest  = 15 * time.Second
	share   = 12

	// steady is how long a line must have held for its loss to count as a new outage. After a shorter one the next attempt
	// comes as if the outage had lasted for so long: a server that lets the bot in and out again is not hammered.
	steady = 5 * time.Second

	// toldEvery is how often the log tells of an outage.
	toldEvery = time.Minute
)

// supervise keeps a line to the server until ctx ends.
func (m *Mattermost) supervise(ctx context.Context) {
	down, told := time.Now(), time.Time{}
	for ctx.Err() == nil {
		began := time.Now()
		heard, err := m.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			down = time.Now().Add(-max(0, steady-time.Since(began)))
		}
		if heard || time.Since(told) > toldEvery {
			told = time.Now()
			m.log.Warn("no line to Mattermost: it is tried again", "heard", heard, "error", err)
		}
		m.line.lost(err)
		if sleep(ctx, pauseAfter(time.Since(down))) != nil {
			return
		}
	}
}

// pauseAfter is how long to wait once an outage has lasted for so long.
func pauseAfter(outage time.Duration) time.Duration {
	pause := min(max(outage/share, soonest), latest)
	return pause*3/4 + rand.N(pause/2) //nolint:gosec // it spreads attempts, and hides nothing
}

// connect opens a line, listens until it ends, and says whether anything was heard on it.
func (m *Mattermost) connect(ctx context.Context) (heard bool, err error) {
	self, err := m.who(ctx)
	if err != nil {
		return false, err
	}
	if err := m.line.load(ctx, m.notes, time.Now()); err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	id, next := m.line.resume()
	client, err := m.dial(ctx, id, next)
	if err != nil {
		return false, err
	}
	l := &listener{Mattermost: m, self: self, client: client, caught: make(chan error, 1), pongs: make(chan struct{}, 1)}
	if err := l.watch(); err != nil {
		_ = client.Conn.Close()
		return false, err
	}
	client.Listen()
	defer l.end()
	return l.run(ctx)
}

// dial opens the WebSocket. The header authenticates: without it the server resumes nothing.
func (m *Mattermost) dial(ctx context.Context, id string, next int64) (*model.WebSocketClient, error) {
	dialer := &websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshake,
		NetDialContext: func(_ context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: pingEvery}).DialContext(ctx, network, address)
			if err == nil {
				context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now().Add(time.Second)) })
			}
			return conn, err
		},
	}
	url := "ws" + strings.TrimPrefix(m.config.URL, "http")
	client, err := model.NewReliableWebSocketClientWithDialer(dialer, url, m.client.AuthToken, id, int(next), true)
	if err != nil {
		return nil, fmt.Errorf("open the WebSocket: %w", err)
	}
	return client, nil
}

// listener is one line.
type listener struct {
	*Mattermost
	self     identity
	client   *model.WebSocketClient
	heard    bool
	pongs    chan struct{}
	pinged   int
	catching bool       // a catch-up is under way
	caught   chan error // how it ended
	held     []heard    // what was written meanwhile: it is answered after what came before
}

// heldMost is how many posts wait for a catch-up; beyond it they are answered at once.
const heldMost = 2000

// watch ends the line when the server does not answer pings.
func (l *listener) watch() error {
	l.client.Conn.SetReadLimit(largestEvent)
	alive := func(string) error {
		select {
		case l.pongs <- struct{}{}:
		default:
		}
		return l.client.Conn.SetReadDeadline(time.Now().Add(pongWithin))
	}
	l.client.Conn.SetPongHandler(alive)
	return l.client.Conn.SetReadDeadline(time.Now().Add(pongWithin))
}

// run listens until the line ends. All three channels of the client must be drained, or it hangs.
func (l *listener) run(ctx context.Context) (bool, error) {
	stop := context.AfterFunc(ctx, func() { _ = l.client.Conn.Close() })
	defer stop()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	l.ping()
	save := time.NewTicker(saveEvery)
	defer save.Stop()
	responses := l.client.ResponseChannel
	for {
		select {
		case event, open := <-l.client.EventChannel:
			if !open {
				return l.heard, l.why()
			}
			l.take(ctx, event)
		case response, open := <-responses:
			if !open {
				responses = nil
				continue
			}
			l.answered(response)
		case <-l.client.PingTimeoutChannel: // our own pings notice it sooner
		case <-ping.C:
			l.ping()
		case <-l.pongs:
			l.ponged(ctx)
		case <-save.C:
			l.line.save(ctx, l.notes, l.log)
		case err := <-l.caught:
			l.caughtUp(ctx, err)
		}
	}
}

// end closes the line and drains what the client still has to say. Close of the client itself would wait for its writer.
func (l *listener) end() {
	_ = l.client.Conn.Close()
	for range l.client.EventChannel { //nolint:revive // it is closed by the client's reader
	}
}

func (l *listener) why() error {
	if l.client.ListenError != nil {
		return l.client.ListenError
	}
	return errors.New("the server closed it")
}

func (l *listener) ping() {
	l.pinged++
	if err := l.client.Conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTime)); err != nil {
		_ = l.client.Conn.Close() // the reader tells
	}
}

// ponged knows that the line works. A server that resumes a connection says nothing of it; when a catch-up was not finished
// before, this is the moment to go on. A server that will not let the bot in answers the first ping as well.
func (l *listener) ponged(ctx context.Context) {
	if l.pinged > 1 {
		l.alive()
	}
	if id, _ := l.line.resume(); id != "" {
		l.catchUpIfNeeded(ctx)
	}
}

// answered hears how the server took what the client said: that it is let in.
func (l *listener) answered(response *model.WebSocketResponse) {
	if response.Status == model.StatusFail {
		l.log.Error("Mattermost refuses the line: check the bot's token", "status", response.Status)
		_ = l.client.Conn.Close()
		return
	}
	l.alive()
}

// alive notes that the server has let the bot in.
func (l *listener) alive() {
	if !l.heard {
		l.heard = true
		l.line.found()
	}
}

// take follows the numbers of the events. Another connection, or a gap, means that something was missed.
func (l *listener) take(ctx context.Context, event *model.WebSocketEvent) {
	l.alive()
	if event.EventType() == model.WebsocketEventHello {
		id, _ := event.GetData()["connection_id"].(string)
		version, _ := event.GetData()["server_version"].(string)
		l.log.Info("listening to Mattermost", "server", version, "bot", l.self.id)
		if l.line.begin(id, event.GetSequence()) {
			l.catchUp(ctx)
		}
		return
	}
	gap, known := l.line.count(event.GetSequence())
	if known {
		return
	}
	if gap {
		l.log.Warn("Mattermost has left out events", "at", event.GetSequence())
		l.catchUp(ctx)
	}
	if event.EventType() == model.WebsocketEventPosted {
		if h, readable := ofEvent(event); readable {
			l.posted(ctx, h)
		}
	}
}

// posted hands a post on, or keeps it until what was missed before it is in.
func (l *listener) posted(ctx context.Context, h heard) {
	if l.catching && len(l.held) < heldMost {
		l.held = append(l.held, h)
		return
	}
	l.hand(ctx, h)
}

func (l *listener) hand(ctx context.Context, h heard) {
	if message, forUs := l.listen(ctx, l.self, h); forUs {
		l.line.put(l.inbox.Load(), message)
	}
	l.line.read(h.post.CreateAt)
}
