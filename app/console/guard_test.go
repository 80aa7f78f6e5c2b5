package console_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"armguard/app"
	"armguard/app/apptest"
	"armguard/app/console"
	"armguard/storage"
)

func TestRequestsUnderAForeignNameAreRefused(t *testing.T) {
	r := founded(t)
	_, port, _ := net.SplitHostPort(r.address)
	for host, want := range map[string]int{
		"127.0.0.1:" + port:              200,
		"localhost:" + port:              200,
		"[::1]:" + port:                  200,
		"evil.example:" + port:           403, // DNS rebinding: the name leads here, the page is theirs
		"localhost.evil.example:" + port: 403,
		"127.0.0.1.nip.io:" + port:       403,
		"192.168.1.5:" + port:            403,
		"127.0.0.1:1":                    403,
		"127.0.0.1":                      403,
		"localhost":                      403,
	} {
		for _, path := range []string{"/healthz", "/", "/api/nothing", "/rpc/Setup.State", "/ws/all/"} {
			got := r.send("GET", path, nil, func(q *http.Request) { q.Host = host })
			if refused := got.status == 403; refused != (want == 403) {
				t.Errorf("%s under Host %s: got %d", path, host, got.status)
			}
			if got.status == 403 {
				got.problem(t)
			}
		}
	}
}

func TestRequestsFromForeignPagesAreRefused(t *testing.T) {
	r := founded(t)
	for origin, want := range map[string]int{
		"http://" + r.address:  200,
		"http://evil.example":  403,
		"https://" + r.address: 403,
		"http://127.0.0.1:1":   403, // another program's page on this PC
		"http://localhost":     403,
		"null":                 403, // a sandboxed frame, a local file
		"file://":              403,
		"::":                   403,
	} {
		got := r.send("POST", "/rpc/Setup.State", text("[]"), func(q *http.Request) {
			q.Header.Set("Origin", origin)
			q.Header.Set("X-ArmGuard", "1")
		})
		if got.status != want {
			t.Errorf("Origin %s: got %d %s, want %d", origin, got.status, got.body, want)
		}
	}
}

func TestEveryAnswerHasTheHeadersThatKeepPagesApart(t *testing.T) {
	r := founded(t)
	for _, path := range []string{"/", "/assets/app-1a2b.js", "/healthz", "/api/nothing", "/no-such-page"} {
		h := r.send("GET", path, nil, nil).header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'self'", "script-src 'self' 'wasm-unsafe-eval';", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "frame-src blob:;", "object-src 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %q", path, policy, part)
			}
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, h)
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s lets foreign pages read it", path)
		}
	}
}

func TestPagesAreServedAndFoldersAreNotListed(t *testing.T) {
	r := founded(t)
	for path, want := range map[string]int{"/": 200, "/assets/app-1a2b.js": 200, "/assets/": 404, "/assets": 404, "/nothing.js": 404} {
		if got := r.send("GET", path, nil, nil); got.status != want {
			t.Errorf("%s: got %d %.60s, want %d", path, got.status, got.body, want)
		}
	}
	if got := r.send("GET", "/", nil, nil).header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("the page is kept: %q", got)
	}
	if got := r.send("DELETE", "/", nil, nil); got.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: got %d", got.status)
	}
}

