// Package feed has the page and the token of [association.Reader.Feed], which shows all events
// of an account in one order.
//
// A reader of the feed asks again and again, each time with the [Token] of the last [Page], and
// gets every event once. It stores the token together with everything that it derived from the
// events, in its own transaction if possible:
//
//	page, err := graph.Feed(ctx, token, 100)   the first 100 events after the token
//	index(page.Events)                         the application derives its own data
//	store(page.Token.String())                 "0.0.7": go on from here
//	token, err = feed.ParseToken("0.0.7")      after a restart
//
// A token names a place in the feed and nothing else, so any number of readers may have tokens
// of their own. It also says which trim of the history had begun when the reader began: events
// that this trim drops are not missing for the reader. A text that is no token is a
// [TokenError]. A token after which events were dropped that the reader has not seen is a
// retention.TooOldError, and the reader begins anew with the zero Token.
//
// [association.Reader.Feed]: https://pkg.go.dev/github.com/relata-go/relata/association#Reader.Feed
package feed
