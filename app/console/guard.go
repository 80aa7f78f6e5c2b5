package console

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"armguard/app"
	"armguard/app/armory"
)

// policy is what a page may load and do: nothing from anywhere else, no inline script. blob: in a frame is for the preview
// of what is printed: a PDF file that the page itself made an address for; no other frame is allowed, and no plug-in.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"connect-src 'self'; frame-src blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guard refuses requests that reach the console under a foreign name (DNS rebinding) or from a foreign page, and puts
// the headers every answer has.
func (c *Console) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !c.ourHost(r.Host) {
			writeJSON(w, http.StatusForbidden, app.Error{Code: armory.CodeForbidden, Message: "This station does not answer under the name " + strconv.Quote(r.Host) + ".", Fix: "Use the address it printed when it started."})
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && !c.ourOrigin(origin, r.Host) {
			writeJSON(w, http.StatusForbidden, app.Error{Code: armory.CodeForbidden, Message: "Requests from another page are refused.", Fix: "Use the station's own pages."})
			return
		}
		if c.TLS && !fromHere(r) && !c.App.HasSite() {
			writeJSON(w, http.StatusForbidden, app.Error{Code: armory.CodeForbidden, Message: "This station does not belong to a site yet, and is set up at its own PC only.", Fix: "Open its address in a browser on that PC."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromHere reports whether a request comes from this PC: from loopback, or from the very address it came to.
func fromHere(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	to, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return from.Addr().Unmap().IsLoopback() || to != nil && to.AddrPort().Addr().Unmap() == from.Addr().Unmap()
}

// ourHost accepts loopback names on the port listened on; with TLS also IP addresses and this machine's name.
func (c *Console) ourHost(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, "80"
		if c.TLS {
			port = "443"
		}
	}
	if port != strconv.Itoa(c.Port) {
		return false
	}
	if name == "localhost" {
		return true
	}
	if ip := net.ParseIP(strings.Trim(name, "[]")); ip != nil {
		return ip.IsLoopback() || c.TLS
	}
	if !c.TLS {
		return false
	}
	own, err := os.Hostname()
	return err == nil && strings.EqualFold(strings.TrimSuffix(name, ".local"), own)
}

func (c *Console) ourOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	scheme := "http"
	if c.TLS {
		scheme = "https"
	}
	return u.Scheme == scheme && strings.EqualFold(u.Host, host)
}

// token is the session's token of a request: a bearer header, else the cookie.
func (c *Console) token(r *http.Request) string {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return bearer
	}
	if cookie, err := r.Cookie(c.cookieName()); err == nil {
		return cookie.Value
	}
	return ""
}

// cookieName ends in the station's id, so that two stations on one PC do not sign each other out.
func (c *Console) cookieName() string {
	return "armguard_" + c.App.Recorder.Here().Station.Short()
}

func (c *Console) setCookie(w http.ResponseWriter, token string) {
	cookie := &http.Cookie{Name: c.cookieName(), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.TLS}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}
