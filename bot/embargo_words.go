package bot

// wishClasses are the classes of the patterns below. Words are folded and without elisions: "j'ai" is "ai", "a-t-il" is
// "a t il" or, spelt out as a text message, "a tu es il".
var wishClasses = map[string]string{
	"t": "t tu es",
	"chosen": `{elected} {taken} {judged} laureat laureate laureats laureates lauriat gagnant gagnante gagnants gagnantes vainqueur vainqueurs
		winner winners laureat successful heureux heureuse`,
	"elected": `retenu retenue retenus retenues selectionne selectionnee selectionnes selectionnees selectionner choisi choisie choisis choisies
		elu elue elus elues designe designee designes designees nomme nommee nommes preselectionne preselectionnee preselectionnes preselectionnees
		qualifie qualifiee qualifies affecte affectee sacre
		selected chosen choosen picked preselected shortlisted appointed elected retained`,
	"taken": `pris prise prises pri taken`,
	"judged": `admis admise admises accepte acceptee acceptes acceptees refuse refusee refuses refusees recale recalee recales elimine eliminee elimines eliminees
		ecarte ecartee ecartes rejete rejetee rejetes accepted rejected refused eliminated admitted dropped declined`,
	"won": `gagne gagner gagnera gagnent remporte remporter remportera decroche decrocher decrochera empoche obtenu obtenir rafle emporte won win wins got get`,
	"people": `candidat candidate candidats candidates candidature candidatures personne personnes gens quelqu quelque designer designers profil profils nom noms
		finaliste finalistes people person someone somebody anyone anybody candidate candidates applicant applicants name names finalist finalists`,
	"jury": `jury jurys jures dinsic comite commission organisateurs equipe ministere administration mentor mentors panel judges committee team`,
	"one":  `il elle ils elles on vous tu he she they you we {jury} le la the les ca ce`,
	"outcome": `resultat resultats decision decisions deliberation deliberations verdict verdicts palmares classement classements result results outcome outcomes
		ranking rankings leaderboard scoreboard`,
	"list": `liste listes list lists nom noms prenom prenoms initiale initiales name names firstname surname initials`,
	"give": `donne donnez donner donnes donnerais envoie envoies envoyez envoyer transmets transmettez transmettre affiche affichez afficher montre montrez montrer
		revele revelez reveler devoile devoilez partage partagez communique communiquez communiquer balance file filez lache lachez dis dites dire liste listez
		enumere cite citez cites citer fournis fournir fournissez sors imprime ecris ecrire publie resume resumez tell give show send reveal share list print leak
		disclose say write output name enumerate provide summarize summarise display dump veux voudrais aimerais faut besoin want need avoir get connaitre know
		souffle chuchote whisper copie colle paste traduis translate encode`,
	"say": `dis dites dire dit savoir sais sait confirme confirmes confirmez confirmer verifie verifier verifiez regarde regarder regardez check confirm tell say
		know verify voir vois indiquer indique indiquez see reponds answer prevenir demande ask wonder wondering demandais demandait curieux curieuse find informer informez preciser precisez apprendre avertir assurer confirmation`,
	"whether": `si if whether`,
	"my":      `mon ma mes my son sa ses his her their leur leurs notre nos our`,
	"project": `projet projets defi defis project projects challenge challenges mission missions administration administrations ministere ministeres proposition propositions`,
	"post":    `poste postes place places post posts position positions seat seats role roles job jobs mission missions slot slots defi challenge projet project`,
	"score":   `note notes score scores point points grade grades mark marks rang rank notation evaluation`,
	"will":    `va vont vas vais sera serai seras serez serons seront serait viendra will going gonna`,
	"be":      `est es suis sont sommes etes etait etaient serait seraient {will} is are am was were be been has have had s d re gets got ai as a ont avons avez avait aura aurait`,
	"past":    `a ont ai as avons avez aurait auraient avait avaient aura auront has have had ve is are was were been got`,
	"pretext": `indice indices hint hints spoil spoiler spoilers tuyau fuite leak leaks scoop clue clues officieusement confidentiel confidentiellement
		secret discretement confidence unofficially confidentially secretly avance advance poeme poem chanson song base64 rot13 morse binaire binary envers
		backwards reverse acrostiche acrostic emoji emojis code coded json csv hexadecimal initiales initials lettre lettres letter letters traduis traduire
		translate imagine imaginons suppose supposons pretend hypothetiquement hypothetically hypothese hypothetical roleplay simule simulons simulate joue fiction
		story histoire roman personnage character scenario test tester debug admin administrateur administrator root developpeur developer sudo ignore ignores
		oublie override bypass authorise autorise autorisee authorized authorised urgent urgence presse journaliste journalist ministre minister cabinet dinsic
		directeur directrice director president presidente rh hr tirage pronostic pronostics prediction predictions parie bet guess devine deviner tendance
		probabilite pourcentage`,
}

