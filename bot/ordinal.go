package bot

import (
	"strconv"
	"strings"

	"digbot/bot/understand"
)

// ordinals are the words by which people pick one of several things.
var ordinals = map[string]int{
	"premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "first": 1, "1st": 1, "un": 1, "une": 1, "one": 1,
	"deuxieme": 2, "second": 2, "seconde": 2, "2e": 2, "2eme": 2, "2nd": 2, "deux": 2, "two": 2,
	"troisieme": 3, "third": 3, "3e": 3, "3eme": 3, "3rd": 3, "trois": 3, "three": 3,
	"quatrieme": 4, "fourth": 4, "4e": 4, "4eme": 4, "4th": 4, "quatre": 4, "four": 4,
	"cinquieme": 5, "fifth": 5, "5e": 5, "5eme": 5, "5th": 5, "cinq": 5, "five": 5,
	"dernier": -1, "derniere": -1, "last": -1,
}

var ordinalFillers = newWordSet("le la les l the numero n no num c est it s ce sera plutot choix question option choice number je prends veux pour moi i want take svp stp please one reponse et celui celle du de")

// numberSigns takes the signs away that stand before a number.
var numberSigns = strings.NewReplacer("n°", "n ", "N°", "n ", "#", " ")

// ordinal reads "2", "la première", "le deuxième", "n° 3": a place from 1, or -1 for the last. Nothing else may be said.
func ordinal(text string) (int, bool) {
	place := 0
	for _, word := range understand.Words(numberSigns.Replace(text)) {
		n, known := ordinals[word]
		if digits, err := strconv.Atoi(word); err == nil && len(word) <= 2 {
			n, known = digits, digits > 0
		}
		switch {
		case known && (place == 0 || word == "one" || word == "un" || word == "une"):
			if place == 0 {
				place = n
			}
		case !ordinalFillers[word]:
			return 0, false
		}
	}
	return place, place != 0
}
