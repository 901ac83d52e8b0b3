package page

import "time"

// healthPage is how the service fares.
type healthPage struct {
	Parts     []Part
	Swept     moment
	Late      bool // the calendar was not looked at for long
	Version   string
	Uncertain []campaignLine // with messages of which nobody can tell whether they arrived
	Unreached []campaignLine
}

// health shows it.
func health(v visit) error {
	p := healthPage{Parts: v.Health.Parts(v.ctx()), Version: v.Health.Version()}
	swept, err := v.Health.Swept(v.ctx())
	if err != nil {
		return err
	}
	p.Swept, p.Late = v.moment(swept), v.now.Sub(swept) > 10*time.Minute
	all, err := v.Campaigns.Campaigns(v.ctx())
	if err != nil {
		return err
	}
	for _, c := range all {
		line := v.line(c)
		if line.Uncertain > 0 {
			p.Uncertain = append(p.Uncertain, line)
		}
		if line.Unreached > 0 {
			p.Unreached = append(p.Unreached, line)
		}
	}
	return v.show(page{template: "health.html", section: "health", body: p})
}
