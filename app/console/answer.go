package console

import (
	"encoding/json"
	"errors"
	"net/http"

	"armguard/app"
	"armguard/app/armory"
)

// statuses are the codes' HTTP statuses. What is not here is a 409: a rule of the armory says no.
var statuses = map[string]int{
	armory.CodeInvalid: http.StatusBadRequest, "SIGNED_OUT": http.StatusUnauthorized, "BAD_PASSWORD": http.StatusUnauthorized,
	"LOCKED": http.StatusForbidden, armory.CodeForbidden: http.StatusForbidden, armory.CodeNotFound: http.StatusNotFound,
	"TOO_LARGE": http.StatusRequestEntityTooLarge, "LOCKED_OUT": http.StatusTooManyRequests, "INTERNAL": http.StatusInternalServerError,
	"BUSY": http.StatusServiceUnavailable, "SETTLING": http.StatusServiceUnavailable, "CLOSED": http.StatusServiceUnavailable,
	"NO_SITE": http.StatusServiceUnavailable, "NOT_ENROLLED": http.StatusServiceUnavailable, "FULL": http.StatusServiceUnavailable,
	"READ_ONLY": http.StatusServiceUnavailable, "DAMAGED": http.StatusServiceUnavailable, "NEWER": http.StatusServiceUnavailable,
	"NO_HUB": http.StatusServiceUnavailable, "IN_USE": http.StatusServiceUnavailable, "NOT_OURS": http.StatusServiceUnavailable,
	"DISK": http.StatusServiceUnavailable, "NO_FOLDER": http.StatusServiceUnavailable, "REVOKED": http.StatusServiceUnavailable,
}

func statusOf(code string) int {
	if status, ok := statuses[code]; ok {
		return status
	}
	return http.StatusConflict
}

// errorBody is an error as programs get it. retry_after_s is whole seconds, for sign-in.
type errorBody struct {
	*app.Error
	RetryS int `json:"retry_after_s,omitempty"`
}

func (c *Console) fail(w http.ResponseWriter, r *http.Request, err error) {
	shown := c.App.Door().Shown(r.Context(), r.URL.Path, err)
	body := errorBody{Error: shown}
	if shown.RetryMs > 0 {
		body.RetryS = (shown.RetryMs + 999) / 1000
	}
	writeJSON(w, statusOf(shown.Code), body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	raw, ok := body.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			status, raw = http.StatusInternalServerError, []byte(`{"code":"INTERNAL","message":"The answer could not be written.","fix":"Try again."}`)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// readJSON reads a request's body, at most 1 MiB.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	if err := decoder.Decode(into); err != nil {
		return badBody(err)
	}
	return nil
}

func badBody(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &app.Error{Code: "TOO_LARGE", Message: "The request is larger than 1 MiB.", Fix: "Send less at once."}
	}
	return &app.Error{Code: armory.CodeInvalid, Message: "The request's body is not the JSON that was expected.", Fix: "Send it in the documented form."}
}
