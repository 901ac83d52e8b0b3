package check

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	return files
}

// readable looks at one mail as people read it: its page, its text, and that both say the same.
func readable(t *testing.T, l letter) {
	_, body, _ := bytes.Cut(l.sent.Text, []byte("\r\n\r\n"))
	parts := map[string]string{}
	partsOf(t, l.header.Get("Content-Type"), "", body, parts)
	page, text := readPage(t, parts["text/html"]), strings.ReplaceAll(parts["text/plain"], "\r\n", "\n")
	if page.lang != string(l.envelope.Language) || page.title != l.envelope.Subject {
		t.Errorf("lang %q, title %q", page.lang, page.title)
	}
	if len(page.headings) == 0 || page.headings[0] != 1 || slices.Contains(page.headings[1:], 1) {
		t.Errorf("headings %v, want one of level 1, first", page.headings)
	}
	for i := 1; i < len(page.headings); i++ {
		if page.headings[i] > page.headings[i-1]+1 {
			t.Errorf("headings %v leave a level out", page.headings)
		}
	}
	for _, link := range page.links {
		if vague.MatchString(link.text) || len(link.text) < 4 {
			t.Errorf("the link %q does not stand alone", link.text)
		}
		if target := strings.TrimPrefix(link.target, "mailto:"); !strings.Contains(text, target) {
			t.Errorf("the text does not say the address %s", target)
		}
	}
	if missing := notSaid(page.words, strings.Fields(text)); missing != "" {
		t.Errorf("the text does not say %q:\n%s", missing, text)
	}
	for pair, ratio := range contrasts(t, parts["text/html"]) {
		if ratio < 4.5 {
			t.Errorf("%s: contrast %.2f", pair, ratio)
		}
	}
	for _, said := range []string{"entrepreneur-interet-general@data.gouv.fr", "digbot", "DINSIC"} { // contact, sender, privacy notice
		if !strings.Contains(text, said) {
			t.Errorf("the text does not name %s", said)
		}
	}
}

// partsOf gathers the parts of a message by their kind.
func partsOf(t *testing.T, contentType, encoding string, body []byte, parts map[string]string) {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		var reader io.Reader = bytes.NewReader(body)
		switch encoding {
		case "quoted-printable":
			reader = quotedprintable.NewReader(reader)
		case "base64":
			reader = base64.NewDecoder(base64.StdEncoding, reader)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		parts[kind] = string(text)
		return
	}
	reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		inner, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		partsOf(t, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), inner, parts)
	}
}

// vague are link texts that say nothing by themselves.
var vague = regexp.MustCompile(`(?i)^(ici|cliquez|cliquer|lien|en savoir plus|lire la suite|here|click|link|more|read more)\b`)

// page is what a program reads of an HTML page.
type page struct {
	lang, title string
	headings    []int
	links       []pageLink
	words       []string // of the body, but for the main heading, which is the subject
}

type pageLink struct{ text, target string }

func readPage(t *testing.T, source string) page {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(source))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var p page
	var open []string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name.Local)
			p.begin(t, token)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			p.say(open, string(token))
		}
	}
}

