package roster

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// fictionalNames makes n different names that nobody has.
func fictionalNames(random *rand.Rand, n int) []string {
	first, last := strings.Fields(firstNames), strings.Fields(plants)
	order := random.Perm(len(first) * len(last))
	names := make([]string, n)
	for i := range names {
		pick := order[i%len(order)]
		names[i] = first[pick%len(first)] + " " + last[pick/len(first)] + "-Exemple" //nolint:misspell // French
		if round := i / len(order); round > 0 {
			names[i] += " " + strconv.Itoa(round+1)
		}
	}
	return names
}

// First names that say nothing about gender, and plants.
const (
	firstNames = `Alix Andrea Ange Camille Charlie Claude Dominique Eden Gaby Jo Lou Maé Maxence Noa Noé Odé Robin Sacha
		Sam Swan Yaël`
	plants = `Aubépine Bleuet Bruyère Campanule Capucine Coquelicot Églantine Érable Fougère Genêt Giroflée
		Houx Jonquille Lierre Lilas Mélisse Mimosa Muguet Myosotis Narcisse Noisetier Origan Pervenche Pissenlit Primevère
		Réséda Roseau Sarriette Saule Tilleul Trèfle Tulipe Verveine Violette`
)

// rooms are where fictional hearings take place.
func rooms() []string {
	return []string{"Salle Tilleul", "Salle Érable", "Salle Bouleau", "Salle Noisetier", "Salle Saule"}
}
