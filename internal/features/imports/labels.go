package imports

import "strings"

// labelKey is under which a label's name is unique in a workspace; it is what package labels makes of it.
func labelKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func labelColor(c string) string { return c }
