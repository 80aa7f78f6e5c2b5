package console

import (
	"net/http"
	"strconv"

	"armguard/app"
	"armguard/app/armory"
)

// api are the paths of other programs.
func (c *Console) api(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/sign-in", c.signIn)
	mux.HandleFunc("POST /api/sign-out", c.signOut)
	mux.HandleFunc("POST /api/transactions/{$}", c.transact)
	mux.HandleFunc("GET /api/transactions/{$}", c.listTransactions)
	mux.HandleFunc("GET /api/transactions/{id}", c.oneTransaction)
	mux.HandleFunc("GET /api/items/{$}", c.listItems)
	mux.HandleFunc("GET /api/items/{id...}", c.oneItem)
	mux.HandleFunc("GET /api/personnel/{$}", c.listPeople)
	mux.HandleFunc("GET /api/personnel/{id...}", c.onePerson)
	mux.HandleFunc("GET /api/status", c.status)
	mux.HandleFunc("GET /api/conflicts/{$}", c.conflicts)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		c.fail(w, r, &app.Error{Code: armory.CodeNotFound, Message: "There is nothing at " + r.Method + " " + r.URL.Path + ".", Fix: "Look at the list of paths in docs/operations.md."})
	})
}

// caller admits a program for a command.
func (c *Console) caller(w http.ResponseWriter, r *http.Request, command string) (*app.Caller, func(), bool) {
	caller, err := c.App.Door().Admit(r.Context(), c.token(r), command, false)
	if err == nil {
		if leave, ok := caller.Session.Enter(); ok {
			return caller, leave, true
		}
		err = &app.Error{Code: "BUSY", Message: "Too many requests of this session wait for an answer.", Fix: "Wait a moment.", RetryMs: 200}
	}
	c.fail(w, r, err)
	return nil, nil, false
}

func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	var ask struct{ Username, Password string }
	if err := readJSON(w, r, &ask); err != nil {
		c.fail(w, r, err)
		return
	}
	in, err := c.App.SignIn(r.Context(), ask.Username, ask.Password, false)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	c.setCookie(w, in.Token)
	writeJSON(w, http.StatusOK, in)
}

func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if session := c.App.Sessions.Find(c.token(r)); session != nil {
		c.App.Sessions.End(session)
	}
	c.setCookie(w, "")
	writeJSON(w, http.StatusOK, map[string]bool{"signed_out": true})
}

func (c *Console) status(w http.ResponseWriter, r *http.Request) {
	caller, leave, ok := c.caller(w, r, armory.MayRead)
	if !ok {
		return
	}
	defer leave()
	status, err := c.App.Status(caller)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, status)
}

func (c *Console) conflicts(w http.ResponseWriter, r *http.Request) {
	caller, leave, ok := c.caller(w, r, armory.MayRead)
	if !ok {
		return
	}
	defer leave()
	all, err := c.App.Conflicts.List(caller)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, listAnswer[app.Conflict]{Items: all})
}

// listAnswer is a window of a list; next is null at its end.
type listAnswer[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

func answerOf[T, R any](page app.Page[T], row func(T) R) listAnswer[R] {
	out := listAnswer[R]{Items: make([]R, 0, len(page.Items))}
	for _, one := range page.Items {
		out.Items = append(out.Items, row(one))
	}
	if page.Next != "" {
		out.Next = &page.Next
	}
	return out
}

// listQuery reads q, status, limit and since.
func listQuery(r *http.Request) (app.ListQuery, error) {
	values := r.URL.Query()
	q := app.ListQuery{Text: values.Get("q"), After: values.Get("since"), Filter: map[string]string{}}
	if text := values.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 500 {
			return q, &app.Error{Code: armory.CodeInvalid, Message: "limit has to be a number from 1 to 500.", Fix: "Ask for fewer and read on with since."}
		}
		q.Limit = n
	}
	if status := values.Get("status"); status != "" {
		q.Filter["status"] = status
	}
	return q, nil
}

// serveList answers a list's window.
func serveList[T, R any](c *Console, w http.ResponseWriter, r *http.Request, adjust func(*app.ListQuery), list func(*app.Caller, app.ListQuery) (app.Page[T], error), row func(T) R) {
	caller, leave, ok := c.caller(w, r, armory.MayRead)
	if !ok {
		return
	}
	defer leave()
	q, err := listQuery(r)
	if err == nil {
		if adjust != nil {
			adjust(&q)
		}
		var page app.Page[T]
		if page, err = list(caller, q); err == nil {
			writeJSON(w, http.StatusOK, answerOf(page, row))
			return
		}
	}
	c.fail(w, r, err)
}