// wordsOfMore ask for more than yes or no.
var wordsOfMore = map[string]bool{
	"combien": true, "comment": true, "quand": true, "quel": true, "quelle": true, "quels": true, "quelles": true, "pourquoi": true,
	"how": true, "when": true, "what": true, "which": true, "why": true, "where": true,
}

// asksWhoOrWhich and asksWhether are the ways of asking for a result. They lose against aboutResults and conditional, and the
// second, whose words have other uses, against otherSubject.
var (
	asksWhoOrWhich = newGrammar(wishClasses, asksWho, asksList, asksScore)
	asksWhether    = newGrammar(wishClasses, asksSelf, asksAnybody, asksOutcome, asksWhoComes)
)

const (
	asksWho = `
qui|who|whom|kk ~1 {past} ete|been ~3 {chosen}
qui|who|whom|whos ~1 est|es|sont|sera|seront|serait|etait|is|are|was|were|s|got|gets ~3 {chosen}
qui|who ~1 va|vont|will|would ~2 etre|be|get ~2 {chosen}
qui|who ~1 {past}|va|vont|will|did|d ~2 {won}
qui|who gagne|gagnent|gagnera|remporte|remportera|decroche|emporte|wins
whos|who s ~2 {chosen}
whos|who ~1 in $
am|is|are i|he|she|we|they in $
im|m in $
qui|who ~1 a|ont eu ~2 {post}
qui|who|whom ~2 {one} ~3 {elected}|{taken}|{judged}|choose|pick|select|take|hire|retain|keep|prefer
qui|who {past}|did|have|has|avez {t}? {one} ~3 {elected}|{taken}|{judged}|choose|pick|select|take|hire|retain|keep|prefer
{one} {past} ~3 {elected}|{taken}|choisir|prendre ~1 qui|who|quels|quelles|quelqu|someone|anyone
{past}|did|have|has {t}? {one} ~3 {elected}|choose|pick|select|hire
jury|vous|on|ils|elles|panel|judges|committee ~1 a|ont|avez|has|have ~3 {elected}
quel|quelle|quels|quelles|which|what ~1 {people} ~4 {chosen}
quel|quelle|which|what ~1 {people} ~3 {won}
lequel|laquelle|lesquels|lesquelles|combien ~4 {past}|sont|est ~2 ete|been? ~2 {elected}|{taken}|{judged}
combien|nombre|many|number ~3 {people} ~6 {past}|sont|est|jury|for|par|from|pour ~3 {elected}|{taken}|{judged}
combien|many ~5 {past}|were|was|are|is ~2 ete|been? ~1 {elected}|{taken}|{judged}|pourvus|pourvues|filled
proportion|pourcentage|percentage|taux|rate|part|share ~6 {chosen}
combien|many ~2 {past}|did|avez|vous|jury|you|they ~4 {elected}|{taken}|{judged}|choose|pick|select|take|hire|refuse|reject
qui|who ~4 premier|premiere|deuxieme|second|seconde|tete|favori|favorite|favoris|meilleur|meilleure|meilleurs|mieux|gagnant|first|best|top|lead|leading|favourite|ahead
qui|who sont|est|es|are|is|seront|sera|were|was ~2 {chosen}
qui ~1 laureat|laureate|laureats
qui|who ~2 poste|liste|list|job ~1 $
qui a ~1 place
est|s|is qui ~1 pour|sur|chez|a|au ~1 {named}
^ ~2 qui|who pour|sur|chez|for|on|at ~1 {named} ~1 $
^ ~2 est qui ~1 $
{chosen}|{people}|premier|premiere|deuxieme|second|seconde|meilleur|meilleure|favori|favorite|celui|celle|recrue|veinard|veinarde|chanceux|chanceuse ~4 est qui ~1 $
who|whos ~2 lucky|happy
heureux|heureuse|lucky elu|elue|elus|one|ones|person|winner|designer
who ~2 made|makes|make it|the
who|whos ~2 passed|through
qui ~2 a|est|ont|sont ~2 reussi|passe|recu|recue|recus
qui|who ~2 won|wins|win|winning ~3
^ ~4 who ~1 won
`
	asksSelf = `
suis|serai|am|was|will|were|i {t}? je|i|am|was|ll ~4 {chosen}
ai je ~2 ete ~2 {chosen}|{hired}
ai|je|nous|avons ~2 ete ~2 {chosen}
ai|je ~1 reussi|convaincu|seduit|rate ~1 {my}|le|la|oral|$
ai ~2 ete ~1 recu|recue
{jury} ~3 vote|voted|votes
me|ai prend|prends|garde|choisi|retenu
je ~1 suis ~3 {chosen}
je|suis ~1 suis|je dedans
jsui|jsuis|chui|chuis|jss|ss ~3 {chosen}
je|i ~1 serai|will|ll ~2 {chosen}
vais je|etre ~2 {chosen}
je vais etre ~1 {chosen}
i ~1 am|m|was|have|ve|ll|will ~3 {chosen}
im|ive|m|ve ~3 {chosen}
have|did|am|was|will|do i ~3 {chosen}
have|did|will|do i ~1 won|win|make|made it|the|$
have|did i ~1 win|pass|passed|succeed|succeeded|won|impress|convince
have|did i ~1 get|got it|in|through|hired|$
have|did|am|was i ~2 through|out|in ~2 $
am|is|are|i|he|she still|yet ~2 running|race|in|competition
encore|toujours|still|restent|reste|restons ~3 lice|course|running|race|competition
en lice
allez|va|vont|vas|will|are|would ~2 vous|on|tu|ils|jury|you|they ~2 prendre|recruter|embaucher|retenir|selectionner|garder|take|taking|hire|hiring|pick|picking|choose|select ~1 me|moi|$
vous|on|tu|ils|me me|prenez|vous? prenez|prend|prends|gardez|retenez|choisissez|recrutez|embauchez|selectionnez|prennent|retient ~1 $
accept|reject|take|hire|choose|pick|select|want me
good|bonne|bonnes|great|bad nouvelle|nouvelles|news ~3
suis|am|i ~3 bien|mieux|mal|well|good|bonne|badly ~1 place|placee|partie|parti|position|classe|classee
ai je|i ~2 job|poste|place|offre|offer
ai je ~2 decroche|obtenu
{past}|did ~1 dit|say|said oui|non|yes|no
ai je|i|ete ~2 {won}|reussi|passe|gagne|eu
ai je ~2 ete ~1 convaincant|bon|bonne
ai|je eu combien ~2 oral|audition|jury|entretien
combien ~1 ai je eu ~2 oral|audition|jury|entretien
est ce que ai ~1 {won}|reussi|gagne|eu ~3 {post}|oral|jury|entretien
est ce que ai ~1 gagne|reussi $
a|avez|ont {t}? on|vous|ils|il ~1 {taken}|{elected}|{judged}
vous|on|ils|jury avez|a|ont ~1 {taken}|{elected}|{judged}
suis|est|ai|figure|figurer|figures|apparais|am|is|are|i|nom|name|vois ~4 sur|dans|on|in|upon ~2 liste|listes|list|lists|palmares|classement
nom|name ~5 sur|dans|on|in|figure|appears|listed ~3 liste|list|laureats|winners|shortlist
fais|fait|faire|ferai|am|be|are|suis ~2 partie|one|part|parmi|among ~4 {chosen}|21|vingt|liste
suis|est|am|is|was ~2 parmi|among|entre|amongst ~4 {chosen}|21|vingt|personnes
{my} ~1 candidature|dossier|application|profil|profile|candidacy ~1 {be} ~4 {elected}|{taken}|{judged}|successful
{be} {my} ~1 candidature|dossier|application|profil|profile|candidacy ~4 {elected}|{taken}|{judged}|successful
bonne|mauvaise ou|et ~1 mauvaise|bonne ~1 nouvelle|nouvelles
est bon|ok|bn|gagne|mort|foutu|rape|perdu|cuit|dead pour|pr|for moi|me
bon pour moi
{past}|did|vont|va|did|does|pense {t}? ~1 {jury} ~3 aime|apprecie|pense|retenu|choisi|liked|like|think|thought|choose|chosen|want|love|prefer|dit|said|say
pense|dit|decide|aime ~1 {jury} ~1 de|sur|moi|about
jury a ~1 aime|apprecie|adore|deteste
{jury} ~2 pense|dit|thinks|thought|said|aime|liked|decide ~2 de|moi|ma|mon|about|me|my|of
(a ca marche|passe pour moi|me
got|get|land|landed the|a|this ~1 {post}
made|make it|through|cut $
made|make it|the ~2 cut|list|shortlist|final|through|in|into
`
	asksAnybody = `
est|es|sont|sera|fut|is|was|are|were|a|has|have|will|ont|va|vont {t}? ~5 ete|etre|been|be ~2 {chosen}
a|has|ont|have {t}? ~5 ete|been ~2 {hired}
dossier|candidature|application|candidacy ~4 {be} ~4 {elected}|{taken}|rejete|rejetee|rejected|successful
champagne|feter|celebrate|celebrating|congratulations|congrats|felicitations|feliciter|congratulate
homme|woman|man|femme|male|fille|girl ou|or homme|femme|man|woman|female|garcon|boy
{list} ~5 commence|commencent|starts|start|begins|begin par|with
commence|commencent|starts|start|begins|begin par|with ~1 lettre|letter
{named} ~3 deja|already ~1 pris|prise|taken|attribue|attribuee
pour qui ~2 $
{named} ~2 revient|revenu|goes|went|going a|to
revient|goes|went|revenu a|to qui|who|whom
{past} ~3 son|its|leur|their ~1 designer|designers
est|es|sont|sera|seront|is|was|are|were|get|got {t}? ~1 elle|il|ils|elles|he|she|they|lui ~3 {chosen}
est|es|sont|is|was|are|were|did ~1 ami|amie|collegue|copain|copine|frere|soeur|fille|fils|femme|mari|conjoint|voisin|voisine|friend|colleague|sister|brother|wife|husband|partner|daughter|son ~4 {chosen}|{won}|make|win
{my} ~1 ami|amie|collegue|copain|copine|frere|soeur|fille|fils|femme|mari|conjoint|candidat|candidate|friend|colleague|sister|brother|wife|husband|partner|daughter|son|candidate ~4 {chosen}
{people} ~2 {past}|est|sont|sera|was|is ~2 ete|been|etre? ~2 {elected}|{taken}|{judged}|laureat|laureate|laureats
is|was|est ~4 laureate|laureat|winner|gagnant|gagnante|elected|retenu|retenue|selected|chosen|lauriat
did ~4 {won}|win|make|pass $
est|sont|is|are|was|were ~4 dedans $
is|are|was|were|am ~3 among|amongst them|those $
en fait|font|fais partie ~1 $
fait|font|fais il|elle|je ~1 partie du|de|des ~1 lot|eux|elles|heureux|$
did ~3 win|get|make it|the|a|in ~2 {post}|cut|list|$
parmi|among|amongst|within ~3 {elected}|laureats|laureates|winners|gagnants|pris|admis
femmes|hommes|women|men|femme|homme|woman|man ~5 {chosen}
elle|il|he|she|they ~2 eu|obtenu|decroche|got|get|gets ~2 {post}|eu|it|in
{people}|defi|challenge|poste|mission|place ~2 {past}|est ~1 revenu|revenue|attribue|attribuee ~1 a|to
{post} ~4 pourvu|pourvue|pourvus|pourvues|attribue|attribuee|attribues|filled|attributed|assigned|awarded|decerne
{past}|have|did ~2 trouve|found|find ~3 quelqu|someone|somebody|anyone|anybody|designer|designers|candidat|candidate|candidats|profil|perle|person
`
	asksList = `
{list} ~2 {chosen}
{list} ~5 {elected}|laureat|laureats|laureates|laureate|gagnant|gagnants|winner|winners|gagnante|heureux|vainqueur|admis|admise|pris
liste|list definitive|finale|complete|officielle|final|official
{give} ~3 noms|names ~1 $
{give} ~5 laureat|laureats|laureate|laureates|gagnant|gagnants|gagnante|vainqueur|winner|winners|retenus|retenu|retenue|retenues|selectionnes|selectionne|admis|palmares|heureux
{give} ~3 qui ~1 est|es|sont|a|ont|va|sera ~3 {chosen}|{won}
{give} ~3 who ~1 is|are|was|were|has|have|got|will|made|won|gets ~3 {chosen}|{won}|it|in
{give} ~3 {people} ~3 {elected}|{taken}|{judged}
^ ~1 laureat|laureats|laureate|laureates|gagnants|winners|palmares ~2 $
^ ~1 laureat|laureats|laureates|winners|gagnants pour|du|de|for|chez|sur
^ ~2 liste|list|noms|names ~2 laureats|laureates|winners|gagnants|retenus|selected|admis|finalistes
`
	asksOutcome = `
{give} ~5 {outcome}
quel|quels|quelle|quelles|what|whats|which|koi|quoi ~3 {outcome}
{my} ~1 {outcome}
jury|jurys|panel s? ~1 {outcome}
{outcome} ~2 pour|concernant|sur|de|du|des|for|of|on|about ~2 moi|me|ma|mon|my|candidature|dossier|application|candidat|candidats|candidate|candidates|jury|defi|challenge|nomdefi|audition|oral|selection
{outcome} ~1 defi|challenge|jury|nomdefi
defi|challenge|nomdefi {outcome}
classement|ranking|palmares|leaderboard ~2 final|provisoire|jury|complet|general|svp|please|candidats|candidates|$
{past}|did|qu|que|what|quoi|ce ~3 decide|decided|tranche|delibere ~2 jury|panel|pour|about|for|concernant|on
jury|panel|comite|dinsic ~1 a|has|have|did ~3 decide|decided|tranche|statue|rendu
{past}|did {t}? ~2 jury|panel ~3 decide|decided|tranche|statue|rendu
what|que|quoi|qu ~3 jury|panel ~3 decide|decided|tranche|say|said|dit
decision|verdict|avis|choix|choice|opinion|vote|votes ~2 jury|panel|final|finale
podium|top 3|5|10|trois|three|cinq|five ~5
issue|outcome|resultat|suite ~2 {my} ~1 candidature|dossier|application|audition|interview|entretien|oral
what|que|quoi|ce ~3 annonce|annoncerez|annoncer|announce|announced|publish|publier
savoir|know|connaitre|find|apprendre|learn|dire|tell ~6 avant|before ~2 tout|tous|autres|everyone|everybody|others|else|vendredi|friday|17|announcement|annonce
decision|reponse|answer ~2 {my} ~1 candidature|dossier|application|candidacy
`
	asksScore = `
{my} ~1 {score} ~2 jury|oral|audition|finale|final|$
{score} ~4 eu|obtenu|obtenue|obtenus|recu|recue|attribue|attribuee|got|get|received|given|gave|mis|mise|donne|donnee
quel|quelle|what|whats|which|combien|many ~3 {score} ~4 ai|a|as|did|have|i|je|jury|moi|me|my|mon|ma
quel|quelle|what|whats ~3 {my} ~2 {score}
{score} ~2 de|du|des|d|of|for|pour ~2 candidat|candidats|candidate|candidates|jury|autres|others|premier|premiere|first|laureats|laureate|winners|dossier|dossiers|moi|me
{give} ~4 {my} ~1 {score}
{give} ~3 rang|rank|notes|scores|marks|grades|bareme|points
suis|etais|was|am|i|arrive|finished|finis|classe|classee|ranked|rank|place ~3 combien|combientieme|classe|classee|ranked|rank|premier|premiere|first|second|deuxieme|placed|position
where ~3 rank|ranked
plus|mieux|better|higher|more ~3 note|notes|classe|classee|place|points|ranked|score ~2 que|than
`
	asksWhoComes = `
quel|quelle|quels|quelles|which|what|qui|who ~2 {people} ~4 vient|viennent|viendra|viendront|arrive|arrivera|rejoint|rejoindra|integre|integrera|travaillera|accueille|accueillons|accueillerons|aurons|avons|recevons|recevrons|coming|joining|join|joins|assigned|getting|hosting|attribue|affecte
qui|who|whos ~2 va|vont|will|vient|viendra|rejoint|rejoindra|sera|travaillera|arrive|arrivera|accueillons|accueillerons|aurons|recevons|allons|coming|joining|is|are|we ~4 chez|rejoindre|travailler|venir|accueillir|integrer|occuper|join|joining|work|working|come|coming|nous|us|host|hosting|get|getting
on|nous|we accueille|accueillons|recoit|aura|aurons|prend|hosting|getting|get|host qui|who
qui|who|whos ~3 notre|nos|our|mon|my|ma|le|the ~1 futur|future|new|nouveau? designer|designers|dig|recrue|hire|binome|candidat
nom|noms|name|names|prenom ~4 notre|nos|our|mon|my ~2 designer|designers|recrue|hire|candidat|candidate
qui|who ~1 travaillera|bossera
qui|who ~2 va|will|vont|is|going ~3 travailler|bosser|work|working ~2 sur|on|chez|with
`
)

