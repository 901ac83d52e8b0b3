// Package config turns one or more YAML files into checked structs, or into the complete list of what is wrong in them.
//
// Files are parsed into a small tree of nodes that know their file and line (node.go, parse.go), merged (merge.go),
// completed from the environment (env.go), then read by small typed readers that collect faults instead of stopping at
// the first (reader.go, scalar.go and a file for each section).
package config
