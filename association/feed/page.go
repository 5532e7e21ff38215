package feed

import "github.com/relata-go/relata/history"

// A Page is some events of the account, in the order of the feed.
type Page struct {
	Events []history.Event
	Token  Token // from which to resume: after the last of the events, or where the page began
	More   bool  // there are events after the last already
}
