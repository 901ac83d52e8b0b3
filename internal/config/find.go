package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Find names the configuration of a folder: config.yaml, else config.example.yaml.
func Find(dir string) (path string, isExample bool, err error) {
	for _, name := range []string{"config.yaml", "config.example.yaml"} {
		path := filepath.Join(dir, name)
		_, err := os.Stat(path)
		if err == nil {
			return path, name == "config.example.yaml", nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", false, fmt.Errorf("find the configuration: %w", err)
		}
	}
	return "", false, fmt.Errorf("find the configuration: neither config.yaml nor config.example.yaml in %s: %w", dir, fs.ErrNotExist)
}

// readRegular reads a file, but no device or pipe, which might never end, and no more of it than any setting needs.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, largest+1))
}

// reason is the last part of an error of the operating system: "no such file or directory".
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
