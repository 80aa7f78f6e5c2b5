// Package images makes pictures that came from outside small and harmless: each is read and written anew, so that nothing of
// the file itself, its name, its place or its camera is kept.
package images

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"golang.org/x/image/draw"
)

// MaxBytes is how large a picture is at most, as it comes out.
const MaxBytes = 64 << 10

// Largest sizes in pixels, of what is read and of what comes out.
const (
	maxPixels  = 40 << 20 // of a file: more could fill the memory
	photoWide  = 480
	photoHigh  = 640
	signedWide = 600
	signedHigh = 200
)

// Why a picture is refused.
var (
	ErrFormat = errors.New("not a JPEG or PNG picture")
	ErrLarge  = errors.New("a picture of too many pixels")
	ErrBlank  = errors.New("an empty picture")
)

// read decodes a JPEG or PNG file.
func read(raw []byte) (image.Image, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(raw))
	switch {
	case err != nil:
		return nil, ErrFormat
	case config.Width < 1 || config.Height < 1:
		return nil, ErrBlank
	case config.Width > maxPixels/config.Height:
		return nil, ErrLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, ErrFormat
	}
	return picture, nil
}

// fitted draws a picture on white, made smaller where it is larger than wide x high.
func fitted(picture image.Image, wide, high int) *image.RGBA {
	from := picture.Bounds()
	scale := min(1, float64(wide)/float64(from.Dx()), float64(high)/float64(from.Dy()))
	size := func(n int) int { return max(1, int(math.Round(float64(n)*scale))) }
	out := image.NewRGBA(image.Rect(0, 0, size(from.Dx()), size(from.Dy())))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), picture, from, draw.Over, nil)
	return out
}

// Photo makes of a JPEG or PNG file a JPEG of at most 480 x 640 pixels and MaxBytes.
func Photo(raw []byte) ([]byte, error) {
	picture, err := read(raw)
	if err != nil {
		return nil, err
	}
	for wide, high := photoWide, photoHigh; ; wide, high = wide*3/4, high*3/4 {
		small := fitted(picture, wide, high)
		for quality := 85; quality >= 55; quality -= 10 {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
				return nil, err
			}
			if out.Len() <= MaxBytes {
				return out.Bytes(), nil
			}
		}
	}
}

// ink is what a signature has two colours of.
var ink = color.Palette{color.White, color.Black}

// Signature makes of a PNG or JPEG file with dark strokes a PNG in black and white, cut to the strokes and at most 600 x 200
// pixels: one to three KiB. ErrBlank says that there is no stroke.
func Signature(raw []byte) ([]byte, error) {
	picture, err := read(raw)
	if err != nil {
		return nil, err
	}
	// The strokes are looked for before the picture is made smaller, so that a small one in a large field stays as large as it is.
	whole := fitted(picture, picture.Bounds().Dx(), picture.Bounds().Dy())
	strokes := bounds(whole)
	if strokes.Empty() {
		return nil, ErrBlank
	}
	small := fitted(whole.SubImage(strokes), signedWide, signedHigh)
	out := image.NewPaletted(small.Bounds(), ink)
	for i := range out.Pix {
		if dark(small.RGBAAt(i%small.Rect.Dx(), i/small.Rect.Dx())) {
			out.Pix[i] = 1
		}
	}
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, out); err != nil {
		return nil, err
	}
	if file.Len() > MaxBytes {
		return nil, ErrLarge
	}
	return file.Bytes(), nil
}

func dark(c color.RGBA) bool { return color.GrayModel.Convert(c).(color.Gray).Y < 160 }

// bounds are around all that is dark.
func bounds(picture *image.RGBA) image.Rectangle {
	out := image.Rectangle{}
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			if dark(picture.RGBAAt(x, y)) {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}
