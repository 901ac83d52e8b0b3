// Package personal turns what people ask about themselves into answers for them alone: who they are, their own file, their
// data. It holds no port through which a decision could be read.
package personal
