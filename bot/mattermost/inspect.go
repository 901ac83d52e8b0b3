package mattermost

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// oldest is the first version of the server on which the bot was tried.
var oldest = [2]int{5, 37}

// inspect looks whether the server lets the bot work, and reports everything that stands in its way at once.
func (r *setup) inspect(ctx context.Context) error {
	me, response, err := r.admin.GetMe(ctx, "")
	if err != nil {
		return explain("the administrator's token", "the server refuses it: make one for an administrator, under Profile > Security > Personal Access Tokens", err)
	}
	var faults Faults
	if r.outcome.Server = version(response.ServerVersion); older(r.outcome.Server) {
		faults = append(faults, fmt.Sprintf("the server has version %s: update it to %d.%d or later", r.outcome.Server, oldest[0], oldest[1]))
	}
	if !strings.Contains(me.Roles, model.SystemAdminRoleId) {
		faults = append(faults, "the administrator's token is not that of an administrator of the whole server: make one for such an account")
		return faults
	}
	team, _, err := r.admin.GetTeamByName(ctx, r.Team, "")
	switch {
	case statusOf(err) == http.StatusNotFound:
		faults = append(faults, fmt.Sprintf("mattermost.team: there is no team %q: create it, or write its name as it stands in the address of its pages", r.Team))
	case err != nil:
		return fmt.Errorf("look for the team: %w", err)
	default:
		r.team = team.Id
	}
	config, _, err := r.admin.GetConfig(ctx)
	if err != nil {
		return fmt.Errorf("read the server's settings: %w", err)
	}
	if faults = append(faults, r.settings(ctx, config)...); len(faults) > 0 {
		return faults
	}
	return nil
}

// settings looks at those that matter. A setting that a version of the server does not have stands in nobody's way.
func (r *setup) settings(ctx context.Context, config *model.Config) Faults {
	var faults Faults
	off := func(setting *bool) bool { return setting != nil && !*setting }
	service := config.ServiceSettings
	if off(service.EnableBotAccountCreation) {
		faults = append(faults, "ServiceSettings.EnableBotAccountCreation is off: switch it on (System Console > Integrations > Bot Accounts)")
	}
	if off(service.EnableCommands) && r.PublicURL != "" {
		faults = append(faults, "ServiceSettings.EnableCommands is off: switch custom slash commands on (System Console > Integrations > Integration Management)")
	}
	if host := r.unreachable(ctx, service.AllowedUntrustedInternalConnections); host != "" {
		faults = append(faults, fmt.Sprintf("ServiceSettings.AllowedUntrustedInternalConnections lacks %s, an internal address to which the server sends neither clicks nor commands: add it (System Console > Environment > Developer)", host))
	}
	if off(config.PrivacySettings.ShowEmailAddress) {
		r.remark("PrivacySettings.ShowEmailAddress is off: the bot cannot recognise people by their address, only by their account")
	}
	if service.SiteURL != nil && *service.SiteURL == "" {
		r.remark("ServiceSettings.SiteURL is empty: answers to /%s that take more than two seconds come as direct messages", trigger)
	}
	return faults
}

// unreachable is the host of the HTTP door when it is internal and the server was not told to trust it.
func (r *setup) unreachable(ctx context.Context, allowed *string) string {
	parsed, err := url.Parse(r.PublicURL)
	if err != nil || parsed.Hostname() == "" {
		return ""
	}
	host := parsed.Hostname()
	addresses := internal(ctx, host)
	if len(addresses) == 0 {
		return ""
	}
	var list string
	if allowed != nil {
		list = *allowed
	}
	trusted := strings.FieldsFunc(list, func(c rune) bool { return c == ' ' || c == ',' })
	if slices.Contains(trusted, host) {
		return ""
	}
	for _, entry := range trusted {
		network, err := netip.ParsePrefix(entry)
		inside := func(a netip.Addr) bool { return err == nil && network.Contains(a) || a.String() == entry }
		addresses = slices.DeleteFunc(addresses, inside)
	}
	if len(addresses) == 0 {
		return ""
	}
	return host
}

// internal are the internal addresses of a host. A name that is not known here may be known to the server.
func internal(ctx context.Context, host string) []netip.Addr {
	var addresses []netip.Addr
	if address, err := netip.ParseAddr(host); err == nil {
		addresses = []netip.Addr{address}
	} else if found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host); err == nil {
		addresses = found
	}
	for i := range addresses {
		addresses[i] = addresses[i].Unmap()
	}
	return slices.DeleteFunc(addresses, func(a netip.Addr) bool { return !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() })
}

// version is the beginning of what the server says of itself: "5.37.0.5.37.0.1f2e....false".
func version(told string) string {
	parts := strings.Split(told, ".")
	return strings.Join(parts[:min(3, len(parts))], ".")
}

func older(version string) bool {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return false
	}
	major, err := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err != nil || err2 != nil {
		return false
	}
	return major < oldest[0] || major == oldest[0] && minor < oldest[1]
}
