package apptest

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// Drawn is a white PNG of 400 x 100 pixels in base64 with a black bar of so many pixels, as a screen brings a signature.
func Drawn(t testing.TB, bar int) string {
	t.Helper()
	sheet := image.NewGray(image.Rect(0, 0, 400, 100))
	for i := range sheet.Pix {
		sheet.Pix[i] = 0xff
	}
	for x := range bar {
		sheet.SetGray(x, 50, color.Gray{})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, sheet); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(out.Bytes())
}
