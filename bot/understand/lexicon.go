package understand

// The frequent words of each language, folded. A word of these lists is never "corrected" into a word of the
// examples: "porte" is not a misspelt "poste". They need not be complete; the words of the examples come on top.

// Function words carry a sentence; content words fill it. A simulation swaps the content of a question for other
// content to see what a question about something else would look like.

const frenchFunctionWords = `
a ai aie aient ait as au aucun aucune aupres auquel aura aurai auraient aurais aurait auras aurez auriez aurions
aurons auront aussi aussitot autant autour autre autrefois autrement autres autrui aux auxquelles auxquels avaient
avais avait avant avec aviez avions avoir avons avez ayant ayez ayons beaucoup bien bientot bon bonne bonnes bons car
ce ceci cela celle celles celui cent cependant certain certaine certaines certains ces cet cette ceux chacun chacune
chaque cher chere chez ci cinq cinquante combien comme comment contre d abord dans de debout dedans dehors deja depuis
derniere dernier derniers dernieres derriere des desormais desquels dessous dessus deux devant devers dix donc dont
douze du dur durant durent elle elles en encore enfin ensemble ensuite entre envers environ es est et etaient etais
etait etant etat etats ete etes etiez etions etre eu eue eurent eus eut eux facon fait faite faites faits fois font
fut furent grace gros guere hier hors hui huit ici il ils jamais je jour jours jusque juste la laquelle le lequel les
lesquelles lesquels leur leurs loin long longtemps lors lorsque lui ma mais mal malgre me meme memes mes mieux mille
moi moins mon monde monsieur madame moyen ne neuf neanmoins ni nombre non nos notre notres nous nouveau nouveaux
nouvel nouvelle nouvelles nul nulle ou oui onze par parce parfois parmi partout pas passe pendant personne personnes
peu peut peuvent peux peutetre plus plusieurs plutot point pour pourquoi pourtant premier premiere premierement
premiers presque pres proche puis puisque quand quant quarante quatorze quatre que quel quelle quelles quelque
quelques quelqu quels qui quiconque quinze quoi quoique rien sa sans sauf se seize selon sept sera serai seraient
serais serait seras serez seriez serons seront ses seul seule seulement seuls seules si sien sienne sitot six soi soit
soient sois sommes son sont sous souvent soyez soyons suis sur surtout ta tandis tant tantot tard te tel telle
tellement telles tels tes toi ton tot toujours tous tout toute toutefois toutes travers tres treize trente trois trop
tu un une unique va vais vas vers veux veut veulent vite voici voila vos votre votres vous vraiment vu y zero
`

