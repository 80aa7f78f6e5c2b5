package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"time"

	"armguard/app"
	"armguard/app/armory"
)

// runningConsole finds the console of the station that runs on dir. A station that was killed leaves its address
// behind, and another one may answer there by now: only one that works on this very folder counts.
func runningConsole(ctx context.Context, dir string) (*remote, bool) {
	raw, err := os.ReadFile(filepath.Join(dir, "station.json"))
	if err != nil {
		return nil, false
	}
	var file struct {
		Console string `json:"console"`
	}
	if json.Unmarshal(raw, &file) != nil || file.Console == "" {
		return nil, false
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, false
	}
	r := &remote{console: file.Console, client: &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: trusting(dir)}}}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var state app.SetupState
	if r.call(ctx, &state, "Setup.State") != nil {
		return nil, false
	}
	here, err := os.Stat(dir)
	there, thereErr := os.Stat(state.DataDir)
	return r, err == nil && thereErr == nil && os.SameFile(here, there)
}

// unreachable says what to do where a folder is in use and no console answers: a window serves none unless it is asked to.
func unreachable(dir string) error {
	return &app.Error{Code: "IN_USE", Message: "The data folder " + dir + " is in use, and commands cannot reach what uses it.",
		Fix: "When it is the station's window, do it there, or start it again with --console 127.0.0.1:7480; when it is another command, wait for its end."}
}

// trusting trusts the certificate that the station in dir made for its console, and no other.
func trusting(dir string) *tls.Config {
	trusted := x509.NewCertPool()
	if raw, err := os.ReadFile(filepath.Join(dir, "keys", "console.pem")); err == nil {
		trusted.AppendCertsFromPEM(raw)
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: trusted, ServerName: "localhost"}
}

// remote works at a running station, as an account of it.
type remote struct {
	console string
	client  *http.Client
}

// signIn makes an account of the station's the caller.
func (r *remote) signIn(ctx context.Context, a account) error {
	if a.Username == "" || a.PasswordFile == "" {
		return &app.Error{Code: armory.CodeInvalid, Message: "A station is running on this data folder.",
			Fix: "Say who you are with --username and --password-file, or stop the station first."}
	}
	password, err := readPassword(a.PasswordFile)
	if err != nil {
		return err
	}
	return r.call(ctx, nil, "Session.SignIn", a.Username, password)
}

// call calls a service's method.
func (r *remote) call(ctx context.Context, into any, method string, args ...any) error {
	if args == nil {
		args = []any{}
	}
	body, err := json.Marshal(args)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.console+"/rpc/"+method, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-ArmGuard", "1")
	answer, err := r.client.Do(request)
	if err != nil {
		return &app.Error{Code: "CLOSED", Message: "The running station does not answer.", Fix: "Look whether it is still running."}
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		shown := &app.Error{}
		if json.NewDecoder(answer.Body).Decode(shown) != nil {
			return &app.Error{Code: "INTERNAL", Message: "The running station gave an answer this program cannot read.", Fix: "Update the one that is older."}
		}
		return shown
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// job begins a long piece of work and waits for its result.
func (r *remote) job(ctx context.Context, method string, args ...any) (string, error) {
	var job app.Job
	if err := r.call(ctx, &job, method, args...); err != nil {
		return "", err
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for job.State == "running" {
		select {
		case <-ctx.Done():
			_ = r.call(context.WithoutCancel(ctx), nil, "Jobs.Cancel", job.ID)
			return "", &app.Error{Code: "CANCELLED", Message: "It was stopped.", Fix: "Nothing was changed; begin again when you like."}
		case <-tick.C:
		}
		err := r.call(ctx, &job, "Jobs.Get", job.ID)
		var refused *app.Error
		switch {
		case method != restoring || !errors.As(err, &refused):
		case refused.Code == "SETTLING" || refused.Code == "CLOSED":
			err = nil // between the old store and the new one nobody is let in
		case refused.Code == "SIGNED_OUT":
			return "The backup is in place. Sign in again.", nil // which ends every session, this one too
		}
		if err != nil {
			return "", err
		}
	}
	if job.Error != nil {
		return "", job.Error
	}
	return job.Result, nil
}

// restoring is the one job that ends the session of whoever began it.
const restoring = "Audit.Restore"

func (r *remote) verify(ctx context.Context) (string, error) { return r.job(ctx, "Audit.Verify") }

func (r *remote) backup(ctx context.Context, to string) (string, error) {
	return r.job(ctx, "Audit.BackupTo", to)
}

func (r *remote) importFile(ctx context.Context, what, name string, data []byte, dryRun bool) (app.ImportPreview, error) {
	const chunk = 256 << 10
	var preview app.ImportPreview
	var id string
	if err := r.call(ctx, &id, "Exchange.Begin", what, name, len(data)); err != nil {
		return preview, err
	}
	for i := 0; i*chunk < len(data); i++ {
		piece := data[i*chunk : min((i+1)*chunk, len(data))]
		if err := r.call(ctx, nil, "Exchange.Chunk", id, i, base64.StdEncoding.EncodeToString(piece)); err != nil {
			return preview, err
		}
	}
	if _, err := r.job(ctx, "Exchange.DryRun", id); err != nil {
		return preview, err
	}
	if err := r.call(ctx, &preview, "Exchange.Preview", id); err != nil {
		return preview, err
	}
	if dryRun || len(preview.Bad)+len(preview.Missing) > 0 {
		return preview, nil
	}
	_, err := r.job(ctx, "Exchange.Commit", id)
	return preview, err
}
