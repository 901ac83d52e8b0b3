package bot

// coreWords are the classes of the patterns below.
var coreWords = map[string]string{
	"know": `savoir connaitre demander comprendre obtenir avoir renseigner informer`,
	"tell": `savoir dire indiquer preciser expliquer confirmer renseigner informer communiquer donner aider eclairer rappeler repondre`,
	"end":  `si sur quant concernant`,
	"ask":  `savoir connaitre demande demandais demander comprends comprendre sais vois dire dites dis indiquer idee know understand wonder wondering see sure tell ask`,
	"how":  `comment combien quand quel quelle quels quelles pourquoi what when where how which who why whether`,
}

// setPhrase is a clause that says nothing but courtesies.
var setPhrase = newGrammar(coreWords, `
^ bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|chere|chers|madame|monsieur|mesdames|messieurs ~4 $
^ good morning|afternoon|evening|day ~4 $
^ merci $
^ merci ~2 avance|beaucoup|bcp|bien|infiniment|pour|a ~10 $
^ un? grand merci ~8 $
^ thanks|thank|thx ~12 $
^ many|with thanks ~8 $
^ cordialement|respectueusement|salutations|amicalement|sincerely|regards|cheers|yours ~5 $
^ bien|tres|sinceres cordialement|sincerement|salutations|a ~2 vous? ~2 $
^ best|kind|kindest|warm|sincere regards|wishes ~4 $
^ bonne|belle|excellente|have journee|soiree|semaine|fin|a|reception ~5 $
^ je vous prie|remercie|souhaite ~20 $
^ avec mes|tous|toute|nos ~8 $
^ dans|en attente|vous|esperant ~14 $
^ dans cette attente ~14 $
^ recevez|agreez|croyez ~14 $
^ je|nous vous en remercie|remercions ~4 $
^ veuillez ~16 $
^ looking|hoping forward|to ~10 $
^ je|nous me|nous|vous permets|permettons|ecris|contacte|ecrivons|contactons ~9 $
^ je|nous vous ecris|contacte|sollicite ~9 $
^ i|we ~1 am|m|hope|are writing|contacting|you|this ~9 $
^ desole|pardon|excusez|sorry|apologies ~8 $
^ une? petite|simple|autre|derniere? question ~3 $
^ quick|one|just question|a|one ~3 $
^ voila|voici ~3 $
^ svp|stp|please $
^ il vous|te plait $
`)

// ofOneself is a clause in which people say who they are.
var ofOneself = newGrammar(coreWords, `
^ ~1 je|nous suis|sommes|travaille|habite|vis|viens|exerce|ai|me|dirige|represente ~20 $
^ ~1 actuellement|etant|comme ~15 $
^ ~1 suis|appelle ~15 $
^ moi est ~6 $
^ mon nom ~6 $
^ ~1 i|we am|m|work|live|have|represent|currently|re ~20 $
^ ~1 im|ive ~20 $
^ my name ~6 $
^ as a|an ~10 $
^ en tant ~10 $
`)

// purpose is the end of a clause that says why something is asked.
var purpose = newGrammar(coreWords, `
^ afin de|d|que|qu
^ afin ~1 $
^ fin de
^ pour que
^ en vue de
^ car|puisque|parce
^ etant|compte donne|tenu
^ in order to
^ so that|as
^ because
`)

