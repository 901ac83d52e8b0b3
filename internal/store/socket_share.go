package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// maxConnections is how many a server talks to at once; others wait at its door.
const maxConnections = 128

// Share lets other processes of the same user work with the store while this one holds its file: their Open finds the
// socket beside it. It returns once the socket answers; Close ends it. Only the process that holds the file can share it.
func (s *Store) Share(log *slog.Logger) error {
	held, ok := s.engine.(*bolt)
	if !ok || held.file.Path() == "" {
		return errors.New("share the store: this process does not hold its file")
	}
	s.sharing.Lock()
	defer s.sharing.Unlock()
	if s.server != nil {
		return errors.New("share the store: it is shared already")
	}
	server := newSocketServer(held, s.promotion.ID, log)
	if err := server.start(socketPath(held.path)); err != nil {
		return fmt.Errorf("share store %s: %w", held.path, err)
	}
	s.server = server
	return nil
}

// unshare ends Share, while the file is still held.
func (s *Store) unshare() error {
	s.sharing.Lock()
	defer s.sharing.Unlock()
	if s.server == nil {
		return nil
	}
	err := s.server.stop()
	s.server = nil
	return err
}

// socketServer gives an engine to other processes.
type socketServer struct {
	engine   engine
	self     hello
	user     int // who may ask
	log      *slog.Logger
	path     string
	listener *net.UnixListener
	places   chan struct{} // one for each connection
	end      context.CancelFunc
	group    sync.WaitGroup
}

func newSocketServer(e engine, promotion string, log *slog.Logger) *socketServer {
	return &socketServer{
		engine: e, self: hello{socketProtocol, promotion}, user: os.Geteuid(), log: log, places: make(chan struct{}, maxConnections),
	}
}

// start opens the socket. The caller holds what is shared, and calls stop.
func (s *socketServer) start(path string) error {
	listener, err := listenUnix(path)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(context.Background())
	s.path, s.listener, s.end = path, listener, end
	s.group.Go(func() { s.accept(ctx) })
	return nil
}

// stop answers what was asked, and takes the socket away.
func (s *socketServer) stop() error {
	s.end()
	err := os.Remove(s.path)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	err = errors.Join(err, s.listener.Close())
	s.group.Wait()
	return err
}

// accept takes connections until the listener is closed.
func (s *socketServer) accept(ctx context.Context) {
	for {
		s.places <- struct{}{}
		conn, err := s.listener.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			<-s.places
			s.log.Warn("the store's socket takes no connection", "error", err)
			wait(ctx, 100*time.Millisecond)
			continue
		}
		s.group.Go(func() {
			defer func() { <-s.places }()
			s.serve(ctx, conn)
		})
	}
}

// wait gives the system time to recover, as long as ctx lasts.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
