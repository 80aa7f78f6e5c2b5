package paper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // photographs come as JPEG too
	"image/png"

	"codeberg.org/go-pdf/fpdf"
)

// maxPixels is the widest and highest picture that is read.
const maxPixels = 4096

// picture is one that is in the file already, by its name there.
type picture struct {
	name          string
	width, height float64 // pixels
}

// picture sets a PNG or JPEG into a box, whole and as large as it goes; across says where it stands when it is narrower
// (0 left, 0.5 in the middle). what names it should it not be readable. No data, no picture.
func (s *sheet) picture(what string, data []byte, x, y, w, h, across float64) {
	if len(data) == 0 {
		return
	}
	sum := sha256.Sum256(data)
	p, known := s.pictures[sum]
	if !known {
		var err error
		if p, err = s.embed(what, fmt.Sprintf("%x", sum[:8]), data); err != nil {
			s.fail(err)
			return
		}
		s.pictures[sum] = p
	}
	scale := min(w/p.width, h/p.height)
	width, height := p.width*scale, p.height*scale
	s.pdf.ImageOptions(p.name, x+(w-width)*across+s.on.OffsetX, y+(h-height)/2+s.on.OffsetY, width, height, false, fpdf.ImageOptions{}, 0, "")
}

// embed puts a picture into the file, once.
func (s *sheet) embed(what, name string, data []byte) (picture, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err == nil && (config.Width > maxPixels || config.Height > maxPixels) {
		return picture{}, bad("Take a smaller picture.", "The %s has %d x %d pixels, at most %d either way.", what, config.Width, config.Height, maxPixels)
	}
	read, format, err := image.Decode(bytes.NewReader(data))
	if err != nil || read.Bounds().Empty() {
		return picture{}, bad("Take it again, or print without it.", "The %s is not a PNG or JPEG picture that can be read.", what)
	}
	if _, cmyk := read.(*image.CMYK); format != "jpeg" || cmyk {
		// The PDF writer reads only some PNGs, so it gets a plain one, on white.
		format = "png"
		white := image.NewRGBA(image.Rectangle{Max: read.Bounds().Size()})
		draw.Draw(white, white.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(white, white.Bounds(), read, read.Bounds().Min, draw.Over)
		var plain bytes.Buffer
		if err := png.Encode(&plain, white); err != nil {
			return picture{}, fmt.Errorf("rewrite the %s: %w", what, err)
		}
		data = plain.Bytes()
	}
	s.pdf.RegisterImageReader(name, format, bytes.NewReader(data))
	return picture{name, float64(read.Bounds().Dx()), float64(read.Bounds().Dy())}, nil
}
