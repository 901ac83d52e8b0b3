package store

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// BenchmarkSocket measures questions over the socket, durable changes included, from one caller and from eight.
func BenchmarkSocket(b *testing.B) {
	path := filepath.Join(b.TempDir(), "store.db")
	s, err := Open(path, testPromotion(), Own())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Share(slog.New(slog.DiscardHandler)); err != nil {
		b.Fatal(err)
	}
	through, err := Open(path, testPromotion())
	if err != nil {
		b.Fatal(err)
	}
	defer through.Close()
	if err := through.PutPeople(b.Context(), manyPeople(500)); err != nil {
		b.Fatal(err)
	}
	var written atomic.Int64
	questions := map[string]func(engine) error{
		"get":  func(e engine) error { _, err := e.Get(b.Context(), schemaKey()); return err },
		"scan": func(e engine) error { _, err := e.Scan(b.Context(), "", "", 500); return err },
		"apply": func(e engine) error {
			key := fmt.Sprint("bench/", written.Add(1))
			_, err := e.Apply(b.Context(), []condition{{key, nil}}, []write{put(key, []byte("1"))})
			return err
		},
	}
	for name, ask := range questions {
		for engineName, e := range map[string]engine{"file": s.engine, "socket": through.engine} {
			b.Run(name+"/"+engineName+"/one", func(b *testing.B) {
				for b.Loop() {
					if err := ask(e); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(name+"/"+engineName+"/eight", func(b *testing.B) {
				b.SetParallelism(4) // times two processors
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := ask(e); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}