func TestTheSessionsCookie(t *testing.T) {
	r := founded(t)
	wanted := "armguard_" + r.App.Recorder.Here().Station.Short()
	signIn := func(path string, body string) (answer, *http.Cookie) {
		got := r.send("POST", path, text(body), func(q *http.Request) { q.Header.Set("X-ArmGuard", "1") })
		if got.status != 200 {
			t.Fatalf("sign in: %d %s", got.status, got.body)
		}
		cookies := (&http.Response{Header: got.header}).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("got cookies %v", cookies)
		}
		return got, cookies[0]
	}
	got, cookie := signIn("/api/sign-in", `{"username":"root","password":"`+apptest.Password+`"}`)
	if cookie.Name != wanted || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("got %+v, want %s, HttpOnly, SameSite=Strict, for this host only", cookie, wanted)
	}
	var in app.SignedIn
	if err := json.Unmarshal(got.body, &in); err != nil || in.Token == "" || in.Token != cookie.Value || in.Account.Username != "root" {
		t.Errorf("got %s, want the token that is in the cookie", got.body)
	}
	t.Run("a page never gets to see the token", func(t *testing.T) {
		got, cookie := signIn("/rpc/Session.SignIn", `["root","`+apptest.Password+`"]`)
		if bytes.Contains(got.body, []byte(cookie.Value)) || cookie.Value == "" {
			t.Errorf("got %s", got.body)
		}
	})
	me := func(adjust func(*http.Request)) int {
		return r.send("GET", "/api/status", nil, adjust).status
	}
	t.Run("opens the station, and so does a bearer header", func(t *testing.T) {
		if got := me(func(q *http.Request) { q.AddCookie(&http.Cookie{Name: wanted, Value: in.Token}) }); got != 200 {
			t.Errorf("cookie: got %d", got)
		}
		if got := me(func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+in.Token) }); got != 200 {
			t.Errorf("bearer: got %d", got)
		}
	})
	t.Run("another station's cookie does not", func(t *testing.T) {
		if got := me(func(q *http.Request) { q.AddCookie(&http.Cookie{Name: "armguard_other", Value: in.Token}) }); got != 401 {
			t.Errorf("got %d", got)
		}
	})
	t.Run("a wrong bearer is not helped by a good cookie", func(t *testing.T) {
		if got := me(func(q *http.Request) {
			q.Header.Set("Authorization", "Bearer wrong")
			q.AddCookie(&http.Cookie{Name: wanted, Value: in.Token})
		}); got != 401 {
			t.Errorf("got %d", got)
		}
	})
	t.Run("signing out takes it away", func(t *testing.T) {
		got := r.send("POST", "/api/sign-out", nil, func(q *http.Request) { q.AddCookie(&http.Cookie{Name: wanted, Value: in.Token}) })
		cookies := (&http.Response{Header: got.header}).Cookies()
		if got.status != 200 || len(cookies) != 1 || cookies[0].MaxAge >= 0 || cookies[0].Value != "" {
			t.Errorf("got %d %v", got.status, cookies)
		}
		if got := me(func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+in.Token) }); got != 401 {
			t.Errorf("the token still opens: %d", got)
		}
	})
}

func TestTheUserInterfacesCallsNeedTheirHeader(t *testing.T) {
	r := founded(t)
	got := r.send("POST", "/rpc/Board.Get", text("[]"), func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+r.Root) })
	if got.status != 403 || got.problem(t).Code != "FORBIDDEN" {
		t.Errorf("got %d %s", got.status, got.body)
	}
	if got := r.do(r.Root, "POST", "/rpc/Board.Get", []any{}); got.status != 200 {
		t.Errorf("with the header: got %d %s", got.status, got.body)
	}
}

