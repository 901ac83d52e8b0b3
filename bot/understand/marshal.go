package understand

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A kept engine is the header, the language, the topics, the words, the examples as numbers of their topic and words,
// the figures of the engine, its directions, and the SHA-256 of all that. Numbers are varints, texts and lists begin with
// their length, figures are 64-bit floats, and directions the scale of each feature as a 32-bit float with its row, all of
// them little-endian. The rest is made anew when it is read, the way Train makes it: so a kept engine gives the very
// results of a fresh one.
const (
	header = "digbot engine " + format + "\n"
	format = "3"
)

var (
	errForeign = errors.New("not an engine of format " + format + ": train it again")
	errDamaged = errors.New("damaged: train it again")
)

// MarshalBinary returns the engine as UnmarshalBinary reads it. It holds the words of the examples. The error is
// always nil.
func (e *Engine) MarshalBinary() ([]byte, error) {
	m := e.model
	b := append(make([]byte, 0, 10*len(m.directions.rows)), header...)
	b = appendText(b, string(m.rules.language))
	b = appendTexts(b, m.topics)
	b = appendTexts(b, m.spelling.words)
	b = binary.AppendUvarint(b, uint64(len(m.texts)))
	for i, words := range m.texts {
		b = binary.AppendUvarint(b, uint64(m.topicOf[i]))
		b = binary.AppendUvarint(b, uint64(len(words)))
		for _, word := range words {
			b = binary.AppendUvarint(b, uint64(word))
		}
	}
	for _, figure := range figures(&e.judge, &e.calibration) {
		b = appendFloat(b, *figure)
	}
	simulated := byte(0)
	if e.calibration.Simulated {
		simulated = 1
	}
	b = append(b, simulated)
	for feature, scale := range m.directions.scales {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(scale))
		for _, word := range m.directions.row(int32(feature)) {
			b = binary.LittleEndian.AppendUint64(b, word)
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// UnmarshalBinary makes the engine what it was when MarshalBinary was called. Data of another format, or damaged, is
// an error and leaves the engine as it was. No other method may be called meanwhile.
func (e *Engine) UnmarshalBinary(data []byte) error {
	if !bytes.HasPrefix(data, []byte(header)) {
		return fmt.Errorf("read engine: %w", errForeign)
	}
	end := len(data) - sha256.Size
	if end < len(header) || sha256.Sum256(data[:end]) != [sha256.Size]byte(data[end:]) {
		return fmt.Errorf("read engine: %w", errDamaged)
	}
	read, err := readEngine(&reader{rest: data[len(header):end]})
	if err != nil {
		return fmt.Errorf("read engine: %w", err)
	}
	e.model, e.judge, e.calibration = read.model, read.judge, read.calibration
	e.pool = newPool() // the old one may remember stems of another language
	return nil
}

// readEngine reads what stands between the header and the checksum. Train never writes what it refuses, but data may
// come from a program that is at fault and yet end in the right checksum.
func readEngine(r *reader) (*Engine, error) {
	rules, err := rulesOf(Language(r.text(longestWord)))
	if err != nil {
		return nil, err
	}
	m := &model{rules: rules}
	topics, words := r.texts(math.MaxInt), r.texts(longestWord)
	examples, texts := readExamples(r, topics, words)
	j, c := usual(), Calibration{Examples: len(examples), Topics: len(topics)}
	for _, figure := range figures(&j, &c) {
		*figure = r.float()
	}
	c.Simulated = r.byte() == 1
	if m.number(examples); r.fault || !slices.Equal(m.topics, topics) || len(examples) == 0 {
		return nil, errDamaged
	}
	m.enter(texts)
	if m.directions = r.directions(len(m.index.features), len(topics)); r.fault {
		return nil, errDamaged
	}
	return newEngine(m, j, c), nil
}

// directions reads all that remains.
func (r *reader) directions(features, topics int) directions {
	d := newDirections(0, topics)
	if len(r.rest) != features*(4+8*d.stride) {
		r.fault = true
		return d
	}
	d = newDirections(features, topics)
	for feature := range d.scales {
		if d.scales[feature] = r.scale(); r.fault {
			return d
		}
		row := d.row(int32(feature))
		for i := range row {
			row[i] = binary.LittleEndian.Uint64(r.take(8))
		}
	}
	return d
}

// readExamples returns the examples, without their texts, and the words of each.
func readExamples(r *reader, topics, words []string) ([]Example, [][]string) {
	n := r.number(mostExamples + 1)
	examples, texts := make([]Example, 0, n), make([][]string, 0, n)
	for range n {
		topic := r.number(len(topics))
		text := make([]string, r.count())
		for k := range text {
			if word := r.number(len(words)); !r.fault {
				text[k] = words[word]
			}
		}
		if r.fault || len(text) == 0 {
			r.fault = true
			return nil, nil
		}
		examples = append(examples, Example{Topic: topics[topic]})
		texts = append(texts, text)
	}
	return examples, texts
}

// figures lists the numbers of a judge and of a calibration, in the order in which they are kept.
func figures(j *judge, c *Calibration) []*float64 {
	all := []*float64{
		&j.pair.bias, &j.accept.bias, &c.Sure, &c.Choice, &c.Accept,
		&c.Top1, &c.SureRight, &c.SureOrChoiceRight, &c.SureWrong, &c.SureForeign, &c.ForeignRejected, &c.ConfidentWrong,
	}
	for _, weights := range [][]float64{j.pair.weights, j.accept.weights} {
		for i := range weights {
			all = append(all, &weights[i])
		}
	}
	return all
}
