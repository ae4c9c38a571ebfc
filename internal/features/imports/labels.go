package imports

import (
	"encoding/hex"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// mostInWorkspace is how many labels a workspace may have.
const mostInWorkspace = 1000

// labelKey is under which a label's name is unique, as package labels makes it.
func labelKey(name string) string {
	return cases.Fold().String(norm.NFC.String(strings.TrimSpace(name)))
}

// palette is what the product's colours look like, about.
var palette = []struct {
	name    string
	r, g, b int
}{
	{"gray", 0x85, 0x90, 0xa2}, {"red", 0xf4, 0x5b, 0x50}, {"orange", 0xfa, 0x8c, 0x3d}, {"amber", 0xf5, 0xa5, 0x24},
	{"yellow", 0xe2, 0xc9, 0x03}, {"lime", 0x94, 0xc7, 0x48}, {"green", 0x3b, 0xb2, 0x73}, {"teal", 0x2c, 0xa5, 0x9b},
	{"cyan", 0x5c, 0xc0, 0xe0}, {"blue", 0x44, 0x86, 0xf4}, {"purple", 0x93, 0x7d, 0xee}, {"pink", 0xe7, 0x74, 0xbb},
}

// labelColor is the product's colour nearest to #rrggbb; gray for none.
func labelColor(foreign string) string {
	rgb, err := hex.DecodeString(strings.TrimPrefix(foreign, "#"))
	if err != nil || len(rgb) != 3 {
		return "gray"
	}
	nearest, least := "gray", 1<<30
	for _, c := range palette {
		r, g, b := int(rgb[0])-c.r, int(rgb[1])-c.g, int(rgb[2])-c.b
		if d := r*r + g*g + b*b; d < least {
			nearest, least = c.name, d
		}
	}
	return nearest
}