func TestBeforeThereIsASiteOnlySetUpIsServed(t *testing.T) {
	r := serve(t, apptest.Open(t, apptest.Options{SetupToken: "the-one-time-token"}))
	if got := r.send("GET", "/healthz", nil, nil); got.status != 503 || got.problem(t).Code != "NO_SITE" {
		t.Errorf("healthz: got %d %s", got.status, got.body)
	}
	state := get[app.SetupState](r, "", "POST", "/rpc/Setup.State", []any{}, 200)
	if !state.NeedsSite || !state.NeedsToken {
		t.Errorf("got %+v", state)
	}
	for _, path := range []string{"/api/status", "/api/items/"} {
		if got := r.do("", "GET", path, nil); got.status != 503 || got.problem(t).Code != "NO_SITE" {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
	}
	for _, method := range []string{"Session.SignIn", "Board.Get", "Accounts.Add"} {
		if got := r.do("", "POST", "/rpc/"+method, []any{}); got.status != 503 {
			t.Errorf("%s: got %d %s", method, got.status, got.body)
		}
	}
	create := func(token string) answer {
		return r.do("", "POST", "/rpc/Setup.CreateSite", []any{apptest.Site, token})
	}
	for _, wrong := range []string{"", "the-one-time-toke", "the-one-time-token ", "THE-ONE-TIME-TOKEN"} {
		if got := create(wrong); got.status != 403 || got.problem(t).Code != "FORBIDDEN" {
			t.Errorf("token %q: got %d %s", wrong, got.status, got.body)
		}
	}
	if got := create("the-one-time-token"); got.status != 200 {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if got := create("the-one-time-token"); got.status != 409 || got.problem(t).Code != "CHANGED" {
		t.Errorf("a second site: got %d %s", got.status, got.body)
	}
	if got := r.send("GET", "/healthz", nil, nil); got.status != 200 {
		t.Errorf("healthz: got %d %s", got.status, got.body)
	}
}

func TestTwoFirstStartsAtOnceMakeOneSite(t *testing.T) {
	r := serve(t, apptest.Open(t, apptest.Options{}))
	if _, err := storage.CreateKey(r.Dir); err != nil { // as a first start that was cut off leaves it
		t.Fatal(err)
	}
	answers := make(chan answer, 4)
	for range cap(answers) {
		go func() { answers <- r.do("", "POST", "/rpc/Setup.CreateSite", []any{apptest.Site, ""}) }()
	}
	created := 0
	for range cap(answers) {
		switch got := <-answers; got.status {
		case 200:
			created++
		case 409:
		default:
			t.Errorf("got %d %s", got.status, got.body)
		}
	}
	if created != 1 {
		t.Errorf("%d sites were made", created)
	}
}

// elsewhere is a listener that says it is not on loopback, which it is: tests open no port to the LAN.
type elsewhere struct {
	net.Listener
	port int
}

func (e elsewhere) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 168, 1, 5), Port: e.port} }

