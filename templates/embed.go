package templates

import "embed"

//go:embed answers/*.md chat/*.md mail/*.md mail/layout.html pages
var embedded embed.FS
