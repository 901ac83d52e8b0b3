// Package understand turns a question into the topics whose answer it may want, and says how sure it is.
//
// It learns from a few example questions a topic. A question is answered (Sure), met with a short list of
// topics to choose from (Unsure), or declared foreign (Unknown). The limits between the three come from a
// simulation over the examples themselves: each example is asked as if it had never been seen, and once more
// as if its whole topic did not exist. The package does no I/O, reads no clock, and the same input always
// gives the same output.
package understand