func TestOutsideLoopbackNothingIsServedWithoutTLS(t *testing.T) {
	station := apptest.Found(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := console.New(console.Deps{App: station.App, Assets: pages, Log: slog.New(slog.DiscardHandler), Port: 7480})
	defer c.Close()
	if err := c.Serve(elsewhere{listener, 7480}); app.Shown(err).Code != "INVALID" {
		t.Errorf("got %v, want a refusal", err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the listener is still open")
	}
}

func TestOutsideLoopbackTheConsoleSpeaksTLSOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	open := func() net.Listener {
		plain, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		secured, err := console.Secure(plain, dir)
		if err != nil {
			t.Fatal(err)
		}
		return secured
	}
	listener := open()
	station := apptest.Found(t)
	port := listener.Addr().(*net.TCPAddr).Port
	c := console.New(console.Deps{App: station.App, Assets: pages, Log: slog.New(slog.DiscardHandler), Port: port, TLS: true})
	served := make(chan error, 1)
	go func() { served <- c.Serve(listener) }()
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		<-served
	}()
	address := listener.Addr().String()

	connect := func(config *tls.Config) (*x509.Certificate, error) {
		config.InsecureSkipVerify = true //nolint:gosec // its own certificate is what is looked at
		socket, err := tls.Dial("tcp", address, config)
		if err != nil {
			return nil, err
		}
		defer socket.Close()
		return socket.ConnectionState().PeerCertificates[0], nil
	}
	certificate, err := connect(&tls.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("its certificate is P-256, which browsers take", func(t *testing.T) {
		key, ok := certificate.PublicKey.(*ecdsa.PublicKey)
		if !ok || key.Curve != elliptic.P256() {
			t.Errorf("got %T", certificate.PublicKey)
		}
		if certificate.VerifyHostname("localhost") != nil {
			t.Error("it is not for localhost")
		}
	})
	t.Run("its key is readable by this account only", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(dir, "console.pem"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v %v", info, err)
		}
	})
	t.Run("older TLS is refused", func(t *testing.T) {
		if _, err := connect(&tls.Config{MaxVersion: tls.VersionTLS12}); err == nil {
			t.Error("TLS 1.2 was accepted")
		}
	})
	t.Run("plain HTTP gets nothing", func(t *testing.T) {
		got, err := http.Get("http://" + address + "/healthz")
		if err == nil {
			defer got.Body.Close()
			if got.StatusCode == http.StatusOK {
				t.Error("it was answered")
			}
		}
	})
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // as above
	defer client.CloseIdleConnections()
	ask := func(host string) (int, http.Header, []byte) {
		q, err := http.NewRequest(http.MethodPost, "https://"+address+"/api/sign-in", strings.NewReader(`{"username":"root","password":"`+apptest.Password+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		q.Host = host
		got, err := client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		raw, _ := io.ReadAll(got.Body)
		return got.StatusCode, got.Header, raw
	}
	t.Run("the cookie travels over TLS only", func(t *testing.T) {
		status, header, raw := ask(address)
		if status != 200 || !strings.Contains(header.Get("Set-Cookie"), "Secure") {
			t.Errorf("got %d %s %s", status, header.Get("Set-Cookie"), raw)
		}
	})
	t.Run("it answers to addresses and to this PC's name, to no other", func(t *testing.T) {
		own, _ := os.Hostname()
		_, port, _ := net.SplitHostPort(address)
		for host, want := range map[string]int{"192.168.1.5:" + port: 200, own + ":" + port: 200, own + ".local:" + port: 200, "evil.example:" + port: 403} {
			if got, _, _ := ask(host); got != want {
				t.Errorf("%s: got %d, want %d", host, got, want)
			}
		}
	})
	t.Run("the certificate is kept", func(t *testing.T) {
		again := open()
		defer again.Close()
		go func() {
			if socket, err := again.Accept(); err == nil {
				_ = socket.(*tls.Conn).Handshake()
				_ = socket.Close()
			}
		}()
		address = again.Addr().String()
		second, err := connect(&tls.Config{})
		if err != nil || !second.Equal(certificate) {
			t.Errorf("another certificate: %v", err)
		}
	})
	t.Run("a certificate that is no certificate is said so", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(dir, "console.pem"), []byte("rubbish"), 0o600); err != nil {
			t.Fatal(err)
		}
		plain, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer plain.Close()
		if _, err := console.Secure(plain, dir); err == nil {
			t.Error("rubbish was taken for a certificate")
		}
	})
}

// remote puts another address on the connections it accepts.
type remote struct{ net.Listener }

func (l remote) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return remoteConn{conn}, err
}

type remoteConn struct{ net.Conn }

func (remoteConn) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 168, 1, 9), Port: 50000}
}

func TestASiteIsSetUpAtThePCItself(t *testing.T) {
	for name, c := range map[string]struct {
		from func(net.Listener) net.Listener
		want int
	}{
		"from this PC":       {func(l net.Listener) net.Listener { return l }, 200},
		"from another PC":    {func(l net.Listener) net.Listener { return remote{l} }, 403},
		"and then from both": {func(l net.Listener) net.Listener { return remote{l} }, 200},
	} {
		t.Run(name, func(t *testing.T) {
			plain, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			listener, err := console.Secure(c.from(plain), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			station := apptest.Open(t, apptest.Options{})
			if name == "and then from both" {
				station.Found()
			}
			server := console.New(console.Deps{App: station.App, Assets: pages, Log: slog.New(slog.DiscardHandler), Port: plain.Addr().(*net.TCPAddr).Port, TLS: true})
			served := make(chan error, 1)
			go func() { served <- server.Serve(listener) }()
			defer func() { _ = server.Close(); <-served }()
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // its own certificate
			defer client.CloseIdleConnections()
			q, err := http.NewRequest(http.MethodPost, "https://"+plain.Addr().String()+"/rpc/Setup.State", strings.NewReader("[]"))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("X-ArmGuard", "1")
			got, err := client.Do(q)
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			if got.StatusCode != c.want {
				t.Errorf("got %d, want %d", got.StatusCode, c.want)
			}
		})
	}
}