const frenchContentWords = `
aller allait allez allons alle allee aime aimer aimerais aimerait aide aider aidez ajouter annoncer appeler appelle
appel appelez apprendre appris arrive arriver arrivee arrete arreter attend attendre attends attendu avance avancer
bouge boire cache casse cesse change changer changement cherche chercher cherchez choisir choisi choisit choix
commence commencer comprend comprendre comprends compris compte compter conduire connais connait connaitre connu
continue continuer coupe couper courir court coute couter creer cree croire crois croit cru decide decider demande
demander demandent demandez deviens devient devenir devenu dois doit doivent devait devez devoir devrais devrait devra
devrai devrez devons dire dis disent dit dites donne donner donnez dormir ecoute ecouter ecrire ecris ecrit entend
entendre entrer envoie envoyer envoye espere essaie essayer etudier existe existent exister explique expliquer
expliquez faire faisait faisant fais faisons fasse fera ferai ferait faudra faudrait faut ferme fermer finir fini
finit gagne gagner garde garder habite habiter indique indiquer informe jette joue jouer laisse laisser lance lancer
lire lis lit lever mange manger manque manquer marche marcher met mets mettre mettez mis mise monte montre montrer
mort mourir naitre obtenir obtenu obtient occupe occuper offre offrir oublie oublier ouvre ouvrir ouvert paie paye
payer paraitre parle parler parlez part partir parti pars passer passent passez pense penser perd perdre perdu permet
permettre place plait pleure porte porter pose poser pourra pourrai pourraient pourrais pourrait pourrez pourrons
pouvait pouvez pouvoir pouvons prefere preferer prend prendre prends prenez prennent pris prise prepare preparer
presente presenter prevenir prevoir prevoit prevu prevue prevus prevues propose proposer put puisse puissent quitte
quitter raconter rappelle rappeler recevoir recoit recois recu recue recus refuse refuser regarde regarder remplir
rempli rend rendre rends rendu rentre rentrer repond repondre reponds reponse reponses reste rester retour retourner
retrouve retrouver reussi reussir revenir revient reviens sache sais sait savez savoir savent sens sent sentir sert
servir signe signer sort sortir souhaite souhaiter souhaitez souviens suit suivre suivant suivante tenir tient tiens
tombe tomber touche toucher tourne trouve trouver trouvez trouvent utilise utiliser utilisez vaut vendre venir venu
vend verra verrai veuillez vient viennent vis vit vive vivre voir vois voit voient voyez voudrais voudrait voulait
voulais voulez vouloir voulons vont iront irai ira accord acces achat actuel actuelle actuellement adresse affaire age
agit agent agents ailleurs air amour ami amie amis an ancien ancienne animal annee annees annonce ans apres argent
article arts assez attention aujourd avenir avis avril aout banque bas base beau bel belle besoin besoins bord bout
bras bureau but cadre campagne capable carte cas cause centre certes chambre chance chef chemin chien chose choses
ciel classe clair claire coeur coin collegue collegues colere concernant condition conditions conge conges conseil
conseils contact contrat corps cote cotes couleur coup cours cout date dates debut decembre decision demain demarche
demi difference different differente differents difficile dimanche directeur direction disponible doigt dossier doute
droit droits duree durer eau ecole effet egal egalement email emploi enfant enfants enquete entreprise equipe erreur
espace esprit etape etude etudes etudiant etudiante euro euros evidemment exactement exemple experience face facile
faim famille femme femmes fete feu fevrier fiche file fille filles fils film fin fleur fond fonction force forme
formulaire formation fort forte frais france francais francaise frere froid front garcon gens genre gouvernement gout
grand grande grandes grands groupe guerre haut haute heure heures heureux histoire homme hommes hiver hotel idee idees
image impossible important importante info infos information informations interet jeu jeudi jeune jeunes joie joli
jolie journal journee juillet juin jusqu lettre lettres libre lieu ligne lignes liste livre livres loi lundi lumiere
lune mai maintenant main mains mairie maison maitre maladie malade maniere mardi mari marie mars matin matiere mauvais
mauvaise meilleur meilleure meilleurs mer merci mercredi mere message mesure mesures metier metro midi mien milieu
ministre minute minutes mode modele moment mois moitie montant mot mots moyenne mur musique musee nature naturel nom
noms noir noire normal normale note novembre nuit numero objet occasion octobre oeil oeuvre oiseau ordinateur ordre
oral origine page pages pain paix papa papier papiers parent parents pareil partie parties passage patron pays peine
pere peur photo phrase piece pieces pied plan plein pleine pluie plupart poids police politique pont portes possible
possibles possibilite poste postes pratique prenom president prix probable probleme problemes prochain prochaine
prochains produit produits professeur programme projet projets promotion propos propre public publique qualite
quartier question questions raison rapide rapidement rapport recherche regle regles rendez reunion responsable
resultat resultats revue rire rouge route rue saison salle salut samedi sang sante secret seance secretaire semaine
semaines septembre serieux service services sexe simple simplement site situation societe soeur soir soiree soleil sol
solution somme sommet sorte sortes sorti sortie souvenir sport suite sujet sure surs systeme table tableau tache
taille telephone temps terre test tete texte titre tour train travail travaille travailler travailles travailleur tort
total tranquille type types urgence urgent utile vacances valeur valable vendredi vent verite vert verte viande vide
vie vieux vieille village ville villes vin visage visite vitesse voie voisin voiture voix vol voyage vrai vraie vue
yeux weekend assurance attestation avantage avantages bonjour bonsoir coucou candidat candidate candidats candidates
candidature candidatures cdd cdi cv diplome diplomes document documents designer designers embauche employeur
entretien fonctionnaire fonctionnaires freelance jury logement mail mails mentor mentors mission missions mobilite
motivation portfolio postuler postule preavis recrutement recrute remuneration remunere salaire salaires selection
selectionne stage stagiaire statut statuts teletravail transport transports abri acte agir aire ajout ange arme aube
auto axe bague bain balle banc bande barbe barre bateau bete beurre bijou bise blague blanc ble bleu bloc blond boeuf
bois boite bol bombe bonbon bosse botte bouche boue boule bourse brosse bruit brun bulle cable cadeau cage caisse
calme camp canal canne carre cave ceinture chaine chaise chaleur champ chant chapeau charge chasse chat chaud
chaussure cheval cheveux chiffre chips chou chute cible cinema citron cle clou club code coffre colis colle colonne
coq corde coton cou coude courrier course cousin couteau couvert creme crepe crime crise croix cube cuir cuire cuisine
cycle dame danse debit defaut degre delai dent dessert dette dieu disque dose dos douche doux drap drole echec ecran
eglise eleve encre ennui ennuie epaule epice essence etoile facture farine faute fer feuille fier fievre filet fleuve
foie foire foret four foyer frein fromage fruit fruits fuite fumee gare gateau gauche gaz genou gilet glace golf gomme
gorge goutte grain gramme grave grille gris guide habit hasard herbe heros huile humeur humour ile jambe jardin jaune
jazz jean jouet juge jupe jus kilo lac laine lait lampe langue lapin larme lavage legume legumes lent lessive lien
lion litre livret loup lourd loyer lutte luxe lycee magasin maire malin manche manteau marin masque match melon menu
metal meteo metre meuble miel mine moche moteur moto mouche moulin mousse muscle nage nappe neige nerf nez noel noeud
noix nord nuage ocean odeur oeuf oeufs oncle ongle onde opera orage orange oreille ours outil ouest pale panne panier
pantalon parapluie parc pari parking pate pates pause peau peche peinture pelle perle perte peuple phare piano pile
pilote pince pipe piscine piste pizza plage plainte planete plante plat plomb plume pneu poche poele poil poire pois
poisson poivre pomme pompe porc port pot pouce poule poulet puce pull pur quai queue race radio rage raisin rame rang
rat rayon recette reine repas reseau restaurant reve rhume riche riz robe robot roi roman rond rose roue ruban rude
ruse sable sac sage sale sapin sauce saut savon score seau sec sel serpent serveur siege signal singe sirop ski soie
soif soldat solde sombre souris sourd soupe source stade star stylo sucre sud talon tapis tarif tarte tasse taux taxe
taxi tele tente terme the theatre thon tigre timbre tir tissu toit tomate tonne toux trace trajet trou truc tube vache
vague vaisselle valise vase veau velo verbe verre veste vigne vins virus vitre voile vote wagon zone
`

