package fake

import (
	"fmt"
	"math/rand/v2"
	"sync"
)

// SMTPMoment is a point of the dialogue at which a script may step in.
type SMTPMoment struct {
	Connection int    // from 1
	Verb       string // CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, TEXT (within it), "." (its final dot), RSET, QUIT ...
	From, To   string // of the message, as far as known
}

// SMTPAct is what a script makes of a moment. The zero SMTPAct leaves it as it is.
type SMTPAct struct {
	Reply string // instead of the server's own; 421 ends the connection
	Cut   bool   // ends the connection without a reply
	Hold  bool   // never replies, and keeps the connection
	Keep  bool   // at the final dot: the message is counted all the same
}

// SMTPScript decides at each moment. It is called by all connections at once.
type SMTPScript func(SMTPMoment) SMTPAct

// Greylist sends every recipient away the first time.
func Greylist() SMTPScript {
	var mu sync.Mutex
	seen := map[string]bool{}
	return func(m SMTPMoment) SMTPAct {
		mu.Lock()
		defer mu.Unlock()
		if m.Verb != "RCPT" || seen[m.To] {
			return SMTPAct{}
		}
		seen[m.To] = true
		return SMTPAct{Reply: fmt.Sprintf("450 4.2.0 <%s>: Recipient address rejected: Greylisted", m.To)}
	}
}

// Faulty fails at a random share of all moments, by turns of chance: 421, 451, 550, a cut line; and at the final dot, with
// or without having counted the message.
func Faulty(seed uint64, share float64) SMTPScript {
	return Failing(seed, share, SMTPAct{Reply: "421 4.3.2 Closing"}, SMTPAct{Reply: "451 4.3.0 Try again"}, SMTPAct{Reply: "550 5.7.1 No"},
		SMTPAct{Cut: true}, SMTPAct{Cut: true, Keep: true})
}

// Failing does one of some acts, by turns of chance, at a random share of all moments.
func Failing(seed uint64, share float64, acts ...SMTPAct) SMTPScript {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, seed))
	return func(SMTPMoment) SMTPAct {
		mu.Lock()
		defer mu.Unlock()
		if random.Float64() >= share {
			return SMTPAct{}
		}
		return acts[random.IntN(len(acts))]
	}
}

// At acts at one kind of moment, the first so many times; times 0: always.
func At(verb string, times int, act SMTPAct) SMTPScript {
	var mu sync.Mutex
	left := times
	return func(m SMTPMoment) SMTPAct {
		mu.Lock()
		defer mu.Unlock()
		if m.Verb != verb || times > 0 && left == 0 {
			return SMTPAct{}
		}
		left--
		return act
	}
}
