package understand

import (
	"encoding/binary"
	"math"
)

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, text := range texts {
		b = appendText(b, text)
	}
	return b
}

func appendFloat(b []byte, value float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(value))
}

// reader takes values from the front of what remains. After a fault it gives zeros.
type reader struct {
	rest  []byte
	fault bool
}

// take returns the next n bytes, nil when there are fewer.
func (r *reader) take(n int) []byte {
	if r.fault || n < 0 || n > len(r.rest) {
		r.fault = true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// number reads a number below a limit.
func (r *reader) number(limit int) int {
	value, size := binary.Uvarint(r.rest)
	if size <= 0 || value >= uint64(limit) {
		r.fault = true
	}
	if r.take(size) == nil {
		return 0
	}
	return int(value)
}

// count reads the length of a list or text: what is counted takes at least a byte each.
func (r *reader) count() int { return r.number(len(r.rest) + 1) }

// text reads a text of so many bytes at most.
func (r *reader) text(longest int) string {
	n := r.count()
	if n > longest {
		r.fault = true
	}
	return string(r.take(n))
}

func (r *reader) texts(longest int) []string {
	texts := make([]string, r.count())
	for i := range texts {
		texts[i] = r.text(longest)
	}
	return texts
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// scale reads a short number above zero, or zero; another one is a fault.
func (r *reader) scale() float32 {
	b := r.take(4)
	if b == nil {
		return 0
	}
	value := math.Float32frombits(binary.LittleEndian.Uint32(b))
	if !(value >= 0 && value <= math.MaxFloat32) {
		r.fault = true
	}
	return value
}

// float reads a number; one that is not a number is a fault.
func (r *reader) float() float64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	value := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsNaN(value) {
		r.fault = true
	}
	return value
}
