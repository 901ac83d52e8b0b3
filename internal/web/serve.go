package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// Listen takes the address, so that nothing else starts when it is not to be had: the error says what to do then.
// Connections are accepted from now on, and answered by Serve.
func (d *Door) Listen(ctx context.Context) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", d.address)
	if err != nil {
		return fmt.Errorf("listen on %s: %s: %w", d.address, fix(err), err)
	}
	d.listener = listener
	return nil
}

// fix says what to do about an address that cannot be listened on.
func fix(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "another program has this port (perhaps another digbot): stop it, or write another port in http.listen"
	case errors.Is(err, os.ErrPermission):
		return "this user may not open the port: write one above 1023 in http.listen"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this machine does not have that address: write 127.0.0.1 or one of its own in http.listen"
	}
	return "write host:port, such as " + DefaultAddress + ", in http.listen"
}

// Addr is the address that the door listens on, with its real port; empty before Listen.
func (d *Door) Addr() string {
	if d.listener == nil {
		return ""
	}
	return d.listener.Addr().String()
}

// Close gives the address back when Serve is not going to be called.
func (d *Door) Close() error {
	if d.listener == nil {
		return nil
	}
	return d.listener.Close()
}

// Serve answers requests until ctx ends. Then it takes no more of them, and lets those under way end within the grace
// time: the error says how many could not. The address is free again when Serve returns.
func (d *Door) Serve(ctx context.Context) error {
	if d.listener == nil {
		return errors.New("serve HTTP: the door does not listen")
	}
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	defer func() { _ = d.Close() }() // a server that is stopped before it began does not know of its listener yet
	server := d.server(requests)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(d.listener) }()
	d.log.Info("HTTP door open", "address", d.Addr())
	select {
	case err := <-ended:
		_ = server.Close()
		return fmt.Errorf("serve HTTP on %s: %w", d.Addr(), err)
	case <-ctx.Done():
		return d.stop(server)
	}
}

func (d *Door) server(requests context.Context) *http.Server {
	return &http.Server{
		Handler:                      d,
		DisableGeneralOptionsHandler: true, // every request has its line in the log
		ReadHeaderTimeout:            d.limits.readHeader,
		ReadTimeout:                  d.limits.read,
		WriteTimeout:                 d.limits.write,
		IdleTimeout:                  d.limits.idle,
		MaxHeaderBytes:               d.limits.header,
		ErrorLog:                     serverLog(d.log),
		BaseContext:                  func(net.Listener) context.Context { return requests },
	}
}

// stop waits for the requests under way, not for connections on which nobody asks anything.
func (d *Door) stop(server *http.Server) error {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), d.grace)
	defer cancel()
	go d.cancelWhenIdle(ctx, cancel)
	if err := server.Shutdown(ctx); err == nil {
		return nil
	}
	left := d.busy.Load()
	_ = server.Close()
	if left > 0 {
		return fmt.Errorf("close the HTTP door: requests cut off after %s: %d", time.Since(began).Round(time.Millisecond), left)
	}
	return nil
}

// cancelWhenIdle calls cancel once no request has been under way for two ticks: the last answer has left by then.
func (d *Door) cancelWhenIdle(ctx context.Context, cancel context.CancelFunc) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for idle := 0; idle < 2; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		idle++
		if d.busy.Load() > 0 {
			idle = 0
		}
	}
	cancel()
}
