package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// maxSocketPath is how many bytes of a path every system takes for a socket.
const maxSocketPath = 103

// socketPath is where the store in a file is shared: beside the file itself, whatever link leads to it.
func socketPath(file string) string {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	return file + ".sock"
}

// reach gives a path that the system takes for a socket, until release is called. A long one leads through its open
// folder.
func reach(path string) (short string, release func(), err error) {
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", nil, err
	}
	through := fmt.Sprintf("/proc/self/fd/%d", folder.Fd())
	short = filepath.Join(through, filepath.Base(path))
	if _, err := os.Stat(through); err != nil || len(short) > maxSocketPath {
		return "", nil, errors.Join(fmt.Errorf("the path of its socket is %d bytes long, this system takes %d: give the store a shorter path",
			len(path), maxSocketPath), folder.Close())
	}
	return short, func() { folder.Close() }, nil
}

// reachable makes sure that those who look for a socket will be able to use its path.
func reachable(path string) error {
	_, release, err := reach(path)
	if err == nil {
		release()
	}
	return err
}

// listenUnix opens a socket for its owner alone, in the place of one that a dead process left. It is made in a closed
// folder and moved out of it, so that there is no instant at which others could reach it. The caller holds the store:
// nobody else listens there, or makes such a folder.
func listenUnix(path string) (*net.UnixListener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("%s is not a socket: move it away", path)
	}
	if err := reachable(path); err != nil {
		return nil, err
	}
	folder := path + ".new"
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	fresh := filepath.Join(folder, "s")
	listener, err := bind(fresh)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Chmod(fresh, 0o600), os.Rename(fresh, path)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

func bind(path string) (*net.UnixListener, error) {
	short, release, err := reach(path)
	if err != nil {
		return nil, err
	}
	defer release()
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: short, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false) // it will have moved
	return listener, nil
}

// dialUnix connects to a socket, or says that nobody is there.
func dialUnix(ctx context.Context, path string) (*net.UnixConn, error) {
	short, release, err := reach(path)
	if err != nil {
		return nil, err
	}
	defer release()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", short)
	if err != nil {
		return nil, err
	}
	return conn.(*net.UnixConn), nil
}