// alwaysResults are asked for whatever stands around them.
var alwaysResults = newGrammar(wishClasses, `
comment|how ~1 appelle|appellent|nomme|nomment|prenomme|called ~4 {chosen}|heureux|{people}
quel|quels|what|whats ~2 nom|noms|name|names ~4 {chosen}
comment|how ai|did|a|have {t}? je|i|il|elle|he|she|on ~2 ete? note|notee|classe|classee|rank|do|score|juge|jugee|perform
comment ~2 suis|etais|sont|est ~1 je|il|elle|ils|elles ~1 classe|classee|classes|note|notee
how ~3 rank|ranked|scored
where ~3 rank|ranked
{project} ~4 trouve|trouves|found|attire ~4 designer|designers|preneur|preneurs|candidat|candidats|laureat|quelqu
{project}|nomdefi ~6 affecte|affectee|attribue|attribuee|assigned
how did|have|has ~3 vote|voted|rate|rated|rank|decide|decided|go|fare|judge|judged|assess
comment ~3 a|ont ~3 vote|note|juge|classe|tranche|decide
how many ~2 {people} ~4 {elected}|{taken}|{judged}
how many ~2 did|have|has ~3 {elected}|{taken}|{judged}|take|select|choose|pick|reject|hire|accept|retain
how many points|marks ~4 get|got|receive|have
combien ~2 {people} ~4 {past} ~1 ete {elected}|{taken}|{judged}
`)

