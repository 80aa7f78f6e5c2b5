package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"time"

	"armguard/app"
	"armguard/app/armory"
)

// runningConsole finds the console of the station that runs on dir.
func runningConsole(dir string) (address string, running bool) {
	raw, err := os.ReadFile(filepath.Join(dir, "station.json"))
	if err != nil {
		return "", false
	}
	var file struct {
		Console string `json:"console"`
	}
	if json.Unmarshal(raw, &file) != nil || file.Console == "" {
		return "", false
	}
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get(file.Console + "/healthz")
	if err != nil {
		return "", false // a station that was killed leaves the file behind
	}
	_ = answer.Body.Close()
	return file.Console, true
}

// remote works at a running station, as an account of it.
type remote struct {
	console string
	client  *http.Client
}

func signInAt(ctx context.Context, console string, a account) (*remote, error) {
	if a.Username == "" || a.PasswordFile == "" {
		return nil, &app.Error{Code: armory.CodeInvalid, Message: "A station is running on this data folder.",
			Fix: "Say who you are with --username and --password-file, or stop the station first."}
	}
	password, err := readPassword(a.PasswordFile)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	r := &remote{console: console, client: &http.Client{Jar: jar}}
	return r, r.call(ctx, nil, "Session.SignIn", a.Username, password)
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
			return "", ctx.Err()
		case <-tick.C:
		}
		if err := r.call(ctx, &job, "Jobs.Get", job.ID); err != nil {
			return "", err
		}
	}
	if job.Error != nil {
		return "", job.Error
	}
	return job.Result, nil
}

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
