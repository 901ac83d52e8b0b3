package store

import (
	"context"
	"crypto/rand"
	"maps"
	"os"
	"testing"

	"github.com/alicebob/miniredis/v2"
)

// realRedis is the variable that names a Redis on which the tests may write.
const realRedis = "DIGBOT_TEST_REDIS"

// redisAt is an engine for a promotion of its own, which is removed after the test.
func redisAt(t *testing.T, url string, copies, retries int) *redisEngine {
	t.Helper()
	address, err := parseRedisURL(url)
	if err != nil {
		t.Fatal(err)
	}
	e := newRedis(address, "test-"+rand.Text(), copies, retries)
	t.Cleanup(func() {
		_ = e.client.Del(context.WithoutCancel(t.Context()), e.keys.all()...).Err() // the server may be gone by now
		_ = e.Close()
	})
	return e
}

func realRedisURL(t *testing.T) string {
	t.Helper()
	url := os.Getenv(realRedis)
	if url == "" {
		t.Skip("no real Redis: set " + realRedis + "=redis://127.0.0.1:6379/0 to test one")
	}
	return url
}

func miniURL(t *testing.T) string { return "redis://" + miniredis.RunT(t).Addr() }

// storesAt opens stores at a URL, each for a promotion of its own.
func storesAt(url string) opener {
	return func(t *testing.T, opts ...Option) *Store {
		t.Helper()
		return timedStore(t, redisAt(t, url, 0, redisRetries), opts...)
	}
}

// timedStore is a store on an engine, with steps of the usual size.
func timedStore(t *testing.T, e engine, opts ...Option) *Store {
	t.Helper()
	s, err := newStore(t.Context(), e, testPromotion(), newOptions(append(opts, WithKey(testKey))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMiniredisIsAnEngine(t *testing.T) {
	t.Parallel()
	url := miniURL(t)
	testEngine(t, func(t *testing.T) engine { return redisAt(t, url, 0, redisRetries) })
}

func TestRedisIsAnEngine(t *testing.T) {
	url := realRedisURL(t)
	testEngine(t, func(t *testing.T) engine { return redisAt(t, url, 0, redisRetries) })
}

func TestStoreOnMiniredis(t *testing.T) {
	t.Parallel()
	testStore(t, func(t *testing.T, opts ...Option) *Store { return storesAt(miniURL(t))(t, opts...) })
}

func TestStoreOnRedis(t *testing.T) { testStore(t, storesAt(realRedisURL(t))) }

// TestRedisWritesAllOrNothing ends a change at a record that is no count: what stood before it is not written either.
func TestRedisWritesAllOrNothing(t *testing.T) {
	e := redisAt(t, miniURL(t), 0, redisRetries)
	must(t, e, put("word", []byte("x")))
	for _, last := range []write{add("word", 1), add("other", 1)} {
		_, err := e.Apply(t.Context(), nil, []write{put("other", []byte("y")), remove("word"), put("word", []byte("1x")), last})
		if err == nil {
			t.Errorf("%v: no error", last)
		}
	}
	if got, want := dump(t, e), map[string]string{"word": "x"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestRedisIndex holds the list of keys and the records together, whatever comes in one change.
func TestRedisIndex(t *testing.T) {
	e := redisAt(t, miniURL(t), 0, redisRetries)
	must(t, e, put("a", nil), put("b", []byte{}), put("c", []byte("=")), add("d", -3), remove("d"), add("d", 2), put("\xff\xff", []byte("\x00")))
	want := map[string]string{"b": "", "c": "=", "d": "2", "\xff\xff": "\x00"}
	if got := dump(t, e); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if ok, err := e.Apply(t.Context(), []condition{{"b", []byte{}}, {"c", []byte("=")}, {"a", nil}}, nil); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	must(t, e, remove("b"), remove("c"), remove("d"), remove("\xff\xff"))
	if n := e.client.Exists(t.Context(), e.keys.all()...).Val(); n != 0 {
		t.Errorf("%d keys are left in Redis", n)
	}
}

func TestStretchOf(t *testing.T) {
	tests := []struct{ prefix, after, from, to string }{
		{"", "", "-", "+"},
		{"", "a", "(a", "+"},
		{"p/", "", "[p/", "(p0"},
		{"p/", "p/", "(p/", "(p0"},
		{"p/", "o", "[p/", "(p0"},
		{"p\xff", "", "[p\xff", "(q"},
		{"\xff", "", "[\xff", "+"},
	}
	for _, test := range tests {
		if from, to := stretchOf(test.prefix, test.after); from != test.from || to != test.to {
			t.Errorf("%q after %q: got %q to %q, want %q to %q", test.prefix, test.after, from, to, test.from, test.to)
		}
	}
}

// TestRedisKeysShareASlot keeps every promotion under one hash tag, whatever its id holds.
func TestRedisKeysShareASlot(t *testing.T) {
	tests := map[string]string{"dig-2019": "{dig-2019}", "a}b{": "{a%7Db%7B}", "}": "{%7D}"}
	for id, tag := range tests {
		for _, key := range newRedisKeys(id).all() {
			if key[:len("digbot:")+len(tag)] != "digbot:"+tag {
				t.Errorf("%s: the key %s", id, key)
			}
		}
	}
}

func TestTwoPromotionsInOneRedis(t *testing.T) {
	url := miniURL(t)
	one, two := redisAt(t, url, 0, 0), redisAt(t, url, 0, 0)
	must(t, one, put("a", []byte("1")))
	if got := dump(t, two); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
