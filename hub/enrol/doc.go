// Package enrol is how stations know each other, and how a new one is let in: certificates pinned to the roster, join codes,
// and the conversation between a newcomer and the station that invites it. It opens no socket, file or store, and knows no
// rule about who may be enrolled: those stand behind Conn, Host and Guest.
//
// # Between stations
//
// Mutual TLS 1.3 with self-signed certificates over the stations' Ed25519 keys, under the protocol name (ALPN) armguard/1.
// No authority signs them and their dates mean nothing: either side checks in the handshake that the other's key is in the
// roster. There are no session tickets, so every connection is looked at anew. A newcomer's key is in no roster: it speaks
// under armguard-join/1, which is refused in the handshake unless a join code is open (Offer.Open) at the station it dials.
//
// # The conversation
//
//	newcomer (Join)                                inviting station (Invite)
//	JoinHello{station, name, app, host}        ->
//	                                           <-  JoinRoster{entries, more}...   who belongs to the site
//	JoinProof{MAC}                             ->  right: the code is used up; wrong: one try less
//	shows six digits                               shows six digits, and a superuser compares
//	                                           <-  JoinWelcome{site, total, places, MAC}   station.enrol is durable
//	                                           <-  Entries..., then drafts, read marks, credentials, then Synced
//	Synced                                     ->  all of it is on the newcomer's disk
//
// Before JoinProof the newcomer checks the roster (Guest.Check): the site's root key is the one whose hash the code begins
// with, and the key of this very connection is of a station of that site that is not revoked. Nothing secret has left it
// until then. What somebody learns who only knows that a code is open: the roster.
//
// A MAC is HMAC-SHA-256 with the token over who proves, the TLS exporter of the connection (RFC 5705, RFC 8446 7.5), both public
// keys and all of JoinHello. So a proof is good for one connection, one newcomer and one direction: who sits in the middle
// with a connection to either side can use neither, a recorded one is a wrong try, and a station whose key was stolen cannot
// welcome a newcomer without the code. The six digits come from the exporter under another label; they show the superuser
// that the PC he stands at is the one that asks, should the code have been overheard.
//
// # Limits
//
// A code is good for 15 minutes by the wall clock and by the monotonic one, whichever ends first, for five wrong proofs in all,
// and for one right one, whatever comes of it. A proof that is not accepted is answered after one second, whatever is wrong with it. At
// most four newcomers speak that have proven nothing; others hear BUSY. A step that needs no person takes 5 s, the roster as
// a whole too, and it has at most 16 MiB and 20,000 entries; a person has 5 minutes; a batch of the record, which waits for a
// disk, 60 s. Either side may stop at any moment; the other hears why (wire.JoinCode.Sentences), and *Denied carries it.
//
// # When it ends half way
//
// Until JoinWelcome nothing has happened: the newcomer begins anew with another code. From JoinWelcome on the newcomer is a
// station of the site, whatever Join and Invite return: it may get the rest as any station does, and to let it in under another id it
// must be revoked. If the connection is lost in the moment of JoinWelcome, the inviting station knows it as enrolled and the
// newcomer does not know it: it is revoked, or joins with its key and id again and Host.Confirm accepts what it has already.
//
// Join and Invite each run in the caller's goroutine with one more that reads, which has ended when they return; they close
// the connection. An Offer may be used by many goroutines.
package enrol
