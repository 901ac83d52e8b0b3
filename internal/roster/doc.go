// Package roster turns the lists of people that a team keeps, as spreadsheets write them, into people of the programme,
// and reports everything that is wrong with a list before anybody is let in.
package roster
