package secondfactors

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR is a picture of black squares: what goes into the d of an SVG path, in a
// square of Size units. No page has to load a picture for it or trust a script.
type QR struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

// qrOf draws a text.
func qrOf(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return QR{}, fmt.Errorf("drawing a QR code: %w", err)
	}
	var path strings.Builder
	size := code.Bounds().Dx()
	for y := range size {
		for x := range size {
			if light, _, _, _ := code.At(x, y).RGBA(); light == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return QR{Size: size, Path: path.String()}, nil
}
