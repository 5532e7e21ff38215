package feed

import "github.com/relata-go/relata/history"

// A Page is some events of the account, in the order of the feed.
type Page struct {
	Events []history.Event `json:"events,omitzero"`
	Token  Token           `json:"token,omitzero"` // from which to resume: after the last of the events, or where the page began
	More   bool            `json:"more,omitzero"`  // there are events after the last already
}
