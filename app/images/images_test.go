package images_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"armguard/app/images"
)

func encoded(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// noise is the worst picture to make small.
func noise(wide, high int) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, wide, high))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range out.Pix {
		out.Pix[i] = byte(random.Uint32())
	}
	return out
}

// sheet is white, or clear, with a black bar.
func sheet(wide, high int, ground color.Color, bar image.Rectangle) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			out.Set(x, y, ground)
			if (image.Point{X: x, Y: y}).In(bar) {
				out.Set(x, y, color.Black)
			}
		}
	}
	return out
}

func TestAPhotoComesOutSmall(t *testing.T) {
	for name, c := range map[string]struct {
		in         image.Image
		wide, high int // 0: whatever fits
	}{
		"a large one is made to fit":      {sheet(1600, 1200, color.White, image.Rect(0, 0, 800, 600)), 480, 360},
		"an upright one too":              {sheet(1200, 1600, color.White, image.Rect(0, 0, 800, 600)), 480, 640},
		"a small one stays as it is":      {sheet(100, 80, color.White, image.Rect(0, 0, 50, 40)), 100, 80},
		"a line is one pixel high":        {sheet(4000, 1, color.White, image.Rect(0, 0, 50, 1)), 480, 1},
		"one that does not compress well": {noise(480, 640), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := images.Photo(encoded(t, c.in))
			if err != nil || len(out) > images.MaxBytes {
				t.Fatalf("%d bytes, %v", len(out), err)
			}
			got, err := jpeg.DecodeConfig(bytes.NewReader(out))
			if err != nil || c.wide > 0 && (got.Width != c.wide || got.Height != c.high) || got.Width > 480 || got.Height > 640 {
				t.Errorf("%d x %d, %v", got.Width, got.Height, err)
			}
		})
	}
	t.Run("and again gives a picture", func(t *testing.T) {
		first, err := images.Photo(encoded(t, noise(300, 300)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := images.Photo(first); err != nil {
			t.Error(err)
		}
	})
}

func TestASignatureIsCutToItsStrokes(t *testing.T) {
	for name, ground := range map[string]color.Color{"on white": color.White, "on nothing": color.Transparent} {
		t.Run(name, func(t *testing.T) {
			out, err := images.Signature(encoded(t, sheet(800, 300, ground, image.Rect(200, 100, 500, 150))))
			if err != nil {
				t.Fatal(err)
			}
			got, err := png.Decode(bytes.NewReader(out))
			if err != nil || got.Bounds().Dx() != 300 || got.Bounds().Dy() != 50 || len(out) > 500 {
				t.Fatalf("%v, %d bytes, %v", got.Bounds(), len(out), err)
			}
			if y := color.GrayModel.Convert(got.At(150, 25)).(color.Gray).Y; y != 0 {
				t.Errorf("the ink is %d", y)
			}
		})
	}
	t.Run("a large one is made smaller", func(t *testing.T) {
		out, err := images.Signature(encoded(t, sheet(2000, 900, color.White, image.Rect(10, 10, 1810, 610))))
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.DecodeConfig(bytes.NewReader(out))
		if err != nil || got.Width != 600 || got.Height != 200 {
			t.Errorf("%d x %d, %v", got.Width, got.Height, err)
		}
	})
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	white := encoded(t, sheet(50, 50, color.White, image.Rectangle{}))
	huge := bytes.Clone(white)
	binary.BigEndian.PutUint32(huge[16:], 100000) // its width, in the header
	binary.BigEndian.PutUint32(huge[20:], 100000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for name, c := range map[string]struct {
		make func([]byte) ([]byte, error)
		raw  []byte
		want error
	}{
		"nothing":                   {images.Photo, nil, images.ErrFormat},
		"text":                      {images.Photo, []byte("<svg onload='alert(1)'/>"), images.ErrFormat},
		"half a picture":            {images.Photo, white[:len(white)/2], images.ErrFormat},
		"a picture that is a bomb":  {images.Photo, huge, images.ErrLarge},
		"a signature of no strokes": {images.Signature, white, images.ErrBlank},
		"a signature that is none":  {images.Signature, []byte("x"), images.ErrFormat},
	} {
		if _, err := c.make(c.raw); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
