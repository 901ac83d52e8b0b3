package main

import "testing"

func TestLocal(t *testing.T) {
	for listen, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:8080": "127.0.0.1:8080", "[::]:8080": "[::1]:8080",
		"127.0.0.1:8080": "127.0.0.1:8080", "10.0.0.3:80": "10.0.0.3:80", "door": "door",
	} {
		if got := local(listen); got != want {
			t.Errorf("%s: got %s, want %s", listen, got, want)
		}
	}
}
