package console

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// assets serves the frontend. Files under assets/ carry a hash in their name and are kept by the browser; the page is not.
func (c *Console) assets() http.Handler {
	files := http.FileServerFS(c.Assets)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Only GET.", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		if file, err := fs.Stat(c.Assets, name); err != nil || file.IsDir() {
			if name != "index.html" {
				http.NotFound(w, r)
				return
			}
			http.Error(w, "The pages were not built into this program. Build it with make.", http.StatusNotFound)
			return
		}
		if strings.HasPrefix(name, "assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		files.ServeHTTP(w, r)
	})
}
