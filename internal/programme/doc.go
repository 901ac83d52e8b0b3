// Package programme turns what a recruiting programme has announced (its promotion, milestones, challenges and people)
// into answers about time and people: which phase it is, what is due, who is concerned.
//
// It is pure: no clock, no input or output, the standard library only. Every function that depends on the present takes
// now as an argument. All calendar arithmetic is done in Europe/Paris, whatever the zone of its arguments.
package programme