// leadIn is the beginning of a clause that leads a question in.
var leadIn = newGrammar(coreWords, `
^ ~2 je|nous ~1 voudrais|souhaite|souhaiterais|aimerais|desire|desirerais|desirons|cherche|voulais|voudrions|aimerions|souhaitons|souhaiterions|veux|tiens ~2 {know} ~1 {end}? $
^ ~1 aimerais|voudrais ~2 {know} ~1 {end}? $
^ ~2 je|nous me|nous demande|demandais|demandons|interroge {end}? $
^ ~2 je|nous me|vous|nous permets|permettons ~1 de ~2 {know}|contacter|ecrire|solliciter ~1 pour|afin|car|parce? ~1 {know}? {end}? $
^ ~2 je|nous vous ecris|contacte|sollicite|contactons|ecrivons pour|afin|car ~2 {know}? {end}? $
^ ~2 pourriez|pouvez|pourrais|peux|pourrait|auriez|saurais|savez|sauriez vous|tu|on ~4 {tell} {end}? $
^ ~2 vous|tu pourriez|pouvez|pourrais|peux|savez ~4 {tell}? {end}? $
^ ~2 serait|est il|ce ~4 possible ~4 {tell}|{know} ~1 {end}? $
^ ~2 serait il possible ~1 que $
^ ~2 auriez|avez vous ~5 amabilite|gentillesse|obligeance ~3 {tell} {end}? $
^ ~1 merci ~3 {tell} {end}? $
^ ~2 dites|dis|indiquez|precisez moi {end}? $
^ ~2 je|nous me|nous permets|permettons de vous interroger|demander|solliciter {end}? $
^ ~2 je|nous sollicite|sollicitons ~1 autorisation|possibilite de|d? $
^ ~2 savoir {end}? $
^ ~2 il ~1 me|nous ~1 faut|faudrait|fallait ~1 {know} ~1 {end}? $
^ ~2 ai|avons|aurais|aurions ~1 besoin ~1 {know} ~1 {end}? $
^ ~2 je|nous vous saurais|saurait|saurions|saurons gre de|d ~2 vouloir? ~2 {tell} ~1 {end}? $
^ ~2 je|nous vous serais|serions ~1 reconnaissant|reconnaissante|reconnaissants|oblige|obligee de|d ~2 vouloir? ~2 {tell} ~1 {end}? $
^ ~2 je|nous vous prie|prions|remercie|remercions ~2 de|d ~2 vouloir? ~2 {tell} ~1 {end}? $
^ ~2 veuillez|voudriez|daignez ~1 vouloir? ~1 {tell} ~1 {end}? $
^ ~2 il me|nous serait|est ~2 utile|agreable|precieux|necessaire|important de|d {know} ~1 {end}? $
^ ~2 puis|pourrais|peut|pourrait|pouvons je|on|nous vous? {know} ~1 {end}? $
^ ~2 je|nous souhaiterais|souhaite|souhaitons|souhaiterions|voudrais|aimerais|desire ~1 obtenir|avoir|recevoir|disposer ~2 precisions|precision|informations|information|renseignements|eclaircissements ~1 quant|sur|concernant|relatives|relatifs|au ~1 $
^ ~2 auriez|avez vous ~1 precisions|informations|renseignements|indications ~1 quant|sur|concernant ~1 $
^ ma|notre|la question|demande est|porte|concerne ~1 {end}? $
^ ~2 i|we|id ~2 would|d|want|wanted|like|wish|love ~3 know|ask|understand|learn|inquire|enquire|find ~1 if|whether|about|out? $
^ ~2 i|we was|am|were|m|just|are ~1 wondering if|whether|about? $
^ ~2 i|we wonder if|whether? $
^ ~2 could|can|would|might|may you ~3 tell|explain|confirm|advise|clarify|inform|indicate|remind me|us? if|whether|about? $
^ ~2 could|can|would you ~2 let me|us know if|whether|about? $
^ ~2 may|can|could i ~1 ask ~1 if|whether|you? $
^ ~2 do you ~1 know if|whether? $
^ ~2 please tell|let|advise|confirm me|us? know? if|whether? $
^ ~2 i|we ~1 should|would|d|shall be ~1 grateful|obliged|thankful|glad if you ~1 could|would|can|might ~2 {tell}|let|advise|indicate|clarify|confirm|specify|send ~1 me|us? know? if|whether|about? $
^ ~2 i|we would|d ~1 appreciate ~4 if|whether you ~1 could|would ~2 {tell}|let|advise|indicate|clarify|confirm ~1 me|us? know? if|whether|about? $
^ ~2 would|could you be so|very|good|kind ~3 to|enough tell|let|advise|indicate|clarify|confirm|explain me|us? if|whether|about? $
^ kindly|please tell|let|advise|indicate|clarify|confirm|explain|specify me|us? know? if|whether|about? $
^ ~2 i|we ~1 am|are|m|re writing to ask|enquire|inquire|know|find if|whether|about|out? $
^ my|our question is ~1 if|whether|about? $
`)

// embedded is the beginning of a clause in which the question only comes after what makes people ask it: "but I do not
// understand how".
var embedded = newGrammar(coreWords, `
^ ~8 {ask} ~3 {how} $
^ ~12 {ask}|sense ~3 ce que|qui|dont $
^ ~12 {ask}|sense of|about|me? what|how $
^ ~12 {ask} si|if|whether $
`)