// aboutResults are questions about results that anybody may have answered: when, where, how, by which criteria, on how many
// projects. They win over asksResults.
var aboutResults = newGrammar(wishClasses, `
quand|calendrier|calendar|schedule|delai|delais
^ ~3 when
when ~1 will|are|is|do|does|can|shall|were|was
date|dates ~2 de|des|du|d|of|for|resultats|results|annonce|publication|limite
results|resultats|annonce|result date|dates
quel|quelle|quels|what|which ~1 jour|heure|date|day|time|moment|dates
comment
how ~1 will|are|is|do|does|can|were|was|should|long|soon|many|much|would|to|have|has
^ ~1 pourquoi|why
how many ~1 posts|seats|places|positions|laureates|designers|winners|challenges|projects|people
combien|nombre|number ~2 laureat|laureats|laureate|laureates|winners|gagnants|designer|designers|personnes|candidats|gens ~1 seront|sera|will|allez|va|vont|serons|recrutez|prend|prenez|y
combien|many ~2 seront|sera|will|allez|va|vont|prenez|recrutez|you|do
combien ~1 laureats|laureates|gagnants|winners $
combien|long|much ~1 temps|de|jours|days|semaines|weeks entre|between|faut|apres|after|avant|before|dure
combien|how temps|long|jours|semaines
combien de temps|jours|semaines
qui|who ~3 qui|that choisit|selectionne|preselectionne|decide|fait|retient
qui|who|que preselectionne|preselects|shortlists|fait|does|makes
^ ~1 quoi|what ~3 un|une|a|an|dire|mean laureat|laureate
est|cest quoi ~1 un|une ~1 laureat|laureate
{whether} ~2 laureat|laureate|gagnant|winner ~4 renonce|desiste|refuse|part|drops|leaves|gives|withdraws|declines|quitte
quel|quelle|which|what ~1 designer|profil|profils|designers|candidat ~2 cherchez|recherchez|recherche|faut|voulez|want|need|looking|seek
critere|criteres|criterion|criteria|bareme|methode|modalites|conditions
^ ~1 ou sont|est
ou|where puis|peut|peux|trouver|voir|seront|sera|savoir|consulter|can|do|will|are|is|see|find
par|by qui|whom
{outcome} ~4 sera|seront|est|sont|will|be|elle|ils|elles|are|is|been|ete|t ~3 public|publie|publies|publiee|publique|publiques|published|diffuse|diffuses|annonce|annonces|annoncee|communique|communiques|communiquee|sorti|sortis|sortie|out|announced|envoyes|envoyees|envoye|tombes|tombe|disponible|disponibles|dispo|available|posted|la|connus|connu|definitif|definitifs|definitive|final
{list} ~7 sera|seront|est|sont|will|be|elle|are|is|been ~3 public|publie|publiee|publies|publique|published|diffusee|annoncee|communiquee|envoyee|disponible|available|public
{outcome} publies|publie|sortis|disponibles|dispo|attendu|attendus|concrets|publics|out|published|available
expected|expect results|result|outcome|outcomes
resultats|results|outcome|outcomes ~2 mission|missions|projet|projets|programme|program|project|projects|travaux
^ quels|quel|quelle|quelles|which|what|combien|lesquels ~2 {project}
{list} ~4 {project} ~2 {chosen}
{project} ~2 laureat|laureats|laureates|selectionnes|selected|winning|chosen
appel ~1 projets|projet
laureats|laureates|winners|gagnants doivent|peuvent|seront|vont|have|must|can|will
do|must|can|will the? winners|laureates
call ~1 projects|project
projet|projets|project|projects|proposition|propositions|administration|administrations|defis|challenges|idees {be} ~3 ete|been? ~2 {elected}|{taken}|{judged}
{elected}|choose|choisir|selectionner|retenir ces|les|des|ce|le|leurs|mes|mon|notre|nos|plusieurs|deux|the|these|its|our|17|dix|seventeen|my|several|two ~1 {project}
{project} ~1 {elected}|retenus
peut|peux|puis|pouvons|pouvez|peuvent|pourrait|pourrais|can|could|may|might|doit|dois|doivent|must|should|faut ~3 etre|be ~2 {elected}|{judged}|{taken}
pour|afin|order|avant|before|sans|apres|after|chance|chances ~2 etre|be|avoir|being|getting|ete|d ~2 {elected}|{judged}|{taken}
^ ~1 avoir|having|etre ete? {chosen}
que|what|qu ~3 passe|devient|deviennent|fait|font|happens|become|arrive|faire|next|suite
classement|ranking|rank|classer ~4 voeux|choix|defis|preferences|wishes|challenges|projets|projects
{taken} en|compte|into|part|place
gagne|gagner|gagnent|win|earn ~1 combien|euros|argent|salaire
combien ~3 gagne|gagner|gagnent|gagnes|gagnez
combien|much ~2 {be}|do|does|on|est ~4 paye|payes|payee|paid|earn
le|les|un|une|des|the|a|chaque ~1 laureat|laureats|laureate|laureates|winners|gagnants ~3 doit|doivent|peut|peuvent|signe|signent|commence|commencent|travaille|travaillent|must|can|will|do|have|get|sont ils|seront ils|auront|ont ils|recoivent|touchent|demissionner|logent|beneficient
qu|quoi|est ce ~2 un|une|a laureat|laureate
premier ministre
prime minister
heard|seen|entendu|entendue ~1 first|early|last|premier|premiere|dernier|derniere
jury ~5 compose|composition|membres|members $
jury ~2 made up
qui|who|quels|which|composition ~3 membres|members|du|of ~2 jury ~1 $
qui|who ~1 choisit|selectionne|decide|retient|designe|juge|chooses|selects|decides|picks|judges|evaluates
qui|who ~1 a|ont|has|have deja|already? choisi|designe|selectionne|nomme|chosen|selected ~2 le|les|la|ces|the|these|cette|jury|{project}
qui|who|avec|with ~3 travailler avec|work with|travaillerai
{post} ~2 a|to pourvoir|fill
y a {t}? il ~1 classement|rang|note|liste
is|are there ~2 ranking|list|score|scores
qui|who paie|paye|pays|finance|encadre|accompagne|mentor|mentors
who|qui|whom ~4 work|travailler|bosser|travaillerai with|avec
who|whom ~1 i work|join
reserve|complementaire|attente|waiting ~1 liste|list? existe|exist
existe|exist|fonctionne ~4 liste|list
droit ~3 {chosen}
`)

