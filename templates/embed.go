package templates

import "embed"

//go:embed answers/*.md chat/*.md chat/*.yaml mail/*.md mail/layout.html pages
var embedded embed.FS