const englishFunctionWords = `
a about above across after again against all almost alone along already also although always am among an and another any
anybody anyone anything anywhere are around as at away back be became because become been before behind being below
best better between big both but by can cannot could did do does doing done down during each either else enough even
ever every everybody everyone everything everywhere few first for from get gets getting give go goes going good got
great had half has have having he hello her here hers herself hi him himself his how however i if in indeed inside
instead into is it its itself just keep last least less let like little long made make makes making many may maybe me
mean might mine more most much must my myself near nearly need needed needs neither never new next no nobody none nor
not nothing now of off often on once one only or other others our ours out outside over own per perhaps please put
quite rather really said same say saying says see seem seen several shall she should since so some somebody someone
something sometimes somewhere soon still such sure take taken taking tell than thank thanks that the their theirs them
themselves then there therefore these they thing things think this those though through thus till to today together too
toward try trying two under until up upon us use used very was way we well went were what whatever when where whether
which while who whole whom whose why will wish with within without would yes yet you your yours yourself
`

const englishContentWords = `
able according act afterwards age ago agree ahead allow allowed amount answer anyway appear apply area arrive ask
asked asking available bad began begin believe bring brought build business buy call called came care case cause
change changed check child children choose city clear close come comes coming company consider contact country course
cover create cut date day days deal decide decided different difficult door drive due early easy eat email end evening
exactly example expect explain eye face fact fall family far fast father feel fill final find fine five follow food
form forward found four free friend friends full further gave general girl given gone group hand happen happened happy
hard head hear heard help high hold home hope hour hours house hundred idea important include interest issue job join
kept kind knew know known large late later learn leave left letter life likely line list listen live longer look
looking lot love low mail main man matter means meet meeting member men message mind minute minutes miss money month
months morning mother move name nice night nine notice number offer office old open order page paid paper part parts
party pass past pay people person phone pick place plan play point possible post previous price probably problem
program provide public question questions quick quickly reach read ready real reason receive received recent register
remain remember reply request rest result results return right role room rule run saw school second sell send sent
serious service set seven short show side simple sir site six small sorry sort sound speak spend start started state
stay step stop story street strong study sun support system talk ten test third thought thousand three time times
title told tomorrow tonight took top town true turn type understand useful user using usual usually view visit wait
walk want wanted wants watch water week weekend weeks white woman women won word words work worked working world worry
write written wrong year years yesterday young zero monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december accept accepted accommodation administration
agent applicant applicants application applications applied assignment benefits candidate candidates contract criteria
cv deadline degree deposit design designer designers diploma document documents employer employment funding hearing
hire hired holiday holidays housing interview jury location mentor mentors ministry mission nationality portfolio
project projects recruitment remote retirement salary selected selection skills status student training transport
travel wage
`