func (p *page) begin(t *testing.T, element xml.StartElement) {
	t.Helper()
	attribute := func(name string) string {
		for _, a := range element.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	switch name := element.Name.Local; name {
	case "html":
		p.lang = attribute("lang")
	case "h1", "h2", "h3", "h4", "h5", "h6":
		p.headings = append(p.headings, int(name[1]-'0'))
	case "a":
		p.links = append(p.links, pageLink{target: attribute("href")})
	case "img", "script", "link":
		t.Errorf("the page loads something: %s", name)
	}
}

func (p *page) say(open []string, text string) {
	switch {
	case slices.Contains(open, "title"):
		p.title += text
	case slices.Contains(open, "style"), slices.Contains(open, "h1"), !slices.Contains(open, "body"):
	default:
		p.words = append(p.words, strings.Fields(text)...)
		if slices.Contains(open, "a") {
			p.links[len(p.links)-1].text += text
		}
	}
}

// notSaid is the first word of a page that a text does not say in its place; letters and digits count.
func notSaid(page, text []string) string {
	said := strings.Join(plainWords(text), " ")
	at := 0
	for _, word := range plainWords(page) {
		i := strings.Index(said[at:], word)
		if i < 0 {
			return word
		}
		at += i + len(word)
	}
	return ""
}

var noLetters = regexp.MustCompile(`[^\pL\pN@]+`)

func plainWords(words []string) []string {
	return strings.Fields(noLetters.ReplaceAllString(strings.Join(words, " "), " "))
}

var (
	darkStyle  = regexp.MustCompile(`(?s)@media \(prefers-color-scheme: dark\) \{(.*?)\n\}`)
	background = regexp.MustCompile(`body \{[^}]*background-color: (#[0-9a-f]{6})`)
	foreground = regexp.MustCompile(`([a-z0-9, ]+) \{[^}]*[ ;{]color: (#[0-9a-f]{6})`)
)

// contrasts are the ratios of each text colour of a page to its background (WCAG 2.1, 1.4.3), in light and in dark.
func contrasts(t *testing.T, source string) map[string]float64 {
	t.Helper()
	dark := darkStyle.FindString(source)
	ratios := map[string]float64{}
	for mode, style := range map[string]string{"light": strings.Replace(source, dark, "", 1), "dark": dark} {
		paper := background.FindStringSubmatch(style)
		if paper == nil {
			t.Fatalf("no background in %s", mode)
		}
		for _, ink := range foreground.FindAllStringSubmatch(style, -1) {
			ratios[mode+" "+strings.TrimSpace(ink[1])] = contrast(ink[2], paper[1])
		}
	}
	if len(ratios) < 6 {
		t.Fatalf("only %v", ratios)
	}
	return ratios
}

func contrast(a, b string) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(colour string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

// control is what every filter must take for spam.
const control = "From robot@example.fr Fri May 10 17:00:00 2019\nSubject: control\nMessage-ID: <control@example.fr>\n\n" +
	"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n\n"

// wanted holds that a filter which knows nothing of the sender takes no mail for spam.
func wanted(t *testing.T, letters map[string]letter) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	filter, err := exec.LookPath("spamassassin")
	if err != nil {
		t.Skip("spamassassin is not installed: apt-get install spamassassin")
	}
	box := bytes.NewBufferString(control)
	for _, each := range letters {
		box.WriteString("From robot@example.fr Fri May 10 17:00:00 2019\n")
		box.Write(bytes.ReplaceAll(each.sent.Text, []byte("\r\n"), []byte("\n")))
		box.WriteString("\n")
	}
	command := exec.CommandContext(t.Context(), filter, "-L", "--mbox", "--cf=add_header all Status _YESNO_, score=_SCORE_")
	command.Stdin = box
	out, err := command.Output()
	if err != nil {
		t.Fatalf("spamassassin: %v", err)
	}
	scores := scoresIn(string(out))
	if scores["<control@example.fr>"] < 100 {
		t.Errorf("the filter does not filter: the control scores %.1f", scores["<control@example.fr>"])
	}
	worst := -10.0
	for name, each := range letters {
		score, found := scores[each.header.Get("Message-Id")]
		if worst = max(worst, score); score >= 2 || !found {
			t.Errorf("%s scores %.1f, found %t", name, score, found)
		}
	}
	t.Logf("spamassassin: %d mails, at most %.1f points", len(letters), worst)
}

var (
	points    = regexp.MustCompile(`(?m)^X-Spam-Status: \w+, score=(-?[0-9.]+)`)
	messageID = regexp.MustCompile(`(?mi)^Message-ID:\s+(\S+)`)
)

// scoresIn are the points of each message of a box, by its id: the filter puts them in an order of its own.
func scoresIn(box string) map[string]float64 {
	scores := map[string]float64{}
	for message := range strings.SplitSeq(box, "\nFrom robot@") {
		score, id := points.FindStringSubmatch(message), messageID.FindStringSubmatch(message)
		if score != nil && id != nil {
			scores[id[1]], _ = strconv.ParseFloat(score[1], 64)
		}
	}
	return scores
}
