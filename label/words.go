package label

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Size limits, in bytes, both inclusive. A longer word is an error, never cut.
const (
	MaxText = 100 // a display text
	MaxName = 100 // an internal name
)

// fold returns the form in which words are compared: trimmed, and every rune
// replaced by one representative of those that Unicode's simple case folding takes
// for the same. Nothing expands, so ß and ss differ.
func fold(word string) string { return strings.Map(foldRune, strings.TrimSpace(word)) }

func foldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// cleanText returns the text without the space around it, or an *Error.
func cleanText(text string) (string, error) {
	clean := strings.TrimSpace(text)
	return clean, checkText(clean)
}

// checkText returns nil when text is a legal display text, else an *Error.
func checkText(text string) error {
	reason := ""
	switch {
	case text == "":
		reason = "a label needs a display text, for a paired label one for each direction"
	case len(text) > MaxText:
		reason = fmt.Sprintf("a display text has at most %d bytes", MaxText)
	case !utf8.ValidString(text):
		reason = "a display text is valid UTF-8"
	case strings.ContainsFunc(text, unicode.IsControl):
		reason = "a display text has no control characters"
	case text != strings.TrimSpace(text):
		reason = "a display text has no space around it"
	default:
		return nil
	}
	return &Error{Err: ErrName, Value: text, Reason: reason}
}

// checkName returns nil when name is a legal internal name, else an *Error.
func checkName(name string) error {
	reason := ""
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case name == "":
		reason = "an internal name is not empty"
	case len(name) > MaxName:
		reason = fmt.Sprintf("an internal name has at most %d bytes: give another with WithName", MaxName)
	case !utf8.ValidString(name):
		reason = "an internal name is valid UTF-8"
	case unicode.IsDigit(first):
		reason = "an internal name does not begin with a digit"
	case strings.ContainsFunc(name, func(r rune) bool { return !isWordRune(r) && r != '_' }):
		reason = "an internal name has only letters, digits and '_'"
	default:
		return nil
	}
	return &Error{Err: ErrName, Value: name, Reason: reason}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// deriveName makes an internal name from a display text: case-folded, every run of
// anything but letters and digits one '_', none at the ends, n_ before a digit.
func deriveName(text string) (string, error) {
	parts := strings.FieldsFunc(fold(text), func(r rune) bool { return !isWordRune(r) })
	name := strings.Join(parts, "_")
	if name == "" {
		return "", &Error{Err: ErrName, Value: text, Reason: "no letter or digit to derive an internal name from: give one with WithName"}
	}
	if first, _ := utf8.DecodeRuneInString(name); unicode.IsDigit(first) {
		name = "n_" + name
	}
	return name, checkName(name)
}
