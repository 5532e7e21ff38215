package domains

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
)

// A Domain is a domain name in its normal form: ASCII, lower case, without a dot at the end, of
// two labels or more. Two names are the same domain if their Domains are equal.
type Domain string

// A ToASCII returns the ASCII form of an international domain name, or an error if the name has
// none. For example, golang.org/x/net/idna.Lookup.ToASCII is a ToASCII. It is called only for
// names with a character outside ASCII or a label that begins with "xn--".
type ToASCII func(name string) (string, error)

// Errors to test for with [errors.Is].
var (
	// ErrInvalid matches every [InvalidError].
	ErrInvalid = failure.Sentinel(failure.Invalid, "domains.ErrInvalid", "no domain")
	// ErrNotNormalized matches every [NotNormalizedError].
	ErrNotNormalized = failure.Sentinel(failure.Invalid, "domains.ErrNotNormalized", "international domain cannot be compared")
)

// An InvalidError says why a text is no domain, or why an email has no domain.
// errors.Is(err, [ErrInvalid]) holds.
type InvalidError struct {
	Text   string `json:"text,omitzero"` // cut if too long
	Reason string `json:"reason,omitzero"`
	Err    error  `json:"-"` // of the [ToASCII], if that refused the name; else nil
}

var _ = failure.Register[*InvalidError]("domains.InvalidError")

// Error names the text and the reason.
func (e *InvalidError) Error() string { return fmt.Sprintf("%q: %s", e.Text, e.Reason) }

// Unwrap returns [ErrInvalid] and the reason.
func (e *InvalidError) Unwrap() []error { return []error{ErrInvalid, e.Err} }

// A NotNormalizedError says that a domain has characters outside ASCII and that there is no
// [ToASCII]. Without the ASCII form the domain would not match its other spellings.
// errors.Is(err, [ErrNotNormalized]) holds.
type NotNormalizedError struct {
	Text string `json:"text,omitzero"`
}

var _ = failure.Register[*NotNormalizedError]("domains.NotNormalizedError")

// Error names the domain and the remedy.
func (e *NotNormalizedError) Error() string {
	return fmt.Sprintf("%q is an international domain: give a ToASCII to compare it", e.Text)
}

// Unwrap returns [ErrNotNormalized].
func (e *NotNormalizedError) Unwrap() error { return ErrNotNormalized }

// The greatest sizes of a name and of a label in a name, in bytes, inclusive (RFC 1035).
const (
	maxName  = 253
	maxLabel = 63
)

// Parse returns the normal form of a domain name, such as the domain of a company. Space around
// the name and one dot at the end do not count. Applications should compare the domains of
// their companies in this form. [Run] parses the domains that a lookup returns.
//
// toASCII may be nil; then an international name is a [NotNormalizedError]. Any other text that
// is no domain is an [InvalidError]: an address of the internet protocol, a name of a single
// label, a URL.
func Parse(text string, toASCII ToASCII) (Domain, error) {
	name := strings.TrimSpace(text)
	if reason := beforeConversion(name); reason != "" {
		return "", invalid(text, reason)
	}
	name, dotted := strings.CutSuffix(name, ".")
	if isInternational(name) {
		converted, err := convert(name, text, toASCII)
		if err != nil {
			return "", err
		}
		if name = converted; !dotted {
			name = strings.TrimSuffix(name, ".") // the name ended in the dot of another script
		}
	}
	name = strings.ToLower(name)
	if reason := afterConversion(name); reason != "" {
		return "", invalid(text, reason)
	}
	return Domain(name), nil
}

// convert returns the ASCII form of an international name. Without a toASCII a name in ASCII
// stays unchanged, because a toASCII would return the same name.
func convert(name, text string, toASCII ToASCII) (string, error) {
	switch {
	case toASCII == nil && isASCII(name):
		return name, nil
	case toASCII == nil:
		return "", &NotNormalizedError{Text: cut(text)}
	}
	converted, err := toASCII(name)
	switch {
	case err != nil:
		return "", &InvalidError{Text: cut(text), Reason: "it has no ASCII form: " + err.Error(), Err: err}
	case !isASCII(converted):
		return "", invalid(text, "the form that the ToASCII gave it is not ASCII")
	}
	return converted, nil
}

// beforeConversion returns why a name is no domain in any spelling, or "". No spelling of a
// name has more than four times the greatest size. So a ToASCII never gets a huge text.
func beforeConversion(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case len(name) > 4*maxName:
		return "it is too long"
	case !utf8.ValidString(name):
		return "it is not valid UTF-8"
	case strings.HasPrefix(name, "["):
		return "an address of the internet protocol is no company's domain"
	}
	return ""
}

// isInternational reports whether a name may have other spellings than its ASCII form.
func isInternational(name string) bool {
	if !isASCII(name) {
		return true
	}
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "xn--") || strings.Contains(name, ".xn--")
}

// isASCII reports whether a text has no character outside ASCII.
func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// afterConversion returns why a name in lower case is no domain, or "".
func afterConversion(name string) string {
	if len(name) > maxName {
		return fmt.Sprintf("it has %d bytes, at most %d are allowed", len(name), maxName)
	}
	last, labels := "", 0
	for label := range strings.SplitSeq(name, ".") {
		if reason := labelFault(label); reason != "" {
			return reason
		}
		last = label
		labels++
	}
	switch {
	case labels < 2:
		return "it has one label only"
	case strings.Trim(last, "0123456789") == "":
		return "its last label is a number, as of an address of the internet protocol"
	}
	return ""
}

// labelFault returns why a label in lower case cannot be in a domain, or "".
func labelFault(label string) string {
	switch {
	case label == "":
		return "it has an empty label"
	case len(label) > maxLabel:
		return fmt.Sprintf("a label has %d bytes, at most %d are allowed", len(label), maxLabel)
	case label[0] == '-' || label[len(label)-1] == '-':
		return "a label begins or ends with a hyphen"
	}
	for i := range len(label) {
		if c := label[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return "labels have letters, digits and hyphens only"
		}
	}
	return ""
}

// invalid returns an InvalidError for a text that the caller may have typed.
func invalid(text, reason string) error { return &InvalidError{Text: cut(text), Reason: reason} }

// maxText is how many bytes of a text an error quotes.
const maxText = 100

// cut returns a text of at most maxText bytes as valid UTF-8, and the beginning of a longer
// text with "..." after the cut.
func cut(text string) string {
	if len(text) > maxText {
		text = text[:maxText] + "..."
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
