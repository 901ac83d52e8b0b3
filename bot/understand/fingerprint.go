package understand

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// algorithm is the version of what Train makes of examples. It must be raised whenever the same examples come to give
// other results, or engines that were kept from before would go on giving the old ones.
const algorithm = 5

// Fingerprint names the engine that Train makes of the examples: 32 hexadecimal digits, the same for the same engine
// and different for any other. It covers the language and its words, the examples in their order, and the version of
// the algorithm.
func Fingerprint(language Language, examples []Example) string {
	h := sha256.New()
	r, _ := rulesOf(language) // a language without rules has a fingerprint, though no engine
	list(h, fmt.Sprint(algorithm), string(language))
	list(h, r.function...)
	list(h, r.content...)
	for _, short := range slices.Sorted(maps.Keys(r.short)) {
		list(h, append([]string{short}, r.short[short]...)...)
	}
	for _, e := range examples {
		list(h, e.Topic, e.Text)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// list hashes texts with their lengths, so that no text runs into the next.
func list(h hash.Hash, texts ...string) {
	fmt.Fprintf(h, "%d:", len(texts))
	for _, text := range texts {
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
}
