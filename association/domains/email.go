package domains

import (
	"strings"
	"unicode/utf8"
)

// maxLocal is the greatest size of the part before the @, in bytes, inclusive.
const maxLocal = 64

// OfEmail returns the domain of an email address, in its normal form, see [Parse].
//
// An address is what a mail server takes (RFC 5321, and RFC 6531 for characters outside
// ASCII): a name, plain or in quotes, an @ and a domain. The part before the @
// is checked and otherwise ignored, with a plus and what follows it. Display names,
// angle brackets and comments are parts of a message's header and make an address
// invalid here; so do an address of the internet protocol and several addresses in one
// text. The error is that of Parse.
func OfEmail(email string, toASCII ToASCII) (Domain, error) {
	text := strings.TrimSpace(email)
	if !utf8.ValidString(text) {
		return "", invalid(email, "it is not valid UTF-8")
	}
	local, reason := localPart(text)
	if reason != "" {
		return "", invalid(email, reason)
	}
	domain := text[len(local)+1:]
	if domain != strings.TrimSpace(domain) {
		return "", invalid(email, "space follows the @")
	}
	return Parse(domain, toASCII)
}

// localPart returns the part before the @ that ends it, or what is wrong.
func localPart(text string) (local, reason string) {
	read := plain
	if strings.HasPrefix(text, `"`) {
		read = quoted
	}
	n, reason := read(text)
	switch {
	case reason != "":
		return "", reason
	case n == len(text) || text[n] != '@':
		return "", "an @ is missing behind the name"
	case n == 0:
		return "", "nothing stands in front of the @"
	case n > maxLocal:
		return "", "the name in front of the @ is too long"
	}
	return text[:n], ""
}

// quoted returns the size of a name in quotes, quotes included.
func quoted(text string) (size int, reason string) {
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return i + 1, ""
		case c == '\\':
			i++ // what follows is taken as it is
			if i < len(text) && (text[i] < ' ' || text[i] > '~') {
				return 0, "a backslash stands before something that needs none"
			}
		case c < ' ' || c == 0x7f:
			return 0, "a quoted name has a control character"
		}
	}
	return 0, "the quote is never closed"
}

// plain returns the size of a name without quotes: words with single dots between them.
func plain(text string) (size int, reason string) {
	i := 0
	for i < len(text) && inWord(text[i]) {
		i++
	}
	name := text[:i]
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
		return 0, "a dot is at an end of the name, or follows a dot"
	}
	return i, ""
}

// inWord reports whether a byte may stand in a name without quotes.
func inWord(c byte) bool {
	switch {
	case c >= utf8.RuneSelf, c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return true
	}
	return strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) >= 0
}