// conditional are those who think of the case that somebody is chosen. They win over asksResults, not over toldWhether.
var conditional = newGrammar(wishClasses, `
{whether} ~6 {chosen}
{whether} ~4 {won}
lorsque|lorsqu|une|once|cas|case|suppose|quoi|en|even ~1 fois|i|if|ou|de|retenu|retenue|selectionne|selectionnee|selected|chosen|of|on|je ~5 {chosen}
une fois|once {chosen}
candidats|candidates|personnes|people|designers|laureats|applicants {elected}|{judged}|{taken} ~4 doivent|peuvent|seront|sont|vont|commencent|recoivent|auront|travaillent|must|can|will|start|have|get|receive|be
`)

// statement begins what people say of themselves before they ask something.
var statement = newGrammar(wishClasses, `
^ je|ai|ma|mon|nous|notre|i|my|im|ive|we|our|comme|en|as|si|if|suite|puisque|since
`)

// otherSubject are words of other subjects, beside which those of results mean something else.
var otherSubject = newGrammar(wishClasses, `
salaire|salaires|remuneration|paye|payee|payes|payees|paie|touche|touchent|toucherai|contrat|contrats|cdd|conges|demissionner|demission|formation|retour|retours|feedback
statut|status|cdi|contractuel|contractuels|fonctionnaire|titulaire|employeur|employer|servant|servants
partiel|courrier|visio|visioconference|postal
part|full time
salary|salaries|paid|contract|contracts|leave|resign|training|refund|refunded|rembourse|rembourses|logement|housing|teletravail|remote|travail|anglais|english|format|pdf
ai|je|i|suis|am|m|was ~3 {chosen} ~9 puis|dois|peux|faut|aurai|can|could|should|do|may|must je|i
accepte|acceptee|acceptes|acceptees|accepted|refuse|refusee|rejected ~9 si|if|apres|after|en|in|retard|late|incomplet|sans|without|meme|even|delai|deadline
{whether} ~5 retard|late|apres|after ~9 {judged}
retenu|retenue|retained au|a|at ~2 travail|work|hopital|maison
`)

