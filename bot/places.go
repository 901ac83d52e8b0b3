package bot

import (
	"slices"
	"strings"
)

// parisRegion are the names that mean the Paris region, and the towns of it where administrations sit; towns are written
// as in French, without accents and signs.
var parisRegion = strings.Split("region parisienne,paris,ile de france,idf,la defense,saint mande,issy les moulineaux,issy,"+
	"vincennes,montreuil,nanterre,puteaux,courbevoie,boulogne billancourt,saint denis,bobigny,creteil,versailles,"+
	"cergy,pontoise,evry,melun,noisy le grand,fontenay sous bois,malakoff,montrouge,vanves,ivry sur seine,arcueil,"+
	"levallois perret,neuilly sur seine,clichy,pantin,aubervilliers,champs sur marne,saint germain en laye,rosny sous bois,maisons alfort", ",")

// districts are the regions and departments by which people name the towns of challenges.
var districts = map[string]string{
	"bretagne": "brest,rennes", "finistere": "brest", "brittany": "brest,rennes",
	"occitanie": "toulouse,montpellier", "haute garonne": "toulouse", "sud ouest": "toulouse,bordeaux", "midi pyrenees": "toulouse",
	"auvergne rhone alpes": "lyon,clermont ferrand,grenoble", "auvergne": "clermont ferrand", "rhone alpes": "lyon,grenoble",
	"rhone": "lyon", "puy de dome": "clermont ferrand", "clermont": "clermont ferrand",
	"paca": "marseille,nice", "provence": "marseille", "grand est": "strasbourg,metz,nancy,reims", "alsace": "strasbourg",
	"normandie": "rouen,caen", "hauts de france": "lille,amiens", "nord": "lille", "nouvelle aquitaine": "bordeaux,limoges",
	"aquitaine": "bordeaux", "pays de la loire": "nantes,angers", "centre val de loire": "orleans,tours", "corse": "ajaccio,bastia",
	"bourgogne": "dijon", "franche comte": "besancon", "guadeloupe": "basse terre", "martinique": "fort de france",
	"guyane": "cayenne", "la reunion": "saint denis de la reunion", "mayotte": "mamoudzou", "outre mer": "fort de france",
}

// towns are places that people ask for and where there may be no challenge.
var towns = strings.Split("marseille,nice,nantes,strasbourg,montpellier,bordeaux,lille,rennes,reims,toulon,saint etienne,le havre,grenoble,"+
	"dijon,angers,nimes,le mans,aix en provence,tours,amiens,limoges,metz,besancon,perpignan,orleans,caen,mulhouse,rouen,nancy,"+
	"poitiers,pau,la rochelle,avignon,annecy,chambery,lorient,quimper,vannes,bayonne,ajaccio,bastia,brest,toulouse,lyon,"+
	"clermont ferrand,valence,troyes,chartres,bourges,colmar,niort,laval,bruxelles,londres,geneve,fort de france,cayenne,mamoudzou", ",")

// absentMinistries are ministries that people ask for and that may have no challenge.
var absentMinistries = newPhrases("justice\nculture\nagriculture\naffaires étrangères\nquai d'Orsay\néconomie\nfinances\néconomie et des finances\nBercy\n" +
	"travail\nsports\ntransports\noutre-mer\nenseignement supérieur\nrecherche\naction publique\ncohésion des territoires\n" +
	"foreign affairs\neconomy\nfinance\nlabour\nsport\ntransport\nhigher education\nresearch")

// isParis reports whether a normalised place is in the Paris region.
func isParis(place string) bool { return slices.Contains(parisRegion, place) }
