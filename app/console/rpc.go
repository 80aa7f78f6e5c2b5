package console

import (
	"encoding/json"
	"io"
	"net/http"

	"armguard/app"
	"armguard/app/armory"
)

// rpc is the user interface's way to the services: POST /rpc/Service.Method with a JSON array of arguments. The
// header X-ArmGuard keeps foreign forms out, beside the Origin check.
func (c *Console) rpc(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-ArmGuard") == "" {
		c.fail(w, r, &app.Error{Code: armory.CodeForbidden, Message: "This address is for the program's own pages.", Fix: "Use /api/."})
		return
	}
	args, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		c.fail(w, r, badBody(err))
		return
	}
	method, token := r.PathValue("method"), c.token(r)
	result, err := c.App.Door().Call(r.Context(), token, method, args, true)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	switch method {
	case "Session.SignIn":
		// The page gets a cookie that no script can read, never the token.
		var in app.SignedIn
		if err := json.Unmarshal(result, &in); err != nil {
			c.fail(w, r, err)
			return
		}
		c.setCookie(w, in.Token)
		in.Token = ""
		writeJSON(w, http.StatusOK, in)
		return
	case "Session.SignOut":
		c.setCookie(w, "")
	}
	writeJSON(w, http.StatusOK, json.RawMessage(result))
}
