// Package drawing lays a season, and what was counted over time, out as pictures that a page draws: places and lengths of
// lines, dots and labels, in units of the picture's view box.
package drawing