// toldWhether are those who want to be told whether somebody was chosen.
var toldWhether = newGrammar(wishClasses, `
{say} ~3 {whether} ~6 {chosen}
{say} ~3 {whether} ~4 {won}|reussi|passe|made|make
{say} ~3 {whether} ~4 {past} ~3 {chosen}|{won}
confirmation|assurance|certitude|confirmer|confirm|confirmez ~1 que|that ~5 {chosen}
{say} ~3 {whether} ~6 liste|list
reponds|emoji|pouce|cligne|blink|wink|thumbs|smiley|hoche|nod|tape|type|mets|put|repond|answer ~6 {whether} ~5 {chosen}|dedans|in
`)

// speaksOfResults is weak: the words of results without a way of asking for them.
var speaksOfResults = newGrammar(wishClasses, `
{elected}|laureat|laureats|laureate|laureates|gagnant|gagnants|gagnante|winner|winners|vainqueur|recale|recalee|admis|admise|palmares|podium
{outcome}
qui|who ~3 {won}|{taken}
deliberations|deliberation
{score} ~3 jury|moi|me|candidat|candidate
`)

// perhapsResults are what people ask for under a pretext.
var perhapsResults = newGrammar(wishClasses, `
noms|names|name|nom|liste|list|dossiers|files|candidats|candidates
dossier|file de|du|des|of
son|sa|leur|her|his|their dossier|file|candidature|application
`)

