package understand

// The text-message spellings, as people write them to a bot, and the signs that are read aloud. The full
// words are written as the splitter leaves them: folded, without elisions.

const frenchShortForms = `+: plus
&: et
€: euros
c cest: est
g jai gt: ai
t: tu es
d: de
k ke q: que
ki: qui
koi kwa qoi: quoi
kan kand qd qand: quand
kel kels kele: quel
kelle kelles: quelle
kelk qlq qq qques: quelques
kelkun qqn qqun qlqn: quelqu un
qqch qqc kelkechose: quelque chose
jusk jusq:
juska jusqa jusca: a
keske kesk kesske qesk keskil: est ce que
esk eske esque esske estce: est ce que
komen koman coment comen cmt cmnt kmt commen: comment
combi1 kombien cb cbn comb cmb: combien
pk pq pkoi pqoi pkw prkoi pourkoi prquoi: pourquoi
pcq pck pcke psk pske parske parcque paske: parce que
pr: pour
ds: dans
ns: nous
vs: vous
ts: tous
tt: tout
tte: toute
ttes: toutes
ms: mais
ss jsuis chui chuis jss: suis
jpeux jpe jpeu: je peux
jveux jve jveu: je veux
jdois jdoi: je dois
jfais jfai: je fais
jvais jv: je vais
jsais jsai: je sais
jcrois: je crois
jpense: je pense
jaimerais jaimerai: aimerais
jaurais: aurais
jspr: espere
fo fau: faut
fodra: faudra
fodrait fodrai: faudrait
ya: y a
yatil: y a t il
oci ossi: aussi
ac avk avc: avec
sn: sans
bcp bcoup bokou bocou: beaucoup
tjs tjr tjrs toujour: toujours
mm: meme
mtn mnt mntnt maint mtnt: maintenant
ajd auj ojd ajdh aujourdhui: aujourd hui
dc donk: donc
pdt: pendant
tps tmps: temps
lgtps lgtmps longtps: longtemps
we wkd: week end
sem: semaine
rdv: rendez vous
svp stp silvousplait sivousplait siouplait: s il vous plait
slt salu: salut
bjr bjour bonj: bonjour
bsr: bonsoir
cc: coucou
mci mrc mrci mercii: merci
dsl dsle: desole
nn: non
wi ui ouais: oui
pb pbm prob pbs: probleme
nb nbr nbre: nombre
cad: est a dire
rep: reponse
msg: message
qst quest: question
doss: dossier
candid: candidature
pers: personne
gvt gouv: gouvernement
boulo taf: travail
bi1: bien
ri1: rien
vrmt vrment: vraiment
dja dj: deja
ptetre ptet ptete: peut etre
ptdr mdr lol xd:
`

const englishShortForms = `+: plus
&: and
€: euros
u ya: you
ur: your
r: are
y: why
k ok okay: ok
b4: before
gr8: great
l8r: later
2day: today
2moro tmrw tmr tmrow: tomorrow
2nite: tonight
pls plz plse: please
thx tks tnx ty thnx: thanks
wen whn: when
wat wht wot: what
wats whats: what is
whos: who is
wheres: where is
whens: when is
hows: how is
thats: that is
theres: there is
its: it is
im: i am
ive: i have
youre: you are
weve: we have
theyre: they are
dont dnt: do not
doesnt: does not
didnt: did not
cant cannot: can not
couldnt: could not
wont: will not
wouldnt: would not
isnt: is not
arent: are not
wasnt: was not
havent: have not
hasnt: has not
shouldnt: should not
wanna: want to
gonna: going to
gotta: have to
lemme: let me
gimme: give me
hw: how
til till: until
abt: about
bc bcz bcos cuz cos coz: because
bw: between
w: with
wo: without
msg: message
info infos: information
app: application
asap: as soon as possible
appt: appointment
govt: government
dept: department
yr: year
yrs: years
hr: hour
hrs: hours
mth mths: months
ppl: people
sth smth: something
sb: somebody
tbh btw lol:
`
