package domains

import (
	"strings"
	"unicode/utf8"
)

// maxLocal is the greatest size of the name before the @, in bytes, inclusive (RFC 5321).
const maxLocal = 64

// OfEmail returns the domain of an email address, in its normal form, see [Parse].
//
// An address is the text that a mail server takes (RFC 5321, and RFC 6531 for characters
// outside ASCII): a name, plain or in quotes, an @ and a domain. The name is checked and
// otherwise ignored, including a plus and the text after the plus. An address is invalid here
// if it has a display name, angle brackets or a comment, which belong to the header of a
// message. Also invalid are an address of the internet protocol in place of a domain, and a
// text with several addresses. Errors are those of Parse.
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

// localPart returns the name before the @, or why the text is no address.
func localPart(text string) (local, reason string) {
	size := plainName
	if strings.HasPrefix(text, `"`) {
		size = quotedName
	}
	n, reason := size(text)
	switch {
	case reason != "":
		return "", reason
	case n == len(text) || text[n] != '@':
		return "", "an @ is missing after the name"
	case n == 0:
		return "", "nothing is in front of the @"
	case n > maxLocal:
		return "", "the name in front of the @ is too long"
	}
	return text[:n], ""
}

// quotedName returns the size of a name in quotes, quotes included, or the reason why the name
// is invalid. Inside the quotes a name may have an @, so the first @ of a text need not end the
// name.
func quotedName(text string) (size int, reason string) {
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return i + 1, ""
		case c == '\\':
			i++ // the next character is part of the name in any case
			if i < len(text) && (text[i] < ' ' || text[i] > '~') {
				return 0, "a backslash is before a character that needs none"
			}
		case c < ' ' || c == 0x7f:
			return 0, "a quoted name has a control character"
		}
	}
	return 0, "the quote is never closed"
}

// plainName returns the size of a name without quotes, or the reason why the name is invalid.
// Such a name is words with single dots between them.
func plainName(text string) (size int, reason string) {
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

// inWord reports whether a name without quotes may have this byte. Bytes of characters
// outside ASCII are allowed (RFC 6531).
func inWord(c byte) bool {
	switch {
	case c >= utf8.RuneSelf, c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return true
	}
	return strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) >= 0
}