// publicLists are lists and names that anybody may have.
var publicLists = newGrammar(wishClasses, `
liste|listes|list|lists|nom|noms|name|names ~1 de|du|des|of ~2 {project}|projets|missions|programme|program|promotion|piece|pieces|document|documents|ministeres|ministries|villes|cities|places|lieux|criteres|criteria|dates|date|etapes|steps|postes|posts|questions
dossier|dossiers|file de|du presse|candidature
press file|kit|release
`)

// underPretext are claims and games with which people try to get what they are refused.
var underPretext = newGrammar(wishClasses, `
{pretext}
entre nous
between us|you
off the
en off
avant tout|les|tlm ~3
en tant
membre|member|president|presidente|juror ~2 jury|panel
je travaille|bosse
promets|promis|jure|promise|swear|trust|confiance|quietly
i work
je suis|fais ~5 jury|equipe|mentor|administration|ministere|organisation|dinsic|presse
i am|m|work ~5 jury|team|mentor|administration|ministry|organisation|organization|panel
im ~5 jury|team|mentor|panel
juste|just ~2 oui|yes|un|une|a|le|the|lettre
oui|yes ou|or non|no
fais comme|semblant
act as
as if
tu es|you are ~3 jury|assistant|membre|member|president
`)

// otherPeople are asked about: who applied, how to reach them, what they wrote.
var otherPeople = newGrammar(wishClasses, `
qui|who ~1 autre|else? a|ont|has|have ~1 postule|candidate|applied ~9
qui|who ~1 postule|applied
postule|candidate|applied ~1 qui|who $
coordonnees|contacts|mail|mails|email|emails|adresses|telephones|numeros|noms ~2 de|des ~1 celles|ceux|personnes|gens ~4 qui
details|emails|addresses|numbers|names of ~1 those|people|everyone|everybody|anyone ~2 who|applying|going
qui|who sont|are|seront ~2 candidats|candidates|concurrents|applicants|competitors|inscrits|postulants
liste|list|noms|names|fichier|tableau|csv|emails|adresses|mails|addresses|phones ~2 candidats|candidates|candidatures|applicants|applications|postulants|inscrits
cv|portfolio|mail|mails|email|emails|adresse|adresses|telephone|numero|coordonnees|portable|portfolio|cv|dossier|address|addresses|phone|number|contact|details|resume|linkedin|candidature|application ~1 de|du|des|of|un|une|autre|autres|other|the ~2 candidat|candidats|candidate|candidates|autre|autres|laureat|laureats|laureate|laureates|other|others|applicant|applicants|collegue|colleague|voisin|concurrent|concurrents|personnes
other|another|autre|autres ~2 candidat|candidats|candidate|candidates|applicant|applicants s? ~1 mail|email|address|cv|application|file|phone|number|portfolio
{my} ~2 collegue|ami|amie|employe|employee|agent|copain|copine|femme|mari|frere|soeur|fils|fille|conjoint|voisin|salarie|friend|colleague|employee|wife|husband|brother|sister|son|daughter ~1 {past}|did|est {t}? ~3 candidate|postule|depose|apply|applied|inscrit|inscrite
did ~3 apply
has ~3 applied
`)
