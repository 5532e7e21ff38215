package domains

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Domain is a domain name in its normal form: ASCII, lower case, without a dot at the
// end, of two labels or more. Two names are the same domain when they are equal.
type Domain string

// A ToASCII returns the ASCII form of an international domain name, or an error for a
// name that has none: golang.org/x/net/idna.Lookup.ToASCII is one. It is called for
// names with a character outside ASCII or a label that begins with "xn--", and for no
// others.
type ToASCII func(name string) (string, error)

// Errors to test for with [errors.Is].
var (
	// ErrInvalid is what every [InvalidError] is.
	ErrInvalid = errors.New("no domain")
	// ErrNotNormalized is what every [NotNormalizedError] is.
	ErrNotNormalized = errors.New("international domain cannot be compared")
)

// An InvalidError says why a text is no domain, or an email has none.
// errors.Is(err, [ErrInvalid]) holds.
type InvalidError struct {
	Text   string // cut when it is long
	Reason string
	Err    error // of the [ToASCII], when it refused the name; else nil
}

// Error names the text and the reason.
func (e *InvalidError) Error() string { return fmt.Sprintf("%q: %s", e.Text, e.Reason) }

// Unwrap returns the error of the ToASCII.
func (e *InvalidError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrInvalid].
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// A NotNormalizedError says that a domain has characters outside ASCII and that there
// is no [ToASCII]: compared as it is written it would miss its other spellings.
// errors.Is(err, [ErrNotNormalized]) holds.
type NotNormalizedError struct{ Text string }

// Error names the domain and says what to do.
func (e *NotNormalizedError) Error() string {
	return fmt.Sprintf("%q is an international domain: give a ToASCII to compare it", e.Text)
}

// Is reports whether target is [ErrNotNormalized].
func (e *NotNormalizedError) Is(target error) bool { return target == ErrNotNormalized }

// What a name may have at most, in bytes, inclusive.
const (
	maxName  = 253
	maxLabel = 63
)

// Parse returns the normal form of a domain name, such as a company's. Space around it
// and one dot at its end do not count. A host compares its companies' domains in this
// form; [Run] does so with those that the lookup returns.
//
// An address of the internet protocol, a name of one label and a URL are no domain; the
// error is an [InvalidError], or a [NotNormalizedError] for an international name
// without a toASCII, which may be nil.
func Parse(text string, toASCII ToASCII) (Domain, error) {
	name := strings.TrimSpace(text)
	if reason := unreadable(name); reason != "" {
		return "", invalid(text, reason)
	}
	name, dotted := strings.CutSuffix(name, ".")
	if international(name) {
		converted, err := convert(name, text, toASCII)
		if err != nil {
			return "", err
		}
		if name = converted; !dotted {
			name = strings.TrimSuffix(name, ".") // it ended in another script's dot
		}
	}
	name = strings.ToLower(name)
	if reason := wrong(name); reason != "" {
		return "", invalid(text, reason)
	}
	return Domain(name), nil
}

// convert returns the ASCII form of an international name. Without a toASCII a name that
// is ASCII already stays as it is.
func convert(name, text string, toASCII ToASCII) (string, error) {
	switch {
	case toASCII == nil && ascii(name):
		return name, nil
	case toASCII == nil:
		return "", &NotNormalizedError{Text: cut(text)}
	}
	converted, err := toASCII(name)
	switch {
	case err != nil:
		return "", &InvalidError{Text: cut(text), Reason: "it has no ASCII form: " + err.Error(), Err: err}
	case !ascii(converted):
		return "", invalid(text, "the form that the ToASCII gave it is not ASCII")
	}
	return converted, nil
}

// unreadable says why a name is not worth converting. Four times the greatest size is
// room for any spelling of a name, and keeps huge texts away from a ToASCII.
func unreadable(name string) string {
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

// international reports whether a name has a form besides the ASCII one.
func international(name string) bool {
	if !ascii(name) {
		return true
	}
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "xn--") || strings.Contains(name, ".xn--")
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wrong says what keeps a name in lower case from being a domain.
func wrong(name string) string {
	if len(name) > maxName {
		return fmt.Sprintf("it has %d bytes, at most %d are allowed", len(name), maxName)
	}
	last, labels := "", 0
	for label := range strings.SplitSeq(name, ".") {
		if reason := wrongLabel(label); reason != "" {
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

func wrongLabel(label string) string {
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

func invalid(text, reason string) error { return &InvalidError{Text: cut(text), Reason: reason} }

// maxText is how many bytes of a text an error quotes.
const maxText = 100

// cut returns at most the beginning of a text, as valid UTF-8.
func cut(text string) string {
	if len(text) > maxText {
		text = text[:maxText] + "..."
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
